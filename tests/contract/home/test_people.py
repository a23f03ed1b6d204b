# SPDX-License-Identifier: Apache-2.0
"""Posts, people, roles and passwords."""

from collections.abc import Callable
from itertools import combinations
from typing import ClassVar

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from pytest_django import Settings

from comity.core.errors import ComityError, MalformedError, RuleError
from comity.core.ids import ChannelId
from comity.core.limits import POST_CHARS_MAX
from comity.home import audit, founding, people
from comity.home.models import Person, Post
from comity.home.roles import POWERS, Power, Role, powers_of
from tests.contract.home.ministry import DESK, PASSWORD, Ministry
from tests.unit.node.parties import START, party


def test_the_table_of_roles() -> None:
    """HOME-10: An absent cell of the table refuses."""
    read = frozenset({Power.READ})
    table = {
        Role.OBSERVER: read,
        Role.DRAFTER: read | {Power.DRAFT},
        Role.APPROVER: read | {Power.APPROVE},
        Role.SIGNER: read | {Power.DRAFT, Power.SIGN, Power.DUTY},
        Role.DUTY_OFFICER: read | {Power.DUTY},
        Role.ADMINISTRATOR: frozenset({Power.ADMINISTER}),
    }
    assert table == POWERS
    assert powers_of([]) == powers_of(["emperor"]) == frozenset()


def test_roles_add_up_but_an_administrator_holds_no_other(home: Ministry) -> None:
    """HOME-10: A person may hold several roles, but an administrator holds no other."""
    person = home.person("kim", "observer")
    for first, second in combinations(Role, 2):
        if Role.ADMINISTRATOR in (first, second):
            with pytest.raises(RuleError, match="roles-combined"):
                people.set_roles(person, (first, second), START)
        else:
            people.set_roles(person, (first, second, first), START)
            assert person.powers == POWERS[first] | POWERS[second]
            assert len(person.roles) == 2
    with pytest.raises(RuleError, match="role-unknown"):
        people.set_roles(person, ("emperor",), START)


def test_only_who_keeps_people_changes_them_and_never_himself(home: Ministry) -> None:
    """HOME-10: Nobody changes their own roles."""
    admin = home.person("admin", "administrator", post="systems")
    signer = home.person("kim", "signer")
    post = home.post("desk")
    acts: tuple[Callable[[Person], object], ...] = (
        lambda by: people.add_post("new", DESK, None, START, by=by),
        lambda by: people.add_person("lee", post, ["signer"], PASSWORD, START, by=by),
        lambda by: people.set_roles(signer, ["observer"], START, by=by),
        lambda by: people.reset_password(signer, PASSWORD + "!", START, by=by),
        lambda by: people.deactivate(signer, START, by=by),
        lambda by: people.activate(signer, START, by=by),
        lambda by: people.withdraw_admission(post, home.channel, START, by=by),
        lambda by: people.admit(post, home.channel, START, by=by),
    )
    for act in acts:
        with pytest.raises(RuleError, match="not-allowed"):
            act(signer)
    assert Person.objects.count() == 2
    for act in acts:
        act(admin)
    told = [(one.person, one.action) for one in audit.newest(len(acts))][::-1]
    assert told == [
        ("admin", "post-added"), ("admin", "person-added"), ("admin", "roles-set"),
        ("admin", "password-set"), ("admin", "person-deactivated"), ("admin", "person-activated"),
        ("admin", "admission-withdrawn"), ("admin", "admitted"),
    ]  # fmt: skip
    with pytest.raises(RuleError, match="own-account"):
        people.set_roles(admin, ["signer"], START, by=admin)
    with pytest.raises(RuleError, match="own-account"):
        people.deactivate(admin, START, by=admin)


