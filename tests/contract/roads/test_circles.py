# SPDX-License-Identifier: Apache-2.0
"""POUCH-6: nothing of a channel reaches who is no party of it, whatever passes between them.

Three parties, three circles. Bodies and documents of each channel hold a word of their own, and
the bytes of whoever is not in it are searched for that word, the channel's id and its entries.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

from hypothesis import given

from comity.core.ids import ChannelId, Code, Digest, digest_bytes
from comity.node.contents import ChannelContents, Receipt
from comity.node.send import compose
from comity.ports import Kept
from tests.contract.roads.correspondents import (
    Table,
    Ways,
    assert_same,
    fall_silent,
    held_content,
    table,
)
from tests.contract.roads.schedules import SCHEDULES, Roads, agree, few, some_folder
from tests.contract.roads.test_any_mix import SEEDS, TRIANGLE
from tests.unit.node.parties import JP, KR, US, log

CIRCLES: dict[str, tuple[Code, ...]] = {
    "canary-of-all": (JP, KR, US),
    "canary-of-jp-kr": (JP, KR),
    "canary-of-kr-us": (KR, US),
}


@dataclass
class Scene:
    """The table on disk, and the word of each channel."""

    made: Table
    folder: Path
    words: dict[ChannelId, str] = field(default_factory=dict)

    def bytes_of(self, code: Code) -> bytes:
        """All that a party's node has on its disk."""
        return b"\0".join(
            path.read_bytes() for path in sorted((self.folder / code).rglob("*")) if path.is_file()
        )

    def traces(self, channel: ChannelId) -> list[bytes]:
        """What would show that something of a channel is there: its word and all its names."""
        node = self.made[self.made.circles[channel][0]].node
        logs = [log(node, channel, code) for code in self.made.circles[channel]]
        names: list[Digest | ChannelId] = [
            channel,
            *(one.hash for entries in logs for one in entries),
        ]
        content = held_content(node, channel)
        names += [digest for _, digest in content]
        salts = [kept.salt for kept in content.values() if isinstance(kept, Kept)]
        texts = [self.words[channel].encode(), *(name.encode() for name in names)]
        return texts + salts + [digest_bytes(name) for name in names]

    def close(self) -> None:
        """Let go of the files."""
        for side in self.made.sides.values():
            side.node.records.close()


def _scene(folder: Path) -> Scene:
    made = table((JP, KR, US), *CIRCLES.values(), folder=folder)
    return Scene(made, folder, dict(zip(made.circles, CIRCLES, strict=True)))


def _search(scene: Scene, roads: Roads) -> None:
    """Every non-party's disk, and every pouch it was sent, is free of every trace."""
    for channel, codes in scene.made.circles.items():
        traces = scene.traces(channel)
        for code, side in scene.made.sides.items():
            there = scene.bytes_of(code)
            if code in codes:
                assert traces[0] in there, "the search would find nothing"
                assert traces[1] in there
                assert traces[2] in there
                continue
            assert not [trace for trace in traces if trace in there]
            assert channel not in side.node.channels.ids()
            for sent in roads.sent.values():
                if sent.receiver == code:
                    parts = side.open(sent.raw).contents.channels
                    assert channel not in {part.channel for part in parts}
                    assert not [t for t in traces if t in repr(parts).encode() + _raw(parts)]


def _raw(parts: tuple[ChannelContents, ...]) -> bytes:
    return b"\0".join(
        [one.raw for part in parts for one in part.entries]
        + [one.kept.raw for part in parts for one in part.contents]
    )


@few(5)
@given(SCHEDULES, SEEDS)
def test_nothing_of_a_channel_reaches_who_is_no_party_of_it(
    schedule: list[tuple[str, int]], seed: int
) -> None:
    with some_folder() as folder:
        scene = _scene(folder)
        roads = Roads(scene.made, TRIANGLE, folder / "roads", seed)
        roads.canaries = scene.words
        # Whatever else is drawn, each channel has its word in a body and in a document.
        everywhere = [("annex", at) for at in range(21)]
        roads.run(everywhere + schedule)
        roads.clear()
        fall_silent(scene.made, TRIANGLE)
        for channel in scene.made.circles:
            agree(scene.made, TRIANGLE, channel)
            assert_same(scene.made, channel)
        for at in range(len(TRIANGLE)):
            roads.run([("post", at)])
        _search(scene, roads)
        scene.close()


def test_a_party_that_asks_for_another_channel_is_told_nothing(tmp_path: Path) -> None:
    """US has heard of JP and KR's channel and asks both for all that it holds."""
    scene = _scene(tmp_path)
    made = scene.made
    ways: Ways = TRIANGLE
    roads = Roads(made, ways, tmp_path / "roads", 1)
    roads.canaries = scene.words
    roads.run([("annex", at) for at in range(21)])
    fall_silent(made, ways)
    channel = next(one for one, codes in made.circles.items() if US not in codes)
    names = held_content(made[JP].node, channel)
    asking = Receipt(
        holds={US: ()},
        missing=tuple(
            (JP, at + 1, one.hash) for at, one in enumerate(log(made[JP].node, channel, JP))
        ),
        wants_bodies=tuple(digest for kind, digest in names if kind == "body"),
        wants_documents=tuple(digest for kind, digest in names if kind == "document"),
    )
    for victim in (JP, KR):
        good = compose(made[US].node, made[victim].root)
        parts = (*good.channels, ChannelContents(channel, receipt=asking))
        raw = made[US].seal(made[victim], replace(good, channels=parts))
        taken = made[victim].desk.take(raw)
        assert taken.reception.unknown == (channel,)
        (finding,) = made[victim].node.records.findings(channel, 9)
        assert (finding.code, finding.rule) == ("stranger", "POUCH-14")
        answer = made[victim].write(made[US])
        roads.sent[answer.raw] = answer
    _search(scene, roads)
    scene.close()


def test_content_of_one_channel_asked_for_in_another_is_not_given(tmp_path: Path) -> None:
    """US is a party of one channel with KR, and asks there for the content of another."""
    scene = _scene(tmp_path)
    made = scene.made
    roads = Roads(made, TRIANGLE, tmp_path / "roads", 1)
    roads.canaries = scene.words
    roads.run([("annex", at) for at in range(21)])
    fall_silent(made, TRIANGLE)
    channel = next(one for one, codes in made.circles.items() if codes == (JP, KR))
    names = held_content(made[KR].node, channel)
    bodies = tuple(digest for kind, digest in names if kind == "body")
    documents = tuple(digest for kind, digest in names if kind == "document")
    good = compose(made[US].node, made[KR].root)
    parts = []
    for part in good.channels:
        assert part.receipt is not None
        asking = Receipt(part.receipt.holds, wants_bodies=bodies, wants_documents=documents)
        parts.append(replace(part, receipt=asking))
    made[KR].desk.take(made[US].seal(made[KR], replace(good, channels=tuple(parts))))
    answer = made[KR].write(made[US])
    assert all(part.contents == () for part in made[US].open(answer.raw).contents.channels)
    roads.sent[answer.raw] = answer
    _search(scene, roads)
    scene.close()
