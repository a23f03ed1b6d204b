# SPDX-License-Identifier: Apache-2.0
"""What is checked of an entry while its page is made, and the proof that can be taken away
(DESK-14).
"""

from collections.abc import Callable
from dataclasses import replace
from gzip import compress
from hashlib import sha256

import pytest
from django.urls import reverse

from comity.core.encoding import encode
from comity.core.ids import ChannelId, Digest, Matter, b64
from comity.core.signing import HybridVerifier
from comity.core.views import ActRef
from comity.desk.record.entry import SHOWN_BYTES_MAX
from comity.home import audit
from comity.home.roles import Role
from comity.node.audit import verify_export
from comity.node.export import export_record
from comity.node.sign import Proposal
from comity.ports import Kept, Placed
from comity.store.memory import MemoryRecords
from tests.desk.capitals import JP, KR, Capitals, Visitor, plain
from tests.desk.sending import send
from tests.unit.subjects.samples import ALL, DATE

DAY = "meeting/round-12/date"
HOLDS = "Verified on this page load: our side has signed exactly these bytes"
FAILS = "Checked on this page load: this entry does not hold."
RAW_BYTES_MAX, SENT_BYTES_MAX = 500_000, 100_000


def _read(capitals: Capitals, officer: Visitor, number: int = 2, party: str = "kr") -> str:
    return officer.read("entry", channel=capitals.channel, party=party, number=number)


def _spoil(capitals: Capitals, ref: ActRef, change: Callable[[Placed], Placed]) -> None:
    """Change what the store of our side holds of an entry, behind everybody's back."""
    records = capitals.kr.records
    assert isinstance(records, MemoryRecords)
    rows = records._channels[capitals.channel]
    place = rows.places[ref.hash] - 1
    rows.entries[place] = change(rows.entries[place])


def _flipped(raw: bytes, at: int, bit: int = 1) -> bytes:
    return raw[:at] + bytes([raw[at] ^ bit]) + raw[at + 1 :]


def test_what_was_checked_is_said_in_plain_words(capitals: Capitals, officer: Visitor) -> None:
    capitals.offer(JP, {DAY: DATE})
    capitals.exchange()
    capitals.offer(KR, {"follow-up/1": ALL["follow-up"][2]})
    page = _read(capitals, officer)
    told = plain(page[: page.index("<details")])
    with capitals.kr.channels.hold(capitals.channel) as held:
        link = held.channel.head(KR)
        assert link is not None
        assert link.keys is not None
        key = link.keys.keyset.id
    assert HOLDS in told
    assert f"Both signatures verify under the key of our side: {key}." in told
    assert "It follows directly on entry No. 1 of our side, whose digest it names." in told
    assert "It acknowledges what the Japanese side had signed up to entry No. 2" in told
    assert "1 content that it names is here, and is what its digest names." in told
    assert "The Japanese side has not acknowledged it yet." in told
    first = plain(_read(capitals, officer, 1))
    assert "It is the first entry of our side, and names this dialogue" in first
    assert HOLDS in first


@pytest.mark.parametrize("at", ["signature", "time", "brace", "signature's form"])
def test_one_flipped_bit_gives_the_opposite_sentence(
    capitals: Capitals, officer: Visitor, at: str
) -> None:
    ref = capitals.offer(KR, {DAY: DATE})
    assert HOLDS in plain(_read(capitals, officer))

    def change(placed: Placed) -> Placed:
        match at:
            case "signature":
                place = placed.signature.index(b'"ml-dsa-65":"') + 40
                return replace(placed, signature=_swapped(placed.signature, place))
            case "signature's form":
                return replace(placed, signature=_flipped(placed.signature, 0))
            case "time":
                place = placed.raw.index(b'"time":') + 12
                return replace(placed, raw=_flipped(placed.raw, place))
            case _:
                return replace(placed, raw=_flipped(placed.raw, 0))

    _spoil(capitals, ref, change)
    told = plain(_read(capitals, officer))
    assert FAILS in told
    assert HOLDS not in told
    assert "The signatures do not verify under the key of our side" in told
    assert ("The bytes held here are not those" in told) is (at in ("time", "brace"))


def _swapped(text: bytes, at: int) -> bytes:
    """Another letter of base64 at a place."""
    return text[:at] + (b"B" if text[at : at + 1] == b"A" else b"A") + text[at + 1 :]


def test_an_entry_whose_forerunner_was_changed_does_not_hold(
    capitals: Capitals, officer: Visitor
) -> None:
    ref = capitals.offer(KR, {DAY: DATE})
    capitals.offer(KR, {"follow-up/1": ALL["follow-up"][2]})
    assert HOLDS in plain(_read(capitals, officer, 3))
    _spoil(capitals, ref, lambda one: replace(one, raw=_flipped(one.raw, 20)))
    told = plain(_read(capitals, officer, 3))
    assert FAILS in told
    assert "It does not follow from an entry No. 2 of our side that is held here." in told


