# SPDX-License-Identifier: Apache-2.0
"""Plant a bug and see how many days it takes to be found.

``python -m tests.simulation.nodes.hunting [NAME …]`` tells it of all, or of those named. A bug is
a patch in `bugs/` with the rule that it breaks; it is applied to a copy of the program.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["BUGS", "Found", "apply", "hunt"]

ROOT: Final = Path(__file__).parents[3]
BUGS: Final = tuple(sorted((Path(__file__).parent / "bugs").glob("*.patch")))
SEEDS_MAX: Final = 1_000
"""Days within which every bug must be found."""
_FAILED: Final = re.compile(r"SeedError: seed (\d+), after \d+ steps: (.*)")


@dataclass(frozen=True)
class Found:
    """The first seed that fails with a bug planted, and what it says."""

    seed: int
    what: str


def apply(patch: Path, folder: Path) -> None:
    """A copy of the program in a folder, with the bug in it.

    Raises:
        CalledProcessError: if the patch does not apply any more.
    """
    ignored = shutil.ignore_patterns("__pycache__", "static", "locale")
    shutil.copytree(ROOT / "src", folder / "src", ignore=ignored)
    git = shutil.which("git")
    assert git is not None, "git applies the patches"
    subprocess.run(
        [git, "apply", "--whitespace=nowarn", str(patch)], cwd=folder, check=True,
        env={**os.environ, "GIT_CEILING_DIRECTORIES": str(folder.parent)},
    )  # fmt: skip


def hunt(patch: Path, first: int = 0, count: int = SEEDS_MAX) -> Found | None:
    """What is found of a bug in so many days, or None."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        apply(patch, folder)
        path = os.pathsep.join((str(folder / "src"), str(ROOT)))
        told = subprocess.run(
            [sys.executable, "-m", "tests.simulation.nodes.running", str(first), str(count),
             "--workers", "1"],
            cwd=folder, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
    failed = _FAILED.search(told.stdout)
    if failed is not None:
        return Found(int(failed[1]), failed[2])
    assert f"{count:,} days in" in told.stdout, told.stdout + told.stderr
    return None


def main() -> int:
    """The exit status: 1 if a bug was not found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    told = parser.parse_args()
    wanted = [one for one in BUGS if not told.names or one.stem in told.names]
    missed = 0
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        for patch, found in zip(wanted, threads.map(hunt, wanted), strict=True):
            missed += found is None
            where = "not found" if found is None else f"seed {found.seed:4}  {found.what}"
            sys.stdout.write(f"{patch.stem:34} {where}\n")
            sys.stdout.flush()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
