# SPDX-License-Identifier: Apache-2.0
"""The high-water mark only rises, and holds one hash for each number."""

import pytest

from comity.core.errors import LogError
from comity.core.ids import Digest
from comity.ports import Link, Marks
from tests.contract.store.samples import CHANNEL, JP, KR, channel, named


def test_there_is_no_mark_at_first(marks: Marks) -> None:
    assert marks.mark(CHANNEL) is None


def test_a_mark_rises_and_is_repeated_without_harm(marks: Marks) -> None:
    for number in (1, 2, 2, 7):
        marks.raise_mark(CHANNEL, number, named(number))
        assert marks.mark(CHANNEL) == Link(number, named(number))
    assert marks.mark(channel(2)) is None


def test_another_hash_under_the_marks_number_is_a_conflict(marks: Marks) -> None:
    marks.raise_mark(CHANNEL, 3, named(3))
    with pytest.raises(LogError) as refused:
        marks.raise_mark(CHANNEL, 3, named("other"))
    assert refused.value.code == "mark-conflict"
    assert refused.value.proof == (named("other"), named(3))
    assert marks.mark(CHANNEL) == Link(3, named(3))


def test_a_mark_never_falls(marks: Marks) -> None:
    marks.raise_mark(CHANNEL, 3, named(3))
    with pytest.raises(LogError) as refused:
        marks.raise_mark(CHANNEL, 2, named(2))
    assert refused.value.code == "mark-passed"
    assert marks.mark(CHANNEL) == Link(3, named(3))


def test_mark_0_says_that_nothing_was_signed_yet(marks: Marks) -> None:
    for _ in range(2):
        marks.raise_mark(CHANNEL, 0, Digest(CHANNEL))
        assert marks.mark(CHANNEL) == Link(0, Digest(CHANNEL))
    marks.raise_mark(CHANNEL, 1, named(1))
    with pytest.raises(LogError) as refused:
        marks.raise_mark(CHANNEL, 0, Digest(CHANNEL))
    assert refused.value.code == "mark-passed"


def test_answers_are_kept_while_there_is_no_mark(marks: Marks) -> None:
    assert marks.answers(CHANNEL) == {}
    marks.put_answer(CHANNEL, JP, [named(1)])
    marks.put_answer(CHANNEL, KR, [])
    marks.put_answer(CHANNEL, JP, [named(1), named(2)])
    assert marks.mark(CHANNEL) is None
    assert marks.answers(CHANNEL) == {JP: (named(1), named(2)), KR: ()}
    assert marks.answers(channel(2)) == {}


def test_a_mark_ends_the_answers_and_takes_no_more(marks: Marks) -> None:
    marks.put_answer(CHANNEL, JP, [named(1)])
    marks.raise_mark(CHANNEL, 2, named(2))
    assert marks.answers(CHANNEL) == {}
    marks.put_answer(CHANNEL, KR, [named(1)])
    assert marks.answers(CHANNEL) == {}
    assert marks.mark(CHANNEL) == Link(2, named(2))
