# SPDX-License-Identifier: Apache-2.0
"""`comity demo --ministry`: makes the ministry before one's eyes, then says how to get in."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from comity.assembly.record import assemble
from comity.config import Config, read_config
from comity.demo.ministry.counting import Counts, count
from comity.demo.ministry.making import Made, make_ministry
from comity.demo.ministry.plan import NOW_MS
from comity.demo.ministry.posts import PASSWORD, all_posts
from comity.demo.ministry.seats import PASSPHRASE
from comity.demo.saying import Moment, say
from comity.demo.stage import check_free, clear
from comity.demo.story import interruptible
from comity.demo.teller import DOMAIN, Teller
from comity.locale import Language, catalogue, mark

__all__ = ["FOLDER", "run_ministry"]

FOLDER: Final = Path("demo-ministry")
"""Where the ministry is made if nothing is said."""
_INTERRUPTED: Final = 130
_LINES: Final = 10
"""Lines that tell of progress where there is no terminal."""


def run_ministry(
    *,
    folder: Path | None,
    language: Language,
    out: TextIO,
    fresh: bool = False,
    scale: int = 1,
    only: Sequence[str] | None = None,
) -> int:
    """The exit code: 0 once the ministry is made, 130 where it was interrupted.

    Args:
        folder: where it is made; `FOLDER` if None.
        language: in which it is told.
        out: where it is told.
        fresh: delete what an earlier demonstration left in the folder.
        scale: how many times as many rounds as usual, 1 to 20.
        only: ids of the dialogues to be made; None: all of them.

    Raises:
        ConfigError: ``demo/exists``, ``demo/not-a-demo``: nothing was changed.
    """
    folder = folder or FOLDER
    if fresh:
        clear(folder)
    check_free(folder)
    told = Teller(out, language)
    told.title(say(mark("Comity · a ministry for demonstration")))
    told.tell(
        mark(
            "Twenty dialogues over three years are negotiated, each move signed by a real node and"
            " carried in sealed transfers. It takes about a minute; Ctrl-C leaves nothing behind."
        )
    )
    with interruptible():
        try:
            with _progress(told.console, language) as step:
                made = make_ministry(folder, scale=scale, only=only, step=step)
        except KeyboardInterrupt:
            told.tell(mark("Interrupted: nothing was left behind."))
            return _INTERRUPTED
    _conclude(told, folder, made)
    return 0


@contextmanager
def _progress(console: Console, language: Language) -> Iterator[Callable[[float], None]]:
    """A bar on a terminal, else a line now and then."""
    label = catalogue(language, DOMAIN).gettext(mark("Making the ministry"))
    if console.is_terminal:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=console) as bar:
            task = bar.add_task(label, total=1.0)
            yield lambda share: bar.update(task, completed=share)
        return
    shown = 0

    def line(share: float) -> None:
        nonlocal shown
        if int(share * _LINES) > shown:
            shown = int(share * _LINES)
            console.print(f"{label} {shown * 100 // _LINES} %")

    yield line


def _conclude(told: Teller, folder: Path, made: Made) -> None:
    """What there is now, how to serve it, and who can sign in."""
    config = read_config(made.node)
    total, admitted = _counted(config, made)
    told.tell(
        mark(
            "Made: {items} items in {dialogues} dialogues, {entries} signed entries, {ours} items"
            " for our action. The desk looks at {then}; time stands still there."
        ),
        items=total.items.total(),
        dialogues=len(made.channels),
        entries=total.entries,
        ours=total.states["for our action"],
        then=Moment(NOW_MS),
    )
    told.tell(
        mark(
            "What bears the sign ° is invented, and so is everything that is negotiated here; two"
            " dialogues bear the names and terms of real ones. Passphrase and passwords are no"
            " secret: they protect nothing."
        )
    )
    passphrase = folder / f"{config.party}.passphrase"
    passphrase.write_text(f"{PASSPHRASE}\n", "utf-8")
    told.tell(mark("Serve it, then open the desk in a browser:"))
    program = "comity" if shutil.which("comity") else str(Path(sys.executable).parent / "comity")
    told.quote(
        [
            say(
                "{command}",
                command=f"{program} --node {made.node} --passphrase-file {passphrase} serve",
            ),
            say("http://{host}:{port}/", host=config.desk_host, port=config.desk_port),
        ]
    )
    told.tell(
        mark("Who can sign in; everybody's password (demonstration): {password}"),
        password=PASSWORD,
    )
    told.console.print(_people(told.language, admitted))


def _counted(config: Config, made: Made) -> tuple[Counts, dict[str, int]]:
    """All that was made, and to how many dialogues each post is admitted."""
    from comity.demo.ministry.officers import admissions

    total = Counts()
    assembled = assemble(config, None)
    try:
        for channel in made.channels.values():
            total.add(count(assembled.node, channel))
    finally:
        assembled.close()
    return total, admissions(config)


def _people(language: Language, admitted: dict[str, int]) -> Table:
    """Everybody: sign-in name, post, roles, and how many dialogues the post may know of."""
    from comity.desk.people.roles import ROLES
    from comity.home.roles import Role

    words, roles = catalogue(language, DOMAIN), catalogue(language, "desk")
    table = Table(box=None, pad_edge=False)
    for heading in (mark("sign in as"), mark("post"), mark("roles"), mark("dialogues")):
        table.add_column(words.gettext(heading))
    for slug, post in all_posts().items():
        for one in post.people:
            names = ", ".join(roles.gettext(ROLES[Role(role)]) for role in one.roles)
            count_ = str(admitted.get(slug, 0))
            table.add_row(one.sign_in, post.names[language], names, count_)
    return table
