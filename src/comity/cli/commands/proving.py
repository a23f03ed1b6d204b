# SPDX-License-Identifier: Apache-2.0
"""`comity export`, `comity verify` and `comity conformance`: proofs that outlive the program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from comity.cli.files import check_free, write_file
from comity.cli.frame import Page, examples
from comity.cli.session import Session
from comity.core.errors import ComityError, ConfigError, MalformedError, TrustError
from comity.locale import mark
from comity.telling.matters import matter_title
from comity.telling.names import find_channel, read_names
from comity.telling.voice import Voice, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from comity.assembly.record import Assembled
    from comity.core.ids import ChannelId, Code, Digest
    from comity.node.audit import Verified

__all__ = ["conformance", "export_file", "register", "verify_file"]

_PROVE: Final = mark("Prove")
SUFFIX: Final = ".comity"
UNCHECKED: Final = 4
"""Exit code: consistent in itself, but whose signatures they are was not checked."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "export",
        cls=Page,
        rich_help_panel=_PROVE,
        help=mark(
            "Write the record of a dialogue, or what one item's agreement follows from, as a file "
            "that verifies alone."
        ),
        epilog=examples(
            "comity export economic -o economic.comity",
            "comity export economic --item terms -o terms.comity",
        ),
    )(export_file)
    app.command(
        "verify",
        cls=Page,
        rich_help_panel=_PROVE,
        help=mark(
            "Verify an export offline, with the root fingerprints alone.\n\n"
            "Take each fingerprint from the side itself, never from the file. Exit code 4 says "
            "that a side's root was not named: the file is consistent, its signers unchecked."
        ),
        epilog=examples(
            "comity verify economic.comity --root kr=FINGERPRINT --root jp=FINGERPRINT"
        ),
    )(verify_file)
    app.command(
        "conformance",
        cls=Page,
        rich_help_panel=_PROVE,
        help=mark(
            "Answer agreement histories, JSON, one a line, so that implementations can be compared."
        ),
        epilog=examples("comity conformance histories.jsonl"),
    )(conformance)


def export_file(
    context: typer.Context,
    dialogue: Annotated[
        str, typer.Argument(metavar="DIALOGUE", help=mark("Its name here, or its id's beginning."))
    ],
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", help=mark("The file to write; never one that is there already.")
        ),
    ] = None,
    item: Annotated[
        str | None,
        typer.Option(
            "--item", "--matter", metavar="ITEM", help=mark("Only this item's agreement.")
        ),
    ] = None,
    without_bodies: Annotated[
        bool,
        typer.Option("--without-bodies", help=mark("Leave contents out; signatures still verify.")),
    ] = False,
) -> None:
    """Export."""
    from comity.core.ids import matter as checked_matter
    from comity.node.export import export_instrument, export_record

    session: Session = context.obj
    words = session.words
    name = None if item is None else checked_matter(item)
    if name is not None and without_bodies:
        raise MalformedError("option-unfit", "CLI-8", "--without-bodies is for a whole record")
    with session.node() as here:
        names = read_names(here.config.names)
        channel = find_channel(dialogue, names, here.node.channels.ids())
        path = out or Path(f"{names.of(channel)}{SUFFIX}")
        check_free(path)
        if name is None:
            lines = export_record(here.node, channel, contents=not without_bodies)
        else:
            lines = export_instrument(here.node, channel, name)
        _note_taken(session, here, channel, name or "")
        write_file(path, lines)
        with here.node.channels.hold(channel) as held:
            roots = {party.code: party.root for party in held.channel.birth.genesis.parties}
    session.give({"file": str(path), "channel": channel, "roots": roots})
    told = " ".join(f"--root {code}={root}" for code, root in roots.items())
    session.say(
        words.gettext("The export is in {file}.", file=path),
        words.gettext("Anybody verifies it with:"),
        f"  comity verify {path} {told}",
    )


def _note_taken(session: Session, here: Assembled, channel: ChannelId, item: str) -> None:
    """Once there are people, a line of the audit log before the file is written. DESK-14."""
    reader = session.reader
    if reader is not None:
        from comity.home import audit

        now = here.node.clock.now_ms()
        audit.note(now, "exported", reader.person, channel=channel, subject=item)


