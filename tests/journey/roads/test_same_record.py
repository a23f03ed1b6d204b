# SPDX-License-Identifier: Apache-2.0
"""POUCH-1: by HTTPS between two servers, or by files carried by hand: the same record."""

import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from comity.assembly.record import Assembled
from comity.exchange.roads.file import pouches_in, read_pouch, write_pouch
from comity.node.audit import check_record
from comity.node.compare import record_digest
from comity.node.sign import Proposal, Statement, attach, sign_moves
from tests.contract.roads.correspondents import held_content
from tests.journey.roads.capitals import (
    JP,
    KR,
    Pair,
    call,
    create_pair,
    line_to,
    open_pair,
    process,
)
from tests.journey.roads.serving import REPORT, accept_newest
from tests.unit.node.parties import TERMS, wording

Exchange = Callable[[Assembled, Assembled], None]
ROUNDS = 4


def _talk(pair: Pair) -> None:
    """What both sides say before anything has passed between them."""
    for here in (pair.jp, pair.kr):
        party = here.config.party
        document = attach(here.node, pair.channel, f"%PDF annex of {party}".encode() * 3_000)
        body = wording(f"by {party}")
        sign_moves(here.node, pair.channel, [Proposal({TERMS: body}, (document,))])
        sign_moves(here.node, pair.channel, [Statement(REPORT, body)], post="Director")


def _negotiate(pair: Pair, exchange: Exchange) -> None:
    """The same steps on whatever road; each node confirms by itself what was agreed."""
    for _ in range(ROUNDS):
        exchange(pair.jp, pair.kr)
        exchange(pair.kr, pair.jp)
    assert accept_newest(pair.jp, pair.channel) or accept_newest(pair.kr, pair.channel)
    for _ in range(ROUNDS):
        exchange(pair.kr, pair.jp)
        exchange(pair.jp, pair.kr)


def _by_https(here: Assembled, there: Assembled) -> None:
    with line_to(here, there) as carrier:
        call(here, there, carrier)


def _by_hand(folder: Path) -> Exchange:
    """Two folders on each side; what lies in one is copied to the other's by hand."""

    def pass_on(here: Assembled, there: Assembled) -> None:
        out, into = (folder / f"{one.config.party}-{way}" for one, way in zip(
            (here, there), ("out", "in"), strict=True))  # fmt: skip
        for one in (out, into):
            shutil.rmtree(one, ignore_errors=True)
            one.mkdir()
        write_pouch(out, here.correspondence.write(there.node.root))
        for path in pouches_in(out):
            shutil.copy(path, into)
        for path in pouches_in(into):
            there.correspondence.take(read_pouch(path))

    def exchange(here: Assembled, there: Assembled) -> None:
        pass_on(here, there)
        pass_on(there, here)

    return exchange


def _no_network(*_: Any, **__: Any) -> NoReturn:
    raise AssertionError("by hand means without network")


def test_servers_and_files_end_in_the_same_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, copies = tmp_path / "https", tmp_path / "files"
    channel = create_pair(start)
    pair = open_pair(start, channel)
    _talk(pair)
    pair.close()
    shutil.copytree(start, copies)

    pair = open_pair(start, channel)
    with process("serve", start / JP), process("serve", start / KR):
        _negotiate(pair, _by_https)
    by_hand = open_pair(copies, channel)
    with monkeypatch.context() as patched:
        patched.setattr(socket, "socket", _no_network)
        patched.setattr(socket, "create_connection", _no_network)
        _negotiate(by_hand, _by_hand(tmp_path))

    nodes = [one.node for one in (pair.jp, pair.kr, by_hand.jp, by_hand.kr)]
    assert len({record_digest(node, channel) for node in nodes}) == 1
    folds, views, contents = [], [], []
    for node in nodes:
        with node.channels.hold(channel) as held:
            folds.append((held.channel.fold.value(), held.channel.heads()))
            views.append(held.channel.matter(TERMS))
        contents.append(held_content(node, channel))
        checked = check_record(node.records, channel, node.verifier, every=True)
        assert checked.signatures == checked.entries
        assert node.records.findings(channel, 9) == ()
    assert all(one == folds[0] for one in folds)
    assert all(one == views[0] for one in views)
    assert all(one == contents[0] for one in contents)
    assert len(contents[0]) >= 6
    # Something was agreed, and each node has said of itself that it holds all acceptances.
    assert len(views[0].confirmed) == 1
    pair.close()
    by_hand.close()
