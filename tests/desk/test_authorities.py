# SPDX-License-Identifier: Apache-2.0
"""Authority to sign, at the desk: notified, shown, checked before signing, named at the entry
(DESK-82).
"""

import pytest
from django.urls import reverse
from pytest_django import Settings

from comity.home.people import post_name
from comity.home.roles import Role
from tests.desk.capitals import JP, KR, NOW, POSTS, Capitals, Visitor
from tests.desk.sending import Sheet, send, sheet_of, typed
from tests.desk.staff import (
    PASSWORD,
    QUICK,
    form_of,
    open_draft,
    path_of,
    proposal_of,
    visitor_at,
)
from tests.unit.subjects.samples import AUTHORITY, terms


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = QUICK


@pytest.fixture
def signer(capitals: Capitals) -> Visitor:
    """Somebody who drafts and signs."""
    return visitor_at(capitals, "signer", Role.SIGNER)


def _stating(capitals: Capitals, slug: str = "director-general") -> str:
    return reverse("state", kwargs={"channel": capitals.channel, "matter": f"authority/{slug}"})


def _form(visitor: Visitor, path: str) -> Sheet:
    answer = visitor.open(path)
    assert answer.status_code == 200
    return sheet_of(answer)


def _sign(visitor: Visitor, path: str) -> int:
    form = form_of(sheet_of(visitor.open(path)), "sign")
    answer = send(visitor, path, typed(form, {"password": PASSWORD, "step": "sign"}))
    return int(answer.status_code)


def _notify(capitals: Capitals, signer: Visitor, *may: str, **changes: str) -> None:
    path = _stating(capitals)
    form = _form(signer, path).form
    assert form.fields["post_ko"] == [post_name(capitals.post(), KR)]
    answer = send(signer, path, typed(form, {"may": list(may), **changes}))
    assert answer.status_code == 302, sheet_of(answer).summary
    assert _sign(signer, answer.headers["Location"]) == 302


def test_with_none_notified_the_draft_says_so_in_a_line(
    capitals: Capitals, signer: Visitor
) -> None:
    """HOME-19: "The page of the draft says so"."""
    sheet = open_draft(signer, proposal_of(capitals, signer))
    assert "Our side has notified no authority to sign in this dialogue" in sheet.words
    assert "Nothing notified: no authority is checked." in signer.words(
        "dialogue", channel=capitals.channel
    )


def test_it_is_notified_checked_and_named_at_the_entry(capitals: Capitals, signer: Visitor) -> None:
    """AUTH-7, HOME-19: from the form to the page of the entry that was signed under it."""
    _notify(capitals, signer, "negotiate", "sign-terms")
    card = signer.words("dialogue", channel=capitals.channel)
    assert "counts now Negotiate, sign terms of reference · from" in card, card[-1500:]
    draft = proposal_of(capitals, signer)
    told = open_draft(signer, draft).words
    assert "It would be signed under the authority notified on Mon 10 Apr 2023" in told
    assert _sign(signer, path_of(draft)) == 302
    entry = signer.words("entry", channel=capitals.channel, party="kr", number=3)
    assert f"igned by {post_name(capitals.post(), KR)}, under the authority notified on" in entry
    before = signer.words("entry", channel=capitals.channel, party="kr", number=2)
    assert "under the authority" not in before


def test_without_it_the_post_is_refused_and_told_who_may(
    capitals: Capitals, signer: Visitor
) -> None:
    _notify(capitals, signer, "sign-terms")
    draft = proposal_of(capitals, signer)
    sheet = open_draft(signer, draft)
    assert "This post has no authority to sign this" in sheet.words
    assert "no post may do this just now: negotiate." in sheet.words
    assert all(("step", "sign") not in form.buttons for form in sheet.forms)
    sent = {"step": "sign", "password": PASSWORD, "seen": form_of(sheet, "discard").fields["seen"]}
    answer = send(signer, path_of(draft), sent)
    assert answer.status_code == 409
    assert "this post has no authority to sign this here" in sheet_of(answer).words
    other = visitor_at(capitals, "other", Role.SIGNER, post="chief")
    assert "no authority to sign this" in open_draft(other, draft).words


def test_what_the_other_side_has_notified_is_shown_and_asks_nothing_of_us(
    capitals: Capitals, signer: Visitor
) -> None:
    value = {**AUTHORITY, "post": {"ja": POSTS["jp"]}, "since": NOW, "until": NOW + 1}
    capitals.state(JP, "authority/asian-oceanian", value)
    capitals.agree({"terms": terms()})
    capitals.clock.now += 1_000
    card = signer.words("dialogue", channel=capitals.channel)
    assert f"{POSTS['jp']} counts no longer" in card
    assert (
        "Our side has notified no authority"
        in open_draft(signer, proposal_of(capitals, signer)).words
    )
    head = capitals.jp.records.heads(capitals.channel)[JP].number
    entries = [
        signer.words("entry", channel=capitals.channel, party="jp", number=number)
        for number in range(1, head + 1)
    ]
    assert sum("under the authority notified" in one for one in entries) == 1


@pytest.mark.parametrize(
    ("changes", "link"),
    [
        ({"post_ko": "", "post_en": ""}, "#id_post"),
        ({"from_day_day": "31", "from_day_month": "2"}, "#id_from_day"),
        ({"from_time": "ten"}, "#id_from_time"),
        ({"until_day_day": "1", "until_day_month": "1", "until_day_year": "2020"}, "#id_until_day"),
        ({"zone": "Moon"}, "#id_zone"),
        ({"may": ["rule"]}, "#id_may"),
        ({"full_powers_en": "A treaty", "may": ["negotiate"]}, "#id_full_powers"),
    ],
)
def test_what_cannot_be_notified_is_told_at_its_field(
    capitals: Capitals, signer: Visitor, changes: dict[str, str], link: str
) -> None:
    path = _stating(capitals)
    form = _form(signer, path).form
    answer = send(signer, path, typed(form, {"may": ["negotiate", "sign-adoption"], **changes}))
    sheet = sheet_of(answer)
    assert answer.status_code == 400
    assert [one.startswith(link) for one in sheet.summary] == [True], sheet.summary
    assert sheet.summary[0].removeprefix("#") in sheet.ids
