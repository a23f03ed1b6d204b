# SPDX-License-Identifier: Apache-2.0
"""`comity offer`: propose a value for one item, or for several as a package."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from comity.cli.files import read_file
from comity.cli.frame import Page, examples
from comity.cli.proposals import package
from comity.cli.session import Session
from comity.cli.signing import (
    confirm,
    give_signed,
    offer_at,
    preview_body,
    preview_papers,
    tell_next,
    tell_outcome,
)
from comity.core.limits import DOCUMENT_BYTES_MAX
from comity.locale import mark
from comity.telling.conditions import silence_told
from comity.telling.names import find_channel, read_names
from comity.workbench.times import parse_instant

__all__ = ["offer", "register"]

_NEGOTIATE: Final = mark("Negotiate")
_BODY: Final = mark("Content")
_MEETING: Final = mark("Meetings and agenda")
_TEXT: Final = mark("Texts")
_OTHER: Final = mark("Terms and follow-up items")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "offer",
        cls=Page,
        rich_help_panel=_NEGOTIATE,
        help=mark(
            "Propose a value for an item, or for several at once.\n\n"
            "What you propose you have accepted yourself; it is agreed when every other side "
            "accepts it. A counter-proposal is a proposal on the same item."
        ),
        epilog=examples(
            "comity offer economic terms --preset economic-security",
            "comity offer economic meeting/2023-1/date --start 2023-05-03T10:00 "
            "--end 2023-05-03T12:00 --zone Asia/Seoul --place Seoul --host kr --round 1",
            "comity offer economic text/summary/p/k1 --ko … --ja … --en …",
            "comity offer economic text/summary/adoption --adopt",
            "comity offer economic --with terms=terms.json --with follow-up/1=item.toml",
        ),
    )(offer)


def offer(  # noqa: PLR0913 - one parameter an option
    context: typer.Context,
    dialogue: Annotated[
        str, typer.Argument(metavar="DIALOGUE", help=mark("Its name here, or its id's beginning."))
    ],
    item: Annotated[
        str | None,
        typer.Argument(metavar="ITEM", help=mark("What it is about, e.g. meeting/2023-1/date.")),
    ] = None,
    *,
    body: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            rich_help_panel=_BODY,
            help=mark("The content in JSON or TOML; - reads standard input."),
        ),
    ] = None,
    others: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="ITEM=FILE",
            rich_help_panel=_BODY,
            help=mark("One more item of a package; may be given again."),
        ),
    ] = None,
    document: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE", rich_help_panel=_BODY, help=mark("A document that goes along.")
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(metavar="TIME", rich_help_panel=_BODY, help=mark("Reply by; then it lapses.")),
    ] = None,
    silence: Annotated[
        bool,
        typer.Option("--silence", rich_help_panel=_BODY, help=mark("Under the silence procedure.")),
    ] = False,
    title: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TEXT",
            rich_help_panel=_BODY,
            help=mark("The title; in another language as ko=…, may be given again."),
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="KIND", rich_help_panel=_BODY, help=mark("Of the meeting, item, text, anchor.")
        ),
    ] = None,
    zone: Annotated[
        str | None,
        typer.Option(
            metavar="ZONE", rich_help_panel=_BODY, help=mark("The zone, e.g. Asia/Seoul.")
        ),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(metavar="TIME", rich_help_panel=_MEETING, help=mark("It begins.")),
    ] = None,
    end: Annotated[
        str | None, typer.Option(metavar="TIME", rich_help_panel=_MEETING, help=mark("It ends."))
    ] = None,
    first_day: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="DAY", rich_help_panel=_MEETING, help=mark("First day of a window.")
        ),
    ] = None,
    last_day: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="DAY", rich_help_panel=_MEETING, help=mark("Last day of a window.")
        ),
    ] = None,
    place: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TEXT", rich_help_panel=_MEETING, help=mark("The place, as with --title.")
        ),
    ] = None,
    host: Annotated[
        str | None,
        typer.Option(metavar="CODE", rich_help_panel=_MEETING, help=mark("The hosting side.")),
    ] = None,
    number: Annotated[
        int | None,
        typer.Option("--round", rich_help_panel=_MEETING, help=mark("Number of the round.")),
    ] = None,
    lead: Annotated[
        str | None,
        typer.Option(
            metavar="CODE", rich_help_panel=_MEETING, help=mark("Who introduces the agenda item.")
        ),
    ] = None,
    minutes: Annotated[
        int | None, typer.Option(rich_help_panel=_MEETING, help=mark("Time foreseen for it."))
    ] = None,
    ko: Annotated[
        str | None,
        typer.Option(metavar="TEXT", rich_help_panel=_TEXT, help=mark("The wording in Korean.")),
    ] = None,
    en: Annotated[
        str | None,
        typer.Option(metavar="TEXT", rich_help_panel=_TEXT, help=mark("The wording in English.")),
    ] = None,
    ja: Annotated[
        str | None,
        typer.Option(metavar="TEXT", rich_help_panel=_TEXT, help=mark("The wording in Japanese.")),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            metavar="FORM", rich_help_panel=_TEXT, help=mark("heading, paragraph or point.")
        ),
    ] = None,
    order: Annotated[
        str | None,
        typer.Option(
            metavar="KEYS", rich_help_panel=_TEXT, help=mark("Keys of the paragraphs: k1,k2,k3.")
        ),
    ] = None,
    language: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE=RANK",
            rich_help_panel=_TEXT,
            help=mark("ko=authentic, en=courtesy …; may be given again."),
        ),
    ] = None,
    meeting: Annotated[
        str | None,
        typer.Option(metavar="ID", rich_help_panel=_TEXT, help=mark("The meeting of the text.")),
    ] = None,
    adopt: Annotated[
        bool,
        typer.Option(
            "--adopt",
            rich_help_panel=_TEXT,
            help=mark("Adopt the text as its paragraphs are agreed now."),
        ),
    ] = False,
    corrigendum: Annotated[
        int | None,
        typer.Option(rich_help_panel=_TEXT, help=mark("Number of a correction after adoption.")),
    ] = None,
    preset: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            rich_help_panel=_OTHER,
            help=mark("economic-security, national-security, trilateral or generic."),
        ),
    ] = None,
    parties: Annotated[
        str | None,
        typer.Option(
            metavar="CODES", rich_help_panel=_OTHER, help=mark("Instead of all of the dialogue.")
        ),
    ] = None,
    mandate_date: Annotated[
        str | None,
        typer.Option(metavar="DAY", rich_help_panel=_OTHER, help=mark("Day of the mandate.")),
    ] = None,
    owner: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE",
            rich_help_panel=_OTHER,
            help=mark("Whose follow-up item it is; may be given again."),
        ),
    ] = None,
    due: Annotated[
        str | None,
        typer.Option(metavar="TIME", rich_help_panel=_OTHER, help=mark("By when it is due.")),
    ] = None,
) -> None:
    """Propose."""
    from comity.node.sign import Proposal, attach

    session: Session = context.obj
    asked = {
        "title": title, "kind": kind, "zone": zone, "start": start, "end": end,
        "first_day": first_day, "last_day": last_day, "place": place, "host": host,
        "round": number, "lead": lead, "minutes": minutes, "ko": ko, "en": en, "ja": ja,
        "form": form, "order": order, "language": language, "meeting": meeting, "adopt": adopt,
        "corrigendum": corrigendum, "preset": preset, "parties": parties,
        "mandate_date": mandate_date, "owner": owner, "due": due,
        "reader": session.words.language,
    }  # fmt: skip
    deadline = None if until is None else parse_instant(until, "--until", zone)
    papers = [read_file(str(path), DOCUMENT_BYTES_MAX) for path in document or ()]
    with session.node(unlocked=True) as here:
        channel = find_channel(dialogue, read_names(here.config.names), here.node.channels.ids())
        values = package(here, channel, asked, item, body, others or ())
        voice = session.voice(here.config.party, here.node.clock.now_ms())
        session.say(session.words.gettext("About to be proposed:"))
        for matter, raw in values.items():
            session.say(*preview_body(voice, here.node, channel, "offer", matter, raw))
        session.say(*preview_papers(voice, zip(document or (), papers, strict=True)))
        if silence:
            session.say(f"  {silence_told(voice, deadline)}")
        elif deadline is not None:
            session.say(session.words.gettext("  Reply by {time}", time=voice.by(deadline)))
        confirm(session, session.words.gettext("Sign this proposal?"))
        digests = tuple(attach(here.node, channel, raw) for raw in papers)
        move = Proposal(values, digests, deadline, silence)
        signed = session.sign(here, channel, move)
        made = offer_at(here, channel, signed.acts[0])
    give_signed(session, channel, signed)
    session.say(tell_outcome(voice, made), tell_next(session))
