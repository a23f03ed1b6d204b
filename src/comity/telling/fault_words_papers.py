# SPDX-License-Identifier: Apache-2.0
"""What the codes of papers as files say to a person."""

from __future__ import annotations

from typing import Final

from comity.locale import mark

__all__ = ["PAPERS"]

_REPORT: Final = mark("Report it with the code; the record itself is untouched.")

PAPERS: Final = (
    (("paper-fonts",), mark("The fonts in which PDF files are set are not on this machine."),
     mark("Let the operator install the package fonts-noto-cjk; a Word file can be made without.")),
    (("paper/size",), mark("It is too long for one file."),
     mark("Take fewer items, or print the page instead.")),
    (("paper/text", "paper/language", "paper/heading", "paper/table", "paper/picture"),
     mark("The file could not be written."), _REPORT),
    (("report-early",), mark("No side has stated yet that the meeting was held."),
     mark("Take the briefing book, or state the attendance first.")),
)  # fmt: skip
