"""The files that are ours: where they lie, that only their user reads them, and that nothing takes them for stories.

Words that may not be told yet stand in the ledger, and whatever was told in confidence in log and store.
"""

from __future__ import annotations

import contextlib
import logging
import os
import stat
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from newsroom.settings import Settings, on_kafka

LOG_FILE = "log.sqlite"
STORE_FOLDER = "store"
DESK_STORE_FOLDER = "desk-store"
LEDGER_FILE = "ledger.sqlite"
NOTIFY_FILE = "notify.sqlite"
NOTIFY_RULES = "notify.toml"
SQLITE, CHDB = "sqlite://", "chdb://"

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_SUFFIXES = ("", "-wal", "-shm", "-journal", "-lock")

logger = logging.getLogger(__name__)


def log_path(settings: Settings) -> Path | None:
    """The file of a log on SQLite; None of another."""
    if settings.log is None:
        return settings.data / LOG_FILE
    return Path(settings.log.removeprefix(SQLITE)) if settings.log.startswith(SQLITE) else None


def store_path(settings: Settings) -> Path | None:
    """The folder of an embedded store; None of another."""
    if settings.store is None:
        return settings.data / STORE_FOLDER
    return Path(settings.store.removeprefix(CHDB)) if settings.store.startswith(CHDB) else None


def ledger_path(settings: Settings) -> Path:
    """Where producers remember: as the settings say, else beside the log."""
    if settings.ledger is not None:
        return settings.ledger
    log = None if on_kafka(settings) else log_path(settings)
    return settings.data / LEDGER_FILE if log is None else log.with_name(LEDGER_FILE)


def desk_store_path(settings: Settings) -> Path:
    """The folder of the store that `newsroom desk` keeps for its page where there is none on a server."""
    return settings.data / DESK_STORE_FOLDER


def notify_path(settings: Settings) -> Path:
    """What is still to be told, and how far the log was read for that."""
    return settings.data / NOTIFY_FILE


def notify_rules_path(settings: Settings) -> Path:
    """Who is told of what."""
    return settings.notify_rules if settings.notify_rules is not None else settings.data / NOTIFY_RULES


def own_places(settings: Settings) -> tuple[Path, ...]:
    """Log, ledger, stores and what `notify` keeps and reads, as far as they are files of this machine."""
    places = (log_path(settings), ledger_path(settings), store_path(settings), desk_store_path(settings),
              notify_path(settings), notify_rules_path(settings))
    return tuple(place for place in places if place is not None)


class _Mask:
    """The process's mask for new files while at least one of ours is open."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._before = 0

    def __enter__(self) -> None:
        with self._lock:
            if not self._users:
                self._before = os.umask(_OTHERS)
            self._users += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._users -= 1
            if not self._users:
                os.umask(self._before)


_MASK = _Mask()  # the mask is the process's, so its bookkeeping is, too


@contextlib.contextmanager
def private(settings: Settings, place: Path) -> Iterator[None]:
    """While it lasts, whatever is made is its user's alone; what is there already of the place becomes so.

    The folder around the place too, if it is the data folder and holds nothing else: a folder that a user shares stays
    as it is. What belongs to another user is said, not changed.
    """
    with _MASK:
        _tighten(place)
        if place.parent == settings.data and _holds_only_ours(settings):
            _tighten_one(settings.data)
        yield


def _holds_only_ours(settings: Settings) -> bool:
    files = (LOG_FILE, LEDGER_FILE, NOTIFY_FILE, NOTIFY_RULES)
    ours = {name + suffix for name in files for suffix in _SUFFIXES} | {STORE_FOLDER, DESK_STORE_FOLDER}
    try:
        return ours.issuperset(os.listdir(settings.data))
    except OSError:
        return False  # not there yet, or not ours to list


def _tighten(place: Path) -> None:
    """Of a file also what SQLite puts beside it; a folder that nobody else can enter is done."""
    for suffix in _SUFFIXES:
        beside = place.with_name(place.name + suffix)
        if _tighten_one(beside) and beside.is_dir():
            for each in _inside(beside):
                _tighten_one(each)


def _inside(folder: Path) -> Iterable[Path]:
    return (Path(parent, name) for parent, folders, files in os.walk(folder) for name in (*folders, *files))


def _tighten_one(path: Path) -> bool:
    """Whether others had rights to it."""
    try:
        status = path.lstat()
    except OSError:
        return False
    if stat.S_ISLNK(status.st_mode) or not status.st_mode & _OTHERS:
        return False
    try:
        if status.st_uid != os.geteuid():
            raise PermissionError
        path.chmod(stat.S_IMODE(status.st_mode) & ~_OTHERS)
    except OSError:
        logger.warning("%s can be read or written by others, and is not ours to change: let its owner run "
                       "`chmod -R go= %s`", path, path)
    return True
