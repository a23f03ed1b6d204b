# SPDX-License-Identifier: Apache-2.0
"""The administrator's pages: people, posts, roles and admissions, and the audit log."""

from collections.abc import Mapping

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from comity.core.ids import Matter
from comity.desk.people.actions import ACTIONS
from comity.home import audit, door
from comity.home.models import Admission, AuditLine, Person, Post
from comity.home.roles import Role
from comity.locale import LANGUAGES, catalogue
from comity.node.moves import Proposal
from comity.subjects import write_body
from tests.desk.capitals import NOW, Capitals, Visitor
from tests.desk.sending import Sheet, send, send_raw, sheet_of, state_of, typed
from tests.desk.staff import PASSWORD, QUICK, person_at, reader_of, visitor_at
from tests.unit.subjects.samples import DATE

NEW = {
    "step": "person", "sign_in": "new-one", "post": "director-general", "roles": "drafter",
    "password": PASSWORD,
}  # fmt: skip
POST = {"step": "post", "slug": "embassy", "name_ko": "주일대사관", "organ": ""}
ORGAN = {"step": "organ", "slug": "foreign", "name_ko": "외교부"}


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = QUICK


@pytest.fixture
def keeper(capitals: Capitals) -> Visitor:
    """Somebody who keeps people and sees no content."""
    capitals.post()
    return visitor_at(capitals, "keeper", Role.ADMINISTRATOR, post="office")


# --- what is in order ---


def test_a_person_is_added_once_and_can_sign_in(capitals: Capitals, keeper: Visitor) -> None:
    answer = send(keeper, reverse("people"), NEW)
    assert answer.headers["Location"] == "/people/?done"
    told = {"sign_in": "new-one", "password": PASSWORD}
    assert send(Client(), reverse("sign-in"), told).status_code == 302
    before = state_of(capitals)

    again = send(keeper, reverse("people"), NEW)

    assert again.status_code == 400
    sheet = sheet_of(again)
    assert "Somebody has this sign-in name already." in sheet.words
    assert sheet.summary == ["#person_sign_in"]
    assert state_of(capitals) == before


def test_a_post_is_added_once(capitals: Capitals, keeper: Visitor) -> None:
    assert send(keeper, reverse("people"), POST).status_code == 302
    assert Post.objects.get(slug="embassy").names == {"ko": "주일대사관"}
    before = state_of(capitals)
    again = sheet_of(send(keeper, reverse("people"), POST))
    assert again.summary == ["#post_slug"]
    assert again.title.startswith("Error: ")
    assert state_of(capitals) == before


def test_a_post_is_admitted_and_its_admission_withdrawn(
    capitals: Capitals, keeper: Visitor
) -> None:
    person = person_at(capitals, "reader", Role.OBSERVER, post="guests")
    Admission.objects.all().delete()
    visitor = capitals.visitor(person)
    dialogue = reverse("dialogue", kwargs={"channel": capitals.channel})
    told = {"post": "guests", "channel": capitals.channel}
    for step, status in (("admit", 200), ("withdraw", 404)):
        for _ in range(2):  # sent twice it is done once
            assert send(keeper, reverse("people"), {**told, "step": step}).status_code == 302
        assert visitor.open(dialogue).status_code == status
    actions = [one.action for one in AuditLine.objects.order_by("n")][-2:]
    assert actions == ["admitted", "admission-withdrawn"]


def _page(visitor: Visitor, path: str) -> Sheet:
    answer = visitor.open(path)
    assert answer.status_code == 200
    return sheet_of(answer)


def test_an_admission_is_withdrawn_on_a_page_that_says_what_follows(
    capitals: Capitals, keeper: Visitor
) -> None:
    """DESK-22: "asks on a page of its own, which says what follows"."""
    for name, post in (("reader-1", "guests"), ("reader-2", "guests"), ("head", "chief")):
        person_at(capitals, name, Role.SIGNER if post == "chief" else Role.OBSERVER, post=post)
    guests = f"/people/admissions/guests/{capitals.channel}/"
    chief = f"/people/admissions/chief/{capitals.channel}/"
    overview = _page(keeper, "/people/")
    assert {guests, chief} <= set(overview.links)
    assert not [b for one in overview.forms for b in one.buttons if b == ("step", "withdraw")]

    before, asked = state_of(capitals), _page(keeper, guests)

    assert "2 people in this post no longer find the dialogue: reader-1, reader-2." in asked.words
    assert "Nobody in the posts that remain may sign" not in asked.words
    assert "Nobody in the posts that remain may sign" in _page(keeper, chief).words
    assert state_of(capitals) == before
    answer = send(keeper, asked.form.action, typed(asked.form, {"step": "withdraw"}))
    assert answer.headers["Location"] == "/people/?done"
    assert keeper.open(guests).status_code == 404
    for slug in Admission.objects.exclude(post__slug="chief").values_list("post__slug", flat=True):
        send(keeper, "/people/", {"step": "withdraw", "post": slug, "channel": capitals.channel})
    assert "Nobody here would see it" in _page(keeper, chief).words


