# SPDX-License-Identifier: Apache-2.0
"""From what people type to an id, a message, a fact."""

import pytest

from comity.core.errors import MalformedError
from comity.subjects.incidents import Choice, Day, Moment, Number, Text, mode_of
from comity.workbench.incidents import fact_from, incident_id, message_from

NOW = 1_681_338_552_000  # Thu 13 April 2023, 07:29:12 in Tokyo


@pytest.mark.parametrize(
    ("mode", "told"),
    [("live", "jp-20230413-072912"), ("drill", "exr-jp-20230413-072912"),
     ("test", "tst-jp-20230413-072912")],
)  # fmt: skip
def test_an_id_says_its_mode_whose_it_is_and_when(mode: str, told: str) -> None:
    """INC-1: Ids of drills begin with `exr-`, those of tests with `tst-`."""
    made = incident_id("jp", mode, NOW, "Asia/Tokyo")  # type: ignore[arg-type]  # one of three
    assert made == told
    assert mode_of(made) == mode
    assert len(incident_id("a" * 24, "drill", NOW)) == 40


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("distance", "1000", Number(1000, 0)),
        ("distance", "1000±50", Number(1000, 50)),
        ("time", "2023-04-13T07:22", Moment(1_681_338_120_000, "Asia/Tokyo", 60)),
        ("in-force", "2023-08-01", Day("2023-08-01")),
        ("landing", "zone", Choice("zone")),
        ("class", "ICBM class", Text({"en": "ICBM class"})),
    ],
)
def test_a_fact_is_read_in_the_form_of_its_field(field: str, text: str, value: object) -> None:
    made = fact_from(field, text, "Asia/Tokyo", "en")
    assert (made.state, made.value) == ("given", value)


@pytest.mark.parametrize("state", ["unknown", "not-applicable"])
def test_what_is_not_known_is_said_so(state: str) -> None:
    made = fact_from("landing", state, "UTC", "en")
    assert (made.state, made.value) == (state, None)


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [("radar", "x", "incident/field"), ("apogee", "1000 km", "incident/field"),
     ("apogee", "NaN", "incident/field"), ("apogee", "1e308", "incident/field"),
     ("apogee", "", "incident/field"), ("time", "24:30", "time"), ("time", "13 April", "time")],
)  # fmt: skip
def test_another_form_is_refused(field: str, text: str, code: str) -> None:
    with pytest.raises(MalformedError) as caught:
        fact_from(field, text, "Asia/Tokyo", "en")
    assert caught.value.code == code


def test_a_message_has_a_name() -> None:
    assert message_from("jp/5/0") == ("jp", 5, 0)
    for text in ("", "jp", "jp/0/0", "jp/5", "JP/5/0", "jp/5/0/1"):
        with pytest.raises(MalformedError):
            message_from(text)
