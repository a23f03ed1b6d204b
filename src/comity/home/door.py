# SPDX-License-Identifier: Apache-2.0
"""THE DOOR: the only way from the dossier to the record (HOME-1), one use case a function.

Every step checks the person's powers and admission as the dossier knows them now, and writes a
line of the audit log in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db import transaction

from comity.core.encoding import forbidden_at
from comity.core.errors import MalformedError, RuleError
from comity.core.ids import ChannelId
from comity.core.limits import POST_CHARS_MAX
from comity.home import drafts
from comity.home.admissions import posts_in
from comity.home.basis import basis_of
from comity.home.figures import check_own, check_true
from comity.home.handing import HANDED_OVER
from comity.home.keeping import approvals_of, bind, fetch, locked, need_state, settle, told
from comity.home.models import (
    NOTE_CHARS_MAX,
    NUMBER_CHARS_MAX,
    Approval,
    Draft,
    DraftState,
    Person,
    Post,
)
from comity.home.reading import LIVE, Reader
from comity.home.roles import Power
from comity.home.signing import changed, sign
from comity.node.moves import Move
from comity.subjects.fields import check_day

__all__ = [
    "approval_of",
    "approvals_of",
    "approve",
    "basis_of",
    "changed_since",
    "consult",
    "discard",
    "draft",
    "drafts_of",
    "hand_over",
    "open_draft",
    "revise",
    "seen_of",
    "send_back",
    "sign",
    "take_over",
    "twin_of",
    "waiting",
]

CLOSED_SHOWN: Final = 100
"""Drafts with which nothing is to be done any more, shown beside those that wait."""
CONSULTED_MAX: Final = 20
"""Offices that may be noted as consulted on one draft."""
_UNSIGNED: Final = (DraftState.OPEN, DraftState.APPROVED, DraftState.RETURNED)


# --- looking ---


def waiting(reader: Reader) -> tuple[Draft, ...]:
    """Every draft with which something is still to be done, oldest first; as far as the reader
    may know of it.
    """
    if not reader.sees_drafts:
        return ()
    rows = Draft.objects.filter(channel__in=reader.channels(), state__in=LIVE)
    rows = rows.select_related("author__post", "post", "signer__post")
    return tuple(rows.order_by("created_ms", "id"))


def drafts_of(reader: Reader) -> tuple[Draft, ...]:
    """What waits, as `waiting`; then the last that were signed or discarded, newest first."""
    if not reader.sees_drafts:
        return ()
    rows = Draft.objects.filter(channel__in=reader.channels()).exclude(state__in=LIVE)
    rows = rows.select_related("author__post", "post", "signer__post")
    return (*waiting(reader), *rows.order_by("-changed_ms", "id")[:CLOSED_SHOWN])


def approval_of(made: Draft) -> Approval | None:
    """The newest approval that covers exactly what the draft says now, or None. Rule: HOME-2."""
    return max(approvals_of(made), key=lambda one: (one.at_ms, one.pk), default=None)


def open_draft(reader: Reader, draft_id: UUID) -> Draft:
    """The draft; what became of a signature that was begun is found out first. HOME-14.

    Raises:
        RuleError: ``not-found``. Rule: HOME-11.
    """
    settle(reader, draft_id)
    return fetch(reader, draft_id)


def seen_of(reader: Reader, draft: Draft) -> str:
    """What a page that shows the draft has shown: its content, and the record on its items.

    A page sends it back with what its reader decides (`approve`, `sign`). Rule: HOME-13.
    """
    return f"{draft.revision}.{_basis(reader, draft)}"


def changed_since(reader: Reader, draft: Draft) -> bool:
    """Whether the record has moved on its items since the draft was written. Rule: HOME-3."""
    return _basis(reader, draft) != draft.basis


# --- preparing ---


def twin_of(reader: Reader, channel: ChannelId, move: Move) -> Draft | None:
    """The reader's own draft that says exactly this and waits to be approved or signed, or None."""
    ready = (DraftState.OPEN, DraftState.APPROVED)
    found = Draft.objects.filter(
        channel=channel, author=reader.person, state__in=ready, move=drafts.pack(move)
    )
    return found.select_related("author__post", "post", "signer__post").first()


