# SPDX-License-Identifier: Apache-2.0
"""Step 3: dates for both dialogues at once; one is found, the other slips past the summit."""

from __future__ import annotations

from typing import Any, Final

from comity.demo import screens
from comity.demo.clock import instant
from comity.demo.dates import invite, looked
from comity.demo.dates import told as told_at_home
from comity.demo.saying import Day, Say, internal, say
from comity.demo.scenario import ECONOMIC, SECURITY, Dialogue, body, item
from comity.demo.sides import Side
from comity.demo.stage import Stage
from comity.demo.steps import press, soundings
from comity.locale import mark
from comity.node.sign import Acceptance
from comity.workbench.answering import declined_with
from comity.workbench.dates import Answer, Slot

__all__ = ["MEETINGS", "play", "title"]

MEETINGS: Final[dict[Dialogue, str]] = {SECURITY: "round-12", ECONOMIC: "round-1"}
"""Id of the first meeting of each dialogue."""
_DAY_MS: Final = 86_400_000
ANCHOR: Final = "anchor/summit-washington"


def title(dialogue: Dialogue) -> Any:
    """What the meeting is called."""
    return body("dates", f"title-{dialogue}")


def matter_of(dialogue: Dialogue) -> str:
    """The matter of the meeting's date."""
    return f"meeting/{MEETINGS[dialogue]}/date"


def play(stage: Stage) -> None:
    """Both meetings are dated: 17 April and 3 May, both in Seoul."""
    told, kr, jp = stage.teller, stage.kr, stage.jp
    told.step(mark("Step 3. Two dates at once"))
    told.tell(
        mark(
            "The press has reported that both dialogues are to be held within the month,"
            " before the Korean president's visit to Washington; no date is fixed."
        ),
        fact=item("public", "report"),
    )
    stage.scene("2023-04-06T15:00")
    told.tell(
        mark(
            "The Korean side proposes to hang both windows on the summit of {day}: should it"
            " move, the windows move with it. Summit and window are one package, accepted"
            " whole or not at all."
        ),
        fact=item("dates", "window-security"),
        day=Day(body("public", "washington")),
    )
    for dialogue in MEETINGS:
        window = body("dates", f"window-{dialogue}")
        kr.offer(dialogue, {ANCHOR: body("dates", "anchor"), matter_of(dialogue): window})
    kr.send()
    stage.at("2023-04-07T10:00")
    for dialogue in MEETINGS:
        jp.accept(dialogue, ANCHOR)
    jp.send()
    told.both(_windows(kr), _windows(jp))
    _security(stage)
    press.before_leaks(stage)
    _economic(stage)


def _security(stage: Stage) -> None:
    told, kr, jp = stage.teller, stage.kr, stage.jp
    stage.scene("2023-04-07T15:00")
    told.tell(
        mark(
            "Security dialogue. Each side looks into its own calendars at home; neither sees"
            " the other's. The Korean side proposes every day that suits its own people, each"
            " binding until it lapses: one of them is to be accepted."
        ),
        fact=item("dates", "offers"),
    )
    found = _looked(kr, SECURITY)
    kr.offer(SECURITY, *({matter_of(SECURITY): _dated_at(one)} for one in found.slots))
    kr.send()
    own = _looked(jp, SECURITY)
    told.both(
        [*told_at_home(kr, SECURITY, found), _date(kr, SECURITY)],
        [*told_at_home(jp, SECURITY, own), _date(jp, SECURITY)],
    )
    stage.at("2023-04-07T17:00")
    told.tell(
        mark(
            "{day} suits the Japanese head of delegation too. It is accepted, and the other days"
            " are declined in the same entry."
        ),
        day=Day(body("public", "round12")),
    )
    _choose(jp)
    jp.send()
    told.both(_dated(kr, SECURITY), _dated(jp, SECURITY))


