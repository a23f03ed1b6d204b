# SPDX-License-Identifier: Apache-2.0
"""`comity declare`: one side's own word, which needs nobody's consent."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from comity.cli.draft_files import read_draft
from comity.cli.files import read_file
from comity.cli.frame import Page, examples
from comity.cli.pressing import readout_compared
from comity.cli.session import Session
from comity.cli.signing import confirm, give_signed, preview_body, preview_papers, tell_next
from comity.core.errors import MalformedError
from comity.core.ids import matter as checked_matter
from comity.core.limits import DOCUMENT_BYTES_MAX
from comity.locale import mark
from comity.subjects import write_body
from comity.telling.matters import matter_title
from comity.telling.names import find_channel, read_names
from comity.telling.voice import sentence
from comity.workbench.drafting import completed, shape_of, words_from

if TYPE_CHECKING:
    from comity.core.ids import Digest

__all__ = ["declare", "register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "declare",
        cls=Page,
        rich_help_panel=_NEGOTIATE,
        help=mark(
            "State something for your own side: a notification, report, readout or document.\n\n"
            "It needs nobody's consent and changes no agreement."
        ),
        epilog=examples(
            "comity declare economic meeting/2023-1/readout --body readout.json",
            "comity declare economic follow-up/1/report --state done --text Sent.",
            "comity declare economic document/d1 --document summary.pdf",
            "comity declare economic text/summary/p/k1 --state ad-referendum --on jp/3/0",
        ),
    )(declare)


_NEGOTIATE: Final = mark("Negotiate")
_REPORTS: Final = ("follow-up/*/report", "follow-up/*/view")


def declare(  # noqa: PLR0913 - one parameter an option
    context: typer.Context,
    dialogue: Annotated[
        str, typer.Argument(metavar="DIALOGUE", help=mark("Its name here, or its id's beginning."))
    ],
    item: Annotated[str, typer.Argument(metavar="ITEM", help=mark("What it is about."))],
    *,
    body: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help=mark("The content in JSON or TOML; - reads standard input.")
        ),
    ] = None,
    state: Annotated[
        str | None,
        typer.Option(
            metavar="STATE",
            help=mark(
                "Of a report: not-started, under-way, delayed, done, stopped. Of a view: concurs, "
                "concurs-in-part, differs. On any item: ad-referendum, reservation, scrutiny, "
                "statement."
            ),
        ),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(metavar="PROPOSAL", help=mark("The proposal it is about, e.g. jp/3/0.")),
    ] = None,
    text: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TEXT", help=mark("The words; in another language as ko=…, may be given again.")
        ),
    ] = None,
    document: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help=mark("A document that goes along."))
    ] = None,
    marking: Annotated[
        str | None, typer.Option(metavar="LEVEL", help=mark("The marking of the document."))
    ] = None,
) -> None:
    """State."""
    from comity.node.sign import Statement, attach

    session: Session = context.obj
    words = session.words
    name = checked_matter(item)
    papers = [(path, read_file(str(path), DOCUMENT_BYTES_MAX)) for path in document or ()]
    with session.node(unlocked=True) as here:
        channel = find_channel(dialogue, read_names(here.config.names), here.node.channels.ids())
        voice = session.voice(here.config.party, here.node.clock.now_ms())
        draft: Any = None
        raw = b""
        if body is not None:
            draft = completed("declare", item, read_draft(body))
        elif shape_of(item) != "document/*":
            draft = _drafted(item, state, on, words_from({}, text or (), words.language))
        if draft is not None:
            raw = write_body(item, "declare", draft)
            session.say(
                words.gettext("About to be stated:"),
                *preview_body(voice, here.node, channel, "declare", item, raw),
            )
        else:
            with here.node.channels.hold(channel):  # what is decided on is looked at, HOME-13
                told = f"  {sentence(matter_title(voice, item))}"
            session.say(words.gettext("About to be stated:"), told)
            _described(item, papers, ["A" * 43], marking)  # refuse a bad name before anything else
        session.say(*preview_papers(voice, papers))
        if shape_of(item) == "meeting/*/readout" and raw:
            session.say(*readout_compared(voice, here, channel, item, raw))
        confirm(session, words.gettext("Sign this statement?"))
        digests: list[Digest] = [attach(here.node, channel, paper) for _, paper in papers]
        if draft is None:
            raw = _described(item, papers, digests, marking)
        statement = Statement(name, raw, tuple(digests))
        signed = session.sign(here, channel, statement)
    give_signed(session, channel, signed)
    session.say(
        words.gettext("Stated: {item}.", item=matter_title(voice, item)), tell_next(session)
    )


def _drafted(item: str, state: str | None, on: str | None, text: dict[str, str] | None) -> Any:
    """A body out of the options."""
    if state is None:
        raise MalformedError("no-body", "CLI-8", f"{item}: --body FILE, or --state and --text")
    if shape_of(item) in _REPORTS:
        return {"state": state, "text": text}
    return completed("declare", item, {"form": state, "offer": on, "text": text})


def _described(
    item: str, papers: list[tuple[Path, bytes]], digests: Any, marking: str | None
) -> bytes:
    """The description of the one document that is declared. Rule: DOC-1."""
    if len(papers) != 1:
        raise MalformedError("no-body", "CLI-8", f"{item}: one --document FILE")
    path, raw = papers[0]
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return write_body(
        item,
        "declare",
        {
            "name": path.name,
            "media_type": kind,
            "size": len(raw),
            "digest": digests[0],
            "marking": marking,
            "language": None,
        },
    )
