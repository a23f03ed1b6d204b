# SPDX-License-Identifier: Apache-2.0
"""`comity incident …`: what presses, said at the terminal by whoever is on duty."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple, cast, get_args

import typer

from comity.cli.frame import Page, Pages, examples
from comity.cli.session import Session
from comity.cli.signing import confirm, give_signed, preview_body, tell_next
from comity.core.errors import MalformedError, RuleError
from comity.core.ids import Matter
from comity.locale import mark
from comity.subjects import view, write_body
from comity.subjects.incidents import (
    Ack,
    Call,
    End,
    Facts,
    IncidentView,
    Kind,
    Mode,
    Moment,
    Notice,
    Update,
    check_sent,
    mode_of,
)
from comity.telling.incidents import tell_incident
from comity.telling.labels_incidents import with_mode
from comity.telling.names import find_channel, read_names
from comity.workbench.drafting import words_from
from comity.workbench.incidents import fact_from, incident_id, message_from
from comity.workbench.times import parse_instant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from comity.assembly.record import Assembled
    from comity.core.ids import ChannelId
    from comity.node.sign import Signed
    from comity.telling.voice import Voice

__all__ = [
    "acknowledge",
    "call",
    "notify",
    "register",
    "release_facts",
    "show_incidents",
    "stand_down",
    "update",
]

_DUTY: Final = mark("On duty")
_DIALOGUE: Final = mark("Its name here, or its id's beginning.")
_ID: Final = mark("The incident's id.")
_TEXT: Final = mark("The words; in another language as ko=…, may be given again.")
_MODES: Final = ("live", "drill", "test")

Dialogue = Annotated[str, typer.Argument(metavar="DIALOGUE", help=_DIALOGUE)]
Name = Annotated[str, typer.Argument(metavar="INCIDENT", help=_ID)]
Told = Annotated[list[str] | None, typer.Option("--text", metavar="TEXT", help=_TEXT)]
Zone = Annotated[
    str,
    typer.Option("--zone", metavar="ZONE", help=mark("The zone of the time, such as Asia/Seoul.")),
]
At = Annotated[
    str, typer.Option("--at", metavar="TIME", help=mark("When, such as 2023-04-13T07:22+09:00."))
]


def register(app: typer.Typer) -> None:
    """Add the group and its commands."""
    group = typer.Typer(
        cls=Pages,
        rich_markup_mode="rich",
        help=mark(
            "Notify an incident, acknowledge one, log a call, end it.\n\n"
            "Who is on duty signs it at once and alone; nobody approves it before."
        ),
        epilog=examples(
            "comity incident notify security --mode live --kind missile-launch "
            "--at 2023-04-13T07:22 --zone Asia/Tokyo",
            "comity incident ack security jp-20230413-072912",
            "comity incident stand-down security jp-20230413-072912",
        ),
    )
    for name, command, text in (
        ("notify", notify, mark("Notify an incident: its kind and time are enough.")),
        ("ack", acknowledge, mark("Acknowledge the newest message of another side.")),
        ("update", update, mark("Say what is known now.")),
        ("call", call, mark("Log a call. It acknowledges nothing.")),
        ("facts", release_facts, mark("Release facts, field by field.")),
        ("stand-down", stand_down, mark("End an incident that our side has notified.")),
        ("show", show_incidents, mark("Show how incidents stand.")),
    ):
        group.command(name, cls=Page, help=text)(command)
    app.add_typer(group, name="incident", rich_help_panel=_DUTY)


class _Desk(NamedTuple):
    """What a command works with: the node, the dialogue, its incidents, how to speak."""

    session: Session
    here: Assembled
    channel: ChannelId
    incidents: tuple[IncidentView, ...]
    voice: Voice
    own: str

    def incident(self, name: str) -> IncidentView:
        """The incident of that id. Raises RuleError ``incident/unknown``."""
        found = next((one for one in self.incidents if one.id == name), None)
        if found is None:
            raise RuleError("incident/unknown", "INC-15", f"no incident {name} in this dialogue")
        return found

    def words(self, text: list[str] | None) -> dict[str, str] | None:
        """Words as they were typed."""
        return words_from({}, text or (), self.session.words.language)


@contextmanager
def _desk(context: typer.Context, dialogue: str, *, unlocked: bool = True) -> Iterator[_Desk]:
    session: Session = context.obj
    with session.node(unlocked=unlocked) as here:
        channel = find_channel(dialogue, read_names(here.config.names), here.node.channels.ids())
        voice = session.voice(here.config.party, here.node.clock.now_ms())
        with here.node.channels.hold(channel) as held:
            rooms = view(held.channel.sight, here.node.records.bodies(channel))
            own = str(held.own)
        yield _Desk(session, here, channel, rooms.incidents.details, voice, own)


def _say(desk: _Desk, name: str, what: str, value: Any) -> Signed:
    """Show it, ask, sign it alone, and tell what comes next."""
    session, words = desk.session, desk.session.words
    check_sent(value, desk.here.node.clock.now_ms())
    matter = Matter(f"incident/{name}/{what}")
    raw = write_body(matter, "declare", value)
    seen = session.seen_of_incident(desk.channel, name)
    session.say(
        words.gettext("About to be stated:"),
        *preview_body(desk.voice, desk.here.node, desk.channel, "declare", matter, raw),
    )
    question = words.gettext("This is not a drill. Sign it and send it?")
    if mode_of(name) != "live":
        question = with_mode(desk.voice, mode_of(name), words.gettext("Sign it and send it?"))
    confirm(session, question) if what == "facts" else session.confirm(question)
    signed = session.speak(desk.here, desk.channel, matter, raw, seen)
    give_signed(session, desk.channel, signed)
    session.say(
        words.gettext("Signed as message {message} of incident {id}.", id=name,
                      message=f"{desk.own}/{signed.number}/0"),
        tell_next(session),
    )  # fmt: skip
    return signed


def notify(  # noqa: PLR0913 - one parameter an option
    context: typer.Context,
    dialogue: Dialogue,
    *,
    mode: Annotated[
        str, typer.Option(metavar="MODE", help=mark("live, drill or test; it must be said."))
    ],
    kind: Annotated[str, typer.Option(metavar="KIND", help=", ".join(get_args(Kind)))],
    at: At,
    zone: Zone = "UTC",
    within: Annotated[
        int, typer.Option(metavar="SECONDS", help=mark("How exactly the time is known."))
    ] = 60,
    title: Annotated[
        list[str] | None, typer.Option(metavar="TEXT", help=mark("In a few words."))
    ] = None,
    area: Annotated[
        list[str] | None, typer.Option(metavar="TEXT", help=mark("Where, in words."))
    ] = None,
    count: Annotated[int | None, typer.Option(metavar="N", help=mark("How many."))] = None,
    text: Told = None,
) -> None:
    """Notify."""
    if mode not in _MODES:
        raise MalformedError("incident/mode", "INC-1", f"--mode: one of {', '.join(_MODES)}")
    with _desk(context, dialogue) as desk:
        now = desk.here.node.clock.now_ms()
        name = incident_id(desk.own, cast("Mode", mode), now, desk.here.config.zone)
        notice = Notice(
            mode=cast("Mode", mode),
            kind=cast("Kind", kind),
            occurred=Moment(parse_instant(at, "--at", zone), zone, within),
            title=desk.words(title),
            area=desk.words(area),
            count=count,
            text=desk.words(text),
            same_as=(),
        )
        _say(desk, name, "notice", notice)


def acknowledge(
    context: typer.Context,
    dialogue: Dialogue,
    incident: Name,
    *,
    message: Annotated[
        str | None,
        typer.Option(metavar="MESSAGE", help=mark("Which, as jp/5/0; else the oldest that waits.")),
    ] = None,
    text: Told = None,
) -> None:
    """Acknowledge."""
    with _desk(context, dialogue) as desk:
        found = desk.incident(incident)
        waiting = found.row(desk.own).awaits
        wanted = None if message is None else message_from(message)
        named = next((one for one in waiting if wanted in (None, one.ref)), None)
        if named is None:
            raise RuleError("incident/acknowledged", "INC-5", "no message of another side waits")
        _say(desk, named.incident, "ack", Ack(found.mode, named.ref, desk.words(text)))


def update(  # noqa: PLR0913 - one parameter an option
    context: typer.Context,
    dialogue: Dialogue,
    incident: Name,
    *,
    text: Told = None,
    area: Annotated[
        list[str] | None, typer.Option(metavar="TEXT", help=mark("Where, in words."))
    ] = None,
    count: Annotated[int | None, typer.Option(metavar="N", help=mark("How many."))] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help=mark("The time, corrected."))
    ] = None,
    zone: Zone = "UTC",
) -> None:
    """Send an update."""
    with _desk(context, dialogue) as desk:
        found = _ours(desk, incident)
        occurred = None if at is None else Moment(parse_instant(at, "--at", zone), zone, 60)
        value = Update(found.mode, occurred, desk.words(area), count, desk.words(text))
        _say(desk, found.id, "update", value)


def call(  # noqa: PLR0913 - one parameter an option
    context: typer.Context,
    dialogue: Dialogue,
    incident: Name,
    *,
    at: At,
    ours: Annotated[
        str, typer.Option(metavar="POST", help=mark("Who spoke for our side, by post."))
    ],
    theirs: Annotated[
        str, typer.Option(metavar="POST", help=mark("Who spoke for the other side, by post."))
    ],
    side: Annotated[
        str | None, typer.Option(metavar="CODE", help=mark("Which side, where there are several."))
    ] = None,
    message: Annotated[
        str | None, typer.Option(metavar="MESSAGE", help=mark("The message that was passed on."))
    ] = None,
    zone: Zone = "UTC",
    text: Told = None,
) -> None:
    """Log a call."""
    with _desk(context, dialogue) as desk:
        found = desk.incident(incident)
        others = [row.party for row in found.rows if row.party != desk.own]
        other = side or others[0]
        language: str = desk.session.words.language
        posts = {desk.own: {language: ours}, other: {language: theirs}}
        ref = None if message is None else message_from(message)
        at_ms = parse_instant(at, "--at", zone)
        value = Call(found.mode, at_ms, zone, posts, ref, desk.words(text))
        _say(desk, found.id, "call", value)


def release_facts(
    context: typer.Context,
    dialogue: Dialogue,
    incident: Name,
    *,
    fact: Annotated[
        list[str],
        typer.Option(
            metavar="FIELD=VALUE",
            help=mark("One field, as distance=1000±50 or landing=unknown; may be given again."),
        ),
    ],
    zone: Zone = "UTC",
) -> None:
    """Release facts."""
    with _desk(context, dialogue) as desk:
        found = desk.incident(incident)
        facts = {}
        for one in fact:
            field, _, value = one.partition("=")
            facts[field] = fact_from(field, value, zone, desk.session.words.language)
        _say(desk, found.id, "facts", Facts(found.mode, facts))


def stand_down(
    context: typer.Context,
    dialogue: Dialogue,
    incident: Name,
    *,
    end: Annotated[
        str,
        typer.Option(
            metavar="END", help=mark("stand-down, false-alarm, sent-in-error or corrected.")
        ),
    ] = "stand-down",
    text: Told = None,
) -> None:
    """End it."""
    with _desk(context, dialogue) as desk:
        found = _ours(desk, incident)
        value = End(found.mode, cast("Any", end), desk.words(text))
        _say(desk, found.id, "stand-down", value)


def show_incidents(
    context: typer.Context,
    dialogue: Dialogue,
    incident: Annotated[str | None, typer.Argument(metavar="INCIDENT", help=_ID)] = None,
) -> None:
    """Show them."""
    with _desk(context, dialogue, unlocked=False) as desk:
        found = desk.incidents if incident is None else (desk.incident(incident),)
        desk.session.give(
            [
                {
                    "id": one.id,
                    "mode": one.mode,
                    "kind": one.kind,
                    "progress": one.progress.value,
                    "end": one.end,
                    "concluded": one.concluded,
                    "merged_into": one.merged_into,
                    "awaits": {
                        row.party: ["/".join(map(str, message.ref)) for message in row.awaits]
                        for row in one.rows
                    },
                }
                for one in found
            ]
        )
        for one in found:
            desk.session.say(*tell_incident(desk.voice, one))
        if not found:
            desk.session.say(desk.session.words.gettext("No incident is in this dialogue."))


def _ours(desk: _Desk, name: str) -> IncidentView:
    """An incident that our side has notified. Raises RuleError ``incident/not-notifier``."""
    found = desk.incident(name)
    if not found.row(desk.own).notifier:
        raise RuleError("incident/not-notifier", "INC-9", "our side has not notified it")
    return found
