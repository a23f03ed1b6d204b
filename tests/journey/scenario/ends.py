# SPDX-License-Identifier: Apache-2.0
"""How the scenario ends, whichever way it was told: the same questions, the same answers."""

from __future__ import annotations

import json
from typing import Any

from comity.subjects import write_body
from comity.subjects.standing import Standing
from tests.journey.scenario.capitals import PARTIES, Capitals
from tests.journey.scenario.steps import DIALOGUES, OFFICERS, Dialogue, Officer, Party
from tests.journey.scenario.story import COMPUTED, STATES, Expected, expected
from tests.journey.scenario.watching import Watcher

_REFERS = ("message", "offer")
"""Fields that name an entry by its number, which depends on how often nodes have confirmed."""


def check_ends(capitals: Capitals, watcher: Watcher) -> None:
    """Everything that must hold once the scenario has been told."""
    known = expected()
    for dialogue in DIALOGUES:
        assert len(watcher.digests(dialogue)) == 1
        kr, jp = (watcher.rooms(party, dialogue) for party in PARTIES)
        assert kr == jp, "both nodes show the same"
        for party in PARTIES:
            _check_room(watcher, party, dialogue, known[dialogue])
        _check_proof(capitals, watcher, dialogue, known[dialogue])
    for officer in OFFICERS:
        _check_need_to_know(capitals, officer)


def _check_room(watcher: Watcher, party: Party, dialogue: Dialogue, known: Expected) -> None:
    rooms = watcher.rooms(party, dialogue)
    standings: dict[str, Standing[Any, Any]] = {str(one.matter): one for one in rooms.standings}
    agreed = {name: one.agreed for name, one in standings.items() if one.agreed is not None}
    assert set(agreed) == set(known.agreed)
    assert {name for name, one in agreed.items() if one.confirmed} == set(known.agreed)
    for name, value in known.agreed.items():
        if name not in COMPUTED:
            found = json.loads(write_body(name, "offer", agreed[name].body.value))
            if found.get("base") is not None:  # the wording of the other side, which has lost
                assert found["base"] in {one.body.digest for one in standings[name].closed}
                found["base"] = None
            assert found == value, name
    said = {
        (str(one.party), name): json.loads(write_body(name, "declare", one.body.value))
        for name, standing in standings.items()
        for one in standing.said
    }
    stated = {key: value for key, value in said.items() if not _refers(value)}
    assert stated == known.said
    assert {name: one.open for name, one in standings.items() if one.open} == {}
    assert {name: one.moves for name, one in standings.items() if one.moves} == {}
    for family, wanted in STATES[dialogue].items():
        details = getattr(rooms, family).details
        assert {_named(one): _far(one) for one in details} == wanted, family


def _named(one: Any) -> str:
    return str(one.number if hasattr(one, "number") else one.id)


def _far(one: Any) -> str:
    """How far a thing has come: of an incident that is its progress."""
    return str(one.progress.value if hasattr(one, "progress") else one.state.value)


def _refers(value: Any) -> bool:
    return isinstance(value, dict) and any(isinstance(value.get(one), list) for one in _REFERS)


def _check_proof(capitals: Capitals, watcher: Watcher, dialogue: Dialogue, known: Expected) -> None:
    """Each side exports; the other verifies it offline, by fingerprints it knows itself."""
    roots = [f"--root={one}={watcher.nodes[one].node.root}" for one in PARTIES]
    for officer in OFFICERS:
        if officer.dialogue != dialogue:
            continue
        other: Party = "jp" if officer.party == "kr" else "kr"
        name = f"{officer.name}.comity"
        capitals.types(officer, "export", dialogue, "-o", name)
        hands = capitals.hands
        hands[officer.party].hands(name, hands[other])
        told = capitals.operates(other, "--json", "verify", name, *roots)
        verified = json.loads(told.out)
        assert verified["trusted"] == ["jp", "kr"]
        assert set(verified["confirmed"]) == set(known.agreed)


def _check_need_to_know(capitals: Capitals, officer: Officer) -> None:
    """Whoever is of one organ sees its dialogue and no other, nor that there is one."""
    shown = json.loads(capitals.types(officer, "--json", "show").out)
    assert [one["name"] for one in shown] == [officer.dialogue]
