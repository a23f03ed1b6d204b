# SPDX-License-Identifier: Apache-2.0
"""The reader's judge of logs: real entries, one after another, as a node would receive them.

Each entry is answered `stored`, `missing` or a refusal code (LOG-12); what is stored is rewritten
in the form of AGR-19 and judged by reader.py. Like it, this is written from the pages alone, naive,
and imports nothing of the product. Signatures are checked by a function that is passed in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from spec.reader import (
    Json,
    RefusedError,
    digest,
    encode,
    judge_history,
    message,
    refuse,
    unb64,
)
from spec.reader_entries import read_entry, read_genesis, read_keyset

# Says whether a signature (third) over a message (second) verifies under a keyset (first).
Verify: TypeAlias = Callable[[Json, bytes, Json], bool]

_P = 2**255 - 19
# KEY-12: the y coordinates of the points of small order; each with either sign bit.
_SMALL_ORDER_Y = frozenset({0, 1, _P - 1})


def small_order_ys() -> frozenset[int]:
    """The y of all points whose order divides 8 on Ed25519: 0, 1, -1 and the two pairs of order 8.

    A point of order 8 doubles to one with y = 0, for which x² = y² and so d·y⁴ + 2y² - 1 = 0.
    """
    d = -121665 * pow(121666, _P - 2, _P) % _P
    half = pow(2, (_P - 1) // 4, _P)

    def roots(square: int) -> list[int]:
        root = pow(square, (_P + 3) // 8, _P)
        root = root if root * root % _P == square else root * half % _P
        return [root, _P - root] if root * root % _P == square else []

    found = {y for w in roots((1 + d) % _P) for y in roots((w - 1) * pow(d, _P - 2, _P) % _P)}
    return _SMALL_ORDER_Y | found


_SCREENED_Y = small_order_ys()


def admissible(keyset: Json) -> bool:
    """The Ed25519 half is canonical and not of small order. Rule: KEY-12."""
    y = int.from_bytes(unb64(keyset["ed25519"], 32), "little") & (2**255 - 1)
    return y < _P and y not in _SCREENED_Y


class Log:
    """A record of one channel that receives entries."""

    def __init__(self, genesis: bytes, roots: dict[str, Json], verify: Verify) -> None:
        """`roots`: the signed root statement of each party."""
        parties = read_genesis(genesis)["parties"]
        self.parties = [str(party["code"]) for party in parties]
        self.channel = digest("comity/1 genesis", genesis)
        self.verify = verify
        self.roots: dict[str, Json] = {}
        for party in parties:
            signed = roots[party["code"]]
            self.roots[party["code"]] = keyset = signed["statement"]["keyset"]
            thing = digest("comity/1 root", encode(signed["statement"]))
            data = message("comity/1 root", read_keyset(keyset), thing)
            if thing != party["root"] or not verify(keyset, data, signed["signature"]):
                refuse("root", "KEY-4")
        self.entries: dict[str, Json] = {}
        self.frontier: dict[str, dict[str, tuple[int, str]]] = {}
        self.past: dict[str, frozenset[str]] = {}
        self.key: dict[str, tuple[int, Json]] = {}  # serial and keyset after each entry
        self.void: list[list[Json]] = []  # void declarations of channel/keys

    def receive(self, raw: bytes, signature: Json) -> str:
        """`stored`, `missing` or the refusal code. Rule: LOG-12."""
        try:
            return self._receive(raw, signature)
        except RefusedError as error:
            return error.code

    def _receive(self, raw: bytes, signature: Json) -> str:
        entry, name = read_entry(raw), digest("comity/1 entry", raw)
        self._check_names(entry)
        if name in self.entries:
            return "stored"
        below = [named for _, named in entry["seen"].values()]
        if entry["number"] > 1:
            below.append(entry["previous"])
            if entry["previous"] not in self.entries:
                return "missing"
            self._check_previous(entry)
        if any(n == 0 for n, _ in entry["seen"].values()):
            refuse("seen-back", "LOG-7")
        if any(named not in self.entries for named in below):
            return "missing"
        frontier = self._check_seen(entry)
        past = frozenset[str]().union(*(self.past[b] | {b} for b in below))
        places = [(entry["party"], entry["number"])]
        places += [(self.entries[p]["party"], self.entries[p]["number"]) for p in past]
        if len(places) != len(set(places)):
            refuse("fork", "LOG-14")
        serial, keyset, void = self._credentials(entry, name)
        declared = entry["acts"] and _declares_keys(entry["acts"][0])
        if entry["number"] == 1 and (not declared or [name, 0, "credentials"] in void):
            refuse("credentials", "LOG-18")
        if read_keyset(keyset) != entry["key"]:
            refuse("key", "ENT-12")
        if not self.verify(keyset, message("comity/1 entry", entry["key"], name), signature):
            refuse("signature", "ENT-12")
        self.entries[name], self.frontier[name], self.past[name] = entry, frontier, past
        self.key[name] = (serial, keyset)
        self.void += void
        return "stored"

    def _check_names(self, entry: Json) -> None:
        party, number, seen = entry["party"], entry["number"], entry["seen"]
        if entry["channel"] != self.channel:
            refuse("channel", "LOG-1")
        if party not in self.parties or party in seen or not set(seen) <= set(self.parties):
            refuse("stranger", "LOG-9")
        if (number == 1) != (entry["previous"] == self.channel):
            refuse("number", "LOG-2")

    def _check_previous(self, entry: Json) -> None:
        before = self.entries[entry["previous"]]
        if (before["party"], before["number"]) != (entry["party"], entry["number"] - 1):
            refuse("previous", "LOG-2")
        if entry["time"] < before["time"]:
            refuse("time-back", "LOG-3")
        frontier = self.frontier[entry["previous"]]
        if any(n <= frontier.get(other, (0, ""))[0] for other, (n, _) in entry["seen"].items()):
            refuse("seen-back", "LOG-7")

    def _check_seen(self, entry: Json) -> dict[str, tuple[int, str]]:
        """The frontier of an entry whose `previous` and `seen` are all here."""
        frontier = dict(self.frontier.get(entry["previous"], {}))
        for other, (n, named) in entry["seen"].items():
            if (self.entries[named]["party"], self.entries[named]["number"]) != (other, n):
                refuse("seen-mismatch", "LOG-11")
            frontier[other] = (n, named)
        for _, named in entry["seen"].values():
            for other, (n, _) in self.frontier[named].items():
                if other != entry["party"] and n > frontier.get(other, (0, ""))[0]:
                    refuse("seen-behind", "LOG-8")
        return frontier

    def _credentials(self, entry: Json, name: str) -> tuple[int, Json, list[list[Json]]]:
        """ACT-17 for each act: serial and keyset after the entry, and the void declarations."""
        serial, keyset = self.key.get(entry["previous"], (0, None))
        void: list[list[Json]] = []
        for index, act in enumerate(entry["acts"]):
            if not _declares_keys(act):
                continue
            body = act["declare"]["body"]
            new, root = body["credentials"], self.roots[entry["party"]]
            thing = digest("comity/1 credentials", encode(new))
            if (
                new["party"] == entry["party"]
                and new["serial"] > serial
                and admissible(new["keyset"])
                and self.verify(
                    root,
                    message("comity/1 credentials", read_keyset(root), thing),
                    body["signature"],
                )
            ):
                serial, keyset = new["serial"], new["keyset"]
            else:
                void.append([name, index, "credentials"])
        return serial, keyset, void

    def history(self) -> Json:
        """What is stored, in the form of AGR-19."""
        return {
            "parties": self.parties,
            "entries": [
                {
                    "id": name,
                    "party": entry["party"],
                    "previous": entry["previous"] if entry["number"] > 1 else None,
                    "seen": {other: named for other, (_, named) in self.frontier[name].items()},
                    "acts": [self._act(name, act) for act in entry["acts"]],
                }
                for name, entry in self.entries.items()
            ],
        }

    def _act(self, name: str, act: Json) -> Json:
        [(verb, value)] = act.items()
        if verb == "declare":
            return {"declare": value["matter"]}
        if verb == "offer":
            kept = {key: value[key] for key in ("ballot", "silence", "until")}
            return {"offer": {**kept, "matters": list(value["values"])}}
        if verb in ("accept", "refuse"):
            party, number, index = value["offer"]
            for known in self.past[name] | {name}:
                if (self.entries[known]["party"], self.entries[known]["number"]) == (party, number):
                    return {verb: [known, index]}
            return {verb: ["", index]}  # no entry has this id: unknown-offer
        return act

    def answer(self) -> dict[str, Json]:
        """The answer of AGR-19 for what is stored, void credentials included."""
        answer = judge_history(self.history())
        order = list(self.entries)
        void = answer["void"] + self.void
        answer["void"] = sorted(void, key=lambda item: (order.index(item[0]), item[1]))
        return answer


def _declares_keys(act: Json) -> bool:
    return "declare" in act and bool(act["declare"]["matter"] == "channel/keys")
