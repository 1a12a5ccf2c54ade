"""What one more claim costs as an incident grows: CPU time at the desk, and bytes of figures on the log.

One event is told by pages of several carriers; an update makes one claim of the dead, by one of so many claimants.
What reading the text takes is left out: the texts are read before the clock runs. With `--against DIR` the desk of
another checkout is driven by the same inputs, in turns with ours, each run a process of its own.

Usage: python -m benchmarks.growth [--claims N] [--claimants N ...] [--runs N] [--against DIR]
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import importlib
import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CARRIERS = 8
START = dt.datetime(2026, 3, 2, 6, tzinfo=dt.UTC)
GIVEN = "Ana Bo Caro Dara Eli Fay Gus Hana Ivo Jana Kit Lea Mio Nia Ole Pia".split()
FAMILY = "Alder Brandt Castor Dolan Engel Farrow Gamba Holm Ibsen Jorda Kovar Lindt Morvel Norden".split()
OFFICES = ("Mayor", "Governor", "Fire chief", "Police chief")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=5_000)
    parser.add_argument("--claimants", type=int, nargs="+", default=[8, 200])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--against", type=Path, help="another checkout with its own .venv")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(_measured(asked.claims, asked.claimants[0])))
        return
    sides = {"now": Path.cwd()} | ({"before": asked.against.resolve()} if asked.against else {})
    for claimants in asked.claimants:
        runs: dict[str, list[dict[str, Any]]] = {side: [] for side in sides}
        for _ in range(asked.runs):
            for side, folder in sides.items():
                runs[side].append(_run(folder, asked.claims, claimants))
        for side, found in runs.items():
            _print(side, claimants, found)


def _run(folder: Path, claims: int, claimants: int) -> dict[str, Any]:
    own = folder / ".venv" / "bin" / "python"
    command = [str(own) if own.exists() else sys.executable, __file__, "--measure"]
    command += ["--claims", str(claims), "--claimants", str(claimants)]
    done = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(folder)},
        cwd=folder,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _print(side: str, claimants: int, runs: list[dict[str, Any]]) -> None:
    for at in runs[0]["at"]:
        cpu = [run["at"][at]["cpu_us"] for run in runs]
        size = statistics.median(run["at"][at]["bytes"] for run in runs)
        print(f"{side:6} {claimants:4} claimants, claim {at:>6}: {statistics.median(cpu):8.0f} µs "
              f"({min(cpu):.0f} to {max(cpu):.0f}), {size:8.0f} bytes of figures")


def _measured(claims: int, claimants: int) -> dict[str, Any]:
    """Medians of the claims around 10, 100, 1,000, ... and the last."""
    from schemas.codec import encode
    from schemas.ids import digest

    (read, new_memory), record_type = _house(), _part("record")
    updates = list(_updates(claims, claimants))
    known = {update.update_id: read(update) for update in updates}
    memory = new_memory(lambda update: known[update.update_id])
    cpu: list[float] = []
    sizes: list[int] = []
    for offset, update in enumerate(updates):
        record = record_type("intake", 0, offset, update.desk, digest("record", str(offset)), type(update).__name__,
                             encode(update), update.published_at)
        begun = time.process_time()
        outputs = memory.decide(record)
        cpu.append((time.process_time() - begun) * 1e6)
        sizes.append(sum(len(output.value) for output in outputs if output.topic == "figures"))
    marks = [n for n in (10, 100, 1_000, 5_000, 20_000) if n < claims] + [claims]
    around = {n: slice(max(n - max(n // 10, 5), 0), n + (max(n // 10, 5) if n < claims else 0)) for n in marks}
    return {"at": {str(n): {"cpu_us": statistics.mean(cpu[part]), "bytes": statistics.mean(sizes[part])}
                   for n, part in around.items()}}


PARTS = {
    "gazetteer": ("datelines.places.load_gazetteer", "datelines.gazetteer.load"),
    "figures": ("newsroom.pipeline.new_figures", "newsroom.wiring.new_figures"),
    "desk": ("streams.desk.desk.Desk", "streams.desk.Desk"),
    "memory": ("streams.desk.memory.Memory", "streams.work.Memory"),
    "reader": ("streams.desk.reader.reader", "streams.read.reader"),
    "record": ("schemas.records.Record", "eventlog.port.Record"),
    "cause_of": ("streams.extract.words.cause.cause_of", "streams.extract.cause.cause_of"),
}
"""What a desk is put together of: where it is, and where it was before 29 November 2026."""


def _part(name: str) -> Any:
    for address in PARTS[name]:
        module, _, of_module = address.rpartition(".")
        with contextlib.suppress(ImportError, AttributeError):
            return getattr(importlib.import_module(module), of_module)
    raise SystemExit(f"this checkout has no {name} where it is looked for: {', '.join(PARTS[name])}")


def _house() -> tuple[Any, Any]:
    """What reads an update, and what makes a memory of desks that read by a function."""
    read, new_figures, cause_of = _part("reader")(_part("gazetteer")()), _part("figures"), _part("cause_of")
    desk, memory = _part("desk"), _part("memory")
    return read, lambda known: memory(lambda: desk(known, new_figures(), cause_of))


def _updates(claims: int, claimants: int) -> Iterator[Any]:
    from schemas.events import UpdateReceived
    from schemas.ids import digest

    rng = random.Random(f"{claims}/{claimants}")
    names = [f"{OFFICES[n % 4]} {GIVEN[n % 16]} {FAMILY[n // 16 % 14]}" for n in range(claimants)]
    dead = 12
    for number in range(claims):
        dead += rng.random() < 0.1
        who, carrier = names[rng.randrange(claimants)], f"carrier-{number % CARRIERS}"
        filler = " ".join(rng.choices(WORDS, k=20)).capitalize()
        text = (f"{filler}. {who} said at least {dead - rng.randrange(3)} people "
                "were killed in the flood in Trujillo.")
        yield UpdateReceived(
            event_id=digest("event", str(number)), update_id=digest("update", str(number)), desk="PE",
            story=f"peru-flood-{carrier}", subject="Peru Flood", story_headline="Flood in Peru", headline=None,
            carrier=carrier, source="growth", position=0, time_text=None, local_time=None, timezone="America/Lima",
            published_at=START + dt.timedelta(minutes=number // 4), focus_country="PE", dateline_place=None, text=text,
        )


WORDS = ["".join(parts) for parts in itertools.product("b c d f g l m n p r s t v".split(), ("a", "e", "ou", "i"),
                                                       ("lin", "tor", "mak", "dev", "rus", "pan", "gol", "set", "wid"))]

if __name__ == "__main__":
    main()
