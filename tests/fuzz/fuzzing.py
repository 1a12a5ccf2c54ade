"""Throwing documents at a parser for some seconds: `python -m tests.fuzz.fuzzing --seconds 300 [FORMAT ...]`.

A parser may raise NotAStory and nothing else, must answer within HANG_SECONDS and stay within MEMORY. What breaks
that is kept in a file, so that it can be made a fixture.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import resource
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from datelines.places import Gazetteer, load_gazetteer
from producers.article import NotAStory, Parsed
from producers.formats.common.format import HEAD, Format, Reading
from producers.formats.index import FORMATS, recognised
from tests.fuzz.mutations import mutant

HANG_SECONDS = 30
MEMORY = 2_000_000_000  # bytes that parsing may add to what the process held before
FIXTURES = Path(__file__).parents[1] / "producers" / "gold"
_READINGS = (Reading(), Reading(timezone="America/Lima"), Reading(carrier="PNA", country="PE", subject="the dam"))


class Found(NamedTuple):
    """A document that broke the contract, and how."""

    why: str
    document: bytes


class Run(NamedTuple):
    """What some seconds of fuzzing did."""

    documents: int
    read: int  # that held a story
    slowest: float  # seconds
    found: tuple[Found, ...]


class _Hung(Exception):
    """Raised by the alarm; not one that a parser may catch for something else."""


def seeds(known: Format) -> list[bytes]:
    """All fixtures, those of the format first and oftenest."""
    own: list[bytes] = []
    others: list[bytes] = []
    for path in sorted(FIXTURES.rglob("*")):
        if path.is_file() and path.name != "expected.json" and path.parent.name != "expected":
            raw = path.read_bytes()
            (own if recognised(raw).name == known.name else others).append(raw)
    assert own, f"no fixture of {known.name}"
    return own * (1 + 3 * len(others) // len(own)) + others


def fuzz(known: Format, seconds: float, seed: int, gazetteer: Gazetteer, most: int | None = None) -> Run:
    """Throw documents at the parser, `most` of them or until one is read; ends at what it finds first."""
    rng, documents, read, slowest = random.Random(f"{known.name} {seed}"), 0, 0, 0.0
    whole = seeds(known)
    end = time.monotonic() + seconds
    before = _peak()
    while time.monotonic() < end and (most is None or documents < most or not read):
        document = mutant(rng, whole)
        documents += 1
        began = time.monotonic()
        try:
            with _alarm():
                known.matches(document[:HEAD])
                known.links(document)
                parsed = known.parse(document, "fuzz", rng.choice(_READINGS), gazetteer)
                read += bool(parsed.articles)
                why = _broken(parsed)
        except NotAStory as refused:
            why = None if _one_line(str(refused)) else f"a message of several lines: {refused!r}"
        except _Hung:
            why = f"no answer within {HANG_SECONDS} s"
        except Exception:  # noqa: BLE001 - that is what is looked for
            why = traceback.format_exc()
        slowest = max(slowest, time.monotonic() - began)
        if why is None and _peak() - before > MEMORY:
            why = f"more than {MEMORY:,} bytes of memory"
        if why is not None:
            return Run(documents, read, slowest, (Found(why, document),))
    return Run(documents, read, slowest, ())


def _broken(parsed: Parsed) -> str | None:
    """What every answer must hold."""
    for article in parsed.articles:
        for update in article.updates:
            if update.published_at.utcoffset() != dt.timedelta(0):
                return f"a time that is not UTC: {update.published_at!r}"
            if any("\ud800" <= letter <= "\udfff" for letter in update.text):
                return "a text that no file can hold"
    return next((f"a message of several lines: {refused.message!r}"
                 for refused in parsed.refused if not _one_line(refused.message)), None)


def _one_line(message: str) -> bool:
    return len(message.splitlines()) == 1


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@contextmanager
def _alarm() -> Iterator[None]:
    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise _Hung

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(HANG_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def main() -> int:
    asked = argparse.ArgumentParser(description="Throw documents at parsers.")
    asked.add_argument("--seconds", type=float, default=300.0, help="for each format")
    asked.add_argument("--seed", type=int, default=int(time.time()), help="what the documents follow from")
    asked.add_argument("--keep", type=Path, default=Path("fuzz-findings"), help="folder for what broke a parser")
    asked.add_argument("formats", nargs="*", metavar="FORMAT", help="names of formats; else all")
    given = asked.parse_args()
    gazetteer, failed = load_gazetteer(), 0
    for known in FORMATS:
        if given.formats and known.name not in given.formats:
            continue
        run = fuzz(known, given.seconds, given.seed, gazetteer)
        print(f"{known.name}: {run.documents:,} documents, {run.read:,} of them stories, slowest {run.slowest:.2f} s, "
              f"seed {given.seed}: {'broken' if run.found else 'nothing found'}", flush=True)
        for number, found in enumerate(run.found):
            given.keep.mkdir(exist_ok=True)
            kept = given.keep / f"{known.name}-{given.seed}-{number}"
            kept.write_bytes(found.document)
            print(f"{kept}: {found.why}", flush=True)
            failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
