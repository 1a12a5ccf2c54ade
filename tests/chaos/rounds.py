"""One round: some steps of a desk's day on a data folder, each killed again and again until it gets through.

A step that ends by itself with an error must say in one line what to do; that is done, and the round goes on.
"""

from __future__ import annotations

import json
import random
import re
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from tests.chaos.contents import NOW_VIEWS, Contents
from tests.chaos.killing import ENDLESS, NEVER, ROOT, Ended, run_newsroom, some_moment
from tests.chaos.losses import Loss, inject, remove, restore
from tests.chaos.standing import doing, standing

MOST_REMEDIES = 6
MOST_AGAIN = 4
"""How often a round goes back to one of its steps while it has kills to spare."""

DAY = ("--date", "2026-03-14")
WORDS = ("--by", "Night editor", "--reason", "the desk called")

_REPLAY = re.compile(r"`newsroom (replay [^`]*)`")
_LATER_TIME = re.compile(rb"20\d\d-(?:0[6-9]|1[0-2])-\d\dT[\d:.]+Z")  # the corpus is of March
_READ_ONLY = ("export",)


class Step(NamedTuple):
    """What somebody types; `delivery` is what is taken in by it, if it is that."""

    command: str
    arguments: tuple[str, ...]
    delivery: Path | None = None


class Calm(NamedTuple):
    """The same steps without trouble: folders before the first and behind each, what they answer, and seconds."""

    steps: Sequence[Step]
    folders: Sequence[Path]
    contents: Sequence[Contents]
    seconds: dict[str, float]  # by command
    exported: bytes


class Difference(Exception):
    """A round that did not end as the calm run, or stopped without a line that says what to do."""


class Told(msgspec.Struct):
    """What came of a round."""

    number: int
    steps: str
    kills: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)  # command and what it was doing
    loss: Loss | None = None
    remedies: list[str] = msgspec.field(default_factory=list)
    failure: str = ""


class Round:
    def __init__(self, calm: Calm, folder: Path, number: int, kills: int, loss: Loss | None, seed: int) -> None:
        self._rng = random.Random(f"{seed}/{number}")
        self._calm = calm
        self._begin = self._rng.randrange(1 if loss else 0, len(calm.steps) - 1)
        self._end = min(self._begin + self._rng.randrange(1, 4), len(calm.steps))
        self._kills = kills
        self._lose_after = self._rng.randrange(kills) if loss else -1
        self._copy = calm.folders[self._rng.randrange(1, self._begin + 1)] if loss else calm.folders[0]
        self._folder, self._data = folder, folder / "data"
        self.told = Told(number, " > ".join(s.command for s in calm.steps[self._begin:self._end]), loss=loss)
        self._lost = False
        self._at = self._begin
        self._again = MOST_AGAIN

    def play(self) -> Told:
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        if self._begin:
            shutil.copytree(self._calm.folders[self._begin], self._data, symlinks=True)
        try:
            while self._more():
                self._attempt(self._calm.steps[self._at])
            self._compare()
        except Difference as difference:
            self.told.failure = str(difference)
        else:
            shutil.rmtree(self._folder)
        return self.told

    def _more(self) -> bool:
        """Whether something is left to do; steps that got through too soon are taken again, which changes nothing."""
        if self._at == self._end and self._again and self.told.kills.total() < self._kills:
            self._again -= 1
            self._at = self._rng.randrange(self._begin, self._end)
        if self._at == self._end and self.told.loss and not self._lost:
            self._at -= 1
            self._lose(self.told.loss)
        return self._at < self._end

    def _attempt(self, step: Step) -> None:
        killed = self.told.kills.total()
        left = self._kills - killed
        if self.told.loss and not self._lost and (killed > self._lose_after or not left):
            self._lose(self.told.loss)
            return
        command = self._rng.choice(_ways(step)) if left else step.command
        seconds = self._calm.seconds.get(command, self._calm.seconds["run"])
        moment = some_moment(self._rng, seconds, by_time=command in _READ_ONLY) if left else NEVER
        before = standing(self._data)
        ended = run_newsroom(self._typed(step, command), self._data, moment,
                             cap=1.5 * seconds if command in ENDLESS else None)
        if ended.killed:
            self.told.kills[command, doing(command, before, standing(self._data))] += 1
        elif ended.code or (command in _READ_ONLY and ended.told):
            self._do_what_it_says(command, ended)
        elif command == step.command:
            self._at += 1

    def _lose(self, loss: Loss) -> None:
        """What was in the log or the ledger has to be taken in again; a store is made from the log."""
        self._lost = True
        inject(loss, self._data, self._copy, self._rng)
        if loss.what != "store":
            self._at = 0

    def _do_what_it_says(self, command: str, ended: Ended) -> None:
        line = ended.told.strip().splitlines()[-1] if ended.told.strip() else ""
        short = line.replace(str(self._data), "DATA")
        self.told.remedies.append(f"{command}: {short}")
        if self.told.loss is None or len(self.told.remedies) > MOST_REMEDIES:
            raise Difference(f"{command} ended with {ended.code}: {ended.told.strip()}")
        if replay := _REPLAY.search(line):
            done = run_newsroom(shlex.split(replay[1]), self._data)
            if done.code:
                self._do_what_it_says("replay", done)
        elif "the log" in line and "restore it from a copy" in line:
            restore(self._data, self._copy, "log")
        elif "ledger.sqlite" in line and "delete it" in line:
            remove(self._data, "ledger")
        else:
            raise Difference(f"{command} ended with {ended.code} and does not say what to do: {ended.told.strip()}")

    def _compare(self) -> None:
        expected, found = self._calm.contents[self._end], asked(self._data)
        exact = self.told.loss is None or self.told.loss.what != "log"  # else it was decided in another order
        names = expected if exact else (*NOW_VIEWS, "figures --json", "waiting")
        differ = [name for name in names if found[name] != expected[name]]
        if differ:
            name = differ[0]
            raise Difference(f"{', '.join(differ)} differ from the calm run: {_told_apart(expected[name], found[name])}")
        if self._calm.steps[self._end - 1].command == "export" and exported(self._folder) != self._calm.exported:
            raise Difference("the exported document differs from the calm run's")

    def _typed(self, step: Step, command: str) -> list[str]:
        return typed(step, command, self._data)


