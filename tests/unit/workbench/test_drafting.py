# SPDX-License-Identifier: Apache-2.0
"""What people write becomes the body that is signed: times, what is left out, languages."""

from typing import Any

import pytest

from comity.core.errors import MalformedError
from comity.subjects import read_body, write_body
from comity.workbench.drafting import completed, shape_of, words_from
from comity.workbench.times import parse_instant

SEOUL_TEN = 1_683_075_600_000


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("2023-05-03T10:00+09:00", None),
        ("2023-05-03T10:00", "Asia/Seoul"),
        ("2023-05-03 01:00Z", None),
        ("2023-05-03T01:00:00.000+00:00", "Asia/Seoul"),
        ("20230503T100000+0900", None),
    ],
)
def test_a_time_is_understood_with_its_zone(text: str, zone: str | None) -> None:
    assert parse_instant(text, "--start", zone) == SEOUL_TEN


@pytest.mark.parametrize(
    "text",
    ["2023-05-03T10:00", "tomorrow", "", "2023-13-01T00:00Z", "2023-05-03T10:00:00.000001Z",
     "2023-05-03T10:00+09:00" + " " * 40, "1683075600000"],
)  # fmt: skip
def test_a_time_without_zone_or_sense_is_refused(text: str) -> None:
    with pytest.raises(MalformedError, match="--start") as caught:
        parse_instant(text, "--start")
    assert caught.value.code == "time"


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(MalformedError):
        parse_instant("2023-05-03T10:00", "--start", "Asia/Nowhere")


@pytest.mark.parametrize(
    ("verb", "matter", "draft"),
    [
        ("offer", "meeting/1/date", {"start": "2023-05-03T10:00", "end": "2023-05-03T12:00",
                                     "zone": "Asia/Seoul"}),
        ("offer", "meeting/1/date", {"first_day": "2023-04-10", "last_day": "2023-04-25",
                                     "zone": "Asia/Seoul"}),
        ("offer", "meeting/1/date", {"zone": "Asia/Seoul",
                                     "hung": {"anchor": "summit", "first": -14, "last": -1}}),
        ("offer", "meeting/1/agenda/a", {"title": {"en": "A"}}),
        ("offer", "anchor/summit", {"title": {"en": "A"}, "zone": "UTC",
                                    "first_day": "2023-04-26", "last_day": "2023-04-26"}),
        ("offer", "text/t", {"title": {"en": "A"}, "kind": "non-paper", "order": ["k1"],
                             "languages": {"en": "authentic"}}),
        ("offer", "text/t/p/k1", {"text": {"en": "A"}}),
        ("offer", "follow-up/1", {"title": {"en": "A"}, "owners": ["jp"],
                                  "due": "2023-06-30T18:00+09:00", "zone": "Asia/Seoul"}),
        ("declare", "meeting/1/delegation", {"head": {"en": "A"}}),
        ("declare", "meeting/1/attendance", {"start": "2023-05-03T10:00Z",
                                             "end": "2023-05-03T12:00Z"}),
        ("declare", "meeting/1/readout", {"text": {"en": "A"}}),
        ("declare", "follow-up/1/view", {"state": "concurs"}),
        ("declare", "terms", {"form": "ad-referendum", "offer": "jp/3/0"}),
        ("declare", "terms", {"form": "statement", "text": {"en": "A"}}),
    ],
)  # fmt: skip
def test_what_is_empty_may_be_left_out_of_a_draft(verb: Any, matter: str, draft: Any) -> None:
    raw = write_body(matter, verb, completed(verb, matter, draft))
    assert read_body(matter, verb, raw) is not None


def test_what_stands_in_a_draft_is_never_changed() -> None:
    draft = {"title": {"en": "A"}, "status": "off", "minutes": 5, "kind": "standing"}
    assert completed("offer", "meeting/1/agenda/a", draft).items() >= draft.items()
    assert completed("offer", "terms", [1]) == [1]


def test_titles_are_gathered_by_language() -> None:
    assert words_from({}, ["Seoul", "ko=서울"], "en") == {"en": "Seoul", "ko": "서울"}
    assert words_from({"ko": "가", "en": None}) == {"ko": "가"}
    assert words_from({}, ["a=b=c: 1=2"], "ja") == {"ja": "a=b=c: 1=2"}
    assert words_from({}) is None


def test_the_form_of_an_item_forgets_its_names() -> None:
    assert shape_of("meeting/2023-1/agenda/supply") == "meeting/*/agenda/*"
    assert shape_of("terms") == "terms"
