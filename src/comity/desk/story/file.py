# SPDX-License-Identifier: Apache-2.0
"""The story as it lies in a demonstration's node: a file that whoever plays it writes and the desk
reads. A real node has none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from comity.core.errors import ConfigError

__all__ = ["FILE", "Scene", "Story", "Task", "Way", "read_story", "write_story"]

FILE: Final = "story.json"
"""Its name in the node's folder."""
BYTES_MAX: Final = 1_000_000

Words: TypeAlias = dict[str, str]


class Way(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A way to a page of the desk.

    Args:
        name: of the address, as in ``site/urls.py``.
        places: what the address is filled with; ``channel`` among them is checked (HOME-11).
        label: by language.
    """

    name: str
    places: dict[str, str]
    label: Words


class Scene(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One step of the story.

    Args:
        title, text: by language.
        at_ms: when it happened.
        channel: of which dialogue it tells; None: of none, anybody may read it.
        ways: where it can be seen.
    """

    title: Words
    text: Words
    at_ms: int | None = None
    channel: str | None = None
    ways: tuple[Way, ...] = ()


class Task(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something to try.

    Args:
        title, text: by language.
        sign_in: as whom, or None: as whoever reads.
        channel: in which dialogue; None: in none.
        ways: where.
        awaited: the item on which a proposal awaits our answer; once none does, it is done.
        drafted: a part of an item's path; once whoever it is for has drafted on such an item,
            it is done.
        stated: an item that is declared; once our side has stated something on it, it is done.
    """

    title: Words
    text: Words
    sign_in: str | None = None
    channel: str | None = None
    ways: tuple[Way, ...] = ()
    awaited: str | None = None
    drafted: str | None = None
    stated: str | None = None


class Story(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of it, in order."""

    scenes: tuple[Scene, ...]
    tasks: tuple[Task, ...]


def read_story(folder: Path) -> Story:
    """The story of the node in a folder; an empty one where there is none.

    Raises:
        ConfigError: ``story`` if the file is there and can't be read. Rule: CONFIG-2.
    """
    path = folder / FILE
    try:
        if not path.exists():
            return Story((), ())
        with path.open("rb") as file:
            return msgspec.json.decode(file.read(BYTES_MAX), type=Story)
    except (OSError, msgspec.MsgspecError) as error:
        raise ConfigError("story", "CONFIG-2", f"{path}: {error}") from None


def write_story(folder: Path, story: Story) -> None:
    """Put it into the folder of a node, in place of any before."""
    draft = folder / f".{FILE}.new"
    draft.write_bytes(msgspec.json.format(msgspec.json.encode(story)))
    draft.replace(folder / FILE)
