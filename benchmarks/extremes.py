"""Loads at the edge of what one machine is given, each through `newsroom run` to its end: time and memory.

    incident    one disaster of 5,000 updates on 50 pages
    incidents   3,000 disasters, a page each
    megabytes   50 MB of stories in files of 5 MB
    file        one file of 50 MB, which is refused
    files       10,000 files, a quarter of them no stories

Usage: python -m benchmarks.extremes [--only NAME ...] [--command PATH]
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice, product
from pathlib import Path

from benchmarks.generated import EVENTS, PLACES

_PAGE = """The Latest: {event} in {city}

Published: {day:%B} {day.day}, {day.year}

{upper}, {country} (PNA) — The Latest on the {event} in {city} (all times GMT):

"""
_UPDATE = """{clock}

Governor Mirela Castan says {dead} people were killed in the {event} in {city}. Crews moved {n} trucks to the northern
edge of the town and set up a kitchen behind the town hall, as trains run again on two lines and shops open their doors.

___

"""
_FIRST_DAY = dt.date(2010, 1, 4)


def page(city: str, country: str, event: str, day: dt.date, updates: int, dead: int) -> str:
    """A page of so many updates of one day, newest first, whose toll grows by one from update to update."""
    head = _PAGE.format(event=event, city=city, country=country, day=day, upper=city.upper())
    minutes = [1 + number * 1_400 // updates for number in range(updates)]
    return head + "".join(
        _UPDATE.format(clock=f"{minute // 60:02d}:{minute % 60:02d}", dead=dead + number, event=event, city=city,
                       n=2 + number % 97)
        for number, minute in reversed(list(enumerate(minutes)))
    )


def disasters() -> Iterator[tuple[str, str, str, dt.date]]:
    """City, country, cause and day, each an event of its own: a city's disasters of one cause lie 60 days apart."""
    for turn in range(1_000):
        for number, ((city, country), event) in enumerate(product(PLACES, EVENTS)):
            yield city, country, event, _FIRST_DAY + dt.timedelta(days=60 * turn + number % 50)


def incident(folder: Path) -> None:
    for number in range(50):
        day = _FIRST_DAY + dt.timedelta(days=number)
        (folder / f"{number:03d}.txt").write_text(page("Trujillo", "Peru", "earthquake", day, 100, 10 + 100 * number))


def incidents(folder: Path) -> None:
    for number, (city, country, event, day) in enumerate(islice(disasters(), 3_000)):
        (folder / f"{number:04d}.txt").write_text(page(city, country, event, day, 1, 5 + number % 40))


def megabytes(folder: Path) -> None:
    made = disasters()
    for number in range(10):
        with (folder / f"{number:02d}.txt").open("w") as file:
            city, country, event, day = next(made)
            file.write(page(city, country, event, day, 1_400, 20))
            filler = "The road along the river was closed for repairs, and buses took the longer way past the mill.\n\n"
            file.write(filler * ((5_000_000 - file.tell()) // len(filler)))


def one_file(folder: Path) -> None:
    (folder / "large.txt").write_text("The road along the river was closed for repairs on a quiet day.\n\n" * 770_000)


def files(folder: Path) -> None:
    for number, (city, country, event, day) in enumerate(islice(disasters(), 10_000)):
        text = page(city, country, event, day, 1, 5 + number % 40) if number % 4 else f"{{no story {number}"
        (folder / f"{number:05d}.{'txt' if number % 4 else 'json'}").write_text(text)


LOADS: dict[str, Callable[[Path], None]] = {
    "incident": incident, "incidents": incidents, "megabytes": megabytes, "file": one_file, "files": files,
}


def measure(command: str, make: Callable[[Path], None]) -> str:
    """What a run over a load took and ended with, as a line."""
    folder = Path(tempfile.mkdtemp(prefix="newsroom-extremes-"))
    try:
        stories = folder / "stories"
        stories.mkdir()
        make(stories)
        began = time.perf_counter()
        with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
            process = subprocess.Popen([command, "run", str(stories), "--data", str(folder / "data")], stdout=out,
                                       stderr=err)
            _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        said = (folder / "err").read_text(errors="replace").splitlines()
        ended = (folder / "out").read_text(errors="replace").strip().replace(str(folder), "…")
        last = said[-1].replace(str(folder), "…") if said else ""
        return (f"{seconds:.0f} s, {used.ru_utime + used.ru_stime:.0f} s CPU, peak {used.ru_maxrss / 1024:.0f} MiB, "
                f"exit {os.waitstatus_to_exitcode(status)}, {len(said)} lines on stderr; {ended} {last}")
    finally:
        shutil.rmtree(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", choices=LOADS, default=list(LOADS))
    parser.add_argument("--command", default=str(Path(sys.executable).with_name("newsroom")))
    asked = parser.parse_args()
    for name in asked.only:
        print(f"{name}: {measure(asked.command, LOADS[name])}", flush=True)


if __name__ == "__main__":
    main()
