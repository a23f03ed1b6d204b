# SPDX-License-Identifier: Apache-2.0
"""What the codes of measures, facts and figures say to a person."""

from __future__ import annotations

from typing import Final

from comity.locale import mark

__all__ = ["MEASURES"]

_FIELD: Final = mark("Correct the field and try again; nothing was signed.")
_ZONE: Final = mark("Name the zone.")
_TABLE: Final = mark("Correct the table, then read it again; nothing was kept of it.")

MEASURES: Final = (
    (("measure/country",), mark("The code of a country is not understood."),
     mark("Write two capital letters such as US, or leave it empty.")),
    (("measure/comments",), mark("The time for comments needs its zone."), _ZONE),
    (("measure/code",), mark("The code of an item is not one of its list."),
     mark("HS codes have 4 to 10 digits; an ECCN looks like 3B001.a.")),
    (("measure/what",), mark("A plan names a text or says words: exactly one of them."), _FIELD),
    (("measure/mode",), mark("Who speaks does not fit: alone is one side, all else several."),
     _FIELD),
    (("measure/step",), mark("The time of a step needs its zone."), _ZONE),
    (("fact/statement",), mark("A fact needs a statement or a computed figure."), _FIELD),
    (("fact/parameters",), mark("A country or product is not a code of the table."),
     mark("Countries as 410 or KOR, products with six digits.")),
    (("fact/result",), mark("A value of a figure is not plain digits under a key."), _FIELD),
    (("fact/check",), mark("Other values come out: in what they differ is not said."),
     mark("Say in what they differ.")),
    (("figure-unchecked",), mark("Our side has not said yet whether the figure comes out here."),
     mark("State our own check of it first; then it can be accepted.")),
    (("figure-not-reproduced",), mark("The figure does not come out the same here."),
     mark("State that other values come out, or that the word of the other side is taken.")),
    (("note-text",), mark("A note is empty, too long, or holds a character that can't be shown."),
     mark("Write 1 to 20,000 characters; nothing was changed.")),
    (("note-changed",), mark("The note has changed since you opened it."),
     mark("Read it as it stands now, then change it again.")),
    (("table/size",), mark("The table is too large."),
     mark("Leave out the products and years that are not needed.")),
    (("table/encoding",), mark("The table is not in UTF-8."),
     mark("Save it as CSV in UTF-8, then try again.")),
    (("table/columns",), mark("The columns of the table are not t, i, j, k, v, q."), _TABLE),
    (("table/form",), mark("A row of the table can't be read as CSV."), _TABLE),
    (("table/formula",), mark("A cell of the table begins a formula."), _TABLE),
    (("table/year",), mark("A year of the table is not understood."), _TABLE),
    (("table/country",), mark("A country of the table is not understood."), _TABLE),
    (("table/product",), mark("A product code of the table has not six digits."),
     mark("Keep codes as text: a leading zero may be lost.")),
    (("table/value",), mark("A value of the table is not understood."), _TABLE),
    (("table/repeated",), mark("A flow stands twice in the table."), _TABLE),
    (("table/empty",), mark("The table has no rows."), _TABLE),
    (("figure/no-data",), mark("The table holds nothing of what is asked."),
     mark("Check year, products, countries and direction.")),
)  # fmt: skip
"""Rows of codes, what happened, and what to do next."""
