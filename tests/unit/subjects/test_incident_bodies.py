# SPDX-License-Identifier: Apache-2.0
"""Bodies of incidents as they turn wrong."""

from __future__ import annotations

from typing import Any

import pytest

from comity.core.encoding import encode
from comity.core.errors import MalformedError
from comity.subjects import read_body
from tests.unit.subjects.samples import ALL, turned
from tests.unit.subjects.samples_incidents import MOMENT, T0

LATER: dict[str, Any] = {**MOMENT, "at": T0 + 60_000}
DAY: dict[str, Any] = {"form": "day", "day": "2023-08-01"}
KM: dict[str, Any] = {"form": "number", "value": 1000, "plus_minus": 0}
GIVEN: dict[str, Any] = {"state": "given", "value": KM, "confidence": None, "source": None}
UNKNOWN: dict[str, Any] = {**GIVEN, "state": "unknown", "value": None}


def range_of(low: Any, high: Any) -> dict[str, Any]:
    return {"state": "range", "low": low, "high": high}


WRONG: list[tuple[str, str, object, str, str]] = [
    # INC-2: kind and time.
    ("notice", "occurred.at", -1, "body/time", "SUBJ-4"),
    ("notice", "occurred.zone", "KST", "body/zone", "SUBJ-4"),
    ("notice", "occurred.zone", "", "body/zone", "SUBJ-4"),
    ("notice", "occurred.precision_s", -1, "body/number", "SUBJ-6"),
    ("notice", "occurred.precision_s", 7 * 86_400 + 1, "body/number", "SUBJ-6"),
    ("notice", "occurred", None, "body/type", "SUBJ-1"),
    ("notice", "kind", "ufo", "body/type", "SUBJ-1"),
    ("notice", "mode", "exercise", "body/type", "SUBJ-1"),
    ("notice", "count", -1, "body/number", "SUBJ-6"),
    ("notice", "count", 10_001, "body/number", "SUBJ-6"),
    ("notice", "title", {}, "body/words", "SUBJ-3"),
    ("notice", "area.en", "a\nb", "body/line", "SUBJ-2"),
    ("notice", "text.en", "x" * 20_001, "body/length", "SUBJ-2"),
    ("notice", "same_as", ["a"] * 2, "body/repeated", "SUBJ-6"),
    ("notice", "same_as", [f"a{n}" for n in range(9)], "body/count", "SUBJ-6"),
    # INC-4: An update says something new.
    ("update", "count", 10_001, "body/number", "SUBJ-6"),
    ("update", "occurred", {**MOMENT, "zone": "x"}, "body/zone", "SUBJ-4"),
    # INC-5: An acknowledgement names one message.
    ("ack", "message", ["JP", 1, 0], "body/party", "SUBJ-7"),
    ("ack", "message", ["jp", 0, 0], "body/number", "SUBJ-6"),
    ("ack", "message", ["jp", 1, -1], "body/number", "SUBJ-6"),
    ("ack", "message", None, "body/type", "SUBJ-1"),
    # INC-6: A logged call.
    ("call", "posts", {"jp": {"en": "x"}}, "body/count", "SUBJ-6"),
    ("call", "posts", {"jp": {"en": "x"}, "K": {"en": "x"}}, "body/party", "SUBJ-7"),
    ("call", "posts.kr", {}, "body/words", "SUBJ-3"),
    ("call", "message", ["jp", 0, 0], "body/number", "SUBJ-6"),
    ("call", "at", -1, "body/time", "SUBJ-4"),
    ("call", "zone", "+09:00", "body/zone", "SUBJ-4"),
    # INC-7: Facts.
    ("facts", "facts", {}, "body/count", "SUBJ-6"),
    ("facts", "facts.radar-track", UNKNOWN, "incident/field", "INC-7"),
    ("facts", "facts.radar-track", GIVEN, "incident/field", "INC-7"),
    ("facts", "facts.time", GIVEN, "incident/field", "INC-7"),
    ("facts", "facts.time", {**GIVEN, "value": None}, "incident/fact", "INC-7"),
    ("facts", "facts.time", {**UNKNOWN, "value": MOMENT}, "incident/fact", "INC-7"),
    ("facts", "facts.apogee", {**GIVEN, "value": {**KM, "value": -1}}, "body/number", "SUBJ-6"),
    ("facts", "facts.apogee", {**GIVEN, "value": {**KM, "value": 50_001}}, "body/number", "SUBJ-6"),
    ("facts", "facts.apogee", {**GIVEN, "value": {**KM, "plus_minus": -1}}, "body/number",
     "SUBJ-6"),
    ("facts", "facts.distance.value.value", "1000 km", "body/type", "SUBJ-1"),
    ("facts", "facts.distance.value.value", 1.5, "encoding/number", "ENC-3"),
    ("facts", "facts.class.value.text", {}, "body/words", "SUBJ-3"),
    ("facts", "facts.class.confidence", "sure", "body/type", "SUBJ-1"),
    ("facts", "facts.landing", {**GIVEN, "value": {"form": "choice", "code": "moon"}},
     "incident/field", "INC-7"),
    ("facts", "facts.in-force", {**GIVEN, "value": {**DAY, "day": "2023-02-30"}}, "body/day",
     "SUBJ-5"),
    # INC-8: Four ends.
    ("end", "end", "cancelled", "body/type", "SUBJ-1"),
    ("end", "text", None, "incident/reason", "INC-8"),
    ("merge", "into", "", "body/key", "SUBJ-7"),
    # INC-11: The shared assessment.
    ("assessment", "fields", {}, "body/count", "SUBJ-6"),
    ("assessment", "fields.radar-track", {"state": "omitted"}, "incident/field", "INC-7"),
    ("assessment", "fields.time", range_of(LATER, MOMENT), "incident/range", "INC-11"),
    ("assessment", "fields.time", range_of(MOMENT, MOMENT), "incident/range", "INC-11"),
    ("assessment", "fields.time", range_of(MOMENT, KM), "incident/field", "INC-7"),
    ("assessment", "fields.distance", range_of(KM, KM), "incident/range", "INC-11"),
    ("assessment", "fields.in-force", range_of(DAY, DAY), "incident/range", "INC-11"),
    ("assessment", "fields.landing", range_of(*[{"form": "choice", "code": "zone"}] * 2),
     "incident/range", "INC-11"),
    ("assessment", "fields.count.value", MOMENT, "incident/field", "INC-7"),
    ("assessment", "fields.class.positions", {"jp": None}, "body/count", "SUBJ-6"),
    ("assessment", "fields.class.positions", {"jp": None, "K": None}, "body/party", "SUBJ-7"),
    ("assessment", "fields.class.positions.jp", KM, "incident/field", "INC-7"),
    ("assessment", "fields.class.state", "disputed", "body/type", "SUBJ-1"),
    # INC-14: How it is concluded.
    ("response", "text", None, "incident/response", "INC-14"),
    ("response", "form", "silence", "body/type", "SUBJ-1"),
    ("review", "lessons", {}, "body/words", "SUBJ-3"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "path", "value", "code", "rule"), WRONG)
