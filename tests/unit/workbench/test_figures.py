# SPDX-License-Identifier: Apache-2.0
"""Trade tables read strictly, joint weight computed exactly, figures computed again."""

from __future__ import annotations

import csv
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from comity.core.errors import MalformedError
from comity.core.ids import Digest
from comity.ports import Absence, ContentKind, Kept
from comity.subjects.facts import Computation, Parameters, Result, Table
from comity.workbench.figures import (
    METHOD,
    VERSION,
    Flow,
    Trade,
    checking,
    compute,
    read_table,
    verdict_of,
)
from comity.workbench.figures.checking import Outcome
from comity.workbench.figures.shares import joint_weight
from comity.workbench.figures.tables import BYTES_MAX, ROWS_MAX

HEAD = "t,i,j,k,v,q\n"
ROW = "2024,156,410,811292,92445.757,390.736\n"
ASKED = Parameters({"kr": "410", "jp": "392"}, "156", ("811292",), 2024, "imports")
DIGEST = "A" * 43


def demo(name: str) -> bytes:
    return files("comity.demo").joinpath("data", f"{name}.csv").read_bytes()


def refusal(text: str | bytes) -> MalformedError:
    raw = text.encode() if isinstance(text, str) else text
    with pytest.raises(MalformedError) as caught:
        read_table(raw)
    return caught.value


# --- reading -----------------------------------------------------------------------------------


def test_a_table_is_read_as_whole_dollars_with_its_codes_as_text() -> None:
    """FIG-1, FIG-2: columns in any order; a mark of byte order and padding do no harm."""
    text = "k,v,q,t,i,j\r\n012345,    1.5,          NA,2024,NA,S19\r\n811292,2,,2024,028,490\r\n"
    read = read_table(b"\xef\xbb\xbf" + text.encode())
    assert read.rows == 2
    assert read.flows == (
        Flow(2024, "NA", "S19", "012345", 1_500),
        Flow(2024, "28", "490", "811292", 2_000),
    )


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("", "table/columns", "missing: t, i, j, k, v, q"),
        ("t,i,j,k,v\n", "table/columns", "missing: q"),
        ("t,i,j,k,v,q,w\n", "table/columns", "unknown: w"),
        ("t,i,j,k,v,q,q\n", "table/columns", "columns"),
        ("year,i,j,k,v,q\n" + ROW, "table/columns", "unknown: year"),
        ('t,i,j,k,"=cmd()",q\n' + ROW, "table/formula", "row 1"),
        (HEAD, "table/empty", "row"),
        (HEAD + "2024,156,410,811292,92445.757\n", "table/form", "row 2"),
        (HEAD + '2024,156,410,811292,"92"445,1\n', "table/form", ""),
        (HEAD + f"2024,156,410,811292,{'1' * 41},1\n", "table/form", "column v"),
        (HEAD + ROW + "2024,=1+1,410,811292,1,1\n", "table/formula", "row 3, column i"),
        (HEAD + "2024,156,410,811292,@SUM(A1),1\n", "table/formula", "column v"),
        (HEAD + "2024,156,410,811292,-5,1\n", "table/formula", "column v"),
        (HEAD + "2024,156,410,811292,1,+1\n", "table/formula", "column q"),
        (HEAD + '2024,"\t156",410,811292,1,1\n', "table/formula", "column i"),
        (HEAD + "24,156,410,811292,1,1\n", "table/year", "column t"),
        (HEAD + "2024,,410,811292,1,1\n", "table/country", "column i"),
        (HEAD + "2024,156,0,811292,1,1\n", "table/country", "column j"),
        (HEAD + "2024,156,Korea,811292,1,1\n", "table/country", "column j"),
        (HEAD + "2024,156,410,12345,1,1\n", "table/product", "leading zero"),
        (HEAD + "2024,156,410,８１１２９２,1,1\n", "table/product", "column k"),
        (HEAD + "2024,156,410,811292,1.2345,1\n", "table/value", "column v"),
        (HEAD + '2024,156,410,811292,"1,000",1\n', "table/value", "column v"),
        (HEAD + "2024,156,410,811292,1e3,1\n", "table/value", "column v"),
        (HEAD + "2024,156,410,811292,NaN,1\n", "table/value", "column v"),
        (HEAD + "2024,156,410,811292,,1\n", "table/value", "column v"),
        (HEAD + "2024,156,410,811292,1,much\n", "table/value", "column q"),
        (HEAD + ROW + ROW, "table/repeated", "row 3"),
        (HEAD + ROW + "2024,156,0410,811292,1,1\n", "table/country", "row 3"),
        (HEAD + "2024,056,410,811292,1,1\n2024,56,410,811292,1,1\n", "table/repeated", "row 3"),
        (b"t,i,j,k,v,q\n2024,156,410,811292,1,\xff\n", "table/encoding", "byte 34"),
        (HEAD.encode("utf-16"), "table/encoding", "UTF-8"),
        (HEAD + "2024,156,410,811292,1,\0\n", "table/encoding", "zero"),
        (b"x" * (BYTES_MAX + 1), "table/size", "bytes"),
    ],
)
def test_what_is_no_such_table_is_refused_by_name(text: str | bytes, code: str, told: str) -> None:
    """FIG-1, FIG-2: row and column are named."""
    error = refusal(text)
    assert error.code == code
    assert told in error.hint


