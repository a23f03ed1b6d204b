# SPDX-License-Identifier: Apache-2.0
"""What each side keeps to itself in the scenario, and the search for it in whatever leaves a node.

A canary stands three times in its text, so that a database which splits a long text between two
pages still holds one of them whole.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from tests.journey.scenario.steps import Party

KR_NOTE = "kr-note 우리측 내부의견 zq7"
KR_COMPANIES = "kr-companies 반도체기업 우려 zq8"
KR_CALENDAR = "kr-calendar 대통령실 일정 zq9"
KR_RADAR = "kr-radar 레이더항적 zq6"
JP_NOTE = "jp-note 内部所見メモ xk7"
JP_COMPANIES = "jp-companies 企業側懸念 xk8"
JP_CALENDAR = "jp-calendar 総理日程 xk9"
JP_RADAR = "jp-radar レーダー航跡 xk6"
SOUNDED = "jp-sounding 打診の言葉 xk5"
"""Said off the record: gone from both sides once it has expired."""
OWN: Mapping[Party, tuple[str, ...]] = MappingProxyType({
    "kr": (KR_NOTE, KR_COMPANIES, KR_CALENDAR, KR_RADAR),
    "jp": (JP_NOTE, JP_COMPANIES, JP_CALENDAR, JP_RADAR),
})  # fmt: skip
"""By side, what is at home there and nowhere else."""


def repeated(canary: str) -> str:
    """The text that holds a canary."""
    return " · ".join([canary] * 3)


def forms(canary: str) -> frozenset[bytes]:
    """The ways in which a text is usually written; of the base64 ones, each shift of it."""
    plain = {
        canary.encode(),
        canary.encode("utf-16-le"),
        canary.encode("utf-16-be"),
        json.dumps(canary).strip('"').encode(),
        quote(canary).encode(),
    }
    found = set(plain)
    for text in plain:
        found |= {text.hex().encode(), text.hex().upper().encode()}
        for shift in range(3):
            part = text[shift : shift + len(text[shift:]) // 3 * 3]
            found |= {base64.b64encode(part), base64.urlsafe_b64encode(part)}
    return frozenset(found)


def heard(canaries: Iterable[str], text: bytes) -> list[str]:
    """Those of the canaries that the bytes hold, in whatever form."""
    return [one for one in canaries if any(form in text for form in forms(one))]


def disk(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def places(canaries: Iterable[str], files: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Where which canary is heard; a name of a file counts too."""
    asked = tuple(canaries)
    return [
        (name, one)
        for name, raw in files.items()
        for one in heard(asked, name.encode() + b"\0" + raw)
    ]
