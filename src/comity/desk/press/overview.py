# SPDX-License-Identifier: Apache-2.0
"""The page Press of a dialogue: what each side may say now, what only if asked, and from when."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from comity.core.ids import ChannelId
from comity.desk.dialogues.troubles import Trouble, halts_of
from comity.desk.items.index import Index, index_of, item_title, subject_title, title_of
from comity.desk.items.spoken import spoken_page
from comity.desk.moves.asked import channel_named
from comity.desk.press.beside import propose_href
from comity.desk.press.states import OPEN, ORDER, in_force, sayable_tag
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.states import Tag, tags
from comity.desk.titles import marking_of
from comity.home.release import Guided, clock_went_back, guided, releases_of
from comity.home.roles import Power
from comity.subjects.fields import Words
from comity.subjects.press import Guidance, Sayable
from comity.telling.bodies import tell
from comity.telling.faults import told_of, what_next
from comity.telling.sayable import sayable_told
from comity.telling.voice import Voice, sentence

__all__ = ["press_page"]


class Spoken(NamedTuple):
    """Words of one language; `take` is where they are taken out as a file, or empty."""

    language: str
    text: str
    take: str


class Line(NamedTuple):
    """What one side may say, or what is answered if asked: whose words, and in which languages."""

    heading: str
    ours: bool
    words: tuple[Spoken, ...]


class Released(NamedTuple):
    """A side's word that it has released it; `early` says that the agreed time had not come."""

    party: str
    side: str
    told: tuple[str, ...]
    early: bool
    entry: str


class Taken(NamedTuple):
    """That somebody here has taken out the text: which post, when, in which language."""

    post: str
    time: str
    language: str


class ShownGuidance(NamedTuple):
    """One guidance as the page shows it.

    Args:
        id: names it on the page.
        title, href: of its item.
        about, about_href: what it is on, and that page or empty.
        tag, told: whether something may be said now.
        tags: how it stands as an item, where it is not agreed or something is open.
        lines: the words, our own side's first; none before it is agreed.
        proposed: the words of the newest proposal where nothing is agreed, told by us.
        released: what each side has said of releasing it.
        taken: who has taken the text out here.
        state: where our release is stated, or empty.
    """

    id: str
    title: str
    href: str
    about: str
    about_href: str
    tag: Tag
    told: str
    tags: tuple[Tag, ...]
    lines: tuple[Line, ...]
    proposed: tuple[str, ...]
    released: tuple[Released, ...]
    taken: tuple[Taken, ...]
    state: str


@require_GET
@spoken_page(Power.READ)
def press_page(request: DeskRequest, channel: str) -> HttpResponse:
    """The page. DESK-60."""
    here = channel_named(request, channel)
    index, voice = index_of(request, here), request.voice
    halts = halts_of(request, here)
    back = clock_went_back(request.reader, here)
    found = sorted(
        guided(request.reader, here), key=lambda one: (ORDER.index(one.sayable), one.view.id)
    )
    terms = index.rooms.terms.details[0].terms
    may = request.reader.may(Power.DRAFT)
    values: dict[str, Any] = {
        "channel": channel,
        "dialogue": title_of(request, here),
        "marking": marking_of(voice, index.rooms),
        "told": _told(voice, found, back=back),
        "troubles": (*halts, *(_clock_trouble(voice) if back else ())),
        "guidance": tuple(
            _shown(request, here, index, one, frozen=bool(halts), back=back) for one in found
        ),
        "readout_rule": "" if terms is None else voice.pick(terms.readout.words),
        "propose": propose_href(request, here) if may and not halts else "",
    }
    return show(request, "press/page.html", values)


def _told(voice: Voice, found: list[Guided], *, back: bool) -> str:
    words = voice.words
    if back:
        return words.gettext("Nothing may be said as long as the clock is wrong.")
    count = sum(1 for one in found if one.sayable in OPEN)
    if count:
        return words.ngettext(
            "Our side may say something now on {count} item.",
            "Our side may say something now on {count} items.",
            count,
        )
    return words.gettext("Nothing may be said in public now by what is agreed here.")


def _clock_trouble(voice: Voice) -> tuple[Trouble, ...]:
    words = voice.words
    return (
        Trouble(
            words.gettext("The clock of this node can't be relied on"),
            told_of(words, "clock-back", ""),
            what_next(words, "clock-back"),
            "alarm",
        ),
    )


