# SPDX-License-Identifier: Apache-2.0
"""Texts: paragraph by paragraph to a clean text, packages, adoption, mismatch."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from comity.core.encoding import decode, encode
from comity.core.errors import RuleError
from comity.core.ids import Matter, b64
from comity.core.limits import BODY_BYTES_MAX
from comity.subjects import texts
from comity.subjects.reading import Look
from comity.subjects.texts import TextState, TextView, adoption_body
from tests.unit.subjects.samples import ADOPTION, HEADER, WORDING
from tests.unit.subjects.table import Raw, Table

K1, K2, WHOLE = "text/t/p/k1", "text/t/p/k2", "text/t/adoption"


def wording(**text: str) -> dict[str, Any]:
    return {**WORDING, "base": None, "text": text}


def seen(table: Table) -> TextView:
    (one,) = texts.view(table, table).details
    return one


def clean() -> Table:
    table = Table()
    table.agree({"text/t": HEADER})
    table.agree({K1: wording(ko="하나", ja="一", en="one"), K2: wording(ko="둘", ja="二")})
    return table


def test_a_text_grows_from_draft_to_clean_to_adopted() -> None:
    """TEXT-1, TEXT-3, TEXT-4: Accepted by all, a wording is provisionally agreed."""
    table = Table()
    table.offer("kr", {"text/t": HEADER})
    assert seen(table).state is TextState.DRAFT
    assert seen(table).outstanding == ("k1", "k2")  # in the order that is proposed
    table.agree({"text/t": HEADER})
    table.offer("jp", {K1: wording(ko="하나", ja="一")})
    assert seen(table).state is TextState.NEGOTIATED
    assert seen(table).outstanding == ("k1", "k2")
    table.agree({K1: wording(ko="하나", ja="一"), K2: wording(ko="둘", ja="二")})
    text = seen(table)
    assert (text.state, text.outstanding, text.adopted) == (TextState.CLEAN, (), False)
    assert text.versions["en"].missing == ("k1", "k2")  # a courtesy may follow later
    ref = table.offer("kr", {WHOLE: adoption_body(text)})
    assert seen(table).fits(seen(table).adoption.open[0])
    assert not seen(table).adopted
    table.accept("jp", ref)
    assert (seen(table).state, seen(table).adopted, seen(table).confirmed) == (
        TextState.ADOPTED, True, False,
    )  # fmt: skip
    table.sealed.add(ref)
    assert seen(table).confirmed


def test_the_whole_is_the_same_bytes_for_everybody() -> None:
    """TEXT-5: The whole text in one language is the canonical JSON of exactly these fields."""
    expected = encode(
        {
            "authority": "authentic",
            "kind": "summary-of-discussion",
            "language": "ja",
            "legal_status": "not-legally-binding",
            "paragraphs": [
                {"form": "paragraph", "key": "k1", "text": "一"},
                {"form": "paragraph", "key": "k2", "text": "二"},
            ],
            "prevailing": None,
            "text": "t",
            "title": "議事要旨",
        }
    )
    assert decode(expected, BODY_BYTES_MAX)
    prefix = b"\x0dcomity/1 text" + len(expected).to_bytes(8, "big")
    assert seen(clean()).versions["ja"].digest == b64(hashlib.sha256(prefix + expected).digest())


def test_an_adoption_can_not_be_made_before_all_paragraphs_are_agreed() -> None:
    """TEXT-6: it can't be made before."""
    table = Table()
    table.offer("kr", {"text/t": HEADER})
    with pytest.raises(RuleError, match="the header"):
        adoption_body(seen(table))
    table.agree({"text/t": HEADER, K1: wording(ko="하나", ja="一")})
    with pytest.raises(RuleError, match="k2") as caught:
        adoption_body(seen(table))
    assert (caught.value.code, caught.value.rule) == ("text/incomplete", "TEXT-6")


def test_courtesy_versions_are_named_if_complete_and_wished() -> None:
    """TEXT-6: and of courtesy versions as the parties wish."""
    table = clean()
    assert set(adoption_body(seen(table)).digests) == {"ja", "ko"}
    table.agree({K2: wording(ko="둘", ja="二", en="two")})
    assert set(adoption_body(seen(table)).digests) == {"en", "ja", "ko"}
    assert set(adoption_body(seen(table), 1, courtesy=False).digests) == {"ja", "ko"}
    table.agree({WHOLE: adoption_body(seen(table), courtesy=False)})
    assert seen(table).adopted


@pytest.mark.parametrize("change", ["other", "missing", "stranger", "courtesy"])
def test_an_adoption_of_something_else_is_none(change: str) -> None:
    """TEXT-7: adopted only when its adoption is agreed and is that of the whole."""
    table = clean()
    digests = dict(adoption_body(seen(table)).digests)
    wrong = {"other": "ko", "missing": "ja", "stranger": "fr", "courtesy": "en"}[change]
    if change == "missing":
        del digests[wrong]
    else:
        digests[wrong] = "A" * 43
    table.agree({WHOLE: {"corrigendum": 0, "digests": digests}})
    text = seen(table)
    assert (text.state, text.differing) == (TextState.DIFFERS, (wrong,))
    assert not text.adopted
    assert not text.confirmed


