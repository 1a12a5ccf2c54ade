"""The real services with their pages, for a Prometheus to scrape."""

from __future__ import annotations

from pathlib import Path

from newsroom.settings import Settings
from newsroom.wiring import open_log
from schemas.records import NewRecord
from tests.e2e.newsroom_process import ROOT, newsroom
from tests.servers.process import free_ports
from tests.services.running import Service

EXAMPLES = ROOT / "examples" / "mudslide"
NAMES = ("ingest", "work", "sink")


class WatchedHouse:
    """Producer, worker and sink on a log and a store that are there; `ports` are those of their pages."""

    def __init__(self, folder: Path, log_url: str, store_url: str) -> None:
        self.folder = folder
        self.log_url = log_url
        self.ports = dict(zip(NAMES, free_ports(len(NAMES)), strict=True))
        self.stories = folder / "stories"
        self.stories.mkdir()
        self._arguments = {
            "ingest": [str(self.stories), "--date", "2026-03-14", "--every", "0.5", "--log", log_url],
            "work": ["--log", log_url],
            "sink": ["--log", log_url, "--store", store_url],
        }
        self._running: dict[str, Service] = {}
        migrated = newsroom("migrate", "--store", store_url)
        assert migrated.returncode == 0, migrated.stderr.decode()

    def start(self, *names: str) -> None:
        for name in names:
            environment = {"NEWSROOM_HEALTH_PORT": str(self.ports[name])}
            self._running[name] = Service(name, self._arguments[name], self.folder / f"{name}.log", environment)

    def kill(self, name: str) -> None:
        self._running.pop(name).kill()

    def end(self) -> None:
        for name in list(self._running):
            self.kill(name)

    def deliver(self, name: str, old: str = "", new: str = "") -> None:
        """Put a story of the demo into the folder; with words changed it is another one."""
        text = (EXAMPLES / name).read_text("utf-8")
        assert old in text
        unfinished = self.stories / f"{name}.part"
        unfinished.write_text(text.replace(old, new) if old else text, encoding="utf-8")
        unfinished.replace(self.stories / f"{new.replace(' ', '-')}{name}")

    def deliver_garbage(self) -> Path:
        """Put a file into the folder that is no story."""
        garbage = self.stories / "garbage.txt"
        garbage.write_bytes(bytes(range(256)) * 20)
        return garbage

    def append_garbage(self) -> None:
        """Put a record onto the intake that is no event."""
        with open_log(Settings(log=self.log_url)) as log:
            log.append([NewRecord("intake", "PE", "f" * 32, "UpdateReceived", b"garbage")])
