# SPDX-License-Identifier: Apache-2.0
"""`comity sync` and `comity pouch …`: what passes between nodes, over HTTPS or by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from comity.cli.files import check_free, write_file
from comity.cli.frame import Page, Pages, examples
from comity.cli.session import Session
from comity.locale import mark
from comity.telling.names import find_peer
from comity.telling.voice import sentence

if TYPE_CHECKING:
    from comity.cli.syncing import Exchanged
    from comity.exchange.correspondence import Taken

__all__ = ["read_pouches", "register", "sync_peers", "write_pouch_file"]

_EXCHANGE: Final = mark("Exchange")
_PEER: Final = mark("The code of the other side, or its root fingerprint's beginning.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "sync",
        cls=Page,
        rich_help_panel=_EXCHANGE,
        help=mark(
            "Exchange with the other sides over HTTPS, at the addresses of their cards.\n\n"
            "It goes on until neither side has anything new for the other."
        ),
        epilog=examples("comity sync", "comity sync jp"),
    )(sync_peers)
    group = typer.Typer(
        cls=Pages,
        rich_markup_mode="rich",
        help=mark(
            "Exchange by transfer files carried by hand, where networks are separated.\n\n"
            "A transfer is sealed to the other side; nobody else can read it. Files may be lost, "
            "repeated or come in any order: the record ends the same."
        ),
        epilog=examples(
            "kr: comity pouch write jp -o to-jp.pouch", "jp: comity pouch read to-jp.pouch"
        ),
    )
    group.command("write", cls=Page, help=mark("Write the next transfer file to a side."))(
        write_pouch_file
    )
    group.command("read", cls=Page, help=mark("Take in transfer files."))(read_pouches)
    app.add_typer(group, name="pouch", rich_help_panel=_EXCHANGE)


def sync_peers(
    context: typer.Context,
    peer: Annotated[str | None, typer.Argument(metavar="CODE", help=_PEER)] = None,
) -> None:
    """Exchange over HTTPS."""
    from comity.cli.syncing import exchange, settle_all, tell_taken
    from comity.core.errors import ComityError
    from comity.telling.faults import told_of

    session: Session = context.obj
    words = session.words
    given: list[dict[str, Any]] = []
    failed: ComityError | None = None
    with session.machine(unlocked=True) as here:
        voice = session.voice(here.config.party, here.node.clock.now_ms())
        session.say(*settle_all(voice, here))
        if peer is None:
            peers = [(root, str(code)) for root, code in here.correspondence.codes().items()]
        else:
            peers = [find_peer(peer, here.correspondence)]
        if not peers:
            session.say(words.gettext("No other side yet: found a dialogue first."))
        for root, code in peers:
            side = voice.side(code)

            def watch(done: Exchanged, side: str = side) -> None:
                if done.rounds % 4 == 0:
                    session.note(
                        words.gettext(
                            "{side}: round {round}, {count} entries received",
                            side=side,
                            round=done.rounds,
                            count=done.stored,
                        )
                    )

            try:
                done = exchange(here, root, watch)
            except ComityError as error:
                failed = failed or error
                given.append({"party": code, "error": error.code})
                if len(peers) > 1:
                    what = told_of(words, error.code, error.hint)
                    session.say(f"{side}: {what}")
                continue
            given.append(
                {
                    "party": code,
                    "sent": done.lacked - done.lacks + done.settled,
                    "received": done.stored,
                    "rounds": done.rounds,
                    "lacks": done.lacks,
                }
            )
            session.say(_summary(words, side, done))
            session.say(*(f"  {line}" for one in done.taken for line in tell_taken(voice, one)))
    session.give(given)
    if failed is not None:
        raise failed


def _summary(words: Any, side: str, done: Exchanged) -> str:
    sent = done.lacked - done.lacks + done.settled
    if not sent and not done.stored:
        return sentence(str(words.gettext("{side}: nothing new on either side.", side=side)))
    told = words.gettext(
        "{side}: entries sent: {sent}; received: {received}.",
        side=side,
        sent=sent,
        received=done.stored,
    )
    if done.lacks:
        left = words.gettext("{count} could not be delivered yet.", count=done.lacks)
        told = f"{told} {left}"
    return sentence(str(told))


def write_pouch_file(
    context: typer.Context,
    peer: Annotated[str, typer.Argument(metavar="CODE", help=_PEER)],
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", help=mark("The file to write; else one in this folder is named for you.")
        ),
    ] = None,
) -> None:
    """Write a transfer file."""
    from comity.cli.syncing import settle_all
    from comity.exchange.roads.file import write_pouch

    session: Session = context.obj
    words = session.words
    if out is not None:
        check_free(out)
    with session.machine(unlocked=True) as here:
        voice = session.voice(here.config.party)
        for line in settle_all(voice, here):
            session.note(line)
        root, code = find_peer(peer, here.correspondence)
        if here.correspondence.introduces(root):
            session.note(
                words.gettext(
                    "{side} has newer keys than the newest card that has come from it: this"
                    " transfer brings it no more than your own card. Once it has answered, write"
                    " another.",
                    side=sentence(voice.side(code)),
                )
            )
        raw = here.correspondence.write(root)
        if out is None:
            path = write_pouch(Path(), raw)
        else:
            path = out
            write_file(out, [raw])
    session.give({"file": str(path), "party": code, "bytes": len(raw)})
    session.say(
        words.gettext("The transfer to {side} is in {file}.", side=voice.side(code), file=path),
        words.gettext("Carry it over; there: “comity pouch read {file}”.", file=path.name),
    )


def read_pouches(
    context: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help=mark("Transfer files, in any order."))
    ],
) -> None:
    """Take in transfer files."""
    from comity.cli.syncing import tell_taken
    from comity.core.errors import ComityError
    from comity.exchange.roads.file import read_pouch
    from comity.telling.faults import told_of

    session: Session = context.obj
    words = session.words
    given: list[dict[str, Any]] = []
    failed: ComityError | None = None
    raws = [(file, read_pouch(file)) for file in files]
    with session.machine(unlocked=True) as here:
        voice = session.voice(here.config.party)
        codes = {root: str(code) for root, code in here.correspondence.codes().items()}
        waiting: list[bytes] = []
        for file, raw in raws:
            try:
                taken = here.correspondence.take(raw)
            except ComityError as error:
                failed = failed or error
                given.append({"file": str(file), "error": error.code})
                if len(raws) > 1:
                    session.say(f"{file}: {told_of(words, error.code, error.hint)}")
                continue
            side = voice.side(codes.get(taken.sender, str(taken.sender)[:8]))
            given.append(_given(file, codes.get(taken.sender), taken))
            stored = given[-1]["received"]
            session.say(
                words.ngettext(
                    "{file}, from {side}: {count} entry received.",
                    "{file}, from {side}: {count} entries received.",
                    stored,
                    file=file,
                    side=side,
                ),
                *(f"  {line}" for line in tell_taken(voice, taken)),
            )
            if any(part.missing for part in taken.reception.channels):
                waiting.append(raw)
        # What came too early has its causes now, if they were among the files.
        late = [here.correspondence.take(raw) for raw in waiting if len(raws) > 1]
        stored = sum(len(part.stored) for one in late for part in one.reception.channels)
        if stored:
            told = words.ngettext(
                "{count} more entry could be stored once its causes were here.",
                "{count} more entries could be stored once their causes were here.",
                stored,
            )
            session.say(told)
    session.give(given)
    if failed is not None:
        raise failed


def _given(file: Path, code: str | None, taken: Taken) -> dict[str, Any]:
    channels = taken.reception.channels
    return {
        "file": str(file),
        "party": code,
        "received": sum(len(part.stored) for part in channels),
        "missing": sum(len(part.missing) for part in channels),
        "refused": [[one.hash, one.code, one.rule] for part in channels for one in part.refused],
        "remarks": [remark.code for remark in taken.remarks],
        "settled": len(taken.settled),
    }
