# SPDX-License-Identifier: Apache-2.0
"""The one-time code: what it opens, and what wrong ones change."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from comity.desk.firstrun.entrance import Entrance


@dataclass
class Terminal:
    """What is told there, and how long somebody waited."""

    codes: list[str] = field(default_factory=list)
    wrong: list[int] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)

    def entrance(self) -> Entrance:
        """One whose code is told here, and at which nobody has to wait."""
        return Entrance(self.codes.append, self.wrong.append, self.waited.append)


def _begun() -> tuple[Entrance, Terminal]:
    terminal = Terminal()
    entrance = terminal.entrance()
    entrance.begin()
    return entrance, terminal


def test_the_code_opens_however_its_groups_are_written() -> None:
    entrance, terminal = _begun()
    (code,) = terminal.codes
    assert len(code.split()) == 4
    for typed in (code, code.replace(" ", ""), code.replace(" ", "-"), f"  {code}\n"):
        token = entrance.open(typed)
        assert token is not None
        assert entrance.admits(token)
    assert terminal.waited == []


@given(st.text(max_size=20))
def test_nothing_else_opens(typed: str) -> None:
    entrance, terminal = _begun()
    (code,) = terminal.codes
    if "".join(one for one in typed if one in "0123456789") == code.replace(" ", ""):
        return
    assert entrance.open(typed) is None
    assert not entrance.admits(typed)


def test_the_code_stays_however_many_wrong_ones_are_typed() -> None:
    """SERVE-4: "The code stays the same for as long as the page is shown"."""
    entrance, terminal = _begun()
    (code,) = terminal.codes
    for _ in range(60):
        assert entrance.open("0") is None
    assert terminal.codes == [code]
    assert entrance.open(code) is not None


def test_wrong_ones_take_their_time_and_are_told() -> None:
    """SERVE-4: "at most five wrong ones are tried a second, and the terminal tells of them"."""
    entrance, terminal = _begun()
    for _ in range(60):
        entrance.open("0")
    assert len(terminal.waited) == 60
    assert min(terminal.waited) >= 1 / 5
    assert terminal.wrong == [5, 50]


def test_before_there_is_a_code_nothing_opens() -> None:
    assert Terminal().entrance().open("") is None
