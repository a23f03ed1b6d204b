# SPDX-License-Identifier: Apache-2.0
"""Bodies and documents: held, absent, or destroyed for ever."""

import pytest

from comity.ports import ContentKind, Kept, Records
from tests.contract.store.samples import CHANNEL, channel, named

KINDS: tuple[ContentKind, ...] = ("body", "document")
KEPT = Kept(b"s" * 32, b"the text")
DIGEST = named("text")


@pytest.mark.parametrize("kind", KINDS)
def test_content_is_absent_then_held(records: Records, kind: ContentKind) -> None:
    assert records.content(CHANNEL, kind, DIGEST) == "absent"
    assert records.put_content(CHANNEL, kind, DIGEST, KEPT)
    assert records.put_content(CHANNEL, kind, DIGEST, KEPT)
    assert records.content(CHANNEL, kind, DIGEST) == KEPT


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_destroyed_never_comes_back(records: Records, kind: ContentKind) -> None:
    records.put_content(CHANNEL, kind, DIGEST, KEPT)
    records.destroy_content(CHANNEL, kind, DIGEST)
    records.destroy_content(CHANNEL, kind, DIGEST)
    assert records.content(CHANNEL, kind, DIGEST) == "destroyed"
    assert not records.put_content(CHANNEL, kind, DIGEST, KEPT)
    assert records.content(CHANNEL, kind, DIGEST) == "destroyed"


def test_what_never_came_can_be_destroyed_beforehand(records: Records) -> None:
    records.destroy_content(CHANNEL, "body", DIGEST)
    assert not records.put_content(CHANNEL, "body", DIGEST, KEPT)


def test_a_body_is_no_document_and_another_channels_is_not_ours(records: Records) -> None:
    other = channel(2)
    records.open_channel(other, b"birth")
    records.put_content(CHANNEL, "body", DIGEST, KEPT)
    assert records.content(CHANNEL, "document", DIGEST) == "absent"
    assert records.content(other, "body", DIGEST) == "absent"
    records.destroy_content(other, "body", DIGEST)
    assert records.content(CHANNEL, "body", DIGEST) == KEPT


def test_presence_is_told_for_every_digest_asked(records: Records) -> None:
    digests = [named(number) for number in range(1500)]
    for digest in digests[:3]:
        records.put_content(CHANNEL, "body", digest, KEPT)
    records.destroy_content(CHANNEL, "body", digests[1])
    told = records.contents(CHANNEL, "body", digests)
    assert list(told) == digests
    assert list(told.values())[:4] == ["held", "destroyed", "held", "absent"]
    assert set(list(told.values())[4:]) == {"absent"}
    assert records.contents(CHANNEL, "body", []) == {}


def test_content_may_be_empty(records: Records) -> None:
    nothing = Kept(b"s" * 32, b"")
    records.put_content(CHANNEL, "document", DIGEST, nothing)
    assert records.content(CHANNEL, "document", DIGEST) == nothing
    assert records.contents(CHANNEL, "document", [DIGEST]) == {DIGEST: "held"}


def test_subjects_read_one_channels_content(records: Records) -> None:
    records.open_channel(channel(2), b"birth")
    records.put_content(CHANNEL, "body", DIGEST, KEPT)
    assert records.bodies(CHANNEL).content("body", DIGEST) == KEPT
    assert records.bodies(channel(2)).content("body", DIGEST) == "absent"
