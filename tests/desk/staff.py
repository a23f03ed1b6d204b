# SPDX-License-Identifier: Apache-2.0
"""People at the Korean desk who have passwords, and drafts of theirs."""

from django.urls import reverse

from comity.core.ids import Matter
from comity.home import door, people
from comity.home.models import Draft, Person
from comity.home.reading import Reader
from comity.home.roles import Role
from comity.node.moves import Proposal
from comity.subjects import write_body
from tests.desk.capitals import KR, NOW, Capitals, Visitor
from tests.desk.sending import Form, Sheet, sheet_of
from tests.unit.subjects.samples import DATE

PASSWORD = "a password for a test"
ITEM = Matter("meeting/jp-1/date")
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def person_at(
    capitals: Capitals, name: str, *roles: Role, post: str = "director-general"
) -> Person:
    """Somebody with the password of all tests."""
    made = capitals.person(name, *roles, post=post)
    people.set_password(made, PASSWORD, NOW)
    return made


def visitor_at(
    capitals: Capitals, name: str, *roles: Role, post: str = "director-general"
) -> Visitor:
    """A browser of somebody new."""
    return capitals.visitor(person_at(capitals, name, *roles, post=post))


def reader_of(capitals: Capitals, visitor: Visitor) -> Reader:
    """Whoever has signed in there, as the dossier sees them."""
    person = Person.objects.get(pk=visitor.client.session["_auth_user_id"])
    return Reader(person, capitals.kr, approvals=capitals.house.config.approvals)


def proposal_of(capitals: Capitals, visitor: Visitor, **changes: object) -> Draft:
    """A new draft of a date."""
    raw = write_body(ITEM, "offer", {**DATE, **changes})
    return door.draft(reader_of(capitals, visitor), capitals.channel, Proposal({ITEM: raw}))


def path_of(draft: Draft) -> str:
    """Its address."""
    return reverse("draft", kwargs={"draft": draft.pk})


def open_draft(visitor: Visitor, draft: Draft, query: str = "") -> Sheet:
    """Its page."""
    answer = visitor.open(path_of(draft) + query)
    assert answer.status_code == 200, answer.content[:500]
    return sheet_of(answer)


def form_of(sheet: Sheet, step: str) -> Form:
    """The form of a page that has the button."""
    return next(one for one in sheet.forms if ("step", step) in one.buttons)


def entries_of(capitals: Capitals) -> int:
    """How many entries our own log has."""
    head = capitals.kr.records.heads(capitals.channel)[KR]
    return int(head.number)
