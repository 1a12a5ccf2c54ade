"""What an operator sees of a broker that is away: log lines per minute of each service, and readiness over time.

Usage: python -m benchmarks.services.outage [--seconds N] [--checkout FOLDER]

Starts a real broker, and `ingest`, `work` and `sink` of this checkout, or of another one by its own `.venv`. Once all
are ready and a story is through, the broker is killed for so many seconds; two stories come meanwhile. Then it comes
back. Every service is asked for /readyz each second.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path
from typing import IO, NamedTuple

from eventlog.kafka.connection import connect
from eventlog.kafka.log import KafkaLog
from eventlog.kafka.topics import ensure_topics
from schemas.topics import DERIVED_TOPICS
from tests.servers.kafka_broker import KafkaBroker
from tests.servers.process import free_ports
from tests.services.running import wait_until

ROOT = Path(__file__).parents[2]
STORIES = sorted((ROOT / "examples" / "mudslide").glob("*.txt"))
READY_SECONDS, CALM_SECONDS = 120.0, 60.0


class Line(NamedTuple):
    at: float  # monotonic seconds
    text: str

    @property
    def logger(self) -> str:
        try:
            return str(json.loads(self.text)["logger"])
        except (ValueError, KeyError, TypeError):
            return "no JSON"


class Look(NamedTuple):
    at: float
    status: int  # 0: no answer
    problems: tuple[str, ...]


class Watched:
    """A service whose lines and readiness are kept with their moments."""

    def __init__(self, name: str, arguments: list[str], checkout: Path, logs: Path) -> None:
        self.name = name
        self.lines: list[Line] = []
        self.looks: list[Look] = []
        (self._port,) = free_ports(1)
        environment = {**os.environ, "NEWSROOM_HEALTH_PORT": str(self._port)}
        self.process = subprocess.Popen(
            [checkout / ".venv" / "bin" / "python", "-m", "newsroom", name, *arguments], cwd=checkout,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", env=environment,
        )
        assert self.process.stdout is not None
        threading.Thread(target=self._read, args=(self.process.stdout, logs), daemon=True).start()

    def _read(self, lines: IO[str], logs: Path) -> None:
        with logs.open("w", encoding="utf-8") as kept:
            for line in lines:
                self.lines.append(Line(time.monotonic(), line.rstrip("\n")))
                kept.write(line)
                kept.flush()

    def look(self) -> Look:
        at = time.monotonic()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/readyz", timeout=2) as answer:
                status, told = answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            status, told = error.code, json.load(error)
        except OSError as error:
            status, told = 0, {"problems": [str(error)]}
        self.looks.append(Look(at, status, tuple(told["problems"])))
        return self.looks[-1]

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--checkout", type=Path, default=ROOT)
    parser.add_argument("--keep", type=Path, help="folder for what the services log")
    parser.add_argument("--hang", action="store_true", help="the broker is stopped (SIGSTOP) instead of killed")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newsroom-outage-") as name:
        folder = Path(name)
        logs = asked.keep or folder
        logs.mkdir(parents=True, exist_ok=True)
        broker = KafkaBroker(folder / "kafka")
        broker.start()
        try:
            _run(folder, logs, broker, asked.seconds, asked.checkout.absolute(), hang=asked.hang)
        finally:
            broker.kill()


def _run(folder: Path, logs: Path, broker: KafkaBroker, seconds: float, checkout: Path, *, hang: bool) -> None:
    url = f"kafka://{broker.address}"
    ensure_topics(connect(url), replication=1)
    spool, data = folder / "spool", folder / "data"
    spool.mkdir()
    given = ["--log", url, "--data", str(data)]
    services = [
        Watched("ingest", [str(spool), "--date", "2026-03-14", "--every", "5", *given], checkout, logs / "ingest.log"),
        Watched("work", given, checkout, logs / "work.log"),
        Watched("sink", given, checkout, logs / "sink.log"),
    ]
    try:
        _deliver(STORIES[0], spool)
        wait_until(lambda: all(service.look().status == 200 for service in services), READY_SECONDS, "all are ready")
        wait_until(lambda: _written(services[2]), READY_SECONDS, "a story is through")
        began = time.monotonic()
        _stop(broker, hang=hang)
        for story, at in zip(STORIES[1:], (seconds / 4, seconds / 2), strict=False):
            _look_until(services, began + at)
            _deliver(story, spool)
        _look_until(services, began + seconds)
        _start(broker, hang=hang)
        back = time.monotonic()
        _look_until(services, back + CALM_SECONDS)
        log = KafkaLog(url)
        decided = sum(log.latest(DERIVED_TOPICS[0], n) for n in range(log.partitions(DERIVED_TOPICS[0])))
        log.close()
    finally:
        for service in services:
            service.stop()
    print(f"broker away for {back - began:.0f} s, then {CALM_SECONDS:.0f} s more; "
          f"updates filed on the log in the end: {decided}")
    for service in services:
        _print(service, began, back)


def _stop(broker: KafkaBroker, *, hang: bool) -> None:
    if hang:
        os.kill(broker.pid, signal.SIGSTOP)
    else:
        broker.kill()


def _start(broker: KafkaBroker, *, hang: bool) -> None:
    if hang:
        os.kill(broker.pid, signal.SIGCONT)
    else:
        broker.start()


def _deliver(story: Path, spool: Path) -> None:
    part = spool / f".{story.name}.part"
    shutil.copy(story, part)
    part.rename(spool / story.name)


def _written(sink: Watched) -> bool:
    return any('"written"' in line.text for line in sink.lines)


def _look_until(services: list[Watched], moment: float) -> None:
    while time.monotonic() < moment:
        for service in services:
            service.look()
        time.sleep(1.0)


def _print(service: Watched, began: float, back: float) -> None:
    lines = [line for line in service.lines if line.at >= began]
    per_minute = Counter(int((line.at - began) // 60) for line in lines)
    loggers = Counter(line.logger for line in lines)
    looks = [look for look in service.looks if look.at >= began]
    print(f"\n{service.name}: {len(lines)} lines; by the minute since the broker went: "
          + ", ".join(str(per_minute[minute]) for minute in range(max(per_minute, default=0) + 1)))
    print("  by logger: " + (", ".join(f"{logger} {count}" for logger, count in loggers.most_common(6)) or "none"))
    print("  readiness, each change: " + "; ".join(_changes(looks, began)))
    after = [look for look in looks if look.at > back]
    not_ready = [look.at for look in after if look.status != 200]
    again = f"ready for good {max(not_ready, default=back) - back:.0f} s after the broker was back"
    print(f"  answers of 503 without a problem: {sum(look.status == 503 and not look.problems for look in looks)}; "
          + (again if after and after[-1].status == 200 else "not ready in the end"))


def _changes(looks: list[Look], began: float) -> list[str]:
    told, before = [], -1
    for look in looks:
        if look.status != before:
            before = look.status
            why = f" ({', '.join(look.problems)[:300]})" if look.problems else ""
            told.append(f"{look.at - began:.0f} s {look.status or 'no answer'}{why}")
    return told


if __name__ == "__main__":
    main()
