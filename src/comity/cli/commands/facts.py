# SPDX-License-Identifier: Apache-2.0
"""`comity fact …`: propose a figure computed from a table, check the one of another side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from comity.cli.files import read_file
from comity.cli.frame import Page, Pages, examples
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
from comity.core.errors import MalformedError, RuleError
from comity.core.ids import matter as checked_matter
from comity.locale import mark
from comity.subjects import write_body
from comity.telling.names import find_channel, read_names
from comity.workbench.drafting import words_from

__all__ = ["check_figure", "compute_figure", "register"]

_NEGOTIATE: Final = mark("Negotiate")
_DIALOGUE: Final = mark("Its name here, or its id's beginning.")
_FACT: Final = mark("The short name of the fact.")


def register(app: typer.Typer) -> None:
    """Add the group and its commands."""
    group = typer.Typer(
        cls=Pages,
        rich_markup_mode="rich",
        help=mark(
            "Share figures that both sides can compute: each side's share and that of both "
            "together.\n\n"
            "A statement with its source is proposed with “comity offer DIALOGUE fact/NAME "
            "--body FILE”."
        ),
        epilog=examples(
            "comity fact compute economic graphite table.csv --party kr=410 --party jp=392 "
            "--third 156=China --product 250490 --year 2024 --title Graphite --source BACI "
            "--publisher CEPII",
            "comity fact check economic graphite",
        ),
    )
    for name, call, text in (
        ("compute", compute_figure, mark("Compute a figure from a trade table and propose it.")),
        ("check", check_figure, mark("Compute another side's figure again and state the check.")),
    ):
        group.command(name, cls=Page, help=text)(call)
    app.add_typer(group, name="fact", rich_help_panel=_NEGOTIATE)


def compute_figure(  # noqa: PLR0913 - one parameter an option
    context: typer.Context,
    dialogue: Annotated[str, typer.Argument(metavar="DIALOGUE", help=_DIALOGUE)],
    fact: Annotated[str, typer.Argument(metavar="NAME", help=_FACT)],
    table: Annotated[
        Path,
        typer.Argument(metavar="TABLE", help=mark("CSV with the columns t, i, j, k, v, q.")),
    ],
    *,
    party: Annotated[
        list[str],
        typer.Option(metavar="SIDE=CODE", help=mark("A side and its code in the table.")),
    ],
    third: Annotated[
        str,
        typer.Option(metavar="CODE=NAME", help=mark("The third country, as the source has it.")),
    ],
    product: Annotated[
        list[str], typer.Option(metavar="HS6", help=mark("A product; may be given again."))
    ],
    year: Annotated[int, typer.Option(help=mark("The year."))],
    title: Annotated[
        list[str],
        typer.Option(
            metavar="TEXT",
            help=mark("The title; in another language as ko=…, may be given again."),
        ),
    ],
    source: Annotated[
        str, typer.Option(metavar="TEXT", help=mark("The source, with its version."))
    ],
    publisher: Annotated[str, typer.Option(metavar="TEXT", help=mark("Who has published it."))],
    licence: Annotated[
        str | None, typer.Option(metavar="TEXT", help=mark("Under which it may be passed on."))
    ] = None,
    place: Annotated[
        str | None, typer.Option(metavar="TEXT", help=mark("Its address or number."))
    ] = None,
    exports: Annotated[
        bool, typer.Option("--exports", help=mark("What the sides sell, not what they buy."))
    ] = False,
) -> None:
    """Compute and propose."""
    from comity.node.sign import Proposal, attach
    from comity.subjects.facts import Computation, Fact, Parameters, Source, Table
    from comity.workbench.figures import METHOD, VERSION, compute, read_table
    from comity.workbench.figures.tables import BYTES_MAX

    session: Session = context.obj
    words = session.words
    language = words.language
    item = checked_matter(f"fact/{fact}")
    code, _, called = third.partition("=")
    asked = Parameters(
        _pairs(party), code, tuple(product), year, "exports" if exports else "imports"
    )
    raw = read_file(str(table), BYTES_MAX)
    trade = read_table(raw)
    results = compute(trade, asked)
    told: dict[str, str] = words_from({}, title, language) or {}
    described = Source({language: source}, {language: publisher}, None, place, licence, None)

    def body(digest: str) -> bytes:
        shown = Table(digest, len(raw), trade.rows)
        made = Computation(METHOD, VERSION, asked, {language: called or code}, shown, results)
        return write_body(item, "offer", Fact(told, None, described, made))

    with session.node(unlocked=True) as here:
        channel = find_channel(dialogue, read_names(here.config.names), here.node.channels.ids())
        voice = session.voice(here.config.party, here.node.clock.now_ms())
        session.say(
            words.gettext("About to be proposed:"),
            *preview_body(voice, here.node, channel, "offer", item, body("A" * 43)),
        )
        session.say(*preview_papers(voice, [(table, raw)]))
        confirm(session, words.gettext("Sign this proposal?"))
        digest = attach(here.node, channel, raw)
        signed = session.sign(here, channel, Proposal({item: body(digest)}, (digest,)))
        made = offer_at(here, channel, signed.acts[0])
    give_signed(session, channel, signed)
    session.say(tell_outcome(voice, made), tell_next(session))


def _pairs(given: list[str]) -> dict[str, str]:
    """Sides and their codes. Raises MalformedError ``fact/parameters``."""
    found = {}
    for one in given:
        side, equals, code = one.partition("=")
        if not equals or side in found:
            raise MalformedError(
                "fact/parameters", "CLI-8", f"--party {one}: as kr=410, each side once"
            )
        found[side] = code
    return found


def check_figure(
    context: typer.Context,
    dialogue: Annotated[str, typer.Argument(metavar="DIALOGUE", help=_DIALOGUE)],
    fact: Annotated[str, typer.Argument(metavar="NAME", help=_FACT)],
    *,
    on_the_word: Annotated[
        bool,
        typer.Option("--on-the-word", help=mark("Take the word of the side that proposes it.")),
    ] = False,
    differs: Annotated[
        list[str] | None,
        typer.Option(metavar="TEXT", help=mark("State that other values come out, and in what.")),
    ] = None,
) -> None:
    """Compute again, and state what came of it. Rules: FIG-7, FIG-8."""
    from comity.cli.figures import newest_figure, tell_verdict
    from comity.node.sign import Statement

    session: Session = context.obj
    words = session.words
    item = checked_matter(f"fact/{fact}/check")
    with session.node(unlocked=True) as here:
        channel = find_channel(dialogue, read_names(here.config.names), here.node.channels.ids())
        ref, made, verdict = newest_figure(here, channel, fact)
        voice = session.voice(here.config.party, here.node.clock.now_ms())
        session.say(*tell_verdict(voice, made, verdict))
        result = "reproduced"
        if differs:
            result = "differs"
        elif on_the_word:
            result = "on-the-word-of"
        elif not verdict.reproduced:
            raise RuleError("figure-not-reproduced", "FIG-8", f"{item}: {verdict.outcome}")
        body: dict[str, Any] = {
            "offer": [ref.party, ref.number, ref.index],
            "result": result,
            "text": words_from({}, differs or (), words.language),
        }
        raw = write_body(item, "declare", body)
        session.say(
            words.gettext("About to be stated:"),
            *preview_body(voice, here.node, channel, "declare", item, raw),
        )
        confirm(session, words.gettext("Sign this statement?"))
        signed = session.sign(here, channel, Statement(item, raw))
    give_signed(session, channel, signed)
    session.say(tell_next(session))
