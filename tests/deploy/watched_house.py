"""The real services with their pages, for a Prometheus to scrape."""

from __future__ import annotations

from pathlib import Path

from newsroom.settings import Settings
from newsroom.wiring import open_log
from schemas.records import NewRecord
from tests.e2e.newsroom_process import ROOT, newsroom
from tests.notify.receiving import Receiver
from tests.servers.process import free_ports
from tests.services.running import Service

EXAMPLES = ROOT / "examples" / "mudslide"
NAMES = ("ingest", "work", "sink")
BESIDE = ("desk", "notify")


class WatchedHouse:
    """Producer, worker and sink on a log and a store that are there; `ports` are those of their pages.

    The page and the messages may be started beside them: `all_ports` are those of all.
    """

    def __init__(self, folder: Path, log_url: str, store_url: str) -> None:
        self.folder = folder
        self.log_url = log_url
        self.all_ports = dict(zip((*NAMES, *BESIDE), free_ports(len(NAMES) + len(BESIDE)), strict=True))
        self.ports = {name: self.all_ports[name] for name in NAMES}
        self.stories = folder / "stories"
        self.stories.mkdir()
        self._arguments = {
            "ingest": [str(self.stories), "--date", "2026-03-14", "--every", "0.5", "--log", log_url],
            "work": ["--log", log_url],
            "sink": ["--log", log_url, "--store", store_url],
            "desk": ["--log", log_url, "--store", store_url, "--listen", "127.0.0.1:0"],
            "notify": ["--log", log_url, "--rules", str(folder / "notify.toml")],
        }
        self._running: dict[str, Service] = {}
        migrated = newsroom("migrate", "--store", store_url)
        assert migrated.returncode == 0, migrated.stderr.decode()

    def start(self, *names: str) -> None:
        for name in names:
            environment = {"NEWSROOM_HEALTH_PORT": str(self.all_ports[name])}
            self._running[name] = Service(name, self._arguments[name], self.folder / f"{name}.log", environment)

    def tell(self, receiver: Receiver) -> None:
        """Have `notify` tell this receiver of every change."""
        (self.folder / "secret").write_text(receiver.secret)
        (self.folder / "secret").chmod(0o600)
        (self.folder / "notify.toml").write_text(
            f'[receivers.here]\nkind = "webhook"\nurl = "{receiver.url}"\nsecret_file = "secret"\n'
            'allow_private = true\n\n[[rules]]\nname = "all"\nto = ["here"]\n'
            'when = ["new_incident", "best_changed", "corrected_down", "disputed"]\n')

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
