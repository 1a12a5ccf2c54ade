"""Score a batch of stories that nobody has read yet, once, and keep the row.

Usage: python -m tests.gold.first_sight NAME [--why WORDS]

Appends to first-sight.md what `python -m tests.gold.report` would say of the batch today. A batch that has a row is
refused: its first sight is over.
"""

from __future__ import annotations

import argparse
import datetime as dt
import subprocess
import sys
from collections import Counter

from tests.gold.report import HERE, MEASURES, OF_PAGES, intervals, score

TABLE = HERE / "first-sight.md"


def main() -> None:
    """Append the row. Exits with a line where there is no such batch, or a row of it."""
    arguments = argparse.ArgumentParser(description="Score an unread batch once and keep the row.")
    arguments.add_argument("name")
    arguments.add_argument("--why", default="", help="what was mended since the batch before")
    asked = arguments.parse_args()
    if not (HERE / "batches" / asked.name / "labels").is_dir():
        sys.exit(f"first_sight: no batch {asked.name!r} in tests/gold/batches")
    if f"| {asked.name} |" in TABLE.read_text("utf-8"):
        sys.exit(f"first_sight: {asked.name} was seen before: its row stands in {TABLE.name}")
    with TABLE.open("a", encoding="utf-8") as table:
        table.write(row(asked.name, asked.why))


def row(name: str, why: str) -> str:
    """The batch as a row of the table: each score with its 95 % interval."""
    tallies = score(f"batches/{name}")
    counts: Counter[str] = sum((tally.counts for tally in tallies), Counter())
    found = intervals(tallies)
    cells = [_cell(*found[measure]) for measure in (*OF_PAGES, *MEASURES)]
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=HERE, capture_output=True, text=True, check=True)
    return f"| {name} | {dt.datetime.now(dt.UTC).date()} {commit.stdout.strip()} | {counts['labels']} | {' | '.join(cells)} | {why} |\n"


def _cell(value: float | None, low: float | None, high: float | None) -> str:
    if value is None or low is None or high is None:
        return ""
    return f"{value:.3f} ({low:.2f}–{high:.2f})"


if __name__ == "__main__":
    main()
