# SPDX-License-Identifier: Apache-2.0
"""The method ``trade-shares``: what each party and all of them together are to a third country,
and what it is to them. Whole US dollars; shares rounded half up to four decimals. Rules: FIG-3 to
FIG-6.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from comity.core.errors import MalformedError
from comity.subjects.facts import Parameters, Result
from comity.workbench.figures.tables import Flow, Trade

__all__ = ["ALL", "METHOD", "TOGETHER", "VERSION", "compute", "joint_weight"]

METHOD: Final = "trade-shares"
VERSION: Final = 1
ALL: Final = "all"
"""Stands for all products together in a key."""
TOGETHER: Final = "together"
"""Stands for all parties together in a key."""
_SCALE: Final = 10_000


class _Side(NamedTuple):
    """Flows of one product as the parties see them: home, abroad, value.

    Where parties buy, `home` buys from `abroad`; where they sell, it sells to `abroad`.
    """

    home: str
    abroad: str
    usd: int


def compute(trade: Trade, asked: Parameters) -> tuple[Result, ...]:
    """Every value of the method, in its order. Rules: FIG-3 to FIG-6.

    Args:
        trade: the table.
        asked: for what; as a fact holds it, or to be held by one.

    Raises:
        MalformedError: ``figure/no-data`` if the table has no flow of those products in that year
            between anybody and the third country or a party.
    """
    wanted = set(asked.products)
    flows = [
        _seen(flow, asked)
        for flow in trade.flows
        if flow.year == asked.year and flow.product in wanted and flow.seller != flow.buyer
    ]
    homes = {*asked.countries.values()}
    if not any(side.home in homes or side.abroad == asked.third for _, side in flows):
        raise MalformedError("figure/no-data", "FIG-6", "no such flow in the table")
    by_product: dict[str, list[_Side]] = defaultdict(list)
    for product, side in flows:
        by_product[product].append(side)
    results = [
        one for product in sorted(wanted) for one in _product(product, by_product[product], asked)
    ]
    if len(wanted) > 1:
        results += _product(ALL, [side for _, side in flows], asked)
    return tuple(results)


def _seen(flow: Flow, asked: Parameters) -> tuple[str, _Side]:
    if asked.flow == "imports":
        return flow.product, _Side(flow.buyer, flow.seller, flow.usd)
    return flow.product, _Side(flow.seller, flow.buyer, flow.usd)


def _product(product: str, sides: list[_Side], asked: Parameters) -> Iterator[Result]:
    """The values of one product."""
    own, third = asked.countries, asked.third
    total = _sums(sides, own, third)
    names = sorted(own)
    for name in (*names, TOGETHER):
        yield Result(f"{product}/total/{name}", str(total.all[name]), "usd")
        yield Result(f"{product}/third/{name}", str(total.third[name]), "usd")
    yield Result(f"{product}/market", str(total.market), "usd")
    for name in (*names, TOGETHER):
        if total.all[name]:
            share = _share(total.third[name], total.all[name])
            yield Result(f"{product}/dependence/{name}", share, "share")
    if not total.market:
        return
    for name in (*names, TOGETHER):
        share = _share(total.third[name], total.market)
        yield Result(f"{product}/weight/{name}", share, "share")
    for name in (*names, TOGETHER):
        place = _rank(total.partners, own, name, total.third[name])
        yield Result(f"{product}/rank/{name}", str(place), "rank")
    for name in names:
        if total.all[name]:
            yield Result(f"{product}/concentration/{name}", _index(total.spread[name]), "index")


class _Sums(NamedTuple):
    """Sums of one product.

    `all` and `third` by party and `TOGETHER`: with the whole world, and with the third country;
    `market`: the third country with the whole world; `partners` its flows with each country;
    `spread` each party's flows with each country.
    """

    all: Mapping[str, int]
    third: Mapping[str, int]
    market: int
    partners: Mapping[str, int]
    spread: Mapping[str, Mapping[str, int]]


def _sums(sides: list[_Side], own: Mapping[str, str], third: str) -> _Sums:
    every, outer = dict.fromkeys(own, 0), dict.fromkeys(own, 0)
    spread: dict[str, dict[str, int]] = {name: defaultdict(int) for name in own}
    partners: dict[str, int] = defaultdict(int)
    by_code = {code: name for name, code in own.items()}
    together = 0
    for home, abroad, usd in sides:
        if abroad == third:
            partners[home] += usd
        name = by_code.get(home)
        if name is None:
            continue
        every[name] += usd
        spread[name][abroad] += usd
        if abroad == third:
            outer[name] += usd
        # What the parties trade among themselves is inside of what they are together (FIG-4).
        if abroad not in by_code:
            together += usd
    return _Sums(
        all={**every, TOGETHER: together},
        third={**outer, TOGETHER: sum(outer.values())},
        market=sum(partners.values()),
        partners=partners,
        spread=spread,
    )


def _rank(partners: Mapping[str, int], own: Mapping[str, str], name: str, usd: int) -> int:
    """The place among the third country's partners; together, the parties stand as one."""
    inside = set(own.values()) if name == TOGETHER else {own[name]}
    return 1 + sum(1 for code, value in partners.items() if code not in inside and value > usd)


def _share(part: int, whole: int) -> str:
    """The share in four decimals, rounded half up, out of whole numbers alone. Rule: FIG-5."""
    return _decimal((2 * part * _SCALE + whole) // (2 * whole))


def _index(spread: Mapping[str, int]) -> str:
    """The sum of squared shares (Herfindahl and Hirschman), 0 to 1. Rule: FIG-5."""
    whole = sum(spread.values()) ** 2
    squares = sum(value**2 for value in spread.values())
    return _decimal((2 * squares * _SCALE + whole) // (2 * whole))


def _decimal(scaled: int) -> str:
    return f"{scaled // _SCALE}.{scaled % _SCALE:04}"


def joint_weight(results: tuple[Result, ...], product: str, kind: str) -> dict[str, str]:
    """The values of one kind, by party and `TOGETHER`, as far as the result has them."""
    prefix = f"{product}/{kind}/"
    return {
        one.key.removeprefix(prefix): one.value for one in results if one.key.startswith(prefix)
    }
