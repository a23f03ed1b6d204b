# SPDX-License-Identifier: Apache-2.0
"""`python -m bench.desk`: what a page of the desk costs on a whole ministry, and on ten times it.

CPU of the server for one request, statements on both databases, and bytes on the wire. The floor
is a signed-in page that shows nothing of the record, measured in the same run: session, person,
layout and compression are in it.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

from bench.desk_pages import Cost, measure_pages
from bench.figures import machine
from comity.demo.ministry import make_ministry

__all__ = ["measure_desk", "report_desk"]

RESULTS = Path(__file__).parent / "results" / "desk.json"
FLOOR = "account"
"""The page that shows nothing of the record."""
WEIGHT_KB_MAX = 100
"""Kilobytes, compressed and without fonts, that no page should pass."""


def _measured(node: Path, times: int) -> dict[str, Cost]:
    """The pages of one node, measured in a process of its own: one has one dossier at a time."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(measure_pages, node, times).result()


def measure_desk(folder: Path, scale: int, times: int) -> tuple[dict[str, Cost], dict[str, Cost]]:
    """What each page costs on the ministry, and on one with so many times as many rounds.

    Args:
        folder: empty; the ministries are made in it.
        scale: how many times as many; the second answer is empty at 1.
        times: requests for each page.
    """
    costs = []
    for size in dict.fromkeys((1, scale)):
        print(f"making a ministry, {size} times …", file=sys.stderr, flush=True)
        made = make_ministry(folder / f"times-{size}", scale=size)
        print("measuring its pages …", file=sys.stderr, flush=True)
        costs.append(_measured(made.node, times))
    return costs[0], costs[1] if len(costs) > 1 else {}


def print_costs(costs: dict[str, Cost], larger: dict[str, Cost]) -> None:
    """One row a page, as a Markdown table.

    Growth is how many times as much the page of the larger ministry costs as this one's, each
    against the floor of its own run: machines are not equally quick from one hour to the next.
    """
    floor = costs[FLOOR].cpu_ms
    head = ["page", "CPU ms", "to floor", "after a minute", "just started", "statements", "kB"]
    if larger:
        head += ["growth: to floor", "just started", "statements", "kB"]
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for name, one in costs.items():
        row = [
            name,
            f"{one.cpu_ms:.1f}",
            f"{one.cpu_ms / floor:.1f}",
            f"{one.minute_ms / floor:.1f}",
            f"{one.first_ms / floor:.1f}",
            f"{one.home_queries} + {one.record_queries}",
            f"{one.kilobytes:.1f}",
        ]
        other = larger.get(name)
        if other is not None:
            faster = floor / larger[FLOOR].cpu_ms
            row += [
                f"× {other.cpu_ms / one.cpu_ms * faster:.1f}",
                f"× {other.first_ms / one.first_ms * faster:.1f}",
                f"× {other.queries / max(1, one.queries):.1f}",
                f"× {other.kilobytes / max(0.1, one.kilobytes):.1f}",
            ]
        print("| " + " | ".join(row) + " |")
    print(f"\nto floor: CPU against that of the page {FLOOR}; statements: dossier + record")
    heavy = [
        name
        for every in (costs, larger)
        for name, one in every.items()
        if one.kilobytes >= WEIGHT_KB_MAX
    ]
    print(f"pages of {WEIGHT_KB_MAX} kB or more: {', '.join(heavy) or 'none'}")


def report_desk(folder: Path, scale: int, times: int) -> None:
    """Measure, print, and keep in `RESULTS`; arguments as of `measure_desk`."""
    costs, larger = measure_desk(folder, scale, times)
    print_costs(costs, larger)
    kept: dict[str, object] = {
        "machine": machine(),
        "pages": {name: asdict(one) for name, one in costs.items()},
    }
    if larger:
        kept[f"times {scale}"] = {name: asdict(one) for name, one in larger.items()}
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    print(f"\nwritten: {RESULTS}", file=sys.stderr)


def main() -> int:
    """Measure, print, and keep; 0 when done."""
    parser = argparse.ArgumentParser(prog="python -m bench.desk", description=__doc__)
    parser.add_argument("--scale", type=int, default=10, help="how much larger the second one is")
    parser.add_argument("--times", type=int, default=20, help="requests for each page")
    chosen = parser.parse_args()
    print(f"On {machine()}.\n", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="comity-desk-") as name:
        report_desk(Path(name), chosen.scale, chosen.times)
    return 0


if __name__ == "__main__":
    sys.exit(main())
