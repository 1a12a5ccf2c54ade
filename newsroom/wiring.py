"""The one place that knows every part: settings in, a ready pipeline out."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from datelines.places import Gazetteer, load
from eventlog.sqlite import SqliteLog
from newsroom.errors import Failure
from newsroom.one_process import OneProcess
from newsroom.settings import Settings
from sinks.embedded import EmbeddedStore
from sinks.migrate import migrate
from sinks.writer import Writer
from streams.desk import Desk
from streams.extract.cause import cause_of
from streams.figures import Figures
from streams.grades import Grades
from streams.policies import POLICIES
from streams.read import reader
from telemetry.stages import Stages

LOG_FILE = "log.sqlite"
STORE_FOLDER = "store"


def new_desk(gazetteer: Gazetteer) -> Callable[[], Desk]:
    """What makes desks: all policies side by side, nobody graded."""
    read = reader(gazetteer)
    figures = Figures(tuple(POLICIES.values()), Grades({}))
    return lambda: Desk(read, figures, cause_of)


@contextlib.contextmanager
def open_log(data: Path, *, must_exist: bool = False, read_only: bool = False) -> Iterator[SqliteLog]:
    """The embedded log in the data folder. Raises LogError, Failure."""
    log = SqliteLog(_inside(data, LOG_FILE, must_exist=must_exist or read_only), read_only=read_only)
    try:
        yield log
    finally:
        log.close()


@contextlib.contextmanager
def open_store(data: Path, *, must_exist: bool = False, wait_seconds: float) -> Iterator[EmbeddedStore]:
    """The embedded store in the data folder, migrated. Raises StoreError, StoreInUse, Failure."""
    store = EmbeddedStore(_inside(data, STORE_FOLDER, must_exist=must_exist), wait_seconds=wait_seconds)
    try:
        migrate(store)
        yield store
    finally:
        store.close()


@contextlib.contextmanager
def one_process(settings: Settings, stages: Stages) -> Iterator[OneProcess]:
    """The whole pipeline on the data folder."""
    with (
        open_log(settings.data) as log,
        open_store(settings.data, wait_seconds=settings.store_wait_seconds) as store,
    ):
        yield OneProcess(log, Writer(log, store), new_desk(load()), stages, settings.batch)


def _inside(data: Path, name: str, *, must_exist: bool) -> Path:
    if must_exist and not (data / name).exists():
        raise Failure(f"no newsroom data in {data}: run `newsroom run PATH... --data {data}` first")
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(f"cannot make the data folder {data}: {error.strerror}; name another with --data") from error
    return data / name