def test_a_table_of_too_many_rows_is_refused() -> None:
    """FIG-1: at most 50,000 rows."""
    rows = [f"{1900 + n // 9999},156,{1 + n % 9999 % 900},{n:06},1,\n" for n in range(ROWS_MAX + 1)]
    assert refusal(HEAD + "".join(rows)).code == "table/size"
    assert read_table((HEAD + "".join(rows[:-1])).encode()).rows == ROWS_MAX


def test_every_code_of_the_real_list_is_read(shared_data: Path) -> None:
    """FIG-2: 490 and S19 are what BACI calls "Other Asia, nes"; nothing is missing."""
    path = shared_data / "data" / "evidence" / "baci_crm" / "country_codes_V202601.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = {row[name] for row in rows for name in ("country_code", "country_iso2", "country_iso3")}
    assert {"S19", "490", "NAM"} <= codes
    assert [one for one in codes - {""} if not _readable(one)] == []


def _readable(code: str) -> bool:
    try:
        return bool(read_table(f"{HEAD}2024,{code},999,811292,1,\n".encode()).rows)
    except MalformedError:
        return False


# --- computing ---------------------------------------------------------------------------------


def test_real_figures_of_gallium_and_germanium_come_out() -> None:
    """FIG-3 to FIG-5, on BACI 2024 (Etalab 2.0): each alone, and both together."""
    results = compute(read_table(demo("gallium-germanium-2024")), ASKED)
    weight = joint_weight(results, "811292", "weight")
    assert weight == {"jp": "0.0506", "kr": "0.2894", "together": "0.3400"}
    dependence = joint_weight(results, "811292", "dependence")
    assert dependence == {"jp": "0.1916", "kr": "0.9244", "together": "0.6523"}
    assert joint_weight(results, "811292", "rank") == {"jp": "7", "kr": "1", "together": "1"}
    # "Other Asia, nes" is 19.3 % of what Japan buys; without it the index would be 0.158.
    assert joint_weight(results, "811292", "concentration")["jp"] == "0.1400"
    values = {one.key: one.value for one in results}
    assert values["811292/market"] == "319409568"
    assert values["811292/third/kr"] == "92445757"


FLOWS = Trade(
    (
        Flow(2024, "156", "410", "000001", 30),
        Flow(2024, "156", "392", "000001", 10),
        Flow(2024, "156", "842", "000001", 35),
        Flow(2024, "392", "410", "000001", 20),  # among the parties
        Flow(2024, "842", "410", "000001", 50),
        Flow(2024, "410", "410", "000001", 99),  # with itself
        Flow(2023, "156", "410", "000001", 99),  # another year
        Flow(2024, "156", "410", "000003", 99),  # another product
        Flow(2024, "156", "410", "000002", 5),
    ),
    9,
)


