# SPDX-License-Identifier: Apache-2.0
"""Nothing that somebody typed as a password, or in its place, is kept in the dossier's files.

HOME-12: "What is typed to sign in is never written down but for names that somebody has."
"""

import sqlite3
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from comity.home import attempts
from comity.home.models import AuditLine, Person
from comity.home.roles import Role
from tests.desk.capitals import Capitals, Visitor
from tests.desk.sending import send
from tests.desk.staff import (
    PASSWORD,
    QUICK,
    form_of,
    open_draft,
    path_of,
    person_at,
    proposal_of,
    visitor_at,
)

CANARY = "canary-%s-sings-at-dawn"


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = QUICK


def _bytes_of_dossier(folder: Path) -> bytes:
    """All that stands in the database, as a file, with what was deleted and never overwritten."""
    source = connection.connection
    assert isinstance(source, sqlite3.Connection)
    rows = "\n".join(source.iterdump())
    return (
        source.serialize()
        + rows.encode()
        + b"".join(one.read_bytes() for one in folder.glob("home.db*"))
    )


def test_no_form_with_a_secret_leaves_it_in_the_dossier(capitals: Capitals, tmp_path: Path) -> None:
    person_at(capitals, "signer", Role.SIGNER)
    signer = Visitor(Client(), capitals)
    send(signer, reverse("sign-in"), {"sign_in": "signer", "password": PASSWORD})
    keeper = visitor_at(capitals, "keeper", Role.ADMINISTRATOR, post="office")
    draft = proposal_of(capitals, signer)
    seen = form_of(open_draft(signer, draft), "sign").fields["seen"]
    secrets = {name: CANARY % name for name in ("one", "two", "three", "four", "five", "six")}
    one, two, three, four, five, six = secrets.values()
    door, account = reverse("sign-in"), reverse("account")
    client = Client(headers={"user-agent": six, "accept": six})
    for fields in (
        {"sign_in": "signer", "password": one, "present": two, "again": three, "extra": four},
        {"sign_in": five, "password": one},  # typed into the wrong field
        {"sign_in": five[:30], "password": one},
    ):
        for _ in range(7):
            send(client, f"{door}?next=/{six}", fields)
    send(signer, path_of(draft), {"step": "sign", "seen": seen, "password": one})
    send(signer, account, {"present": one, "password": two, "again": two})
    send(signer, account, {"present": one, "password": two, "again": three})
    send(keeper, reverse("people"), {
        "step": "person", "sign_in": "new-one", "post": "office", "roles": ["observer"],
        "password": four,
    })  # fmt: skip
    person = reverse("person", kwargs={"sign_in": "signer"})
    send(keeper, person, {"step": "password", "password": five})
    fresh = Visitor(Client(), capitals)
    send(fresh, door, {"sign_in": "signer", "password": five})
    send(fresh, reverse("own-password"), {"password": six, "again": six})

    found = _bytes_of_dossier(tmp_path)
    assert Person.objects.get(sign_in="signer").check_password(six)
    assert b"signer" in found
    for secret in (PASSWORD, *secrets.values()):
        assert secret.encode() not in found
        assert secret[:30].encode() not in found
    assert AccessAttempt.objects.exists()
    for row in AccessAttempt.objects.all():
        kept = row.get_data + row.post_data + row.path_info + row.http_accept + row.user_agent
        assert kept == ""


def test_strangers_fill_neither_sessions_nor_the_audit_log(
    capitals: Capitals, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DESK-2: nothing is kept of whoever is not signed in but what counts against guessing."""
    del capitals
    monkeypatch.setattr(attempts, "STRANGERS_MAX", 6)
    client = Client()
    before = AuditLine.objects.count()
    answer = send(client, reverse("language"), {"language": "ko"})
    for at in range(12):
        send(client, reverse("language"), {"language": "ko"})
        send(Client(), reverse("sign-in"), {"sign_in": f"stranger-{at}", "password": "x" * 12})
    assert Session.objects.count() == 0
    cookie = answer.cookies["__Host-comity-language"]
    assert (cookie["secure"], cookie["httponly"], cookie["path"]) == (True, True, "/")
    assert 'lang="ko"' in client.get("/sign-in", secure=True).content.decode()
    assert AuditLine.objects.count() == before + 1
    assert AccessAttempt.objects.count() <= 8


def test_what_counts_no_more_is_deleted(capitals: Capitals) -> None:
    send(Client(), reverse("sign-in"), {"sign_in": "nobody", "password": "x" * 12})
    visitor_at(capitals, "signer", Role.SIGNER)
    past = timezone.now() - timedelta(hours=13)
    AccessAttempt.objects.update(attempt_time=past)
    Session.objects.update(expire_date=past)
    attempts.clear_over()
    assert AccessAttempt.objects.count() == Session.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_what_earlier_versions_kept_of_forms_is_wiped() -> None:
    row = {"username": "signer", "failures_since_start": 1}
    gone, kept = CANARY % "gone", CANARY % "kept"
    with connection.cursor() as cursor:  # as most builds of SQLite have it
        cursor.execute("PRAGMA secure_delete = OFF")
        cursor.fetchall()
    AccessAttempt.objects.create(**row, ip_address="192.0.2.1", post_data=gone * 900)
    AccessAttempt.objects.create(**row, ip_address="192.0.2.2", post_data=kept * 900)
    AccessAttempt.objects.filter(ip_address="192.0.2.1").delete()  # it still stands in the file
    step = import_module("comity.home.migrations.0004_wiped_attempts")
    with connection.schema_editor(atomic=False) as editor:
        found = connection.connection.serialize()
        assert gone.encode() in found
        assert kept.encode() in found
        step.wipe(None, editor)
    found = connection.connection.serialize()
    assert gone.encode() not in found
    assert kept.encode() not in found
