# SPDX-License-Identifier: Apache-2.0
"""The ministry's own people: posts, who may know of what, drafts in every state, what was seen.

All of it through the use cases of the dossier, as at a desk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import cycle
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final

from comity.assembly.ministry import open_home
from comity.assembly.record import assemble
from comity.config import Config, read_config
from comity.core.entries import read_entry
from comity.core.errors import ComityError
from comity.core.ids import ChannelId, Matter
from comity.demo.ministry.plan import DAY_MS, NOW_MS, Dialogue, phrases, side_words
from comity.demo.ministry.posts import PASSWORD, all_posts, post_of
from comity.demo.ministry.seats import PASSPHRASE, StoryClock
from comity.demo.ministry.wording import fill
from comity.node.installation import Node
from comity.node.moves import Acceptance, Move, Proposal, Refusal, Statement
from comity.subjects import Rooms, view, write_body
from comity.subjects.reading import BodyState
from comity.subjects.standing import Standing
from comity.subjects.statements import Statement as Words
from comity.subjects.texts import Wording

if TYPE_CHECKING:
    from comity.home.models import Person
    from comity.home.models_organs import Organ
    from comity.home.reading import Reader

__all__ = ["admissions", "make_people"]

_HOUR_MS: Final = 3_600_000
_NOTES: Final = (
    "",
    "담당 부서와 협의 완료. 검토 후 결재 바랍니다.",
    "관계 부처(재정 당국) 의견 반영함.",
    "Legal department consulted; no objection.",
    "",
)
_RETURNED: Final = "2항의 표현을 지난 회의 문안에 맞추어 수정 바랍니다."
_FATES: Final = ("open", "approved", "returned", "signed", "open", "discarded")
_PER_DIALOGUE: Final = 2


@dataclass(slots=True)
class _Office:
    """The dossier while it is filled: its node, the clock, and who is there."""

    node: Node
    clock: StoryClock
    people: dict[str, Person]
    rng: Random

    def reader(self, person: Person) -> Reader:
        """Somebody at the desk just now."""
        from comity.home.reading import Reader

        return Reader(person, self.node, approvals=0)

    def one_of(self, channel: ChannelId, power: str, but: Person | None = None) -> Person | None:
        """Somebody who may do that in a dialogue, by chance."""
        fit = [
            one
            for one in self.people.values()
            if power in one.powers and one != but and channel in self.reader(one).channels()
        ]
        return self.rng.choice(fit) if fit else None


def make_people(
    folder: Path, plans: Sequence[Dialogue], channels: dict[str, ChannelId], seed: str
) -> None:
    """Posts, people, admissions, drafts and visits, in the dossier of the node of a folder."""
    config = read_config(folder)
    open_home(config)
    clock = StoryClock(min(one.opened_ms for one in plans))
    assembled = assemble(config, PASSPHRASE, clock)
    try:
        office = _Office(assembled.node, clock, {}, Random(f"{seed}/people"))  # noqa: S311
        _appoint(office, plans, channels)
        fates = cycle(_FATES)
        for plan in plans:
            _draft_some(office, plan, channels[plan.id], fates)
        clock.ms = NOW_MS
        _look_around(office)
    finally:
        assembled.close()
        import_module("django.db").connections.close_all()


def _appoint(office: _Office, plans: Sequence[Dialogue], channels: dict[str, ChannelId]) -> None:
    """Posts and people, and who may know of which dialogue."""
    from comity.home import organs, people

    begin = office.clock.ms
    organs_made: dict[str, Organ] = {}
    known = {plan.topic for plan in plans}
    for slug, post in all_posts().items():
        if post.topics and known.isdisjoint(post.topics):
            continue  # a smaller ministry needs fewer people
        organ = organs_made.get(post.organ)
        if organ is None:
            number = len(organs_made) + 1
            organ = organs.add_organ(f"organ-{number}", {"en": post.organ}, begin)
            organs_made[post.organ] = organ
        made = people.add_post(slug, post.names, organ, begin)
        for one in post.people:
            office.people[one.sign_in] = people.add_person(
                one.sign_in, made, one.roles, PASSWORD, begin, language=one.language
            )
        for plan in plans:
            if plan.topic in post.topics:
                people.admit(made, channels[plan.id], plan.opened_ms)


# --- drafts -----------------------------------------------------------------------------------


def _draft_some(office: _Office, plan: Dialogue, channel: ChannelId, fates: Iterator[str]) -> None:
    """Some drafts of one dialogue, each as far on its way as the next of the fates says."""
    with office.node.channels.hold(channel) as held:
        if held.channel.frozen:
            return
        rooms = view(held.channel.sight, office.node.records.bodies(channel))
    moves = list(_moves(office, rooms))
    for move in office.rng.sample(moves, min(_PER_DIALOGUE, len(moves))):
        author = office.one_of(channel, "draft")
        if author is None:
            return
        office.clock.ms = NOW_MS - office.rng.randint(2, 4 * 24) * _HOUR_MS
        try:
            _prepare(office, channel, plan, author, move, next(fates))
        except ComityError as error:
            # It has no effect any more, or its dialogue was left: nobody would have drafted it.
            if error.code not in {"left", "position", "refused", "unknown-offer"}:
                raise


def _moves(office: _Office, rooms: Rooms) -> Iterator[Move]:
    """What an officer might prepare as the dialogue stands."""
    own = office.node.party
    for standing in rooms.standings:
        for one in standing.open:
            if one.body.state is not BodyState.READ or one.offer.silence:
                continue
            if own in one.awaited:
                yield Acceptance(one.offer.ref)
                yield Refusal(one.offer.ref, None)
                counter = _counter(standing)
                if counter is not None:
                    yield counter
        if standing.agreed is not None and standing.matter == "terms":
            text = fill(phrases().statements["statement"], side=side_words()[own].side)
            value = Words("statement", None, text)
            yield Statement(Matter("terms"), write_body("terms", "declare", value))


def _counter(standing: Standing[Any, Any]) -> Move | None:
    """Another wording of a paragraph that awaits us, or None where it is something else."""
    value = standing.open[-1].body.value
    if not isinstance(value, Wording):
        return None
    text = {code: one + phrases().tail[code] for code, one in value.text.items()}
    raw = write_body(standing.matter, "offer", Wording(value.form, None, text))
    return Proposal({standing.matter: raw})


def _prepare(
    office: _Office,
    channel: ChannelId,
    plan: Dialogue,
    author: Person,
    move: Move,
    fate: str,
) -> None:
    """One draft, on its way as far as its fate."""
    from comity.home import door

    made = door.draft(office.reader(author), channel, move, office.rng.choice(_NOTES))
    office.clock.ms += _HOUR_MS // 2
    if fate == "discarded":
        door.discard(office.reader(author), made.id)
        return
    checker = office.one_of(channel, "approve", author)
    if fate == "open" or checker is None:
        return
    reader = office.reader(checker)
    seen = door.seen_of(reader, door.open_draft(reader, made.id))
    if fate == "returned":
        door.send_back(reader, made.id, _RETURNED)
        return
    number = f"{plan.topic[:3].upper()}-2023-{office.rng.randint(100, 999)}"
    door.approve(reader, made.id, number, seen=seen)
    lead = office.people[all_posts()[post_of(plan.topic)].people[0].sign_in]
    if fate == "signed" and "sign" in lead.powers:
        office.clock.ms += _HOUR_MS // 3
        reader = office.reader(lead)
        seen = door.seen_of(reader, door.open_draft(reader, made.id))
        door.sign(reader, made.id, seen, PASSWORD)


# --- what was seen ----------------------------------------------------------------------------


def _look_around(office: _Office) -> None:
    """Most people have looked in lately, each at another time: what came since is new to them."""
    for person in office.people.values():
        reader = office.reader(person)
        since = NOW_MS - office.rng.choice([1, 2, 3, 7]) * DAY_MS
        for channel in reader.channels():
            if office.rng.random() < 0.85:  # noqa: PLR2004 - some have never looked here
                reader.visit(channel, _place_at(office.node, channel, since))


def _place_at(node: Node, channel: ChannelId, ms: int) -> int:
    """The place up to which the record of a dialogue had come at a time."""
    found = 0
    for place, placed in node.records.since(channel, 0, 1_000_000, signatures=False):
        if read_entry(placed.raw).time > ms:
            break
        found = place
    return found


def admissions(config: Config) -> dict[str, int]:
    """To how many dialogues each post is admitted, by slug; those admitted to any."""
    open_home(config)
    from comity.home.models import Admission

    rows = Admission.objects.values_list("post__slug", flat=True)
    found = Counter(rows)
    import_module("django.db").connections.close_all()
    return found