def _of(flow: str, *products: str) -> dict[str, str]:
    made = Parameters({"kr": "410", "jp": "392"}, "156", products, 2024, flow)  # type: ignore[arg-type]  # one of two words
    return {one.key: one.value for one in compute(FLOWS, made)}


def test_what_parties_trade_among_themselves_is_left_out_together() -> None:
    """FIG-4: Together the parties stand as one."""
    found = _of("imports", "000001")
    assert found["000001/total/kr"] == "100"
    assert found["000001/total/together"] == "90"
    assert found["000001/dependence/together"] == "0.4444"
    assert found["000001/weight/together"] == "0.5333"
    ranks = [found[f"000001/rank/{name}"] for name in ("kr", "jp", "together")]
    assert ranks == ["2", "3", "1"]


def test_several_products_have_a_sum_of_their_own() -> None:
    """FIG-3: products by code, then `all`."""
    found = _of("imports", "000002", "000001")
    assert found["all/third/kr"] == "35"
    assert found["000002/dependence/kr"] == "1.0000"
    products = list(dict.fromkeys(key.split("/")[0] for key in found))
    assert products == ["000001", "000002", "all"]
    assert not any(key.startswith("all") for key in _of("imports", "000001"))


def test_the_other_direction_is_what_the_parties_sell() -> None:
    """FIG-3: or the reverse."""
    trade = Trade((Flow(2024, "410", "156", "000001", 7), Flow(2024, "9", "156", "000001", 3)), 2)
    made = Parameters({"kr": "410"}, "156", ("000001",), 2024, "exports")
    found = {one.key: one.value for one in compute(trade, made)}
    assert found["000001/weight/kr"] == "0.7000"
    assert found["000001/dependence/kr"] == "1.0000"


def test_a_share_of_nothing_is_left_out() -> None:
    """FIG-6: Nothing is not zero."""
    found = _of("imports", "000002")
    assert "000002/dependence/jp" not in found
    assert "000002/concentration/jp" not in found
    assert found["000002/total/jp"] == "0"
    only = Trade((Flow(2024, "842", "410", "000001", 5),), 1)
    assert not [one for one in compute(only, _asked("000001")) if "/weight/" in one.key]
    for asked in (_asked("000009"), _asked("000001", year=2020)):
        with pytest.raises(MalformedError, match="figure/no-data"):
            compute(FLOWS, asked)


def _asked(product: str, year: int = 2024) -> Parameters:
    return Parameters({"kr": "410", "jp": "392"}, "156", (product,), year, "imports")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["156", "392", "410", "842", "490"]),
            st.sampled_from(["156", "392", "410", "842", "490"]),
            st.integers(0, 10**12),
        ),
        min_size=2,
        max_size=25,
        unique_by=lambda one: one[:2],
    ),
    st.randoms(use_true_random=False),
)
def test_shares_are_those_of_exact_fractions_in_any_order(
    rows: list[tuple[str, str, int]], chance: Random
) -> None:
    """FIG-4, FIG-5: rounded half up out of whole numbers; the order of rows plays no part."""
    flows = [Flow(2024, seller, buyer, "000001", usd) for seller, buyer, usd in rows]
    outer = [one for one in flows if one.seller != one.buyer]
    assume(any(one.buyer in ("392", "410") or one.seller == "156" for one in outer))
    results = compute(Trade(tuple(flows), len(flows)), _asked("000001"))
    chance.shuffle(flows)
    assert compute(Trade(tuple(flows), len(flows)), _asked("000001")) == results
    found = {one.key: one.value for one in results}
    market = int(found["000001/market"])
    for name in ("kr", "jp", "together"):
        share = found.get(f"000001/weight/{name}")
        if share is None:
            assert market == 0
            continue
        exact = Fraction(int(found[f"000001/third/{name}"]), market)
        assert Fraction(share) == Fraction(int(exact * 10_000 + Fraction(1, 2)), 10_000)


# --- computed again ----------------------------------------------------------------------------


