# SPDX-License-Identifier: Apache-2.0
"""A figure at the terminal: computed, sent with its table, computed again, checked, accepted."""

from __future__ import annotations

import json
from importlib.resources import files

from tests.journey.cli.hands import Hand
from tests.unit.subjects.samples_measures import DELIVERY, MEASURE, PLAN

ASKED = (
    "fact", "compute", "economic", "graphite", "table.csv", "--party", "kr=410", "--party",
    "jp=392", "--third", "156=China", "--product", "250490", "--year", "2024", "--title",
    "Natural graphite", "--source", "BACI HS17 V202601", "--publisher", "CEPII", "--licence",
    "Etalab 2.0",
)  # fmt: skip


def _table(hand: Hand, raw: bytes | None = None) -> None:
    real = files("comity.demo").joinpath("data", "graphite-2024.csv").read_bytes()
    (hand.desk / "table.csv").write_bytes(real if raw is None else raw)


def test_a_figure_is_computed_checked_and_accepted(pair: tuple[Hand, Hand]) -> None:
    """FIG-7, FIG-8, NODE-14."""
    kr, jp = pair
    _table(kr)
    assert "47.71 %" in kr.signs(*ASKED).out
    kr.brings(jp, "fact-1.pouch")
    items = {one["item"]: one for one in jp.does("--json", "show", "economic").json["items"]}
    (offer,) = [one["proposal"] for one in items["fact/graphite"]["open"]]
    refused = jp.types("--json", "--yes", "accept", "economic", offer)
    assert (refused.code, json.loads(refused.err)["error"]) == (1, "figure-unchecked")
    told = jp.signs("fact", "check", "economic", "graphite").out
    assert "The same values come out here." in told
    jp.signs("accept", "economic", offer)
    for turn in range(2):
        jp.brings(kr, f"j{turn}.pouch")
        kr.brings(jp, f"k{turn}.pouch")
    shown = kr.does("--json", "show", "economic").json["states"]["facts"]
    assert shown == {"graphite": "reproduced"}
    assert "Natural graphite – accepted and reproduced" in kr.does("show", "economic").out
    again = jp.types("--json", "fact", "check", "economic", "graphite")
    assert (again.code, json.loads(again.err)["error"]) == (1, "item-unknown")


def test_a_figure_that_does_not_come_out_is_not_said_to(pair: tuple[Hand, Hand]) -> None:
    """FIG-8: neither by the command nor by hand."""
    kr, jp = pair
    _table(kr)
    kr.signs(*ASKED)
    body = kr.does("show", "economic", "fact/graphite", "--body").json
    body["computation"]["results"][0]["value"] = "1"
    (kr.desk / "wrong.json").write_text(json.dumps(body), "utf-8")
    kr.signs("offer", "economic", "fact/graphite", "--body", "wrong.json",
             "--document", "table.csv")  # fmt: skip
    kr.brings(jp, "wrong.pouch")
    refused = jp.types("--json", "--yes", "fact", "check", "economic", "graphite")
    assert (refused.code, json.loads(refused.err)["error"]) == (1, "figure-not-reproduced")
    said = {"offer": ["kr", 4, 0], "result": "reproduced", "text": None}
    (jp.desk / "lie.json").write_text(json.dumps(said), "utf-8")
    lied = jp.types("--json", "--yes", "declare", "economic", "fact/graphite/check",
                    "--body", "lie.json")  # fmt: skip
    assert (lied.code, json.loads(lied.err)["error"]) == (1, "figure-not-reproduced")
    jp.signs("fact", "check", "economic", "graphite", "--differs", "The first total is off.")


def test_a_bad_table_or_question_changes_nothing(pair: tuple[Hand, Hand]) -> None:
    """FIG-1, FIG-6."""
    kr, _ = pair
    before = kr.state()
    for raw, more, code in (
        (b"t,i,j,k,v,q\n2024,=1,410,250490,1,\n", (), "table/formula"),
        (b"year,i,j,k,v,q\n", (), "table/columns"),
        (None, ("--year", "2020"), "figure/no-data"),
        (None, ("--party", "kr"), "fact/parameters"),
    ):
        _table(kr, raw)
        refused = kr.types("--json", "--yes", *ASKED, *more)
        assert json.loads(refused.err)["error"] == code
        (kr.desk / "table.csv").unlink()
    assert kr.state() == before


def test_a_measure_is_told_with_its_plan_and_what_was_said(pair: tuple[Hand, Hand]) -> None:
    """MEAS-8 at the terminal."""
    kr, jp = pair
    for name, value in (("measure/chips", MEASURE), ("measure/chips/plan", PLAN)):
        (kr.desk / "body.json").write_text(json.dumps(value), "utf-8")
        kr.signs("offer", "economic", name, "--body", "body.json")
    kr.brings(jp, "m-1.pouch")
    items = {one["item"]: one for one in jp.does("--json", "show", "economic").json["items"]}
    for name in ("measure/chips", "measure/chips/plan"):
        jp.signs("accept", "economic", items[name]["open"][0]["proposal"])
    (jp.desk / "said.json").write_text(json.dumps({**DELIVERY, "step": 1}), "utf-8")
    jp.signs("declare", "economic", "measure/chips/delivery", "--body", "said.json")
    jp.brings(kr, "m-2.pouch")
    shown = kr.does("show", "economic").out
    assert "Planned, not yet delivered" in shown
    assert "1. The Japanese side (Embassy in Washington)" in shown
    assert ": said" in shown
    assert ": not recorded as said" in shown
    assert kr.does("--json", "show", "economic").json["states"]["measures"] == {"chips": "planned"}
