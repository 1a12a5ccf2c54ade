"""Microseconds and bytes per update of recognising copies, and whether memory stays flat while the window moves.

Usage: python -m benchmarks.parts.dedupe [--window N] [--updates N]

Distinct updates of invented words (about 45 each, as on a live desk) fill a window of N; then the oldest is forgotten
for every one that comes, until all updates have passed. The resident size is printed at every tenth. Then the dear
cases: copies; a rolling story whose updates all carry the same background, so that each is compared with all; and the
same story taken in from the newest update backwards.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import os
import platform
import random
import time
from collections import deque
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from schemas.events import Cause, UpdateFiled
from schemas.ids import digest
from streams.dedupe import Decision, Window, remembered_update
from streams.dedupe.vocabulary import SMALL

START = dt.datetime(2026, 3, 14, tzinfo=dt.UTC)
ROLLING = 500
GIGABYTE = 10**9


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--window", type=int, default=200_000)
    parser.add_argument("--updates", type=int, default=600_000)
    asked = parser.parse_args()
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores,"
          f" load {os.getloadavg()[0]:.1f}; rensa {version('rensa')}, rapidfuzz {version('rapidfuzz')}")
    _print_moving_window(asked.window, asked.updates)
    rolling = list(_rolling(ROLLING))
    _print_each("copies of another carrier", list(_copies(2_000)))
    _print_each(f"{ROLLING} updates that share a background of 80 words", rolling)
    _print_each("the same, newest first", rolling[::-1])


def _print_moving_window(size: int, updates: int) -> None:
    window, order = Window(), deque[str]()
    gc.collect()
    empty, read = _resident(), 0.0
    began = time.process_time()
    for n, update in enumerate(_distinct(updates), 1):
        start = time.process_time()
        one = remembered_update(update)
        window.decide(one)
        window.add(one)
        if len(order) == size:
            window.discard(order.popleft())
        read += time.process_time() - start
        order.append(one.update_id)
        if n == size:
            bytes_each = (_resident() - empty) / size
            print(f"distinct updates, window of {size:,}: {read / n * 1e6:.1f} us per update;"
                  f" {bytes_each:,.0f} bytes each, {GIGABYTE / bytes_each:,.0f} updates per GB")
        if n % (updates // 10) == 0:
            print(f"  {n:>9,} updates  {read / n * 1e6:6.1f} us per update  {_resident() / 1e6:6.0f} MB resident"
                  f"  {time.process_time() - began:6.0f} s with making them")


def _print_each(name: str, updates: list[UpdateFiled]) -> None:
    window = Window()
    decided: dict[str, Decision] = {}
    start = time.process_time()
    for update in updates:
        one = remembered_update(update)
        decided.update(window.decide(one))
        window.add(one)
    took = time.process_time() - start
    said = sum(decision.disposition == "duplicate" for decision in decided.values())
    print(f"{name}: {took / len(updates) * 1e6:,.1f} us per update; {said} duplicates")


def _distinct(count: int) -> Iterator[UpdateFiled]:
    rng = random.Random(1)
    syllables = "ba ke li mo nu ra se ti vo zu dar fen gol hin jor".split()
    nouns = ["".join(rng.choice(syllables) for _ in range(rng.randint(2, 4))) for _ in range(8_000)]
    for n in range(count):
        yield _filed(" ".join(_sentence(rng, nouns) for _ in range(3)), START + dt.timedelta(seconds=n))


def _sentence(rng: random.Random, nouns: list[str]) -> str:
    words = [rng.choice(_SMALL) if rng.random() < 0.45 else rng.choice(nouns) for _ in range(rng.randint(11, 19))]
    words[4] = words[4].capitalize()
    if rng.random() < 0.4:
        words[7] = str(rng.randrange(2, 400))
    return " ".join(words).capitalize() + "."


_SMALL = sorted(SMALL)


def _rolling(count: int) -> Iterator[UpdateFiled]:
    rng = random.Random(2)
    nouns = ["".join(rng.choice("ba ke li mo nu ra".split()) for _ in range(3)) for _ in range(300)]
    background = " ".join(_sentence(rng, nouns) for _ in range(5))
    for n in range(count):
        news = f"{_sentence(rng, nouns)} {_sentence(rng, nouns)}"
        yield _filed(f"{news}\n\n{background}", START + dt.timedelta(minutes=n))


def _copies(count: int) -> Iterator[UpdateFiled]:
    for n, update in enumerate(_distinct(count // 2)):
        yield update
        yield _filed(update.text + " Reporting by Ada Lund.", START + dt.timedelta(seconds=n, minutes=9), "CPN")


def _filed(text: str, at: dt.datetime, carrier: str = "PNA") -> UpdateFiled:
    update_id = digest("update", carrier, at, text)
    return UpdateFiled(
        event_id=update_id, update_id=update_id, desk="PE", disposition="new", same_as=None, similarity=None,
        story="mudslide", subject="the mudslide", story_headline="The Latest: Mudslide", headline=None,
        carrier=carrier, source="story.txt", position=0, time_text=None, local_time=None, timezone="UTC",
        published_at=at, focus_country="PE", language="en", text=text, flags=(), reason=None,
        caused_by=Cause(topic="intake", partition=0, offset=0), pipeline_version=1,
    )


def _resident() -> int:
    """Bytes of memory this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
