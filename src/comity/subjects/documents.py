# SPDX-License-Identifier: Apache-2.0
"""Documents, declared ``document/<id>``: what a file is. Its bytes travel beside the record under
a salted digest, and may later be destroyed by rule; the declaration stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import msgspec

from comity.core.ids import Matter
from comity.core.limits import DOCUMENT_BYTES_MAX
from comity.core.views import Sight
from comity.ports import Bodies
from comity.subjects.fields import (
    NAME_CHARS_MAX,
    check_digest,
    check_key,
    check_language,
    check_line,
    check_number,
    malformed,
    read_struct,
)
from comity.subjects.reading import BodyState, Look, Route
from comity.subjects.standing import RoomView, Said, standings_of

__all__ = ["ROUTES", "Document", "DocumentView", "check_document", "read_document", "view"]

_MEDIA: Final = re.compile(r"[a-z]{2,20}/[a-z0-9][a-z0-9.+-]{0,79}", re.ASCII)


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one file is. Rules: DOC-1, DOC-2.

    Args:
        name: plain file name, without any folder.
        media_type: e.g. ``application/pdf``.
        size: bytes, up to the limit of an attached document.
        digest: salted digest of the bytes, as the act names it among its documents.
        marking: a level of the terms' markings, or None.
        language: of the document, or None.
    """

    name: str
    media_type: str
    size: int
    digest: str
    marking: str | None
    language: str | None


def check_document(document: Document) -> Document:
    """The description, if it is whole.

    Raises:
        MalformedError: ``document/name`` on a name that leads out of a folder,
            ``document/media-type`` (DOC-2), or as the checks of fields.
    """
    check_line(document.name, "name", NAME_CHARS_MAX)
    if document.name.startswith(".") or any(mark in document.name for mark in '/\\:*?"<>|'):
        raise malformed("document/name", "DOC-2", "name", "a plain file name")
    if not _MEDIA.fullmatch(document.media_type):
        raise malformed("document/media-type", "DOC-2", "media_type", "such as application/pdf")
    check_number(document.size, "size", 0, DOCUMENT_BYTES_MAX)
    check_digest(document.digest, "digest")
    if document.marking is not None:
        check_key(document.marking, "marking")
    if document.language is not None:
        check_language(document.language, "language")
    return document


def read_document(raw: bytes) -> Document:
    """The description that canonical bytes hold. Raises MalformedError as both its parts."""
    return check_document(read_struct(raw, Document))


_DOCUMENT: Final[Route[object, Document]] = Route(("document", "*"), None, read_document)
ROUTES: Final = (_DOCUMENT,)


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One declared document.

    `bytes` says whether they are here (read), absent or destroyed; unreadable if the description
    is. `attached` says whether the act that declared it names the digest (DOC-3): only then do
    the bytes travel with it.
    """

    id: str
    said: Said[Document]
    bytes: BodyState
    attached: bool


def view(sight: Sight, bodies: Bodies) -> RoomView[DocumentView]:
    """Every document of a channel, by id, then by party. Never raises on a body. SUBJ-8."""
    look = Look(sight, bodies)
    matters = look.matters("document")
    details = tuple(
        _document(look, matter, Said(one, look.declared(one.body, _DOCUMENT)))
        for matter in matters
        if _DOCUMENT.covers(matter)
        for one in look.matter(matter).declared
    )
    return RoomView("documents", standings_of(look, matters, ROUTES), details)


def _document(look: Look, matter: Matter, said: Said[Document]) -> DocumentView:
    """One declaration, with what became of the bytes."""
    name = matter.split("/")[1]
    described = said.body.value
    if described is None:
        return DocumentView(name, said, BodyState.UNREADABLE, attached=False)
    attached = described.digest in said.declaration.documents
    return DocumentView(name, said, look.document(described.digest), attached)
