"""An editor's word on one machine: decided by the page's own process, but where another one gets on with it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from eventlog.reading import lag
from eventlog.sqlite.log import SqliteLog
from newsroom.services.desk.deciding import DecidesUnlessOthersDo
from newsroom.settings import Settings
from producers.intake.taking import intake_records
from schemas.records import NewRecord, TopicPartition
from schemas.topics import FIGURES, INTAKE, WORK_GROUP
from tests.builders import NOON, minutes, received

TEXTS = ["Rescuers in Trujillo have found 21 bodies, Peru's civil defense agency says.",
         "The death toll from the mudslide in Trujillo has risen to 41, civil defense director Rosa Quillay said."]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path)


@pytest.fixture
def log(settings: Settings) -> Iterator[SqliteLog]:
    with contextlib.closing(SqliteLog(settings.data / "log.sqlite")) as log:
        log.append(intake_records([received(text, NOON + minutes(n)) for n, text in enumerate(TEXTS)], []))
        yield log


def waiting(log: SqliteLog) -> int:
    return sum(lag(log, WORK_GROUP, INTAKE).values())


def test_where_nobody_works_it_is_decided(log: SqliteLog, settings: Settings) -> None:
    DecidesUnlessOthersDo(settings)()
    assert waiting(log) == 0
    assert sum(log.latest(FIGURES, partition) for partition in range(log.partitions(FIGURES))) > 0


def test_whoever_gets_on_with_it_is_left_alone(log: SqliteLog, settings: Settings) -> None:
    partition = next(number for number, waits in lag(log, WORK_GROUP, INTAKE).items() if waits)

    def go_on() -> None:
        with contextlib.closing(SqliteLog(settings.data / "log.sqlite")) as same:
            same.commit(WORK_GROUP, {TopicPartition(INTAKE, partition): 1})

    other = threading.Timer(0.3, go_on)
    other.start()
    DecidesUnlessOthersDo(settings)()
    other.join()
    assert waiting(log) == 1


def test_words_that_come_at_once_are_all_decided(log: SqliteLog, settings: Settings) -> None:
    decide = DecidesUnlessOthersDo(settings)
    first = threading.Thread(target=decide)
    first.start()
    log.append(intake_records([received("At least 45 people died in Trujillo, the mayor said.", NOON + minutes(9))], []))
    decide()
    first.join()
    assert waiting(log) == 0


def test_what_cannot_be_decided_is_told_and_stays(
    log: SqliteLog, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    log.append([NewRecord(INTAKE, "PE", f"{n:032x}", "UpdateReceived", b"\xff\x00") for n in range(200)])
    DecidesUnlessOthersDo(settings)()
    assert waiting(log) > 0
    assert "could not be decided" in caplog.text
    assert "it is on the log" in caplog.text


def test_a_log_that_is_away_is_told(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    DecidesUnlessOthersDo(settings)()
    assert "could not be decided" in caplog.text
