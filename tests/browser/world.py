# SPDX-License-Identifier: Apache-2.0
"""What the two nodes hold before anybody opens a page: the story of the demonstration, and more.

``python -m tests.browser.world story FOLDER`` plays the story and the autumn after it, in which
something of every kind is open; ``… people NODE`` fills a node's posts. Both run in processes of
their own: one process knows one node's dossier.
"""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from comity.assembly.ministry import open_home
from comity.assembly.record import assemble
from comity.config import Config, read_config
from comity.core.ids import ChannelId, Matter
from comity.core.views import ActRef
from comity.demo.clock import instant
from comity.demo.parting import hand_over
from comity.demo.retelling import retell
from comity.demo.scenario import ECONOMIC, SECURITY, Dialogue, body, side_facts
from comity.demo.sides import Side
from comity.demo.stage import Stage, set_stage
from comity.demo.steps.incident import leave_drill
from comity.demo.steps.measures import leave_figure
from comity.demo.story import STEPS
from comity.demo.teller import Teller
from comity.node.sign import Proposal, Refusal, Statement
from comity.presets import load
from comity.subjects import write_body
from comity.subjects.authorities import Authority
from comity.subjects.texts import Wording

NOW: Final = "2023-10-10T14:00"
"""When the pages are looked at; the scenario's clock stands."""
TEXT: Final = "summary-round-2"
PASSWORD: Final = "Hangang-Sumidagawa-2023"
"""Of everybody at both nodes."""
ROLES: Final = ("drafter", "approver", "signer", "observer", "administrator")
LANGUAGES: Final = ("en", "ko", "ja")
OUTSIDER: Final = "outsider"
"""A signer whose post is admitted to no dialogue."""

_COMMENT: Final = {
    "ko": "차석대표를 추가하여 다시 올려 주시기 바랍니다.",
    "ja": "次席代表を追加の上、再度提出願います。",
}
_PROTOCOL: Final = {"en": "Protocol Division", "ko": "의전과", "ja": "儀典課"}
_ADMINISTRATION: Final = {
    "en": "Information Systems Division", "ko": "정보시스템과", "ja": "情報システム課",
}  # fmt: skip


def play(folder: Path) -> None:
    """Two nodes in a new folder: all that was agreed by summer, and what is open in October."""
    with (
        Path(os.devnull).open("w", encoding="utf-8") as nowhere,
        set_stage(folder, Teller(nowhere, "en")) as stage,
    ):
        for step in STEPS:
            step.play(stage)
        hand_over(stage)
        stage.at("2023-10-09T09:00")
        for side in stage.sides:  # the line was cut on the worst day
            if not side.serving:
                side.serve()
        for side in stage.sides:
            _authorise(stage, side)
        _agenda(stage)
        _date(stage)
        _text(stage)
        _follow_ups(stage)
        _security(stage)
        _figure(stage)
        leave_drill(stage.jp)
        stage.jp.send()
        stage.at(NOW)
        for side in stage.sides:
            retell(side)


def _authorise(stage: Stage, side: Side) -> None:
    """The officers of the tests, all of one post, speak for their side in both dialogues."""
    may = tuple(body("terms", "authorities")["signer"])
    post, since = side.facts.posts[ECONOMIC], stage.clock.now_ms()
    value = Authority(post, may, since, None, side.facts.zone, None)
    side.state(SECURITY, "authority/economic-bureau", value)
    side.send()


def _offer(side: Side, dialogue: Dialogue, by: str, values: Mapping[str, object]) -> ActRef:
    bodies = {Matter(name): write_body(name, "offer", one) for name, one in values.items()}
    return side.sign(dialogue, Proposal(bodies, until=instant(by))).acts[0]


def _agenda(stage: Stage) -> None:
    kr, jp = stage.kr, stage.jp
    standing = load("economic-security").standing_agenda()
    names = [f"meeting/round-2/agenda/{key}" for key in standing]
    jp.offer(ECONOMIC, dict(zip(names, standing.values(), strict=True)))
    jp.send()
    kr.accept(ECONOMIC, names[0])
    climate = body("economic", "agenda-climate")
    _offer(kr, ECONOMIC, "2023-10-16T18:00",
           {"meeting/round-2/agenda/climate-energy": {**climate, "lead": "kr"}})  # fmt: skip
    kr.send()


def _date(stage: Stage) -> None:
    stage.at("2023-10-09T11:00")
    _offer(stage.jp, ECONOMIC, "2023-10-13T18:00",
           {"meeting/round-2/date": _meeting(2, "2023-10-19")})  # fmt: skip
    stage.jp.send()


def _meeting(number: int, day: str) -> dict[str, Any]:
    return {
        "form": "date", "kind": "round", "round": number, "title": None, "host": "jp",
        "start": instant(f"{day}T10:00"), "end": instant(f"{day}T12:30"), "zone": "Asia/Tokyo",
        "place": {"en": "Tokyo", "ko": "도쿄", "ja": "東京"},
    }  # fmt: skip


