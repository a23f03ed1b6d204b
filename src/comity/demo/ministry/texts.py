# SPDX-License-Identifier: Apache-2.0
"""A text on its way: proposed, countered, crossed, traded as a package, adopted, filed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from comity.core.ids import Matter
from comity.core.views import ActRef, OfferState
from comity.demo.ministry.plan import DAY_MS, Paragraph, phrases, side_words
from comity.demo.ministry.rounds import Round, workday
from comity.demo.ministry.seats import Seat
from comity.demo.ministry.table import Table, Thread, offered, said
from comity.demo.ministry.wording import days, fill, month, numbered, signed_as_invented
from comity.node.moves import Acceptance, Move
from comity.subjects.documents import Document
from comity.subjects.fields import Words
from comity.subjects.statements import Statement
from comity.subjects.texts import Adoption, Header, Wording
from comity.subjects.texts.versions import version_of

__all__ = ["Kind", "Negotiation", "negotiate", "text_of"]

Kind = Literal["summary", "memorandum", "statement", "paper"]
_KINDS: Final[dict[Kind, Any]] = {
    "summary": "summary-of-discussion",
    "memorandum": "memorandum",
    "statement": "joint-press-release",
    "paper": "non-paper",
}
_WILLING: Final = (0.5, 0.6, 0.75)
"""How readily a paragraph is accepted, turn by turn; what is left is traded as a package."""


@dataclass(slots=True)
class Negotiation:
    """One text under negotiation.

    Args:
        one: the round it belongs to.
        name: id of the text.
        header: as it is proposed.
        author: who drafts it.
        wishes: for each key the two wordings that are about.
        forms: for each key its form.
        pace: days between two turns.
        begin: UTC milliseconds.
        said: the wording that each proposal gives to a paragraph.
    """

    one: Round
    name: str
    header: Header
    author: Seat
    wishes: dict[str, Paragraph]
    forms: dict[str, Any]
    pace: float
    begin: int
    said: dict[tuple[ActRef, str], Wording] = field(default_factory=dict)

    @property
    def table(self) -> Table:
        """Whose text it is."""
        return self.one.table

    @property
    def other(self) -> Seat:
        """Who answers the author."""
        return self.table.others(self.author)[0]

    def matter(self, key: str) -> str:
        """The matter of a paragraph."""
        return f"text/{self.name}/p/{key}"

    def wording(self, key: str, wish: Literal["base", "other", "tail"]) -> Wording:
        """One wording of a paragraph."""
        pair = self.wishes[key]
        text = pair.other if wish == "other" else pair.base
        if wish == "tail":
            text = {code: one + phrases().tail[code] for code, one in text.items()}
        return Wording(self.forms[key], None, text)

    def propose(self, seat: Seat, moves: list[Move], wordings: dict[str, Wording]) -> None:
        """Sign other moves together with a proposal for each wording."""
        first = len(moves)
        moves += [offered({self.matter(key): one}) for key, one in wordings.items()]
        if moves:
            refs = self.table.sign(seat, *moves)
            for ref, (key, wording) in zip(refs[first:], wordings.items(), strict=True):
                self.said[ref, key] = wording

    def open_keys(self) -> list[str]:
        """The paragraphs that are not agreed, in order."""
        found = []
        for key in self.header.order:
            offer = self.table.top(self.matter(key))
            if offer is None or offer.state not in (OfferState.AGREED, OfferState.CONFIRMED):
                found.append(key)
        return found

    def turn(self, seat: Seat, rng: random.Random, willing: float) -> list[str]:
        """One side answers whatever awaits it, and words again what was declined.

        Returns:
            The paragraphs for which it proposed another wording.
        """
        moves: list[Move] = []
        wordings: dict[str, Wording] = {}
        for key in self.open_keys():
            offer = self.table.top(self.matter(key))
            if offer is None:
                continue
            own = offer.ref.party == seat.code
            if offer.state is OfferState.REFUSED and own:
                wordings[key] = self.wording(key, "other")
            if offer.state is not OfferState.OPEN or seat.code in offer.accepted:
                continue
            drawn = rng.random()
            if drawn < willing:
                moves.append(Acceptance(offer.ref))
            elif drawn < willing + 0.3:
                wordings[key] = self.wording(key, "other" if seat is self.other else "tail")
            elif drawn < willing + 0.37:
                moves.append(self.table.decline(offer.ref, rng.randrange(4)))
            elif drawn < willing + 0.42:
                moves.append(_statement(self.matter(key), seat, offer.ref, rng))
        self.propose(seat, moves, wordings)
        return list(wordings)

    def adoption(self) -> Adoption:
        """The digests of the whole as it is agreed now."""
        wordings = {}
        for key in self.header.order:
            offer = self.table.top(self.matter(key))
            assert offer is not None, "every paragraph is agreed"
            wordings[key] = self.said[offer.ref, key]
        versions = [
            version_of(self.name, self.header, wordings, code) for code in self.header.languages
        ]
        return Adoption(0, {one.language: one.digest for one in versions if one.digest})


def text_of(
    one: Round, kind: Kind, count: int, rng: random.Random, *, begin: int, pace: float
) -> Negotiation:
    """A text with so many paragraphs, its sentences drawn by chance.

    Args:
        one: the round it belongs to.
        kind: what sort of text.
        count: paragraphs, headings among them.
        rng: draws which sentences.
        begin: when it is first proposed, UTC milliseconds.
        pace: days between two turns.
    """
    table, words = one.table, phrases()
    object_ = table.object(one.index + len(kind))
    title = fill(
        words.texts[kind], round=numbered(one.number), object=object_, name=table.topic.name
    )
    keys = tuple(f"k{number}" for number in range(1, count + 1))
    wishes, forms = _paragraphs(one, kind, keys, rng)
    invented = table.plan.invented
    languages: dict[str, Any] = {"en": "authentic", "ja": "courtesy", "ko": "official"}
    if not invented:
        languages = {"en": "courtesy", "ja": "authentic", "ko": "authentic"}
    header = Header(
        title=title if invented else signed_as_invented(title),
        kind=_KINDS[kind],
        legal_status="not-legally-binding",
        languages=languages,
        prevailing="en" if invented else None,
        order=keys,
        meeting=one.id,
    )
    author = one.host if kind == "summary" else one.guest
    return Negotiation(one, f"{kind}-{one.number}", header, author, wishes, forms, pace, begin)


def _paragraphs(
    one: Round, kind: Kind, keys: tuple[str, ...], rng: random.Random
) -> tuple[dict[str, Paragraph], dict[str, Any]]:
    """Two wordings for each key, and the form of each."""
    table, words = one.table, phrases()
    sides = side_words()
    drawn: list[Paragraph] = []
    wishes: dict[str, Paragraph] = {}
    forms: dict[str, Any] = {}
    following = table.others(one.host)[0].code
    for place, key in enumerate(keys):
        forms[key] = "paragraph"
        if len(keys) > 12 and place % 12 == 0:  # noqa: PLR2004 - a long text has chapters
            heading = words.headings[(place // 12) % len(words.headings)]
            wishes[key], forms[key] = Paragraph(heading, heading), "heading"
            continue
        if not drawn:
            drawn = rng.sample(words.paragraphs, len(words.paragraphs))
        pair = drawn.pop()
        if kind == "summary" and place == 0:
            pair = Paragraph(words.opening, words.opening)
        if kind == "summary" and place == len(keys) - 1:
            pair = Paragraph(words.closing, words.closing)
        places: dict[str, object] = {
            "sides": table.sides,
            "object": table.object(rng.randrange(len(table.topic.objects))),
            "months": rng.choice([3, 6, 12]),
            "number": rng.randint(2, 12),
            "days": rng.choice([10, 14, 30, 60]),
            "month": month(one.at + rng.randint(60, 300) * DAY_MS),
            "round": numbered(one.number),
            "day": days(one.at),
            "host": sides[one.host.code].side,
            "next": sides[following].side,
        }
        wishes[key] = Paragraph(fill(pair.base, **places), fill(pair.other, **places))
    return wishes, forms


def negotiate(text: Negotiation) -> Thread:
    """The whole way of a text, as far as the clock allows."""
    table, author, other = text.table, text.author, text.other
    rng = text.one.chance("text", text.name)
    head = f"text/{text.name}"
    clock = _paced(text, rng)
    yield next(clock)
    wordings = {key: text.wording(key, "base") for key in text.header.order}
    text.propose(author, [offered({head: text.header})], wordings)
    yield next(clock)
    table.accept_top(head)
    disputed = text.turn(other, rng, _WILLING[0])[:1]
    if disputed and len(table.seats) == 2 and rng.random() < 0.6:  # noqa: PLR2004 - most of them
        # The author words it anew before it has heard the answer: both proposals cross.
        text.propose(author, [], {key: text.wording(key, "tail") for key in disputed})
    _join_in(text, rng)
    for seat, willing in ((author, _WILLING[1]), (other, _WILLING[2])):
        yield next(clock)
        text.turn(seat, rng, willing)
        _join_in(text, rng)
    yield next(clock)
    yield from _trade(text, rng, clock)
    yield next(clock)
    if text.open_keys():
        return
    table.sign(author, offered({f"{head}/adoption": text.adoption()}))
    yield next(clock)
    table.accept_top(f"{head}/adoption")
    yield next(clock)
    _file(text)


def _join_in(text: Negotiation, rng: random.Random) -> None:
    """Third parties accept whatever awaits them, once they have heard of it."""
    for third in text.table.others(text.author):
        if third is not text.other:
            text.table.carry()
            text.turn(third, rng, 1.0)


def _trade(text: Negotiation, rng: random.Random, clock: Iterator[int]) -> Thread:
    """What is still open goes into one package, both or neither; first *ad referendum*."""
    table, author, other = text.table, text.author, text.other
    keys = text.open_keys()
    if not keys:
        return
    wordings = {key: text.wording(key, rng.choice(["base", "other"])) for key in keys}
    package = offered({text.matter(key): one for key, one in wordings.items()})
    (ref,) = table.sign(author, package)
    for key, one in wordings.items():
        text.said[ref, key] = one
    yield next(clock)
    word = Statement("ad-referendum", (ref.party, ref.number, ref.index), None)
    table.sign(other, said(text.matter(keys[0]), word))
    yield next(clock)
    table.accept(author, ref)


def _paced(text: Negotiation, rng: random.Random) -> Iterator[int]:
    """When each turn comes."""
    at = float(text.begin)
    while True:
        yield workday(int(at))
        at += text.pace * DAY_MS * rng.uniform(0.7, 1.3)


def _statement(matter: str, seat: Seat, ref: ActRef, rng: random.Random) -> Move:
    """A reservation, or that it is still being examined."""
    form: Literal["reservation", "scrutiny"] = rng.choice(["reservation", "scrutiny"])
    text = fill(phrases().statements[form], side=side_words()[seat.code].side)
    return said(matter, Statement(form, (ref.party, ref.number, ref.index), text))


def _file(text: Negotiation) -> None:
    """The adopted text as a file of the host."""
    table, host = text.table, text.one.host
    title: Words = text.header.title
    language = host.language
    raw = "\n".join((title[language], *phrases().paper_lines)).encode()
    digest = table.attach(host, raw)
    file = Document(f"{text.name}.txt", "text/plain", len(raw), digest, "open", language)
    table.sign(host, said(str(Matter(f"document/{text.name}")), file, digest))
