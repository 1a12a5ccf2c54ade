"""The house as services: real processes of `newsroom ingest`, `work` and `sink` on real servers."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eventlog.kafka.log import KafkaLog
from eventlog.reading import lag
from schemas.topics import DERIVED_TOPICS, INTAKE, SINK_GROUP, WORK_GROUP
from tests.servers.process import free_ports

ROOT = Path(__file__).parents[2]


def work(log_url: str, logs: Path) -> Service:
    """A worker whose health page has a free port."""
    return Service("work", ["--log", log_url], logs, {"NEWSROOM_HEALTH_PORT": str(free_ports(1)[0])})


class Service:
    """One process of the house; its logs go to a file."""

    def __init__(self, name: str, arguments: list[str], logs: Path, environment: dict[str, str] | None = None) -> None:
        self.name = name
        self.log_file = logs
        temporary = logs.parent / "tmp"  # of one that is killed nothing must stay in the system's
        temporary.mkdir(exist_ok=True)
        with logs.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "newsroom", name, *arguments], cwd=ROOT, stdout=out, stderr=out,
                env={**os.environ, "TMPDIR": str(temporary), "NEWSROOM_DATA": str(logs.parent / "newsroom-data"),
                     "NEWSROOM_HEALTH_PORT": "0", **(environment or {})},
            )

    def stop(self) -> tuple[int, float]:
        """SIGTERM; the exit code and the seconds it took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        return code, time.monotonic() - began

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def port(self) -> int | None:
        """Of its pages; None before they are served."""
        found = re.search(r'"message": "pages served".*"port": (\d+)', self.logged())
        return int(found[1]) if found else None

    def ask(self, page: str) -> tuple[int, dict[str, Any]]:
        """Status and answer of a page of health; 0 while nothing answers."""
        if (port := self.port()) is None:
            return 0, {"problems": ["it has no pages yet"]}
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{page}", timeout=5) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)
        except OSError as error:
            return 0, {"problems": [str(error)]}

    def logged(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")


def wait_until(done: Callable[[], bool], seconds: float, what: str) -> float:
    """Seconds until it was so; fails the test when it is not in time."""
    began = time.monotonic()
    while not done():
        assert time.monotonic() - began < seconds, f"{what} within {seconds} s"
        time.sleep(0.5)  # to ask Kafka for a lag takes a tenth of a second of computing
    return time.monotonic() - began


def total_lag(log: KafkaLog, group: str, topics: tuple[str, ...]) -> int:
    return sum(sum(lag(log, group, topic).values()) for topic in topics)


def work_lag(log: KafkaLog) -> int:
    return total_lag(log, WORK_GROUP, (INTAKE,))


def sink_lag(log: KafkaLog) -> int:
    return total_lag(log, SINK_GROUP, DERIVED_TOPICS)