def test_a_person_is_let_in_no_longer_on_a_page_that_says_what_follows(
    capitals: Capitals, keeper: Visitor
) -> None:
    person_at(capitals, "officer", Role.SIGNER)
    own, path = _page(keeper, "/people/officer/"), "/people/officer/deactivate"
    assert path in own.links
    assert all(("step", "deactivate") not in one.buttons for one in own.forms)
    before, asked = state_of(capitals), _page(keeper, path)
    assert "is signed out and can't sign in" in asked.words
    assert "Nobody else may sign in these dialogues: " in asked.words
    assert state_of(capitals) == before
    person_at(capitals, "other", Role.SIGNER)
    assert "Nobody else may sign" not in _page(keeper, path).words
    answer = send(keeper, asked.form.action, typed(asked.form, {"step": "deactivate"}))
    assert answer.headers["Location"] == "/people/officer/?done"
    assert not Person.objects.get(sign_in="officer").active
    for name in ("officer", "keeper"):  # let in no longer already; one's own
        assert keeper.open(f"/people/{name}/deactivate").headers["Location"] == f"/people/{name}/"


@pytest.mark.parametrize(
    "path",
    [
        "/people/nobody/deactivate",
        "/people/admissions/nobody/{channel}/",
        "/people/admissions/guests/{channel}/",
        "/people/admissions/director-general/x/",
        "/people/admissions/director-general/%00/",
        "/people/admissions/director-general/" + "A" * 43 + "/",
    ],
)
def test_nothing_is_asked_of_what_is_not_there(
    capitals: Capitals, keeper: Visitor, path: str
) -> None:
    capitals.post("guests")
    assert keeper.open(path.format(channel=capitals.channel)).status_code == 404


def test_roles_password_and_standing_count_from_the_next_page_on(
    capitals: Capitals, keeper: Visitor
) -> None:
    person = person_at(capitals, "officer", Role.SIGNER)
    visitor = capitals.visitor(person)
    path = reverse("person", kwargs={"sign_in": "officer"})
    assert visitor.get("dispatch").status_code == 200
    send(keeper, path, {"step": "roles", "roles": ["observer"]})
    assert visitor.get("dispatch").status_code == 404
    send(keeper, path, {"step": "password", "password": "several other words"})
    assert visitor.get("account").status_code == 302
    client = Client()
    told = {"sign_in": "officer", "password": "several other words"}
    assert send(client, reverse("sign-in"), told).status_code == 302
    send(keeper, path, {"step": "deactivate"})
    assert client.get("/account", secure=True).status_code == 302
    assert send(Client(), reverse("sign-in"), told).status_code == 400
    send(keeper, path, {"step": "activate"})
    assert send(Client(), reverse("sign-in"), told).status_code == 302


# --- what is not ---


BAD: tuple[tuple[Mapping[str, object], str | None, str], ...] = (
    ({}, None, "without saying what is to be done"),
    ({"step": "destroy"}, None, "without saying what is to be done"),
    ({"step": "\0"}, None, "without saying what is to be done"),
    ({"step": "person"}, "#person_roles", "Choose at least one role"),
    ({**NEW, "sign_in": ""}, "#person_sign_in", "This can't be a sign-in name."),
    ({**NEW, "sign_in": "a" * 41}, "#person_sign_in", "This can't be a sign-in name."),
    ({**NEW, "sign_in": "국장"}, "#person_sign_in", "This can't be a sign-in name."),
    ({**NEW, "sign_in": "a\0b"}, "#person_sign_in", "This can't be a sign-in name."),
    ({**NEW, "sign_in": "../x"}, "#person_sign_in", "This can't be a sign-in name."),
    ({**NEW, "post": "none"}, "#person_post", "There is no post of this short name."),
    ({**NEW, "post": "\0"}, "#person_post", "There is no post of this short name."),
    ({**NEW, "roles": "king"}, "#person_roles", "There is no such role."),
    ({**NEW, "roles": ["administrator", "signer"]}, "#person_roles", "holds no other role"),
    ({**NEW, "password": ""}, "#person_password", "The password is too short."),
    ({**NEW, "password": "x" * 5_000}, "#person_password", "The password is too long."),
    ({**NEW, "password": "qwertyuiop123"}, "#person_password", "Many people use"),
    ({"step": "post"}, "#post_slug", "This can't be a short name."),
    ({**POST, "slug": "x" * 99}, "#post_slug", "This can't be a short name."),
    ({**POST, "name_ko": ""}, "#post_name", "This can't be the name of a post."),
    ({**POST, "name_ko": "가" * 5_000}, "#post_name", "This can't be the name of a post."),
    ({**POST, "name_ja": "a\0b"}, "#post_name", "This can't be the name of a post."),
    ({**POST, "name_en": "a\u202eb"}, "#post_name", "This can't be the name of a post."),
    ({**POST, "organ": "none"}, "#post_organ", "There is no organ of this short name."),
    ({**POST, "organ": "a\nb"}, "#post_organ", "There is no organ of this short name."),
    ({**ORGAN, "slug": "A"}, "#organ_slug", "This can't be a short name."),
    ({**ORGAN, "name_ko": ""}, "#organ_name", "This can't be the name of an organ."),
    ({**ORGAN, "name_en": "a\u202eb"}, "#organ_name", "This can't be the name of an organ."),
    ({"step": "set-organ", "post": "none", "organ": ""}, "#set-organ_post", "There is no post"),
    ({"step": "admit", "post": "director-general"}, None, "No dialogue of this name"),
    ({"step": "admit", "post": "director-general", "channel": "x"}, None, "No dialogue"),
    ({"step": "withdraw", "post": "director-general", "channel": "A" * 43}, None, "No dialogue"),
    ({"step": "withdraw", "post": "nobody"}, "#", "There is no post of this short name."),
)  # fmt: skip


