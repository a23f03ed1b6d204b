# SPDX-License-Identifier: Apache-2.0
"""Names are locked against guessing, and nobody outside locks out whoever is at work.

HOME-12: "A name is locked for a while after too many failures: from one address after five for
15 minutes, from all together after 50 within an hour."
"""

import threading
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from comity.core.errors import RuleError, UnavailableError
from comity.home import audit, people
from comity.home.attempts import FAILURES_MAX, FAILURES_OF_NAME_MAX, LOCK
from comity.home.models import AuditLine, Person
from comity.home.roles import Role
from comity.home.turns import AT_ONCE, in_turn
from tests.desk.capitals import NOW, Capitals, Visitor
from tests.desk.sending import send, sheet_of
from tests.desk.staff import PASSWORD, QUICK, person_at, visitor_at

OFFICE, STREET = "192.0.2.7", "198.51.100.9"
SET = "words that another knows"
OWN = "several words that nobody knows"


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = QUICK


@pytest.fixture
def keeper(capitals: Capitals) -> Person:
    return person_at(capitals, "keeper", Role.ADMINISTRATOR, post="office")


def _try(address: str, password: str = "wrong", name: str = "signer") -> HttpResponse:  # noqa: S107
    client = Client(REMOTE_ADDR=address)
    return send(client, reverse("sign-in"), {"sign_in": name, "password": password})


def test_a_stranger_locks_out_himself_alone(capitals: Capitals) -> None:
    person_at(capitals, "signer", Role.SIGNER)
    statuses = [_try(STREET).status_code for _ in range(FAILURES_MAX + 1)]
    assert statuses == [400] * (FAILURES_MAX - 1) + [429] * 2
    assert _try(STREET, PASSWORD).status_code == 429
    assert _try(OFFICE, PASSWORD).status_code == 302


def test_more_tries_prolong_no_lock(capitals: Capitals) -> None:
    person_at(capitals, "signer", Role.SIGNER)
    for _ in range(FAILURES_MAX):
        _try(STREET)
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - LOCK + timedelta(minutes=1))
    assert _try(STREET).status_code == 429
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=2))
    assert _try(STREET, PASSWORD).status_code == 302


def test_many_addresses_together_lock_the_name_for_the_rest_of_an_hour(
    capitals: Capitals,
) -> None:
    person_at(capitals, "signer", Role.SIGNER)
    for at in range(FAILURES_OF_NAME_MAX):
        assert _try(f"198.51.100.{at}").status_code == (
            429 if at == FAILURES_OF_NAME_MAX - 1 else 400
        )
    assert _try(OFFICE, PASSWORD).status_code == 429
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=59))
    assert _try(OFFICE, PASSWORD).status_code == 429
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=2))
    assert _try(OFFICE, PASSWORD).status_code == 302


@pytest.mark.parametrize("how", ["reset", "activation"])
def test_a_new_password_or_standing_opens_the_name(
    capitals: Capitals, keeper: Person, how: str
) -> None:
    person = person_at(capitals, "signer", Role.SIGNER)
    for _ in range(FAILURES_MAX):
        _try(STREET)
    password = PASSWORD
    if how == "reset":
        password = SET
        people.reset_password(person, SET, NOW, by=keeper)
    else:
        people.deactivate(person, NOW, by=keeper)
        people.activate(person, NOW, by=keeper)
    assert _try(STREET, password).status_code == 302


def test_a_session_in_use_is_its_own(capitals: Capitals) -> None:
    """HOME-12: "Of whoever is signed in failures count for that session alone"."""
    person_at(capitals, "signer", Role.SIGNER)
    mine, other = Visitor(Client(), capitals), Visitor(Client(), capitals)
    for one in (mine, other):
        send(one, reverse("sign-in"), {"sign_in": "signer", "password": PASSWORD})
    for _ in range(FAILURES_MAX + 2):
        _try(STREET)
    told = {"password": OWN, "again": OWN}
    account = reverse("account")
    for _ in range(FAILURES_MAX - 1):
        assert send(other, account, {"present": "wrong", **told}).status_code == 400
    over = send(other, account, {"present": "wrong", **told})
    assert over.status_code == 429
    assert "so you were signed out" in sheet_of(over).words
    assert other.get("account").status_code == 302
    assert send(mine, account, {"present": PASSWORD, **told}).status_code == 302
    assert mine.get("account").status_code == 200
    actions = list(AuditLine.objects.values_list("action", flat=True))
    assert actions.count("session-ended") == 1


