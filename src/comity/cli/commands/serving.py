# SPDX-License-Identifier: Apache-2.0
"""`comity serve`: answer the other sides over HTTPS, and do what a node does by itself."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

import typer

from comity.cli.frame import Page, examples
from comity.cli.session import Session
from comity.core.errors import ComityError, UnavailableError
from comity.locale import mark

if TYPE_CHECKING:
    from comity.assembly.record import Assembled
    from comity.core.ids import Digest

__all__ = ["register", "serve"]

EVERY_S_DEFAULT: Final = 15
STOP_S_MAX: Final = 1.0
"""Seconds that the worker is given to end; what it wrote ahead is finished at the next start."""

_EXCHANGE: Final = mark("Exchange")
_LOG: Final = logging.getLogger("comity.serve")


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
            target=_Worker(session, here, stopped).run,
            args=(every,),
            kwargs={"deliver": not only_answer},
            daemon=True,
        )
        desk = here.correspondence
        road = HttpsRoad(desk.answer, desk.vouch, listening, ready)
        worker.start()
        try:
            road.run()
        finally:
            stopped.set()
            worker.join(STOP_S_MAX)
    session.say(words.gettext("Stopped."))


@dataclass(slots=True)
class _Worker:
    """What a node does by itself: settle and deliver, each part by itself and again and again.

    Whatever fails, a bug too, is told once until it has changed, and hinders nothing else.
    """

    session: Session
    here: Assembled
    stopped: threading.Event
    _told: dict[str, str] = field(init=False, default_factory=dict)

    def run(self, every: int, *, deliver: bool) -> None:
        """Work every so many seconds until told to stop."""
        while not self.stopped.wait(every):
            self._attempt("settle", "", self._settle)
            if deliver:
                self._attempt("deliver", "", self._deliver)

    def _settle(self) -> None:
        from comity.node.settle import settle_channel

        node = self.here.node
        for channel in node.channels.ids():
            self._attempt(channel, "", partial(settle_channel, node, channel))

    def _deliver(self) -> None:
        voice = self.session.voice(self.here.config.party)
        for root, code in self.here.correspondence.codes().items():
            side = voice.side(code)
            self._attempt(root, side, partial(self._deliver_to, root, side))

    def _deliver_to(self, root: Digest, side: str) -> None:
        from comity.cli.syncing import exchange, lacks

        if self.stopped.is_set() or not lacks(self.here, root):
            return
        done = exchange(self.here, root)
        if done.stored or done.settled:
            self.session.note(
                self.session.words.ngettext(
                    "{side}: {count} entry received",
                    "{side}: {count} entries received",
                    done.stored,
                    side=side,
                )
            )

    def _attempt(self, key: str, name: str, work: Callable[[], object]) -> None:
        try:
            work()
        except ComityError as error:
            if self._told.get(key) != error.code:
                self._told[key] = error.code
                _tell(self.session, name, error)
        except Exception as error:  # noqa: BLE001 - the rest of the work goes on
            kind = type(error).__name__
            if self._told.get(key) != kind:
                self._told[key] = kind
                _LOG.exception("a part of what the node does by itself failed")
                told = self.session.words.gettext(
                    "A fault of this program: {kind}. It goes on; please report what the log says.",
                    kind=kind,
                )
                self.session.note(f"{name}: {told}" if name else told)
        else:
            self._told.pop(key, None)


def _tell(session: Session, name: str, error: ComityError) -> None:
    from comity.telling.faults import told_of

    what = told_of(session.words, error.code, error.hint)
    session.note(f"{name}: {what} ({error.rule})" if name else f"{what} ({error.rule})")


def _flush() -> None:
    import sys

    sys.stdout.flush()
