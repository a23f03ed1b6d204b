# SPDX-License-Identifier: Apache-2.0
"""Files of the record: the proof of a whole dialogue, as `comity export` writes it, and content
that is too long for a page.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from comity.core.ids import Digest
from comity.desk.moves.asked import channel_named
from comity.desk.pages import page
from comity.desk.requests import DeskRequest
from comity.desk.taking import attachment
from comity.home import audit
from comity.home.reading import not_found
from comity.home.roles import Power
from comity.home.takeaways import taken
from comity.node.export import export_record
from comity.ports import Kept

__all__ = ["NAME_CHARS", "body_file", "export_file", "verifying"]

NAME_CHARS: Final = 12
"""Characters of an id or digest by which a file is named."""
TYPE: Final = "application/octet-stream"


@require_GET
@page(Power.READ)
def export_file(request: DeskRequest, channel: str) -> HttpResponse:
    """Everything held of a dialogue as a file that verifies alone; a line in the audit log first.

    Rules: DESK-14, EXP-1, HOME-4.
    """
    here = channel_named(request, channel)
    node = request.house.node
    audit.note(node.clock.now_ms(), "exported", request.person, channel=here)
    raw = b"".join(export_record(node, here))
    answer = attachment(raw, TYPE, f"{here[:NAME_CHARS]}.comity")
    # Of an address that a link opens the policy is that of every page.
    del answer.headers["Content-Security-Policy"]
    return answer


@require_http_methods(["GET", "POST"])
@page(Power.READ)
def body_file(request: DeskRequest, channel: str, digest: str) -> HttpResponse:
    """One body of a dialogue, the bytes that were signed. Rule: HOME-70.

    Whoever only opens its address is led to the record.

    Raises:
        RuleError: ``not-found``.
    """
    here = channel_named(request, channel)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("record", kwargs={"channel": here}))
    kept = request.house.node.records.content(here, "body", Digest(digest))
    if not isinstance(kept, Kept):
        raise not_found()
    taken(request.reader, here, "content-taken", digest, kept.raw, form="json", language="")
    return attachment(kept.raw, TYPE, f"{digest[:NAME_CHARS]}.json")


def verifying(codes: Iterable[str]) -> str:
    """The command that verifies the file of a dialogue between these sides."""
    return " ".join(("comity verify FILE", *(f"--root {code}=FINGERPRINT" for code in codes)))
