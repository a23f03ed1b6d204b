# SPDX-License-Identifier: Apache-2.0
"""A server takes pouches in while a desk of the same node signs: no number twice, nothing lost."""

import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from comity.core.entries import read_entry
from comity.core.ids import Code, Digest
from comity.node.compare import record_digest
from comity.node.sign import Statement, sign_moves
from tests.contract.roads.correspondents import held_content
from tests.journey.roads.capitals import (
    JP,
    KR,
    Pair,
    call,
    create_pair,
    line,
    line_to,
    open_pair,
    process,
)
from tests.journey.roads.serving import REPORT, accept_newest
from tests.unit.node.parties import wording

COUNT = 24
ROUNDS = 5
TURNS_MIN = 8
TURNS_MAX = 500


def _tell(desks: Iterable[subprocess.Popen[str]], word: str) -> None:
    for desk in desks:
        assert desk.stdin is not None
        desk.stdin.write(f"{word}\n")
        desk.stdin.flush()


def _said(desk: subprocess.Popen[str]) -> Iterator[tuple[int, Digest]]:
    while (told := line(desk)) != "end":
        number, digest = told.split()
        yield int(number), Digest(digest)


def _by_the_server(pair: Pair) -> bool:
    """Whether JP's log holds a bare entry: the desks sign none, the server confirms by one."""
    entries = pair.jp.node.records.range(pair.channel, JP, 1, 10_000)
    return any(read_entry(one.raw).acts == () for one in entries)


def _log(pair: Pair, code: Code) -> list[tuple[int, Digest]]:
    entries = pair.jp.node.records.range(pair.channel, code, 1, 10_000)
    return [(one.number, one.hash) for one in entries]


def test_two_desks_and_a_server_of_one_node_never_make_two_entries_of_one_number(
    tmp_path: Path, *, deep: bool
) -> None:
    count = COUNT * (10 if deep else 1)
    channel = create_pair(tmp_path)
    pair = open_pair(tmp_path, channel)
    with process("serve", tmp_path / JP), line_to(pair.kr, pair.jp) as carrier:
        call(pair.kr, pair.jp, carrier)
        desks = [("sign", tmp_path / JP, channel, count)] * 2
        with process(*desks[0]) as one, process(*desks[1]) as two:
            _tell((one, two), "go")
            # KR posts all the while: JP's server stores, settles and answers between the desks.
            for turn in range(TURNS_MAX):
                sign_moves(pair.kr.node, channel, [Statement(REPORT, wording(turn))])
                accept_newest(pair.kr, channel)
                call(pair.kr, pair.jp, carrier)
                if turn >= TURNS_MIN and _by_the_server(pair):
                    break
            _tell((one, two), "end")
            said = [*_said(one), *_said(two)]
        for _ in range(ROUNDS):
            call(pair.kr, pair.jp, carrier)
    assert _by_the_server(pair), "the server signed nothing by itself between the desks"
    log = _log(pair, JP)
    assert [number for number, _ in log] == list(range(1, len(log) + 1)), "a gap, or a number twice"
    assert len({number for number, _ in said}) == len(said)
    assert set(said) <= set(log), "what was acknowledged is there"
    assert len(said) >= 2 * count
    _assert_arrived(pair)


def _assert_arrived(pair: Pair) -> None:
    """KR holds all of it: the same record, each body, no fork, nothing refused."""
    jp, kr, channel = pair.jp.node, pair.kr.node, pair.channel
    assert record_digest(jp, channel) == record_digest(kr, channel)
    assert held_content(jp, channel) == held_content(kr, channel)
    for node in (jp, kr):
        assert node.records.findings(channel, 9) == ()
        assert node.records.pending_ahead(channel) is None
        with node.channels.hold(channel) as held:
            assert held.channel.forks() == ()
    assert _log(pair, KR)[-1][0] > 3
    pair.close()