def test_one_wrong_field_is_refused_by_its_rule(
    name: str, path: str, value: object, code: str, rule: str
) -> None:
    matter, verb, _ = ALL[name]
    with pytest.raises(MalformedError) as caught:
        read_body(matter, verb, encode(turned(name, path, value)))
    assert (caught.value.code, caught.value.rule) == (code, rule)
    assert caught.value.hint


def test_an_update_that_says_nothing_is_refused() -> None:
    """INC-4: An update says what is new."""
    body = {"mode": "live", "occurred": None, "area": None, "count": None, "text": None}
    with pytest.raises(MalformedError) as caught:
        read_body("incident/a/update", "declare", encode(body))
    assert (caught.value.code, caught.value.rule) == ("incident/update", "INC-4")
    for field, value in (("occurred", MOMENT), ("area", {"en": "x"}), ("count", 0)):
        assert read_body("incident/a/update", "declare", encode({**body, field: value}))


@pytest.mark.parametrize("mode", ["drill", "test"])
@pytest.mark.parametrize("form", ["joint-text", "parallel-texts"])
def test_a_drill_makes_no_public_text(mode: str, form: str) -> None:
    """INC-14: A drill or test makes no public text."""
    prefix = {"drill": "exr-", "test": "tst-"}[mode]
    body = {"mode": mode, "form": form, "text": {"en": "x"}}
    with pytest.raises(MalformedError) as caught:
        read_body(f"incident/{prefix}a/response", "offer", encode(body))
    assert (caught.value.code, caught.value.rule) == ("incident/drill", "INC-14")
    assert read_body(
        f"incident/{prefix}a/response", "offer", encode({**body, "form": "no-statement"})
    )


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("notice", "count", None),
        ("notice", "occurred.precision_s", 0),
        ("update", "text", None),
        ("ack", "text", None),
        ("call", "message", None),
        ("call", "text", None),
        ("end", "end", "corrected"),
        ("end", "end", "sent-in-error"),
        ("assessment", "fields.distance", range_of(KM, {**KM, "value": 1100})),
        ("assessment", "fields.in-force", range_of(DAY, {**DAY, "day": "2023-08-02"})),
        ("response", "form", "prevention-agreed-facts-open"),
        ("review", "lessons", None),
    ],
)
def test_what_stands_at_a_bound_or_may_be_empty_is_read(
    name: str, path: str, value: object
) -> None:
    matter, verb, _ = ALL[name]
    assert read_body(matter, verb, encode(turned(name, path, value)))
