# SPDX-License-Identifier: Apache-2.0
"""A trade table with the columns of BACI: ``t,i,j,k,v,q``, one flow a row.

``t`` is the year, ``i`` who sells, ``j`` who buys, ``k`` the product (HS, six digits), ``v`` the
value in thousand US dollars with at most three decimals, ``q`` tonnes or nothing. Codes are text:
``NA`` is Namibia, ``012345`` keeps its zero, and 490 is what BACI calls "Other Asia, nes".
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import StringIO
from typing import Final, NamedTuple

from comity.core.errors import MalformedError

__all__ = ["BYTES_MAX", "COLUMNS", "ROWS_MAX", "Flow", "Trade", "read_table"]

COLUMNS: Final = ("t", "i", "j", "k", "v", "q")
BYTES_MAX: Final = 2 * 1_048_576 - 65_536
"""Bytes of a table: what a form of the desk takes, with room for its other fields."""
ROWS_MAX: Final = 50_000
"""Rows: some hundred products of one year."""
_CELL_CHARS_MAX: Final = 40
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""
_YEAR: Final = re.compile(r"(?:19|20|21)[0-9]{2}", re.ASCII)
_NUMERIC: Final = re.compile(r"[0-9]{1,3}", re.ASCII)
_LETTERS: Final = re.compile(r"[A-Z][A-Z0-9]{1,2}", re.ASCII)
_PRODUCT: Final = re.compile(r"[0-9]{6}", re.ASCII)
_VALUE: Final = re.compile(r"([0-9]{1,15})(?:\.([0-9]{1,3}))?", re.ASCII)
_QUANTITY: Final = re.compile(r"(?:[0-9]{1,15}(?:\.[0-9]{1,6})?|NA)?", re.ASCII)


class Flow(NamedTuple):
    """One flow: what one country sold to another in a year, in whole US dollars."""

    year: int
    seller: str
    buyer: str
    product: str
    usd: int


class Trade(NamedTuple):
    """A table: its flows in the order of its rows, and how many rows it has."""

    flows: tuple[Flow, ...]
    rows: int


def _off(code: str, rule: str, row: int, column: str, hint: str) -> MalformedError:
    return MalformedError(code, rule, f"row {row}, column {column}: {hint}")


def read_table(raw: bytes) -> Trade:
    """The table that the bytes of a CSV file hold. Rules: FIG-1, FIG-2.

    Args:
        raw: untrusted, UTF-8, with or without a byte order mark.

    Raises:
        MalformedError: ``table/size``, ``table/encoding``, ``table/columns``, ``table/form``,
            ``table/formula``, ``table/year``, ``table/country``, ``table/product``,
            ``table/value``, ``table/repeated``, ``table/empty``; row and column are named, the
            heading is row 1.
    """
    if len(raw) > BYTES_MAX:
        raise MalformedError("table/size", "FIG-1", f"at most {BYTES_MAX} bytes")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedError("table/encoding", "FIG-1", f"byte {error.start}: UTF-8") from None
    if "\0" in text:
        raise MalformedError("table/encoding", "FIG-1", "no zero bytes")
    lines = _lines(text)
    order = _order(next(lines, []))
    seen: set[tuple[str, str, str, str]] = set()
    flows = []
    for row, cells in enumerate(lines, 2):
        if row > ROWS_MAX + 1:
            raise MalformedError("table/size", "FIG-1", f"at most {ROWS_MAX} rows")
        key, flow = _flow(row, cells, order)
        if key in seen:
            raise _off("table/repeated", "FIG-1", row, "k", "this flow stands in an earlier row")
        seen.add(key)
        flows.append(flow)
    if not flows:
        raise MalformedError("table/empty", "FIG-1", "a table has at least one row")
    return Trade(tuple(flows), len(flows))


def _lines(text: str) -> Iterator[list[str]]:
    """Row by row; blank lines at the end are none."""
    try:
        yield from (cells for cells in csv.reader(StringIO(text, newline=""), strict=True) if cells)
    except csv.Error as error:
        raise MalformedError("table/form", "FIG-1", str(error)) from None


def _order(heading: list[str]) -> dict[str, int]:
    """The place of each column. Raises MalformedError ``table/columns``, ``table/formula``."""
    names = [cell.strip() for cell in heading]
    for name in names:
        if name.startswith(_FORMULA):
            raise _off(
                "table/formula", "FIG-1", 1, name[:_CELL_CHARS_MAX], "a cell that begins a formula"
            )
    missing = [name for name in COLUMNS if name not in names]
    other = [name[:_CELL_CHARS_MAX] for name in names if name not in COLUMNS]
    if missing or other or len(names) != len(COLUMNS):
        told = f"missing: {', '.join(missing) or '–'}; unknown: {', '.join(other[:8]) or '–'}"
        raise MalformedError("table/columns", "FIG-1", f"columns {','.join(COLUMNS)}; {told}")
    return {name: names.index(name) for name in COLUMNS}


def _flow(
    row: int, cells: list[str], order: dict[str, int]
) -> tuple[tuple[str, str, str, str], Flow]:
    if len(cells) != len(COLUMNS):
        hint = f"row {row}: {len(COLUMNS)} cells, not {len(cells)}"
        raise MalformedError("table/form", "FIG-1", hint)
    found = {name: cells[order[name]] for name in COLUMNS}
    for name, cell in found.items():
        if cell.startswith(_FORMULA):
            raise _off("table/formula", "FIG-1", row, name, "a cell that begins a formula")
        if len(cell) > _CELL_CHARS_MAX:
            raise _off("table/form", "FIG-1", row, name, f"at most {_CELL_CHARS_MAX} characters")
    # BACI itself pads numbers with spaces.
    found = {name: cell.strip(" ") for name, cell in found.items()}
    if not _YEAR.fullmatch(found["t"]):
        raise _off("table/year", "FIG-1", row, "t", "a year such as 2024")
    seller, buyer = _country(row, "i", found["i"]), _country(row, "j", found["j"])
    if not _PRODUCT.fullmatch(found["k"]):
        raise _off(
            "table/product", "FIG-2", row, "k", "six digits, with a leading zero where there is one"
        )
    value = _VALUE.fullmatch(found["v"])
    if value is None:
        raise _off("table/value", "FIG-1", row, "v", "thousand US dollars, at most three decimals")
    if not _QUANTITY.fullmatch(found["q"]):
        raise _off("table/value", "FIG-1", row, "q", "tonnes, NA or nothing")
    usd = int(value[1]) * 1000 + int((value[2] or "").ljust(3, "0"))
    key = (found["t"], seller, buyer, found["k"])
    return key, Flow(int(found["t"]), seller, buyer, found["k"], usd)


def _country(row: int, column: str, cell: str) -> str:
    """The code of a country, a number without leading zeros. Rule: FIG-2."""
    if _NUMERIC.fullmatch(cell) and int(cell) > 0:
        return str(int(cell))
    if _LETTERS.fullmatch(cell):
        return cell
    raise _off("table/country", "FIG-2", row, column, "a code such as 410, KOR, NA or S19")
