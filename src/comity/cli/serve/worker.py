# SPDX-License-Identifier: Apache-2.0
"""The part that does what a node does by itself: ``python -m comity.cli.serve.worker FOLDER …``.

It lets proposals lapse, confirms what is agreed, and delivers what the other sides lack. What it
has to tell goes to standard error, in the language it was given.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from comity.assembly.record import Assembled, assemble
from comity.cli.serve.lines import READY, end_with_input, read_passphrase, reported, say
from comity.cli.syncing import exchange, lacks, waiting
from comity.config import read_config
from comity.core.errors import ComityError, UnavailableError
from comity.core.ids import Digest
from comity.locale import LANGUAGES, catalogue
from comity.node.settle import settle_channel
from comity.telling.faults import told_of
from comity.telling.voice import Voice

__all__ = ["Worker", "work"]

STOP_S_MAX: Final = 1.0
"""Seconds that the work in hand is given to end; what it wrote ahead is finished at the next
start."""
_ENDING: Final = {signal.SIGTERM, signal.SIGINT}
_LOG: Final = logging.getLogger("comity.serve")


@dataclass(slots=True)
class Worker:
    """What a node does by itself: each part by itself, again and again.

    Whatever fails, a bug too, is told once until it has changed, and hinders nothing else.

    Args:
        here: the node, its keys unlocked.
        voice: how to speak to whoever watches.
        stopped: set when it is to end.
        quiet: whether nothing is told.
    """

    here: Assembled
    voice: Voice
    stopped: threading.Event
    quiet: bool = False
    _told: dict[str, str] = field(init=False, default_factory=dict)

    def run(self, every: float) -> None:
        """Work every so many seconds until told to stop."""
        while not self.stopped.wait(every):
            self._attempt("settle", "", self._settle)
            self._attempt("deliver", "", self._deliver)
            self._attempt("soundings", "", self._forget_soundings)

    def _settle(self) -> None:
        node = self.here.node
        for channel in node.channels.ids():
            self._attempt(channel, "", partial(settle_channel, node, channel))

    def _deliver(self) -> None:
        for root, code in self.here.correspondence.codes().items():
            side = self.voice.side(code)
            self._attempt(root, side, partial(self._deliver_to, root, side))

    def _forget_soundings(self) -> None:
        """What has expired by our clock is overwritten and deleted. Rule: POUCH-23.

        Pages leave out what can't be read: here its operator is told.
        """
        self.here.soundings.expire(self.here.node.clock.now_ms())
        self.here.soundings.check()

    def _deliver_to(self, root: Digest, side: str) -> None:
        if self.stopped.is_set() or not (lacks(self.here, root) or waiting(self.here, root)):
            return
        done = exchange(self.here, root)
        if done.stored or done.settled:
            self._tell(
                self.voice.words.ngettext(
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
                what = told_of(self.voice.words, error.code, error.hint)
                self._tell(f"{what} ({error.rule})", name)
        except Exception as error:  # noqa: BLE001 - the rest of the work goes on
            kind = type(error).__name__
            if self._told.get(key) != kind:
                self._told[key] = kind
                _LOG.exception("a part of what the node does by itself failed")
                self._tell(
                    self.voice.words.gettext(
                        "A fault of this program: {kind}. It goes on; please report what the log"
                        " says.",
                        kind=kind,
                    ),
                    name,
                )
        else:
            self._told.pop(key, None)

    def _tell(self, text: str, name: str = "") -> None:
        if not self.quiet:
            sys.stderr.write(f"{name}: {text}\n" if name else f"{text}\n")
            sys.stderr.flush()


def work(arguments: Sequence[str]) -> None:
    """Work for the node of a folder until told to stop.

    Raises:
        ConfigError, TrustError, UnavailableError: as the exchange's `answer`.
    """
    told = _parsed(arguments)
    here = assemble(read_config(told.folder), read_passphrase())
    if here.keys is None:
        raise UnavailableError("keys-locked", "HOME-7", "locked keys sign and unseal nothing")
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    end_with_input(partial(os.kill, os.getpid(), signal.SIGTERM))
    stopped = threading.Event()
    worker = Worker(here, Voice(catalogue(told.lang), here.config.party), stopped, told.quiet)
    # In a thread, so that a carrier that waits for a far side never keeps the process from ending.
    hands = threading.Thread(target=worker.run, args=(told.every,), daemon=True)
    hands.start()
    say(READY)
    signal.sigwait(_ENDING)
    stopped.set()
    hands.join(STOP_S_MAX)


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="comity.cli.serve.worker")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=float, default=15.0)
    parser.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0])
    parser.add_argument("--quiet", action="store_true")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(reported(partial(work, sys.argv[1:])))
