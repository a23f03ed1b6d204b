# SPDX-License-Identifier: Apache-2.0
"""Press guidance at the terminal: agreed, held back, given out; a readout held against it."""

import json

from tests.journey.cli.hands import Hand

WORDS = {"en": "Dates are under discussion.", "ko": "일정은 협의 중이다."}
LATER = "2199-01-01T09:00"


def _agree(kr: Hand, jp: Hand, name: str, **changed: object) -> None:
    """Proposed by kr, accepted by jp, confirmed."""
    value = {"subject": "meeting/1", "common": WORDS, **changed}
    (kr.desk / "guidance.json").write_text(json.dumps(value), "utf-8")
    kr.signs("offer", "economic", f"press/{name}", "--body", "guidance.json")
    kr.brings(jp, f"{name}-1.pouch")
    items = {one["item"]: one for one in jp.does("--json", "show", "economic").json["items"]}
    (offer,) = [one["proposal"] for one in items[f"press/{name}"]["open"]]
    jp.signs("accept", "economic", offer)
    for turn in range(2):
        jp.brings(kr, f"{name}-j{turn}.pouch")
        kr.brings(jp, f"{name}-k{turn}.pouch")


def test_what_may_be_said_is_listed_and_given_out_only_then(pair: tuple[Hand, Hand]) -> None:
    """HOME-30: only while every party has accepted it and the node's own clock has passed."""
    kr, jp = pair
    assert "No press guidance" in kr.does("press", "list", "economic").out
    _agree(kr, jp, "now")
    _agree(kr, jp, "later", not_before=LATER, zone="Asia/Seoul")
    told = kr.does("press", "list", "economic").out
    assert "now: may be said now" in told
    assert "later: before its time" in told
    given = {one["name"]: one["sayable"] for one in kr.does(
        "--json", "press", "list", "economic").json}  # fmt: skip
    assert given == {"now": "now", "later": "not-before"}
    assert jp.does("press", "release", "economic", "now", "--in", "ko").out == f"{WORDS['ko']}\n"
    kr.does("press", "release", "economic", "now", "-o", "public.txt")
    assert (kr.desk / "public.txt").read_text("utf-8") == f"{WORDS['en']}\n"
    for arguments, code in (
        (("later",), "release/not-before"),
        (("now", "--in", "ja"), "release/no-words"),
        (("none",), "item-unknown"),
    ):
        refused = kr.types("--json", "press", "release", "economic", *arguments)
        assert (refused.code, json.loads(refused.err)["error"]) == (1, code)
    assert kr.does("--json", "show", "economic").json["states"]["press"]["now"] == "now"
    shown = kr.does("show", "economic").out
    assert "Press guidance" in shown
    assert "May be said: Dates are under discussion." in shown
    release = {"at": "2023-05-03T10:00", "zone": "Asia/Seoul"}
    (kr.desk / "release.json").write_text(json.dumps(release), "utf-8")
    kr.signs("declare", "economic", "press/later/released", "--body", "release.json")
    assert "(earlier than agreed)" in kr.does("press", "list", "economic").out


def test_a_readout_is_held_against_what_is_agreed_before_it_is_signed(
    pair: tuple[Hand, Hand],
) -> None:
    """PRESS-10: It is said once, and signed by whoever still wants to."""
    kr, jp = pair
    _agree(kr, jp, "later", not_before=LATER, zone="Asia/Seoul")
    (kr.desk / "readout.json").write_text(json.dumps({"text": {"en": "Both met."}}), "utf-8")
    told = kr.signs("declare", "economic", "meeting/1/readout", "--body", "readout.json")
    assert "The readout may not be in line with what is agreed:" in told.out
    assert "(PRESS-10)" in told.out
    assert "Stated:" in told.out