def _shown(
    request: DeskRequest, channel: ChannelId, index: Index, one: Guided, *, frozen: bool, back: bool
) -> ShownGuidance:
    voice, view = request.voice, one.view
    guidance = in_force(one, halted=frozen)
    matter = view.standing.matter
    may = request.reader.may(Power.DRAFT)
    take = may and one.sayable is Sayable.NOW and not back
    sayable = one.sayable
    proposed = () if guidance is not None else _proposed(voice, one)
    open_ones = view.standing.moves or guidance is None
    subject = view.subject
    return ShownGuidance(
        id=view.id,
        title=item_title(voice, index, matter),
        href=reverse("item", kwargs={"channel": channel, "matter": matter}),
        about=subject_title(voice, index, subject),
        about_href=_about_href(channel, index, subject),
        tag=sayable_tag(voice, sayable),
        told=sayable_told(voice, sayable, guidance),
        tags=tags(voice, view.standing) if open_ones else (),
        lines=() if guidance is None else _lines(request, channel, view.id, guidance, take=take),
        proposed=proposed,
        released=tuple(
            Released(
                said.party,
                sentence(voice.side(said.party)),
                tuple(tell(voice, said.body.value)),
                view.early(said),
                reverse(
                    "entry",
                    kwargs={
                        "channel": channel,
                        "party": said.party,
                        "number": said.declaration.ref.number,
                    },
                ),
            )
            for said in view.releases
            if said.body.value is not None
        ),
        taken=_taken(request, channel, view.id),
        state=_state_href(channel, matter) if may and sayable in OPEN and not frozen else "",
    )


def _proposed(voice: Voice, one: Guided) -> tuple[str, ...]:
    """What the newest open proposal says, where nothing is agreed."""
    bodies = [proposal.body.value for proposal in one.view.standing.open]
    found = [value for value in bodies if value is not None]
    return tuple(tell(voice, found[-1])) if found else ()


def _lines(
    request: DeskRequest, channel: ChannelId, name: str, guidance: Guidance, *, take: bool
) -> tuple[Line, ...]:
    """The words, our own side's first."""
    voice, own = request.voice, str(request.voice.own)

    def spoken(words: Words, *, take: bool = False) -> tuple[Spoken, ...]:
        return tuple(
            Spoken(code, text, _take_href(channel, name, code) if take else "")
            for code, text in voice.ordered(words)
        )

    lines = []
    if guidance.common is not None:
        heading = voice.words.gettext("Every side, in the same words")
        lines.append(Line(heading, ours=True, words=spoken(guidance.common, take=take)))
    for code in sorted(guidance.lines, key=lambda one: (one != own, one)):
        ours = code == own
        words = spoken(guidance.lines[code], take=take and ours)
        lines.append(Line(sentence(voice.side(code)), ours=ours, words=words))
    if guidance.if_asked is not None:
        heading = voice.words.gettext("Only if asked")
        lines.append(Line(heading, ours=False, words=spoken(guidance.if_asked)))
    return tuple(lines)


def _taken(request: DeskRequest, channel: ChannelId, name: str) -> tuple[Taken, ...]:
    """Who has taken the text out, newest first; nothing for who may not draft."""
    voice = request.voice
    if not request.reader.sees_drafts:
        return ()
    return tuple(
        Taken(voice.pick(one.post.names), voice.instant(one.at_ms), voice.language(one.language))
        for one in releases_of(request.reader, channel)
        if one.guidance == name
    )


def _take_href(channel: ChannelId, name: str, language: str) -> str:
    return reverse(
        "public-text", kwargs={"channel": channel, "guidance": name, "language": language}
    )


def _state_href(channel: ChannelId, matter: str) -> str:
    return reverse("state", kwargs={"channel": channel, "matter": f"{matter}/released"})


def _about_href(channel: ChannelId, index: Index, subject: str | None) -> str:
    """The page of what the guidance is on, where there is one."""
    if subject is None:
        return reverse("dialogue", kwargs={"channel": channel})
    kind, _, name = subject.partition("/")
    if kind == "meeting" and name in index.meetings:
        return reverse("meeting", kwargs={"channel": channel, "meeting": name})
    if kind == "text" and name in index.texts:
        return reverse("text", kwargs={"channel": channel, "text": name})
    if subject in index.standings:
        return reverse("item", kwargs={"channel": channel, "matter": subject})
    return ""
