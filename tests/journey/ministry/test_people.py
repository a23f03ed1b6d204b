# SPDX-License-Identifier: Apache-2.0
"""The ministry's dossier: people, need-to-know, drafts in every state, what was seen."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from comity.core.entries import read_entry
from comity.core.ids import Digest
from comity.demo.ministry.plan import dialogues
from comity.demo.ministry.posts import PASSWORD, all_posts, post_of
from tests.journey.ministry.conftest import ONLY, Small

TOPICS = {one.id: one.topic for one in dialogues()}


def _rows(small: Small, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(small.home)) as connection:
        return connection.execute(query).fetchall()


def test_a_post_knows_of_its_own_subjects_and_of_no_other_dialogue(small: Small) -> None:
    known = _rows(
        small,
        "SELECT home_post.slug, channel FROM home_admission"
        " JOIN home_post ON home_post.id = post_id",
    )
    topic_of = {channel: TOPICS[name] for name, channel in small.channels.items()}
    found: dict[str, set[str]] = {}
    for slug, channel in known:
        found.setdefault(slug, set()).add(topic_of[channel])
    for slug, topics in found.items():
        assert topics == set(all_posts()[slug].topics) & {TOPICS[name] for name in ONLY}
    assert "customs-cooperation" not in found
    assert len(found["deputy-minister"]) == len({TOPICS[name] for name in ONLY})
    assert "registry" not in found


def test_every_subject_is_led_by_one_post_that_can_sign() -> None:
    for topic in TOPICS.values():
        leading = [slug for slug, post in all_posts().items() if topic in post.leads]
        assert leading == [post_of(topic)]
        assert any("signer" in one.roles for one in all_posts()[leading[0]].people)
        assert topic in all_posts()[leading[0]].topics


def test_forty_people_hold_the_posts_of_the_whole_ministry() -> None:
    people = [one for post in all_posts().values() for one in post.people]
    assert len({one.sign_in for one in people}) == 40
    roles = {role for one in people for role in one.roles}
    assert roles == {
        "observer", "drafter", "approver", "signer", "duty-officer", "administrator",
    }  # fmt: skip
    assert {one.language for one in people} == {"en", "ko", "ja"}


def test_drafts_lie_in_every_state_that_the_door_leaves_them_in(small: Small) -> None:
    states = {state for (state,) in _rows(small, "SELECT state FROM home_draft")}
    assert states == {"open", "approved", "returned", "signed", "discarded"}


def test_a_signed_draft_stands_in_the_record_with_its_commitment(small: Small) -> None:
    signed = _rows(
        small,
        "SELECT channel, entry_hash, commitment FROM home_draft WHERE state = 'signed'",
    )
    assert signed
    for channel, digest, commitment in signed:
        placed = small.assembled.node.records.entry(channel, Digest(digest))
        assert placed is not None
        assert read_entry(placed.raw).approval == commitment


def test_something_is_new_to_those_who_have_looked_in_before(small: Small) -> None:
    visits = _rows(small, "SELECT channel, place FROM home_visit")
    records = small.assembled.node.records
    assert any(0 < place < records.place(channel) for channel, place in visits)
    assert all(place <= records.place(channel) for channel, place in visits)


def test_passwords_are_kept_hashed(small: Small) -> None:
    kept = [one for (one,) in _rows(small, "SELECT password FROM home_person")]
    assert all(one.startswith("argon2$") for one in kept)
    assert PASSWORD.encode() not in small.home.read_bytes()


@pytest.mark.parametrize("table", ["home_auditline"])
def test_what_was_done_is_in_the_audit_log(small: Small, table: str) -> None:
    done = {one for (one,) in _rows(small, f"SELECT DISTINCT action FROM {table}")}  # noqa: S608
    assert {"post-added", "person-added", "admitted", "drafted", "approved", "signed"} <= done
