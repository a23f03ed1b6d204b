# SPDX-License-Identifier: Apache-2.0
"""An error is one line, whatever a peer has written into what it quotes."""

import pytest

from comity.core.encoding import encode
from comity.core.entries import read_entry
from comity.core.errors import ComityError, MalformedError


@pytest.mark.parametrize(
    ("quoted", "told"),
    [
        ("a\nINFO b", "a\\nINFO b"),
        ("a\r\x1b[2Jb", "a\\r\\x1b[2Jb"),
        ("\x85\u2028\u202e", "\\x85\\u2028\\u202e"),
        ("\ud800", "\\ud800"),
        ("가 나 – 雪", "가 나 – 雪"),
    ],
)
def test_what_would_begin_a_line_or_steer_a_terminal_is_escaped(quoted: str, told: str) -> None:
    error = MalformedError("type", "ENT-8", quoted)
    assert error.hint == told
    assert str(error) == f"type (ENT-8): {told}"
    assert error.args == ("type", "ENT-8", told)
    assert MalformedError("type", "ENT-8", error.hint).hint == told, "and only once"


def test_the_names_of_a_peers_fields_stay_in_the_line() -> None:
    with pytest.raises(ComityError) as caught:
        read_entry(encode({"acts": [], "zz\nERROR root changed": 1}))
    assert "\n" not in str(caught.value)