def test_an_acknowledged_entry_that_was_changed_is_told(
    capitals: Capitals, officer: Visitor
) -> None:
    ref = capitals.offer(JP, {DAY: DATE})
    capitals.exchange()
    capitals.accept(KR, ref)
    assert HOLDS in plain(_read(capitals, officer))
    _spoil(capitals, ref, lambda one: replace(one, raw=_flipped(one.raw, 20)))
    told = plain(_read(capitals, officer))
    assert FAILS in told
    assert "It acknowledges entry No. 2 of the Japanese side, and the bytes held here" in told


def test_content_that_was_changed_is_told(capitals: Capitals, officer: Visitor) -> None:
    capitals.offer(KR, {DAY: DATE})
    records = capitals.kr.records
    assert isinstance(records, MemoryRecords)
    content = records._channels[capitals.channel].content
    ((kind, digest),) = [
        key for key, kept in content.items() if kept is not None and b"Asia/Seoul" in kept.raw
    ]
    kept = content[kind, digest]
    assert kept is not None
    content[kind, digest] = Kept(kept.salt, kept.raw.replace(b"Asia/Seoul", b"Asia/Tokyo"))
    told = plain(_read(capitals, officer))
    assert FAILS in told
    assert "1 content held here is not what its digest names." in told


# --- the proof as a file ---


def test_the_proof_is_the_file_that_the_terminal_writes_and_verifies_alone(
    capitals: Capitals, officer: Visitor
) -> None:
    capitals.agree({DAY: DATE})
    address = reverse("export", kwargs={"channel": capitals.channel})
    page = _read(capitals, officer)
    assert f'href="{address}" download' in page
    assert "comity verify FILE --root jp=FINGERPRINT --root kr=FINGERPRINT" in plain(page)
    assert address in officer.read("record", channel=capitals.channel)

    answer = officer.open(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.content == b"".join(export_record(capitals.kr, capitals.channel))
    roots = {code: node.root for code, node in capitals.nodes.items()}
    verified = verify_export(answer.content.splitlines(keepends=True), roots, HybridVerifier())
    assert verified.id == capitals.channel
    assert verified.trusted == {JP, KR}
    (line,) = audit.newest(1)
    assert (line.action, line.person, line.channel) == ("exported", "officer", capitals.channel)


def test_who_may_not_know_of_a_dialogue_gets_no_proof_and_leaves_no_line(
    capitals: Capitals,
) -> None:
    outsider = capitals.visitor(capitals.person("out", Role.OBSERVER, channels=(), post="other"))
    keeper = capitals.visitor(capitals.person("keeper", Role.ADMINISTRATOR))
    before = audit.newest(1)
    for visitor in (outsider, keeper):
        assert visitor.get("export", channel=capitals.channel).status_code == 404
    assert audit.newest(1) == before


# --- what is too long for a page ---


def _long(capitals: Capitals) -> Digest:
    """A body of nearly 1 MB, proposed by our side."""
    words = "".join(sha256(b"%d" % n).hexdigest() for n in range(15_000))
    move = Proposal({Matter("weather/tokyo/tomorrow"): encode({"words": words})})
    capitals.sign(KR, move)
    content = capitals.kr.records
    assert isinstance(content, MemoryRecords)
    return next(
        digest
        for (_, digest), kept in content._channels[capitals.channel].content.items()
        if kept is not None and len(kept.raw) > 900_000
    )


def test_a_body_too_long_for_a_page_is_begun_there_and_downloaded(
    capitals: Capitals, officer: Visitor
) -> None:
    digest = _long(capitals)
    page = _read(capitals, officer)
    assert len(page.encode()) < RAW_BYTES_MAX
    assert len(compress(page.encode())) < SENT_BYTES_MAX
    address = reverse("body", kwargs={"channel": capitals.channel, "digest": digest})
    assert f'action="{address}"' in page
    assert "Only the beginning is shown." in plain(page)
    before = audit.newest(1)
    opened = officer.client.get(address, secure=True)
    assert (opened.status_code, audit.newest(1)) == (302, before), "a link takes nothing away"
    answer = send(officer, address, {"take": ""})
    (line,) = audit.newest(1)
    assert (line.action, line.person, line.subject) == ("content-taken", "officer", digest)
    assert line.detail["digest"] == b64(sha256(answer.content).digest())
    assert answer["Content-Disposition"].startswith("attachment; ")
    kept = capitals.kr.records.content(capitals.channel, "body", digest)
    assert isinstance(kept, Kept)
    assert answer.content == kept.raw
    assert len(kept.raw) > SHOWN_BYTES_MAX


def test_a_body_of_a_dialogue_is_given_to_its_readers_alone(
    capitals: Capitals, officer: Visitor
) -> None:
    digest = _long(capitals)
    other = capitals.found()
    outsider = capitals.visitor(
        capitals.person("out", Role.OBSERVER, channels=(other,), post="other")
    )

    def answered(visitor: Visitor, channel: ChannelId) -> int:
        address = reverse("body", kwargs={"channel": channel, "digest": digest})
        return send(visitor, address, {"take": ""}).status_code

    assert answered(officer, capitals.channel) == 200
    before = audit.newest(1)
    assert answered(outsider, capitals.channel) == 404
    assert answered(outsider, other) == 404
    assert audit.newest(1) == before
