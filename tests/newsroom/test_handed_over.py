"""The one process hands its events over in memory, and ends as services do that know each other by the log alone."""

from __future__ import annotations

import functools
import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from benchmarks.generated import pages
from eventlog.hand_over import HandOver
from eventlog.port import LogError
from eventlog.sqlite.log import SqliteLog
from newsroom.one_process import Desks, OneProcess
from newsroom.pipeline import new_desk
from producers.formats.common.format import Reading
from producers.intake.taking import IntakeBatch, intake_records, read_stories
from schemas.codec import decode
from schemas.events import Event
from schemas.records import Record, record_of
from schemas.topics import DERIVED_TOPICS, INTAKE
from sinks.rows import COLUMNS
from sinks.store import Row, Store, StoreError
from sinks.writer import write_rows
from streams.desk.desk import Desk
from telemetry.stages import Stages
from tests.builders import NOON, received
from tests.producers.pages import gazetteer
from tests.stores import emptied

BATCH = 40


@functools.cache
def _desks() -> Callable[[], Desk]:
    return new_desk(gazetteer())


def some_desk() -> Desk:
    return _desks()()


@pytest.fixture(scope="module")
def batches(tmp_path_factory: pytest.TempPathFactory) -> list[IntakeBatch]:
    folder = tmp_path_factory.mktemp("pages")
    for page in pages(200):
        (folder / page.name).write_text(page.text, encoding="utf-8")
    return list(read_stories([str(folder)], Reading(), gazetteer(), Stages(), BATCH))


@pytest.fixture
def logs(tmp_path: Path) -> Iterator[Callable[[str], SqliteLog]]:
    """Each time the log of this name, opened once more."""
    found = list[SqliteLog]()

    def log(name: str) -> SqliteLog:
        found.append(SqliteLog(tmp_path / f"{name}.sqlite"))
        return found[-1]

    yield log
    for each in found:
        each.close()


def records(log: SqliteLog) -> list[Record]:
    """All that is taken in and decided."""
    return [record for topic in (INTAKE, *DERIVED_TOPICS) for partition in range(log.partitions(topic))
            for record in log.read(topic, partition, 0, 100_000)]


def told(log: SqliteLog, store: Store) -> tuple[list[Record], list[Sequence[Row]]]:
    """What stands on the log and in the store, when it was recorded left out."""
    return ([msgspec.structs.replace(record, recorded_at=NOON) for record in records(log)],
            [store.query(f"SELECT * EXCEPT recorded_at FROM {table} FINAL ORDER BY ALL").rows for table in COLUMNS])


def by_services(log: SqliteLog, store: Store, batches: list[IntakeBatch]) -> tuple[list[Record], list[Sequence[Row]]]:
    """Each of its own, and none with anything in memory that another one wrote."""
    for batch in batches:
        log.append(intake_records(batch.events, batch.dead_letters))
        Desks(log, some_desk, Stages(), BATCH).work()
        assert list(write_rows(log, store))
    found = told(log, store)
    emptied(store)
    return found


def test_the_one_process_ends_as_services_do(
    batches: list[IntakeBatch], logs: Callable[[str], SqliteLog], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed, kept = list[Event](), list[Event]()

    class Watched(HandOver):
        def keep(self, appended: Any) -> None:
            several = list(appended)
            kept.extend(event for _, event in several)
            super().keep(several)

        def event_of(self, record: Record) -> Event:
            event = super().event_of(record)
            assert repr(event) == repr(decode(record.type, record.value))
            handed.append(event)
            return event

    expected = by_services(logs("services"), store, batches)
    monkeypatch.setattr("newsroom.one_process.HandOver", Watched)
    log = logs("alone")
    pipeline = OneProcess(log, store, some_desk, Stages(), BATCH)
    for batch in batches:
        pipeline.take(batch.events, batch.dead_letters)
        pipeline.work()
        pipeline.sink()
    assert told(log, store) == expected
    assert len(handed) == len(records(log)) > 400
    assert {id(event) for event in handed} <= {id(event) for event in kept}, "none was decoded"


def test_what_another_process_writes_in_between_is_seen(
    batches: list[IntakeBatch], logs: Callable[[str], SqliteLog], store: Store
) -> None:
    expected = by_services(logs("services"), store, batches)
    here, other = logs("shared"), logs("shared")
    pipeline = OneProcess(here, store, some_desk, Stages(), BATCH)
    for batch, does in zip(batches, itertools.cycle(("takes in", "decides", "both")), strict=False):
        if does == "decides":
            pipeline.take(batch.events, batch.dead_letters)
        else:
            other.append(intake_records(batch.events, batch.dead_letters))
        if does != "takes in":
            assert Desks(other, some_desk, Stages(), BATCH).work().inputs
        pipeline.work()
        pipeline.sink()
    assert told(here, store) == expected


def test_of_two_updates_of_one_id_the_one_on_the_log_counts(logs: Callable[[str], SqliteLog], store: Store) -> None:
    ours, theirs = (received(f"{killed} people were killed, Mayor Ada Torvelli said.", update_id="f" * 32) for killed in (15, 18))
    log = logs("shared")
    logs("shared").append([record_of(theirs, "PE")])
    pipeline = OneProcess(log, store, some_desk, Stages(), BATCH)
    pipeline.take([ours])
    pipeline.work()
    pipeline.sink()
    assert store.query("SELECT text FROM updates").rows == [(theirs.text,)]
    assert store.query("SELECT DISTINCT value FROM claims").rows == [(18,)]


class Failing:
    """What it stands before, but for one method, which fails now and then."""

    def __init__(self, behind: Any, method: str, error: Exception) -> None:
        self._behind, self._method, self._error = behind, method, error
        self._random = random.Random(7)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._behind, name)
        if name != self._method:
            return found

        def call(*args: Any, **named: Any) -> Any:
            if self._random.random() < 0.3:
                raise self._error
            return found(*args, **named)

        return call


@pytest.mark.parametrize(("part", "method"), [("log", "append"), ("store", "insert")])
def test_what_failed_and_is_done_again_ends_the_same(
    batches: list[IntakeBatch], logs: Callable[[str], SqliteLog], store: Store, part: str, method: str
) -> None:
    expected = by_services(logs("services"), store, batches)
    log, failures = logs("alone"), 0
    failing_log: Any = Failing(log, method, LogError("away")) if part == "log" else log
    failing_store: Any = Failing(store, method, StoreError("away")) if part == "store" else store
    pipeline = OneProcess(failing_log, failing_store, some_desk, Stages(), BATCH)

    def again(step: Callable[[], object]) -> int:
        for failures in itertools.count():
            try:
                step()
            except (LogError, StoreError):
                continue
            return failures
        raise AssertionError

    for batch in batches:
        failures += again(lambda batch=batch: pipeline.take(batch.events, batch.dead_letters))  # type: ignore[misc]
        failures += again(pipeline.work)
        failures += again(pipeline.sink)
    assert failures > 2
    assert told(log, store) == expected
