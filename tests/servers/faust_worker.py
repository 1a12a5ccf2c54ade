"""A worker as a process of its own, for tests that stop and kill it.

Usage: python -m tests.servers.faust_worker ASKED, where ASKED is JSON: see `Asked`. Its desks are cheap ones
(`tests/streams/small_desk.py`); `pause_seconds` makes every batch slower, so that a kill meets it at work.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import json
import logging
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from eventlog.kafka.connection import PLAIN, Security
from eventlog.kafka.log import KafkaLog
from streams.faust.app import run_worker
from streams.faust.partition import DecidedBatch
from streams.faust.settings import WorkerSettings
from streams.faust.worker import WorkerWatcher
from tests.servers.process import free_ports
from tests.streams.small_desk import new_desk

ROOT = Path(__file__).parents[2]
SOON = 5.0  # seconds after which a look at the log has failed


class Asked(msgspec.Struct, frozen=True):
    """What a worker process is told."""

    url: str
    settings: WorkerSettings
    security: dict[str, str] = {}
    pause_seconds: float = 0.0


class Health(NamedTuple):
    well: bool
    told: dict[str, Any]


class WorkerProcess:
    """The process; `log` takes what it writes."""

    def __init__(
        self, url: str, log: Path, *, security: Security = PLAIN, pause_seconds: float = 0.0, **settings: Any
    ) -> None:
        (self._port,) = free_ports(1)
        self.log = log
        secured = {k: str(v) for k, v in dataclasses.asdict(security).items() if v is not None}
        asked = Asked(url, WorkerSettings(web_port=self._port, **settings), secured, pause_seconds)
        temporary = log.parent / "tmp"  # of one that is killed nothing must stay in the system's
        temporary.mkdir(exist_ok=True)
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.servers.faust_worker", msgspec.json.encode(asked).decode()],
                cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, "TMPDIR": str(temporary)},
            )

    def ask(self, page: str) -> Health | None:
        """What the page says; None while nothing answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/{page}", timeout=5) as answer:
                return Health(True, json.load(answer))
        except urllib.error.HTTPError as error:
            return Health(False, json.load(error))
        except OSError:
            return None

    def partitions(self) -> set[int]:
        """The partitions that it holds and is ready for."""
        found = self.ask("readyz")
        return {each["partition"] for each in found.told["partitions"]} if found and found.well else set()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, seconds: float = 10.0) -> int:
        """End it by SIGTERM; its exit code. Raises TimeoutExpired when it takes longer."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)


@contextlib.contextmanager
def worker(url: str, log: Path, **asked: Any) -> Iterator[WorkerProcess]:
    """A worker that is gone afterwards, whatever happens."""
    running = WorkerProcess(url, log, **asked)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.kill()


def _main(asked: Asked) -> None:
    logging.basicConfig(level="INFO", format="%(asctime)s %(levelname)s %(name)s %(message)s")
    paths = {"cafile", "certfile", "keyfile"}
    security = Security(**{k: Path(v) if k in paths else v for k, v in asked.security.items()})  # type: ignore[arg-type]

    class Slowly(WorkerWatcher):
        def decided(self, batch: DecidedBatch) -> None:
            # in one write: where Python does not buffer, print would let another thread's log line come between
            sys.stdout.write(f"done {batch.partition} {batch.inputs[0].offset} {batch.inputs[-1].offset}\n")
            sys.stdout.flush()
            time.sleep(asked.pause_seconds)

    opened = functools.partial(KafkaLog, asked.url, security=security)
    run_worker(
        new_desk=new_desk, brokers=asked.url, open_log=opened,
        open_watched=functools.partial(opened, timeout_seconds=SOON), security=security, settings=asked.settings, watcher=Slowly(),
    )
    print("ended well", flush=True)


if __name__ == "__main__":
    _main(msgspec.json.decode(sys.argv[1], type=Asked))
