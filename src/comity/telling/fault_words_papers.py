# SPDX-License-Identifier: Apache-2.0
"""What the codes of papers as files say to a person."""

from __future__ import annotations

from typing import Final

from comity.locale import mark

__all__ = ["PAPERS"]

_CHOOSE: Final = mark("Choose another file, or save it anew without that; nothing was kept of it.")
_REPORT: Final = mark("Report it with the code; the record itself is untouched.")

PAPERS: Final = (
    (("paper-fonts",), mark("The fonts in which PDF files are set are not on this machine."),
     mark("Let the operator install the package fonts-noto-cjk; a Word file can be made without.")),
    (("paper/size",), mark("It is too long for one file."),
     mark("Take fewer items, or print the page instead.")),
    (("paper/text", "paper/language", "paper/heading", "paper/table", "paper/picture"),
     mark("The file could not be written."), _REPORT),
    (("file/empty",), mark("The file is empty."), mark("Choose the file that is meant.")),
    (("file/large",), mark("The file is larger than a document may be."),
     mark("Send it in parts of at most 16 MB, or as a smaller file.")),
    (("file/kind",), mark("Files of this kind are not circulated here."),
     mark("Send a PDF, Word, Excel or PowerPoint file, plain text, CSV, PNG or JPEG.")),
    (("file/other",), mark("The file is not what its name says."),
     mark("Save it in the program it comes from and choose it again.")),
    (("file/active",),
     mark("The file holds something that runs by itself: a macro, a script, or a file inside."),
     _CHOOSE),
    (("file/outside",), mark("The file fetches something from elsewhere when it is opened."),
     _CHOOSE),
    (("file/locked",), mark("The file is encrypted, so nobody can see what it would do."), _CHOOSE),
    (("file/bomb",), mark("The file unpacks to far more than its size."), _CHOOSE),
    (("file/broken",), mark("The file is damaged."), _CHOOSE),
    (("paper-marking",), mark("The marking is above the highest that the terms allow."),
     mark("Do not circulate it in this dialogue; nothing was kept of it.")),
    (("paper-gone",), mark("The file was destroyed here under a retention rule."),
     mark("What was declared of it stays; its bytes are no longer here.")),
    (("paper-differs",), mark("The bytes held here are not those that were declared."),
     mark("Do not use the file; ask the other side for it anew.")),
    (("paper-held-back",),
     mark("The file is held back: it would act by itself, or is not what its name says."),
     mark("Ask the other side for a copy without that. The record itself is not affected.")),
    (("report-early",), mark("No side has stated yet that the meeting was held."),
     mark("Take the briefing book, or state the attendance first.")),
)  # fmt: skip
