# SPDX-License-Identifier: Apache-2.0
"""What was typed on the first page: taken as it is meant, or each fault at its field."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.desk.firstrun.answers import SECRETS, read_answers
from comity.home.roles import Role

DESK = ("127.0.0.1", 8451)
RIGHT = {
    "party": "kr", "zone": "Asia/Seoul", "listen": "127.0.0.1:8441", "addresses": "",
    "passphrase": "first of two phrases", "passphrase_again": "first of two phrases",
    "root_passphrase": "second of two phrases", "root_passphrase_again": "second of two phrases",
    "admin_post_en": "Director, Information Systems", "admin_sign_in": "systems",
    "admin_password": "Hangang-Sumidagawa", "admin_password_again": "Hangang-Sumidagawa",
    "admin_language": "en",
    "officer_post_ko": " 아시아태평양국장 ", "officer_sign_in": "director",
    "officer_password": "Sumidagawa-Hangang", "officer_password_again": "Sumidagawa-Hangang",
    "officer_language": "ko",
}  # fmt: skip


def _faults(**changed: str) -> set[str]:
    answers, faults = read_answers(RIGHT | changed, DESK)
    assert (answers is None) == bool(faults)
    return set(faults)


def test_right_answers_say_all_that_is_needed() -> None:
    answers, faults = read_answers(RIGHT, DESK)
    assert answers is not None
    assert not faults
    assert answers.plan.addresses == ("https://127.0.0.1:8441",)
    assert answers.plan.desk is not None
    assert (answers.plan.desk.listen, answers.plan.desk.zone) == ("127.0.0.1:8451", "Asia/Seoul")
    admin, officer = answers.people
    assert admin.roles == (Role.ADMINISTRATOR,)
    assert officer.roles == (Role.DRAFTER, Role.SIGNER)
    assert officer.names == {"ko": "아시아태평양국장"}
    assert admin.post != officer.post


def test_a_node_that_listens_everywhere_names_no_address_by_itself() -> None:
    answers, _ = read_answers(RIGHT | {"listen": "0.0.0.0:8441"}, DESK)
    assert answers is not None
    assert answers.plan.addresses == ()


def test_addresses_stand_in_their_order_and_once() -> None:
    typed = "https://b.example:8441\r\nhttps://a.example\nhttps://b.example:8441"
    answers, _ = read_answers(RIGHT | {"addresses": typed}, DESK)
    assert answers is not None
    assert answers.plan.addresses == ("https://b.example:8441", "https://a.example")


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({"party": "k"}, {"party"}),
        ({"party": " KR "}, set()),
        ({"zone": "Mars"}, {"zone"}),
        ({"zone": ""}, {"zone"}),
        ({"listen": "127.0.0.1"}, {"listen"}),
        ({"listen": "127.0.0.1:8451"}, {"listen"}),
        ({"listen": "0.0.0.0:8451"}, {"listen"}),
        ({"listen": "10.0.0.1:8451"}, set()),
        ({"addresses": "http://a.example"}, {"addresses"}),
        ({"addresses": " ".join(f"https://{n}.example" for n in range(9))}, {"addresses"}),
        ({"passphrase": "seven77", "passphrase_again": "seven77"}, {"passphrase"}),
        ({"passphrase": "with\na line", "passphrase_again": "with\na line"}, {"passphrase"}),
        ({"passphrase_again": "another"}, {"passphrase_again"}),
        ({"root_passphrase": RIGHT["passphrase"], "root_passphrase_again": RIGHT["passphrase"]},
         {"root_passphrase"}),
        ({"admin_post_en": ""}, {"admin_post_en"}),
        ({"admin_post_en": "x" * 201}, {"admin_post_en"}),
        ({"admin_post_ja": "a\u200bb"}, {"admin_post_ja"}),
        ({"admin_sign_in": "Systems"}, {"admin_sign_in"}),
        ({"admin_sign_in": "-"}, {"admin_sign_in"}),
        ({"admin_sign_in": "director"}, {"officer_sign_in"}),
        ({"officer_password": "short", "officer_password_again": "short"}, {"officer_password"}),
        ({"officer_password": "password1234", "officer_password_again": "password1234"},
         {"officer_password"}),
        ({"officer_language": ""}, {"officer_language"}),
    ],
)  # fmt: skip
def test_each_fault_stands_at_its_field(changed: dict[str, str], faults: set[str]) -> None:
    assert _faults(**changed) == faults


def test_nothing_typed_is_a_fault_of_every_field_that_is_needed() -> None:
    _, faults = read_answers({}, DESK)
    for field in ("party", "zone", "listen", "passphrase", "admin_sign_in", "officer_sign_in"):
        assert field in faults


@given(st.dictionaries(st.sampled_from(sorted(RIGHT)), st.text(max_size=40)))
def test_any_text_is_taken_or_refused_and_never_fails(changed: dict[str, Any]) -> None:
    _faults(**changed)


def test_no_secret_is_among_what_is_shown_again() -> None:
    assert {name for name in RIGHT if "pass" in name} == set(SECRETS)
