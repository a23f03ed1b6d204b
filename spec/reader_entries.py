# SPDX-License-Identifier: Apache-2.0
"""The reader's types: entries, acts, credentials and genesis, each field checked by its rule.

Written from the pages alone; it imports nothing of the product.
"""

from __future__ import annotations

from spec.reader import (
    ACTS_MAX,
    ENTRY_BYTES_MAX,
    VALUES_MAX,
    Json,
    RefusedError,
    b64,
    decode,
    digest,
    encode,
    refuse,
    unb64,
)

DOCUMENTS_MAX = 64
_SMALL = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


def _fields(value: Json, names: str, rule: str) -> dict[str, Json]:
    if not isinstance(value, dict) or set(value) != set(names.split()):
        refuse("type", rule)
    return value


def _array(value: Json, rule: str, size: int | None = None) -> list[Json]:
    if not isinstance(value, list) or size not in (None, len(value)):
        refuse("type", rule)
    return value


def _whole(value: Json, rule: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        refuse("type", rule)
    return value if value >= 0 else refuse("negative", rule)


def _text(value: Json, least: int, most: int, rule: str) -> str:
    if not isinstance(value, str):
        refuse("type", rule)
    return value if least <= len(value) <= most else refuse("grammar", rule)


def _code(value: Json) -> str:
    text = _text(value, 2, 24, "ENT-2")
    return text if _SMALL.issuperset(text) else refuse("grammar", "ENT-2")


def _matter(value: Json) -> str:
    segments = _text(value, 1, 8 * 41, "ENT-3").split("/")
    if len(segments) > 8 or not all(1 <= len(s) <= 40 and _SMALL.issuperset(s) for s in segments):
        refuse("grammar", "ENT-3")
    return str(value)


def _digests(value: Json, code: str, rule: str) -> list[str]:
    texts = [b64(unb64(text, 32)) for text in _array(value, rule)]
    if len(texts) > DOCUMENTS_MAX:
        refuse("count", rule)
    return texts if texts == sorted(set(texts)) else refuse(code, rule)


def read_keyset(value: Json) -> str:
    """The id of a signing keyset. Rule: KEY-1."""
    keyset = _fields(value, "ed25519 ml-dsa-65 profile", "KEY-1")
    unb64(keyset["ed25519"], 32)
    unb64(keyset["ml-dsa-65"], 1952)
    if keyset["profile"] != "comity-1":
        refuse("grammar", "KEY-1")
    return digest("comity/1 keyset", encode(value))


def read_signature(value: Json) -> None:
    """The value has the form of a signature. Rule: ENC-17."""
    slots = _fields(value, "ed25519 ml-dsa-65", "ENC-17")
    unb64(slots["ed25519"], 64)
    unb64(slots["ml-dsa-65"], 3309)


def _signed_credentials(value: Json) -> None:
    signed = _fields(value, "credentials signature", "KEY-6")
    inner = _fields(signed["credentials"], "keyset not_after not_before party serial", "KEY-6")
    read_keyset(inner["keyset"])
    read_signature(signed["signature"])
    _code(inner["party"])
    for name in ("not_after", "not_before", "serial"):
        _whole(inner[name], "KEY-6")
    if inner["serial"] == 0:
        refuse("grammar", "KEY-6")


def _body(verb: str, matter: str, body: Json) -> None:
    """The body is of the kind its matter asks for. Rule: ENT-14."""
    if not matter.startswith("channel/"):
        if isinstance(body, dict):
            refuse("body", "ENT-14")
        unb64(body, 32)
        return
    if not isinstance(body, dict):
        refuse("body", "ENT-14")
    try:
        if (verb, matter) == ("declare", "channel/keys"):
            _signed_credentials(body)
        elif (verb, matter) == ("declare", "channel/fork"):
            _fields(body, "hashes number party", "ENT-14")
            _code(body["party"])
            hashes = _digests(body["hashes"], "body", "ENT-14")
            if len(hashes) < 2 or _whole(body["number"], "ENT-14") == 0:
                refuse("body", "ENT-14")
        elif (verb, matter) == ("declare", "channel/leave"):
            _text(_fields(body, "reason", "ENT-14")["reason"], 0, 2000, "ENT-14")
    except RefusedError as error:
        refuse("body", error.rule)


def _act(act: Json) -> None:
    if not isinstance(act, dict) or len(act) != 1:
        refuse("type", "ENT-7")
    [(verb, value)] = act.items()
    if verb == "declare":
        _fields(value, "body documents matter", "ACT-2")
        _body(verb, _matter(value["matter"]), value["body"])
        _digests(value["documents"], "documents", "ACT-2")
    elif verb == "offer":
        _fields(value, "ballot documents silence until values", "ACT-3")
        _whole(value["ballot"], "ACT-3")
        _digests(value["documents"], "documents", "ACT-3")
        if value["until"] is not None:
            _whole(value["until"], "ACT-3")
        if not isinstance(value["silence"], bool) or not isinstance(value["values"], dict):
            refuse("type", "ACT-3")
        if len(value["values"]) > VALUES_MAX:
            refuse("count", "ACT-3")
        for matter, body in value["values"].items():
            _body(verb, _matter(matter), body)
    elif verb in ("accept", "refuse"):
        _fields(value, "offer" if verb == "accept" else "offer reason", "ACT-4")
        party, number, index = _array(value["offer"], "ACT-4", 3)
        _code(party)
        _whole(number, "ACT-4")
        _whole(index, "ACT-4")
        if value.get("reason") is not None:
            unb64(value["reason"], 32)


def read_entry(raw: bytes) -> dict[str, Json]:
    """The entry of its bytes. Rules: ENC, ENT-1 to ENT-8, ENT-14."""
    names = "acts approval channel key number party post previous seen time"
    entry = _fields(decode(raw, ENTRY_BYTES_MAX), names, "ENT-1")
    for name in ("channel", "key", "previous"):
        unb64(entry[name], 32)
    if entry["approval"] is not None:
        unb64(entry["approval"], 32)
    if entry["post"] is not None:
        _text(entry["post"], 1, 200, "ENT-5")
    _code(entry["party"])
    _whole(entry["time"], "ENT-1")
    if _whole(entry["number"], "ENT-1") == 0:
        refuse("number", "LOG-2")
    if not isinstance(entry["seen"], dict):
        refuse("type", "ENT-1")
    for code, seen in entry["seen"].items():
        number, named = _array(seen, "ENT-1", 2)
        _code(code)
        _whole(number, "ENT-1")
        unb64(named, 32)
    if len(_array(entry["acts"], "ENT-1")) > ACTS_MAX:
        refuse("count", "ENT-7")
    for act in entry["acts"]:
        _act(act)
    return entry


def read_genesis(raw: bytes) -> dict[str, Json]:
    """The genesis of its bytes. Rules: BIRTH-1, BIRTH-3."""
    genesis = _fields(decode(raw), "parties predecessor rules", "BIRTH-1")
    if _whole(genesis["rules"], "BIRTH-1") != 1:
        refuse("rules", "BIRTH-3")
    listed = _array(genesis["parties"], "BIRTH-1")
    parties = [_fields(party, "code random root", "BIRTH-1") for party in listed]
    codes = [_code(party["code"]) for party in parties]
    roots = [b64(unb64(party["root"], 32)) for party in parties]
    for party in parties:
        unb64(party["random"], 32)
    if not 2 <= len(parties) <= 32:
        refuse("count", "BIRTH-1")
    if codes != sorted(set(codes)) or len(set(roots)) != len(roots):
        refuse("parties", "BIRTH-1")
    if genesis["predecessor"] is not None:
        before = _fields(genesis["predecessor"], "channel heads", "BIRTH-1")
        unb64(before["channel"], 32)
        if not isinstance(before["heads"], dict):
            refuse("type", "BIRTH-1")
        for code, head in before["heads"].items():
            number, named = _array(head, "BIRTH-1", 2)
            _code(code)
            unb64(named, 32)
            if _whole(number, "BIRTH-1") == 0:
                refuse("number", "BIRTH-1")
    return genesis
