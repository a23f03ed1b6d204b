# SPDX-License-Identifier: Apache-2.0
"""A second, short decoder and judge, written from these pages alone.

It imports the standard library only and shares nothing with the product, so that a misreading of a
rule in one of the two shows as a difference. Everything is computed from the definitions, over
sets, again and again: it is clear and slow. Real entries are read into their types by
reader_entries.py, and logs of them judged by reader_logs.py.

    python spec/reader.py conformance FILE…   one answer a line for each history (AGR-19)
    python spec/reader.py vectors             runs spec/vectors
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

# A decoded JSON value; every function narrows it before use.
Json: TypeAlias = Any

ENTRY_BYTES_MAX = 65_536
BODY_BYTES_MAX = 1_048_576
DEPTH_MAX = 12
OPENINGS_MAX = 131_072
INTEGER_MAX = 2**53 - 1
ACTS_MAX = VALUES_MAX = 64


class RefusedError(Exception):
    """Input that no later arrival can cure: `code` is the refusal code, `rule` the rule's id."""

    def __init__(self, code: str, rule: str) -> None:
        super().__init__(f"{code} ({rule})")
        self.code = code
        self.rule = rule


def refuse(code: str, rule: str) -> NoReturn:
    """Raises RefusedError."""
    raise RefusedError(code, rule)


# --- encoding.md ---------------------------------------------------------------------------------

_RANGES = (
    "0000-0008 000B-001F 007F-009F 00AD-00AD 061C-061C 115F-1160 180E-180E 200B-200B 200E-200F "
    "2028-202E 2060-206F 3164-3164 D800-DFFF E000-F8FF FDD0-FDEF FEFF-FEFF FFA0-FFA0 FFF9-FFFB "
    "E0000-E007F F0000-10FFFF"
)
FORBIDDEN = [(int(a, 16), int(b, 16)) for a, b in (r.split("-") for r in _RANGES.split())]
FORBIDDEN += [(plane * 0x10000 + 0xFFFE, plane * 0x10000 + 0xFFFF) for plane in range(17)]
_FORBIDDEN = re.compile("[" + "".join(f"\\U{a:08x}-\\U{b:08x}" for a, b in FORBIDDEN) + "]")


def _check(value: Json, depth_left: int) -> None:
    """ENC-3, ENC-4, ENC-5 and ENC-7 hold in the value."""
    if isinstance(value, str):
        if _FORBIDDEN.search(value):
            refuse("encoding/text", "ENC-7")
    elif isinstance(value, (list, dict)):
        if depth_left == 0:
            refuse("encoding/depth", "ENC-5")
        for key in value if isinstance(value, dict) else ():
            if not key.isascii():
                refuse("encoding/key", "ENC-4")
            _check(key, 0)
        for child in value.values() if isinstance(value, dict) else value:
            _check(child, depth_left - 1)
    elif isinstance(value, int):
        if abs(value) > INTEGER_MAX:
            refuse("encoding/number", "ENC-3")
    elif value is not None:
        refuse("encoding/number", "ENC-3")


def encode(value: Json) -> bytes:
    """The canonical bytes of a value. Rule: ENC-2."""
    _check(value, DEPTH_MAX)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode()


def _integer(digits: str) -> int:
    return int(digits) if len(digits) <= 17 else refuse("encoding/number", "ENC-3")


def decode(raw: bytes, bytes_max: int = BODY_BYTES_MAX) -> Json:
    """The value of canonical bytes; any other bytes are refused. Rules: ENC-1 to ENC-9."""
    if len(raw) > bytes_max or raw.count(b"[") + raw.count(b"{") > OPENINGS_MAX:
        refuse("encoding/size", "ENC-6")
    try:
        value = json.loads(
            raw.decode(),
            parse_int=_integer,
            parse_float=lambda _: refuse("encoding/number", "ENC-3"),
            parse_constant=lambda _: refuse("encoding/json", "ENC-1"),
        )
    except UnicodeDecodeError:
        refuse("encoding/utf8", "ENC-1")
    except RecursionError:
        refuse("encoding/depth", "ENC-5")
    except json.JSONDecodeError:
        refuse("encoding/json", "ENC-1")
    if encode(value) != raw:
        refuse("encoding/canonical", "ENC-9")
    return value


