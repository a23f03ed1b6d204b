# SPDX-License-Identifier: Apache-2.0
"""The one-time code: what it opens, and for how many tries."""

from hypothesis import given
from hypothesis import strategies as st

from comity.desk.firstrun.entrance import Entrance


def _begun() -> tuple[Entrance, list[str]]:
    told: list[str] = []
    entrance = Entrance(told.append)
    entrance.renew()
    return entrance, told


def test_the_code_opens_however_its_groups_are_written() -> None:
    entrance, (code,) = _begun()
    assert len(code.split()) == 4
    for typed in (code, code.replace(" ", ""), code.replace(" ", "-"), f"  {code}\n"):
        token = entrance.open(typed)
        assert token is not None
        assert entrance.admits(token)


@given(st.text(max_size=20))
def test_nothing_else_opens(typed: str) -> None:
    entrance, (code,) = _begun()
    if "".join(one for one in typed if one in "0123456789") == code.replace(" ", ""):
        return
    assert entrance.open(typed) is None
    assert not entrance.admits(typed)


def test_after_five_wrong_codes_another_one_holds() -> None:
    """SERVE-4: "after five wrong codes another one holds"."""
    entrance, told = _begun()
    for _ in range(4):
        assert entrance.open("0") is None
    assert len(told) == 1
    assert entrance.open("0") is None
    assert len(told) == 2
    assert told[0] != told[1]
    assert entrance.open(told[0]) is None
    assert entrance.open(told[1]) is not None


def test_before_there_is_a_code_nothing_opens() -> None:
    told: list[str] = []
    assert Entrance(told.append).open("") is None
