# SPDX-License-Identifier: Apache-2.0
"""Every body: right input, and right input as it turns wrong."""

from __future__ import annotations

import copy
from typing import Any

import msgspec
import pytest

from comity.core.encoding import decode, encode
from comity.core.errors import MalformedError
from comity.core.limits import BODY_BYTES_MAX, DOCUMENT_BYTES_MAX
from comity.subjects import read_body, write_body
from tests.unit.subjects.samples import ALL, DIGEST, T0, WORDED, turned

WORDS_9 = dict.fromkeys(("aa", "bb", "cc", "dd", "ee", "ff", "gg", "hh", "ii"), "x")
FIELDS = [(name, field) for name, (_, _, body) in ALL.items() for field in body]


def refusal(name: str, body: object) -> MalformedError:
    matter, verb, _ = ALL[name]
    with pytest.raises(MalformedError) as caught:
        read_body(matter, verb, encode(body))
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize("name", ALL)
def test_a_good_body_is_read_and_written_again_as_the_same_bytes(name: str) -> None:
    """SUBJ-1: A body is canonical JSON with exactly the fields of its table."""
    matter, verb, body = ALL[name]
    value = read_body(matter, verb, encode(body))
    assert isinstance(value, msgspec.Struct)
    assert write_body(matter, verb, value) == encode(body)


@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_a_body_without_one_field_is_refused(name: str, field: str) -> None:
    """SUBJ-1: none missing."""
    body = copy.deepcopy(ALL[name][2])
    del body[field]
    error = refusal(name, body)
    assert error.code in ("body/type", "meeting/form")


@pytest.mark.parametrize(("name", "field"), FIELDS)
@pytest.mark.parametrize("wrong", [True, [[]], {"en": 1}, "\x00"])
def test_a_field_of_another_type_is_refused(name: str, field: str, wrong: object) -> None:
    """SUBJ-1: each of its type; controls are refused in every text."""
    assert refusal(name, {**ALL[name][2], field: wrong}).rule


@pytest.mark.parametrize("name", ALL)
def test_a_body_with_an_unknown_field_is_refused(name: str) -> None:
    """SUBJ-1: none unknown."""
    error = refusal(name, {**ALL[name][2], "zzz": None})
    assert (error.code, error.rule) == ("body/type", "SUBJ-1")


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("wrong", [None, 1, "text", [], [{}]])
def test_what_is_no_object_is_refused(name: str, wrong: object) -> None:
    assert refusal(name, wrong).code in ("body/type", "meeting/form")


