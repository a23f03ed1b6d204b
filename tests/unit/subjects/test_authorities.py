# SPDX-License-Identifier: Apache-2.0
"""Authority of posts: bodies, what counts when, and what an item asks for."""

from __future__ import annotations

from typing import Any

import pytest

from comity import subjects
from comity.core.encoding import encode
from comity.core.errors import MalformedError
from comity.subjects import authorities
from tests.unit.subjects.samples import ALL, AUTHORITY, T0
from tests.unit.subjects.table import Table

MATTER = "authority/asia-pacific"
LABEL = "아시아태평양국장"
ADOPTION = frozenset({"sign-adoption"})


def _read(**changes: Any) -> authorities.Authority:
    return authorities.read_authority(encode({**AUTHORITY, **changes}))


def _view(table: Table) -> tuple[authorities.AuthorityView, ...]:
    return subjects.view(table, table).authorities.details


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"post": {}}, "body/words"),
        ({"may": ["negotiate", "negotiate"]}, "body/repeated"),
        ({"may": ["rule"]}, "body/type"),
        ({"since": -1}, "body/time"),
        ({"until": -1}, "body/time"),
        ({"zone": "Seoul"}, "body/zone"),
        ({"until": T0}, "authority/time"),
        ({"full_powers": {"en": "x"}, "may": ["negotiate"]}, "authority/full-powers"),
        ({"full_powers": {}, "may": ["sign-adoption"]}, "body/words"),
        ({"full_powers": True}, "body/type"),
    ],
)
def test_what_is_no_authority_is_refused(changes: dict[str, Any], code: str) -> None:
    """AUTH-1: names the post. AUTH-3: ends later than it begins. AUTH-4: full powers go with the
    authority to sign an adoption.
    """
    with pytest.raises(MalformedError) as caught:
        _read(**changes)
    assert caught.value.code == code


def test_it_is_a_sides_own_word() -> None:
    """AUTH-1: It is declared, never agreed."""
    with pytest.raises(MalformedError, match="body/verb"):
        subjects.read_body(MATTER, "offer", encode(AUTHORITY))
    assert subjects.read_body(*ALL["authority"][:2], encode(AUTHORITY)) == _read()
    assert _read(full_powers={"en": "A treaty"}).full_powers == {"en": "A treaty"}
    assert _read(may=[], full_powers=None, until=T0 + 1).may == ()


def test_the_newest_word_counts_and_none_withdraws() -> None:
    """AUTH-2: with nothing in it takes back. AUTH-5: the newest that can be read counts."""
    table = Table()
    table.declare("kr", MATTER, AUTHORITY)
    table.declare("jp", MATTER, {**AUTHORITY, "may": ["negotiate"]})
    table.declare("kr", MATTER, {"nonsense": 1})
    found = _view(table)
    assert [(one.party, one.id) for one in found] == [
        ("jp", "asia-pacific"),
        ("kr", "asia-pacific"),
    ]
    assert authorities.notified(found, "kr")
    assert not authorities.notified(found, "us")
    who = authorities.who_may(found, "kr", ADOPTION, T0)
    assert [one.party for one in who] == ["kr"]
    assert authorities.who_may(found, "jp", ADOPTION, T0) == ()
    table.declare("kr", MATTER, {**AUTHORITY, "may": []})
    found = _view(table)
    assert authorities.who_may(found, "kr", ADOPTION, T0) == ()
    assert authorities.notified(found, "kr"), "a side that has withdrawn has notified all the same"


def test_a_word_that_cannot_be_read_notifies_nothing() -> None:
    table = Table()
    table.declare("kr", MATTER, {"nonsense": 1})
    table.declare("kr", "authority/a/b", AUTHORITY)
    found = _view(table)
    assert len(found) == 1
    assert found[0].newest() is None
    assert found[0].held_at(T0) is None
    assert not authorities.notified(found, "kr")
    assert authorities.covering(found, "kr", LABEL, ADOPTION, T0) is None


@pytest.mark.parametrize(
    ("at", "until", "counts"),
    [(T0 - 1, None, False), (T0, None, True), (T0 + 4, T0 + 5, True), (T0 + 5, T0 + 5, False)],
)
def test_it_counts_from_its_beginning_and_before_its_end(
    at: int,
    until: int | None,
    counts: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """AUTH-5: from its beginning on and before its end."""
    table = Table()
    table.declare("kr", MATTER, {**AUTHORITY, "until": until})
    found = _view(table)
    assert bool(authorities.who_may(found, "kr", ADOPTION, at)) == counts
    assert (authorities.covering(found, "kr", LABEL, ADOPTION, at) is not None) == counts


@pytest.mark.parametrize(
    ("matters", "needed"),
    [
        (["authority/x"], []),
        (["terms"], [{"sign-terms"}]),
        (["text/t/adoption"], [{"sign-adoption"}]),
        (["text/t/p/k1"], [{"negotiate", "initial"}]),
        (["incident/i/notice", "incident/i/assessment"], [{"speak-on-incidents"}]),
        (["meeting/m/date", "text/t", "follow-up/1"], [{"negotiate"}]),
        (["terms", "meeting/m/date", "authority/x"], [{"sign-terms"}, {"negotiate"}]),
    ],
)
def test_what_an_item_asks_for(matters: list[str], needed: list[set[str]]) -> None:
    """AUTH-6: what whoever signs on an item must be able to do."""
    assert authorities.needed_for(matters) == tuple(frozenset(one) for one in needed)


def test_under_which_authority_an_entry_was_signed() -> None:
    """AUTH-7: by what its side had notified in entries before it, for the post it names."""
    table = Table()
    ref = table.declare("kr", MATTER, AUTHORITY).ref
    found = _view(table)
    under = authorities.covering(found, "kr", LABEL, ADOPTION, T0, ref.number + 1)
    assert under is not None
    assert under[0] == MATTER
    assert under[1].declaration.ref == ref
    assert authorities.covering(found, "kr", LABEL, ADOPTION, T0, ref.number) is None
    assert authorities.covering(found, "kr", "another post", ADOPTION, T0) is None
    assert authorities.covering(found, "kr", LABEL, {"speak-on-incidents"}, T0) is None
    assert authorities.covering(found, "jp", LABEL, ADOPTION, T0) is None
