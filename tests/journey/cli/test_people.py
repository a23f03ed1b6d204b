# SPDX-License-Identifier: Apache-2.0
"""Once a node has people, its commands act as one of them: they read and sign what is theirs."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.journey.cli.hands import Hand
from tests.journey.cli.typist import PASSWORD, Typist, typist

PEOPLE = (
    ("kr-signer", "northeast", "signer"),
    ("kr-drafter", "northeast", "drafter"),
    ("kr-chief", "bureau", "signer"),
    ("kr-admin", "systems", "administrator"),
)
POSTS = {
    "northeast": ("en=Director, Northeast Asia", "ko=동북아과장"),
    "bureau": ("en=Director-General", "ko=아태국장"),
    "systems": ("en=Systems office",),
}


@pytest.fixture(scope="module")
def types() -> Iterator[Typist]:
    with typist() as one:
        yield one


@pytest.fixture(scope="module")
def staffed_once(
    made: tuple[Hand, Hand], types: Typist, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Hand, Hand]:
    """KR has people; the post of Northeast Asia knows of the dialogue `economic`."""
    kr, jp = copied(made, tmp_path_factory.mktemp("staffed"))
    for post, names in POSTS.items():
        types.does(kr, "people", "add-post", post, *(f"--name={one}" for one in names))
    for person, post, role in PEOPLE:
        types.does(kr, "people", "add", person, "--at", post, "--role", role)
    types.does(kr, "people", "admit", "northeast", "economic")
    return kr, jp


@pytest.fixture
def staffed(staffed_once: tuple[Hand, Hand], tmp_path: Path) -> tuple[Hand, Hand]:
    """A copy of both nodes, to be changed at will."""
    return copied(staffed_once, tmp_path)


def copied(hands: tuple[Hand, Hand], folder: Path) -> tuple[Hand, Hand]:
    """The same two at copies of their nodes."""
    kr, jp = (replace(hand, desk=folder / hand.desk.name) for hand in hands)
    for hand, copy in zip(hands, (kr, jp), strict=True):
        shutil.copytree(hand.desk, copy.desk)
    for copy in (kr, jp):
        for left in (*copy.desk.glob("*.json"), *copy.desk.glob("*.pouch")):
            left.unlink()
    return kr, jp


def test_whoever_is_admitted_reads_and_signs_under_the_own_post(
    staffed: tuple[Hand, Hand], types: Typist
) -> None:
    """HOME-12: Once the dossier holds people, nobody reads or signs the record of a node but as
    one of them.
    """
    kr, jp = staffed
    types.does(kr, "offer", "economic", "text/summary/p/k1", "--ko", "원문", person="kr-signer")
    first, second = (
        types.does(jp, "--json", "offer", "economic", f"text/a/p/{key}", "--ja", "原文").json
        for key in ("k1", "k2")
    )
    types.brings(jp, kr, "1.pouch")
    accept = ("accept", "economic", first["acts"][0])
    shown = types.types(kr, *accept, person="kr-signer", answer="yes\n")
    assert shown.code == 0
    assert "Signed as: 동북아과장" in shown.out
    refuse = ("refuse", "economic", second["acts"][0], "--reason", "later")
    types.does(kr, *refuse, person="kr-signer")
    (kr.desk / "paper.pdf").write_bytes(b"paper")
    types.does(
        kr, "declare", "economic", "document/d1", "--document", "paper.pdf", person="kr-signer"
    )
    story = types.does(kr, "--json", "log", "economic", person="kr-drafter").json
    assert [one["post"] for one in story if one["post"]] == ["동북아과장"] * 4
    types.does(kr, "export", "economic", "-o", "x.comity", person="kr-drafter")
    types.does(kr, "leave", "economic", "--reason", "over", person="kr-signer")
    log = types.does(kr, "--json", "people", "audit").json
    assert log["whole"]
    actions = [one["action"] for one in log["lines"]]
    assert actions.count("signed") == 5
    (exported,) = (one for one in log["lines"] if one["action"] == "exported")
    assert exported["person"] == "kr-drafter"
    assert exported["channel"] == _channel(kr)


def test_what_the_record_knows_already_is_proposed_and_stated_anew(
    staffed: tuple[Hand, Hand], types: Typist
) -> None:
    """HOME-13: What a person decides on is what the record said when it was shown; from a file as
    from options, a second time as the first.
    """
    kr, jp = staffed
    item = ("economic", "text/summary/p/k1")
    types.does(jp, "offer", *item, "--ja", "原文")
    types.brings(jp, kr, "1.pouch")
    (kr.desk / "counter.json").write_text(json.dumps({"text": {"ko": "대안"}}), "utf-8")
    types.does(kr, "offer", *item, "--body", "counter.json", person="kr-signer")
    (kr.desk / "report.json").write_text(
        json.dumps({"state": "done", "text": {"ko": "완료"}}), "utf-8"
    )
    report = ("declare", "economic", "follow-up/1/report", "--body", "report.json")
    (kr.desk / "paper.pdf").write_bytes(b"paper")
    paper = ("declare", "economic", "document/d1", "--document", "paper.pdf")
    for command in (report, report, paper, paper):
        types.does(kr, *command, person="kr-signer")
    story = types.does(kr, "--json", "log", "economic", person="kr-signer").json
    assert len([one for one in story if one["post"] == "동북아과장"]) == 5


@pytest.mark.parametrize("person", ["kr-chief", "kr-admin"])
def test_for_the_others_the_dialogue_is_not_there(
    staffed: tuple[Hand, Hand], types: Typist, person: str
) -> None:
    """HOME-11: What is not there and what a person may not know of are answered alike, in every
    view and by every command.
    """
    kr, _ = staffed
    assert types.does(kr, "--json", "show", person=person).json == []
    assert "economic" not in types.does(kr, "show", person=person).out
    names = ("economic", "no-such-name")
    if person == "kr-admin":
        names = (_channel(kr)[:6], "no-such-name")
    for arguments in (
        ("show",), ("show", "terms"), ("log",), ("export", "-o", "x.comity"), ("accept", "kr/2/0"),
        ("refuse", "kr/2/0"), ("offer", "terms", "--preset", "economic-security"),
        ("declare", "terms", "--state", "reservation", "--text", "x"), ("leave", "--reason", "x"),
    ):  # fmt: skip
        command, *rest = arguments
        told = set()
        for name in names:
            answer = types.types(kr, "--yes", "--json", command, name, *rest, person=person)
            told.add((answer.code, answer.err.replace(name, "…"), answer.out))
        assert len(told) == 1, told
        assert "dialogue-unknown" in told.pop()[1]
    assert types.types(kr, "--json", "found", "list", person="kr-chief").json == []


def _channel(hand: Hand) -> str:
    return str(json.loads((hand.node / "names.json").read_text("utf-8"))["economic"])


def test_soundings_are_for_those_who_prepare_proposals(
    staffed: tuple[Hand, Hand], types: Typist
) -> None:
    """DESK-62 holds at the terminal too: who only reads does not see what is off the record."""
    kr, _ = staffed
    types.does(kr, "people", "add", "kr-observer", "--at", "northeast", "--role", "observer")
    types.does(kr, "sound", "economic", "--text", "canary", person="kr-signer")
    assert "canary" in types.does(kr, "soundings", "economic", person="kr-drafter").out
    told = types.types(kr, "--json", "soundings", "economic", person="kr-observer")
    assert (told.code, "not-allowed" in told.err, "canary" in told.out) == (1, True, False)


def test_what_is_typed_for_a_name_is_written_down_only_where_somebody_has_it(
    staffed: tuple[Hand, Hand], types: Typist
) -> None:
    """HOME-12: What is typed to sign in is never written down but for names that somebody has."""
    kr, _ = staffed
    for person in ("my-own-password", "kr-signer"):
        told = types.types(kr, "show", person=person, COMITY_PASSWORD="another password")
        assert told.code == 1
    log = types.does(kr, "--json", "people", "audit", "--last", "2").json["lines"]
    assert [(one["action"], one["subject"]) for one in log] == [
        ("password-wrong", ""),
        ("password-wrong", "kr-signer"),
    ]


def test_roles_count_at_the_terminal(staffed: tuple[Hand, Hand], types: Typist) -> None:
    """HOME-10: An absent cell of the table refuses."""
    kr, _ = staffed
    offer = ("offer", "economic", "text/summary/p/k1", "--ko", "원문")
    drafted = types.types(kr, "--yes", "--json", *offer, person="kr-drafter")
    assert (drafted.code, drafted.json["signed"]) == (0, False)
    told = types.types(kr, "--yes", *offer, person="kr-drafter")
    assert told.code == 0
    assert "Saved as a draft, not signed." in told.out
    assert f"/dispatch/{drafted.json['draft']}/" in told.out, "the same twice is one draft"
    invited = types.types(kr, "found", "invite", "us", "-o", "us.json", person="kr-drafter")
    assert invited.code == 1
    assert not (kr.desk / "us.json").exists()
    story = types.does(kr, "--json", "log", "economic", person="kr-drafter").json
    assert max(one["number"] for one in story if one["party"] == "kr") == 2


@pytest.mark.parametrize(
    ("code", "exit_code", "options", "environment"),
    [
        ("person-missing", 2, (), {"COMITY_PERSON": ""}),
        ("sign-in-wrong", 1, (), {"COMITY_PASSWORD": "another password"}),
        ("sign-in-wrong", 1, ("--person", "nobody"), {}),
        ("post-of-person", 2, ("--post", "Somebody else"), {}),
        ("password-missing", 2, (), {"COMITY_PASSWORD": ""}),
        ("passphrase-file", 2, ("--password-file", "absent"), {}),
    ],
)
@pytest.mark.parametrize("command", ["show", "offer", "found"])
def test_who_acts_is_known_before_anything_is_shown(
    staffed: tuple[Hand, Hand],
    types: Typist,
    code: str,
    exit_code: int,
    options: tuple[str, ...],
    environment: dict[str, str],
    command: str,
) -> None:
    """HOME-12: An unknown name and a wrong password are answered alike."""
    arguments = {
        "show": ("show",),
        "offer": ("offer", "economic", "text/summary/p/k1", "--ko", "원문"),
        "found": ("found", "list"),
    }[command]
    kr, _ = staffed
    asked = ("--json", "--yes", *options, *arguments)
    told = types.types(kr, *asked, person="kr-signer", **environment)
    assert (told.code, told.out) == (exit_code, "")
    assert f'"{code}"' in told.err


def test_a_password_file_does_as_well(staffed: tuple[Hand, Hand], types: Typist) -> None:
    kr, _ = staffed
    (kr.desk / "secret").write_text(PASSWORD + "\n", "utf-8")
    arguments = ("--password-file", "secret", "show", "--person", "kr-signer")
    assert "economic" in types.does(kr, *arguments).out


def test_whoever_founds_is_admitted(staffed: tuple[Hand, Hand], types: Typist) -> None:
    """HOME-11: Whoever founds or joins a channel has their post admitted to it."""
    kr, jp = staffed
    types.does(kr, "found", "invite", "jp", "-o", "i.json", person="kr-chief")
    kr.hands("i.json", jp)
    types.does(jp, "found", "answer", "i.json", "-o", "a.json")
    jp.hands("a.json", kr)
    types.does(kr, "found", "gather", "a.json", "-o", "f.json", person="kr-chief")
    join = ("found", "join", "f.json", "--as", "second", "--words-compared")
    types.does(kr, *join, person="kr-chief")
    assert [one["name"] for one in types.does(kr, "--json", "show", person="kr-chief").json] == [
        "second"
    ]
    assert "second" not in types.does(kr, "show", person="kr-signer").out
    again = types.types(kr, "--json", *join, person="kr-signer")
    assert again.code == 1
    assert '"not-found"' in again.err
    assert "second" not in types.does(kr, "show", person="kr-signer").out


def test_both_nodes_of_one_process_keep_their_own_people(
    staffed: tuple[Hand, Hand], types: Typist
) -> None:
    kr, jp = staffed
    types.does(jp, "people", "add-post", "northeast", "--name", "ja=北東アジア課長")
    types.does(jp, "people", "add", "jp-signer", "--at", "northeast", "--role", "signer")
    told = types.does(jp, "--json", "people", "list").json
    assert [one["sign_in"] for post in told for one in post["people"]] == ["jp-signer"]
    assert types.types(jp, "show", person="kr-signer").code == 1
    assert types.does(kr, "show", person="kr-signer").code == 0
    people = types.does(kr, "--json", "people", "list").json
    assert len(people) == len(POSTS)
    assert people[1]["names"]["ko"] == "동북아과장"


def test_without_people_nothing_has_changed(pair: tuple[Hand, Hand], types: Typist) -> None:
    """HOME-12: Once the dossier holds people … — not before."""
    kr, _ = pair
    types.does(kr, "people", "list")
    types.does(kr, "people", "add-post", "northeast", "--name", "ko=동북아과장")
    post = ("--post", "A post")
    types.does(kr, *post, "offer", "economic", "text/summary/p/k1", "--ko", "원문")
    unknown = types.types(kr, "--json", "show", person="kr-signer")
    assert '"person-unknown"' in unknown.err


def test_a_dossier_that_cannot_be_read_lets_nobody_in(
    staffed: tuple[Hand, Hand], types: Typist
) -> None:
    """HOME-12: … nobody reads or signs the record of a node but as one of them."""
    kr, _ = staffed
    for path in kr.node.glob("home.db-*"):
        path.unlink()
    (kr.node / "home.db").write_bytes(b"no database" * 100)
    told = types.types(kr, "--json", "show", person="kr-signer")
    assert told.code == 2
    assert '"home-unreadable"' in told.err


def test_a_dossier_of_a_later_version_is_left_alone(
    staffed: tuple[Hand, Hand], types: Typist
) -> None:
    kr, _ = staffed
    connection = sqlite3.connect(kr.node / "home.db")
    connection.execute(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('home', '0999_later', 0)"
    )
    connection.commit()
    connection.close()
    told = types.types(kr, "--json", "show", person="kr-signer")
    assert (told.code, told.out) == (2, "")
    assert '"home-newer"' in told.err


def test_people_are_changed_by_the_operator(staffed: tuple[Hand, Hand], types: Typist) -> None:
    kr, _ = staffed
    types.does(kr, "people", "roles", "kr-drafter", "signer", "approver")
    types.does(kr, "people", "deactivate", "kr-signer")
    assert types.types(kr, "show", person="kr-signer").code == 1
    types.does(kr, "people", "activate", "kr-signer")
    types.does(kr, "people", "password", "kr-signer", COMITY_PASSWORD_NEW="quite another one")
    assert types.types(kr, "show", person="kr-signer").code == 1
    types.does(kr, "show", person="kr-signer", COMITY_PASSWORD="quite another one")
    types.does(kr, "people", "withdraw", "northeast", "economic")
    told = types.does(kr, "people", "list").out
    assert "kr-drafter: approver, signer" in told
    assert "may know of" not in told
    weak = types.types(kr, "--json", "people", "password", "kr-signer", COMITY_PASSWORD_NEW="x")
    assert '"password/short"' in weak.err
    assert "wrong" not in types.does(kr, "people", "audit", "--last", "1").out


def test_a_log_that_was_cut_is_told(staffed: tuple[Hand, Hand], types: Typist) -> None:
    """HOME-15: … so that a line changed, taken out or cut off at the end is seen."""
    kr, _ = staffed
    connection = sqlite3.connect(kr.node / "home.db")
    connection.execute("DROP TRIGGER home_auditline_keep_delete")
    connection.execute("DELETE FROM home_auditline WHERE n = 2")
    connection.commit()
    connection.close()
    told = types.types(kr, "--json", "people", "audit")
    assert told.code == 1
    assert told.json["broken"] == [[3, "missing"]]
    assert '"audit-broken"' in told.err


def test_what_is_not_approved_waits_at_the_desk(staffed: tuple[Hand, Hand], types: Typist) -> None:
    """HOME-2: Where the party's own settings ask for it, nothing is signed that another person
    than its author has not approved.
    """
    kr, _ = staffed
    settings = kr.node / "node.toml"
    text = settings.read_text("utf-8")
    assert "approvals = 0" in text
    settings.write_text(text.replace("approvals = 0", "approvals = 1"), "utf-8")
    offer = ("offer", "economic", "text/summary/p/k1", "--ko", "원문")
    told = types.types(kr, "--yes", "--json", *offer, person="kr-signer")
    assert told.code == 1
    assert '"not-approved"' in told.err
    lines = types.does(kr, "--json", "people", "audit", "--last", "2").json["lines"]
    assert [one["action"] for one in lines] == ["drafted", "sign-refused"]


def test_commands_that_need_nobody_load_no_django(pair: tuple[Hand, Hand]) -> None:
    kr, _ = pair
    script = (
        "import sys; from comity.cli.entry import run; "
        "run(['--node', sys.argv[1], 'show']); run(['--node', sys.argv[1], 'card']); "
        "print('django' in sys.modules, file=sys.stderr)"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, kr.node], capture_output=True, text=True, check=True
    )
    assert told.stderr == "False\n"
    assert not Path(kr.node / "home.db").exists()


def test_notes_are_kept_at_home_by_a_person(staffed: tuple[Hand, Hand], types: Typist) -> None:
    """HOME-60: read by all who may know of the dialogue, by nobody else; never sent."""
    kr, jp = staffed
    secret = "companies fear the ten-year rule"
    types.does(kr, "note", "add", "economic", "measure/chips", secret, person="kr-drafter")
    told = types.does(kr, "note", "list", "economic", person="kr-signer").out
    assert secret in told
    refused = types.types(kr, "note", "list", "economic", person="kr-chief")
    assert refused.code == 1
    types.does(kr, "pouch", "write", "jp", "-o", "n.pouch", person="kr-signer")
    assert secret.encode() not in (kr.desk / "n.pouch").read_bytes()
    assert not list(jp.node.rglob("home.db"))