_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def b64(raw: bytes) -> str:
    """Unpadded base64url. Rule: ENC-10."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unb64(text: Json, size: int) -> bytes:
    """The bytes of strict unpadded base64url of a known size. Rule: ENC-10."""
    if not isinstance(text, str):
        refuse("type", "ENC-10")
    if len(text) != (size * 4 + 2) // 3 or not _ALPHABET.issuperset(text):
        refuse("grammar", "ENC-10")
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return raw if b64(raw) == text else refuse("grammar", "ENC-10")


def digest(label: str, raw: bytes) -> str:
    """The labelled digest of bytes, as text. Rule: ENC-14."""
    name = label.encode("ascii")
    whole = len(name).to_bytes(1, "big") + name + len(raw).to_bytes(8, "big") + raw
    return b64(hashlib.sha256(whole).digest())


def message(label: str, keyset: str, thing: str) -> bytes:
    """The bytes to sign: label, keyset id, digest. Rule: ENC-17."""
    return label.encode("ascii") + unb64(keyset, 32) + unb64(thing, 32)


# --- acts.md, agreement.md: the judge ------------------------------------------------------------

Act: TypeAlias = tuple[str, int]  # entry id, index


def _is_whole(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _well_formed(entry: dict[str, Json]) -> bool:
    """Point 1 of AGR-19."""
    if set(entry) != {"id", "party", "previous", "seen", "acts"}:
        return False
    previous, seen, acts = entry["previous"], entry["seen"], entry["acts"]
    if not isinstance(entry["party"], str) or not (previous is None or isinstance(previous, str)):
        return False
    if not isinstance(seen, dict) or not all(isinstance(name, str) for name in seen.values()):
        return False
    return isinstance(acts, list) and len(acts) <= ACTS_MAX and all(map(_act_well_formed, acts))


def _act_well_formed(act: Json) -> bool:
    if not isinstance(act, dict) or len(act) != 1:
        return False
    [(verb, value)] = act.items()
    if verb == "declare":
        return isinstance(value, str)
    if verb in ("accept", "refuse"):
        pair = isinstance(value, list) and len(value) == 2
        return pair and isinstance(value[0], str) and _is_whole(value[1])
    if verb != "offer":
        return True
    if not isinstance(value, dict):
        return False
    if not {"ballot", "matters"} <= set(value) <= {"ballot", "matters", "until", "silence"}:
        return False
    matters, until = value["matters"], value.get("until")
    texts = isinstance(matters, list) and all(isinstance(matter, str) for matter in matters)
    return (
        texts
        and len(set(matters)) == len(matters) <= VALUES_MAX
        and _is_whole(value["ballot"])
        and (until is None or _is_whole(until))
        and isinstance(value.get("silence", False), bool)
    )


class View:
    """The stored entries of a history, and all that follows from them, each by its definition."""

    def __init__(self, parties: list[str]) -> None:
        self.parties = parties
        self.entries: dict[str, dict[str, Json]] = {}  # in a causal order
        self.number: dict[str, int] = {}
        self.past: dict[str, frozenset[str]] = {}
        self.reason: dict[Act, str] = {}  # of each void act

    def party(self, name: str) -> str:
        """Whose entry it is."""
        return str(self.entries[name]["party"])

    def closed(self, name: str) -> frozenset[str]:
        """LOG-4: the closed past."""
        return self.past[name] | {name}

    def fork_free(self, names: Iterable[str]) -> bool:
        """LOG-13: no two of the entries are of one party with one number."""
        places = [(self.party(name), self.number[name]) for name in names]
        return len(places) == len(set(places))

    def add(self, entry: dict[str, Json]) -> bool:
        """Stores the entry and judges its acts, unless it is refused (AGR-19)."""
        if not _well_formed(entry) or entry["id"] in self.entries:
            return False
        name, party, previous, seen = (entry[k] for k in ("id", "party", "previous", "seen"))
        if party not in self.parties:
            return False
        if previous is not None and (previous not in self.entries or self.party(previous) != party):
            return False
        for other, named in seen.items():
            if other not in self.parties or other == party:
                return False
            if named not in self.entries or self.party(named) != other:
                return False
        numbers = {other: self.number[named] for other, named in seen.items()}
        below = {} if previous is None else self.entries[previous]["seen"]
        if any(numbers.get(other, 0) < self.number[named] for other, named in below.items()):
            return False
        known = frozenset[str]().union(*(self.closed(named) for named in seen.values()))
        if any(
            self.number[old] > numbers.get(self.party(old), 0)
            for old in known
            if self.party(old) != party
        ):
            return False
        past = known | (frozenset() if previous is None else self.closed(previous))
        self.entries[name], self.past[name] = entry, past
        self.number[name] = 1 if previous is None else self.number[previous] + 1
        if not self.fork_free(self.closed(name)):
            del self.entries[name], self.past[name], self.number[name]
            return False
        for index in range(len(entry["acts"])):
            reason = self._void(name, index)
            if reason:
                self.reason[name, index] = reason
        return True

    def act(self, act: Act) -> tuple[str, Json]:
        """The verb and value of an act."""
        [(verb, value)] = self.entries[act[0]]["acts"][act[1]].items()
        return verb, value

    def _before(self, act: Act) -> Iterator[Act]:
        """ACT-6: the acts in the past of an act."""
        for name in self.past[act[0]]:
            yield from ((name, index) for index in range(len(self.entries[name]["acts"])))
        yield from ((act[0], index) for index in range(act[1]))

    def rank(self, offer: Act) -> tuple[int, int]:
        """ACT-10."""
        ballot = self.act(offer)[1]["ballot"]
        place = self.parties.index(self.party(offer[0]))
        return ballot, (place + ballot) % len(self.parties)

    def accepted(self, act: Act) -> Act | None:
        """The offer that a valid act accepts, by ACT-11 or ACT-13."""
        verb, value = self.act(act)
        if act in self.reason or verb not in ("offer", "accept"):
            return None
        return act if verb == "offer" else (value[0], value[1])

    def _void(self, name: str, index: int) -> str | None:
        """ACT-7: the first reason that applies to an act, whose past has been judged."""
        act = (name, index)
        verb, value = self.act(act)
        before = set(self._before(act))
        valid = [other for other in before if other not in self.reason]
        if verb == "declare":
            return None
        if verb == "offer":
            if not value["matters"] or (value.get("silence") and value.get("until") is None):
                return "malformed"
            rivals = [self.act(a)[1] for a in valid if self.act(a)[0] == "offer"]
            wanted = set(value["matters"])
            greatest = max((r["ballot"] for r in rivals if wanted & set(r["matters"])), default=0)
            return None if value["ballot"] == greatest + 1 else "ballot"
        if verb not in ("accept", "refuse"):
            return "unknown-verb"
        offer = (value[0], value[1])
        if offer not in before or self.act(offer)[0] != "offer":
            return "unknown-offer"
        if offer in self.reason:
            return "void-offer"
        if verb == "refuse":
            return None
        if any(self.act(a) == ("refuse", value) for a in valid):
            return "refused"
        matters = set(self.act(offer)[1]["matters"])
        mine = [self.accepted(a) for a in valid if self.party(a[0]) == self.party(name)]
        held = [o for o in mine if o and matters & set(self.act(o)[1]["matters"])]
        return "position" if any(self.rank(offer) <= self.rank(o) for o in held) else None

    def forks(self) -> list[list[str]]:
        """The stored entries of each party and number that has more than one."""
        groups: dict[tuple[int, int], list[str]] = {}
        for name in self.entries:
            place = self.parties.index(self.party(name))
            groups.setdefault((place, self.number[name]), []).append(name)
        return [sorted(groups[key]) for key in sorted(groups) if len(groups[key]) > 1]

    def acceptances(self, offer: Act) -> list[set[str]]:
        """For each party, its entries that hold a valid acceptance of the offer (AGR-2)."""
        found: dict[str, set[str]] = {party: set() for party in self.parties}
        for name, entry in self.entries.items():
            if any(self.accepted((name, i)) == offer for i in range(len(entry["acts"]))):
                found[self.party(name)].add(name)
        return list(found.values())

    def agreed(self, offer: Act) -> bool:
        """AGR-3."""
        return all(self.acceptances(offer))

    def confirmed(self, offer: Act) -> bool:
        """AGR-5, the definition itself: some choice of one entry of each party works."""
        acceptances = self.acceptances(offer)
        candidates: dict[str, list[str]] = {party: [] for party in self.parties}
        for name in self.entries:
            if all(self.closed(name) & names for names in acceptances):
                candidates[self.party(name)].append(name)
        return any(
            self.fork_free(frozenset[str]().union(*map(self.closed, choice)))
            for choice in itertools.product(*candidates.values())
        )

    def sequences(self, test: Callable[[Act], bool]) -> dict[str, list[list[Json]]]:
        """AGR-4: for each matter that any offer names, the offers that pass, by rank."""
        offers = [
            (name, index)
            for name, entry in self.entries.items()
            for index, act in enumerate(entry["acts"])
            if "offer" in act
        ]
        matters = {matter for offer in offers for matter in self.act(offer)[1]["matters"]}
        passed = [offer for offer in offers if offer not in self.reason and test(offer)]
        passed.sort(key=lambda offer: (self.rank(offer), offer))
        return {
            matter: [list(o) for o in passed if matter in self.act(o)[1]["matters"]]
            for matter in sorted(matters)
        }


def judge_history(history: Json) -> dict[str, Json]:
    """The answer to a history. Rule: AGR-19. Raises ValueError if it has not the outer form."""
    if not isinstance(history, dict) or set(history) != {"parties", "entries"}:
        raise ValueError("a history is an object of parties and entries")
    parties, entries = history["parties"], history["entries"]
    if not isinstance(parties, list) or not all(isinstance(party, str) for party in parties):
        raise ValueError("parties is a list of texts")
    if len(set(parties)) != len(parties) or len(parties) < 2 or not isinstance(entries, list):
        raise ValueError("at least two parties, all different, and a list of entries")
    view = View(parties)
    contents: dict[str, str] = {}
    refused: dict[str, None] = {}
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
            raise ValueError("an entry is an object with a text id")  # noqa: TRY004
        name, content = entry["id"], json.dumps(entry, sort_keys=True)
        if name not in contents:
            contents[name] = content
            if not view.add(entry):
                refused[name] = None
        elif contents[name] != content:
            refused[name] = None
    return {
        "refused": list(refused),
        "forks": view.forks(),
        "void": [[name, index, reason] for (name, index), reason in view.reason.items()],
        "agreed": view.sequences(view.agreed),
        "confirmed": view.sequences(view.confirmed),
    }


def _histories(text: str) -> Iterator[Json]:
    try:
        yield json.loads(text)
    except json.JSONDecodeError:
        yield from (json.loads(line) for line in text.split("\n") if line.strip())


def main(arguments: list[str]) -> int:
    """The exit status of a command line."""
    if arguments[:1] == ["conformance"] and len(arguments) > 1:
        for path in arguments[1:]:
            for history in _histories(Path(path).read_text("utf-8")):
                print(json.dumps(judge_history(history), ensure_ascii=False))  # noqa: T201
        return 0
    if arguments == ["vectors"]:
        sys.path.insert(0, str(Path(__file__).parents[1]))
        from spec.run_vectors import run  # noqa: PLC0415  (it imports this module)

        return run()
    print(__doc__, file=sys.stderr)  # noqa: T201
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
