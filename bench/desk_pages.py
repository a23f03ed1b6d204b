# SPDX-License-Identifier: Apache-2.0
"""The pages of one node's desk, asked for in this process through the real application."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.figures import percentile
from comity.assembly.ministry import open_home
from comity.assembly.record import Assembled, assemble
from comity.assembly.world import ScenarioClock
from comity.config import read_config
from comity.core.ids import ChannelId
from comity.core.views import ActRef
from comity.demo.ministry.seats import PASSPHRASE
from comity.node.read import AGE_MS_MAX
from comity.ports import Clock
from comity.store.sqlite import SqliteRecords
from comity.subjects import Rooms, view

if TYPE_CHECKING:
    from django.test import Client

__all__ = ["Cost", "measure_pages"]

READER = "deputy-minister"
"""Who may know of every dialogue, and sign."""
KEEPER = "registry-1"
"""Who keeps people."""
DIALOGUE = "standards-dd"
"""The dialogue with a long text under negotiation: the heaviest."""


@dataclass(slots=True)
class _Minutes:
    """The clock of a node, put on by whole minutes."""

    clock: Clock
    passed_ms: int = 0

    def now_ms(self) -> int:
        """The time."""
        return self.clock.now_ms() + self.passed_ms

    def pass_a_minute(self) -> None:
        """Put it on, so that what is kept for a minute is looked at again."""
        self.passed_ms += AGE_MS_MAX


@dataclass(frozen=True, slots=True)
class Cost:
    """One page: median CPU milliseconds of a request, the same where a minute has passed since the
    last one, the same where nothing is kept as when the desk has just started, statements on the
    two databases, and kilobytes on the wire.
    """

    cpu_ms: float
    minute_ms: float
    first_ms: float
    home_queries: int
    record_queries: int
    kilobytes: float

    @property
    def queries(self) -> int:
        """Statements on both databases."""
        return self.home_queries + self.record_queries


def measure_pages(folder: Path, times: int) -> dict[str, Cost]:
    """What each page of the node in a folder costs, by name.

    Args:
        folder: of a ministry's node.
        times: requests for each page; a quarter as many, 5 at least, after a minute and where
            nothing is kept.
    """
    config = read_config(folder)
    open_home(config)
    assert config.demo_clock is not None, "a ministry is a demonstration"
    clock = _Minutes(ScenarioClock(config.demo_clock))
    assembled = assemble(config, PASSPHRASE, clock)
    from django.test import Client  # noqa: PLC0415 - the dossier must be open

    from comity.desk.house import install  # noqa: PLC0415 - same
    from comity.home.people import find_person  # noqa: PLC0415 - same

    install(assembled)
    clients = {}
    for sign_in in (READER, KEEPER):
        client = Client(
            HTTP_ACCEPT_ENCODING="gzip", HTTP_HOST=f"{config.desk_host}:{config.desk_port}"
        )
        backend = "django.contrib.auth.backends.ModelBackend"
        client.force_login(find_person(sign_in), backend=backend)
        clients[sign_in] = client
    measured = {}
    for name, (who, address) in _addresses(assembled).items():
        measured[name] = _cost(assembled, clock, clients[who], address, times)
    assembled.close()
    return measured


def _addresses(assembled: Assembled) -> dict[str, tuple[str, str]]:
    """Every page with who asks for it; of things of which there are many, a large one."""
    from django.urls import reverse  # noqa: PLC0415 - the settings must stand

    from comity.home.models import Draft  # noqa: PLC0415 - same

    node = assembled.node
    channel = ChannelId(json.loads(assembled.config.names.read_text("utf-8"))[DIALOGUE])
    with node.channels.hold(channel) as held:
        rooms = view(held.channel.sight, node.records.bodies(channel))
        head = held.channel.head(held.own)
        own = held.own
    assert head is not None
    text = max(rooms.texts.details, key=lambda one: len(one.paragraphs))
    meeting = [one for one in rooms.meetings.details if one.id.startswith("round-")][-1]
    awaiting = next(one for one in rooms.standings if one.open)
    ref = awaiting.open[-1].offer.ref
    asked = _awaiting_us(rooms, own) or ref
    draft = Draft.objects.filter(state="open").latest("created_ms")

    def at(name: str, *rest: object) -> tuple[str, str]:
        return READER, reverse(name, args=(channel, *rest))

    return {
        "account": (READER, reverse("account")),
        "today": (READER, reverse("today")),
        "dialogues": (READER, reverse("dialogues")),
        "dialogue": at("dialogue"),
        "meeting": at("meeting", meeting.id),
        "text": at("text", text.id),
        "item": at("item", awaiting.matter),
        "record": at("record"),
        "entry": at("entry", own, head.number),
        "propose": at("propose"),
        "propose-item": at("propose-item", awaiting.matter),
        "answer": at("answer", asked.party, asked.number, asked.index),
        "state": at("state", awaiting.matter),
        "dispatch": (READER, reverse("dispatch")),
        "draft": (READER, reverse("draft", args=(draft.pk,))),
        "news": (READER, reverse("news")),
        "people": (KEEPER, reverse("people")),
        "audit": (KEEPER, reverse("audit")),
    }


def _awaiting_us(rooms: Rooms, own: str) -> ActRef | None:
    """A proposal that awaits our answer, or None."""
    for standing in rooms.standings:
        for one in standing.open:
            if own in one.awaited:
                return one.offer.ref
    return None


def _cost(assembled: Assembled, clock: _Minutes, client: Client, address: str, times: int) -> Cost:
    """One page: it is asked for once before anything is counted."""
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - the settings must stand

    from comity.desk.house import install  # noqa: PLC0415 - same

    def ask() -> bytes:
        response = client.get(address, secure=True)
        assert response.status_code in (200, 204, 304), f"{address}: {response.status_code}"
        return response.content

    raw = ask()
    cpu = [_cpu_ms(ask) for _ in range(times)]
    minute, first = [], []
    for _ in range(max(5, times // 4)):
        clock.pass_a_minute()
        minute.append(_cpu_ms(ask))
    for _ in range(max(5, times // 4)):
        install(assembled)  # no view is kept
        first.append(_cpu_ms(ask))
    from django.db import connection  # noqa: PLC0415 - the settings must stand

    ask()
    with CaptureQueriesContext(connection) as home, _statements(assembled) as record:
        ask()
    return Cost(
        percentile(cpu, 0.5),
        percentile(minute, 0.5),
        percentile(first, 0.5),
        len(home),
        len(record),
        len(raw) / 1_000,
    )


def _cpu_ms(ask: Callable[[], object]) -> float:
    begun = time.process_time()
    ask()
    return (time.process_time() - begun) * 1_000


@contextmanager
def _statements(assembled: Assembled) -> Iterator[list[str]]:
    """The statements on the record while the block runs."""
    records = assembled.node.records
    assert isinstance(records, SqliteRecords)
    found: list[str] = []
    connection = records.database.connection()
    connection.set_trace_callback(found.append)
    try:
        yield found
    finally:
        connection.set_trace_callback(None)
