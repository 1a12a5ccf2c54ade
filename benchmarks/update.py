"""What one update costs on its way, by stage: µs of CPU time for short updates and for long ones.

The stages are driven one after another without a log and without a store: parsing the page, ids and intake events,
their bytes to and fro, extraction, copies, the rest of the desk, the outputs' bytes, and their rows. With `--against
DIR` the code of another checkout is driven by the same pages, in turns with ours, each run a process of its own.

Usage: python -m benchmarks.update [--updates N] [--runs N] [--mix short long] [--against DIR]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

STAGES = ("parse page", "ids", "intake to bytes and back", "extract", "copies", "rest of the desk",
          "outputs to bytes", "rows")
WARMING = 0.2  # share of the pages that are not counted: caches fill, and memories


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--updates", type=int, default=2_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--mix", nargs="+", choices=("short", "long"), default=["short", "long"])
    parser.add_argument("--against", type=Path, help="another checkout with its own .venv")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(_measured(json.loads(asked.measure.read_text(encoding="utf-8")))))
        return
    sides = {"now": Path.cwd()} | ({"before": asked.against.resolve()} if asked.against else {})
    for mix in asked.mix:
        runs: dict[str, list[dict[str, float]]] = {side: [] for side in sides}
        with tempfile.TemporaryDirectory(prefix="newsroom-update-") as folder:
            pages = Path(folder, "pages.json")
            pages.write_text(json.dumps(_pages(mix, asked.updates)), encoding="utf-8")
            for _ in range(asked.runs):
                for side, checkout in sides.items():
                    runs[side].append(_run(checkout, pages))
        _print(mix, runs)


def _pages(mix: str, updates: int) -> list[tuple[str, str]]:
    """Name and text of each page: made once, so that both sides read the same."""
    from benchmarks import generated, long_stories

    made = generated.pages(updates) if mix == "short" else long_stories.long_pages(updates)
    return [(page.name, page.text) for page in made]


def _run(checkout: Path, pages: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, "--measure", str(pages)], check=True, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(checkout)}, cwd=checkout,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _print(mix: str, runs: dict[str, list[dict[str, float]]]) -> None:
    first = next(iter(runs.values()))[0]
    print(f"{mix}: {first['updates']:.0f} updates, {first['words']:.0f} words each, µs of CPU per update, "
          f"median (lowest to highest) of {len(next(iter(runs.values())))} runs")
    for stage in (*STAGES, "all"):
        shown = [f"{stage:26}"]
        for side in reversed(runs):
            values = [run[stage] for run in runs[side]]
            shown.append(f"{side} {statistics.median(values):7.1f} ({min(values):.1f} to {max(values):.1f})")
        print("   ".join(shown))


class _Clock:
    """CPU time by stage; what is measured inside of another stage is no part of that."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(STAGES, 0.0)
        self._inner = 0.0

    def timed(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def measured(*given: Any, **named: Any) -> Any:
            outer, self._inner = self._inner, 0.0
            begun = time.process_time()
            try:
                return work(*given, **named)
            finally:
                took = time.process_time() - begun
                self.seconds[stage] += took - self._inner
                self._inner = outer + took

        return measured


def _measured(pages: list[tuple[str, str]]) -> dict[str, float]:
    """Microseconds per update by stage, of the code that stands first on the path."""
    clock = _Clock()
    steps = _steps(clock)
    updates = words = 0
    for number, (name, text) in enumerate(pages):
        if number == round(WARMING * len(pages)):
            updates = words = 0
            clock.seconds = dict.fromkeys(STAGES, 0.0)
        article = steps["parse page"](name, text)
        for event in steps["intake to bytes and back"](steps["ids"](article, name)):
            updates += 1
            words += len(event.text.split())
            outputs = steps["rest of the desk"](event, number * 1_000 + event.position)
            steps["rows"](steps["outputs to bytes"](outputs, event.desk), event.published_at)
    each = {stage: seconds / updates * 1e6 for stage, seconds in clock.seconds.items()}
    return each | {"all": sum(each.values()), "updates": updates, "words": words / updates}


def _steps(clock: _Clock) -> dict[str, Callable[..., Any]]:
    """What is done with a page and its updates, by stage; a desk reads and compares by the clock, too."""
    from datelines.places import load_gazetteer
    from newsroom.claimants import known_claimants
    from newsroom.pipeline import new_figures
    from newsroom.settings import Settings
    from producers.events import event_of
    from producers.formats.story.the_latest import parse_text_page
    from schemas.codec import decode
    from schemas.events import Cause
    from schemas.records import record_of
    from sinks import rows
    from streams import dedupe
    from streams.desk.desk import Desk
    from streams.desk.reader import reader
    from streams.extract.words.cause import cause_of

    rows_of = vars(rows).get("rows_of") or vars(rows)["row_of"]  # its name before 30 November 2026
    gazetteer, figures = load_gazetteer(), new_figures()
    read = clock.timed("extract", reader(gazetteer, known_claimants(Settings())))
    dedupe.remembered_update = clock.timed("copies", dedupe.remembered_update)
    for name in ("add", "discard", "decide", "decide_without"):
        setattr(dedupe.Window, name, clock.timed("copies", getattr(dedupe.Window, name)))
    desks: dict[str, Desk] = {}

    def decided(event: Any, offset: int) -> list[Any]:
        if event.desk not in desks:
            desks[event.desk] = Desk(read, figures, cause_of)
        cause = Cause(topic="intake", partition=0, offset=offset)
        outputs = desks[event.desk].decide(event, cause, event.published_at)
        for output in outputs:
            desks[event.desk].fold(output)
        return outputs

    steps: dict[str, Callable[..., Any]] = {
        "parse page": lambda name, text: parse_text_page(
            text.encode(), source=name, day=None, timezone=None, gazetteer=gazetteer
        ),
        "ids": lambda article, name: [event_of(article, update, name) for update in article.updates],
        "intake to bytes and back": lambda events: [
            decode(record.type, record.value) for record in [record_of(event, event.desk) for event in events]
        ],
        "rest of the desk": decided,
        "outputs to bytes": lambda events, key: [record_of(event, key) for event in events],
        "rows": lambda records, at: [rows_of(decode(record.type, record.value), at) for record in records],
    }
    return {stage: clock.timed(stage, step) for stage, step in steps.items()}


if __name__ == "__main__":
    main()
