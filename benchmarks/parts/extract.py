"""Microseconds per update of reading claims, beside a plain-regex baseline, and the time of ever longer updates.

Usage: python -m benchmarks.parts.extract [--updates N] [--repeats N]

Updates are those of `benchmarks.generated`. Each is timed `repeats` times in a row and its best time taken; printed
are the median over the updates and, as spread, the 10th and 90th percentile. Places are looked up in the full
gazetteer, as in the pipeline. The baseline is what a few regular expressions find: categories and bare numbers,
without qualifier, scope, claimant, place or traps; it is timed in the same run.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import statistics
import time
from collections.abc import Callable
from importlib.metadata import version

from benchmarks.generated import pages
from datelines.places import Gazetteer, load_gazetteer
from producers.formats.story.the_latest import parse_text_page
from streams.extract import Context, extract

SIZES_KB = (1, 10, 100, 1000)
_NUMBER = (
    r"((?:at least|more than|about|some|up to|nearly) )?(\d[\d,]*|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve|dozens|scores|hundreds|thousands)"
)
_NOUN = r"(?: \w+){0,4}?"
BASELINE = tuple(
    (category, re.compile(pattern, re.IGNORECASE))
    for category, pattern in (
        ("killed", rf"\b{_NUMBER}{_NOUN} (?:were |was |have )?(?:killed|died|dead|bodies)\b"),
        ("killed", rf"\b(?:killed|killing|death toll(?: \w+){{0,6}}? (?:to|at|of)) {_NUMBER}\b"),
        ("injured", rf"\b{_NUMBER}{_NOUN} (?:were |was )?(?:injured|wounded|hurt)\b"),
        ("missing", rf"\b{_NUMBER}{_NOUN} (?:are |were |is )?(?:still )?(?:missing|unaccounted for)\b"),
        ("hospitalized", rf"\b{_NUMBER}{_NOUN} (?:are being |were )?(?:treated|hospitalized)\b"),
    )
)
Timed = tuple[str, Context]


def baseline(text: str) -> list[tuple[str, str]]:
    """(category, number) of every match of the plain patterns."""
    return [(category, match.group(2)) for category, pattern in BASELINE for match in pattern.finditer(text)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--updates", type=int, default=400)
    parser.add_argument("--repeats", type=int, default=15)
    asked = parser.parse_args()
    gazetteer = load_gazetteer()
    without, with_claims = _sorted_updates(asked.updates, gazetteer)
    print(
        f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores,"
        f" load {os.getloadavg()[0]:.1f}; ahocorasick-rs {version('ahocorasick-rs')}, msgspec {version('msgspec')}"
    )
    for name, updates in (("without casualties", without), ("with casualties", with_claims)):
        length = statistics.median(len(text) for text, _ in updates)
        print(f"{name}: {len(updates)} updates, median {length:.0f} characters")
        print(f"  extract         {_spread(updates, lambda text, context: extract(text, context), asked.repeats)}")
        print(f"  plain regexes   {_spread(updates, lambda text, _: baseline(text), asked.repeats)}")
    _print_long(with_claims)


def _sorted_updates(count: int, gazetteer: Gazetteer) -> tuple[list[Timed], list[Timed]]:
    """Updates without and with claims, each with its context."""
    without: list[Timed] = []
    with_claims: list[Timed] = []
    for page in pages(count):
        article = parse_text_page(
            page.text.encode(), source=page.name, day=None, timezone=None, gazetteer=gazetteer, carrier=None
        )
        for update in article.updates:
            context = Context(
                published_on=article.story_date,
                focus_country=article.focus_country,
                subject=article.subject,
                carrier=article.carrier,
                dateline_place=article.dateline.resolved,
                gazetteer=gazetteer,
            )
            target = with_claims if extract(update.text, context).claims else without
            target.append((update.text, context))
    return without, with_claims


def _spread(updates: list[Timed], read: Callable[[str, Context], object], repeats: int) -> str:
    best = sorted(_best(lambda item=item: read(*item), repeats) for item in updates)  # type: ignore[misc]
    low, high = best[len(best) // 10], best[len(best) * 9 // 10]
    return f"median {statistics.median(best):7.1f} us per update (10-90 %: {low:.1f} to {high:.1f})"


def _best(work: Callable[[], object], repeats: int) -> float:
    """The best time of the repeats, in microseconds."""
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best * 1e6


def _print_long(updates: list[Timed]) -> None:
    """Time per kB of updates of 1 to 1,000 kB, made of the same texts: constant when reading is linear."""
    joined = "\n\n".join(text for text, _ in updates)
    context = updates[0][1]
    print("one long update")
    for size in SIZES_KB:
        text = (joined * (size * 1000 // len(joined) + 1))[: size * 1000]
        took = _best(lambda text=text: extract(text, context), 3)  # type: ignore[misc]
        print(f"  {size:5} kB   {took / 1000:9.1f} ms   {took / size:7.1f} us per kB")


if __name__ == "__main__":
    main()
