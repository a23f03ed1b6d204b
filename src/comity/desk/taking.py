# SPDX-License-Identifier: Apache-2.0
"""Files that a page gives out: asked for by a form, since taking one away is written down."""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import quote

from django.http import HttpResponse

from comity.core.errors import RuleError
from comity.core.ids import ChannelId
from comity.desk.requests import DeskRequest
from comity.home.takeaways import taken
from comity.locale import LANGUAGES, Language, catalogue
from comity.telling.voice import Voice
from comity.workbench.papers import Manuscript
from comity.workbench.papers.files import FORMS, MEDIA, Form, written

__all__ = ["Asked", "asked_in", "attachment", "filed", "plain_voice"]

SANDBOX: Final = "default-src 'none'; sandbox"
"""What a file may do, should anything ever show it: nothing."""


_STRANGE: Final = re.compile(r"[^A-Za-z0-9._-]")


class Asked(NamedTuple):
    """What a button asks for: the kind of paper, the form of file, the language of its frame."""

    kind: str
    form: Form
    language: Language


def asked_in(request: DeskRequest, kinds: tuple[str, ...]) -> Asked:
    """What the form asks for, as ``briefing.pdf.ko``; of the reader's language where none is named.

    Raises:
        RuleError: ``not-found`` on any other.
    """
    kind, form, language, *more = (*request.POST.get("take", "").split("."), "", "", "")
    language = language or str(request.voice.words.language)
    if kind not in kinds or form not in FORMS or language not in LANGUAGES or any(more):
        raise RuleError("not-found", "HOME-11", "there is no such file")
    return Asked(kind, form, language)


def plain_voice(request: DeskRequest, language: Language) -> Voice:
    """How a file speaks to the reader: as pages do, without the marks that only pages know."""
    now = request.house.node.clock.now_ms()
    config = request.house.config
    return Voice(catalogue(language, "desk"), config.party, now, zone=config.zone)


def filed(
    request: DeskRequest, channel: ChannelId, asked: Asked, subject: str, paper: Manuscript
) -> HttpResponse:
    """The file of a paper, and a line of the audit log before it leaves. Rule: HOME-70."""
    raw = written(paper, asked.form)
    taken(request.reader, channel, f"{asked.kind}-taken", subject, raw, form=asked.form,
          language=asked.language)  # fmt: skip
    name = f"{subject}-{asked.kind}-{asked.language}.{asked.form}"
    return attachment(raw, MEDIA[asked.form], name)


def attachment(raw: bytes, media: str, name: str) -> HttpResponse:
    """Bytes that a browser keeps and never shows, under a name of any script. Rule: DESK-90."""
    answer = HttpResponse(raw, content_type=media)
    plain = "".join(
        one if one.isascii() and (one.isalnum() or one in "-._") else "_" for one in name
    )
    named = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    answer.headers["Content-Disposition"] = named
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer
