# SPDX-License-Identifier: Apache-2.0
"""A text of which an agreed paragraph is not here is neither proposed for adoption from here nor
adopted (TEXT-6).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse

from comity.cli.signing import check_readable, offer_at
from comity.core.errors import RuleError
from comity.core.ids import Digest, Matter
from comity.core.views import ActRef
from comity.home.models import Draft
from comity.node.sign import Acceptance, sign_moves
from comity.ports import Kept
from comity.store.memory import MemoryRecords
from comity.subjects import view
from comity.subjects.texts import Adoption, adoption_body
from comity.workbench.proposing import adopting
from tests.desk.capitals import JP, Capitals, Visitor, plain
from tests.desk.sending import send, sheet_of, typed
from tests.unit.subjects.samples import HEADER, WORDING

WHOLE, TEXT = "text/t/adoption", "t"
WAYS = ["absent", "destroyed", "unreadable"]


def _agree(capitals: Capitals) -> None:
    capitals.agree({"text/t": HEADER})
    for key in HEADER["order"]:
        words = {"ko": f"{key} 하나", "ja": f"{key} 一"}
        capitals.agree({f"text/t/p/{key}": {**WORDING, "base": None, "text": words}})


def _adoption(capitals: Capitals) -> Adoption:
    with capitals.jp.channels.hold(capitals.channel) as held:
        rooms = view(held.channel.sight, capitals.jp.records.bodies(capitals.channel))
    return adoption_body(rooms.texts.details[0])


def _digest(capitals: Capitals, matter: str) -> Digest:
    with capitals.kr.channels.hold(capitals.channel) as held:
        value = held.channel.sight.matter(Matter(matter)).agreed[-1].values[Matter(matter)]
    return Digest(str(value))


def _lose(capitals: Capitals, way: str, matter: str = "text/t/p/k2") -> None:
    """Our node no longer has what is agreed on an item, as if it had never come."""
    records = capitals.kr.records
    assert isinstance(records, MemoryRecords)
    digest = _digest(capitals, matter)
    content = records._channels[capitals.channel].content
    if way == "absent":
        del content["body", digest]
    elif way == "destroyed":
        content["body", digest] = None
    else:
        content["body", digest] = Kept(bytes(32), b'{"weather":"fine"}')
    capitals.kr.channels.forget(capitals.channel)


@pytest.fixture
def agreed(capitals: Capitals) -> Capitals:
    """A text whose paragraphs are all agreed."""
    _agree(capitals)
    return capitals


def _proposed(capitals: Capitals) -> ActRef:
    """The adoption as the other side, which holds all, proposes it."""
    ref = capitals.offer(JP, {WHOLE: _adoption(capitals)})
    capitals.exchange()
    return ref


def _answer(capitals: Capitals, ref: ActRef) -> str:
    named = {"party": ref.party, "number": ref.number, "index": ref.index}
    return reverse("answer", kwargs={"channel": capitals.channel, **named})


@dataclass(frozen=True)
class Way:
    """One way in which somebody could come to accept or propose the adoption."""

    name: str
    act: Callable[[Capitals, ActRef], Any]


def _sign(capitals: Capitals, ref: ActRef) -> None:
    sign_moves(capitals.kr, capitals.channel, [Acceptance(ref)])


def _by_terminal(capitals: Capitals, ref: ActRef) -> None:
    offer = offer_at(capitals.house.assembled, capitals.channel, ref)
    check_readable(capitals.kr, capitals.channel, offer)


def _proposing(capitals: Capitals, _ref: ActRef) -> None:
    with capitals.kr.channels.hold(capitals.channel) as held:
        adopting(held.channel.sight, capitals.kr.records.bodies(capitals.channel), WHOLE)


@pytest.mark.parametrize("lacking", WAYS)
@pytest.mark.parametrize("matter", ["text/t", "text/t/p/k2"])
@pytest.mark.parametrize(
    "way",
    [Way("sign", _sign), Way("terminal", _by_terminal), Way("propose", _proposing)],
    ids=lambda way: str(way.name),
)
def test_nobody_adopts_what_nobody_here_can_read(
    agreed: Capitals, way: Way, matter: str, lacking: str
) -> None:
    ref = _proposed(agreed)
    way.act(agreed, ref) if way.name != "sign" else None  # it is not refused while all is here
    _lose(agreed, lacking, matter)
    with pytest.raises(RuleError) as refused:
        way.act(agreed, ref)
    assert (refused.value.code, refused.value.rule) == ("text/unread", "TEXT-6")
    assert refused.value.hint.endswith(matter)


def test_an_adoption_is_signed_once_all_of_it_is_here(agreed: Capitals) -> None:
    ref = _proposed(agreed)
    records = agreed.kr.records
    assert isinstance(records, MemoryRecords)
    content = records._channels[agreed.channel].content
    kept = content["body", _digest(agreed, "text/t/p/k2")]
    _lose(agreed, "absent")
    with pytest.raises(RuleError):
        _sign(agreed, ref)
    content["body", _digest(agreed, "text/t/p/k2")] = kept
    agreed.kr.channels.forget(agreed.channel)
    _sign(agreed, ref)
    with agreed.kr.channels.hold(agreed.channel) as held:
        assert held.channel.sight.matter(Matter(WHOLE)).agreed


@pytest.mark.parametrize("lacking", WAYS)
def test_the_desk_says_so_and_offers_neither_to_accept_nor_to_propose(
    agreed: Capitals, officer: Visitor, lacking: str
) -> None:
    ref = _proposed(agreed)
    _lose(agreed, lacking)
    text = officer.read("text", channel=agreed.channel, text=TEXT)
    assert f"{_answer(agreed, ref)}?answer=accept" not in text
    assert "It can't be accepted from here" in plain(text)
    assert "Agreed, but not here or not readable here: 2" in plain(text)
    assert "is of another text" not in plain(text)  # that it differs is not known

    sheet = sheet_of(officer.open(_answer(agreed, ref)))
    assert "It can't be accepted from here" in sheet.words
    assert "accept" not in sheet.form.fields.get("answer", [])
    refused = send(officer, _answer(agreed, ref), typed(sheet.form, {"answer": "accept"}))
    assert refused.status_code == 400

    places = {"channel": agreed.channel, "matter": WHOLE}
    address = reverse("propose-item", kwargs=places)
    form = sheet_of(officer.open(address)).form
    answer = send(officer, address, typed(form, {"corrigendum": "1"}))
    assert answer.status_code == 400
    assert "something agreed of it has not come yet" in plain(answer.content.decode())
    assert "paragraph 2" in plain(answer.content.decode())
    assert not Draft.objects.exists()
