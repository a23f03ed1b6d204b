# SPDX-License-Identifier: Apache-2.0
"""An urgent word from a form into the record in one go: the password, what was seen, signed.

A live word asks for another confirmation than a drill: that it is no drill (DESK-52).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from comity.core.errors import ComityError
from comity.core.ids import ChannelId, Matter
from comity.desk.account.proving import prove_again
from comity.desk.requests import DeskRequest
from comity.home import duty
from comity.subjects import read_body
from comity.subjects.incidents import Ack, check_sent, mode_of
from comity.telling.faults import told_of, what_next

__all__ = [
    "CONFIRMED",
    "LIVE_FIELD",
    "Refused",
    "asks_to_confirm",
    "checked",
    "said_already",
    "send",
]

LIVE_FIELD: Final = "live"
"""The field by which somebody confirms that it is no drill."""
CONFIRMED: Final = "no-drill"
_CONFIRMS: Final = ("notice", "update", "stand-down")


class Refused(NamedTuple):
    """Why nothing was signed: what happened, what to do next, and the status of the answer."""

    told: str
    next: str


def asks_to_confirm(matter: str) -> bool:
    """Whether it is asked that this is no drill: a live notice, update or end."""
    _, name, what = matter.split("/")
    return mode_of(name) == "live" and what in _CONFIRMS


def checked(request: DeskRequest, matter: str) -> dict[str, str]:
    """What is off beside the fields of the body, by field: the confirmation and the password.

    The password is looked at last, and only where all else is in order: a wrong one counts
    towards the lock-out (HOME-12).
    """
    words = request.voice.words
    if asks_to_confirm(matter) and request.POST.get(LIVE_FIELD) != CONFIRMED:
        return {LIVE_FIELD: words.gettext("Confirm that this is not a drill")}
    password = request.POST.get("password", "")
    if not password:
        return {"password": words.gettext("Type your password to sign")}
    if not prove_again(request, password):
        return {"password": words.gettext("This is not your password. Nothing was signed")}
    return {}


def said_already(request: DeskRequest, channel: ChannelId, matter: Matter, raw: bytes) -> bool:
    """Whether our side has said exactly this on the matter last: the form was sent twice (DESK-12).

    What it has said before something else it may say again: a number may turn out to be right
    after all. An acknowledgement is of one message, and given once.
    """
    value, own = read_body(matter, "declare", raw), request.voice.own
    rooms = request.reader.rooms(channel)
    found = [one for one in rooms.incidents.standings if one.matter == matter]
    said = [each.body.value for one in found for each in one.said if each.party == own]
    return value in (said if isinstance(value, Ack) else said[-1:])


def send(
    request: DeskRequest, channel: ChannelId, matter: Matter, raw: bytes, seen: str
) -> Refused | None:
    """Sign it, with the password that was sent; None where that is done, or was before."""
    words, password = request.voice.words, request.POST.get("password", "")
    if said_already(request, channel, matter, raw):
        return None
    try:
        check_sent(read_body(matter, "declare", raw), request.house.node.clock.now_ms())
        duty.sign_alone(request.reader, channel, matter, raw, password=password, seen=seen)
    except ComityError as error:
        if error.code == "not-found":
            raise
        return Refused(told_of(words, error.code, error.hint), what_next(words, error.code))
    return None
