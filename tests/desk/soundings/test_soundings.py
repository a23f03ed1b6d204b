# SPDX-License-Identifier: Apache-2.0
"""Informal soundings at the desk: one click from a proposal and back, and nothing of them left."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse

from comity.cli.serve.worker import Worker
from comity.core.ids import Code, Digest, b64
from comity.home.models import AuditLine, Draft
from comity.home.roles import Role
from comity.locale import catalogue
from comity.node.compare import record_digest
from comity.node.soundings import Sounding, write_sounding
from comity.ports import KeptSounding, Soundings
from comity.store.soundings import FolderSoundings
from comity.subjects import write_body
from comity.telling.voice import Voice
from tests.desk.capitals import DAY_MS, JP, NOW, Capitals, Visitor
from tests.desk.sending import Form, Sheet, send, sheet_of, state_of
from tests.desk.staff import proposal_of
from tests.unit.subjects.samples import DATE

CANARY = "Would the third of May work, canary?"
ABOUT = "meeting/jp-1/date"


def _kept(capitals: Capitals) -> Soundings:
    return capitals.house.assembled.soundings


def _came(capitals: Capitals, seed: int = 1, **changed: object) -> KeptSounding:
    """A sounding of the Japanese side that has come."""
    fields: dict[str, Any] = {
        "about": ABOUT, "answers": None, "channel": capitals.channel, "stance": None,
        "time": NOW, "value": None, "words": {"en": CANARY, "ko": "5월 3일은 어떻겠습니까?"},
    }  # fmt: skip
    raw = write_sounding(Sounding(**{**fields, **changed}))
    nonce = Digest(b64(seed.to_bytes(32, "big")))
    made = KeptSounding(nonce, capitals.jp.root, NOW + 3 * DAY_MS, "came", raw)
    assert _kept(capitals).keep(made)
    return made


@pytest.fixture
def signer(capitals: Capitals) -> Visitor:
    """Somebody who may sign, in a dialogue with a proposal of a date."""
    capitals.offer(JP, {ABOUT: DATE})
    capitals.exchange()
    return capitals.visitor(capitals.person("signer", Role.SIGNER))


def _page(visitor: Visitor) -> str:
    return visitor.words("soundings", channel=visitor.capitals.channel)


def _form(sheet: Sheet, name: str) -> Form:
    return next(one for one in sheet.forms if name in one.fields)


def _new(visitor: Visitor, query: str = "") -> Sheet:
    answer = visitor.get("sound", query, channel=visitor.capitals.channel)
    assert answer.status_code == 200, answer.content[:500]
    return sheet_of(answer)


def _sends(visitor: Visitor, sheet: Sheet, **typed: str) -> HttpResponse:
    form = _form(sheet, "days")
    fields = form.fields | {name: [one] for name, one in typed.items()}
    return send(visitor, form.action, fields)


def test_where_there_is_none_the_page_says_what_it_is_for(signer: Visitor) -> None:
    told = _page(signer)
    assert "No sounding is open" in told
    assert "Off the record" in told


def test_one_is_sent_in_a_few_words_and_waits_to_be_delivered(signer: Visitor) -> None:
    """DESK-62: sends what is written off the record: no draft, no password, no line."""
    capitals = signer.capitals
    before = state_of(capitals)
    sheet = _new(signer, f"?about={ABOUT}")
    assert "Nobody signs it" in sheet.words
    answer = _sends(signer, sheet, words_en=CANARY)
    assert answer.status_code == 302
    told = _page(signer)
    assert CANARY in told
    assert "waiting to be delivered" in told
    assert "12th round: date" in told
    (one,) = _kept(capitals).all()
    assert (one.state, one.peer) == ("waiting", capitals.jp.root)
    assert one.expires == NOW + 3 * DAY_MS
    assert state_of(capitals) == before
    assert not Draft.objects.exists()


def test_sent_twice_it_is_one(signer: Visitor) -> None:
    sheet = _new(signer)
    for _ in range(2):
        assert _sends(signer, sheet, words_en=CANARY).status_code == 302
    assert len(_kept(signer.capitals).all()) == 1


def test_other_words_in_the_same_form_are_not_lost(signer: Visitor) -> None:
    """Whoever goes back, corrects the words and sends them is told so, and they do go over."""
    sheet = _new(signer)
    for words in ("3 May, canary?", "4 May, canary?", "4 May, canary?"):
        assert _sends(signer, sheet, words_en=words).status_code == 302
    said = [one.raw for one in _kept(signer.capitals).all()]
    assert sorted(b"4 May" in one for one in said) == [False, True]


def test_a_proposal_is_sounded_out_from_its_form(signer: Visitor) -> None:
    """DESK-62: one click from the form of a proposal, with its value."""
    capitals = signer.capitals
    before = state_of(capitals)
    path = f"/dialogues/{capitals.channel}/propose/{ABOUT}"
    form = _form(sheet_of(signer.open(path)), "day_day")
    assert ("step", "sound") in form.buttons
    answer = send(
        signer, path, form.fields | {"day_day": ["3"], "day_month": ["5"], "step": "sound"}
    )
    assert answer.status_code == 200
    sheet = sheet_of(answer)
    assert "Wed 3 May 2023, 12:00–14:00 (Asia/Seoul)" in sheet.words
    assert _sends(signer, sheet).status_code == 302
    assert "Wed 3 May 2023" in _page(signer)
    assert state_of(capitals) == before


def test_a_form_that_is_off_says_so_and_sounds_nothing_out(signer: Visitor) -> None:
    capitals = signer.capitals
    path = f"/dialogues/{capitals.channel}/propose/{ABOUT}"
    form = _form(sheet_of(signer.open(path)), "day_day")
    answer = send(signer, path, form.fields | {"day_day": ["33"], "step": ["sound"]})
    assert answer.status_code == 400
    assert "no day" in sheet_of(answer).words
    assert _kept(capitals).all() == ()


def test_a_draft_is_sounded_out_from_its_page(signer: Visitor) -> None:
    """DESK-62: one click from the page of a draft."""
    capitals = signer.capitals
    draft = proposal_of(capitals, signer)
    page = sheet_of(signer.open(f"/dispatch/{draft.pk}/"))
    href = next(one for one in page.links if "/soundings/new" in one)
    sheet = sheet_of(signer.open(href))
    assert "Mon 17 Apr 2023" in sheet.words
    assert _sends(signer, sheet).status_code == 302
    assert signer.open(href.replace(str(draft.pk), "none")).status_code == 404
    assert signer.open(href.replace("jp-1", "jp-2")).status_code == 404


def test_one_that_came_is_answered_in_a_word(signer: Visitor) -> None:
    """DESK-62: answered with could work, difficult, or words."""
    capitals = signer.capitals
    came = _came(capitals)
    assert "1 sounding of another side" in signer.words("today")
    assert "1 sounding of another side" in signer.words("dialogue", channel=capitals.channel)
    assert CANARY not in signer.words("today")
    sheet = _new(signer, f"?answers={came.nonce}")
    assert _sends(signer, sheet).status_code == 400
    answer = _sends(signer, sheet, stance_chosen="difficult")
    assert answer.status_code == 302
    told = _page(signer)
    assert "Difficult" in told
    assert "an answer" in told
    assert signer.get("sound", "?answers=none", channel=capitals.channel).status_code == 404


def test_one_that_came_becomes_a_proposal(signer: Visitor) -> None:
    """DESK-62: and from a sounding one click to a proposal that begins with it."""
    capitals = signer.capitals
    value = write_body(ABOUT, "offer", {**DATE, "title": {"en": "Sounded"}}).decode()
    _came(capitals, value=value)
    page = sheet_of(signer.get("soundings", channel=capitals.channel))
    href = next(one for one in page.links if "sounding=" in one)
    form = _form(sheet_of(signer.open(href)), "day_day")
    assert form.fields["title_en"] == ["Sounded"]


def test_a_value_that_cannot_be_read_is_shown_as_such_and_becomes_nothing(signer: Visitor) -> None:
    _came(signer.capitals, value="{}")
    assert "can't be read here" in _page(signer)
    page = sheet_of(signer.get("soundings", channel=signer.capitals.channel))
    assert not [one for one in page.links if "sounding=" in one]


def test_it_is_gone_when_it_expires_or_is_deleted(signer: Visitor, tmp_path: Path) -> None:
    """DESK-62, POUCH-23: nothing shows it any more from that moment on."""
    capitals = signer.capitals
    _came(capitals, 1)
    other = _came(capitals, 2)
    assert _page(signer).count(CANARY) == 2
    path = f"/dialogues/{capitals.channel}/soundings/"
    assert send(signer, path, {"wipe": other.nonce}).status_code == 302
    assert _page(signer).count(CANARY) == 1
    assert send(signer, path, {"wipe": other.nonce}).status_code == 404
    capitals.clock.now = NOW + 3 * DAY_MS
    assert CANARY not in _page(signer)
    assert [
        one for one in tmp_path.rglob("*") if one.is_file() and b"canary" in one.read_bytes()
    ] == []


@pytest.mark.parametrize(
    ("roles", "reads", "sends"),
    [
        ((Role.SIGNER,), True, True),
        ((Role.DRAFTER,), True, False),
        ((Role.APPROVER,), True, False),
        ((Role.OBSERVER,), False, False),
        ((Role.DUTY_OFFICER,), False, False),
    ],
    ids=str,
)
def test_whoever_may_sign_sounds_out_and_whoever_drafts_reads(
    capitals: Capitals,
    roles: tuple[Role, ...],
    reads: bool,  # noqa: FBT001 - drawn
    sends: bool,  # noqa: FBT001 - drawn
) -> None:
    """DESK-62: whoever may sign; read by whoever drafts, approves or signs."""
    _came(capitals)
    visitor = capitals.visitor(capitals.person("somebody", *roles))
    channel = capitals.channel
    assert visitor.get("soundings", channel=channel).status_code == (200 if reads else 404)
    assert visitor.get("sound", channel=channel).status_code == (200 if sends else 404)
    assert ("sounding of another side" in visitor.words("today")) is reads
    if not sends:
        path = f"/dialogues/{channel}/soundings/"
        assert send(visitor, path, {"wipe": "x"}).status_code == 404
        assert send(visitor, f"{path}new", {"words_en": "x", "days": "3"}).status_code == 404
        propose = f"/dialogues/{channel}/propose/{ABOUT}"
        if Role.DRAFTER in roles:
            form = _form(sheet_of(visitor.open(propose)), "day_day")
            assert ("step", "sound") not in form.buttons


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "fill this in"),
        ({"words_en": "x" * 4_001}, "at most"),
        ({"words_en": "x\u202e"}, "can't be signed"),
        ({"words_en": "x", "days": "99"}, "choose one"),
    ],
)
def test_what_is_off_is_said(signer: Visitor, typed: dict[str, str], told: str) -> None:
    """DESK-4: says at the field and at the top of the page what is off."""
    answer = _sends(signer, _new(signer), **typed)
    assert answer.status_code == 400
    assert told in sheet_of(answer).words
    assert _kept(signer.capitals).all() == ()


def test_too_many_are_told_apart_from_what_is_off(signer: Visitor) -> None:
    """POUCH-25: one more is told to come later."""
    for _ in range(64):
        assert _sends(signer, _new(signer), words_en="x").status_code == 302
    answer = _sends(signer, _new(signer), words_en="x")
    assert answer.status_code == 503
    assert "Too many informal soundings" in sheet_of(answer).words


def test_nothing_of_it_is_in_the_record_or_the_dossier(signer: Visitor) -> None:
    """POUCH-22: the dossier holds nothing of it."""
    capitals = signer.capitals
    before = record_digest(capitals.kr, capitals.channel)
    _came(capitals)
    _sends(signer, _new(signer), words_en=CANARY)
    _page(signer)
    assert record_digest(capitals.kr, capitals.channel) == before
    assert "canary" not in str(list(AuditLine.objects.values_list()))
    assert "canary" not in str(list(Draft.objects.values_list()))


@pytest.mark.parametrize("language", ["ko", "ja"])
def test_the_page_speaks_the_readers_language(capitals: Capitals, language: str) -> None:
    """DESK-10: speaks English, Korean and Japanese."""
    _came(capitals)
    visitor = capitals.visitor(capitals.person("reader", Role.SIGNER, language=language))
    mark = {"ko": "비공식 타진", "ja": "非公式打診"}[language]
    assert mark in _page(visitor)
    assert "off the record" not in _page(visitor)


def _stuck(capitals: Capitals, one: KeptSounding) -> None:
    """Its file can't be read or overwritten from here any more."""
    kept = _kept(capitals)
    assert isinstance(kept, FolderSoundings)
    path = next(path for path in kept.folder.iterdir() if one.nonce in path.name)
    path.unlink()
    path.mkdir()