def draft(reader: Reader, channel: ChannelId, move: Move, note: str = "") -> Draft:
    """A new draft, kept at home; nobody outside learns of it.

    Where the same person has a draft of the same content that waits, with the same note, it is
    that one: what is sent twice is drafted once.

    It is to be signed in the name of the author's post if he may sign, else of the one post that
    can sign there, if there is only one.

    Args:
        reader: who drafts.
        channel: where.
        move: what is to be signed.
        note: for colleagues, 0 to 2,000 code points.

    Raises:
        RuleError: ``not-found``, ``not-allowed``; ``unknown-offer`` (ACT-13);
            ``figure-not-reproduced`` (FIG-8).
        MalformedError: a body that its subject would not take; ``note``.
    """
    reader = reader.anew()
    reader.need(Power.DRAFT)
    reader.check(channel)
    _check_line("note", "HOME-2", note, NOTE_CHARS_MAX)
    now = reader.node.clock.now_ms()
    made = Draft(channel=channel, created_ms=now)
    _write(reader, made, move, note)
    bind(reader, made, _post_to_sign(reader, channel))
    with transaction.atomic():
        twin = twin_of(reader, channel, move)
        if twin is not None and twin.note == note:
            return twin
        made.save(force_insert=True)
        told(reader, made, "drafted", reader.person)
    return made


def revise(reader: Reader, draft_id: UUID, move: Move, note: str = "") -> Draft:
    """The draft with other content: whoever changes it is its author, and no approval covers it.

    Raises: as `draft`; ``draft-signed``, ``draft-discarded``; UnavailableError ``draft-signing``.

    Rule: HOME-2.
    """
    reader = reader.anew()
    reader.need(Power.DRAFT)
    _check_line("note", "HOME-2", note, NOTE_CHARS_MAX)
    settle(reader, draft_id)
    with locked(reader, draft_id) as made:
        need_state(made, *_UNSIGNED)
        _write(reader, made, move, note)
        made.revision += 1
        made.consulted = []
        made.state = DraftState.OPEN
        bind(reader, made, _post_to_sign(reader, ChannelId(made.channel)))
        made.save()
        told(reader, made, "revised", reader.person)
    return made


def discard(reader: Reader, draft_id: UUID) -> None:
    """The draft will not be signed. Raises: as `revise`, but for its content."""
    reader = reader.anew()
    reader.need(Power.DRAFT)
    settle(reader, draft_id)
    with locked(reader, draft_id) as made:
        need_state(made, *_UNSIGNED)
        _turn(reader, made, DraftState.DISCARDED, "discarded")


def hand_over(reader: Reader, draft_id: UUID, note: str = "") -> None:
    """The draft, as it stands, is ready for whoever approves and signs; changed, it is not any more
    (`handed`).

    Args:
        reader: who drafts.
        draft_id: open or approved.
        note: for the signer, in place of the draft's, 0 to 2,000 code points.

    Raises: as `discard`; ``draft-returned``; MalformedError ``note``. Rule: HOME-16.
    """
    reader = reader.anew()
    reader.need(Power.DRAFT)
    _check_line("note", "HOME-2", note, NOTE_CHARS_MAX)
    settle(reader, draft_id)
    with locked(reader, draft_id) as made:
        need_state(made, DraftState.OPEN, DraftState.APPROVED)
        made.note = note
        _turn(reader, made, DraftState(made.state), HANDED_OVER)


# --- approving ---


def approve(
    reader: Reader, draft_id: UUID, number: str = "", *, day: str = "", seen: str
) -> Approval:
    """The draft, exactly as it was shown, is approved to be signed by the post that it names.

    Args:
        reader: another person than the author.
        draft_id: open or approved before.
        number: under which the ministry's own system has approved it, 0 to 100 code points.
        day: of that approval, as ``2023-04-26``, or empty.
        seen: what the page had shown (`seen_of`).

    Raises:
        RuleError: ``not-found``, ``not-allowed``, ``approval-own``, ``changed-while-reading``,
            ``draft-returned``, ``draft-signed``, ``draft-discarded``.
        MalformedError: ``approval-number``, ``approval-day``.
        UnavailableError: ``draft-signing``.

    Rules: HOME-2, HOME-13.
    """
    reader = reader.anew()
    reader.need(Power.APPROVE)
    _check_line("approval-number", "HOME-2", number, NUMBER_CHARS_MAX)
    _check_day(day)
    settle(reader, draft_id)
    with locked(reader, draft_id) as made:
        need_state(made, DraftState.OPEN, DraftState.APPROVED)
        if made.author_id == reader.person.pk:
            raise RuleError("approval-own", "HOME-2", "another person than the author approves")
        basis = _basis(reader, made)
        if seen != f"{made.revision}.{basis}":
            raise changed()
        approval = Approval.objects.create(
            draft=made, person=reader.person, post=reader.person.post, number=number, day=day,
            at_ms=reader.node.clock.now_ms(), covers=made.commitment, basis=basis,
        )  # fmt: skip
        more = {name: text for name, text in (("number", number), ("day", day)) if text}
        _turn(reader, made, DraftState.APPROVED, "approved", **more)
    return approval