@pytest.mark.parametrize("name", ALL)
def test_an_invisible_character_is_refused_in_any_text(name: str) -> None:
    """SUBJ-1: the encoding rules refuse controls and invisible characters in every text."""

    def spoil(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: spoil(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [spoil(inner) for inner in value]
        return value + "\u202e" if isinstance(value, str) else value

    error = refusal(name, spoil(ALL[name][2]))
    assert error.code.startswith("encoding/")


@pytest.mark.parametrize("name", ALL)
def test_an_over_long_body_or_another_byte_form_is_refused(name: str) -> None:
    matter, verb, body = ALL[name]
    for raw, code in (
        (b" " * (BODY_BYTES_MAX + 1), "encoding/size"),
        (encode(body) + b" ", "encoding/canonical"),
        (b"\xff", "encoding/json"),
        (b"", "encoding/json"),
    ):
        with pytest.raises(MalformedError) as caught:
            read_body(matter, verb, raw)
        assert caught.value.code == code


WRONG: list[tuple[str, str, object, str, str]] = [
    # SUBJ-2: A text says something.
    ("anchor", "title.en", "", "body/empty", "SUBJ-2"),
    ("anchor", "title.en", " \u3000\n", "body/empty", "SUBJ-2"),
    ("anchor", "title.en", "a\nb", "body/line", "SUBJ-2"),
    ("anchor", "title.en", "a\tb", "body/line", "SUBJ-2"),
    ("anchor", "title.ko", "가" * 501, "body/length", "SUBJ-2"),
    ("wording", "text.ja", "あ" * 20_001, "body/length", "SUBJ-2"),
    ("readout", "text.ko", "\t\n", "body/empty", "SUBJ-2"),
    ("statement", "text.en", "x" * 20_001, "body/length", "SUBJ-2"),
    ("report", "text.en", " ", "body/empty", "SUBJ-2"),
    ("opinion", "text.en", " ", "body/empty", "SUBJ-2"),
    ("document", "name", "x" * 201, "body/length", "SUBJ-2"),
    # SUBJ-3: Language maps.
    ("anchor", "title", {}, "body/words", "SUBJ-3"),
    ("anchor", "title", WORDS_9, "body/words", "SUBJ-3"),
    ("anchor", "place", {"english": "x"}, "body/language", "SUBJ-3"),
    ("anchor", "place", {"EN": "x"}, "body/language", "SUBJ-3"),
    ("anchor", "place", {"e": "x"}, "body/language", "SUBJ-3"),
    ("anchor", "place", {"zh-hant": "x"}, "body/language", "SUBJ-3"),
    ("paper", "language", "k0", "body/language", "SUBJ-3"),
    ("document", "language", "Korean", "body/language", "SUBJ-3"),
    ("header", "languages", {"k o": "authentic"}, "body/language", "SUBJ-3"),
    ("adoption", "digests", {"KO": DIGEST}, "body/language", "SUBJ-3"),
    # SUBJ-4: Instants and zones.
    ("date", "start", -1, "body/time", "SUBJ-4"),
    ("date", "end", T0, "body/time", "SUBJ-4"),
    ("date", "end", T0 + 32 * 86_400_000, "body/time", "SUBJ-4"),
    ("date", "end", 253_402_300_800_000, "body/time", "SUBJ-4"),
    ("attendance", "end", T0 - 1, "body/time", "SUBJ-4"),
    ("readout", "not_before", -1, "body/time", "SUBJ-4"),
    ("follow-up", "due", -1, "body/time", "SUBJ-4"),
    ("date", "zone", "KST", "body/zone", "SUBJ-4"),
    ("date", "zone", "../../etc/passwd", "body/zone", "SUBJ-4"),
    ("date", "zone", "Asia/Seoul/x", "body/zone", "SUBJ-4"),
    ("window", "zone", "", "body/zone", "SUBJ-4"),
    ("anchor", "zone", "asia/seoul", "body/zone", "SUBJ-4"),
    ("follow-up", "zone", "+09:00", "body/zone", "SUBJ-4"),
    # SUBJ-5: Days.
    ("anchor", "first_day", "2023-02-29", "body/day", "SUBJ-5"),
    ("anchor", "first_day", "20230426", "body/day", "SUBJ-5"),
    ("anchor", "last_day", "2023-4-26", "body/day", "SUBJ-5"),
    ("anchor", "last_day", "٢٠٢٣-٠٤-٢٦", "body/day", "SUBJ-5"),
    ("anchor", "first_day", "1899-12-31", "body/day", "SUBJ-5"),
    ("days", "last_day", "2200-01-01", "body/day", "SUBJ-5"),
    ("terms", "mandate.date", "16 March 2023", "body/day", "SUBJ-5"),
    # SUBJ-6: Numbers and lists.
    ("date", "round", 0, "body/number", "SUBJ-6"),
    ("date", "round", 10_000, "body/number", "SUBJ-6"),
    ("window", "hung.first", -367, "body/number", "SUBJ-6"),
    ("window", "hung.last", 367, "body/number", "SUBJ-6"),
    ("item", "minutes", 0, "body/number", "SUBJ-6"),
    ("item", "previous", ["a", "a"], "body/repeated", "SUBJ-6"),
    ("item", "previous", [f"m{n}" for n in range(65)], "body/count", "SUBJ-6"),
    ("adoption", "corrigendum", -1, "body/number", "SUBJ-6"),
    ("adoption", "digests", {}, "body/count", "SUBJ-6"),
    ("document", "size", -1, "body/number", "SUBJ-6"),
    ("document", "size", DOCUMENT_BYTES_MAX + 1, "body/number", "SUBJ-6"),
    ("follow-up", "owners", [], "body/count", "SUBJ-6"),
    ("follow-up", "owners", ["kr", "kr"], "body/repeated", "SUBJ-6"),
    ("delegation", "members", [{"en": "x"}] * 65, "body/count", "SUBJ-6"),
    ("statement", "offer", ["jp", 0, 0], "body/number", "SUBJ-6"),
    ("statement", "offer", ["jp", 1, -1], "body/number", "SUBJ-6"),
    # SUBJ-7: Names.
    ("date", "host", "KR", "body/party", "SUBJ-7"),
    ("window", "host", "k", "body/party", "SUBJ-7"),
    ("window", "hung.anchor", "the summit", "body/key", "SUBJ-7"),
    ("item", "lead", "k r", "body/party", "SUBJ-7"),
    ("item", "carried_from", "a/b", "body/key", "SUBJ-7"),
    ("item", "previous", ["A"], "body/key", "SUBJ-7"),
    ("wording", "base", "A" * 42, "body/digest", "SUBJ-7"),
    ("paper", "document", "A" * 42 + "B", "body/digest", "SUBJ-7"),
    ("adoption", "digests.ko", "", "body/digest", "SUBJ-7"),
    ("document", "digest", "x", "body/digest", "SUBJ-7"),
    ("document", "marking", "대외비", "body/key", "SUBJ-7"),
    ("follow-up", "owners", ["KR"], "body/party", "SUBJ-7"),
    ("header", "meeting", "a/b", "body/key", "SUBJ-7"),
    ("statement", "offer", ["JP", 1, 0], "body/party", "SUBJ-7"),
    # SUBJ-14: Statements.
    ("statement", "text", None, "statement/text", "SUBJ-14"),
    # ANCH-1: the last day is not before the first.
    ("anchor", "last_day", "2023-04-25", "anchor/days", "ANCH-1"),
    # MEET-1: date or window.  MEET-2: rounds.  MEET-3: place.  MEET-4: windows.
    ("date", "form", "soon", "meeting/form", "MEET-1"),
    ("date", "kind", "working-level", "meeting/round", "MEET-2"),
    ("window", "kind", "call", "meeting/round", "MEET-2"),
    ("window", "hung", None, "meeting/window", "MEET-4"),
    ("window", "first_day", "2023-04-10", "meeting/window", "MEET-4"),
    ("window", "hung.first", 0, "meeting/window", "MEET-4"),
    ("days", "last_day", "2023-04-09", "meeting/window", "MEET-4"),
    ("days", "last_day", None, "meeting/window", "MEET-4"),
    # MEET-7: a window in words.
    ("window", "form", "window-in-words", "body/type", "SUBJ-1"),
    ("worded", "form", "window", "body/type", "SUBJ-1"),
    ("worded", "said", {"en": " "}, "body/empty", "SUBJ-2"),
    ("worded", "near.words", {}, "body/words", "SUBJ-3"),
    ("worded", "near.days", 61, "body/number", "SUBJ-6"),
    ("worded", "near.days", -1, "body/number", "SUBJ-6"),
    ("worded", "last_day", None, "meeting/window", "MEET-4"),
    ("worded", "kind", "call", "meeting/round", "MEET-2"),
    # AGENDA-2: exactly a carried-over item names the meeting it comes from.
    ("item", "carried_from", None, "agenda/carried", "AGENDA-2"),
    ("item", "kind", "new", "agenda/carried", "AGENDA-2"),
    # TEXT-2: authority of languages.  TEXT-3: order.
    ("header", "languages", {"en": "courtesy"}, "text/authority", "TEXT-2"),
    ("header", "prevailing", "en", "text/authority", "TEXT-2"),
    ("header", "prevailing", "fr", "text/authority", "TEXT-2"),
    ("header", "order", [], "body/count", "SUBJ-6"),
    ("header", "order", ["k1", "k1"], "body/repeated", "SUBJ-6"),
    ("header", "order", [f"k{n}" for n in range(501)], "body/count", "SUBJ-6"),
    ("header", "order", ["K1"], "body/key", "SUBJ-7"),
    # DOC-2: plain names.
    ("document", "name", "../secret.pdf", "document/name", "DOC-2"),
    ("document", "name", ".profile", "document/name", "DOC-2"),
    ("document", "name", "a\\b", "document/name", "DOC-2"),
    ("document", "media_type", "pdf", "document/media-type", "DOC-2"),
    ("document", "media_type", "Text/HTML", "document/media-type", "DOC-2"),
    # FOLL-1: source.  FOLL-2: due.  FOLL-3: outcome.  FOLL-4: view.
    ("follow-up", "source", "Meeting 1", "follow-up/source", "FOLL-1"),
    ("follow-up", "due", None, "follow-up/due", "FOLL-2"),
    ("follow-up", "zone", None, "follow-up/due", "FOLL-2"),
    ("follow-up", "status", "closed", "follow-up/outcome", "FOLL-3"),
    ("follow-up", "outcome", {"en": "done"}, "follow-up/outcome", "FOLL-3"),
    ("opinion", "text", None, "follow-up/view", "FOLL-4"),
    # TERMS-1: points.  TERMS-2: the same parties.  TERMS-6 to TERMS-14.
    ("terms", "scope", [], "body/count", "SUBJ-6"),
    ("terms", "scope.0.en", "x" * 2_001, "body/length", "SUBJ-2"),
    ("terms", "kept_out.0", {}, "body/words", "SUBJ-3"),
    ("terms", "sides", {"kr": {"co_lead": None, "lead": {"en": "x"}}}, "body/count", "SUBJ-6"),
    ("terms", "sides.KR", {"co_lead": None, "lead": {"en": "x"}}, "body/party", "SUBJ-7"),
    ("terms", "sides.kr.co_lead", {"en": ""}, "body/empty", "SUBJ-2"),
    ("terms", "titles", {"kr": {"ko": "경제안보대화"}}, "terms/parties", "TERMS-2"),
    ("terms", "titles.us", {"en": "Dialogue"}, "terms/parties", "TERMS-2"),
    ("terms", "common_title", {"en": " "}, "body/empty", "SUBJ-2"),
    ("terms", "mandate.last_round", 11, "terms/round", "TERMS-6"),
    ("terms", "mandate.last_round", 0, "body/number", "SUBJ-6"),
    ("terms", "rhythm.months", 61, "body/number", "SUBJ-6"),
    ("terms", "rhythm.hosting.first", None, "terms/host", "TERMS-7"),
    ("terms", "rhythm.hosting.rule", "by-agreement", "terms/host", "TERMS-7"),
    ("terms", "rhythm.hosting.first", "us", "terms/parties", "TERMS-2"),
    ("terms", "understanding", {"en": "page"}, "terms/understanding", "TERMS-9"),
    ("terms", "understanding.en", "x" * 20_001, "body/length", "SUBJ-2"),
    ("terms", "languages.authentic", ["fr"], "terms/language", "TERMS-10"),
    ("terms", "languages.negotiating", ["fr"], "terms/language", "TERMS-10"),
    ("terms", "languages.working", [], "body/count", "SUBJ-6"),
    ("terms", "languages.working", ["en", "en"], "body/repeated", "SUBJ-6"),
    ("terms", "deadlines.agenda_s", 0, "body/number", "SUBJ-6"),  # TERMS-11
    ("terms", "response.proposal_s", 366 * 86_400 + 1, "body/number", "SUBJ-6"),  # TERMS-13
    ("terms", "markings.ceiling", "secret", "terms/ceiling", "TERMS-12"),
    ("terms", "markings.equivalence", [], "body/count", "SUBJ-6"),
    ("terms", "markings.equivalence.1.level", "open", "body/repeated", "SUBJ-6"),
    ("terms", "markings.equivalence.1.level", "Top", "body/key", "SUBJ-7"),
    ("terms", "markings.equivalence.0.names.us", {"en": "Open"}, "terms/parties", "TERMS-2"),
    ("terms", "contacts.0.party", "us", "terms/parties", "TERMS-2"),  # TERMS-14
    ("terms", "contacts.0.post", {}, "body/words", "SUBJ-3"),
    ("terms", "predecessor", "x", "body/digest", "SUBJ-7"),
]


@pytest.mark.parametrize(("name", "path", "value", "code", "rule"), WRONG)
def test_one_wrong_field_is_refused_by_its_rule(
    name: str, path: str, value: object, code: str, rule: str
) -> None:
    error = refusal(name, turned(name, path, value))
    assert (error.code, error.rule) == (code, rule)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("terms", "level"),  # TERMS-5: sides; the level is one of six
        ("terms", "legal_status.kind"),  # TERMS-8
        ("terms", "readout.rule"),
        ("terms", "contacts.0.role"),
        ("anchor", "kind"),
        ("date", "kind"),
        ("item", "kind"),
        ("item", "status"),  # AGENDA-1
        ("header", "kind"),  # TEXT-1
        ("header", "legal_status"),
        ("header", "languages.ko"),
        ("wording", "form"),  # TEXT-4
        ("follow-up", "status"),
        ("report", "state"),
        ("opinion", "state"),
        ("statement", "form"),
    ],
)
def test_a_word_outside_its_list_is_refused(name: str, path: str) -> None:
    error = refusal(name, turned(name, path, "other-word"))
    assert (error.code, error.rule) == ("body/type", "SUBJ-1")


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("date", "place", None),  # by video
        ("date", "round", None),
        ("date", "zone", "UTC"),
        ("date", "zone", "America/Argentina/Buenos_Aires"),
        ("anchor", "title", {"zh-Hant": "峰會", "eng": "Summit"}),
        ("anchor", "title.en", "x" * 500),
        ("wording", "text", {"ko": "가" * 20_000}),
        ("wording", "base", None),
        ("window", "hung.first", -366),
        ("item", "outcome", None),
        ("item", "lead", None),
        ("item", "minutes", None),
        ("anchor", "place", None),
        ("header", "meeting", None),
        ("document", "marking", None),
        ("document", "language", None),
        ("follow-up", "post", None),
        ("follow-up", "source", None),
        ("opinion", "state", "concurs"),
        ("readout", "not_before", None),
        ("header", "prevailing", "ko"),
        ("header", "order", [f"k{n}" for n in range(500)]),
        ("document", "size", 0),
        ("terms", "common_title", {"en": "Economic Security Dialogue"}),
        ("terms", "predecessor", DIGEST),
        ("terms", "rhythm.months", None),
        ("terms", "response.press_s", None),
        ("statement", "offer", None),
    ],
)
def test_what_stands_at_a_bound_or_may_be_empty_is_read(
    name: str, path: str, value: object
) -> None:
    matter, verb, _ = ALL[name]
    raw = encode(turned(name, path, value))
    assert encode(read_body(matter, verb, raw)) == raw


