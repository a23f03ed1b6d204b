# SPDX-License-Identifier: Apache-2.0
"""Incidents at the terminal: notified, acknowledged, updated, called, ended, shown."""

import json

import pytest

from tests.journey.cli.hands import Hand

AT = ("--at", "2023-04-13T07:22", "--zone", "Asia/Tokyo")
WORDS = "훈련 · 訓練 · EXERCISE"


def _notified(jp: Hand, kr: Hand, mode: str = "live", name: str = "n") -> str:
    """The id of an incident of jp that has come."""
    jp.signs("incident", "notify", "economic", "--mode", mode, "--kind", "missile-launch", *AT)
    jp.brings(kr, f"{name}.pouch")
    (found,) = jp.does("--json", "incident", "show", "economic").json
    return str(found["id"])


def test_an_incident_goes_from_notice_to_stand_down(pair: tuple[Hand, Hand]) -> None:
    kr, jp = pair
    assert "No incident is in this dialogue." in kr.does("incident", "show", "economic").out
    name = _notified(jp, kr)
    told = kr.does("incident", "show", "economic", name).out
    assert f"Launch of a missile ({name})" in told
    assert "to be acknowledged by our side until" in told
    kr.signs("incident", "ack", "economic", name, "--text", "Noted.")
    kr.brings(jp, "ack.pouch")
    jp.signs("incident", "update", "economic", name, "--text", "It has fallen.", "--count", "1")
    jp.signs("incident", "call", "economic", name, *AT, "--ours", "Duty officer",
             "--theirs", "Duty officer", "--text", "Passed on.")  # fmt: skip
    jp.signs("incident", "facts", "economic", name, "--fact", "distance=1000±50",
             "--fact", "landing=unknown", "--fact", "class=ICBM class")  # fmt: skip
    jp.signs("incident", "stand-down", "economic", name)
    jp.brings(kr, "more.pouch")
    (found,) = kr.does("--json", "incident", "show", "economic").json
    assert (found["end"], found["progress"]) == ("stand-down", "assessing")
    assert len(found["awaits"]["kr"]) == 1
    told = kr.does("show", "economic").out
    assert "acknowledged by our side" in told
    assert "Stand-down, situation over" in told or "stand-down, situation over" in told
    states = kr.does("--json", "show", "economic").json["states"]
    assert states["incidents"] == {name: "assessing"}


def test_a_drill_says_so_in_every_line_that_names_it(pair: tuple[Hand, Hand]) -> None:
    """INC-1: Ids of drills begin with `exr-`."""
    kr, jp = pair
    name = _notified(jp, kr, "drill")
    assert name.startswith("exr-jp-")
    for command in (("incident", "show", "economic"), ("show", "economic"), ("log", "economic")):
        assert WORDS in kr.does(*command).out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("notify", "economic", "--mode", "exercise", "--kind", "cyber", *AT), "incident/mode"),
        (("notify", "economic", "--mode", "live", "--kind", "ufo", *AT), "body/type"),
        (("notify", "economic", "--mode", "live", "--kind", "cyber", "--at", "7:22"), "time"),
        (("notify", "economic", "--mode", "live", "--kind", "cyber", "--at",
          "2199-04-13T07:22+09:00"), "incident/ahead"),
        (("notify", "economic", "--mode", "live", "--kind", "cyber", "--at",
          "2023-02-30T07:22+09:00"), "time"),
        (("ack", "economic", "nobody"), "incident/unknown"),
        (("ack", "economic", "{own}"), "incident/acknowledged"),
        (("ack", "economic", "{own}", "--message", "jp-5"), "proposal-name"),
        (("ack", "economic", "{theirs}", "--message", "jp/99/0"), "incident/acknowledged"),
        (("update", "economic", "{theirs}", "--text", "x"), "incident/not-notifier"),
        (("update", "economic", "{own}"), "incident/update"),
        (("stand-down", "economic", "{own}", "--end", "cancelled"), "body/type"),
        (("stand-down", "economic", "{own}", "--end", "false-alarm"), "incident/reason"),
        (("facts", "economic", "{own}", "--fact", "radar=x"), "incident/field"),
        (("facts", "economic", "{own}", "--fact", "apogee=1000 km"), "incident/field"),
        (("facts", "economic", "{own}", "--fact", "apogee=-5"), "incident/field"),
        (("facts", "economic", "{own}", "--fact", "landing=moon"), "incident/field"),
        (("facts", "economic", "{own}", "--fact", "in-force=2023-02-30"), "body/day"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_by_its_code(
    incidents: tuple[Hand, str, str], arguments: tuple[str, ...], code: str
) -> None:
    kr, own, theirs = incidents
    typed = [one.format(own=own, theirs=theirs) for one in arguments]
    refused = kr.types("--json", "--yes", "incident", *typed)
    assert refused.code != 0
    assert json.loads(refused.err)["error"] == code
    assert len(kr.does("--json", "incident", "show", "economic").json) == 2


@pytest.fixture(scope="module")
def incidents(
    made: tuple[Hand, Hand], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Hand, str, str]:
    """A copy of kr's node with an incident of each side; nothing in these tests changes it."""
    import shutil  # noqa: PLC0415
    from dataclasses import replace  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("incidents")
    copies = []
    for hand in made:
        shutil.copytree(hand.desk, folder / hand.desk.name)
        copies.append(replace(hand, desk=folder / hand.desk.name))
    kr, jp = copies
    theirs = _notified(jp, kr, name="theirs-first")
    kr.signs("incident", "notify", "economic", "--mode", "live", "--kind", "cyber", *AT)
    names = [one["id"] for one in kr.does("--json", "incident", "show", "economic").json]
    return kr, next(one for one in names if one.startswith("kr-")), theirs
