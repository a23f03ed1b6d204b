# SPDX-License-Identifier: Apache-2.0
"""The story of a demonstration: what is done is shown as done, and links open the very page."""

from dataclasses import replace
from pathlib import Path
from typing import cast
from unittest.mock import Mock

import pytest
from django.urls import resolve, reverse

from comity.core.ids import ChannelId, Digest, Matter
from comity.demo.retelling import story_of
from comity.demo.scenario import DIALOGUES
from comity.demo.sides import Side
from comity.desk.house import install
from comity.desk.story.file import Scene, Story, Task, Way, write_story
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


def _side(code: str) -> Side:
    """As much of a side of the demonstration as its story asks for."""
    channels = {
        one: ChannelId(Digest(letter * 43)) for one, letter in zip(DIALOGUES, "AB", strict=True)
    }
    return cast("Side", Mock(code=code, channels=channels))


@pytest.mark.parametrize("code", ["kr", "jp"])
def test_every_step_and_task_of_the_demonstration_leads_to_pages(code: str) -> None:
    told = story_of(_side(code))
    parts: tuple[Scene | Task, ...] = (*told.scenes, *told.tasks)
    for one in parts:
        assert one.ways, one.title["en"]
        for way in one.ways:
            found = resolve(reverse(way.name, kwargs=way.places or None))
            assert found.view_name == way.name
        assert {len(one.title), len(one.text)} == {3}


def test_the_story_and_its_tasks_lead_into_every_room() -> None:
    told = story_of(_side("kr"))
    shown = {way.name for one in told.scenes for way in one.ways}
    assert shown >= {
        "dialogue", "terms", "meeting", "find-dates", "press", "soundings", "incident", "text",
        "measure", "measure-sheet", "fact", "item", "record",
    }  # fmt: skip
    tried = {way.name for one in told.tasks for way in one.ways}
    assert tried >= {
        "press", "fact", "incident", "state", "find-dates", "calendar", "sound", "measure",
        "meeting", "report-incident", "record", "people",
    }  # fmt: skip


def test_a_task_is_done_once_our_side_has_stated_something(told: Capitals) -> None:
    matter, _, value = ALL["report"]
    task = _task("Report", channel=told.channel, stated=matter)
    write_story(Path(told.house.config.folder), Story((), (task,)))
    visitor = told.visitor(told.person("one", Role.SIGNER))
    assert "Report done" not in plain(visitor.read("story"))
    told.state(JP, matter, value)
    told.exchange()
    assert "Report done" not in plain(visitor.read("story")), "another side's word"
    told.state(KR, matter, value)
    assert "Report done" in plain(visitor.read("story"))


def test_a_real_node_has_no_story_and_no_page_of_components(capitals: Capitals) -> None:
    """DESK-9: shows `/design` and `/story` only on a node marked as a demonstration."""
    visitor = capitals.visitor(capitals.person("one", Role.SIGNER))
    for path in (reverse("story"), reverse("design")):
        assert visitor.open(path).status_code == 404
