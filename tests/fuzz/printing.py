"""What is printed of mutated documents, for some seconds: `python -m tests.fuzz.printing --seconds 300`.

Rounds of documents of every format go through the whole pipeline in this process, and every reading command prints
what came of them. None may end in a traceback or say that something unexpected happened, nothing that is printed may
steer a terminal, and a terminal with colours gets what one without gets, and colours. What breaks that is kept.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from producers.formats.index import FORMATS
from tests.fuzz.fuzzing import seeds
from tests.fuzz.hostile import FRAGMENTS, WRITERS
from tests.fuzz.mutations import mutant
from tests.newsroom.printed import COLOUR, DUMB, PIPE, Printed, command, steering, without_styles
from tests.stores import engine_kept, going_to_use

DOCUMENTS = 64  # of a round
_SQL = 'SELECT 1 AS "[/x]\x1b[31m\u202e", text AS "[b]t[/b]", story_headline, carrier, source, subject FROM timeline LIMIT 20'

_MAY_FAIL = ("run", "inspect", "rule")  # where a document cannot be read, or a desk refuses


class Round(NamedTuple):
    """What one round of documents came to."""

    updates: int
    dead_letters: int
    commands: int
    broken: tuple[str, ...]


def documents(rng: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Files of every format in turn, by name: one in three written with hostile texts, the others mutants of fixtures."""
    whole = {known.name: seeds(known) for known in FORMATS}
    for number in range(count):
        known = FORMATS[number % len(FORMATS)]
        text = "".join(rng.choices(FRAGMENTS, k=rng.randint(0, 4)))
        if rng.random() < 1 / 3:
            raw = WRITERS[known.name](text)
        else:
            raw = mutant(rng, whole[known.name])
            for _ in range(rng.randint(0, 6)):
                at = rng.randint(0, len(raw))
                raw = raw[:at] + _written(rng, rng.choice(FRAGMENTS)) + raw[at:]
        name = "".join(rng.choices(("a", "[red]", "\x1b[31m", "\u202e", "\n", "é", "\udcff", "\x07"), k=3))
        yield f"{number}{name}{known.endings[0]}", raw


def _written(rng: random.Random, fragment: str) -> bytes:
    """As it is, as references to characters, or as JSON escapes them."""
    return rng.choice((
        fragment, "".join(f"&#{ord(each)};" for each in fragment), json.dumps(fragment)[1:-1],
    )).encode(errors="surrogatepass")  # fmt: skip


def print_all(files: Sequence[Path], data: Path) -> Round:
    """Take the files in, and print what came of them with every reading command."""
    broken: list[str] = []
    count = 0

    def run(*words: str, in_colour: bool = True) -> Printed:
        nonlocal count
        count += 1
        words = (*words, "--data", str(data))
        going_to_use(data)
        plain = command(*words, terminal=DUMB if in_colour else PIPE)
        coloured = command(*words, terminal=COLOUR) if in_colour else plain
        for found in plain[:2]:
            if steering(found):
                broken.append(f"{words}: prints {steering(found)!r}")
        if "Traceback" in plain.stderr or "newsroom: unexpected " in plain.stderr:
            broken.append(f"{words}: {plain.stderr[-2000:]}")
        if plain.code and words[0] not in _MAY_FAIL:
            broken.append(f"{words}: exit code {plain.code}: {plain.stderr}")
        if without_styles(coloured.stdout) != plain.stdout:
            broken.append(f"{words}: colours change what is printed")
        return plain

    run("run", *map(str, files), "--date", "2026-03-14", "--timezone", "America/Lima", in_colour=False)
    as_json = {name: run(name, "--json", in_colour=False).stdout for name in ("timeline", "figures", "dead-letters", "waiting")}
    told, figures, letters, _ = (json.loads(found or "[]") for found in as_json.values())
    for name in ("timeline", "figures", "dead-letters", "waiting"):
        run(name)
    run("figures", "--policy", "all")
    run("sql", _SQL)
    run("sql", _SQL, "--json", in_colour=False)
    run("sql", "--queries")
    incidents = list(dict.fromkeys(figure["incident_id"] for figure in figures))
    for incident in incidents[:2]:
        run("rule", incident, "killed", "--best", "3", "--by", "A [/x]\x1b[31m", "--reason", "b\u202e\x9b[/live]", in_colour=False)
        run("why", incident)
        run("why", incident, "--json", in_colour=False)
    for story in list(dict.fromkeys(update["story"] for update in told))[:2]:
        for format_ in ("atom", "ninjs", "liveblog"):
            run("export", story, "--format", format_, in_colour=False)
    for file in files[:: max(1, len(files) // 4)]:
        run("inspect", str(file), "--date", "2026-03-14", "--timezone", "America/Lima")
    return Round(len(told), len(letters), count, tuple(broken))


def one_round(seed: str, count: int) -> Round:
    """The round that follows from this seed."""
    folder = Path(tempfile.mkdtemp(prefix="newsroom-printing-"))
    try:
        files = []
        for name, raw in documents(random.Random(seed), count):
            files.append(folder / name)
            files[-1].write_bytes(raw)
        with engine_kept():
            return print_all(files, folder / "data")
    finally:
        shutil.rmtree(folder)


def main() -> int:
    asked = argparse.ArgumentParser(description="Print what comes of mutated documents.")
    asked.add_argument("--seconds", type=float, default=300.0)
    asked.add_argument("--seed", type=int, default=int(time.time()), help="what the documents follow from")
    given = asked.parse_args()
    end, rounds, broken = time.monotonic() + given.seconds, 0, 0
    updates = letters = commands = 0
    while time.monotonic() < end:
        seed = f"{given.seed} {rounds}"
        found = one_round(seed, DOCUMENTS)
        rounds += 1
        updates, letters, commands = updates + found.updates, letters + found.dead_letters, commands + found.commands
        for why in found.broken:
            broken += 1
            print(f"round {seed!r}: {why}".encode("ascii", "backslashreplace").decode(), flush=True)
    print(f"{rounds} rounds, {rounds * DOCUMENTS:,} documents, {updates:,} updates and {letters:,} dead letters printed by "
          f"{commands:,} commands, seed {given.seed}: {broken or 'nothing'} broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