def verify_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=mark("The export."))],
    *,
    root: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE=FINGERPRINT",
            help=mark("A side's root fingerprint, known from the side; may be given again."),
        ),
    ] = None,
) -> None:
    """Verify."""
    from comity.core.signing import HybridVerifier
    from comity.node.archive import bounded
    from comity.node.audit import verify_export

    session: Session = context.obj
    fingerprints = dict(_root(one) for one in root or ())
    try:
        with file.open("rb") as opened:
            verified = verify_export(bounded(opened), fingerprints, HybridVerifier())
    except OSError as error:
        raise ConfigError("file/unreadable", "CLI-6", f"{file}: {error.strerror}") from None
    except ComityError as error:
        # The file is what is judged here: that it does not hold is an answer, not a misuse.
        session.say(session.words.gettext("It does not hold. Rely on nothing in this file."))
        session.give({"holds": False, "code": error.code, "rule": error.rule, "hint": error.hint})
        code = error.code if isinstance(error, TrustError) else "export"
        raise TrustError(code, error.rule, error.hint) from None
    session.give(_verified_json(verified))
    session.say(*_tell_verified(session.voice(), verified))
    if _unchecked(verified):
        raise typer.Exit(UNCHECKED)


def conformance(
    context: typer.Context,
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE…", help=mark("Files of histories; - reads standard input.")),
    ],
) -> None:
    """Answer histories; `comity.cli.entry` takes a shorter way to the same."""
    from comity.cli.commands.conforming import conform

    del context
    raise typer.Exit(conform(files))


def _root(text: str) -> tuple[Code, Digest]:
    from comity.core.ids import digest_text, party_code

    code, equals, fingerprint = text.partition("=")
    if not equals:
        raise MalformedError("root-option", "CLI-10", f"--root {text}: as kr=FINGERPRINT")
    return party_code(code), digest_text(fingerprint)


def _unchecked(verified: Verified) -> list[Code]:
    """The sides whose root nobody has named: anybody may have signed for them."""
    return sorted(set(verified.roots) - verified.trusted)


def _tell_verified(voice: Voice, verified: Verified) -> Iterator[str]:
    words = voice.words
    channel = verified.channel
    unchecked = _unchecked(verified)
    if unchecked:
        yield words.gettext(
            "Consistent in itself; the signers of {sides} were not checked: name each root with "
            "--root.",
            sides=voice.sides(unchecked),
        )
    else:
        yield words.gettext("It holds: every signature, digest and rule in this file was checked.")
    yield words.gettext("Dialogue {id}", id=verified.id)
    for code, fingerprint in verified.roots.items():
        side = sentence(voice.side(code))
        if code in verified.trusted:
            told = words.gettext("{side}: stands on the root that you named.", side=side)
        else:
            told = words.gettext(
                "{side}: stands on root {root}, which you did not name. Nothing ties these "
                "signatures to that side until you compare it with them.",
                side=side,
                root=fingerprint,
            )
        yield f"  {told}"
    yield words.ngettext("{count} entry", "{count} entries", len(channel))
    heads = (f"{code}:{number}" for code, tips in channel.heads().items() for number, _ in tips)
    yield words.gettext(
        "The newest entry of each side in this file: {heads}", heads=", ".join(heads)
    )
    yield words.gettext(
        "Later entries may exist that are not in this file; then other values may be current. "
        "Compare these numbers with the sides."
    )
    if channel.frozen:
        yield words.gettext("It shows conflicting records from one side; compare before relying.")
    fold = channel.fold
    for matter in sorted(fold.agreed):
        title = sentence(matter_title(voice, matter))
        if fold.confirmed.get(matter):
            yield "  " + words.gettext("{item}: agreed and confirmed", item=title)
        else:
            yield "  " + words.gettext("{item}: agreed, confirmation pending", item=title)
    if not fold.agreed:
        yield "  " + words.gettext("Nothing is agreed yet.")
    if verified.absent:
        yield words.ngettext(
            "{count} content is not in the file; its digest is signed all the same.",
            "{count} contents are not in the file; their digests are signed all the same.",
            verified.absent,
        )


def _verified_json(verified: Verified) -> dict[str, Any]:
    fold = verified.channel.fold

    def named(sequences: Any) -> dict[str, list[str]]:
        codes = fold.logs.codes
        return {
            matter: [f"{codes[one.link.place]}/{one.link.number}/{one.index}" for one in records]
            for matter, records in sorted(sequences.items())
        }

    return {
        "holds": not _unchecked(verified),
        "consistent": True,
        "unchecked": _unchecked(verified),
        "channel": verified.id,
        "roots": verified.roots,
        "trusted": sorted(verified.trusted),
        "entries": len(verified.channel),
        "heads": {
            code: [list(tip) for tip in tips] for code, tips in verified.channel.heads().items()
        },
        "agreed": named(fold.agreed),
        "confirmed": named(fold.confirmed),
        "forks": [[code, number, list(ids)] for code, number, ids in verified.channel.forks()],
        "absent": verified.absent,
    }
