# SPDX-License-Identifier: Apache-2.0
"""The demonstration from beginning to end: two nodes, two dialogues, spring of 2023."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final, TextIO

from comity.core.errors import ComityError
from comity.demo.outcome import conclude
from comity.demo.parting import hand_over, open_desks, part
from comity.demo.saying import say
from comity.demo.stage import Stage, clear, set_stage
from comity.demo.steps import (
    ceremony,
    dates,
    economic,
    incident,
    measures,
    reference,
    round12,
    worstday,
)
from comity.demo.teller import Teller
from comity.locale import Language, mark

__all__ = ["FOLDER", "STEPS", "interruptible", "play", "run"]

FOLDER: Final = Path("demo-nodes")
"""Where the nodes are made if nothing is said."""
STEPS: Final = (ceremony, reference, dates, incident, round12, measures, economic, worstday)
_INTERRUPTED: Final = 130


def run(
    *,
    once: bool,
    folder: Path | None,
    language: Language,
    out: TextIO,
    fresh: bool = False,
    pace: float = 0,
) -> int:
    """The exit code of a whole demonstration: 0 if all of it verifies at the end.

    Args:
        once: end after the story, once both desks have answered; else both nodes go on serving
            until interrupted.
        folder: where the nodes are made; `FOLDER` if None.
        language: of the narration.
        out: where it is told.
        pace: seconds to wait before each scene; 0 tells it as fast as it happens.
        fresh: delete what an earlier demonstration left in the folder.

    Raises:
        ConfigError: ``demo/exists``, ``demo/not-a-demo``: nothing was changed.
        ComityError: a step failed, or a desk did not answer; the processes have ended.
    """
    folder = folder or FOLDER
    if fresh:
        clear(folder)
    teller = Teller(out, language, pace)
    code = _INTERRUPTED
    with interruptible():
        try:
            with set_stage(folder, teller) as stage:
                code = play(stage)
                if code == 0:
                    open_desks(stage)
                    if not once:
                        part(stage)
        except KeyboardInterrupt:
            teller.tell(mark("The demonstration has ended; both nodes have stopped."))
    return code


def play(stage: Stage) -> int:
    """The story, then its outcome: 0 if everything verifies and both records are the same."""
    told = stage.teller
    told.title(say(mark("Comity · a demonstration")))
    told.tell(
        mark(
            "Spring of 2023: after a summit two governments resume one dialogue and launch"
            " another. What is public bears its source; all else, every hour, draft and"
            " internal note, is invented. Posts are named, never persons. Times are those of"
            " Seoul and Tokyo."
        )
    )
    try:
        for step in STEPS:
            step.play(stage)
    except ComityError as error:
        told.tell(
            mark("The story stopped here: {code}, rule {rule}. {hint}"),
            code=error.code,
            rule=error.rule,
            hint=error.hint,
        )
        return 1
    hand_over(stage)
    return conclude(stage)


@contextmanager
def interruptible() -> Iterator[None]:
    """A request to end interrupts the story, so that the processes of the nodes end with it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
