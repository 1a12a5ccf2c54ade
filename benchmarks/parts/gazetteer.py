"""What places cost: the start, stories of one country, of 14, of 50 countries in turn; processor time and memory.

Usage: python -m benchmarks.parts.gazetteer [--runs N]

Each run is a fresh process, as memory and what is remembered would tell of the run before. A story names its country,
eight places that many countries have, and 24 invented names, which no table knows and which are new in each story.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from datelines.places import Gazetteer, load_gazetteer

COUNTRIES = (
    "US SY IT BR LK TR MX JP GB FR DE ES IN PK CN ID PH RU UA PL RO GR EG NG KE ZA AR CL PE CO VE EC NP BD MM TH VN KR "
    "AU NZ CA MA DZ IR IQ AF IL LB SE PT"
).split()
SHARED = "San Jose, Alexandria, Victoria, Santa Cruz, Valencia, Trinidad, Hyderabad, Cordoba".split(", ")
SYLLABLES = "ka lo mi ter va sun dro pel qui zan bor eth".split()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(_measured()))
        return
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores,"
          f" load {os.getloadavg()[0]:.1f}; {asked.runs} runs: median (lowest to highest)")
    command = [sys.executable, "-m", "benchmarks.parts.gazetteer", "--one"]
    runs = [json.loads(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(asked.runs)]
    for what in runs[0]:
        values = [run[what] for run in runs]
        print(f"{what:<55} {statistics.median(values):9.1f} ({min(values):.1f} to {max(values):.1f})")


def _measured() -> dict[str, float]:
    figures: dict[str, float] = {}
    before = _peak()
    with _took("start, ms", figures, 1e3):
        gazetteer = load_gazetteer()
    with _took("first story (US), ms", figures, 1e3):
        _read(gazetteer, ["US"], 0)
    with _took("first stories of 14 countries, ms", figures, 1e3):
        _read(gazetteer, COUNTRIES[:14], 1)
    figures["most memory after 14 countries, MiB"] = _peak() - before
    for turn in (1, 2, 3):
        with _took(f"50 countries in turn, turn {turn}, ms each", figures, 1e3 / len(COUNTRIES)):
            _read(gazetteer, COUNTRIES, 1 + turn)
    figures["most memory after 50 countries, MiB"] = _peak() - before
    _read(gazetteer, ["US"], 5)
    with _took("100 new stories of the US, us each", figures, 1e4):
        for turn in range(100):
            _read(gazetteer, ["US"], 6 + turn)
    text = _story(gazetteer, "SY", random.Random(0))
    figures["the same story again, us"] = _repeated(lambda: gazetteer.mentions(text, "SY"))
    figures["find of a small town, us"] = _repeated(lambda: gazetteer.find("Qaryatayn", "SY"))
    figures["find of a city elsewhere, us"] = _repeated(lambda: gazetteer.find("Valencia", "SY"))
    figures["find of a town in a state, us"] = _repeated(lambda: gazetteer.find("Paris, Texas", "SY"))
    figures["find of no place, us"] = _repeated(lambda: gazetteer.find("Nowhereville", "SY"))
    town = gazetteer.find("Qaryatayn", "SY")
    assert town is not None
    figures["zone of a small town, us"] = _repeated(lambda: gazetteer.timezone(town))
    return figures


def _read(gazetteer: Gazetteer, countries: list[str], turn: int) -> None:
    for country in countries:
        assert gazetteer.mentions(_story(gazetteer, country, random.Random(f"{country} {turn}")), country)


def _story(gazetteer: Gazetteer, country: str, choice: random.Random) -> str:
    invented = ("".join(choice.choices(SYLLABLES, k=4)).title() for _ in range(24))
    places = f"in {gazetteer.country_name(country)}", *(f"in the town of {name}" for name in SHARED)
    parts = [*places, *(f"said {name} of the crews" for name in invented)]
    return "They counted 12 " + ", then ".join(parts) + "."


@contextmanager
def _took(what: str, figures: dict[str, float], unit: float) -> Iterator[None]:
    began = time.process_time()
    yield
    figures[what] = (time.process_time() - began) * unit


def _repeated(call: Callable[[], object], times: int = 2_000) -> float:
    call()
    began = time.process_time()
    for _ in range(times):
        call()
    return (time.process_time() - began) / times * 1e6


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
