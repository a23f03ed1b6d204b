# SPDX-License-Identifier: Apache-2.0
"""What the tests of measures share: a real figure with its table, and the CHIPS measure."""

from __future__ import annotations

from importlib.resources import files

import msgspec

from comity.core.encoding import encode
from comity.core.ids import Code, Matter
from comity.core.views import ActRef
from comity.node.sign import Proposal, attach
from comity.subjects.facts import Computation, Fact, Parameters, Source, Table
from comity.workbench.figures import METHOD, VERSION, compute, read_table
from tests.desk.capitals import Capitals
from tests.unit.subjects.samples_measures import MEASURE, PLAN, STATED

__all__ = ["FACT", "GRAPHITE", "MEASURE", "PLAN", "STATED", "figure"]

FACT = Matter("fact/graphite")
GRAPHITE = files("comity.demo").joinpath("data", "graphite-2024.csv").read_bytes()
"""BACI HS17 V202601 (CEPII, Etalab 2.0), rows of 250490."""


def figure(capitals: Capitals, code: Code, *, wrong: bool = False, raw: bytes = GRAPHITE) -> ActRef:
    """A side proposes the figure on natural graphite, with its table, or with other bytes."""
    asked = Parameters({"kr": "410", "jp": "392"}, "156", ("250490",), 2024, "imports")
    trade = read_table(GRAPHITE)
    results = compute(trade, asked)
    if wrong:
        results = tuple(
            msgspec.structs.replace(one, value="0.9999")
            if one.key.endswith("weight/together")
            else one
            for one in results
        )
    digest = attach(capitals.nodes[code], capitals.channel, raw)
    table = Table(digest, len(GRAPHITE), trade.rows)
    made = Computation(METHOD, VERSION, asked, {"en": "China"}, table, results)
    source = Source({"en": "BACI HS17 V202601"}, {"en": "CEPII"}, None, None, "Etalab 2.0", None)
    fact = Fact({"en": "Natural graphite"}, None, source, made)
    return capitals.sign(code, Proposal({FACT: encode(fact)}, (digest,)))[0]