def _economic(stage: Stage) -> None:
    told, kr, jp = stage.teller, stage.kr, stage.jp
    stage.scene("2023-04-07T17:30")
    told.tell(
        mark(
            "Economic security dialogue. Within the window no slot is found. The Japanese"
            " side says so in a statement that tells nothing of its calendar."
        ),
        fact=item("dates", "no-slot"),
    )
    jp.state(ECONOMIC, matter_of(ECONOMIC), body("dates", "no-slot"))
    jp.send()
    told.both(
        [
            *told_at_home(kr, ECONOMIC, _looked(kr, ECONOMIC)),
            say(mark("Statement by the Japanese side: {text}"), text=_statement(kr)),
        ],
        [
            *told_at_home(jp, ECONOMIC, _looked(jp, ECONOMIC)),
            say(mark("Our statement: {text}"), text=_statement(jp)),
        ],
    )
    stage.scene("2023-04-10T09:30")
    told.tell(
        mark("The Korean side proposes to move the window past the summit; Tokyo accepts."),
        fact=item("dates", "window-economic-amended"),
    )
    kr.offer(ECONOMIC, {matter_of(ECONOMIC): body("dates", "window-economic-amended")})
    kr.send()
    stage.at("2023-04-10T11:00")
    jp.accept(ECONOMIC, matter_of(ECONOMIC))
    jp.send()
    told.both([_window(kr, ECONOMIC)], [_window(jp, ECONOMIC)])

    soundings.before_the_offer(stage)
    stage.scene("2023-04-10T14:00")
    told.tell(
        mark("The Korean side proposes {day} in Seoul. The page warns: it is a holiday in Japan."),
        fact=item("public", "holiday"),
        day=Day(body("public", "round1")),
    )
    let_in = _looked(kr, ECONOMIC, holidays=True)
    assert [one.start for one in let_in.slots] == [body("dates", "date-economic")["start"]]
    kr.offer(ECONOMIC, {matter_of(ECONOMIC): body("dates", "date-economic")})
    kr.send()
    told.both(
        [*told_at_home(kr, ECONOMIC, let_in), _date(kr, ECONOMIC), *_holiday(kr)],
        [
            _date(jp, ECONOMIC),
            *_holiday(jp),
            internal("{note}", note=body("dates", "home-jp-holiday")),
        ],
    )
    stage.at("2023-04-10T18:00")
    told.tell(
        mark("Accepted all the same: the first meeting is dated."), fact=item("public", "round1")
    )
    jp.accept(ECONOMIC, matter_of(ECONOMIC))
    jp.send()
    told.both(_dated(kr, ECONOMIC), _dated(jp, ECONOMIC))
    for side in stage.sides:
        for dialogue, meeting in MEETINGS.items():
            invite(side, dialogue, meeting, stage.inner("invitations"))
    told.tell(
        mark(
            "Each side writes invitations to both meetings for its own people: calendar files, of"
            " which the other side sees nothing."
        )
    )


def _looked(side: Side, dialogue: Dialogue, *, holidays: bool = False) -> Answer:
    """What the side's own search finds within the window agreed for the meeting."""
    meeting = screens.meeting_of(side, dialogue, MEETINGS[dialogue])
    return looked(side, dialogue, meeting, holidays=holidays)


def _dated_at(slot: Slot) -> dict[str, Any]:
    """The date of the security dialogue as held, at another time."""
    return {**body("dates", "date-security"), "start": slot.start, "end": slot.end}


def _choose(side: Side) -> None:
    """The day on which it was held is accepted, the other ones are declined. MEET-8."""
    standing = side.standing(SECURITY, matter_of(SECURITY))
    start = body("dates", "date-security")["start"]
    dated = [(one.offer.ref, one.body.value) for one in standing.open]
    chosen = next(ref for ref, date in dated if date is not None and date.start == start)
    side.sign(SECURITY, Acceptance(chosen, declined_with(side.rooms(SECURITY), chosen)))


def _date(side: Side, dialogue: Dialogue) -> Say:
    day = say(mark("Date of the {what}"), what=title(dialogue))
    return screens.matter(side, dialogue, matter_of(dialogue), day)


def _dated(side: Side, dialogue: Dialogue) -> list[Say]:
    line = screens.meeting_line(side, dialogue, MEETINGS[dialogue], title(dialogue))
    return [line, _date(side, dialogue)]


def _windows(side: Side) -> list[Say]:
    return [_window(side, dialogue) for dialogue in MEETINGS]


def _window(side: Side, dialogue: Dialogue) -> Say:
    seen = screens.meeting_of(side, dialogue, MEETINGS[dialogue])
    assert seen.days is not None
    first, last = seen.days
    return say(
        mark("{what}: agreed window, {first} to {last}, hung on the summit in Washington"),
        what=title(dialogue),
        first=Day(first),
        last=Day(last),
    )


def _statement(side: Side) -> Any:
    said = side.standing(ECONOMIC, matter_of(ECONOMIC)).said[-1]
    assert said.body.value is not None
    return said.body.value.text


def _holiday(side: Side) -> list[Say]:
    """A warning where the date proposed falls on a holiday known to the scenario."""
    standing = side.standing(ECONOMIC, matter_of(ECONOMIC))
    proposed = standing.open[-1].body.value
    holiday = body("public", "holiday")
    begins = instant(f"{holiday}T00:00")
    if proposed is None or not begins <= proposed.start < begins + _DAY_MS:
        return []
    return [say(mark("Note: {day} is a public holiday in Japan"), day=Day(holiday))]
