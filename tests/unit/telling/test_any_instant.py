# SPDX-License-Identifier: Apache-2.0
"""Every time that an entry may claim can be told, in every zone: a peer's clock breaks no page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.limits import INTEGER_MAX
from comity.desk.forms.times import local_day, local_time
from comity.locale import LANGUAGES, catalogue
from comity.telling.voice import Voice

ZONES = ("Asia/Seoul", "Pacific/Kiritimati", "Pacific/Honolulu", "UTC", "Nowhere/Atall", None)
INSTANTS = st.one_of(
    st.integers(0, INTEGER_MAX), st.sampled_from([0, 253_402_300_799_999, INTEGER_MAX])
)


@pytest.mark.parametrize("language", LANGUAGES)
@given(ms=INSTANTS, now=INSTANTS, zone=st.sampled_from(ZONES), other=st.sampled_from(ZONES))
def test_any_instant_can_be_told(
    language: str, ms: int, now: int, zone: str | None, other: str | None
) -> None:
    voice = Voice(catalogue(language), "kr", now_ms=now, zone=zone)
    assert voice.instant(ms)
    assert voice.by(ms, other)
    assert voice.due(ms, other)
    assert voice.date_short(ms, other)
    assert voice.span(ms, ms + 1, other or "UTC")
    assert voice.both(ms, zone or "UTC", other or "UTC")


@given(ms=INSTANTS, zone=st.sampled_from(ZONES[:5]))
def test_any_instant_can_begin_a_form(ms: int, zone: str) -> None:
    assert len(local_day(ms, zone)) == len("2023-04-26")
    assert len(local_time(ms, zone)) == len("10:00")
