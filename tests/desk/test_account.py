# SPDX-License-Identifier: Apache-2.0
"""Signing in, one's language and one's password: told in words, changed only as asked."""

from collections.abc import Mapping

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from comity.home.models import AuditLine, Person
from comity.home.roles import Role
from tests.desk.capitals import Capitals, Visitor
from tests.desk.sending import send, send_raw, sheet_of, state_of
from tests.desk.staff import PASSWORD, QUICK, person_at, visitor_at

NEW = "several words that nobody knows"


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = QUICK


@pytest.fixture
def chief(capitals: Capitals) -> Person:
    """Somebody who can sign in."""
    return person_at(capitals, "chief", Role.SIGNER)


# --- signing in ---


def test_name_and_password_lead_to_the_page_that_was_asked_for(chief: Person) -> None:
    del chief
    client = Client()
    asked = client.get("/dispatch/", secure=True)
    assert asked.headers["Location"] == "/sign-in?next=%2Fdispatch%2F"
    answer = send(
        client, "/sign-in", {"sign_in": " chief ", "password": PASSWORD, "next": "/dispatch/"}
    )
    assert answer.headers["Location"] == "/dispatch/"
    assert client.get("/dispatch/", secure=True).status_code == 200


WRONG: tuple[tuple[Mapping[str, str], list[str], str], ...] = (
    ({}, ["#sign_in", "#password"], "Type your sign-in name"),
    ({"sign_in": "  ", "password": "x"}, ["#sign_in"], "Type your sign-in name"),
    ({"sign_in": "chief"}, ["#password"], "Type your password"),
    ({"sign_in": "chief", "password": "x"}, ["#sign_in"], "Sign-in name and password do not fit"),
    (
        {"sign_in": "Chief", "password": PASSWORD},
        ["#sign_in"],
        "Sign-in name and password do not fit",
    ),
    (
        {"sign_in": "c" * 5_000, "password": "x"},
        ["#sign_in"],
        "Sign-in name and password do not fit",
    ),
    (
        {"sign_in": "chief\0", "password": PASSWORD},
        ["#sign_in"],
        "Sign-in name and password do not fit",
    ),
    (
        {"sign_in": "chief", "password": "x" * 5_000},
        ["#sign_in"],
        "Sign-in name and password do not fit",
    ),
    ({"sign_in": "국장", "password": "\0"}, ["#sign_in"], "Sign-in name and password do not fit"),
    (
        {"sign_in": "' OR 1=1 --", "password": "x"},
        ["#sign_in"],
        "Sign-in name and password do not fit",
    ),
)


@pytest.mark.parametrize(("fields", "links", "said"), WRONG)
def test_what_is_off_is_told_and_nobody_is_in(
    chief: Person, fields: Mapping[str, str], links: list[str], said: str
) -> None:
    del chief
    client = Client()
    answer = send(client, "/sign-in", fields)
    sheet = sheet_of(answer)
    assert answer.status_code == 400
    assert sheet.title.startswith("Error: ")
    assert (sheet.summary, said in sheet.words) == (links, True)
    assert sheet.form.fields["password"] == [""]
    assert client.get("/", secure=True).status_code == 302


def test_the_sign_in_form_in_another_encoding_or_no_form_at_all(
    capitals: Capitals, chief: Person
) -> None:
    del chief
    before = state_of(capitals)[0]  # type: ignore[index]  # the record's part
    visitor = Visitor(Client(), capitals)
    form = "application/x-www-form-urlencoded"
    assert send_raw(visitor, "/sign-in", b"sign_in=%B1%B9&password=%FF").status_code == 400
    for body, kind in (
        (b"sign_in=x&password=y", f"{form}; charset=euc-kr"),
        (b"password=" + b"x" * 3_000_000, form),
        (b"--x", "multipart/form-data"),
    ):
        answer = send_raw(visitor, "/sign-in", body, kind)
        assert answer.status_code == 400
        assert "Nothing was done with what was sent" in sheet_of(answer).words
    assert state_of(capitals)[0] == before  # type: ignore[index]


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example",
        "///elsewhere.example", "\\\\elsewhere.example", "javascript:alert(1)", "elsewhere.example",
        "http:///elsewhere.example", " //elsewhere.example", "\t//elsewhere.example",
        "\0//e.example", "/" + "a" * 10_000, "https:elsewhere", "//[", "",
        "//testserver.elsewhere.example/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["sign-in", "language"])
def test_nobody_is_led_elsewhere(chief: Person, target: str, place: str) -> None:
    del chief
    client = Client()
    told = {"sign_in": "chief", "password": PASSWORD, "language": "ko", "next": target}
    assert send(client, reverse(place), told).headers["Location"] == "/"
    if place == "sign-in":
        asked = client.get("/sign-in", {"next": target}, secure=True)
        assert asked.headers["Location"] == "/"


def test_signing_in_twice_in_a_row_is_signing_in(chief: Person) -> None:
    del chief
    client = Client()
    for _ in range(2):
        told = {"sign_in": "chief", "password": PASSWORD}
        assert send(client, "/sign-in", told).status_code == 302


# --- signing out, and the language ---