@pytest.mark.parametrize(("fields", "link", "said"), BAD)
def test_what_cannot_be_is_told_at_its_field_and_changes_nothing(
    capitals: Capitals, keeper: Visitor, fields: Mapping[str, object], link: str | None, said: str
) -> None:
    """DESK-4: "What was typed stays, and nothing is changed."."""
    before = state_of(capitals)
    answer = send(keeper, reverse("people"), fields)
    sheet = sheet_of(answer)
    assert answer.status_code == 400
    assert sheet.title.startswith("Error: ")
    assert said in sheet.words
    if link and link != "#":
        assert sheet.summary == [link]
        assert link.removeprefix("#") in sheet.ids
    kept = {
        name: value
        for form in sheet.forms
        if ("step", fields.get("step")) in form.buttons
        for name, value in form.fields.items()
    }
    for name in ("sign_in", "slug", "name_ko"):
        if isinstance(fields.get(name), str):
            assert kept[name] == [fields[name]]
    assert state_of(capitals) == before


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "without saying what is to be done"),
        ({"step": "delete"}, "without saying what is to be done"),
        ({"step": "roles"}, "Choose at least one role"),
        ({"step": "roles", "roles": "king"}, "There is no such role."),
        ({"step": "roles", "roles": ["administrator", "observer"]}, "holds no other role"),
        ({"step": "password"}, "The password is too short."),
        ({"step": "password", "password": "officer-first"}, "too like the sign-in name"),
    ],
)
def test_a_change_that_cannot_be_changes_nothing(
    capitals: Capitals, keeper: Visitor, fields: Mapping[str, object], said: str
) -> None:
    person_at(capitals, "officer-first", Role.SIGNER)
    before = state_of(capitals)
    answer = send(keeper, reverse("person", kwargs={"sign_in": "officer-first"}), fields)
    sheet = sheet_of(answer)
    assert answer.status_code == 400
    assert said in sheet.words
    assert {one.removeprefix("#") for one in sheet.summary} <= set(sheet.ids)
    assert state_of(capitals) == before


@pytest.mark.parametrize("step", ["roles", "password", "deactivate"])
def test_nobody_changes_their_own(capitals: Capitals, keeper: Visitor, step: str) -> None:
    """HOME-10: "Nobody changes their own roles." A password is changed by naming the present."""
    before = state_of(capitals)
    told = {"step": step, "roles": ["observer"], "password": "several other words"}
    answer = send(keeper, reverse("person", kwargs={"sign_in": "keeper"}), told)
    assert answer.status_code == 400
    assert "Nobody changes their own roles or standing." in sheet_of(answer).words
    assert state_of(capitals) == before


def test_forms_in_another_encoding_or_no_form_at_all(capitals: Capitals, keeper: Visitor) -> None:
    before = state_of(capitals)
    form = "application/x-www-form-urlencoded"
    for path in ("/people/", "/people/keeper/"):
        for body, kind in (
            (b"step=post&slug=a&name_ko=%B1%B9%C0%E5", form),
            (b"step=post", f"{form}; charset=shift_jis"),
            (b"x=" + b"y" * 3_000_000, form),
            (b"--x", "multipart/form-data"),
            (b"{}", "application/json"),
        ):
            assert send_raw(keeper, path, body, kind).status_code == 400, (path, kind)
        assert keeper.client.delete(path, secure=True).status_code == 405
    assert state_of(capitals) == before