def test_a_visit_has_a_place_and_a_call_has_none() -> None:
    """MEET-3: A visit has a place, a call has none; other meetings without one are by video."""
    date = ALL["date"][2]
    call = {**date, "kind": "call", "round": None}
    assert refusal("date", call).rule == "MEET-3"
    assert refusal("date", {**call, "kind": "visit", "place": None}).rule == "MEET-3"
    read_body("meeting/a/date", "offer", encode({**call, "place": None}))


def test_an_item_without_a_time_and_a_view_that_concurs_without_a_word_are_read() -> None:
    """FOLL-2, FOLL-4: both are null; only a view that differs says in what."""
    item = {**ALL["follow-up"][2], "due": None, "zone": None}
    closed = {**item, "status": "closed", "outcome": {"en": "Done."}}
    for body in (item, closed):
        assert read_body("follow-up/1", "offer", encode(body))
    assert read_body("follow-up/1/view", "declare", encode({"state": "concurs", "text": None}))


def test_ad_referendum_names_its_proposal() -> None:
    """SUBJ-14: `ad-referendum` names the proposal it accepts."""
    said = {"form": "ad-referendum", "offer": ["jp", 3, 0], "text": None}
    read_body("terms", "declare", encode(said))
    error = refusal("statement", {**said, "offer": None})
    assert (error.code, error.rule) == ("statement/offer", "SUBJ-14")