@pytest.mark.parametrize("matter", [K1, "text/t"])
def test_a_change_after_the_adoption_shows_until_a_corrigendum_is_adopted(matter: str) -> None:
    """TEXT-7: If not, the view says in which languages it differs."""
    table = clean()
    table.agree({WHOLE: adoption_body(seen(table))})
    change = wording(ko="하나!", ja="一") if matter == K1 else {**HEADER, "order": ["k2", "k1"]}
    table.agree({matter: change})
    assert seen(table).state is TextState.DIFFERS
    assert seen(table).differing == (("ko",) if matter == K1 else ("ja", "ko"))
    table.agree({WHOLE: adoption_body(seen(table), corrigendum=1)})
    assert seen(table).adopted


def test_an_adoption_without_header_or_that_can_not_be_read_adopts_nothing() -> None:
    table = Table()
    table.agree({WHOLE: ADOPTION})
    assert seen(table).state is TextState.DIFFERS
    assert seen(table).differing == ("ja", "ko")
    table = clean()
    table.agree({WHOLE: Raw(b"{}")})
    assert seen(table).state is TextState.DIFFERS
    table.offer("kr", {WHOLE: Raw(b"{}")})
    assert not seen(table).fits(seen(table).adoption.open[0])


def test_a_paragraph_that_can_not_be_read_is_missing() -> None:
    """TEXT-5: There is none as long as a paragraph is missing."""
    table = clean()
    table.agree({K2: Raw(b"{}")})
    text = seen(table)
    assert text.state is TextState.NEGOTIATED
    assert (text.versions["ko"].digest, text.versions["ko"].missing) == (None, ("k2",))


def test_a_package_over_paragraphs_is_shown_once_and_all_or_none() -> None:
    """TEXT-4: One offer over several paragraphs is a package."""
    table = clean()
    package = table.offer("kr", {K1: wording(ko="가"), K2: wording(ko="나")})
    text = seen(table)
    (one,) = text.packages
    assert one.package == (K1, K2)
    assert one.offer.ref == package
    assert text.outstanding == ("k1", "k2")
    assert all(standing.moves == ("jp",) for standing in text.paragraphs)
    table.offer("jp", {K2: wording(ko="다")})  # a counter-proposal on one takes the whole off
    assert seen(table).packages == ()
    assert [standing.moves for standing in seen(table).paragraphs] == [(), ("kr",)]


def test_paragraphs_outside_the_order_are_shown_last() -> None:
    table = clean()
    table.offer("jp", {"text/t/p/a0": wording(ja="零")})
    text = seen(table)
    assert text.outside == ("a0",)
    assert text.paragraphs[-1].matter == "text/t/p/a0"
    assert text.state is TextState.CLEAN
    assert [one.matter for one in texts.view(table, table).standings] == [
        "text/t", K1, K2, "text/t/p/a0",
    ]  # fmt: skip


def test_a_package_of_header_and_paragraphs_is_listed_once() -> None:
    table = Table()
    table.offer("kr", {"text/t": Raw(b"{}"), K1: wording(ko="가"), WHOLE: ADOPTION})
    assert len(seen(table).packages) == 1
    assert seen(table).state is TextState.DRAFT


def _lost(table: Table, matter: str) -> None:
    """The agreed body of an item is not here any more."""
    agreed = table.matter(Matter(matter)).agreed[-1]
    del table.kept[agreed.values[Matter(matter)]]


def _beneath(table: Table, matter: str, *besides: str) -> list[str]:
    found = texts.unread_beneath(Look(table, table), matter, [Matter(one) for one in besides])
    return [str(one) for one, _ in found]


@pytest.mark.parametrize("lost", ["text/t", K1, K2])
def test_no_text_is_adopted_of_which_something_agreed_is_not_here(lost: str) -> None:
    """TEXT-6: nobody adopts from here what nobody here has read."""
    table = clean()
    assert _beneath(table, WHOLE) == []
    _lost(table, lost)
    assert _beneath(table, WHOLE) == [lost]
    assert _beneath(table, WHOLE, lost) == []  # decided together with the adoption
    assert _beneath(table, K1) == []
    with pytest.raises(RuleError) as caught:
        adoption_body(seen(table))
    assert (caught.value.code, caught.value.rule) == ("text/unread", "TEXT-6")
    assert lost in caught.value.hint


def test_what_is_not_agreed_hinders_no_adoption_by_not_being_here() -> None:
    table = clean()
    table.offer("kr", {K2: wording(ko="둘둘", ja="二二")})
    table.kept.popitem()
    assert _beneath(table, WHOLE) == []
    assert _beneath(Table(), WHOLE) == []
