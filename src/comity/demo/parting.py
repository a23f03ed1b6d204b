# SPDX-License-Identifier: Apache-2.0
"""After the story: both desks are opened, and the reader is told who signs in and what to try."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from http.client import OK, HTTPConnection, HTTPException
from pathlib import Path
from typing import Final

from rich.table import Table

from comity.core.errors import UnavailableError
from comity.demo.clock import instant
from comity.demo.people import MODULE, staff
from comity.demo.retelling import retell
from comity.demo.saying import Moment, say
from comity.demo.scenario import ECONOMIC, SECURITY, Dialogue
from comity.demo.screens import NAMES, other_code
from comity.demo.serving import WHOLE
from comity.demo.sides import Side
from comity.demo.stage import Stage
from comity.demo.steps import ahead
from comity.locale import mark

__all__ = ["COMMANDS", "commands", "hand_over", "open_desks", "part"]

COMMANDS: Final = (
    "comity --node {folder}/kr --person kr-econ --password-file {folder}/kr.password show economic",
    (
        "comity --node {folder}/jp --lang ja --person jp-dg --password-file {folder}/jp.password"
        " show security"
    ),
    (
        "comity --node {folder}/kr --person kr-dg --password-file {folder}/kr.password"
        " --passphrase-file {folder}/kr.passphrase --yes"
        " offer security meeting/round-14/date --start 2024-05-21T10:00 --end 2024-05-21T12:30"
        " --zone Asia/Seoul --place Seoul --host kr --round 14"
    ),
    "comity verify {folder}/exports/kr-economic.comity --root kr={kr} --root jp={jp}",
)
"""What the reader can try at a terminal, in this order; the braces are filled when shown."""

_ROLES: Final = {
    "observer": mark("observer"),
    "drafter": mark("drafter"),
    "approver": mark("approver"),
    "signer": mark("signer"),
    "duty-officer": mark("duty officer"),
    "administrator": mark("administrator"),
}
_ANSWER_S_MAX: Final = 30
_FILL_S_MAX: Final = 120


def hand_over(stage: Stage) -> None:
    """The nodes can be used by their commands: dialogues have names, passphrases lie in files."""
    for side in stage.sides:
        names = json.dumps(side.channels, indent=2) + "\n"
        side.assembled.config.names.write_text(names, "utf-8")
        path = stage.folder / f"{side.code}.passphrase"
        path.write_text(f"{side.facts.passphrase}\n", "utf-8")


def open_desks(stage: Stage) -> None:
    """Both nodes are served as any other is: exchange, worker and a desk that people sign in at.

    Each side has something to answer, and the clock goes on from there.

    Raises:
        UnavailableError: ``demo/serving`` if a desk does not answer.
    """
    stage.teller.step(mark("Your turn"))
    ahead.play(stage)
    _fill(stage)
    for side in stage.sides:
        retell(side)
    stage.clock.go_on()
    for side in stage.sides:
        side.begin_to_serve(WHOLE)
    for side in stage.sides:
        side.wait_served()
        _check_answers(side)
    stage.teller.tell(
        mark(
            "Both nodes are served: exchange, worker and desk of each. Both desks answer with"
            " their sign-in pages."
        )
    )


def _fill(stage: Stage) -> None:
    """People in both dossiers, at the same time."""
    working = [
        subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", MODULE, str(side.assembled.config.folder)],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for side in stage.sides
    ]
    for side, one in zip(stage.sides, working, strict=True):
        _, told = one.communicate(timeout=_FILL_S_MAX)
        if one.returncode:
            last = told.strip().rpartition("\n")[2]
            raise UnavailableError("demo/serving", "HOME-12", f"people of {side.code}: {last}")
        password = stage.folder / f"{side.code}.password"
        password.write_text(f"{staff()[side.code].password}\n", "utf-8")


def _check_answers(side: Side) -> None:
    """Nothing, if the side's desk shows its sign-in page."""
    config = side.assembled.config
    line = HTTPConnection(config.desk_host, config.desk_port, timeout=_ANSWER_S_MAX)
    try:
        line.request("GET", "/sign-in")
        status = line.getresponse().status
    except (OSError, HTTPException) as error:
        raise UnavailableError("demo/serving", "SERVE-2", f"{side.code}: {error}") from None
    finally:
        line.close()
    if status != OK:
        raise UnavailableError("demo/serving", "SERVE-2", f"{side.code}: the desk says {status}")


def commands(stage: Stage) -> tuple[str, ...]:
    """The `COMMANDS` with their braces filled in."""
    folder, kr, jp = _near(stage.folder), stage.kr.root, stage.jp.root
    found = shutil.which("comity")
    program = "comity" if found else _near(Path(sys.executable).parent / "comity")
    return tuple(
        one.replace("comity", program, 1).format(folder=folder, kr=kr, jp=jp) for one in COMMANDS
    )


def _near(path: Path) -> str:
    """The path as short as it can be written from here."""
    path, here = path.absolute(), Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def part(stage: Stage) -> None:
    """Say who can sign in and what to try, and serve until interrupted."""
    told = stage.teller
    told.tell(
        mark(
            "They go on until you press Ctrl-C; the clock of the demonstration goes on from {now}."
            " These are demonstration nodes: neither passwords nor passphrases are secret."
        ),
        now=Moment(instant(ahead.NOW)),
    )
    for side in stage.sides:
        _tell_people(stage, side)
    answers: tuple[tuple[Side, Dialogue], ...] = ((stage.kr, ECONOMIC), (stage.jp, SECURITY))
    told.tell(mark("Try this first:"))
    told.quote(
        [
            say(
                mark("Open {address}, sign in as {name} and accept the date that {side} proposes."),
                address=side.assembled.config.desk_address,
                name=staff()[side.code].who("signer", dialogue).sign_in,
                side=say(NAMES[other_code(side.code)]),
            )
            for side, dialogue in answers
        ]
    )
    told.tell(mark("The page “The story so far” at each desk tells the rest."))
    told.tell(mark("Or try these in another terminal, in this order:"))
    told.quote([say("{command}", command=one) for one in commands(stage)])
    for side in stage.sides:
        side.wait()


def _tell_people(stage: Stage, side: Side) -> None:
    """Where a side's desk is, and who can sign in there."""
    told, config = stage.teller, side.assembled.config
    told.console.print()
    told.quote(
        [
            say(
                mark("Desk of {side}: {address}, everybody's password (demonstration): {password}"),
                side=say(NAMES[side.code]),
                address=config.desk_address,
                password=staff()[side.code].password,
            ),
        ]
    )
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in (mark("sign in as"), mark("post"), mark("roles")):
        table.add_column(told.words.gettext(heading), overflow="fold")
    for row in _rows(stage, side):
        table.add_row(*row)
    told.console.print(table)


def _rows(stage: Stage, side: Side) -> Iterator[tuple[str, str, str]]:
    words = stage.teller.words
    for one in staff()[side.code].people:
        roles = ", ".join(words.gettext(_ROLES[role]) for role in one.roles)
        yield one.sign_in, one.names[stage.teller.language], roles
