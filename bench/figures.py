# SPDX-License-Identifier: Apache-2.0
"""A measured figure beside its floor, and how a table of them is printed and kept."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

__all__ = ["Figure", "Timed", "machine", "percentile", "print_table", "timed", "write_json"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One row: what was measured, its value, the floor, and the ratio that is aimed at.

    `aim` is the greatest ratio that meets the aim, None where none was set. `note` says what
    the floor is made of.
    """

    name: str
    value: float
    unit: str
    floor: float | None
    aim: float | None
    note: str

    @property
    def ratio(self) -> float | None:
        """Value over floor; for rates floor over value, so that 1 is always best."""
        if self.floor is None:
            return None
        rate = self.unit.endswith("/s")
        return self.floor / self.value if rate else self.value / self.floor


@dataclass(frozen=True, slots=True)
class Timed:
    """Wall and CPU seconds of each call, in order."""

    wall_s: tuple[float, ...]
    cpu_s: float


def timed(call: Callable[[], object], times: int) -> Timed:
    """Wall seconds of each of so many calls, and the CPU seconds of all."""
    wall = []
    cpu = time.process_time()
    for _ in range(times):
        begun = time.perf_counter()
        call()
        wall.append(time.perf_counter() - begun)
    return Timed(tuple(wall), time.process_time() - cpu)


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which that share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def machine() -> str:
    """The machine in a line: processor, cores, memory, Python."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    cores = os.cpu_count()
    return f"{model}, {cores} cores, {pages >> 30} GiB, Python {platform.python_version()}"


def print_table(figures: Iterable[Figure]) -> None:
    """The figures as a Markdown table."""
    print("| figure | value | floor | ratio | aim | floor is |")
    print("|---|---|---|---|---|---|")
    for one in figures:
        floor = "" if one.floor is None else f"{one.floor:,.2f}"
        ratio = "" if one.ratio is None else f"{one.ratio:.2f}"
        aim = "" if one.aim is None else f"≤ {one.aim:g}"
        print(
            f"| {one.name} | {one.value:,.2f} {one.unit} | {floor} | {ratio} | {aim} | {one.note} |"
        )


def write_json(path: Path, figures: Iterable[Figure]) -> None:
    """The figures with the machine, as JSON."""
    rows = [{**asdict(one), "ratio": one.ratio} for one in figures]
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"machine": machine(), "figures": rows}, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