@pytest.mark.parametrize(
    ("code", "password"),
    [
        ("password/short", ""),
        ("password/short", "elevenchars"),
        ("password/long", "x1 " * 342),
        ("password/common", "password1234"),
        ("password/common", "PASSWORD1234"),
        ("password/same", "kim-northeast"),
        ("password/same", "KIM-northeast"),
        ("password/same", "kim-northeast1"),
    ],
)
def test_passwords_that_are_refused(home: Ministry, code: str, password: str) -> None:
    """HOME-12: A password has 12 to 1,024 characters, is none that is commonly used, and is not
    like the sign-in name.
    """
    post = home.post("desk")
    with pytest.raises(RuleError, match=code):
        people.add_person("kim-northeast", post, ["signer"], password, START)
    assert not Person.objects.exists()
    person = people.add_person("kim-northeast", post, ["signer"], PASSWORD, START)
    with pytest.raises(RuleError, match=code):
        people.set_password(person, password, START)
    assert people.check_password("kim-northeast", PASSWORD) == person


@pytest.mark.parametrize("password", ["twelve chars", "긴 비밀번호를 씁니다 하나", "x1 y" * 256])
def test_passwords_that_are_taken(home: Ministry, password: str) -> None:
    """HOME-12: A password has 12 to 1,024 characters."""
    person = home.person("kim", "signer")
    people.set_password(person, password, START)
    assert people.check_password("kim", password) == person
    assert people.check_password("kim", PASSWORD) is None
    last = audit.newest(1)[0]
    assert (last.person, last.action, last.subject) == ("kim", "password-set", "kim")


def test_a_password_is_known_however_it_was_typed(home: Ministry) -> None:
    """HOME-12: … and taken in whatever form a keyboard writes it."""
    person = home.person("kim", "signer")
    people.set_password(person, "평양냉면과 ABC 123", START)
    decomposed = "\u1111\u1167\u11bc\u110b\u1163\u11bc\u1102\u1162\u11bc\u1106\u1167\u11ab과"
    assert people.check_password("kim", f"{decomposed} ＡＢＣ １２３") == person


def test_an_unknown_name_and_a_wrong_password_are_answered_alike(home: Ministry) -> None:
    """HOME-12: An unknown name and a wrong password are answered alike."""
    person = home.person("kim", "signer")
    assert people.check_password("kim", PASSWORD) == person
    for name, password in (("kim", "x"), ("lee", PASSWORD), ("", ""), ("kim", PASSWORD * 60)):
        assert people.check_password(name, password) is None
    people.deactivate(person, START)
    assert people.check_password("kim", PASSWORD) is None
    people.activate(person, START)
    assert people.check_password("kim", PASSWORD) == person


class Counting(MD5PasswordHasher):
    """A hasher that counts what it is asked to do."""

    algorithm = "counting"
    asked: ClassVar[list[str]] = []

    def encode(self, password: str, salt: str) -> str:
        self.asked.append(password)
        return super().encode(password, salt)


def test_an_unknown_name_costs_as_much_as_a_wrong_password(
    home: Ministry, settings: Settings
) -> None:
    """HOME-12: An unknown name and a wrong password are answered alike."""
    settings.PASSWORD_HASHERS = [f"{Counting.__module__}.{Counting.__qualname__}"]
    home.person("kim", "signer")
    costs = []
    for name in ("kim", "nobody"):
        Counting.asked.clear()
        assert people.check_password(name, "a wrong password") is None
        costs.append(list(Counting.asked))
    assert costs == [["a wrong password"]] * 2


def test_nobody_without_a_password_signs_in(home: Ministry) -> None:
    person = home.person("kim", "signer")
    person.set_unusable_password()
    person.save()
    assert people.check_password("kim", "") is None
    assert not person.check_password(None)


