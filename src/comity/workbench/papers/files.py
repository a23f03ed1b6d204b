# SPDX-License-Identifier: Apache-2.0
"""A paper in one of its two forms."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from comity.workbench.papers.content import Manuscript

__all__ = ["FORMS", "MEDIA", "Form", "written"]

Form: TypeAlias = Literal["docx", "pdf"]
FORMS: Final[tuple[Form, ...]] = ("docx", "pdf")
MEDIA: Final[dict[Form, str]] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
"""The media type of each form."""


def written(paper: Manuscript, form: Form) -> bytes:
    """The file. Raises as `docx_of` or `pdf_of`.

    The writers are heavy, and a process that writes no file never loads them.
    """
    if form == "docx":
        from comity.workbench.papers.word_files import docx_of  # noqa: PLC0415 - see above

        return docx_of(paper)
    from comity.workbench.papers.pdf_files import pdf_of  # noqa: PLC0415 - see above

    return pdf_of(paper)
