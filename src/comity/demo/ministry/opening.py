# SPDX-License-Identifier: Apache-2.0
"""How a dialogue begins: it is founded, and its terms of reference are negotiated."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from comity.demo.ministry.plan import DAY_MS, OURS, phrases, side_words
from comity.demo.ministry.seats import Seat
from comity.demo.ministry.table import Table, Thread, offered
from comity.demo.ministry.wording import fill
from comity.demo.scenario import PRESETS
from comity.presets import load
from comity.subjects.fields import Words
from comity.subjects.terms import Terms
from comity.subjects.terms.bodies import Contact, Hosting, Rhythm, Side

__all__ = ["amended", "open_dialogue", "terms_of"]

_HOUR_MS: Final = 3_600_000
_REAL_PRESETS: Final = {"security": PRESETS["security"], "economic": PRESETS["economic"]}


def open_dialogue(table: Table) -> Thread:
    """Founded, and its terms agreed; where the plan says so they are still on the table."""
    begin = table.plan.opened_ms
    rng = table.chance("opening")
    yield begin
    table.found()
    yield begin + DAY_MS
    terms = terms_of(table)
    inviter = table.seat(table.plan.host)
    guest = table.others(inviter)[0]
    table.sign(inviter, offered({"terms": terms}))
    # The youngest dialogue has no terms yet: both sides still word them.
    if table.plan.special == "terms":
        for day, seat in ((9, guest), (15, inviter), (20, guest)):
            yield begin + day * DAY_MS + 3 * _HOUR_MS
            table.sign(seat, offered({"terms": amended(terms, table, day)}))
        return
    if rng.random() < 0.6:  # noqa: PLR2004 - mostly
        yield begin + 2 * DAY_MS
        table.sign(guest, offered({"terms": amended(terms, table, 0)}))
    yield begin + 3 * DAY_MS
    table.accept_top("terms")


def terms_of(table: Table) -> Terms:
    """The terms that are proposed first: a preset's, made the dialogue's own."""
    plan, words = table.plan, phrases()
    date = plan.opened
    if not plan.invented:
        terms = load(_REAL_PRESETS[plan.topic]).terms_for(plan.codes)
        prejudice = (*terms.without_prejudice, words.invented)
        return msgspec.structs.replace(terms, without_prejudice=prejudice)
    terms = load("generic").terms_for(plan.codes, date)
    topic = table.topic
    sides: dict[str, Side] = {}
    contacts: list[Contact] = []
    for seat in table.seats:
        ours = seat.code == OURS
        organ = fill(topic.theirs, country=side_words()[seat.code].country)
        sides[seat.code] = Side(topic.ours, topic.beside) if ours else Side(organ, None)
        post = table.post if ours else organ
        contacts.append(Contact(seat.code, post, "head-of-delegation"))
    scope = tuple(
        fill(words.scope[place % len(words.scope)], object=table.object(place))
        for place in range(5)
    )
    decision = fill(words.mandate, name=topic.name)
    return msgspec.structs.replace(
        terms,
        titles={seat.code: _title(table, seat) for seat in table.seats},
        common_title=None,
        level="director-general",
        sides=sides,
        mandate=msgspec.structs.replace(terms.mandate, decision=decision),
        scope=scope,
        kept_out=(words.kept_out,),
        without_prejudice=(*terms.without_prejudice, words.invented),
        rhythm=Rhythm(12, words.rhythm, Hosting("alternate", plan.host)),
        contacts=tuple(contacts),
    )


def amended(terms: Terms, table: Table, place: int) -> Terms:
    """The terms with one more point in their scope, or with one less."""
    point = fill(phrases().scope[place % 3], object=table.object(place + 5))
    scope: tuple[Words, ...] = (*terms.scope, point) if place % 2 == 0 else terms.scope[:-1]
    return msgspec.structs.replace(terms, scope=scope)


def _title(table: Table, seat: Seat) -> Words:
    """What one party calls the dialogue: itself first."""
    ordered = (seat, *table.others(seat))
    names: list[dict[str, Any]] = [side_words()[one.code].country for one in ordered]
    long = table.topic.long
    bilateral = len(names) == 2  # noqa: PLR2004 - two countries are joined by a word
    korean = (
        f"{names[0]['ko']}과 {names[1]['ko']} 간"
        if bilateral
        else "·".join(one["ko"] for one in names) + " 간"
    )
    return {
        "en": "–".join(one["en"] for one in names) + f" {long['en']}",
        "ko": f"{korean} {long['ko']}",
        "ja": "・".join(one["ja"] for one in names) + f"間の{long['ja']}",
    }
