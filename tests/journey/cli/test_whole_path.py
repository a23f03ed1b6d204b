# SPDX-License-Identifier: Apache-2.0
"""The whole path by hand, in three languages: from two empty folders to a verified agreement."""

from pathlib import Path
from typing import Any

import pytest

from comity.locale import LANGUAGES, Language, catalogue
from comity.telling.matters import matter_title
from comity.telling.voice import Voice
from tests.journey.cli.hands import Hand, make_nodes

DATE = ("offer", "economic", "meeting/2023-1/date", "--zone", "Asia/Seoul", "--place", "Seoul",
        "--host", "kr", "--round", "1")  # fmt: skip
TIMES = {
    3: ("--start", "2023-05-03T10:00", "--end", "2023-05-03T12:00"),
    4: ("--start", "2023-05-04T10:00", "--end", "2023-05-04T12:00+09:00"),
}
NOTHING_LATIN = {"en": (), "ko": ("Proposal", "Agreed"), "ja": ("Proposal", "Agreed")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_two_empty_folders_to_a_verified_agreement(language: Language, tmp_path: Path) -> None:
    kr, jp = (hand.reading(language) for hand in make_nodes(tmp_path))
    words = catalogue(language)
    yes = words.gettext("yes") + "\n"

    # 1. Found.
    kr.does("found", "invite", "jp", "-o", "invitation.json")
    kr.hands("invitation.json", jp)
    jp.does("found", "answer", "invitation.json", "-o", "answer.json", answer=yes)
    jp.hands("answer.json", kr)
    kr.does("found", "gather", "answer.json", "-o", "founding.json")
    kr.hands("founding.json", jp)
    shown = [
        hand.does("found", "join", "founding.json", "--as", "economic", answer=yes).out
        for hand in (kr, jp)
    ]
    spoken = [[line for line in told.splitlines() if line.startswith("  ")] for told in shown]
    assert spoken[0] == spoken[1]
    assert len(spoken[0]) == 4

    # 2. Terms: proposed and accepted, transfers carried by hand.
    kr.does("offer", "economic", "terms", "--preset", "economic-security", answer=yes)
    kr.brings(jp, "1.pouch")
    told = jp.does("show", "economic").out
    assert "kr/2/0" in told
    assert words.gettext("For our action") in told
    accepted = jp.does("accept", "economic", "kr/2/0", answer=yes)
    assert words.gettext("Accept exactly this?") in accepted.err

    # 3. Date: proposed, countered, accepted.
    kr.signs(*DATE, *TIMES[3])
    jp.signs(*DATE, *TIMES[4])
    jp.brings(kr, "2.pouch")
    kr.brings(jp, "3.pouch")
    told = jp.signs("accept", "economic", "kr/3/0").out
    assert words.gettext("Put it again?") not in told
    assert "jp/4/0" in told or "kr/3/0" in told
    jp.brings(kr, "4.pouch")
    for one in _open(kr):
        if "kr" in one["awaited"] and one["body"]["value"]["start"] == 1_683_075_600_000:
            kr.signs("accept", "economic", one["proposal"])
    for number in range(5, 9, 2):
        kr.brings(jp, f"{number}.pouch")
        jp.brings(kr, f"{number + 1}.pouch")

    # 4. Both see the same.
    for hand in (kr, jp):
        items = {one["item"]: one for one in hand.does("--json", "show", "economic").json["items"]}
        for item in ("terms", "meeting/2023-1/date"):
            assert items[item]["agreed"]["confirmed"] is True
        value = items["meeting/2023-1/date"]["agreed"]["body"]["value"]
        assert value["start"] == 1_683_075_600_000
        told = hand.does("show", "economic").out
        assert words.gettext("agreed and confirmed") in told
        assert not [word for word in NOTHING_LATIN[language] if word in told]
    logs = [hand.does("--json", "log", "economic").json for hand in (kr, jp)]
    assert [one["hash"] for one in logs[0]] == [one["hash"] for one in logs[1]]
    _read_aloud(kr, language)

    # 5. Proof.
    exported = kr.does("--json", "export", "economic", "-o", "economic.comity").json
    roots = [
        part for code, root in exported["roots"].items() for part in ("--root", f"{code}={root}")
    ]
    kr.hands("economic.comity", jp)
    assert (
        words.gettext("It holds: every signature, digest and rule in this file was checked.")
        in jp.does("verify", "economic.comity", *roots).out
    )
    verified = jp.does("--json", "verify", "economic.comity", *roots).json
    assert verified["trusted"] == ["jp", "kr"]
    assert set(verified["confirmed"]) == {"terms", "meeting/2023-1/date"}


def _open(hand: Hand) -> list[dict[str, Any]]:
    shown = hand.does("--json", "show", "economic").json
    return [one for item in shown["items"] for one in item["open"]]


def _read_aloud(hand: Hand, language: Language) -> None:
    """The log names sides and items as officials do, and no word of a database."""
    told = hand.does("log", "economic").out
    voice = Voice(catalogue(language), "kr")
    assert matter_title(voice, "meeting/2023-1/date") in told
    assert voice.side("jp").lower() in told.lower()
    for word in ("entry", "hash", "ballot", "null", "void", "offer", "meeting/2023-1/date"):
        assert word not in told.lower()
