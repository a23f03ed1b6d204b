# SPDX-License-Identifier: Apache-2.0
"""Papers as files: one small content model, written as a Word file or as a PDF.

Words come from whoever asks; nothing here knows what a meeting is. What anyone typed is data to
both writers and never markup, formula, field or code.
"""

from comity.workbench.papers.content import (
    Block,
    Break,
    Bullets,
    Heading,
    Manuscript,
    Paragraph,
    Picture,
    Role,
    Span,
    Table,
    Words,
    check_manuscript,
    said,
)

__all__ = [
    "Block",
    "Break",
    "Bullets",
    "Heading",
    "Manuscript",
    "Paragraph",
    "Picture",
    "Role",
    "Span",
    "Table",
    "Words",
    "check_manuscript",
    "said",
]