def _text(stage: Stage) -> None:
    """One paragraph provisionally agreed, one in brackets, one declined, one not answered."""
    kr, jp = stage.kr, stage.jp
    stage.at("2023-10-09T14:00")
    header = {
        **body("economic", "header"),
        "title": {"en": "Summary of discussion, 2nd meeting", "ko": "제2차 회의 결과 요록",
                  "ja": "第2回会合 議事要旨"},
        "meeting": "round-2",
    }  # fmt: skip
    jp.offer(ECONOMIC, {f"text/{TEXT}": {**header, "order": ["k1", "k2", "k3", "k4"]},
                        _paragraph("k1"): _wording("economic", "k3")})  # fmt: skip
    jp.send()
    kr.accept(ECONOMIC, f"text/{TEXT}")
    _offer(kr, ECONOMIC, "2023-10-17T18:00", {_paragraph("k2"): _wording("economic", "k2-kr")})
    declined = kr.offer(ECONOMIC, {_paragraph("k3"): _wording("round12", "k3-kr")})[0]
    kr.send()
    stage.at("2023-10-09T16:00")
    jp.offer(ECONOMIC, {_paragraph("k2"): _wording("economic", "k2-jp")})
    jp.refuse(ECONOMIC, declined)
    jp.offer(ECONOMIC, {_paragraph("k4"): _wording("round12", "k4-jp")})
    jp.send()


def _paragraph(key: str) -> str:
    return f"text/{TEXT}/p/{key}"


def _wording(name: str, key: str) -> Wording:
    return Wording("paragraph", None, body(name, key))


def _follow_ups(stage: Stage) -> None:
    kr = stage.kr
    stage.at("2023-10-10T09:00")
    kr.state(ECONOMIC, "follow-up/3/report", body("followups", "contact-report-kr"))
    _offer(kr, ECONOMIC, "2023-10-20T18:00",
           {"follow-up/3": {**body("followups", "call"), "status": "closed",
                            "outcome": body("followups", "contact-outcome")}})  # fmt: skip
    kr.send()


def _security(stage: Stage) -> None:
    """A date that suited one side, declined; another one, withdrawn; a third awaits an answer."""
    kr, jp = stage.kr, stage.jp
    stage.at("2023-10-10T10:00")
    first = jp.offer(SECURITY, {"meeting/round-13/date": _meeting(13, "2024-03-06")})[0]
    jp.send()
    kr.sign(SECURITY, Refusal(first))
    kr.send()
    stage.at("2023-10-10T11:00")
    second = jp.offer(SECURITY, {"meeting/round-13/date": _meeting(13, "2024-03-13")})[0]
    jp.send()
    jp.refuse(SECURITY, second)
    jp.send()
    stage.at("2023-10-10T11:30")
    _offer(kr, SECURITY, "2023-10-31T18:00",
           {"meeting/round-13/date": _meeting(13, "2024-03-20")})  # fmt: skip
    kr.send()


def _figure(stage: Stage) -> None:
    """A figure of the Japanese side that is not checked in Seoul yet."""
    stage.at("2023-10-10T12:00")
    leave_figure(stage.jp)
    stage.jp.send()


def people(folder: Path) -> None:
    """Posts and people at a node: every role once for each language, `signer-ko` and so on."""
    config = read_config(folder)
    open_home(config)
    from comity.home.people import (  # noqa: PLC0415 - tables exist once the home is open
        add_person,
        add_post,
        admit,
    )

    now = instant(NOW)
    facts = side_facts()[config.party]
    channels = json.loads(config.names.read_text("utf-8"))
    posts = {
        dialogue: add_post(f"{dialogue}-desk", names, None, now)
        for dialogue, names in facts.posts.items()
    }
    for post in posts.values():
        for channel in channels.values():
            admit(post, channel, now)
    elsewhere = add_post("protocol", _PROTOCOL, None, now)
    office = add_post("administration", _ADMINISTRATION, None, now)
    for language in LANGUAGES:
        for role in ROLES:
            post = office if role == "administrator" else posts[ECONOMIC]
            add_person(f"{role}-{language}", post, [role], PASSWORD, now, language=language)
        add_person(f"{OUTSIDER}-{language}", elsewhere, ["signer"], PASSWORD, now,
                   language=language)  # fmt: skip
    _drafts(config, ChannelId(channels[ECONOMIC]))


@dataclass
class _Standing:
    """A clock of one process that stands until it is put on."""

    ms: int

    def now_ms(self) -> int:
        """The time."""
        return self.ms


def _drafts(config: Config, channel: ChannelId) -> None:
    """One draft that awaits a decision, and one that came back with a comment."""
    from comity.home import door  # noqa: PLC0415 - as above
    from comity.home.people import find_person  # noqa: PLC0415
    from comity.home.reading import Reader  # noqa: PLC0415

    facts = side_facts()[config.party]
    clock = _Standing(instant(NOW) - 7_200_000)
    here = assemble(config, facts.passphrase, clock)
    drafter, approver = (
        Reader(find_person(f"{role}-{facts.language}"), here.node, approvals=0)
        for role in ("drafter", "approver")
    )
    item = {
        **msgspec.to_builtins(load("economic-security").standing_agenda()["technology"]),
        "title": {"en": "Batteries: joint forecast of demand", "ko": "배터리 수요 공동 전망",
                  "ja": "蓄電池需要の共同見通し"},
        "kind": "new", "lead": config.party, "minutes": 30,
    }  # fmt: skip
    name = Matter("meeting/round-2/agenda/batteries")
    door.draft(drafter, channel, Proposal({name: write_body(name, "offer", item)}))
    clock.ms += 3_600_000
    name = Matter("meeting/round-2/delegation")
    head = body("round12", f"delegation-{config.party}")
    statement = Statement(name, write_body(name, "declare", head))
    door.send_back(approver, door.draft(drafter, channel, statement).id, _COMMENT[facts.language])
    here.close()


def main(arguments: list[str]) -> None:
    """Do what the arguments say and print one JSON value about it."""
    match arguments:
        case ["story", folder]:
            play(Path(folder))
            print(json.dumps({"folder": folder}))  # noqa: T201 - the answer to who has called
        case ["people", folder]:
            people(Path(folder))
        case _:
            raise AssertionError(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
