# SPDX-License-Identifier: Apache-2.0
"""One round of a dialogue: a window, a date, an agenda, delegations, who came, what was said."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from comity.core.limits import ACTS_MAX
from comity.core.views import ActRef
from comity.demo.clock import LOCAL
from comity.demo.ministry.plan import DAY_MS, NOW_MS, phrases, side_words
from comity.demo.ministry.seats import Seat
from comity.demo.ministry.table import Table, Thread, offered, said
from comity.demo.ministry.wording import day_of, days, fill, numbered, signed_as_invented
from comity.node.moves import Move, Refusal
from comity.subjects.agenda import AgendaItem
from comity.subjects.anchors import Anchor
from comity.subjects.documents import Document
from comity.subjects.fields import Words
from comity.subjects.meetings import (
    Attendance,
    Delegation,
    Hung,
    MeetingDate,
    Paper,
    Readout,
    Window,
)
from comity.subjects.statements import Statement

__all__ = ["Round", "calls", "dates", "meeting", "rounds_of", "workday"]

LEAD_DAYS: Final = 60
"""Days before a meeting on which its window is proposed."""
_SATURDAY: Final = 5
_ITEMS_OF_AN_ENTRY: Final = ACTS_MAX
_HOURS: Final = 3


def workday(ms: int) -> int:
    """The same hour on that day in Seoul, or on the Monday after it."""
    then = datetime.fromtimestamp(ms / 1000, LOCAL)
    off = then.weekday() - _SATURDAY
    if off >= 0:
        then += timedelta(days=2 - off)
    return int(then.timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class Round:
    """One round.

    Args:
        table: whose.
        number: of the round.
        index: from 0 among those of the dialogue.
        at: when it begins, UTC milliseconds.
        host: who hosts it.
        lead: share of the usual lead that there is before it, up to 1.
    """

    table: Table
    number: int
    index: int
    at: int
    host: Seat
    lead: float

    @property
    def id(self) -> str:
        """Its id in matters."""
        return f"round-{self.number}"

    @property
    def guest(self) -> Seat:
        """The party that answers the host."""
        return self.table.others(self.host)[0]

    @property
    def last(self) -> bool:
        """Whether no other follows it yet."""
        return self.at > NOW_MS - 120 * DAY_MS

    def chance(self, *names: object) -> random.Random:
        """Chance for one thread of the round."""
        return self.table.chance(self.number, *names)

    def when(self, day: float, rng: random.Random) -> int:
        """Some hour of a working day, so many days after the meeting (before: negative)."""
        shift = day * self.lead if day < 0 else day
        local = datetime.fromtimestamp(self.at / 1000 + shift * 86_400, LOCAL)
        hour = local.replace(hour=rng.randint(9, 17), minute=rng.randrange(0, 60, 5))
        return workday(int(hour.timestamp() * 1000))


def rounds_of(table: Table, scale: int) -> tuple[Round, ...]:
    """Every round of a dialogue, oldest first.

    Args:
        table: of the dialogue.
        scale: how many times as often it meets.
    """
    plan = table.plan
    count = plan.rounds * scale
    # The first and the last stay on their days, the others stand closer between them.
    interval = plan.interval * (plan.rounds - 1) / max(1, count - 1)
    codes = [plan.host, *(code for code in plan.codes if code != plan.host)]
    made = []
    for index in range(count):
        day = plan.last - interval * (count - 1 - index)
        start = datetime.fromtimestamp(NOW_MS / 1000 + day * 86_400, LOCAL)
        start = start.replace(hour=10 + index % _HOURS, minute=0, second=0)
        at = workday(int(start.timestamp() * 1000))
        before = (at - plan.opened_ms) / DAY_MS - 8
        host = table.seat(codes[index % len(codes)])
        lead = min(1.0, max(0.05, before / LEAD_DAYS))
        made.append(Round(table, plan.first_round + index, index, at, host, lead))
    return tuple(made)


def dates(one: Round) -> Thread:
    """The window and the date: accepted as proposed, countered, crossed, declined, withdrawn."""
    table, host, guest = one.table, one.host, one.guest
    rng = one.chance("date")
    matter = f"meeting/{one.id}/date"
    yield one.when(-LEAD_DAYS, rng)
    table.sign(host, offered(_window(one, matter, rng)))
    yield one.when(-58, rng)
    table.accept_top(matter)
    style = rng.choices(
        ["plain", "counter", "crossed", "declined", "withdrawn"], [50, 24, 10, 9, 7]
    )[0]
    if table.plan.special == "crossed" and one.last:
        style = "crossed"
    right, other = _date(one, 0), _date(one, rng.choice([-3, 2, 4]))
    yield one.when(-45, rng)
    if style == "plain":
        table.sign(host, offered({matter: right}))
    elif style == "crossed":
        table.sign(host, offered({matter: right}))
        table.sign(guest, offered({matter: _date(one, 0, elsewhere=True)}))
    else:
        (ref,) = table.sign(host, offered({matter: other}))
        yield one.when(-43.5, rng)
        if style == "counter":
            table.sign(guest, offered({matter: right}))
        elif style == "declined":
            table.sign(guest, table.decline(ref, 2))
            yield one.when(-42.5, rng)
            table.sign(host, offered({matter: right}))
        else:
            table.sign(host, Refusal(ref), offered({matter: right}))
    yield one.when(-41, rng)
    table.accept_top(matter)


def _window(one: Round, matter: str, rng: random.Random) -> dict[str, object]:
    """A window by days, or one hung on an anchor and proposed with it as a package."""
    host = side_words()[one.host.code]
    first, last = day_of(one.at - 9 * DAY_MS), day_of(one.at + 12 * DAY_MS)
    hung = None
    values: dict[str, object] = {}
    if rng.random() < 0.4:  # noqa: PLR2004 - two of five
        name = f"event-{one.number}"
        words = phrases().anchors[one.index % len(phrases().anchors)]
        country = side_words()[one.guest.code].country
        day = day_of(one.at + 14 * DAY_MS).isoformat()
        title = fill(words.title, name=one.table.topic.name, country=country)
        values[f"anchor/{name}"] = Anchor(
            signed_as_invented(title), words.kind, day, day, host.zone, host.city
        )
        hung = Hung(name, -21, -2)
    values[matter] = Window(
        form="window",
        kind="round",
        round=one.number,
        title=None,
        first_day=None if hung else first.isoformat(),
        last_day=None if hung else last.isoformat(),
        zone=host.zone,
        hung=hung,
        place=host.city,
        host=one.host.code,
    )
    return values


def _date(one: Round, shift: int, *, elsewhere: bool = False) -> MeetingDate:
    """The date of the round, or one some days off; elsewhere: by video."""
    words = side_words()[one.host.code]
    start = workday(one.at + shift * DAY_MS)
    return MeetingDate(
        form="date",
        kind="round",
        round=one.number,
        title=None,
        start=start,
        end=start + _HOURS * 3_600_000,
        zone=words.zone,
        place=None if elsewhere else words.city,
        host=one.host.code,
    )


def meeting(one: Round) -> Thread:
    """Papers, delegations, who came, and what each side says in public."""
    table = one.table
    rng = one.chance("meeting")
    seats = (one.host, *table.others(one.host))
    prefix = f"meeting/{one.id}"
    object_ = table.object(one.index)
    if rng.random() < 0.55:  # noqa: PLR2004 - about every second round
        yield one.when(-7, rng)
        _circulate(one, rng)
    for seat in seats:
        yield one.when(-4, rng)
        table.sign(seat, said(f"{prefix}/delegation", Delegation(*_delegation(table, seat))))
    yield one.at + _HOURS * 3_600_000 + 1_800_000
    end = one.at + _HOURS * 3_600_000
    for seat in seats:
        head, members = _delegation(table, seat)
        value = Attendance(one.at, end, (head, *members))
        table.sign(seat, said(f"{prefix}/attendance", value))
    text = fill(phrases().readout, round=numbered(one.number), day=days(one.at), object=object_)
    for place, seat in enumerate(seats):
        yield one.when(0.4 + place, rng)
        release = one.at + 2 * DAY_MS if rng.random() < 0.5 else None  # noqa: PLR2004 - half
        table.sign(seat, said(f"{prefix}/readout", Readout(text, release)))


def _circulate(one: Round, rng: random.Random) -> None:
    """A paper, with its file and what the file is."""
    table, seat = one.table, rng.choice((one.host, one.guest))
    title = fill(rng.choice(phrases().papers), object=table.object(one.index + 1))
    language = seat.language
    lines = "\n".join((title[language], *phrases().paper_lines))
    raw = lines.encode()
    digest = table.attach(seat, raw)
    paper = Paper(title, digest, language)
    file = Document(
        f"paper-{one.id}-{seat.code}.txt", "text/plain", len(raw), digest, "official", language
    )
    table.sign(
        seat,
        said(f"meeting/{one.id}/paper", paper, digest),
        said(f"document/paper-{one.number}", file, digest),
    )


def _delegation(table: Table, seat: Seat) -> tuple[Words, tuple[Words, ...]]:
    """Head and members, by posts."""
    topic = table.topic
    if seat is table.ours:
        return table.post, tuple(one for one in (topic.beside, topic.ours) if one is not None)
    country = side_words()[seat.code].country
    organ = fill(topic.theirs, country=country)
    head = {
        "en": f"Director-General, {organ['en']}",
        "ko": f"{organ['ko']}장",
        "ja": f"{organ['ja']}長",
    }
    deputy = {
        "en": f"Deputy Director, {organ['en']}",
        "ko": f"{organ['ko']} 과장",
        "ja": f"{organ['ja']}課長",
    }
    return head, (deputy,)


def agenda(one: Round) -> Thread:
    """Items raised, supported, declined, withdrawn, carried over, taken off."""
    table, host, guest = one.table, one.host, one.guest
    rng = one.chance("agenda")
    yield one.when(-21, rng)
    raised = _items(one, rng, "standing")
    raised_refs = dict(
        zip(
            raised,
            table.sign(host, *(offered({name: item}) for name, item in raised.items())),
            strict=True,
        )
    )
    yield one.when(-18.5, rng)
    own = _items(one, rng, "new")
    names = list(raised)
    moves: list[Move] = [offered({name: item}) for name, item in own.items()]
    refused = names.pop() if rng.random() < 0.25 else None  # noqa: PLR2004 - every fourth round
    if refused is not None:
        offer = table.top(refused)
        assert offer is not None
        moves.append(table.decline(offer.ref, 3))
    table.accept_top(*names)
    refs = table.sign(guest, *moves)
    yield one.when(-17, rng)
    fate = rng.choices(["supported", "withdrawn", "declined", "counter"], [45, 25, 20, 10])[0]
    first, second = own
    in_vain: list[tuple[Seat, ActRef]] = [] if refused is None else [(host, raised_refs[refused])]
    if fate == "withdrawn":
        table.sign(guest, Refusal(refs[1]))
    elif fate == "declined":
        table.sign(host, table.decline(refs[1], 0))
        in_vain.append((guest, refs[1]))
    elif fate == "counter":
        item = own[second]
        table.sign(host, offered({second: _with(item, minutes=15, lead=host.code)}))
    table.accept_top(first, *((second,) if fate == "supported" else ()))
    yield one.when(-14, rng)
    for seat, ref in in_vain:
        if rng.random() < 0.8:  # noqa: PLR2004 - mostly it is taken back, and nobody is waited for
            table.sign(seat, Refusal(ref))
    if fate == "counter":
        table.accept_top(second)
    if rng.random() < 0.12:  # noqa: PLR2004 - now and then
        table.sign(host, offered({first: _with(own[first], status="off")}))
        yield one.when(-12, rng)
        table.accept_top(first)


def _with(item: AgendaItem, **changes: Any) -> AgendaItem:
    fields = {name: getattr(item, name) for name in AgendaItem.__struct_fields__}
    return AgendaItem(**{**fields, **changes})


def _items(one: Round, rng: random.Random, kind: str) -> dict[str, AgendaItem]:
    """Items by matter: the standing ones and one of the host's, or two of the guest's."""
    table, prefix = one.table, f"meeting/{one.id}/agenda"
    words = phrases()
    found: dict[str, AgendaItem] = {}
    if kind == "standing":
        for key, title in zip(("opening", "next-round"), words.standing, strict=True):
            found[f"{prefix}/{key}"] = AgendaItem(title, "standing", None, None, 15, (), None, "on")
    lead = one.host if kind == "standing" else one.guest
    for place in range(2):
        shift = one.index + place + (0 if kind == "standing" else 2)
        object_ = table.object(shift)
        title = fill(words.agenda[(one.index * 2 + shift) % len(words.agenda)], object=object_)
        carried = kind == "standing" and place == 0 and one.index > 0
        before = f"round-{one.number - 1}"
        found[f"{prefix}/item-{shift + 1}"] = AgendaItem(
            title,
            "carried-over" if carried else "new",
            before if carried else None,
            lead.code,
            rng.choice([20, 30, 45, 60]),
            (before,) if carried else (),
            fill(words.outcome_hoped, object=object_) if rng.random() < 0.3 else None,  # noqa: PLR2004
            "on",
        )
    return found


def calls(one: Round) -> Thread:
    """A call between the rounds, and sometimes a word on the date that was found."""
    table = one.table
    rng = one.chance("call")
    seats = (one.guest, *table.others(one.guest))
    name = f"call-{one.number}"
    matter = f"meeting/{name}/date"
    yield one.when(66, rng)
    at = workday(one.when(70, rng))
    title = phrases().call
    table.sign(
        one.guest,
        offered({matter: MeetingDate("date", "call", None, title, at, at + 2_700_000,
                                     side_words()[one.guest.code].zone, None, None)}),
    )  # fmt: skip
    yield one.when(67, rng)
    if rng.random() < 0.15:  # noqa: PLR2004 - now and then
        text = fill(phrases().statements["statement"], side=side_words()[one.host.code].side)
        table.sign(one.host, said(matter, Statement("statement", None, text)))
    table.accept_top(matter)
    yield at + 3_600_000
    for seat in seats:
        head, _ = _delegation(table, seat)
        value = Attendance(at, at + 2_700_000, (head,))
        table.sign(seat, said(f"meeting/{name}/attendance", value))
