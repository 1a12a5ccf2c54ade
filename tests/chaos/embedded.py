"""Chaos for one machine: the pipeline's commands are killed at random moments, its files lost and damaged.

Usage: python -m tests.chaos.embedded --kills 200 --seed 1 [--jobs 2] [--report FILE]

Real processes of the real command. Each round begins somewhere in the calm run and must end as it does; in one round
of three the log, the store or the ledger is lost, damaged or put back from an older copy. The report says which
commands were killed at what, what was lost and what came of it. Exit code 1 when a round differs.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.chaos.contents import Contents
from tests.chaos.corpus import WITHDRAWN, write_corpus
from tests.chaos.killing import run_newsroom
from tests.chaos.losses import LOSSES, Loss
from tests.chaos.rounds import DAY, WORDS, Calm, Round, Step, Told, asked, exported, typed
from tests.e2e.newsroom_process import answer

KILLS_PER_ROUND = 8
ROUNDS_PER_LOSS = 3


def steps_of(deliveries: Sequence[Path], incident: str) -> list[Step]:
    """A desk's day."""
    first, crawl, second, third = (Step("run", (str(path), *DAY), path) for path in deliveries)
    return [
        first, crawl,
        Step("rule", (incident, "killed", "--best", "40", *WORDS)),
        second,
        Step("withdraw", (str(deliveries[0] / WITHDRAWN), *WORDS)),
        third,
        Step("reprocess", ("--all",)),
        Step("replay", ()),
        Step("export", (incident, "--format", "atom")),
    ]


def calm_run(folder: Path) -> Calm:
    """Raises AssertionError when it does not get through."""
    deliveries = write_corpus(folder / "spool")
    steps, folders = steps_of(deliveries, "?"), [folder / "calm" / "0"]
    contents: list[Contents] = [{}]
    seconds: dict[str, float] = {}
    data = folder / "calm" / "data"
    for number in range(len(steps)):
        step = steps[number]
        began = time.monotonic()
        ended = run_newsroom(typed(step, step.command, data), data)
        assert ended.code == 0, f"the calm run's {step.command} failed: {ended.told}"
        seconds[step.command] = max(seconds.get(step.command, 0.0), time.monotonic() - began)
        folders.append(folder / "calm" / str(number + 1))
        shutil.copytree(data, folders[-1], symlinks=True)
        contents.append(asked(folders[-1]))
        if number == 0:
            found = answer("sql", "SELECT DISTINCT incident_id FROM current_figures WHERE place = 'Trujillo'",
                           "--data", data)
            steps = steps_of(deliveries, found[0]["incident_id"])
    return Calm(steps, folders, contents, seconds, exported(folder / "calm"))


def rounds(
    calm: Calm, folder: Path, kills: int, seed: int, jobs: int = 1,
    tell: Callable[[Sequence[Told]], None] = lambda _: None,
) -> list[Told]:
    """Rounds until so many kills were made, some of them side by side; what came of each, `tell` behind each."""
    told, lock = list[Told](), threading.Lock()
    losses = _losses(seed)
    per_round = min(KILLS_PER_ROUND, max(1, kills // 2))
    numbers = itertools.count(1)

    def play() -> None:
        while True:
            with lock:
                if sum(each.kills.total() for each in told) >= kills:
                    return
                number = next(numbers)
                loss = next(losses) if number % ROUNDS_PER_LOSS == 2 else None
            of_round = Round(calm, folder / f"round{number}", number, per_round, loss, seed).play()
            with lock:
                told.append(of_round)
                tell(told)
            print(f"round {number} ({of_round.steps}): {of_round.kills.total()} kills"
                  + (f", {loss}" if loss else "") + f": {of_round.failure or 'equal'}", file=sys.stderr, flush=True)

    with ThreadPoolExecutor(jobs) as pool:
        for each in [pool.submit(play) for _ in range(jobs)]:
            each.result()
    return sorted(told, key=lambda each: each.number)


def _losses(seed: int) -> Iterator[Loss]:
    rng = random.Random(seed)
    while True:
        yield from rng.sample(LOSSES, len(LOSSES))


def report_of(told: Sequence[Told], seed: int, seconds: float) -> dict[str, Any]:
    kills: Counter[tuple[str, str]] = sum((each.kills for each in told), Counter())
    by_command: dict[str, dict[str, int]] = {}
    for (command, what), count in sorted(kills.items()):
        by_command.setdefault(command, {})[what] = count
    return {
        "seed": seed, "seconds": round(seconds), "kills": kills.total(), "rounds": len(told),
        "rounds_equal": sum(not each.failure for each in told),
        "kills_by_command": {name: sum(found.values()) for name, found in by_command.items()},
        "kills_by_what_was_going_on": by_command,
        "losses": [
            {"round": each.number, "lost": str(each.loss), "steps": each.steps, "said": each.remedies,
             "outcome": "different" if each.failure else "equal after what it said" if each.remedies else "equal"}
            for each in told if each.loss
        ],
        "failures": [{"round": each.number, "steps": each.steps, "loss": str(each.loss or ""), "why": each.failure}
                     for each in told if each.failure],
    }


def chaos(folder: Path, kills: int, seed: int, jobs: int = 1, report: Path | None = None) -> dict[str, Any]:
    """Play it all in the folder; the report, which is written behind each round so that a run cut short has one."""
    began = time.monotonic()

    def tell(told: Sequence[Told]) -> None:
        if report:
            found = report_of(sorted(told, key=lambda each: each.number), seed, time.monotonic() - began)
            report.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

    return report_of(rounds(calm_run(folder), folder, kills, seed, jobs, tell), seed, time.monotonic() - began)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="rounds side by side")
    parser.add_argument("--report", type=Path, help="file to write the report to, as JSON")
    parser.add_argument("--folder", type=Path, help="kept afterwards, with the data of rounds that differ")
    asked_for = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newsroom-chaos-") as own:
        found = chaos(asked_for.folder or Path(own), asked_for.kills, asked_for.seed, asked_for.jobs, asked_for.report)
    print(json.dumps(found, indent=2, ensure_ascii=False))
    sys.exit(1 if found["failures"] else 0)


if __name__ == "__main__":
    main()
