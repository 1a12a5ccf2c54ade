"""A newsroom of one machine with its page: a real `newsroom desk` on a SQLite log, which the test itself fills as
`newsroom ingest` and `newsroom work` do."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from datelines.places import load_gazetteer
from eventlog.sqlite.log import SqliteLog
from newsroom.one_machine.desks import Desks
from newsroom.pipeline import new_desk
from producers.intake.taking import intake_records
from schemas.events import UpdateReceived
from telemetry.stages import Stages
from tests.page.looked_at import LookedAt
from tests.services.running import Service


class DeskHouse(LookedAt):
    """Use it as a context: the page is stopped at the end, and must end well."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self.data = folder / "data"
        self.data.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._environment = dict(environment or {})
        self._open_log()
        super().__init__(self._started())

    def __enter__(self) -> DeskHouse:
        return self

    def __exit__(self, *_: object) -> None:
        self.log.close()
        self.close()

    def another_log(self) -> None:
        """Put the log away, and begin a new one in its place."""
        self.log.close()
        for file in self.data.glob("log.sqlite*"):
            file.unlink()
        self._open_log()

    def restart(self) -> None:
        """Kill the page and start it again, at another address."""
        self.desk.kill()
        self.client.close()
        self._serves(self._started())

    def take_in(self, update: UpdateReceived) -> None:
        self.log.append(intake_records([update], []))
        self.decide()

    def decide(self) -> None:
        """Decide what is on intake, as `newsroom work` does."""
        self._desks.work()

    def _open_log(self) -> None:
        self.log = SqliteLog(self.data / "log.sqlite")
        self._desks = Desks(self.log, new_desk(load_gazetteer()), Stages(), 500)

    def _started(self) -> Service:
        return Service("desk", ["--data", str(self.data), "--listen", "127.0.0.1:0"],
                       self._folder / f"desk-{time.monotonic_ns()}.log", self._environment)
