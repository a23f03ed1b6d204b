# SPDX-License-Identifier: Apache-2.0
"""`make bench`: prints the tables and writes bench/results/figures.json and desk.json."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.desk import report_desk
from bench.exchange import measure_exchange, measure_signing
from bench.figures import Figure, machine, print_table, write_json
from bench.intake import measure_intake
from bench.replay import measure_replay

RESULTS = Path(__file__).parent / "results" / "figures.json"


def main() -> int:
    """Measure everything; 0 when done."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=", description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000, help="entries of the quick check")
    parser.add_argument("--times", type=int, default=200, help="entries that cross, one by one")
    parser.add_argument("--pages", type=int, default=20, help="requests for each page of the desk")
    parser.add_argument(
        "--ten", action="store_true", help="the desk on ten times the ministry too: 20 minutes"
    )
    chosen = parser.parse_args()
    figures: list[Figure] = []
    print(f"On {machine()}.\n", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as name:
        folder = Path(name)
        steps: tuple[tuple[str, Callable[[Path, int], list[Figure]], int], ...] = (
            ("signing", measure_signing, chosen.times * 2),
            ("exchange", measure_exchange, chosen.times),
            ("intake", measure_intake, chosen.times * 10),
            ("quick check", measure_replay, chosen.entries),
        )
        for label, measure, size in steps:
            print(f"measuring: {label} …", file=sys.stderr, flush=True)
            place = folder / label.replace(" ", "-")
            place.mkdir()
            figures += measure(place, size)
        print_table(figures)
        write_json(RESULTS, figures)
        print(f"\nwritten: {RESULTS}\nmeasuring: the desk …", file=sys.stderr, flush=True)
        report_desk(folder / "desk", 10 if chosen.ten else 1, chosen.pages)
    return 0


if __name__ == "__main__":
    sys.exit(main())
