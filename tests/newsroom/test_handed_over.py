"""The one process hands its events over in memory, and ends as services do that know each other by the log alone."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from eventlog.hand_over import HandOver
from eventlog.port import LogError
from eventlog.sqlite.log import SqliteLog
from newsroom.one_machine.desks import Desks
from newsroom.one_machine.one_process import OneProcess
from producers.intake.taking import IntakeBatch, intake_records
from schemas.codec import decode
from schemas.events import Event
from schemas.records import Record, record_of
from sinks.store import Row, Store, StoreError
from sinks.writer import write_rows
from telemetry.stages import Stages
from tests.builders import received
from tests.newsroom.pipelines import BATCH, batches_of, records, some_desk, told
from tests.stores import emptied


@pytest.fixture(scope="module")
def batches(tmp_path_factory: pytest.TempPathFactory) -> list[IntakeBatch]:
    return batches_of(200, tmp_path_factory.mktemp("pages"))


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
    monkeypatch.setattr("newsroom.one_machine.one_process.HandOver", Watched)
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