def typed(step: Step, command: str, data: Path) -> list[str]:
    """What is typed to take the step by way of a command."""
    log = ("--log", f"sqlite://{data / 'log.sqlite'}")
    match command:
        case "ingest --every":
            return ["ingest", str(step.delivery), "--every", "0.2", *DAY, *log]
        case "work":
            return ["work", *log]
        case "sink":
            return ["sink", *log, "--store", f"chdb://{data / 'store'}"]
        case "export":
            return [command, *step.arguments, "--out", str(data.parent / "story.xml"), "--data", str(data)]
    return [command, *step.arguments, "--data", str(data)]


def exported(folder: Path) -> bytes:
    """What the last export wrote, without the times at which an editor said something."""
    return _LATER_TIME.sub(b"then", (folder / "story.xml").read_bytes())


def asked(data: Path) -> Contents:
    """Raises Difference when the folder does not answer."""
    done = subprocess.run([sys.executable, "-m", "tests.chaos.contents", str(data)], cwd=ROOT, capture_output=True,
                          check=False)
    if done.returncode:
        raise Difference(f"{data} does not answer: {done.stderr.decode().strip().splitlines()[-1]}")
    found: Contents = json.loads(done.stdout)
    return found


def _told_apart(expected: Sequence[str], found: Sequence[str]) -> str:
    """How many rows differ, and how the first of them does from the row that is most like it."""
    less = [line for line in expected if line not in found]
    more = [line for line in found if line not in expected]
    told = f"{len(less)} rows are missing, {len(more)} are too many"
    if not more:
        return told
    strange = _fields(more[0])
    like = min(map(_fields, expected), key=lambda row: len(row.items() ^ strange.items()), default={})
    fields = [f"{name} {like[name][:80]} is {value[:80]}" if name in like else f"{name} is new"
              for name, value in strange.items() if like.get(name) != value]
    return f"{told}; of the first {'; '.join(fields) or 'nothing but the number'}"


def _fields(line: str) -> dict[str, str]:
    row = json.loads(line) if line.startswith("{") else {"line": line}
    return {name: json.dumps(value) for name, value in row.items()}


def _ways(step: Step) -> list[str]:
    if step.delivery is None:
        return [step.command]
    return [step.command, step.command, "work", "sink", *(["ingest --every"] * 2 if step.delivery.is_dir() else [])]
