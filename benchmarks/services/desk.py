"""The desk's page under load: from the log taking a change to every reader having it, with many readers and updates.

    python -m benchmarks.services.desk --readers 500 --rate 50 --seconds 60
    python -m benchmarks.services.desk --readers 500 --pipeline --runs 5 --seconds 30

A process of its own takes updates in and decides them at the rate; this one is the readers; a third is `newsroom desk`.
With --pipeline that process goes as fast as it can, without a page, beside a page and beside a page with the readers,
in turns, and says how many updates a second that are. The readers, who would be on machines of their own, are at the
lowest priority then.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime as dt
import multiprocessing
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from array import array
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from datelines.places import load_gazetteer
from eventlog.sqlite.log import SqliteLog
from newsroom.one_machine.desks import Desks
from newsroom.pipeline import new_desk
from producers.intake.taking import intake_records
from telemetry.stages import Stages
from tests.builders import received

_TOLD = re.compile(rb'class=.."ago.."><time datetime=.."([^"\\]+)'.replace(b"..", b"\\\\"))
_CITIES = ("Trujillo", "Lima", "Cusco", "Piura", "Arequipa", "Tacna", "Ica", "Puno", "Iquitos", "Huaraz")

_AS_FAST_AS_IT_CAN = 1e9  # updates a second
_LOWEST_PRIORITY = 19


def feed(data: Path, rate: float, seconds: float, told: Connection) -> None:
    """So many updates a second about ten places, until the time is over; tells how many a second there were."""
    log, stages = SqliteLog(data / "log.sqlite"), Stages()
    desks = Desks(log, new_desk(load_gazetteer()), stages, 500)
    began, taken, tolls = time.monotonic(), 0, dict.fromkeys(_CITIES, 10)
    base = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    while (spent := time.monotonic() - began) < seconds:
        due = min(int(spent * rate) - taken, 10)  # of what is behind a little at a time, as it would come in
        if due <= 0:
            time.sleep(0.01)
            continue
        updates = []
        for _ in range(due):
            city = _CITIES[taken % len(_CITIES)]
            tolls[city] += random.randint(0, 2)
            toll = f"The death toll from the flood in {city} has risen to {tolls[city]}"
            updates.append(received(
                f"{toll}, the mayor of {city} said. {taken}",
                base + dt.timedelta(milliseconds=20 * taken), story=f"flood-in-{city.lower()}",
                subject=f"the flood in {city}"))
            taken += 1
        log.append(intake_records(updates, []))
        desks.work()
    told.send(taken / spent)
    log.close()


async def read(host: str, port: int, lags: array[float], ends: float) -> int:
    """One reader; the seconds from each change to its arrival are added to `lags`. Returns how many messages came."""
    reader, writer = await asyncio.open_connection(host, port, limit=1 << 22)
    writer.write(f"GET /live/board? HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
    count = 0
    while time.time() < ends:
        try:
            line = await asyncio.wait_for(reader.readline(), max(0.1, ends - time.time()))
        except TimeoutError:
            break
        if line.startswith(b"data: {"):
            now, count = time.time(), count + 1
            told = [dt.datetime.fromisoformat(at.decode()).timestamp() for at in _TOLD.findall(line)]
            if count > 1 and told:
                lags.extend(now - at for at in told)
    writer.close()
    return count


async def all_readers(port: int, readers: int, seconds: float, pid: int) -> list[str]:
    """They read so long; what was seen of it, in lines."""
    lags = array("d")
    ends = time.time() + seconds
    tasks = [asyncio.create_task(read("127.0.0.1", port, lags, ends)) for _ in range(readers)]
    memory = []
    while time.time() < ends:
        await asyncio.sleep(min(seconds / 12, max(0.0, ends - time.time()) + 0.01))
        memory.append(_memory(pid))
    counts = await asyncio.gather(*tasks)
    lags = array("d", sorted(lags))
    return [
        f"{readers} readers, {min(counts)} to {max(counts)} messages each, {len(lags):,} changes told",
        f"seconds from the log to a reader: median {lags[len(lags) // 2]:.2f}, p99 {lags[int(len(lags) * 0.99)]:.2f}, "
        f"most {lags[-1]:.2f}",
        f"MiB of newsroom desk: {', '.join(f'{each:.0f}' for each in memory)}",
    ]


def read_in_a_process(port: int, readers: int, seconds: float, pid: int, priority: int, told: Connection) -> None:
    """Tells the lines."""
    os.nice(priority)
    told.send(asyncio.run(all_readers(port, readers, seconds, pid)))


def _spent(pid: int) -> str:
    found: dict[str, float] = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        head, _, rest = (task / "stat").read_text().rpartition(")")
        name = head.partition("(")[2] if task.name != str(pid) else "store"
        fields = rest.split()
        found[name] = found.get(name, 0.0) + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return ", ".join(f"{name} {spent:.1f}" for name, spent in sorted(found.items(), key=lambda each: -each[1])[:5])


def _memory(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def _measured(readers: int | None, rate: float, seconds: float, priority: int = 0) -> tuple[float, list[str]]:
    """Updates a second, and what was seen of the page; without a page for None. The priority is that of the readers."""
    with tempfile.TemporaryDirectory(prefix="newsroom-desk-") as folder, contextlib.ExitStack() as stack:
        data = Path(folder)
        SqliteLog(data / "log.sqlite").close()
        page = None if readers is None else stack.enter_context(_page(data))
        spawn, (ours, theirs), seen = multiprocessing.get_context("spawn"), multiprocessing.Pipe(), list[str]()
        feeder = spawn.Process(target=feed, args=(data, rate, seconds, theirs))
        feeder.start()
        if page is not None and readers:
            heard, tells = multiprocessing.Pipe()
            asked = (page[1], readers, seconds, page[0], priority, tells)
            reading = spawn.Process(target=read_in_a_process, args=asked)
            reading.start()
            seen += heard.recv()
            reading.join()
        a_second: float = ours.recv()
        feeder.join()
        if page is not None:
            seen.append(f"CPU seconds of newsroom desk, by thread: {_spent(page[0])}")
        return a_second, seen


@contextlib.contextmanager
def _page(data: Path) -> Iterator[tuple[int, int]]:
    """A page that is served: its process and its port."""
    with (data / "desk.log").open("wb") as out:
        desk = subprocess.Popen([sys.executable, "-m", "newsroom", "desk", "--data", str(data), "--metrics-port", "0",
                                 "--listen", "127.0.0.1:0"], stdout=out, stderr=out)
    try:
        while not (found := re.search(r"page is at http://127.0.0.1:(\d+)", (data / "desk.log").read_text())):
            time.sleep(0.2)
        yield desk.pid, int(found[1])
    finally:
        desk.terminate()
        desk.wait(20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", type=int, default=500)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pipeline", action="store_true")
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    if asked.pipeline:
        _compare(asked.readers, asked.seconds, asked.runs)
    else:
        a_second, seen = _measured(asked.readers, asked.rate, asked.seconds)
        print(f"{a_second:.1f} updates a second", *seen, sep="\n")
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def _compare(readers: int, seconds: float, runs: int) -> None:
    sides = {"no page": None, "a page without readers": 0, f"a page with {readers} readers": readers}
    rates: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(runs):
        for name, count in sides.items():
            rates[name].append(_measured(count, _AS_FAST_AS_IT_CAN, seconds, _LOWEST_PRIORITY)[0])
    for name, found in rates.items():
        print(f"{name}: {statistics.median(found):.0f} ({min(found):.0f} to {max(found):.0f}) updates a second")


if __name__ == "__main__":
    main()
