# SPDX-License-Identifier: Apache-2.0
"""A draft in a file is JSON without repeated keys, or TOML (CLI-7)."""

from pathlib import Path

import pytest

from comity.cli.draft_files import read_draft
from comity.core.errors import ConfigError, MalformedError


def test_a_draft_is_read_as_json_or_toml(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"title": {"ko": "가"}}', "utf-8")
    (tmp_path / "a.toml").write_text('[title]\nko = "가"\n', "utf-8")
    for name in ("a.json", "a.toml"):
        assert read_draft(str(tmp_path / name)) == {"title": {"ko": "가"}}


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("a.json", b"{", "draft"),
        ("a.json", b'{"a": 1, "a": 2}', "draft"),
        ("a.json", b"\xff", "draft"),
        ("a.json", b"[" * 100_000, "draft"),
        ("a.toml", b"a = ", "draft"),
        ("a.json", b" " * 1_048_577, "file/size"),
    ],
)
def test_a_draft_that_can_not_be_read_is_named(
    name: str, raw: bytes, code: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(MalformedError, match=name) as caught:
        read_draft(str(tmp_path / name))
    assert caught.value.code == code


def test_an_absent_draft_is_named() -> None:
    with pytest.raises(ConfigError, match="nowhere"):
        read_draft("/nowhere/at.json")