def test_signed_out_one_is_out_and_keeps_the_language(capitals: Capitals) -> None:
    visitor = visitor_at(capitals, "chief", Role.SIGNER)
    send(visitor, reverse("language"), {"language": "ja", "next": "/account"})
    assert '<html lang="ja">' in visitor.read("account")
    assert send(visitor, reverse("sign-out"), {}).headers["Location"] == "/sign-in"
    assert visitor.get("account").status_code == 302
    assert '<html lang="ja">' in visitor.read("sign-in")


@pytest.mark.parametrize("language", ["", "xx", "EN", "ko\0", "../en", "k" * 4_000])
def test_a_language_that_the_desk_does_not_speak_changes_nothing(
    capitals: Capitals, language: str
) -> None:
    visitor = visitor_at(capitals, "chief", Role.SIGNER)
    before = state_of(capitals)
    answer = send(visitor, reverse("language"), {"language": language, "next": "/account"})
    assert answer.headers["Location"] == "/account"
    assert '<html lang="en">' in visitor.read("account")
    assert state_of(capitals) == before


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("ja,en;q=0.5", "ja"), ("fr, ko;q=0.9", "ko"), ("", "en"), ("\0;;,,", "en"),
        ("x" * 9_000, "en"),
    ],
)  # fmt: skip
def test_before_anybody_has_chosen_the_browser_says_the_language(
    capitals: Capitals, accepted: str, language: str
) -> None:
    """DESK-10: "speaks English, Korean and Japanese, each person's own choice"."""
    page = Visitor(Client(), capitals).open("/sign-in", **{"accept-language": accepted})
    assert f'<html lang="{language}">' in page.content.decode()


def test_what_is_chosen_at_the_door_becomes_the_persons_own(chief: Person) -> None:
    Person.objects.filter(pk=chief.pk).update(language="")
    client = Client()
    send(client, reverse("language"), {"language": "ko"})
    send(client, "/sign-in", {"sign_in": "chief", "password": PASSWORD})
    assert Person.objects.get(pk=chief.pk).language == "ko"


# --- a new password ---


@pytest.mark.parametrize(
    ("present", "new", "again", "link", "said"),
    [
        ("", NEW, NEW, "#present", "Type your present password"),
        (PASSWORD, "", "", "#password", "Type a new password"),
        (PASSWORD, NEW, "", "#again", "The two entries of the new password differ"),
        ("wrong one", NEW, NEW, "#present", "This is not your present password"),
        (PASSWORD, "비밀\ufffd비밀비밀비밀비밀", "", "#password", "came in another encoding"),
        (PASSWORD, "short", "short", "#password", "The password is too short."),
        (PASSWORD, "x" * 1_025, "x" * 1_025, "#password", "The password is too long."),
        (PASSWORD, "first-signer-1", "first-signer-1", "#password", "too like the sign-in"),
        (PASSWORD, "passwordpassword1", "other", "#again", "differ"),
        ("x" * 5_000, NEW, NEW, "#present", "This is not your present password"),
        ("\0", NEW, NEW, "#present", "This is not your present password"),
    ],
)
def test_a_password_that_cannot_be_is_told_at_its_field(
    capitals: Capitals, present: str, new: str, again: str, link: str, said: str
) -> None:
    visitor = visitor_at(capitals, "first-signer", Role.SIGNER)
    before = Person.objects.get(sign_in="first-signer").password
    told = {"present": present, "password": new, "again": again}
    answer = send(visitor, reverse("account"), told)
    sheet = sheet_of(answer)
    assert answer.status_code == 400
    assert link in sheet.summary
    assert {one.removeprefix("#") for one in sheet.summary} <= set(sheet.ids)
    assert said in sheet.words
    assert sheet.form.fields["password"] == sheet.form.fields["present"] == [""]
    assert Person.objects.get(sign_in="first-signer").password == before


def test_a_new_password_ends_all_other_sessions_but_this_one(capitals: Capitals) -> None:
    person = person_at(capitals, "chief", Role.SIGNER)
    here, there = capitals.visitor(person), capitals.visitor(person)
    told = {"present": PASSWORD, "password": NEW, "again": NEW}
    assert send(here, reverse("account"), told).headers["Location"] == "/account?changed"
    assert (
        "Your new password counts from now on." in sheet_of(here.get("account", "?changed")).words
    )
    assert there.get("account").status_code == 302
    assert AuditLine.objects.filter(action="password-set", person="chief").count() == 2
    # Sent twice: the present one is now another.
    assert send(here, reverse("account"), told).status_code == 400


def test_the_account_says_post_and_roles_and_takes_no_other_method(capitals: Capitals) -> None:
    visitor = visitor_at(capitals, "chief", Role.SIGNER, Role.APPROVER)
    words = sheet_of(visitor.get("account")).words
    assert "Director-General, Asia-Pacific Affairs" in words
    assert "approver, signer" in words
    for path in ("/account", "/sign-in"):
        assert visitor.client.put(path, b"", secure=True).status_code == 405
    for path in ("/sign-out", "/language"):
        answer = visitor.client.get(path, secure=True)
        assert answer.status_code == 405
        assert answer.headers["Allow"] == "POST"
