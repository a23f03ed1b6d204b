# SPDX-License-Identifier: Apache-2.0
"""How a ministry is made: the same from the same seed, all of it or nothing, in its own folder."""

import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec
import pytest

from comity.assembly.record import assemble
from comity.config import read_config
from comity.core.errors import ConfigError
from comity.demo.ministry import make_ministry, run_ministry
from comity.demo.ministry.making import Made
from comity.demo.ministry.posts import PASSWORD
from comity.demo.ministry.seats import PASSPHRASE
from comity.subjects import view

ONE = ("shipping-ee",)
"""The youngest dialogue: made in a moment."""
SOME = ("security-jp",)


def _said(made: Made) -> dict[str, Any]:
    """Every agreed or open value by item; but for digests, which keys and salts make differ."""
    assembled = assemble(read_config(made.node), None)
    found: dict[str, Any] = {}
    for name, channel in made.channels.items():
        with assembled.node.channels.hold(channel) as held:
            rooms = view(held.channel.sight, assembled.node.records.bodies(channel))
        for one in rooms.standings:
            bodies = [one.value, *(proposal.body.value for proposal in one.open)]
            found[f"{name}/{one.matter}"] = [
                msgspec.to_builtins(body) for body in bodies if body is not None
            ]
    assembled.close()
    return found


def test_the_same_seed_makes_the_same_ministry_and_another_another(tmp_path: Path) -> None:
    made = [
        _said(make_ministry(tmp_path / name, only=SOME, people=False, seed=seed))
        for name, seed in (("a", "one"), ("b", "one"), ("c", "two"))
    ]
    assert len(made[0]) > 20
    assert made[0] == made[1]
    assert made[0] != made[2]


def test_more_rounds_hold_more_items_in_the_same_years(tmp_path: Path) -> None:
    small = _said(make_ministry(tmp_path / "a", only=SOME, people=False))
    large = _said(make_ministry(tmp_path / "b", only=SOME, people=False, scale=4))
    assert 2 * len(small) < len(large) < 6 * len(small)


def _interrupt(share: float) -> None:
    if share > 0.5:
        raise KeyboardInterrupt


def _fail(share: float) -> None:
    if share > 0.5:
        raise ValueError


@pytest.mark.parametrize(("step", "kind"), [(_interrupt, KeyboardInterrupt), (_fail, ValueError)])
def test_an_interruption_leaves_nothing(
    step: Callable[[float], None], kind: type[BaseException], tmp_path: Path
) -> None:
    with pytest.raises(kind):
        make_ministry(tmp_path / "made", only=SOME, people=False, step=step)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(ConfigError) as refused:
        make_ministry(tmp_path, only=ONE, people=False)
    assert refused.value.code == "demo/exists"
    for fresh, code in ((False, "demo/exists"), (True, "demo/not-a-demo")):
        with pytest.raises(ConfigError) as refused:
            run_ministry(folder=tmp_path, language="ko", out=StringIO(), fresh=fresh)
        assert refused.value.code == code
    assert [one.name for one in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("language", ["ko"])
def test_whoever_made_it_is_told_how_to_get_in(language: str, tmp_path: Path) -> None:
    run = "import sys; from pathlib import Path; from comity.demo.ministry import run_ministry;"
    run += " sys.exit(run_ministry(folder=Path(sys.argv[1]), language=sys.argv[2],"
    run += " out=sys.stdout, only=['shipping-ee']))"
    command = [sys.executable, "-c", run, str(tmp_path / "made"), language]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Serve it" not in told
    assert f"--passphrase-file {tmp_path / 'made' / 'kr.passphrase'} serve" in told
    assert (tmp_path / "made" / "kr.passphrase").read_text().strip() == PASSPHRASE
    config = read_config(tmp_path / "made" / "kr")
    assert f"http://{config.desk_host}:{config.desk_port}/" in told
    assert PASSWORD in told
    for sign_in in ("deputy-minister", "oceans-dg", "registry-1"):
        assert sign_in in told


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    made = make_ministry(tmp_path, only=ONE, people=False)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["clock", "comity-demo.txt", "kr"]
    assert made.node == tmp_path / "kr"
    assert read_config(made.node).demo_clock is not None