@pytest.mark.parametrize("name", ["nobody", "a" * 900, "..", "%00", "국장", "a%0d%0ab"])
def test_people_that_there_are_not(keeper: Visitor, name: str) -> None:
    for answer in (keeper.open(f"/people/{name}/"), send(keeper, f"/people/{name}/", {})):
        assert answer.status_code == 404


# --- who sees it, and what it says ---


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.ADMINISTRATOR])
def test_only_an_administrator_has_these_pages(capitals: Capitals, role: Role) -> None:
    visitor = visitor_at(capitals, "other", role)
    before = state_of(capitals)
    for path in (
        "/people/",
        "/people/audit",
        "/people/other/",
        "/people/other/deactivate",
        f"/people/admissions/director-general/{capitals.channel}/",
    ):
        assert visitor.open(path).status_code == 404
        for fields in (NEW, POST, {"step": "roles", "roles": "signer"}):
            assert send(visitor, path, fields).status_code in (404, 405)
    assert state_of(capitals) == before


def test_an_administrator_sees_no_content(capitals: Capitals, keeper: Visitor) -> None:
    """HOME-10: "who keeps people sees no content"."""
    capitals.agree({"meeting/jp-1/date": DATE})
    for name in ("people", "audit", "account"):
        assert "12th round" not in keeper.get(name).content.decode()
    channel = capitals.channel
    for path in (
        reverse("dialogue", kwargs={"channel": channel}),
        reverse("propose", kwargs={"channel": channel}),
        reverse("propose-item", kwargs={"channel": channel, "matter": "meeting/jp-1/date"}),
        reverse("state", kwargs={"channel": channel, "matter": "meeting/jp-1/delegation"}),
        reverse("dispatch"),
    ):
        assert keeper.open(path).status_code == 404, path


def test_the_audit_log_says_who_did_what_in_words(capitals: Capitals, keeper: Visitor) -> None:
    signer = visitor_at(capitals, "signer", Role.SIGNER)
    send(Client(), reverse("sign-in"), {"sign_in": "signer", "password": "wrong"})
    send(Client(), reverse("sign-in"), {"sign_in": "a secret typed here", "password": "wrong"})
    raw = write_body("meeting/jp-1/date", "offer", DATE)
    move = Proposal({Matter("meeting/jp-1/date"): raw})
    draft = door.draft(reader_of(capitals, signer), capitals.channel, move)
    path = reverse("draft", kwargs={"draft": draft.pk})
    seen = door.seen_of(reader_of(capitals, signer), draft)
    for password in ("not it", PASSWORD):
        send(signer, path, {"step": "sign", "seen": seen, "password": password})
    send(keeper, reverse("people"), POST)

    page = keeper.get("audit").content.decode()

    words = sheet_of(keeper.get("audit")).words
    for said in ("draft written", "signing begun", "signed", "wrong password", "post added"):
        assert said in words
    assert "at the door" in words
    assert "The log is whole" in words
    assert "a secret typed here" not in page
    assert "12th round" not in page
    assert audit.check() == ()


def test_the_audit_log_names_roles_and_post_and_what_they_were(keeper: Visitor) -> None:
    send(keeper, reverse("people"), {**NEW, "roles": ["drafter", "approver"]})
    path = reverse("person", kwargs={"sign_in": "new-one"})
    send(keeper, path, {"step": "roles", "roles": ["approver", "duty-officer"]})
    audit.note(NOW, "roles-set", None, subject="older", detail={"roles": "signer no-role"})
    words = sheet_of(keeper.get("audit")).words
    post = "Director-General, Asia-Pacific Affairs (director-general)"
    assert f"person added new-one drafter, approver, as {post}" in words
    assert "roles set new-one from drafter, approver to approver, duty officer" in words
    assert "roles set older signer, no-role" in words


def test_a_log_that_was_changed_from_outside_is_told(capitals: Capitals, keeper: Visitor) -> None:
    for _ in range(3):
        audit.note(NOW, "signed-in", Person.objects.get(sign_in="keeper"))
    del capitals
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute("UPDATE home_auditline SET person = 'other' WHERE n = 2")
    assert "The audit log was changed from outside" in sheet_of(keeper.get("audit")).words


@pytest.mark.parametrize("before", ["", "0", "-1", "x", "9" * 15, "9" * 400, "٣", "1.5", "\0"])
def test_the_log_is_turned_back_by_numbers_alone(keeper: Visitor, before: str) -> None:
    assert keeper.client.get("/people/audit", {"before": before}, secure=True).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_action_has_its_words(language: str) -> None:
    words = catalogue(language, "desk")
    told = {action: words.gettext(text) for action, text in ACTIONS.items()}
    assert len(set(told.values())) == len(told)
