# SPDX-License-Identifier: Apache-2.0
"""`comity init` and `comity card`: a node in a folder, and what others must know of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from comity.cli.frame import Page, examples
from comity.cli.session import Session
from comity.locale import mark

__all__ = ["make_node", "register", "show_card"]

EVERYWHERE: Final = ("0.0.0.0", "::", "[::]")  # noqa: S104 - compared, not bound
"""Hosts to listen at that name no place: nobody can call them."""

_BEGIN: Final = mark("Begin")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "init",
        cls=Page,
        rich_help_panel=_BEGIN,
        help=mark(
            "Make a node: its folder, keys, card and an empty record.\n\n"
            "The root keys vouch for all others. Carry keys/root.key to a safe place offline "
            "when this is done; the node works without it."
        ),
        epilog=examples(
            "comity --node kr init kr --listen 127.0.0.1:8441 --address https://127.0.0.1:8441"
        ),
    )(make_node)
    app.command(
        "card",
        cls=Page,
        rich_help_panel=_BEGIN,
        help=mark(
            "Show who this node is: its code, root fingerprint, words and addresses.\n\n"
            "Tell others the fingerprint by another road than this network."
        ),
        epilog=examples("comity --node kr card"),
    )(show_card)


def make_node(
    context: typer.Context,
    party: Annotated[
        str,
        typer.Argument(
            metavar="CODE", help=mark("The code of your side: 2 to 24 of a-z, 0-9 and -.")
        ),
    ],
    *,
    listen: Annotated[
        str,
        typer.Option(metavar="HOST:PORT", help=mark("Where the node answers over HTTPS.")),
    ] = "127.0.0.1:8441",
    address: Annotated[
        list[str] | None,
        typer.Option(
            metavar="https://HOST:PORT",
            help=mark(
                "How others reach it; may be given again, the best first. Without it, the place "
                "of --listen, unless that is every address of the machine."
            ),
        ),
    ] = None,
) -> None:
    """Make a node in the folder of the session."""
    from comity.assembly.creation import create_node
    from comity.config import Plan, parse_listen
    from comity.core.ids import party_code
    from comity.exchange.roads.https_client import parse_address

    session: Session = context.obj
    words = session.words
    code = party_code(party)
    host, port = parse_listen(listen)
    addresses = list(address or _reached(host, port))
    for one in addresses:
        parse_address(one)
    passphrase = session.passphrase(new=True)
    root_passphrase = session.root_passphrase()
    config, fingerprint = create_node(
        session.folder, Plan(code, host, port, tuple(addresses)), passphrase, root_passphrase
    )
    session.give(
        {"party": code, "root": fingerprint, "folder": str(config.folder), "addresses": addresses}
    )
    session.say(
        words.gettext("The node of {party} is made in {folder}.", party=code, folder=config.folder),
        "",
        words.gettext("Root fingerprint: {root}", root=fingerprint),
        *_spoken(session, fingerprint),
        "",
        words.gettext(
            "Now carry {file} to a safe place offline: it is not needed for daily work.",
            file=config.root_key,
        ),
        words.gettext("Next: “comity found invite” to begin a dialogue, or wait to be invited."),
    )


def _reached(host: str, port: int) -> list[str]:
    """The address that follows from where the node listens; none where it listens everywhere."""
    if host in EVERYWHERE:
        return []
    return [f"https://[{host}]:{port}" if ":" in host else f"https://{host}:{port}"]


def show_card(context: typer.Context) -> None:
    """Show the public side of the node."""
    from comity.core.cards import CARD_BYTES_MAX, SignedCard
    from comity.core.encoding import read
    from comity.core.keysets import SignedRoot
    from comity.core.limits import BODY_BYTES_MAX

    session: Session = context.obj
    words = session.words
    config = session.config()
    root = read(_bytes(config.root_statement), SignedRoot, BODY_BYTES_MAX)
    card = read(_bytes(config.card), SignedCard, CARD_BYTES_MAX).card
    fingerprint = root.statement.fingerprint
    session.give(
        {
            "party": card.party,
            "root": fingerprint,
            "addresses": list(card.addresses),
            "certificate": card.tls,
            "serial": card.serial,
        }
    )
    addresses = ", ".join(card.addresses) or words.gettext("none; transfers go by file")
    session.say(
        words.gettext("Node of {party}", party=card.party),
        words.gettext("Root fingerprint: {root}", root=fingerprint),
        *_spoken(session, fingerprint),
        words.gettext("Addresses: {addresses}", addresses=addresses),
        words.gettext("Certificate: {certificate}", certificate=card.tls or "–"),
    )


def _spoken(session: Session, fingerprint: str) -> list[str]:
    """A fingerprint as words to be read out."""
    from comity.core.ids import Digest, digest_bytes
    from comity.keys.words import spoken, words_of

    language = session.words.language
    told = spoken(words_of(digest_bytes(Digest(fingerprint)), language), language)
    return [session.words.gettext("To be read out: {words}", words=told)]


def _bytes(path: Path) -> bytes:
    from comity.core.errors import ConfigError

    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError("node-file", "CONFIG-2", f"{path}: {error.strerror}") from None