@pytest.mark.parametrize(
    "name", [name for name, row in ALL.items() if row[1] == "declare" and name != "statement"]
)
def test_a_declared_matter_is_not_decided_by_an_offer(name: str) -> None:
    """SUBJ-9: A matter that is declared is decided by nobody."""
    matter, _, body = ALL[name]
    with pytest.raises(MalformedError) as caught:
        read_body(matter, "offer", encode(body))
    assert (caught.value.code, caught.value.rule) == ("body/verb", "SUBJ-9")


@pytest.mark.parametrize(
    "matter",
    ["press/1/2", "terms/annex", "meeting/1", "meeting/1/seat", "text/1/p", "follow-up/0",
     "text/1/q/k", "follow-up/01", "follow-up/x", "anchor", "document/1/2", "meeting/1/agenda",
     "anything"],
)  # fmt: skip
def test_an_unknown_matter_is_not_read(matter: str) -> None:
    """SUBJ-10: A matter that no row of the table covers is kept, its bodies are unreadable."""
    with pytest.raises(MalformedError) as caught:
        read_body(matter, "offer", b"{}")
    assert (caught.value.code, caught.value.rule) == ("body/matter", "SUBJ-10")


def test_what_a_receiver_would_refuse_is_not_written() -> None:
    with pytest.raises(MalformedError):
        write_body("terms", "offer", {"titles": {}})
    assert decode(write_body("follow-up/1/view", "declare", ALL["opinion"][2]), 1000)


def test_a_window_in_words_says_words_or_what_it_is_near() -> None:
    """MEET-7: `said` or `near` is there, else it is a plain window."""
    for absent in ({"said": None}, {"near": None}):
        write_body("meeting/m/date", "offer", {**WORDED, **absent})
    both = refusal("worded", {**WORDED, "said": None, "near": None})
    assert (both.code, both.rule) == ("meeting/words", "MEET-7")
