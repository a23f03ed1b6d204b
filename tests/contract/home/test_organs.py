# SPDX-License-Identifier: Apache-2.0
"""Organs: what a whole organ may know of, and that an older dossier's posts keep theirs.

HOME-17: "Every post of an organ that is admitted to a channel may know of it, whoever holds it."
"""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, connections

from comity.core.errors import MalformedError, RuleError
from comity.home import audit, door, organs, people
from comity.home.admissions import posts_in
from comity.home.calendars import posts_of
from comity.home.models import Post
from comity.home.models_organs import Organ
from comity.home.roles import Role
from tests.contract.home.ministry import DESK, PASSWORD, Ministry, file_dossier, proposal
from tests.unit.node.parties import START

FOREIGN = {"en": "Ministry of Foreign Affairs", "ko": "외교부"}


@pytest.fixture
def body(home: Ministry) -> Organ:
    """The ministry, with one post that is admitted to nothing by itself."""
    made = organs.add_organ("foreign", FOREIGN, START)
    home.posts["asia"] = people.add_post("asia", DESK, made, START)
    return made


def _actions(count: int) -> list[str]:
    return [one.action for one in audit.newest(count)][::-1]


def test_every_post_of_an_admitted_organ_knows_of_the_channel(home: Ministry, body: Organ) -> None:
    reader = home.reader("kim", Role.SIGNER, post="asia")
    assert reader.channels() == ()
    for _ in range(2):  # sent twice it is done once
        people.admit(body, home.channel, START)
    assert home.read_as(reader.person).channels() == (home.channel,)
    later = people.add_post("asia-2", DESK, body, START)
    person = people.add_person("lee", later, [Role.OBSERVER], PASSWORD, START)
    assert home.read_as(person).channels() == (home.channel,)
    people.withdraw_admission(body, home.channel, START)
    people.withdraw_admission(body, home.channel, START)
    for one in (reader.person, person):
        with pytest.raises(RuleError, match="not-found"):
            home.read_as(one).check(home.channel)
    told = [one for one in _actions(20) if one.startswith("organ")]
    assert told == ["organ-added", "organ-admitted", "organ-admission-withdrawn"]


def test_an_organ_that_is_not_admitted_sees_nothing_of_it(home: Ministry, body: Organ) -> None:
    other = organs.add_organ("defence", {"en": "Ministry of Defence"}, START)
    people.admit(body, home.channel, START)
    post = people.add_post("defence-policy", DESK, other, START)
    person = people.add_person("park", post, [Role.SIGNER], PASSWORD, START)
    assert home.read_as(person).channels() == ()
    assert post not in posts_in((home.channel,))
    assert [one.slug for one in posts_of(home.read_as(person))] == ["defence-policy"]


def test_what_a_post_knows_by_itself_stays_whatever_becomes_of_its_organ(
    home: Ministry, body: Organ
) -> None:
    reader = home.reader("kim", Role.OBSERVER, post="asia")
    people.admit(home.post("asia"), home.channel, START)
    people.admit(body, home.channel, START)
    assert reader.channels() == (home.channel,), "once, though by two roads"
    people.withdraw_admission(body, home.channel, START)
    assert home.read_as(reader.person).channels() == (home.channel,)


def test_a_post_moved_to_another_organ_loses_what_it_knew_through_the_one_before(
    home: Ministry, body: Organ
) -> None:
    people.admit(body, home.channel, START)
    reader = home.reader("kim", Role.OBSERVER, post="asia")
    assert reader.channels() == (home.channel,)
    organs.set_organ(home.post("asia"), None, START)
    organs.set_organ(home.post("asia"), None, START)
    assert home.read_as(reader.person).channels() == ()
    organs.set_organ(Post.objects.get(slug="asia"), body, START)
    assert home.read_as(reader.person).channels() == (home.channel,)
    details = [one.detail for one in audit.newest(9) if one.action == "organ-set"]
    assert details == [{"before": "", "organ": "foreign"}, {"before": "foreign", "organ": ""}]


def test_who_signs_is_found_among_the_posts_of_an_organ_too(home: Ministry, body: Organ) -> None:
    people.admit(body, home.channel, START)
    home.person("chief", Role.SIGNER, post="asia")
    drafter = home.reader("clerk", Role.DRAFTER, post="desk")
    assert door.draft(drafter, home.channel, proposal()).post.slug == "asia"


@pytest.mark.parametrize("names", [{}, {"fr": "x"}, {"en": ""}, {"en": "a\nb"}, {"en": "a\u202eb"}])
def test_an_organ_has_a_name(home: Ministry, names: dict[str, str]) -> None:
    del home
    with pytest.raises(MalformedError, match="organ-name"):
        organs.add_organ("new", names, START)
    with pytest.raises(MalformedError, match="slug"):
        organs.add_organ("A b", FOREIGN, START)


def test_organs_are_kept_by_whoever_keeps_people(home: Ministry, body: Organ) -> None:
    signer = home.person("kim", Role.SIGNER)
    before = audit.newest(1)[0].n
    for act in (
        lambda: organs.add_organ("new", FOREIGN, START, by=signer),
        lambda: organs.set_organ(home.post("asia"), None, START, by=signer),
        lambda: people.admit(body, home.channel, START, by=signer),
        lambda: people.withdraw_admission(body, home.channel, START, by=signer),
    ):
        with pytest.raises(RuleError, match="not-allowed"):
            act()
    with pytest.raises(RuleError, match="organ-exists"):
        organs.add_organ("foreign", FOREIGN, START)
    with pytest.raises(RuleError, match="organ-unknown"):
        organs.find_organ("none")
    assert audit.newest(1)[0].n == before


@pytest.mark.django_db(transaction=True)
def test_an_older_dossier_opens_and_its_posts_keep_their_organs(tmp_path: Path) -> None:
    with file_dossier(tmp_path / "home.db"):
        call_command("migrate", "home", "0012", verbosity=0, interactive=False)
        rows = [
            ("a", "외교부"), ("b", "外務省"), ("c", "Ministry of Defence"), ("d", "외교부"),
            ("e", ""),
        ]  # fmt: skip
        with connection.cursor() as cursor:
            cursor.executemany(
                'INSERT INTO home_post (slug, names, organ) VALUES (%s, \'{"en": "X"}\', %s)', rows
            )
        call_command("migrate", verbosity=0, interactive=False)
        found = {
            post.slug: None if post.organ is None else post.organ.names
            for post in Post.objects.select_related("organ")
        }
        connections["default"].close()
    assert found == {
        "a": {"ko": "외교부"}, "b": {"ja": "外務省"}, "c": {"en": "Ministry of Defence"},
        "d": {"ko": "외교부"}, "e": None,
    }  # fmt: skip
