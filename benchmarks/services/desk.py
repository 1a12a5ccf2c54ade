"""The desk's page under load: from the log taking a change to every reader having it, with many readers and updates.

    python -m benchmarks.services.desk --readers 500 --rate 50 --seconds 60

A process of its own takes updates in and decides them at the rate; this one is the readers; a third is `newsroom desk`.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import multiprocessing
import os
import random
import re
import subprocess
import sys
import tempfile
import time
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


def feed(data: Path, rate: float, seconds: float) -> None:
    """So many updates a second about ten places, until the time is over; says how many there were."""
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
    print(f"{taken} updates in {spent:.1f} s, {taken / spent:.1f} a second", flush=True)
    log.close()


async def read(host: str, port: int, lags: list[float], ends: float) -> int:
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
                lags += [now - at for at in told]
    writer.close()
    return count


async def all_readers(port: int, readers: int, seconds: float, pid: int) -> None:
    lags: list[float] = []
    ends = time.time() + seconds
    tasks = [asyncio.create_task(read("127.0.0.1", port, lags, ends)) for _ in range(readers)]
    memory = []
    while time.time() < ends:
        await asyncio.sleep(min(seconds / 6, max(0.0, ends - time.time()) + 0.01))
        memory.append(_memory(pid))
    counts = await asyncio.gather(*tasks)
    lags.sort()
    print(f"{readers} readers, {min(counts)} to {max(counts)} messages each, {len(lags):,} changes told; seconds from "
          f"the log to a reader: median {lags[len(lags) // 2]:.2f}, p99 {lags[int(len(lags) * 0.99)]:.2f}, "
          f"most {lags[-1]:.2f}")
    print(f"MiB of newsroom desk: {', '.join(f'{each:.0f}' for each in memory)}")


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


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--readers", type=int, default=500)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        SqliteLog(data / "log.sqlite").close()
        with (data / "desk.log").open("wb") as out:
            desk = subprocess.Popen([sys.executable, "-m", "newsroom", "desk", "--data", folder, "--metrics-port", "0",
                                     "--listen", "127.0.0.1:0"], stdout=out, stderr=out)
        try:
            while not (found := re.search(r"page is at http://127.0.0.1:(\d+)", (data / "desk.log").read_text())):
                time.sleep(0.2)
            feeder = multiprocessing.get_context("spawn").Process(target=feed, args=(data, asked.rate, asked.seconds))
            feeder.start()
            asyncio.run(all_readers(int(found[1]), asked.readers, asked.seconds, desk.pid))
            feeder.join()
            print(f"CPU seconds of newsroom desk, by thread: {_spent(desk.pid)}")
            print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        finally:
            desk.terminate()
            desk.wait(20)


if __name__ == "__main__":
    main()