def test_a_password_set_by_another_opens_nothing_but_its_change(
    capitals: Capitals, keeper: Person
) -> None:
    """HOME-10: "Whoever has a password that an administrator has set chooses another before
    anything else opens."
    """
    capitals.person("signer", Role.SIGNER)
    person = Person.objects.get(sign_in="signer")
    people.reset_password(person, SET, NOW, by=keeper)
    assert person.powers == frozenset()
    with pytest.raises(RuleError, match="password-not-own"):
        people.check_password("signer", SET)
    visitor = Visitor(Client(), capitals)
    own = reverse("own-password")
    answer = send(visitor, reverse("sign-in"), {"sign_in": "signer", "password": SET})
    assert answer.headers["Location"] == own
    for path in ("/", "/dispatch/", "/account", "/dialogues/"):
        for sent in (visitor.open(path), send(visitor, path, {})):
            assert sent.headers.get("Location") == own or sent.status_code == 405
    page = sheet_of(visitor.open(own)).words
    assert "Your password was set by an administrator on" in page
    for first, again, said in (
        ("", "", "Type a new password"),
        (SET, SET, "This one was set for you"),
        (OWN, SET, "differ"),
        ("short", "short", "too short"),
    ):
        answer = send(visitor, own, {"password": first, "again": again})
        assert (answer.status_code, said in sheet_of(answer).words) == (400, True)
    assert send(visitor, own, {"password": OWN, "again": OWN}).headers["Location"] == "/"
    assert visitor.open("/dispatch/").status_code == 200
    assert people.check_password("signer", OWN) == person
    details = [(one.person, one.detail) for one in AuditLine.objects.filter(action="password-set")][
        -2:
    ]
    assert details == [("keeper", {"must-change": "yes"}), ("signer", {})]
    assert visitor.open(own).headers["Location"] == "/account"


def test_a_reset_by_the_operator_is_told_once(capitals: Capitals) -> None:
    person = person_at(capitals, "signer", Role.SIGNER)
    people.reset_password(person, SET, NOW)
    visitor = Visitor(Client(), capitals)
    answer = send(visitor, reverse("sign-in"), {"sign_in": "signer", "password": SET})
    assert answer.headers["Location"] == "/account"
    assert "Your password was set by somebody else" in sheet_of(visitor.get("account")).words
    assert "somebody else" not in sheet_of(visitor.get("account")).words


def test_who_is_added_by_an_administrator_chooses_and_who_by_the_operator_does_not(
    capitals: Capitals, keeper: Person
) -> None:
    post = capitals.post()
    added = [
        people.add_person(name, post, ["observer"], SET, NOW, by=by, must_change=must)
        for name, by, must in (
            ("one", keeper, None), ("two", None, None), ("three", None, True),
        )
    ]  # fmt: skip
    assert [one.must_change for one in added] == [True, False, True]


def test_few_passwords_are_hashed_at_once_and_who_waits_too_long_is_told(
    capitals: Capitals, monkeypatch: pytest.MonkeyPatch
) -> None:
    person_at(capitals, "signer", Role.SIGNER)
    held, free = threading.Semaphore(0), threading.Event()

    def hold() -> None:
        with in_turn(), in_turn():  # who has the turn does not wait for it again
            held.release()
            free.wait()

    threads = [threading.Thread(target=hold) for _ in range(AT_ONCE)]
    for one in threads:
        one.start()
        held.acquire()
    try:
        with pytest.raises(UnavailableError, match="hashing-busy"), in_turn(0):
            pass
        monkeypatch.setattr("comity.home.turns.WAIT_S_MAX", 0)
        monkeypatch.setattr("comity.home.models.in_turn", lambda: in_turn(0))
        answer = _try(OFFICE, PASSWORD)
        assert answer.status_code == 503
        assert "Too many people are signing in just now." in sheet_of(answer).words
    finally:
        free.set()
        for one in threads:
            one.join()
    assert _try(OFFICE, PASSWORD).status_code == 302


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nothing"])
def test_under_another_name_nothing_is_shown(capitals: Capitals, path: str) -> None:
    visitor = visitor_at(capitals, "signer", Role.SIGNER)
    for host in ("elsewhere.example", "127.0.0.1.elsewhere.example", "testserver.example"):
        answer = visitor.client.get(path, secure=True, headers={"host": host})
        assert answer.status_code == 400
        assert answer.headers["Content-Type"].startswith("text/plain")
        assert "does not answer under this name" in answer.content.decode()
    for host in ("localhost:8451", "127.0.0.1", "[::1]:8451"):
        assert visitor.client.get("/sign-in", secure=True, headers={"host": host}).status_code < 400


def test_a_log_is_checked_whole_once_and_when_asked(
    capitals: Capitals, keeper: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = capitals.visitor(keeper)
    read: list[int] = []
    before = audit._canonical

    def counted(line: AuditLine, digest: str) -> str:
        read.append(line.n)
        return before(line, digest)

    visitor.get("audit")
    monkeypatch.setattr("comity.home.audit._canonical", counted)
    visitor.get("audit")
    assert read == []
    visitor.client.get("/people/audit?check", secure=True)
    assert read == list(range(1, AuditLine.objects.count() + 1))
