"""With load running, everything is killed with SIGKILL at random moments; nothing is lost, nothing is doubled.

The ledger holds what the broker acknowledged to the producer. The end is compared with a calm run of the one
process on the same stories. NEWSROOM_TEST_CHAOS_KILLS sets the number of kills, NEWSROOM_TEST_CHAOS_REPORT where the
JSON report goes.
"""

from __future__ import annotations

import collections
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.generated import pages
from eventlog.kafka.log import KafkaLog
from eventlog.port import LogError
from schemas.ids import digest
from tests.chaos.producer import BATCH
from tests.e2e.newsroom_process import ROOT, answer, newsroom
from tests.servers.clickhouse import ClickHouseFront
from tests.servers.kafka_broker import KafkaBroker
from tests.services.running import Service, sink_lag, wait_until, work, work_lag

KILLS = int(os.environ.get("NEWSROOM_TEST_CHAOS_KILLS", "10"))
SECONDS_PER_KILL = 6.0
UPDATES = 4000
STARTING_SECONDS = 3.0
VICTIMS = ("producer", "worker", "sink", "broker", "store")
TABLES = ("updates", "claims", "figures")


class Cast:
    """Who can be killed, and how each comes back."""

    def __init__(self, folder: Path, broker: KafkaBroker, store: ClickHouseFront, stories: Path) -> None:
        self.folder, self.broker, self.store, self.stories = folder, broker, store, stories
        self.log_url = f"kafka://{broker.address}"
        self.ledger = folder / "ledger"
        self.pause = KILLS * SECONDS_PER_KILL / (UPDATES / BATCH)
        self.started: dict[str, float] = {}
        self.producer = self._producer()
        self.worker = self._worker()
        self.sink = self._sink()
        self.started |= dict.fromkeys(VICTIMS, time.monotonic())

    def kill(self, victim: str) -> None:
        match victim:
            case "producer":
                self.producer.kill()
                self.producer.wait()
            case "worker":
                self.worker.kill()
            case "sink":
                self.sink.kill()
            case "broker":
                self.broker.kill()
            case "store":
                self.store.kill()

    def revive(self, victim: str) -> None:
        match victim:
            case "producer":
                self.producer = self._producer()
            case "worker":
                self.worker = self._worker()
            case "sink":
                self.sink = self._sink()
            case "broker":
                self.broker.restart()
            case "store":
                self.store.restart()
        self.started[victim] = time.monotonic()

    def keep_going(self) -> None:
        """Start again what ended by itself, as a supervisor would."""
        for name in ("worker", "sink"):
            service: Service = getattr(self, name)
            if service.process.poll() is not None:
                self.revive(name)

    def _producer(self) -> subprocess.Popen[bytes]:
        with (self.folder / "producer.log").open("ab") as out:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.chaos.producer", self.log_url, str(self.stories), str(self.ledger),
                 str(self.pause)], cwd=ROOT, stdout=out, stderr=out,
            )

    def _worker(self) -> Service:
        return work(self.log_url, self.folder / "worker.log")

    def _sink(self) -> Service:
        return Service("sink", ["--log", self.log_url, "--store", self.store.url], self.folder / "sink.log")


@pytest.fixture
def players(
    kafka_url: str, kafka_broker: KafkaBroker, front_url: str, clickhouse_front: ClickHouseFront, tmp_path: Path
) -> Iterator[Cast]:
    assert newsroom("migrate", "--store", front_url).returncode == 0
    stories = tmp_path / "stories"
    stories.mkdir()
    for page in pages(UPDATES):
        (stories / page.name).write_text(page.text, encoding="utf-8")
    cast = Cast(tmp_path, kafka_broker, clickhouse_front, stories)
    yield cast
    cast.producer.kill()
    for service in (cast.worker, cast.sink):
        service.kill()


def phase(players: Cast, victim: str) -> str:
    if time.monotonic() - players.started[victim] < STARTING_SECONDS:
        return "starting"
    return "under load" if players.producer.poll() is None else "catching up"


def rows_of(table: str, *where: str | Path) -> list[dict[str, Any]]:
    """The table in a fixed order, without recorded times and offsets: a restarted producer sends again, and that
    moves offsets."""
    rows: list[dict[str, Any]] = answer(
        "sql", f"SELECT * EXCEPT (recorded_at, cause_offset) FROM {table} FINAL ORDER BY ALL", *where)
    return rows


def is_zero(lag: Callable[[KafkaLog], int], url: str) -> bool:
    try:
        log = KafkaLog(url, timeout_seconds=10)
    except LogError:
        return False
    try:
        return lag(log) == 0
    except LogError:
        return False
    finally:
        log.close()


@pytest.mark.timeout(3000)
def test_nothing_is_lost_and_nothing_is_doubled(players: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    rng = random.Random(20261122)
    kills: collections.Counter[tuple[str, str]] = collections.Counter()
    for n in range(KILLS):
        time.sleep(rng.uniform(0.5, 4.0))
        players.keep_going()
        victim = VICTIMS[n % len(VICTIMS)] if n < len(VICTIMS) else rng.choice(VICTIMS)
        kills[victim, phase(players, victim)] += 1
        players.kill(victim)
        time.sleep(rng.uniform(0.1, 1.5))
        players.revive(victim)

    def settled() -> bool:
        players.keep_going()
        return (players.producer.poll() == 0 and is_zero(work_lag, players.log_url)
                and is_zero(sink_lag, players.log_url))

    wait_until(settled, 600, "all taken in, decided and written after the last kill")
    report = _report(players, kills)
    path = os.environ.get("NEWSROOM_TEST_CHAOS_REPORT")
    if path:
        Path(path).write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    with capsys.disabled():
        print("\n" + json.dumps(report, indent=2))
    assert report["lost"] == 0
    assert report["duplicated"] == 0
    assert all(report["equal"].values())


def _report(players: Cast, kills: collections.Counter[tuple[str, str]]) -> dict[str, Any]:
    data = players.folder / "calm"
    assert newsroom("run", players.stories, "--data", data, timeout=600,
                    environment={"NEWSROOM_BATCH": str(BATCH)}).returncode == 0
    sent = [line.split()[1] for line in players.ledger.read_text(encoding="utf-8").splitlines()]
    acknowledged = set(sent)
    here = ["--store", players.store.url]
    (counts,) = answer("sql", "SELECT count() AS rows, uniqExact(update_id) AS ids FROM timeline", *here)
    (figures,) = answer("sql", "SELECT count() AS rows, uniqExact((incident_id, category, policy)) AS ids "
                               "FROM current_figures", *here)
    filed = {digest("received", row["update_id"]) for row in answer("sql", "SELECT update_id FROM timeline", *here)}
    return {
        "kills": {f"{victim}, {when}": count for (victim, when), count in sorted(kills.items())},
        "acknowledged": len(acknowledged),
        "sent_again_and_acknowledged": len(sent) - len(acknowledged),
        "lost": len(acknowledged - filed),
        "duplicated": counts["rows"] - counts["ids"] + figures["rows"] - figures["ids"],
        "equal": {table: rows_of(table, *here) == rows_of(table, "--data", data) for table in TABLES},
        "rows": {table: len(rows_of(table, "--data", data)) for table in TABLES},
    }

