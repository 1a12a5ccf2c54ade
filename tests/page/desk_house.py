"""A newsroom of one machine with its page: a real `newsroom desk` on a SQLite log, which the test itself fills as
`newsroom ingest` and `newsroom work` do."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx

from datelines.places import load_gazetteer
from eventlog.sqlite.log import SqliteLog
from newsroom.one_machine.desks import Desks
from newsroom.pipeline import new_desk
from producers.intake.taking import intake_records
from telemetry.stages import Stages
from tests.builders import NOON, received
from tests.services.running import Service

PATIENCE_SECONDS = 60.0
_ADDRESS = re.compile(r"the desk's page is at (http://\S+)/")


class DeskHouse:
    """Use it as a context: the page is stopped at the end, and must end well."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self.data = folder / "data"
        self.data.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._environment = dict(environment or {})
        self._open_log()
        self.desk = self._started()
        self.address = self._address()
        self.client = httpx.Client(base_url=self.address, timeout=PATIENCE_SECONDS)

    def __enter__(self) -> DeskHouse:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()
        code, _seconds = self.desk.stop()
        self.log.close()
        assert code == 0, self.desk.logged()
        assert "Traceback" not in self.desk.logged(), self.desk.logged()

    def another_log(self) -> None:
        """Put the log away, and begin a new one in its place."""
        self.log.close()
        for file in self.data.glob("log.sqlite*"):
            file.unlink()
        self._open_log()

    def restart(self) -> None:
        """Kill the page and start it again, at another address."""
        self.desk.kill()
        self.desk = self._started()
        self.client.close()
        self.address = self._address()
        self.client = httpx.Client(base_url=self.address, timeout=PATIENCE_SECONDS)

    def take(self, text: str, at: dt.datetime = NOON, **fields: Any) -> str:
        """An update comes in and is decided; its id."""
        update = received(text, at, **fields)
        self.log.append(intake_records([update], []))
        self.decide()
        return update.update_id

    def decide(self) -> None:
        """Decide what is on intake, as `newsroom work` does."""
        self._desks.work()

    def page(self, path: str, **asked: Any) -> httpx.Response:
        """As a browser asks for it."""
        return self.client.get(path, headers={"accept": "text/html"}, **asked)

    def until(self, path: str, holds: Callable[[str], bool]) -> str:
        """The page once it is so."""
        began = time.monotonic()
        while not holds(text := str(self.page(path).text)):
            assert time.monotonic() - began < PATIENCE_SECONDS, f"{text}\n{self.desk.logged()}"
            time.sleep(0.1)
        return text

    def incident(self) -> str:
        """The id of the one incident on the board."""
        text = self.until("/", lambda page: "/incident/" in page)
        found = set(re.findall(r'/incident/([0-9a-f]+)"', text))
        assert len(found) == 1
        return str(found.pop())

    def _open_log(self) -> None:
        self.log = SqliteLog(self.data / "log.sqlite")
        self._desks = Desks(self.log, new_desk(load_gazetteer()), Stages(), 500)

    def _started(self) -> Service:
        return Service("desk", ["--data", str(self.data), "--listen", "127.0.0.1:0"],
                       self._folder / f"desk-{time.monotonic_ns()}.log", self._environment)

    def _address(self) -> str:
        began = time.monotonic()
        while (found := _ADDRESS.search(self.desk.logged())) is None:
            assert self.desk.process.poll() is None, self.desk.logged()
            assert time.monotonic() - began < PATIENCE_SECONDS, self.desk.logged()
            time.sleep(0.1)
        return str(found[1])