@pytest.mark.parametrize(
    "names",
    [
        {}, {"fr": "Direction"}, {"en": ""}, {"en": " Desk"}, {"en": "a\nb"}, {"en": "a\u200bb"},
        {"en": "x" * (POST_CHARS_MAX + 1)}, {"en": "Desk", "ko": ""},
    ],
)  # fmt: skip
def test_a_post_has_a_name_that_an_entry_can_carry(home: Ministry, names: dict[str, str]) -> None:
    """HOME-13: An entry carries the name of the signer's post (ENT-5)."""
    home.post("desk")
    with pytest.raises(MalformedError, match="post-name"):
        people.add_post("new", names, None, START)
    longest = people.add_post("new", {"en": "x" * POST_CHARS_MAX}, None, START)
    assert people.post_name(longest, "kr") == "x" * POST_CHARS_MAX


@pytest.mark.parametrize("slug", ["", "A", "a b", "a-", "-a", "a--b", "é", "x" * 41, "a\n"])
def test_short_names_are_plain(home: Ministry, slug: str) -> None:
    post = home.post("desk")
    with pytest.raises(MalformedError, match="slug"):
        people.add_post(slug, DESK, None, START)
    with pytest.raises(MalformedError, match="sign-in-name"):
        people.add_person(slug, post, ["signer"], PASSWORD, START)


def test_names_are_taken_once(home: Ministry) -> None:
    home.person("kim", "signer")
    before = audit.newest(1)[0].n
    with pytest.raises(RuleError, match="person-exists"):
        people.add_person("kim", home.post("desk"), ["signer"], PASSWORD, START)
    with pytest.raises(RuleError, match="post-exists"):
        people.add_post("desk", DESK, None, START)
    assert audit.newest(1)[0].n == before, "what was not done is not told"


def test_who_is_unknown_is_named(home: Ministry) -> None:
    post = home.post("desk")
    with pytest.raises(RuleError, match="person-unknown"):
        people.find_person("nobody")
    with pytest.raises(RuleError, match="post-unknown"):
        people.find_post("nowhere")
    with pytest.raises(MalformedError, match="language-unknown"):
        people.add_person("kim", post, [], PASSWORD, START, language="fr")


@pytest.mark.parametrize(
    ("party", "names", "read"),
    [
        ("kr", {"en": "Desk", "ko": "국"}, "국"),
        ("kr-mofa", {"en": "Desk", "ko": "국"}, "국"),
        ("jp", {"en": "Desk", "ja": "局"}, "局"),
        ("kr", {"en": "Desk", "ja": "局"}, "Desk"),
        ("jp", {"ko": "국"}, "국"),
        ("us", {"en": "Desk", "ko": "국"}, "Desk"),
    ],
)
def test_a_post_is_named_in_the_partys_language(
    party: str, names: dict[str, str], read: str
) -> None:
    """HOME-13: An entry carries the name of the signer's post, in the party's own language."""
    assert people.post_name(Post(slug="desk", names=names), party) == read


def test_whoever_joins_is_admitted(home: Ministry) -> None:
    """HOME-11: Whoever founds or joins a channel has their post admitted to it."""
    kim, lee = home.reader("kim", "signer"), home.reader("lee", "drafter")
    founded = ChannelId(party("us").fingerprint)
    for reader, password, code in (
        (kim, "wrong", "password-wrong"), (lee, PASSWORD, "not-allowed")
    ):  # fmt: skip
        with pytest.raises(ComityError, match=code):
            founding.begin(reader, "joining", password, channel=founded)
    founding.begin(kim, "joining", PASSWORD, channel=founded)
    founding.begin(kim, "joining", PASSWORD, channel=founded)
    assert home.post("desk").admissions.filter(channel=founded).count() == 1
    assert [one.action for one in audit.newest(3)] == ["joining", "admitted", "joining"]


def test_nobody_is_admitted_by_joining_again_what_is_open(home: Ministry) -> None:
    """HOME-11: What is not there and what a person may not know of are answered alike."""
    kim = home.reader("kim", "signer")
    founding.begin(kim, "joining", PASSWORD, channel=home.channel)
    people.withdraw_admission(home.post("desk"), home.channel, START)
    with pytest.raises(RuleError, match="not-found"):
        founding.begin(kim, "joining", PASSWORD, channel=home.channel)
    assert home.read_as(kim.person).channels() == ()
