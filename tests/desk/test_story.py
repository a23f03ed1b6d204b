# SPDX-License-Identifier: Apache-2.0
"""The story of a demonstration: what is done is shown as done, and links open the very page."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.urls import reverse

from comity.core.ids import Matter
from comity.desk.house import install
from comity.desk.story.file import Story, Task, Way, write_story
from comity.home import door
from comity.home.roles import Role
from comity.node.sign import Proposal
from comity.subjects import write_body
from tests.desk.capitals import JP, KR, Capitals, plain
from tests.desk.staff import reader_of
from tests.unit.subjects.samples import ALL, DATE

DAY = "meeting/round-12/date"
ANSWER, DRAFT = "Answer the date", "Draft an agenda item"


def _task(title: str, **more: object) -> Task:
    return Task({"en": title}, {"en": "Try it."}, **more)  # type: ignore[arg-type]  # by the caller


@pytest.fixture
def told(capitals: Capitals) -> Capitals:
    """A desk that is marked as a demonstration's, with two tasks."""
    here = capitals.house.assembled
    folder = Path(here.config.folder)
    places = {"channel": str(capitals.channel)}
    item = Way("item", {**places, "matter": DAY}, {"en": "Open the item"})
    tasks = (
        _task(ANSWER, channel=capitals.channel, awaited=DAY, ways=(item,)),
        _task(DRAFT, sign_in="one", channel=capitals.channel, drafted="/agenda/"),
    )
    write_story(folder, Story((), tasks))
    config = replace(here.config, demo_clock=folder / "clock")
    capitals.house = install(replace(here, config=config))
    return capitals


def _tasks(page: str) -> list[str]:
    return plain(page).split("What to try next")[1].split("What has happened")[0].split("Try it.")


def test_a_task_is_done_once_it_is_and_its_link_opens_where_it_is_done(told: Capitals) -> None:
    visitor = told.visitor(told.person("one", Role.SIGNER))
    ref = told.offer(JP, {DAY: DATE})
    told.exchange()
    places = {"party": ref.party, "number": ref.number, "index": ref.index}
    address = reverse("answer", kwargs={"channel": told.channel, **places})
    page = visitor.read("story")
    assert f'href="{address}"' in page
    assert visitor.open(address).status_code == 200
    first, second, _ = _tasks(page)
    assert ANSWER in first
    assert "done" not in first + second

    told.accept(KR, ref)
    page = visitor.read("story")
    assert f'href="{address}"' not in page
    first, second, _ = _tasks(page)
    assert DRAFT in first
    assert f"{ANSWER} done" in second

    matter, _, value = ALL["item"]
    move = Proposal({Matter(matter): write_body(matter, "offer", value)})
    made = door.draft(reader_of(told, visitor), told.channel, move)
    assert f"{DRAFT} done" in plain(visitor.read("story"))
    door.discard(reader_of(told, visitor), made.pk)
    assert f"{DRAFT} done" not in plain(visitor.read("story"))


def test_whoever_may_not_draft_is_led_to_what_he_may_open(told: Capitals) -> None:
    observer = told.visitor(told.person("two", Role.OBSERVER))
    told.offer(JP, {DAY: DATE})
    told.exchange()
    page = observer.read("story")
    assert "/answer/" not in page
    assert reverse("item", kwargs={"channel": told.channel, "matter": DAY}) in page
