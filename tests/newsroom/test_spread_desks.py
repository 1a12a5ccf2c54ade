"""Desks spread over processes: what they decide is what one process decides, whatever happens to them meanwhile."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from eventlog.hand_over import HandOver
from eventlog.port import EventLog, LogError
from eventlog.reading import lag
from eventlog.sqlite.log import SqliteLog
from newsroom.one_machine.desks import Desks
from newsroom.one_machine.keeping import Keeping
from newsroom.one_machine.process import Workshop
from newsroom.one_machine.spread import DEATHS, Hire, ProcessesFailed, SpreadDesks
from newsroom.one_machine.told import Decided, Watcher
from newsroom.pipeline import workshop
from newsroom.settings import Settings
from producers.intake.taking import IntakeBatch, intake_records
from schemas.records import NewRecord, Record
from schemas.topics import DEAD_LETTERS, INTAKE, WORK_GROUP
from streams.desk.bad_inputs import BadInputLimit, TooManyBadInputs
from streams.desk.memory import Memory
from telemetry.stages import Stages
from tests.builders import NOON
from tests.newsroom.pipelines import BATCH, batches_of, records, some_desk


class Seen(Watcher):
    """What was decided; after each batch of it something may be done."""

    def __init__(self, then: Callable[[], None] = lambda: None) -> None:
        self.batches = list[Decided]()
        self.rebuilt = 0
        self.then = then

    def decided(self, batch: Decided) -> None:
        self.batches.append(batch)
        self.then()

    def rebuilding(self) -> None:
        self.rebuilt += 1


@pytest.fixture(scope="module")
def batches(tmp_path_factory: pytest.TempPathFactory) -> list[IntakeBatch]:
    return batches_of(300, tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def expected(batches: list[IntakeBatch], tmp_path_factory: pytest.TempPathFactory) -> list[Record]:
    """What one process decides."""
    with contextlib.closing(SqliteLog(tmp_path_factory.mktemp("alone") / "log.sqlite")) as log:
        desks = Desks(log, some_desk, Stages(), BATCH)
        for batch in batches:
            log.append(intake_records(batch.events))
            desks.work()
        return of_no_time(log)


def of_no_time(log: SqliteLog) -> list[Record]:
    return [replace(record, recorded_at=NOON) for record in records(log)]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path)


@pytest.fixture
def log(settings: Settings) -> Iterator[SqliteLog]:
    with contextlib.closing(SqliteLog(settings.data / "log.sqlite")) as log:
        yield log


@contextlib.contextmanager
def spread(
    log: EventLog, settings: Settings, watcher: Watcher | None = None, *, few: int = 0, batch: int = BATCH,
    make: Callable[[], contextlib.AbstractContextManager[Workshop]] | None = None,
) -> Iterator[SpreadDesks]:
    watcher, stages, hand_over = watcher or Watcher(), Stages(), HandOver()
    desks = SpreadDesks(
        log, Desks(log, some_desk, stages, batch, watcher, hand_over=hand_over),
        Keeping(log, hand_over, stages, watcher), Hire(2, make or partial(workshop, settings)), stages, batch, watcher,
        few,
    )
    try:
        yield desks
    finally:
        desks.end()


def waiting(log: EventLog) -> int:
    return sum(lag(log, WORK_GROUP, INTAKE).values())


@pytest.mark.parametrize("few", [0, 150])
def test_the_log_gets_what_one_process_gives_it(
    log: SqliteLog, settings: Settings, batches: list[IntakeBatch], expected: list[Record], few: int
) -> None:
    seen = Seen()
    with spread(log, settings, seen, few=few) as desks:
        decided = 0
        for batch in batches:
            log.append(intake_records(batch.events))
            decided += desks.go_on().inputs
        decided += desks.work().inputs
        assert waiting(log) == 0
    assert of_no_time(log) == expected
    assert decided == sum(len(batch.events) for batch in batches)
    assert len({batch.partition for batch in seen.batches}) > 3
    assert sum(len(batch.events) for batch in seen.batches) == len(expected) - decided


def test_what_had_waited_is_decided_at_once(
    log: SqliteLog, settings: Settings, batches: list[IntakeBatch], expected: list[Record]
) -> None:
    for batch in batches:
        log.append(intake_records(batch.events))
    with spread(log, settings) as desks:
        assert desks.work().inputs == sum(len(batch.events) for batch in batches)
    assert of_no_time(log) == expected


def test_a_process_that_is_killed_is_replaced(
    log: SqliteLog, settings: Settings, batches: list[IntakeBatch], expected: list[Record],
    caplog: pytest.LogCaptureFixture,
) -> None:
    seen, killed = Seen(), list[int]()
    with spread(log, settings, seen, batch=BATCH // 8) as desks:  # most is still to be given when the last is killed
        def kill() -> None:
            alive = children()
            if len(killed) < 3 and len(alive) == 2:  # so the one killed before has been missed already
                killed.append(alive[len(killed) % 2])
                os.kill(killed[-1], signal.SIGKILL)

        seen.then = kill
        for batch in batches:
            log.append(intake_records(batch.events))
        desks.work()
    assert of_no_time(log) == expected
    assert len(killed) == 3
    assert caplog.text.count("was ended by SIGKILL: another takes its place") == 3


def test_processes_that_always_die_are_given_up(
    log: SqliteLog, settings: Settings, batches: list[IntakeBatch]
) -> None:
    log.append(intake_records(batches[0].events))
    with (
        spread(log, settings, make=dying) as desks,
        pytest.raises(ProcessesFailed, match=f"was ended by SIGKILL, {DEATHS} times: see whether memory is short"),
    ):
        desks.work()
    assert waiting(log) == len(batches[0].events)
    assert not children()


def dying() -> contextlib.AbstractContextManager[Workshop]:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("killed before")


def test_a_fault_in_a_process_ends_the_work_at_once(
    log: SqliteLog, settings: Settings, batches: list[IntakeBatch]
) -> None:
    log.append(intake_records(batches[0].events))
    with spread(log, settings, make=broken) as desks, pytest.raises(ProcessesFailed, match="this is a fault of newsroom"):
        desks.work()


def broken() -> contextlib.AbstractContextManager[Workshop]:
    raise ZeroDivisionError("as a fault of ours would")


def test_a_log_that_a_process_cannot_read_is_said_by_the_one_that_asked(
    log: SqliteLog, settings: Settings, batches: list[IntakeBatch]
) -> None:
    log.append(intake_records(batches[0].events))
    elsewhere = replace(settings, data=settings.data / "elsewhere")
    elsewhere.data.mkdir()
    (elsewhere.data / "log.sqlite").write_bytes(b"no database, but long enough to be looked at" * 50)
    with spread(log, settings, make=partial(workshop, elsewhere)) as desks, pytest.raises(LogError, match="elsewhere"):
        desks.work()
    with spread(log, settings) as desks:
        assert desks.work().inputs == len(batches[0].events)


def test_what_another_process_decides_meanwhile_is_seen(
    log: SqliteLog, settings: Settings, batches: list[IntakeBatch], expected: list[Record]
) -> None:
    seen = Seen()
    with contextlib.closing(SqliteLog(settings.data / "log.sqlite")) as same, spread(log, settings, seen) as desks:
        other = Desks(same, some_desk, Stages(), BATCH)

        def other_works() -> None:
            if len(seen.batches) in (2, 7, 15):
                other.work()

        seen.then = other_works
        for batch in batches:
            log.append(intake_records(batch.events))
            desks.go_on()
        mine = desks.work()
        assert mine.inputs == 0 or waiting(log) == 0
    assert of_no_time(log) == expected


def test_a_log_that_takes_nothing_for_a_while_gets_all_in_the_end(
    log: SqliteLog, settings: Settings, batches: list[IntakeBatch], expected: list[Record],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for batch in batches:
        log.append(intake_records(batch.events))
    append, refusals = log.append, iter([False, True, False, False, True])

    def failing(given: list[NewRecord], **options: object) -> None:
        if next(refusals, False):
            raise LogError("the disk is full")
        append(given, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(log, "append", failing)
    failures = 0
    with spread(log, settings) as desks:
        while waiting(log):
            try:
                desks.work()
            except LogError:
                failures += 1
    assert failures == 2
    assert of_no_time(log) == expected


def test_bad_inputs_are_dead_letters_up_to_the_limit(
    log: SqliteLog, settings: Settings, batches: list[IntakeBatch]
) -> None:
    good, key = intake_records(batches[0].events), batches[0].events[0].desk
    bad = [NewRecord(INTAKE, key, f"{n:032x}", "UpdateReceived", b"\xff\x00") for n in range(5)]
    log.append([*good, *bad])
    with spread(log, settings, make=partial(limited, settings)) as desks, pytest.raises(TooManyBadInputs, match="3 inputs"):
        desks.work()
    letters = [record for n in range(log.partitions(DEAD_LETTERS)) for record in log.read(DEAD_LETTERS, n, 0, 100)]
    assert len(letters) == 3
    with spread(log, settings) as desks:
        desks.work()
    assert waiting(log) == 0


@contextlib.contextmanager
def limited(settings: Settings) -> Iterator[Workshop]:
    with workshop(settings) as made:
        yield Workshop(lambda: Memory(some_desk, BadInputLimit(in_a_row=3)), made.log)


def test_once_it_is_told_to_stop_no_batch_is_begun(
    log: SqliteLog, settings: Settings, batches: list[IntakeBatch]
) -> None:
    for batch in batches:
        log.append(intake_records(batch.events))
    seen = Seen()
    with spread(log, settings, seen) as desks:
        desks.work(lambda: len(seen.batches) >= 2)
        assert waiting(log) > 0
    assert not children(), "nobody is left behind"


def test_nothing_is_lost_or_left_behind_when_the_one_that_started_them_is_killed(
    log: SqliteLog, settings: Settings, batches: list[IntakeBatch], expected: list[Record]
) -> None:
    for batch in batches:
        log.append(intake_records(batch.events))
    total, kills, left = waiting(log), 0, set[int]()
    while left_to_do := waiting(log):
        run = multiprocessing.get_context("spawn").Process(target=decide, args=(settings,))
        run.start()
        while run.is_alive() and (waiting(log) in (0, left_to_do) or kills == 4):
            left.update(children(run.pid))
            time.sleep(0.005)
        kills += run.is_alive()
        run.kill()
        run.join()
    assert kills, f"all {total} were decided before the first kill"
    assert of_no_time(log) == expected
    deadline = time.monotonic() + 60
    while any(Path(f"/proc/{pid}").exists() for pid in left):
        assert time.monotonic() < deadline, "a process outlives the one that started it"
        time.sleep(0.05)
    assert left


def decide(settings: Settings) -> None:
    with contextlib.closing(SqliteLog(settings.data / "log.sqlite")) as log, spread(log, settings) as desks:
        desks.work()


def children(of: int | None = None) -> list[int]:
    """The processes that decide, started by this one or by `of`, the oldest first."""
    told = subprocess.run(["ps", "-ww", "--ppid", str(of or os.getpid()), "-o", "pid=,args="], capture_output=True, text=True,
                          check=False)
    return [int(line.split()[0]) for line in told.stdout.splitlines() if "spawn_main" in line]
