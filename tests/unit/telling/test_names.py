# SPDX-License-Identifier: Apache-2.0
"""A dialogue is named by its local name or the beginning of its id (CLI-4)."""

from pathlib import Path

import pytest

from comity.core.errors import ComityError, MalformedError, RuleError
from comity.core.ids import ChannelId
from comity.telling.names import check_name, find_channel, read_names


def test_dialogues_are_found_by_name_or_by_the_beginning_of_their_id(tmp_path: Path) -> None:
    first, second = ChannelId("A" * 43), ChannelId("AAAA" + "B" * 39)
    (tmp_path / "names.json").write_text(f'{{"경제": "{first}", "gone": "{"C" * 43}"}}')
    names = read_names(tmp_path / "names.json")
    assert find_channel("경제", names, (first, second)) == first
    assert find_channel("AAAAB", names, (first, second)) == second
    for typed, code in (("AAAA", "dialogue-ambiguous"), ("AAA", "dialogue-unknown"),
                        ("gone", "dialogue-unknown"), ("", "dialogue-unknown")):  # fmt: skip
        with pytest.raises(RuleError) as caught:
            find_channel(typed, names, (first, second))
        assert caught.value.code == code


@pytest.mark.parametrize("raw", ["[]", "{", '{"a": 1}'])
def test_a_broken_list_of_names_is_named(raw: str, tmp_path: Path) -> None:
    (tmp_path / "names.json").write_text(raw)
    with pytest.raises(ComityError) as caught:
        read_names(tmp_path / "names.json")
    assert caught.value.code == "names-file"


@pytest.mark.parametrize("name", ["", "-x", "a/b", "a b", "x" * 41, "../x"])
def test_a_name_is_plain(name: str) -> None:
    with pytest.raises(MalformedError):
        check_name(name)
