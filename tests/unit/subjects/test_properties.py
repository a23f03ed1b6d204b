# SPDX-License-Identifier: Apache-2.0
"""Properties of all rooms: no body of a peer makes a view fail; what is read is written alike."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from comity import subjects
from comity.core.encoding import encode
from comity.core.errors import MalformedError
from tests.unit.subjects.samples import ALL
from tests.unit.subjects.table import Raw, Table

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**53 - 1) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
MATTERS = [row[0] for row in ALL.values()] + ["text/summary/p/k2", "press/1", "meeting", "text/a/b"]


@st.composite
def bodies(draw: st.DrawFn) -> Raw:
    """Any bytes, any JSON, or a good body with some fields turned into anything."""
    kind = draw(st.sampled_from(["bytes", "json", "turned", "good"]))
    if kind == "bytes":
        return Raw(draw(st.binary(max_size=40)))
    if kind == "json":
        return Raw(encode(draw(JSON)))
    body = dict(draw(st.sampled_from(sorted(ALL.items())))[1][2])
    if kind == "turned":
        for field in draw(st.lists(st.sampled_from(sorted(body)), max_size=2)):
            body[field] = draw(JSON)
    return Raw(encode(body))


STEP = st.tuples(
    st.sampled_from(["offer", "agree", "declare", "refuse", "package"]),
    st.sampled_from(["jp", "kr"]),
    st.sampled_from(MATTERS),
    bodies(),
)


@given(st.lists(STEP, max_size=8))
def test_no_view_fails_whatever_bodies_a_peer_sends(steps: list[tuple[str, str, str, Raw]]) -> None:
    """SUBJ-8: A view never fails on a body."""
    table = Table()
    for verb, party, matter, body in steps:
        if verb == "declare":
            table.declare(party, matter, body)
        elif verb == "agree":
            table.agree({matter: body})
        elif verb == "package":
            table.offer(party, {matter: body, "text/summary/p/k2": body})
        else:
            ref = table.offer(party, {matter: body})
            if verb == "refuse":
                table.refuse("kr", ref)
    rooms = subjects.view(table, table)
    for standing in rooms.standings:
        assert set(standing.moves) <= set(table.parties)
        assert standing.unreadable is not None
        for proposal in standing.open:
            assert proposal.author not in proposal.awaited


@given(st.sampled_from(sorted(ALL)), bodies())
def test_what_is_read_is_written_again_as_the_same_bytes(name: str, body: Raw) -> None:
    """SUBJ-1: exactly the fields of its table: one body has one byte form."""
    matter, verb, _ = ALL[name]
    with contextlib.suppress(MalformedError):
        assert encode(subjects.read_body(matter, verb, body.bytes)) == body.bytes


def test_every_rule_of_the_page_is_quoted_by_a_test_and_every_rule_raised_is_on_the_page() -> None:
    page = (ROOT / "docs/reference/subjects.md").read_text(encoding="utf-8")
    rules = re.findall(r"^### ([A-Z]+-\d+) ", page, re.MULTILINE)
    tests = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py"))
    source = "".join(
        path.read_text(encoding="utf-8")
        for room in ("subjects", "presets")
        for path in (ROOT / "src/comity" / room).rglob("*.py")
    )
    assert len(set(rules)) == len(rules)
    assert [rule for rule in rules if not re.search(rf"{rule}\b", tests)] == []
    own = "SUBJ|TERMS|ANCH|MEET|AGENDA|TEXT|DOC|FOLL|INC|PRESS|PRESET|AUTH"
    assert set(re.findall(rf'"((?:{own})-\d+)"', source)) <= set(rules)
    codes = set(re.findall(r'"([a-z-]+/[a-z-]+)", "[A-Z]+-\d+"', source))
    assert [code for code in sorted(codes) if f"`{code}`" not in page] == []
