"""A newsroom of services with its page: `newsroom work`, `sink` and `desk` on Kafka and a ClickHouse server."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from eventlog.kafka.log import KafkaLog
from producers.intake.taking import intake_records
from schemas.events import UpdateReceived
from tests.page.looked_at import LookedAt
from tests.services.running import Service


class ServedHouse(LookedAt):
    """The worker and the sink run already. Use it as a context: the page is stopped at the end, and must end well."""

    def __init__(
        self, log_url: str, store_url: str, folder: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self.log = KafkaLog(log_url)
        super().__init__(Service("desk", ["--log", log_url, "--store", store_url, "--listen", "127.0.0.1:0"],
                                 folder / "desk.log", dict(environment or {})))

    def __enter__(self) -> ServedHouse:
        return self

    def __exit__(self, *_: object) -> None:
        self.log.close()
        self.close()

    def take_in(self, update: UpdateReceived) -> None:
        self.log.append(intake_records([update], []))

    def decide(self) -> None:
        """The worker does, by itself."""
