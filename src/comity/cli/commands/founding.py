# SPDX-License-Identifier: Apache-2.0
"""`comity found …`: invite, answer, gather, compare words, join. Plain signed files, any road."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from comity.cli.files import check_free, read_file, write_file
from comity.cli.frame import Page, Pages, examples
from comity.cli.session import Session
from comity.core.errors import MalformedError
from comity.core.limits import BODY_BYTES_MAX, FOUNDING_BYTES_MAX
from comity.locale import mark
from comity.telling.names import check_name, check_name_free, read_names, write_name
from comity.telling.voice import Voice
from comity.workbench.times import parse_instant

if TYPE_CHECKING:
    from comity.node.found import Considered
    from comity.node.foundingset import SignedAnswer, SignedInvitation

__all__ = [
    "answer_invitation",
    "gather_answers",
    "invite_others",
    "join_dialogue",
    "list_foundings",
    "register",
    "show_file",
]

DAYS_DEFAULT: Final = 14
_MS_PER_DAY: Final = 86_400_000
_BEGIN: Final = mark("Begin")
_OUT: Final = mark("The file to write; never one that is there already.")
_STAGES: Final = {
    "invited": mark("invited by us; answers are awaited"),
    "answered": mark("we join; the complete set is awaited"),
    "declined": mark("declined by us"),
    "gathered": mark("all have answered; words are to be compared"),
    "joined": mark("joined"),
}


def register(app: typer.Typer) -> None:
    """Add the group and its commands."""
    group = typer.Typer(
        cls=Pages,
        rich_markup_mode="rich",
        help=mark(
            "Found a dialogue: invite, answer, gather, compare words, join.\n\n"
            "Everything travels as plain signed files, by any road: mail, a memory stick. "
            "Nothing is shared before every side has joined."
        ),
        epilog=examples(
            "kr: comity found invite jp -o invitation.json",
            "jp: comity found answer invitation.json -o answer.json",
            "kr: comity found gather answer.json -o founding.json",
            "kr, jp: comity found join founding.json --as economic",
            title=mark("In this order:"),
        ),
    )
    for name, call, text in (
        ("invite", invite_others, mark("Write an invitation to other sides, signed.")),
        ("show", show_file, mark("Show what an invitation, answer or complete set says.")),
        ("answer", answer_invitation, mark("Answer an invitation: join, or decline.")),
        ("gather", gather_answers, mark("Make the complete set out of all answers.")),
        (
            "join",
            join_dialogue,
            mark(
                "Compare 24 words with the other sides, then join.\n\n"
                "Read the words to the other side by telephone or in person. Each side reads them "
                "in its own language: the same place holds the same word."
            ),
        ),
        ("list", list_foundings, mark("List the foundings under way.")),
    ):
        group.command(name, cls=Page, help=text)(call)
    app.add_typer(group, name="found", rich_help_panel=_BEGIN)


def invite_others(
    context: typer.Context,
    others: Annotated[list[str], typer.Argument(metavar="CODE…", help=mark("Codes of the sides."))],
    *,
    out: Annotated[Path, typer.Option("-o", "--out", help=_OUT)] = Path("invitation.json"),
    days: Annotated[
        int, typer.Option(min=1, max=366, help=mark("Days until the invitation expires."))
    ] = DAYS_DEFAULT,
    until: Annotated[
        str | None, typer.Option(metavar="TIME", help=mark("Instead: the time at which it does."))
    ] = None,
) -> None:
    """Write an invitation file."""
    from comity.core.ids import party_code
    from comity.node.found import invite

    session: Session = context.obj
    codes = [party_code(code) for code in others]
    check_free(out)
    with session.founder(unlocked=True) as here:
        now = here.node.clock.now_ms()
        expires = now + days * _MS_PER_DAY if until is None else parse_instant(until, "--until")
        session.begin_founding("invited", ",".join(codes))
        raw = invite(here.node, here.root, codes, expires)
        write_file(out, [raw])
        voice = session.voice(here.config.party, now)
    session.give({"file": str(out), "expires": expires})
    session.say(
        session.words.gettext(
            "The invitation to {sides} is in {file}; it can be answered until {time}.",
            sides=voice.sides(codes),
            file=out,
            time=voice.by(expires),
        ),
        session.words.gettext("Next: hand the file over; they run “comity found answer”."),
    )


def answer_invitation(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=mark("The invitation."))],
    *,
    out: Annotated[Path, typer.Option("-o", "--out", help=_OUT)] = Path("answer.json"),
    decline: Annotated[bool, typer.Option("--decline", help=mark("Do not join."))] = False,
    reason: Annotated[
        str | None, typer.Option(metavar="TEXT", help=mark("Why not; the inviter reads it."))
    ] = None,
) -> None:
    """Answer an invitation file."""
    from comity.node.found import answer
    from comity.node.foundingset import read_invitation

    session: Session = context.obj
    words = session.words
    raw = read_file(str(file), BODY_BYTES_MAX)
    check_free(out)
    with session.founder(unlocked=True) as here:
        signed = read_invitation(raw, here.node.verifier)
        voice = session.voice(here.config.party, here.node.clock.now_ms())
        session.say(*_tell_invitation(voice, signed))
        if decline:
            session.confirm(words.gettext("Decline this invitation?"))
        else:
            session.confirm(words.gettext("Join this dialogue?"))
        session.begin_founding("answered", signed.invitation.inviter)
        answered = answer(here.node, here.root, raw, "decline" if decline else "join", reason)
        write_file(out, [answered])
    session.give({"file": str(out), "decision": "decline" if decline else "join"})
    session.say(
        words.gettext("The answer is in {file}.", file=out),
        words.gettext("Next: hand it back to {side}.", side=voice.side(signed.invitation.inviter)),
    )


def gather_answers(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=mark("All the answers."))],
    *,
    out: Annotated[Path, typer.Option("-o", "--out", help=_OUT)] = Path("founding.json"),
) -> None:
    """Make the complete set."""
    from comity.node.found import gather
    from comity.node.foundingset import read_answer

    session: Session = context.obj
    words = session.words
    raws = [read_file(str(file), BODY_BYTES_MAX) for file in files]
    check_free(out)
    with session.founder() as here:
        voice = session.voice(here.config.party, here.node.clock.now_ms())
        answers = [read_answer(raw, here.node.verifier) for raw in raws]
        session.say(*(line for one in answers for line in _tell_answer(voice, one)))
        session.begin_founding("gathered", ",".join(one.answer.party for one in answers))
        write_file(out, [gather(here.node, raws)])
    session.give({"file": str(out), "parties": [one.answer.party for one in answers]})
    session.say(
        words.gettext("The complete set is in {file}.", file=out),
        words.gettext("Next: send it to every side; all run “comity found join” and compare."),
    )


def join_dialogue(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=mark("The complete set."))],
    *,
    name: Annotated[
        str, typer.Option("--as", metavar="NAME", help=mark("What you call the dialogue here."))
    ],
    words_compared: Annotated[
        bool,
        typer.Option(
            "--words-compared",
            help=mark("For scripts: people have compared the words already."),
        ),
    ] = False,
) -> None:
    """Compare words, then join."""
    from comity.node.found import consider, join

    session: Session = context.obj
    words = session.words
    raw = read_file(str(file), FOUNDING_BYTES_MAX)
    check_name(name)
    with session.founder(unlocked=True) as here:
        considered = consider(here.node, raw)
        session.check_founding(considered.channel)
        names = check_name_free(here.config.names, name, considered.channel)
        if considered.channel in here.node.channels.ids():
            known = names.of(considered.channel)
            joined = considered.channel in names.by_name.values()
            if joined and known != name:
                session.give({"channel": considered.channel, "name": known, "entry": None})
                session.say(
                    words.gettext("Already joined as “{name}”; nothing was changed.", name=known)
                )
                return
        voice = session.voice(here.config.party, here.node.clock.now_ms())
        session.say(*_tell_set(voice, considered))
        if not words_compared:
            session.ask(words.gettext("Has the other side read out the same 24 words?"))
        session.begin_founding("joining", channel=considered.channel)
        signed = join(here.node, considered)
        write_name(here.config, name, considered.channel)
    session.give({"channel": considered.channel, "name": name, "entry": signed.number})
    session.say(
        words.gettext("Joined. The dialogue is called “{name}” on this node.", name=name),
        words.gettext(
            "Next: propose terms of reference with “comity offer {name} terms”.", name=name
        ),
    )


def show_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=mark("The file."))],
) -> None:
    """Show a file of a founding, every signature checked."""
    from comity.core.encoding import decode
    from comity.core.signing import HybridVerifier
    from comity.node.found import Considered
    from comity.node.foundingset import (
        birth_of,
        introduced,
        read_answer,
        read_founding,
        read_invitation,
    )

    session: Session = context.obj
    raw = read_file(str(file), FOUNDING_BYTES_MAX)
    value = decode(raw, FOUNDING_BYTES_MAX)
    keys = set(value) if isinstance(value, dict) else set()
    verifier = HybridVerifier()
    voice = session.voice(session.config().party, time.time_ns() // 1_000_000)
    if keys == {"invitation", "signature"}:
        invitation = read_invitation(raw, verifier)
        session.give({"kind": "invitation", "inviter": invitation.invitation.inviter})
        session.say(*_tell_invitation(voice, invitation))
    elif keys == {"answer", "signature"}:
        answered = read_answer(raw, verifier)
        session.give({"kind": "answer", "party": answered.answer.party,
                      "decision": answered.answer.decision})  # fmt: skip
        session.say(*_tell_answer(voice, answered))
    elif keys == {"answers", "invitation"}:
        founding = read_founding(raw, verifier)
        birth = birth_of(founding)
        considered = Considered(birth.genesis.channel, birth, introduced(founding), founding)
        session.give({"kind": "founding", "channel": considered.channel,
                      "words": _words(session.words.language, considered.channel)})  # fmt: skip
        session.say(*_tell_set(voice, considered))
    else:
        raise MalformedError("file/foreign", "CLI-6", f"{file} is no file of a founding")


def list_foundings(context: typer.Context) -> None:
    """List the foundings that this node takes part in."""
    from comity.node.found import foundings

    session: Session = context.obj
    words = session.words
    with session.founder() as here:
        voice = session.voice(here.config.party, here.node.clock.now_ms())
        names = read_names(here.config.names)
        states = [one for one in foundings(here.node) if session.knows(one.channel)]
    told: list[str] = []
    given: list[dict[str, Any]] = []
    for state in states:
        invitation = state.invitation.invitation
        circle = [invitation.inviter, *invitation.others]
        line = f"{voice.sides(circle)}: {words.gettext(_STAGES[state.stage])}"
        if state.channel is not None:
            line += f" ({names.of(state.channel)})"
        elif state.stage in {"invited", "answered"}:
            time_ = voice.by(invitation.expires)
            line = words.gettext("{founding}; expires {time}", founding=line, time=time_)
        told.append(line)
        given.append(
            {
                "stage": state.stage,
                "parties": circle,
                "expires": invitation.expires,
                "channel": state.channel,
            }
        )
    session.give(given)
    session.say(*(told or [words.gettext("No founding yet. “comity found invite” begins one.")]))


def _tell_invitation(voice: Voice, signed: SignedInvitation) -> list[str]:
    invitation = signed.invitation
    words = voice.words
    return [
        words.gettext(
            "Invitation by {inviter} to {others}",
            inviter=voice.side(invitation.inviter),
            others=voice.sides(invitation.others),
        ),
        words.gettext(
            "Root fingerprint of {side}: {root}",
            side=voice.side(invitation.inviter),
            root=invitation.root.statement.fingerprint,
        ),
        words.gettext("Can be answered until {time}", time=voice.by(invitation.expires)),
    ]


def _tell_answer(voice: Voice, signed: SignedAnswer) -> list[str]:
    answer = signed.answer
    words = voice.words
    side = voice.side(answer.party)
    if answer.decision == "join":
        return [words.gettext("Answer of {side}: joins", side=side)]
    reason = answer.reason or "–"
    return [words.gettext("Answer of {side}: declines. Reason: {reason}", side=side, reason=reason)]


def _tell_set(voice: Voice, considered: Considered) -> list[str]:
    words = voice.words
    lines = [
        words.gettext(
            "A dialogue among {sides}", sides=voice.sides(one.code for one in considered.parties)
        )
    ]
    lines += [
        words.gettext(
            "Root fingerprint of {side}: {root}",
            side=voice.side(one.code),
            root=one.root.statement.fingerprint,
        )
        for one in considered.parties
    ]
    lines.append(words.gettext("The words of this dialogue, the same for every side:"))
    told = _words(words.language, considered.channel)
    lines += [
        "  " + "  ".join(f"{n + 1:2} {word}" for n, word in enumerate(told) if n // 6 == row)
        for row in range(4)
    ]
    return lines


def _words(language: Any, channel: str) -> list[str]:
    from comity.core.ids import ChannelId, digest_bytes
    from comity.keys.words import words_of

    return list(words_of(digest_bytes(ChannelId(channel)), language))
