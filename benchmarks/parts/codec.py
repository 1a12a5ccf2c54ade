"""What encoding and decoding an event costs: CPU time by event type, and of all events of an update.

The events are those of generated pages, from the intake to the figures. With `--against DIR` the codec of another
checkout is measured in turns with ours, each run a process of its own.

Usage: python -m benchmarks.parts.codec [--updates N] [--runs N] [--against DIR]
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
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

PASSES = 5
MOST_OF_A_TYPE = 500
UPDATE = "all of an update"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--updates", type=int, default=600)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--against", type=Path, help="another checkout with its own .venv")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(_measured(asked.updates)))
        return
    sides = {"now": Path.cwd()} | ({"before": asked.against.resolve()} if asked.against else {})
    runs: dict[str, list[dict[str, Any]]] = {side: [] for side in sides}
    for _ in range(asked.runs):
        for side, folder in sides.items():
            runs[side].append(_run(folder, asked.updates))
    for name, first in runs["now"][0].items():
        for side, found in runs.items():
            encode, decode = (_spread([run[name][way] for run in found]) for way in ("encode", "decode"))
            print(f"{side:6} {name:17} {first['count']:5.2f} per update, {first['bytes']:5.0f} bytes: "
                  f"encode {encode}, decode {decode} µs")


def _run(folder: Path, updates: int) -> dict[str, Any]:
    command = [sys.executable, __file__, "--measure", "--updates", str(updates)]
    done = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(folder)},
        cwd=folder,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):6.1f} ({min(values):.1f} to {max(values):.1f})"


def _measured(updates: int) -> dict[str, Any]:
    """By event type: how many an update has, their mean size, and the CPU time of one, the median of some passes."""
    from schemas.codec import decode, encode

    made = _events(updates)
    found: dict[str, dict[str, float]] = {}
    for name, events in made.items():
        some = events[-MOST_OF_A_TYPE:]
        raws = [encode(event) for event in some]
        assert [decode(name, raw) for raw in raws] == some
        found[name] = {
            "count": len(events) / len(made["UpdateReceived"]), "bytes": statistics.mean(map(len, raws)),
            "encode": _each(encode, some), "decode": _each(lambda raw, name=name: decode(name, raw), raws),  # type: ignore[misc]
        }
    whole = {key: sum(each["count"] * each[key] for each in found.values()) for key in ("bytes", "encode", "decode")}
    return found | {UPDATE: {"count": 1.0, **whole}}


def _each(do: Callable[[Any], object], items: list[Any]) -> float:
    """Microseconds of CPU time for one item."""
    took = []
    for _ in range(PASSES):
        begun = time.process_time()
        for item in items:
            do(item)
        took.append((time.process_time() - begun) / len(items) * 1e6)
    return statistics.median(took)


def _events(updates: int) -> dict[str, list[Any]]:
    """What is taken in of generated pages, and what the desk makes of it, by type."""
    from benchmarks.generated import pages
    from datelines.places import load_gazetteer
    from newsroom.pipeline import new_desk
    from producers.intake.taking import Reading, read_stories
    from schemas.records import Record, record_of
    from streams.desk.memory import Memory
    from telemetry.stages import Stages

    gazetteer = load_gazetteer()
    memory, events, reading = Memory(new_desk(gazetteer)), list[Any](), Reading(None, None, None, "America/New_York")
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as folder:
        for page in pages(updates):
            (Path(folder) / page.name).write_text(page.text, encoding="utf-8")
        for batch in read_stories([folder], reading, gazetteer, Stages(), updates):
            for update in batch.updates:
                new = record_of(update, update.desk)
                events.append(update)
                memory.decide(Record(topic=new.topic, partition=0, offset=len(events), key=new.key, id=new.id,
                                     type=new.type, value=new.value, recorded_at=update.published_at), events.extend)
    found: dict[str, list[Any]] = defaultdict(list)
    for event in events:
        found[type(event).__name__].append(event)
    return found


if __name__ == "__main__":
    main()
