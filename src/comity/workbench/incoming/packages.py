# SPDX-License-Identifier: Apache-2.0
"""Office files (DOCX, XLSX, PPTX): what in the package would run, fetch, or hide another file."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Final
from xml.parsers import expat

from comity.core.errors import MalformedError
from comity.workbench.incoming.kinds import Kind

__all__ = ["MEMBERS_MAX", "UNPACKED_MAX", "check_package"]

MEMBERS_MAX: Final = 4_000
UNPACKED_MAX: Final = 128 * 1024 * 1024
"""Bytes of all members together, unpacked."""
RATIO_MAX: Final = 200
"""Times its packed size that one large member may have."""
LARGE: Final = 1024 * 1024
_PLAIN_FLAGS: Final = 0x1
"""Of a member's flags: that it is encrypted."""
_ACTIVE: Final = re.compile(
    r"vba|macro|activex|/embeddings/|oleobject|customui|ctrlprops|webextension"
    r"|\.(exe|dll|js|vbs|hta)$",
    re.IGNORECASE,
)
_OUTSIDE: Final = re.compile(r"externallinks?/", re.IGNORECASE)
_FIELD: Final = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|MACROBUTTON|QUOTE\s+[0-9]+)\b",
    re.IGNORECASE,
)
_BROKEN: Final = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError, ValueError,
    NotImplementedError,
)  # fmt: skip
"""What the library raises on a package that is damaged, or packed in a way it does not know."""
_LINK: Final = "/hyperlink"
_XML: Final = (".xml", ".rels")
_BEGINS: Final = (b"<", b"\x00<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
"""How XML may begin: a part is one by what it holds, whatever it is called."""
_RELATED: Final = {
    **dict.fromkeys(
        ("activexcontrolbinary", "afchunk", "control", "oleobject", "package", "subdocument",
         "vbaproject", "wordvbadata", "xlmacrosheet", "xlintlmacrosheet"),
        "file/active",
    ),
    "externallink": "file/outside",
}  # fmt: skip
"""What a part is to another, by the end of the relation's name, however the part is called."""
_LINKED: Final = ("ddelink", "olelink")
_TYPES: Final = re.compile(r"macro|vbaproject|oleobject|activex", re.IGNORECASE)


def check_package(raw: bytes, kind: Kind) -> None:
    """Nothing, if the package is one of its kind and holds nothing that acts by itself.

    Raises:
        MalformedError: ``file/broken``, ``file/other``, ``file/locked``, ``file/bomb``,
            ``file/active``, ``file/outside``. Rule: PAPER-21.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            _check_members(package, kind)
            for name in package.namelist():
                part = package.read(name)
                if name.lower().endswith(_XML) or part.lstrip().startswith(_BEGINS):
                    _check_part(name, part)
    except _BROKEN as off:
        raise MalformedError("file/broken", "PAPER-21", type(off).__name__) from None
    except RuntimeError:  # of zipfile: a member that asks for a password
        raise MalformedError("file/locked", "PAPER-21", "an encrypted member") from None


def _check_members(package: zipfile.ZipFile, kind: Kind) -> None:
    members = package.infolist()
    unpacked = sum(one.file_size for one in members)
    stretched = any(
        one.file_size > LARGE and one.file_size > RATIO_MAX * max(one.compress_size, 1)
        for one in members
    )
    if len(members) > MEMBERS_MAX or unpacked > UNPACKED_MAX or stretched:
        raise MalformedError("file/bomb", "PAPER-21", f"{len(members)} members, {unpacked} bytes")
    names = [one.filename for one in members]
    if len(set(names)) != len(names):
        raise MalformedError("file/broken", "PAPER-21", "two members of one name")
    if any(one.flag_bits & _PLAIN_FLAGS for one in members):
        raise MalformedError("file/locked", "PAPER-21", "an encrypted member")
    for name in names:
        if _ACTIVE.search(name):
            raise MalformedError("file/active", "PAPER-21", _short(name))
        if _OUTSIDE.search(name):
            raise MalformedError("file/outside", "PAPER-21", _short(name))
    if kind.main not in names or "[Content_Types].xml" not in names:
        raise MalformedError("file/other", "PAPER-20", f"no {kind.main}")


def _check_part(name: str, raw: bytes) -> None:
    """One part of XML, walked without a document type, an entity, or anything from outside."""
    found: list[str] = []
    fields: list[str] = []
    inside: list[str] = []

    def begun(tag: str, attributes: dict[str, str]) -> None:
        inside.append(tag.rpartition(":")[2])
        told = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        found.extend(_faults(inside[-1], told))
        if inside[-1] == "fldSimple":
            fields.append(f"\n{told.get('instr', '')}\n")
        if inside[-1] == "fldChar":  # where a field begins or ends: its words may come in pieces
            fields.append("\n")

    def ended(_tag: str) -> None:
        inside.pop()

    def text(words: str) -> None:
        if inside and inside[-1] == "instrText":
            fields.append(words)

    def typed(*_told: Any) -> None:
        found.append("file/active")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begun, ended
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = typed
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        parser.Parse(raw, True)  # noqa: FBT003 - that this is all of it
    except expat.ExpatError:
        code = found[0] if found else "file/broken"
        raise MalformedError(code, "PAPER-21", _short(name)) from None
    if _FIELD.search("".join(fields)):
        found.append("file/outside")
    if found:
        raise MalformedError(found[0], "PAPER-21", _short(name))


def _faults(tag: str, told: Mapping[str, str]) -> Iterator[str]:
    """What is off with one element, by its attributes."""
    if tag == "Relationship":
        kind = told.get("Type", "")
        if told.get("TargetMode", "").lower() == "external" and not kind.endswith(_LINK):
            yield "file/outside"
        related = _RELATED.get(kind.rpartition("/")[2].lower())
        if related is not None:
            yield related
    if tag in ("Override", "Default") and _TYPES.search(told.get("ContentType", "")):
        yield "file/active"
    if tag.lower() in _LINKED:
        yield "file/outside"


def _short(name: str) -> str:
    """A member's name for engineers, without what could steer a terminal."""
    return "".join(one for one in name[:80] if one.isascii() and one.isprintable())
