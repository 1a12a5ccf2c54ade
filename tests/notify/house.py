"""A log on which a desk's figures are put, and `newsroom notify` as a real process beside it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eventlog.port import EventLog
from eventlog.sqlite.log import SqliteLog
from newsroom.changes.change import TollChange
from newsroom.changes.following import LogChanges
from newsroom.own_files import LOG_FILE
from schemas.events import Cause
from schemas.records import record_of
from schemas.topics import FIGURES, topic_of
from tests.notify.receiving import until
from tests.servers.process import free_ports
from tests.streams.small_desk import new_desk

ROOT = Path(__file__).parents[2]


class FiguresLog:
    """Decides inputs as they are given, and appends the figures."""

    def __init__(self, folder: Path, log: EventLog | None = None) -> None:
        """On a SQLite log in the folder, or on that log."""
        folder.mkdir(exist_ok=True)
        self.log = log or SqliteLog(folder / LOG_FILE)
        self.desk = new_desk()
        self.inputs = 0

    def take(self, *events: Any) -> None:
        for event in events:
            outputs = self.desk.decide(event, Cause(topic="intake", partition=0, offset=self.inputs), event.published_at)
            for output in outputs:
                self.desk.fold(output)
            self.log.append([record_of(each, "PE") for each in outputs if topic_of(each) == FIGURES])
            self.inputs += 1

    def changes(self, policy: str = "house") -> list[TollChange]:
        """All changes that its figures are."""
        found = [change for portion in LogChanges(self.log).read(limit=10**6) for change in portion.changes]
        return [change for change in found if change.policy == policy]


class Notify:
    """The service, with its pages on a port of ours; what it logs goes to a file."""

    def __init__(self, data: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
        (self.port,) = free_ports(1)
        self.log_file = data.parent / "notify.log"
        with self.log_file.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "newsroom", "notify", "--data", str(data), "--metrics-port", str(self.port),
                 *arguments], cwd=ROOT, stdout=out, stderr=out, env={**os.environ, **(environment or {})})

    def ready(self) -> Notify:
        """Wait until it has read what was told before."""
        until(lambda: self.lives() and self.ask("readyz")[0] == 200, "it is ready")
        return self

    def lives(self) -> bool:
        """Fails the test when it has ended by itself."""
        assert self.process.poll() is None, self.logged()[-3000:]
        return True

    def ask(self, page: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{page}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError as error:
            return 0, str(error)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def logged(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def told(self, message: str) -> list[dict[str, Any]]:
        """The lines of its log that say so."""
        lines = [json.loads(line) for line in self.logged().splitlines() if line.startswith("{")]
        return [line for line in lines if line["message"] == message]