class Here:
    """Documents of a channel, kept by a test."""

    def __init__(self, kept: Kept | Absence) -> None:
        self.kept = kept

    def content(self, kind: ContentKind, digest: Digest) -> Kept | Absence:
        assert (kind, digest) == ("document", DIGEST)
        return self.kept


RAW = demo("gallium-germanium-2024")


def _made(**changed: Any) -> Computation:
    raw, trade = RAW, read_table(RAW)
    made = Computation(
        METHOD, VERSION, ASKED, {"en": "China"}, Table(DIGEST, len(raw), trade.rows),
        compute(trade, ASKED),
    )  # fmt: skip
    return msgspec.structs.replace(made, **changed)


def _kept(raw: bytes) -> Here:
    return Here(Kept(b"\0" * 16, raw))


def test_a_figure_is_reproduced_where_all_of_it_comes_out_the_same() -> None:
    """FIG-7: every key, value and unit, with as many rows and bytes as it says."""
    assert verdict_of(_kept(RAW), _made()).reproduced


def test_what_came_of_the_same_bytes_is_not_computed_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """FIG-7, on pages that show a figure again and again; other bytes are computed anew."""
    assert verdict_of(_kept(RAW), _made()).reproduced
    monkeypatch.setattr(checking, "read_table", lambda _: pytest.fail("computed again"))
    assert verdict_of(_kept(RAW), _made()).reproduced
    monkeypatch.undo()
    monkeypatch.setattr(checking, "KEPT_MAX", 1)
    assert not verdict_of(_kept(RAW + b"\n"), _made()).reproduced
    assert verdict_of(_kept(RAW), _made()).reproduced


def test_one_other_value_is_told() -> None:
    """FIG-7."""
    made = _made()
    results = [
        Result(one.key, "0.9900", one.unit) if one.key.endswith("weight/together") else one
        for one in made.results
    ]
    verdict = verdict_of(_kept(RAW), _made(results=tuple(results)))
    assert not verdict.reproduced
    assert verdict.outcome is Outcome.DIFFERS
    (one,) = verdict.differences
    assert one == ("811292/weight/together", "0.9900 share", "0.3400 share")


def test_a_value_too_few_or_too_many_or_another_unit_is_told() -> None:
    """FIG-7."""
    made = _made()
    fewer = verdict_of(_kept(RAW), _made(results=made.results[1:]))
    assert [one.said for one in fewer.differences] == [None]
    more = verdict_of(_kept(RAW), _made(results=(*made.results, Result("x", "1", "usd"))))
    assert [one.here for one in more.differences] == [None]
    first = made.results[0]
    other = (Result(first.key, first.value, "rank"), *made.results[1:])
    assert verdict_of(_kept(RAW), _made(results=other)).outcome is Outcome.DIFFERS


def test_another_table_under_the_same_digest_is_told() -> None:
    """FIG-7: with as many rows and bytes as it says."""
    made = _made(table=Table(DIGEST, len(RAW), 76))
    assert [one.key for one in verdict_of(_kept(RAW), made).differences] == ["table"]


@pytest.mark.parametrize(
    ("kept", "changed", "outcome", "code"),
    [
        ("absent", {}, Outcome.NO_TABLE, ""),
        ("destroyed", {}, Outcome.NO_TABLE, ""),
        (RAW, {"method": "shares-of-moon"}, Outcome.UNKNOWN_METHOD, ""),
        (RAW, {"version": 2}, Outcome.UNKNOWN_METHOD, ""),
        (b"=cmd()\n", {}, Outcome.UNREADABLE, "table/formula"),
        (demo("graphite-2024"), {}, Outcome.UNREADABLE, "figure/no-data"),
    ],
)
def test_a_figure_that_can_not_be_computed_here_is_not_reproduced(
    kept: bytes | Absence, changed: dict[str, Any], outcome: Outcome, code: str
) -> None:
    """FIG-7, FIG-1: a hostile table is refused, and nothing else happens."""
    here = _kept(kept) if isinstance(kept, bytes) else Here(kept)
    verdict = verdict_of(here, _made(**changed))
    assert (verdict.outcome, verdict.code, verdict.reproduced) == (outcome, code, False)
