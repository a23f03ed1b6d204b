# SPDX-License-Identifier: Apache-2.0
"""Writes vectors/logs and vectors/base.json, with real keys (make_signature_vectors.py).

What must be answered stands here beside each entry, reasoned from the pages.

    python -m spec.make_log_vectors
"""

from __future__ import annotations

import copy
import hashlib
from typing import Any

from spec.make_signature_vectors import Signer, write
from spec.reader import Json, b64, digest, encode, message

_TIME_MS = 1_680_577_200_000


class Party:
    """One party of the log vectors: its root, its working keysets, its entries."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.root, self.first, self.second = (Signer(f"{code} {k}") for k in ("root", "1", "2"))
        statement = {"keyset": self.root.keyset, "next": Signer(f"{code} next").id}
        self.statement = {
            "signature": self.root.signed("comity/1 root", statement),
            "statement": statement,
        }

    def credentials(
        self, serial: int, signer: Signer, root: Signer | None = None, **more: Any
    ) -> Json:
        """An act that declares credentials."""
        inner = {"keyset": signer.keyset, "not_after": _TIME_MS * 2, "not_before": _TIME_MS}
        inner |= {"party": self.code, "serial": serial, **more}
        signature = (root or self.root).signed("comity/1 credentials", inner)
        body = {"credentials": inner, "signature": signature}
        return {"declare": {"body": body, "documents": [], "matter": "channel/keys"}}


JP, KR, US = Party("jp"), Party("kr"), Party("us")
GENESIS: Json = {
    "parties": [
        {
            "code": p.code,
            "random": b64(hashlib.sha256(p.code.encode()).digest()),
            "root": digest("comity/1 root", encode(p.statement["statement"])),
        }
        for p in (JP, KR, US)
    ],
    "predecessor": None,
    "rules": 1,
}
CHANNEL = digest("comity/1 genesis", encode(GENESIS))


class Made:
    """A finished entry: its bytes, hash and signature."""

    def __init__(self, entry: Json, signer: Signer) -> None:
        self.entry, self.raw = entry, encode(entry)
        self.hash = digest("comity/1 entry", self.raw)
        self.signature = signer.sign(message("comity/1 entry", entry["key"], self.hash))

    def json(self) -> Json:
        """As it stands in a vector."""
        return {"raw": self.raw.decode(), "signature": self.signature}


def entry(
    author: Party,
    before: Made | None,
    have: list[Made],
    /,
    *acts: Json,
    by: Signer | None = None,
    **more: Any,
) -> Made:
    """The next entry of a party; `more` replaces fields."""
    signer = by or author.first
    number = before.entry["number"] + 1 if before else 1
    fields = {
        "acts": list(acts),
        "approval": None,
        "channel": CHANNEL,
        "key": signer.id,
        "number": number,
        "party": author.code,
        "post": None,
        "previous": before.hash if before else CHANNEL,
        "seen": {s.entry["party"]: [s.entry["number"], s.hash] for s in have},
        "time": _TIME_MS + number,
    }
    return Made({**fields, **more}, signer)


def _offer(ballot: int, *matters: str) -> Json:
    values = {matter: digest("comity/1 body", matter.encode()) for matter in matters}
    parts = {"ballot": ballot, "documents": [], "silence": False, "until": None, "values": values}
    return {"offer": parts}


def _accept(party: str, number: int, index: int) -> Json:
    return {"accept": {"offer": [party, number, index]}}


def _declare(matter: str) -> Json:
    return {"declare": {"body": digest("comity/1 body", b""), "documents": [], "matter": matter}}


J1 = entry(JP, None, [], JP.credentials(1, JP.first))
K1 = entry(KR, None, [], KR.credentials(1, KR.first))
U1 = entry(US, None, [], US.credentials(1, US.first))
NAMES = {"j1": J1, "k1": K1, "u1": U1}


def _log(
    name: str, rule: str, why: str, arrivals: str, /, state: Json = None, **made: Made
) -> None:
    """A vector; arrivals: `name` (stored) or `name=answer`, by spaces."""
    pairs = [[*word.split("="), "stored"][:2] for word in arrivals.split()]
    vector = {"rule": rule, "why": why, "arrivals": pairs, "state": state or {}}
    write(f"logs/{name}", {**vector, "entries": {k: m.json() for k, m in made.items()}})


def write_logs() -> None:
    """One file for each way in which an entry can stand, be missing or be refused."""
    base = {
        "genesis": encode(GENESIS).decode(),
        "roots": {p.code: p.statement for p in (JP, KR, US)},
    }
    write("base", {**base, "entries": {name: made.json() for name, made in NAMES.items()}})
    _write_whole()
    _write_places()
    _write_seen()
    _write_keys()


def _write_whole() -> None:
    j2 = entry(JP, J1, [K1, U1], _offer(1, "meeting/1/date"), _declare("note"))
    k2 = entry(KR, K1, [j2, U1], _accept("jp", 2, 0))
    u2 = entry(US, U1, [j2, k2], _accept("jp", 2, 0), _accept("jp", 2, 1), _accept("jp", 9, 0))
    j3, k3 = entry(JP, j2, [k2, u2]), entry(KR, k2, [u2])
    offer = [j2.hash, 0]
    void = [[u2.hash, 1, "unknown-offer"], [u2.hash, 2, "unknown-offer"]]
    done = {"forks": [], "void": void, "agreed": {"meeting/1/date": [offer]}}
    all_made = {"j2": j2, "k2": k2, "u2": u2, "j3": j3, "k3": k3}
    _log(
        "whole",
        "AGR-5",
        "an offer, two acceptances, two bare entries: confirmed",
        "j1 k1 u1 j2 k2 u2 j3 k3",
        {**done, "confirmed": {"meeting/1/date": [offer]}},
        **all_made,
    )
    _log(
        "whole-pending",
        "AGR-5",
        "the same without jp's bare entry: agreed, confirmation pending",
        "j1 k1 u1 j2 k2 u2 k3",
        {**done, "confirmed": {"meeting/1/date": []}},
        **all_made,
    )
    _log(
        "any-order",
        "LOG-19",
        "too early is missing and comes again; what is here already changes nothing",
        "k3=missing j2=missing j1 j2=missing k1 k1 u1 j2 u2=missing k2 u2 k3 j3 u2 j1",
        {**done, "confirmed": {"meeting/1/date": [offer]}},
        **all_made,
    )


def _write_places() -> None:
    j2 = entry(JP, J1, [])
    one = "j1 k1 u1 bad="
    _log(
        "good-time-stands",
        "LOG-3",
        "the time of the entry before",
        "j1 good",
        good=entry(JP, J1, [], time=_TIME_MS + 1),
    )
    _log(
        "time-back",
        "LOG-3",
        "one millisecond less",
        one + "time-back",
        bad=entry(JP, J1, [], time=_TIME_MS),
    )
    other = {**GENESIS, "parties": GENESIS["parties"][:2]}
    elsewhere = digest("comity/1 genesis", encode(other))
    _log(
        "channel",
        "LOG-1",
        "an entry of another channel",
        one + "channel",
        bad=entry(JP, J1, [], channel=elsewhere),
    )
    replay = entry(JP, None, [], JP.credentials(1, JP.first), channel=elsewhere, previous=elsewhere)
    _log(
        "channel-replayed",
        "LOG-1",
        "entry 1 of another channel, good there",
        "bad=channel",
        bad=replay,
    )
    _log("stranger", "LOG-1", "fr is no party", one + "stranger", bad=entry(JP, J1, [], party="fr"))
    seen = {"fr": [1, K1.hash]}
    _log(
        "stranger-seen",
        "LOG-9",
        "fr is no party",
        one + "stranger",
        bad=entry(JP, J1, [], seen=seen),
    )
    seen = {"jp": [1, J1.hash]}
    _log(
        "stranger-self",
        "LOG-9",
        "seen names its own party",
        one + "stranger",
        bad=entry(JP, J1, [], seen=seen),
    )
    _log(
        "number-1-previous",
        "LOG-2",
        "number 1 names an entry",
        one + "number",
        bad=entry(JP, J1, [], number=1),
    )
    _log(
        "number-2-channel",
        "LOG-2",
        "number 2 names the channel",
        one + "number",
        bad=entry(JP, J1, [], previous=CHANNEL),
    )
    _log(
        "number-jump",
        "LOG-2",
        "number 3 names number 1",
        one + "previous",
        bad=entry(JP, J1, [], number=3),
    )
    _log(
        "previous-of-another",
        "LOG-2",
        "jp names an entry of kr",
        one + "previous",
        bad=entry(JP, K1, []),
    )
    _log(
        "previous-missing",
        "LOG-10",
        "j2 is not here yet; then it is",
        "j1 j3=missing j2 j3",
        j2=j2,
        j3=entry(JP, j2, []),
    )
    _log(
        "after-refused",
        "LOG-10",
        "what builds on a refused entry is missing",
        "j1 bad=time-back j3=missing",
        bad=(bad := entry(JP, J1, [], time=0)),
        j3=entry(JP, bad, []),
    )
    j2x, k2 = entry(JP, J1, [], _declare("x")), entry(KR, K1, [j2])
    forks = {"forks": [sorted([j2.hash, j2x.hash])]}
    two = {"j2": j2, "j2x": j2x, "k2": k2}
    _log(
        "fork",
        "LOG-13",
        "two entries of one number: both are stored",
        "j1 k1 j2 j2x",
        forks,
        j2=j2,
        j2x=j2x,
    )
    _log(
        "fork-through-another",
        "LOG-14",
        "jp goes on from j2x with k2 in its past, which has j2",
        "j1 k1 j2 j2x k2 bad=fork",
        forks,
        **two,
        bad=entry(JP, j2x, [k2]),
    )
    j3x = entry(JP, j2x, [])
    state = {"forks": forks["forks"]}
    _log(
        "fork-both",
        "LOG-14",
        "kr has j2 and names j3x, which stands on j2x",
        "j1 k1 j2 j2x k2 j3x bad=fork",
        state,
        **two,
        j3x=j3x,
        bad=entry(KR, k2, [j3x]),
    )
    _log(
        "fork-same-number",
        "LOG-7",
        "kr has j2 and names j2x: the number is not greater",
        "j1 k1 j2 j2x k2 bad=seen-back",
        state,
        **two,
        bad=entry(KR, k2, [j2x]),
    )


def _write_seen() -> None:
    j2 = entry(JP, J1, [])
    k2 = entry(KR, K1, [j2])
    head = "j1 k1 u1 j2 k2 bad="
    made = {"j2": j2, "k2": k2}
    _log(
        "seen-back-equal",
        "LOG-7",
        "k2 has j2 already",
        head + "seen-back",
        **made,
        bad=entry(KR, k2, [j2]),
    )
    _log(
        "seen-back-less",
        "LOG-7",
        "k2 has j2; this names j1",
        head + "seen-back",
        **made,
        bad=entry(KR, k2, [J1]),
    )
    seen = {"jp": [0, J1.hash]}
    _log(
        "seen-back-zero",
        "LOG-7",
        "numbers begin with 1",
        head + "seen-back",
        **made,
        bad=entry(KR, k2, [], seen=seen),
    )
    _log(
        "seen-missing", "LOG-10", "j2 is not here yet; then it is", "j1 k1 k2=missing j2 k2", **made
    )
    seen = {"kr": [1, k2.hash]}
    _log(
        "seen-mismatch-number",
        "LOG-11",
        "k2 is not number 1",
        head + "seen-mismatch",
        **made,
        bad=entry(US, U1, [], seen=seen),
    )
    seen = {"kr": [2, j2.hash]}
    _log(
        "seen-mismatch-party",
        "LOG-11",
        "j2 is not of kr",
        head + "seen-mismatch",
        **made,
        bad=entry(US, U1, [], seen=seen),
    )
    _log(
        "seen-behind-left-out",
        "LOG-8",
        "k2 has j2, and jp is left out",
        head + "seen-behind",
        **made,
        bad=entry(US, U1, [k2]),
    )
    _log(
        "seen-behind-less",
        "LOG-8",
        "k2 has j2, and j1 is named",
        head + "seen-behind",
        **made,
        bad=entry(US, U1, [k2, J1]),
    )
    _log(
        "good-seen-changes",
        "LOG-6",
        "only what changed is named",
        "j1 k1 u1 j2 k2 u2 u3",
        **made,
        u2=(u2 := entry(US, U1, [k2, j2])),
        u3=entry(US, u2, []),
    )


def _write_keys() -> None:
    one = "j1 k1 u1 bad="
    start = "bad="
    _log(
        "credentials-none",
        "LOG-18",
        "entry 1 declares nothing",
        start + "credentials",
        bad=entry(JP, None, []),
    )
    late = entry(JP, None, [], _declare("x"), JP.credentials(1, JP.first))
    _log(
        "credentials-late",
        "LOG-18",
        "credentials are not the first act",
        start + "credentials",
        bad=late,
    )
    forged = entry(JP, None, [], JP.credentials(1, JP.first, KR.root))
    _log(
        "credentials-other-root",
        "ACT-17",
        "signed by another root",
        start + "credentials",
        bad=forged,
    )
    self_made = entry(JP, None, [], JP.credentials(1, JP.first, JP.first))
    _log(
        "credentials-self-signed",
        "ACT-17",
        "signed by themselves",
        start + "credentials",
        bad=self_made,
    )
    theirs = entry(JP, None, [], JP.credentials(1, JP.first, party="kr"))
    _log("credentials-other-party", "ACT-17", "of another party", start + "credentials", bad=theirs)
    weak = copy.copy(JP.first)
    weak.keyset = {**weak.keyset, "ed25519": b64(b"\x01" + bytes(31))}
    weak.id = digest("comity/1 keyset", encode(weak.keyset))
    small = entry(JP, None, [], JP.credentials(1, weak), by=weak)
    _log(
        "credentials-small-order",
        "KEY-12",
        "the Ed25519 key is of small order",
        start + "credentials",
        bad=small,
    )
    j2 = entry(JP, J1, [], JP.credentials(2, JP.second), by=JP.second)
    j3 = entry(JP, j2, [], by=JP.second)
    _log(
        "good-rotation",
        "ENT-12",
        "new credentials apply from the entry that declares them",
        "j1 j2 j3",
        j2=j2,
        j3=j3,
    )
    _log(
        "rotation-old-key",
        "ENT-12",
        "the old keyset after new credentials",
        "j1 j2 bad=key",
        j2=j2,
        bad=entry(JP, j2, []),
    )
    old = entry(JP, J1, [], JP.credentials(2, JP.second))
    _log(
        "rotation-not-possessed",
        "ENT-12",
        "the entry that declares new credentials is signed by the old",
        "j1 bad=key",
        bad=old,
    )
    early = entry(JP, J1, [], by=JP.second)
    _log("key-undeclared", "ENT-12", "a keyset that was never declared", one + "key", bad=early)
    again = entry(JP, J1, [], JP.credentials(1, JP.second))
    void = {"void": [[again.hash, 0, "credentials"]]}
    _log(
        "good-serial-equal",
        "ACT-17",
        "the serial doesn't rise: void, and the old keyset still signs",
        "j1 j2",
        void,
        j2=again,
    )
    wrong = entry(JP, J1, [], JP.credentials(1, JP.second), by=JP.second)
    _log(
        "serial-equal-new-key",
        "ACT-17",
        "the same, signed by the keyset that was not validly declared",
        "j1 bad=key",
        bad=wrong,
    )
    last = entry(JP, J1, [], JP.credentials(2, JP.second), JP.credentials(9, JP.first))
    _log(
        "good-two-credentials",
        "ACT-17",
        "two in one entry: the last is the newest",
        "j1 j2",
        j2=last,
    )
    falling = entry(
        JP, J1, [], JP.credentials(9, JP.second), JP.credentials(2, JP.first), by=JP.second
    )
    void = {"void": [[falling.hash, 1, "credentials"]]}
    _log(
        "good-serial-falling",
        "ACT-17",
        "the second of one entry falls behind the first: void",
        "j1 j2",
        void,
        j2=falling,
    )
    for half in ("ed25519", "ml-dsa-65"):
        bad = entry(JP, J1, [])
        bad.signature = {**bad.signature, half: KR.first.sign(b"")[half]}
        _log(
            f"signature-{half}",
            "ENT-13",
            "one half is of something else",
            one + "signature",
            bad=bad,
        )
    bad = entry(JP, J1, [])
    bad.signature = entry(JP, J1, [], _declare("x")).signature
    _log(
        "signature-of-another",
        "ENT-13",
        "the signature of another entry",
        one + "signature",
        bad=bad,
    )
    bad = entry(JP, J1, [])
    bad.signature = JP.first.sign(message("comity/1 credentials", JP.first.id, bad.hash))
    _log("signature-label", "ENC-17", "signed under another label", one + "signature", bad=bad)
    bad = entry(JP, J1, [], key=JP.first.id, by=KR.first)
    _log(
        "signature-other-keyset",
        "ENT-13",
        "the right id, another keyset's signature",
        one + "signature",
        bad=bad,
    )


if __name__ == "__main__":
    write_logs()
