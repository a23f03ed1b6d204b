# SPDX-License-Identifier: Apache-2.0
"""A paper that one side circulates for a meeting: the description of its file, and the paper that
names it, said in one entry with which the bytes travel.
"""

from __future__ import annotations

import unicodedata
from typing import Final, NamedTuple

from comity.core.encoding import forbidden_at
from comity.core.errors import MalformedError, RuleError
from comity.core.ids import Digest, Matter
from comity.subjects import Rooms, write_body
from comity.subjects.documents import Document
from comity.subjects.fields import NAME_CHARS_MAX, Words
from comity.subjects.meetings import Paper
from comity.workbench.incoming.kinds import Kind

__all__ = [
    "Brought",
    "Circulated",
    "Said",
    "check_marking",
    "circulated",
    "levels_of",
    "plain_name",
]

_APART: Final = '/\\:*?"<>|'


class Said(NamedTuple):
    """What is said of a paper beside its file.

    Args:
        title: of the paper.
        language: in which it is.
        marking: a level of the terms' markings, or None.
    """

    title: Words
    language: str
    marking: str | None


class Brought(NamedTuple):
    """A file: its name by `plain_name`, its kind once it was looked at, how many bytes it has, and
    their salted digest.
    """

    name: str
    kind: Kind
    size: int
    digest: Digest


class Circulated(NamedTuple):
    """Both items with their bodies: the description of the file, and the paper that names it."""

    document: Matter
    about: bytes
    paper: Matter
    names: bytes


def levels_of(rooms: Rooms) -> tuple[str, ...]:
    """The levels that a paper of the dialogue may have, the lowest first: none is above the
    ceiling. Empty where no terms are in force. Rule: PAPER-22.
    """
    terms = rooms.terms.details[0].terms
    if terms is None:
        return ()
    levels = tuple(one.level for one in terms.markings.equivalence)
    ceiling = terms.markings.ceiling
    return levels[: levels.index(ceiling) + 1] if ceiling in levels else ()


def check_marking(rooms: Rooms, marking: str | None) -> None:
    """Nothing, if the terms in force let a paper be marked so.

    Raises:
        RuleError: ``paper-marking``. Rule: PAPER-22.
    """
    if marking is not None and marking not in levels_of(rooms):
        raise RuleError("paper-marking", "PAPER-22", f"{marking}: not below the ceiling")


def plain_name(name: str) -> str:
    """The name of a file as it is declared: the last part of whatever path it came with.

    Raises:
        MalformedError: ``document/name`` on one that is empty, hidden, too long, or holds what a
            signed text or a name of a file may not (DOC-2).
    """
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2].strip()
    bad = (
        not plain
        or plain.startswith(".")
        or len(plain) > NAME_CHARS_MAX
        or forbidden_at(plain) is not None
        or any(one in plain for one in (*_APART, "\n", "\t"))
    )
    if bad:
        raise MalformedError("document/name", "DOC-2", "a plain file name")
    return plain


def circulated(rooms: Rooms, own: str, meeting: str, said: Said, file: Brought) -> Circulated:
    """The words with which a paper is circulated.

    Args:
        rooms: how the dialogue stands.
        own: the code of our side.
        meeting: its id.
        said: what is said of the paper.
        file: that was looked at and is kept beside the record.

    Raises:
        RuleError: ``paper-marking`` (PAPER-22).
        MalformedError: as the rooms of documents and meetings.
    """
    check_marking(rooms, said.marking)
    taken = {one.id for one in rooms.documents.details}
    key = next(one for n in range(1, len(taken) + 2) if (one := f"{own}-{n}") not in taken)
    document, paper = Matter(f"document/{key}"), Matter(f"meeting/{meeting}/paper")
    about = Document(
        file.name, file.kind.media, file.size, file.digest, said.marking, said.language
    )
    names = Paper(said.title, file.digest, said.language)
    return Circulated(
        document, write_body(document, "declare", about), paper,
        write_body(paper, "declare", names),
    )  # fmt: skip
