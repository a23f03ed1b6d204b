# SPDX-License-Identifier: Apache-2.0
"""Wrong input at every command: it is named, help is given, and nothing is changed."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.journey.cli.hands import Hand

Prepare = Callable[[Hand, Hand], object]

DATE = ("offer", "economic", "meeting/1/date", "--start", "2023-05-03T10:00", "--end",
        "2023-05-03T12:00", "--zone", "Asia/Seoul")  # fmt: skip


def _write(name: str, text: str) -> Prepare:
    return lambda _kr, jp: (jp.desk / name).write_text(text, "utf-8")


def _pouch_for_kr(_kr: Hand, jp: Hand) -> None:
    jp.does("pouch", "write", "kr", "-o", "own.pouch")


def _pouch_bent(kr: Hand, jp: Hand) -> None:
    kr.does("pouch", "write", "jp", "-o", "bent.pouch")
    raw = bytearray((kr.desk / "bent.pouch").read_bytes())
    raw[-100] ^= 1
    (jp.desk / "bent.pouch").write_bytes(raw)


def _invitation(kr: Hand, jp: Hand) -> None:
    kr.does("found", "invite", "us", "-o", "invitation.json")
    kr.hands("invitation.json", jp)


def _export(_kr: Hand, jp: Hand) -> None:
    jp.does("export", "economic", "-o", "e.comity")
    text = (jp.desk / "e.comity").read_text()
    (jp.desk / "bent.comity").write_text(text.replace('"number":2', '"number":3'))
    (jp.desk / "cut.comity").write_text(text[: len(text) // 2])


EMPTY = _write("b.json", "{}")

CASES: list[tuple[str, Prepare | None, tuple[str, ...], int, str]] = [
    # what is named does not exist
    ("dialogue unknown", None, ("show", "nope"), 1, "dialogue-unknown"),
    ("log of an unknown one", None, ("log", "nope"), 1, "dialogue-unknown"),
    ("item unknown", None, ("show", "economic", "text/x"), 1, "item-unknown"),
    ("body of nothing", None, ("show", "economic", "--body"), 1, "item-unknown"),
    ("peer unknown", None, ("pouch", "write", "us"), 1, "peer-unknown"),
    ("sync with a stranger", None, ("sync", "us"), 1, "peer-unknown"),
    ("nobody answers there", None, ("sync", "kr"), 3, "road/unreachable"),
    ("proposal misnamed", None, ("accept", "economic", "kr2"), 2, "proposal-name"),
    ("proposal unknown", None, ("accept", "economic", "kr/9/0"), 1, "proposal-unknown"),
    ("no proposal there", None, ("refuse", "economic", "kr/1/0"), 1, "proposal-unknown"),
    ("host that is no party", None, (*DATE, "--host", "us"), 1, "host-unknown"),
    ("export of nothing", None, ("export", "nope"), 1, "dialogue-unknown"),
    ("nothing agreed", None, ("export", "economic", "--item", "terms"), 1, "not-agreed"),
    # content
    ("no content", None, ("offer", "economic", "terms"), 2, "no-body"),
    ("no item", None, ("offer", "economic"), 2, "nothing-proposed"),
    ("no such file", None, ("offer", "economic", "terms", "--body", "no.json"), 2,
     "file/unreadable"),
    ("not JSON", _write("b.json", "{"), ("offer", "economic", "terms", "--body", "b.json"), 2,
     "draft"),
    ("fields missing", EMPTY, ("offer", "economic", "terms", "--body", "b.json"), 2,
     "body/type"),
    ("no such field", _write("b.json", '{"text": {"en": "a"}, "x": 1}'),
     ("offer", "economic", "text/t/p/k", "--body", "b.json"), 2, "body/type"),
    ("language", _write("b.json", '{"text": {"english": "a"}}'),
     ("offer", "economic", "text/t/p/k", "--body", "b.json"), 2, "body/language"),
    ("no such item", EMPTY, ("offer", "economic", "harbour/x", "--body", "b.json"), 2,
     "body/matter"),
    ("item misnamed", EMPTY, ("offer", "economic", "Terms!", "--body", "b.json"), 2,
     "grammar"),
    ("law of the channel", EMPTY,
     ("declare", "economic", "channel/leave", "--body", "b.json"), 2, "body/matter"),
    ("verb", _write("b.json", '{"text": {"en": "a"}}'),
     ("offer", "economic", "meeting/1/readout", "--body", "b.json"), 2, "body/verb"),
    ("time", None, (*DATE[:4], "soon", *DATE[5:]), 2, "time"),
    ("zone", None, (*DATE[:-1], "seoul"), 2, "time"),
    ("end before start", None, (*DATE[:6], "2023-05-03T09:00", *DATE[7:]), 2, "body/time"),
    ("option unfit", None, (*DATE, "--ko", "가"), 2, "option-unfit"),
    ("option beside a file", EMPTY,
     ("offer", "economic", "terms", "--body", "b.json", "--preset", "generic"), 2, "option-unfit"),
    ("preset unknown", None, ("offer", "economic", "terms", "--preset", "x"), 2, "preset/unknown"),
    ("preset of others", None, ("offer", "economic", "terms", "--preset", "trilateral"), 2,
     "preset/party"),
    ("preset without a day", None, ("offer", "economic", "terms", "--preset", "generic"), 2,
     "preset/date"),
    ("package misnamed", None, ("offer", "economic", "--with", "terms"), 2, "with"),
    ("adoption of nothing", None, ("offer", "economic", "text/t/adoption", "--adopt"), 1,
     "text/incomplete"),
    ("deadline", None, (*DATE, "--until", "2023"), 2, "time"),
    ("document absent", None, (*DATE, "--document", "no.pdf"), 2, "file/unreadable"),
    ("reason empty", None, ("refuse", "economic", "kr/2/0", "--reason", ""), 2, "reason"),
    ("statement without words", None, ("declare", "economic", "terms", "--state", "statement"), 2,
     "statement/text"),
    ("ad referendum of what", None, ("declare", "economic", "terms", "--state", "ad-referendum"), 2,
     "statement/offer"),
    ("document without a file", None, ("declare", "economic", "document/d"), 2, "no-body"),
    # transfers
    ("no transfer there", None, ("pouch", "read", "no.pouch"), 2, "road/file"),
    ("not a transfer", _write("x.pouch", "hello"), ("pouch", "read", "x.pouch"), 2, "pouch/header"),
    ("for another node", _pouch_for_kr, ("pouch", "read", "own.pouch"), 1, "sealed"),
    ("bent on the road", _pouch_bent, ("pouch", "read", "bent.pouch"), 1, "pouch/chunk"),
    ("written over", _write("x.pouch", "hello"), ("pouch", "write", "kr", "-o", "x.pouch"), 2,
     "file/exists"),
    # foundings
    ("not an invitation", _write("i.json", "{}"), ("found", "answer", "i.json"), 2, "type"),
    ("not a file of a founding", _write("i.json", "{}"), ("found", "show", "i.json"), 2,
     "file/foreign"),
    ("not invited", _invitation, ("found", "answer", "invitation.json"), 1, "not-invited"),
    ("an invitation is no answer", _invitation, ("found", "gather", "invitation.json"), 2, "type"),
    ("an invitation is no set", _invitation, ("found", "join", "invitation.json", "--as", "x"), 2,
     "type"),
    ("a name that is none", _invitation, ("found", "join", "invitation.json", "--as", "../x"), 2,
     "name"),
    ("invited oneself", None, ("found", "invite", "jp"), 2, "parties"),
    ("code misspelt", None, ("found", "invite", "JAPAN"), 2, "grammar"),
    ("in the past", None, ("found", "invite", "us", "--until", "2020-01-01T00:00Z"), 1, "expired"),
    ("no such folder", None, ("found", "invite", "us", "-o", "no/i.json"), 2, "file/unwritable"),
    # proofs
    ("verify what is absent", None, ("verify", "no.comity"), 2, "file/unreadable"),
    ("verify what is none", _write("x", "hello\n"), ("verify", "x"), 1, "export"),
    ("verify what was cut", _export, ("verify", "cut.comity"), 1, "export"),
    ("verify what was bent", _export, ("verify", "bent.comity"), 1, "export"),
    ("verify by another root", _export, ("verify", "e.comity", "--root", f"kr={'A' * 43}"), 1,
     "root"),
    ("root misspelt", _export, ("verify", "e.comity", "--root", "kr"), 2, "root-option"),
    ("export written over", _write("e.comity", "x"), ("export", "economic", "-o", "e.comity"), 2,
     "file/exists"),
    ("export of an item without it", None,
     ("export", "economic", "--item", "terms", "--without-bodies"), 2, "option-unfit"),
    # the node
    ("a node on a node", None, ("init", "jp"), 2, "init/not-empty"),
    ("a code that is none", None, ("init", "J"), 2, "grammar"),
    ("an address that is none", None, ("init", "jp", "--address", "http://x"), 2, "road/address"),
    ("a place that is none", None, ("init", "jp", "--listen", "8441"), 2, "config/malformed"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("prepare", "command", "code", "fault"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_wrong_input_is_named_and_changes_nothing(
    pair: tuple[Hand, Hand],
    prepare: Prepare | None,
    command: tuple[str, ...],
    code: int,
    fault: str,
) -> None:
    kr, jp = pair
    if prepare is not None:
        prepare(kr, jp)
    before = jp.state()
    told = jp.types("--yes", "--json", *command)
    assert json.loads(told.err.splitlines()[-1])["error"] == fault
    assert told.code == code
    assert jp.state() == before


@pytest.mark.parametrize(
    ("passphrase", "code", "fault"),
    [
        ("another one", 1, "passphrase"),
        (None, 2, "passphrase-missing"),
        ("", 2, "passphrase-missing"),
    ],
)
@pytest.mark.parametrize(
    "command",
    [
        ("accept", "economic", "kr/2/0"),
        ("refuse", "economic", "kr/2/0"),
        DATE,
        ("declare", "economic", "terms", "--state", "scrutiny"),
        ("pouch", "write", "kr"),
        ("sync",),
        ("found", "invite", "us"),
    ],
    ids=" ".join,
)
def test_locked_keys_sign_nothing(
    pair: tuple[Hand, Hand], command: tuple[str, ...], passphrase: str | None, code: int, fault: str
) -> None:
    _, jp = pair
    before = jp.state()
    told = replace(jp, passphrase=passphrase).types("--yes", "--json", *command)
    assert json.loads(told.err)["error"] == fault
    assert told.code == code
    assert jp.state() == before


def test_a_locked_node_is_read_all_the_same(pair: tuple[Hand, Hand]) -> None:
    locked = replace(pair[1], passphrase=None)
    for command in (("show",), ("show", "economic"), ("log", "economic"), ("card",),
                    ("found", "list"), ("export", "economic")):  # fmt: skip
        locked.does(*command)


def test_a_locked_node_says_plainly_what_may_run(pair: tuple[Hand, Hand]) -> None:
    told = replace(pair[1], passphrase=None).types("serve", "--only", "exchange")
    assert told.code == 3
    assert "shown, told, exported and verified" in told.err


@pytest.mark.parametrize(
    "command",
    [("accept", "economic", "kr/2/0"), ("refuse", "economic", "kr/2/0"), DATE,
     ("declare", "economic", "terms", "--state", "scrutiny")],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.parametrize("answer", ["no\n", "\n", "y\n", ""])
def test_only_a_clear_yes_signs(
    pair: tuple[Hand, Hand], command: tuple[str, ...], answer: str
) -> None:
    _, jp = pair
    before = jp.state()
    told = jp.types(*command, answer=answer)
    assert told.code == (2 if answer == "" else 1)
    assert jp.state() == before


def test_words_that_differ_leave_no_dialogue(pair: tuple[Hand, Hand]) -> None:
    kr, jp = pair
    kr.does("found", "invite", "jp", "-o", "i.json")
    kr.hands("i.json", jp)
    jp.signs("found", "answer", "i.json", "-o", "a.json")
    jp.hands("a.json", kr)
    kr.does("found", "gather", "a.json", "-o", "f.json")
    before = kr.state()
    told = kr.types("--yes", "found", "join", "f.json", "--as", "second", answer="no\n")
    assert told.code == 1, "--yes does not answer for what only a person can know"
    assert kr.state() == before
    taken = kr.types("found", "join", "f.json", "--as", "economic", "--words-compared")
    assert taken.code == 2
    assert kr.state() == before


def test_a_set_that_lacks_our_own_answer_is_not_joined(pair: tuple[Hand, Hand]) -> None:
    kr, jp = pair
    kr.does("found", "invite", "jp", "-o", "i.json")
    kr.hands("i.json", jp)
    jp.signs("found", "answer", "i.json", "-o", "a.json")
    jp.hands("a.json", kr)
    kr.does("found", "gather", "a.json", "-o", "f.json")
    stranger = json.loads((kr.desk / "f.json").read_text())
    stranger["answers"][0]["answer"]["random"] = "A" * 43
    (jp.desk / "f.json").write_text(json.dumps(stranger, separators=(",", ":"), sort_keys=True))
    told = jp.types("--json", "found", "join", "f.json", "--as", "second", "--words-compared")
    assert told.code == 1
    assert json.loads(told.err)["error"] == "signature"


@pytest.mark.parametrize("passphrase", ["short", "x" * 1_025])
def test_a_passphrase_too_short_or_long_makes_no_node(passphrase: str, tmp_path: Path) -> None:
    hand = Hand("kr", tmp_path, passphrase=passphrase)
    told = hand.types("--json", "init", "kr")
    assert told.code == 2
    assert json.loads(told.err)["error"] == "passphrase-length"
    assert list(tmp_path.iterdir()) == []


def test_no_secret_is_ever_printed(pair: tuple[Hand, Hand]) -> None:
    _, jp = pair
    assert jp.passphrase is not None
    for command in (("accept", "economic", "kr/2/0"), ("accept", "economic", "kr/2/0"), ("card",)):
        told = jp.types("--yes", *command)
        assert jp.passphrase not in told.out + told.err
    told = replace(jp, passphrase="hunter2 hunter2").types("sync")
    assert "hunter2" not in told.out + told.err
