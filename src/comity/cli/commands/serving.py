# SPDX-License-Identifier: Apache-2.0
"""`comity serve`: answer the other sides over HTTPS, and do what a node does by itself."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Annotated, Final

import typer

from comity.cli.frame import Page, examples
from comity.cli.session import Session
from comity.core.errors import ComityError, UnavailableError
from comity.locale import mark

if TYPE_CHECKING:
    from comity.assembly.record import Assembled
    from comity.cli.voice import Voice

__all__ = ["register", "serve"]

EVERY_S_DEFAULT: Final = 15
STOP_S_MAX: Final = 1.0
"""Seconds that the worker is given to end; what it wrote ahead is finished at the next start."""

_EXCHANGE: Final = mark("Exchange")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "serve",
        cls=Page,
        rich_help_panel=_EXCHANGE,
        help=mark(
            "Answer the other sides over HTTPS until Ctrl-C.\n\n"
            "Meanwhile the node lets proposals lapse at their time, confirms what is agreed, and "
            "delivers what the other sides lack."
        ),
        epilog=examples("comity --node kr --passphrase-file kr.pass serve"),
    )(serve)


def serve(
    context: typer.Context,
    *,
    every: Annotated[
        int,
        typer.Option(
            metavar="SECONDS", min=1, max=3600, help=mark("How often the node looks by itself.")
        ),
    ] = EVERY_S_DEFAULT,
    only_answer: Annotated[
        bool,
        typer.Option("--only-answer", help=mark("Deliver nothing; answer when others call.")),
    ] = False,
) -> None:
    """Serve."""
    from comity.exchange.roads.https_server import HttpsRoad, Listening

    session: Session = context.obj
    words = session.words
    try:
        passphrase_known = session.passphrase()
    except ComityError as error:
        hint = "the certificate is among the working keys; locked, a node can be read, not served"
        raise UnavailableError("keys-locked", "HOME-7", f"{error.hint}; {hint}") from None
    with session.node(unlocked=True, passphrase=passphrase_known) as here:
        assert here.keys is not None
        certificate = here.keys.tls
        if certificate is None:
            raise UnavailableError(
                "no-certificate", "POUCH-13", "the key file holds no certificate"
            )
        listening = Listening(
            here.config.host, here.config.port, certificate.certificate_pem, certificate.key_pem
        )
        stopped = threading.Event()

        def ready() -> None:
            address = f"https://{here.config.host}:{here.config.port}"
            session.give({"address": address, "certificate": certificate.digest,
                          "party": here.config.party})  # fmt: skip
            session.say(
                words.gettext("Serving {party} at {address}", party=here.config.party,
                              address=address),
                words.gettext("Certificate: {certificate}", certificate=certificate.digest),
                words.gettext("Root fingerprint: {root}", root=here.node.root),
                words.gettext("Ctrl-C stops it."),
            )  # fmt: skip
            _flush()

        worker = threading.Thread(
            target=_work,
            args=(session, here, every, stopped),
            kwargs={"deliver": not only_answer},
            daemon=True,
        )
        road = HttpsRoad(here.correspondence.answer, listening, ready)
        worker.start()
        try:
            road.run()
        finally:
            stopped.set()
            worker.join(STOP_S_MAX)
    session.say(words.gettext("Stopped."))


def _work(
    session: Session, here: Assembled, every: int, stopped: threading.Event, *, deliver: bool
) -> None:
    """Settle and deliver until told to stop; what goes wrong is told once, then tried again."""
    from comity.cli.syncing import exchange, lacks, settle_all

    voice = session.voice(here.config.party)
    told: dict[str, str] = {}

    def attempt(name: str, work: object) -> None:
        assert callable(work)
        try:
            work()
        except ComityError as error:
            if told.get(name) != error.code:
                told[name] = error.code
                _tell(session, name, error)
        else:
            told.pop(name, None)

    def deliver_to(root: str) -> None:
        from comity.core.ids import Digest

        if lacks(here, Digest(root)) and not stopped.is_set():
            done = exchange(here, Digest(root))
            if done.stored or done.settled:
                _note_exchange(session, voice, here, root, done.stored)

    while not stopped.wait(every):
        attempt("", lambda: settle_all(here))
        if not deliver:
            continue
        for root in list(here.correspondence.peers()):
            code = str(here.correspondence.card(root).party)
            attempt(voice.side(code), lambda root=root: deliver_to(root))


def _note_exchange(session: Session, voice: Voice, here: Assembled, root: str, stored: int) -> None:
    from comity.core.ids import Digest

    side = voice.side(str(here.correspondence.card(Digest(root)).party))
    session.note(
        session.words.ngettext(
            "{side}: {count} entry received", "{side}: {count} entries received", stored, side=side
        )
    )


def _tell(session: Session, name: str, error: ComityError) -> None:
    from comity.cli.faults import told_of

    what = told_of(session.words, error.code, error.hint)
    session.note(f"{name}: {what} ({error.rule})" if name else f"{what} ({error.rule})")


def _flush() -> None:
    import sys

    sys.stdout.flush()