def consult(reader: Reader, draft_id: UUID, offices: Iterable[str]) -> None:
    """These offices were consulted on the draft as it stands, in place of those noted before.

    Nothing of it is signed or covered by an approval.

    Args:
        reader: who drafts or approves.
        draft_id: not yet signed or discarded.
        offices: their names, 20 at most, each of 1 to 200 code points in one line.

    Raises: as `discard`; MalformedError ``consulted``. Rule: HOME-18.
    """
    reader = reader.anew()
    if not reader.may(Power.APPROVE):
        reader.need(Power.DRAFT)
    named = list(dict.fromkeys(offices))
    if len(named) > CONSULTED_MAX:
        raise MalformedError("consulted", "HOME-18", f"at most {CONSULTED_MAX} offices")
    for one in named:
        _check_line("consulted", "HOME-18", one, POST_CHARS_MAX)
        if not one.isprintable() or not one.strip():
            raise MalformedError("consulted", "HOME-18", "an office in one line")
    settle(reader, draft_id)
    with locked(reader, draft_id) as made:
        need_state(made, *_UNSIGNED)
        made.consulted = named
        _turn(reader, made, DraftState(made.state), "consulted", offices="; ".join(named))


def send_back(reader: Reader, draft_id: UUID, note: str) -> None:
    """The draft is to be changed before anything else is done with it.

    Args:
        reader: who may approve or sign; another person than the author, who changes it instead.
        draft_id: open or approved.
        note: why, 0 to 2,000 code points.

    Raises: as `approve`, but ``return-own``; MalformedError ``note``. Rule: HOME-10.
    """
    reader = reader.anew()
    if not reader.may(Power.SIGN):
        reader.need(Power.APPROVE)
    _check_line("note", "HOME-2", note, NOTE_CHARS_MAX)
    settle(reader, draft_id)
    with locked(reader, draft_id) as made:
        need_state(made, DraftState.OPEN, DraftState.APPROVED)
        if made.author_id == reader.person.pk:
            raise RuleError("return-own", "HOME-10", "whoever wrote it changes it instead")
        made.note = note
        _turn(reader, made, DraftState.RETURNED, "returned")


def take_over(reader: Reader, draft_id: UUID) -> Draft:
    """The draft is to be signed in the name of the reader's own post.

    What was approved for another post is to be approved again, since an approval covers the post.

    Raises: as `discard`. Rule: HOME-2.
    """
    reader = reader.anew()
    reader.need(Power.SIGN)
    settle(reader, draft_id)
    with locked(reader, draft_id) as made:
        need_state(made, DraftState.OPEN, DraftState.APPROVED)
        if made.post_id != reader.person.post_id:
            bind(reader, made, reader.person.post)
            _turn(reader, made, DraftState.OPEN, "taken-over")
    return made


# --- inside ---


def _write(reader: Reader, made: Draft, move: Move, note: str) -> None:
    """The content, its items, and what the record says of them now."""
    drafts.check_move(move)
    if reader.duty:
        drafts.check_duty(move)
    check_true(reader.node, ChannelId(made.channel), move)
    check_own(reader.node, ChannelId(made.channel), move)
    made.move = drafts.pack(move)
    with reader.node.channels.hold(ChannelId(made.channel)) as held:
        matters = drafts.matters_of(held, move)
        made.basis = basis_of(reader.node, held, matters)
    made.matters = [str(matter) for matter in matters]
    made.author, made.note = reader.person, note
    made.changed_ms = reader.node.clock.now_ms()


def _turn(reader: Reader, made: Draft, state: DraftState, action: str, **more: str) -> None:
    made.state = state
    made.changed_ms = reader.node.clock.now_ms()
    made.save()
    told(reader, made, action, reader.person, **more)


def _basis(reader: Reader, made: Draft) -> str:
    with reader.node.channels.hold(ChannelId(made.channel)) as held:
        return basis_of(reader.node, held, made.matters)


def _post_to_sign(reader: Reader, channel: ChannelId) -> Post:
    """In whose name the reader's draft is to be signed."""
    if reader.may(Power.SIGN):
        return reader.person.post
    people = Person.objects.filter(active=True, post__in=posts_in((channel,)))
    posts = {
        one.post_id: one.post for one in people.select_related("post") if Power.SIGN in one.powers
    }
    return posts.popitem()[1] if len(posts) == 1 else reader.person.post


def _check_day(text: str) -> None:
    """Nothing, if it is empty or a day of the calendar."""
    if text:
        try:
            check_day(text, "day")
        except MalformedError as error:
            raise MalformedError("approval-day", "HOME-2", error.hint) from None


def _check_line(code: str, rule: str, text: str, chars_max: int) -> None:
    if len(text) > chars_max or forbidden_at(text) is not None:
        raise MalformedError(code, rule, f"at most {chars_max} characters, all of them visible")