def test_one_that_cannot_be_read_takes_no_page_down(signer: Visitor) -> None:
    """DESK-62: the others are shown; the node tells its operator of the one."""
    capitals = signer.capitals
    _came(capitals)
    _stuck(capitals, _came(capitals, 2))
    assert "1 sounding of another side" in signer.words("today")
    assert CANARY in _page(signer)


class _Once(threading.Event):
    """Is set after one wait."""

    def wait(self, timeout: float | None = None) -> bool:
        del timeout
        set_before = self.is_set()
        self.set()
        return set_before


def test_of_one_that_cannot_be_read_the_operator_is_told(
    capitals: Capitals, capsys: pytest.CaptureFixture[str]
) -> None:
    _stuck(capitals, _came(capitals))
    voice = Voice(catalogue("en"), Code("kr"))
    for _ in range(2):
        Worker(capitals.house.assembled, voice, _Once()).run(1)
    assert capsys.readouterr().err.count("The place of informal soundings can't be used") == 2


def test_one_that_cannot_be_deleted_is_not_shown_once_it_has_expired(signer: Visitor) -> None:
    """POUCH-23: nor does it hinder what is sent after it."""
    capitals = signer.capitals
    _stuck(capitals, _came(capitals))
    capitals.clock.now += 4 * DAY_MS
    assert "sounding of another side" not in signer.words("today")
    assert "No sounding is open" in _page(signer)
    assert _sends(signer, _new(signer), words_en="x").status_code == 302


def test_where_their_place_cannot_be_read_their_own_page_says_so(signer: Visitor) -> None:
    kept = _kept(signer.capitals)
    assert isinstance(kept, FolderSoundings)
    kept.folder.write_bytes(b"")
    assert "sounding of another side" not in signer.words("today")
    answer = signer.get("soundings", channel=signer.capitals.channel)
    assert "place of informal soundings" in sheet_of(answer).words
