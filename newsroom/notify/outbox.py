"""What is still to be told: one SQLite file (`notify.sqlite`) that holds the position on the log and every message.

A position and what follows from the records below it are committed in one transaction, so that a crash neither loses
nor repeats a change; a message that was acknowledged is taken out at once. Each queue is one receiver's address. Every
thread has an `NotifyOutbox` of its own on the file.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from newsroom.changes.following import KeptPosition
from newsroom.errors import Failure
from newsroom.notify.message import ChosenChange, Message, for_a_person

MOST_MESSAGES = 10_000
"""Of a queue; beyond, the oldest are dead letters, so that the newest are still told when a receiver is back."""

_VERSION = 1
_BUSY_SECONDS = 30.0
_APPLICATION_ID = 0x4E57_4E46  # "NWNF": tells our file from any other SQLite database
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)
_TABLES = (
    f"PRAGMA application_id = {_APPLICATION_ID}",
    "CREATE TABLE log (log_id TEXT NOT NULL)",  # one row: whose positions these are
    """CREATE TABLE positions (
        partition INTEGER PRIMARY KEY,
        next_offset INTEGER NOT NULL,
        told_from INTEGER NOT NULL,     -- offset of the first record of which anybody is told
        state BLOB                      -- what was told before; NULL: nothing was read yet
    )""",
    """CREATE TABLE chosen (            -- changes that wait to become a message
        seq INTEGER PRIMARY KEY,
        queue TEXT NOT NULL,
        change_id TEXT NOT NULL,
        change BLOB NOT NULL,           -- with its rules, msgpack
        due INTEGER NOT NULL,           -- microseconds since 1970, UTC, as all times here
        UNIQUE (queue, change_id)
    )""",
    """CREATE TABLE messages (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        queue TEXT NOT NULL,
        id TEXT NOT NULL,
        title TEXT NOT NULL,
        content BLOB NOT NULL,
        changes INTEGER NOT NULL,
        composed_at INTEGER NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0,
        next_try INTEGER NOT NULL,
        dead_at INTEGER,                -- NULL: it is still to be tried
        error TEXT,                     -- why the last try failed
        UNIQUE (queue, id)
    )""",
    "CREATE INDEX messages_to_try ON messages (queue, dead_at, tries, seq)",
    "CREATE TABLE told (queue TEXT PRIMARY KEY, last_at INTEGER NOT NULL)",  # when it last got a message
    f"PRAGMA user_version = {_VERSION}",
)


class ChosenFor(NamedTuple):
    """A change for a queue, which is to be told at `due`."""

    queue: str
    chosen: ChosenChange
    due: dt.datetime


class OutMessage(NamedTuple):
    """A message in a queue."""

    queue: str
    message: Message
    tries: int
    composed_at: dt.datetime
    error: str | None
    dead_at: dt.datetime | None


class QueueCount(NamedTuple):
    waiting: int  # messages, and changes that wait to be one
    dead: int
    oldest: dt.datetime | None  # when the oldest message that still waits was made


class Positions(NamedTuple):
    """Whose log it is, and of each partition where it is to be read on, and from where on anybody is told."""

    log_id: str
    kept: Mapping[int, KeptPosition]
    told_from: Mapping[int, int]


class NotifyOutbox:
    """The file, opened by one thread; made when it is not there. Every method raises Failure when the file fails."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._explained():
            self._connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")  # what is committed survives a power cut
            self._make_ready()

    def close(self) -> None:
        self._connection.close()

    def positions(self) -> Positions | None:
        """None before the first start."""
        rows = self._rows("SELECT log_id FROM log")
        if not rows:
            return None
        kept, told_from = {}, {}
        for partition, next_offset, told, state in self._rows(
            "SELECT partition, next_offset, told_from, state FROM positions"
        ):
            told_from[partition] = told
            if state is not None:
                kept[partition] = KeptPosition(next_offset, state)
        return Positions(rows[0][0], kept, told_from)

    def begin(self, log_id: str, told_from: Mapping[int, int]) -> None:
        """Keep that the log is read anew, and nothing below these offsets told; messages stay."""
        with self._transaction():
            self._rows("DELETE FROM log")
            self._rows("DELETE FROM positions")
            self._rows("INSERT INTO log VALUES (?)", log_id)
            for partition, offset in told_from.items():
                self._rows("INSERT INTO positions VALUES (?, 0, ?, NULL)", partition, offset)

    def take(self, positions: Mapping[int, KeptPosition], chosen: Collection[ChosenFor]) -> None:
        """Keep where partitions are to be read on together with what was chosen of the records before."""
        with self._transaction():
            for partition, position in positions.items():
                self._rows("INSERT INTO positions VALUES (?, ?, 0, ?) ON CONFLICT (partition) DO UPDATE SET "
                           "next_offset = excluded.next_offset, state = excluded.state", partition, *position)
            for each in chosen:
                self._rows("INSERT INTO chosen (queue, change_id, change, due) VALUES (?, ?, ?, ?) "
                           "ON CONFLICT DO NOTHING", each.queue, each.chosen.change.id,
                           msgspec.msgpack.encode(each.chosen), _stamp(each.due))

    def told_last(self) -> Mapping[str, dt.datetime]:
        """When each queue last got a message."""
        return {queue: _time(at) for queue, at in self._rows("SELECT queue, last_at FROM told")}

    def compose(
        self, queue: str, now: dt.datetime, most: int, made_of: Callable[[Sequence[ChosenChange]], Message],
        due_by: dt.datetime | None = None,
    ) -> int:
        """Make messages of the changes that are due now, or by then, of up to `most` each; how many were made."""
        due = _stamp(due_by or now)
        if not self._rows("SELECT 1 FROM chosen WHERE queue = ? AND due <= ? LIMIT 1", queue, due):
            return 0
        made = 0
        with self._transaction():
            while rows := self._rows("SELECT seq, change FROM chosen WHERE queue = ? AND due <= ? ORDER BY seq LIMIT ?",
                                     queue, due, most):
                message = made_of([msgspec.msgpack.decode(change, type=ChosenChange) for _, change in rows])
                self._rows(
                    "INSERT INTO messages (queue, id, title, content, changes, composed_at, next_try) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", queue, message.id, message.title,
                    message.content, message.changes, _stamp(now), _stamp(now),
                )
                for seq, _ in rows:
                    self._rows("DELETE FROM chosen WHERE seq = ?", seq)
                made += 1
            self._rows("INSERT INTO told VALUES (?, ?) ON CONFLICT (queue) DO UPDATE SET last_at = excluded.last_at",
                       queue, _stamp(now))
            self._rows(
                "UPDATE messages SET dead_at = ?, error = ? WHERE seq IN (SELECT seq FROM messages WHERE queue = ? AND "
                "dead_at IS NULL ORDER BY seq DESC LIMIT -1 OFFSET ?)", _stamp(now),
                f"more than {MOST_MESSAGES:,} messages waited for this receiver", queue, MOST_MESSAGES,
            )
        return made

    def next_message(self, queue: str, now: dt.datetime) -> OutMessage | None:
        """What is to be tried now: those first that were tried least, so that none stands in the others' way."""
        rows = self._messages("queue = ? AND dead_at IS NULL AND next_try <= ? ORDER BY tries, seq LIMIT 1", queue,
                              _stamp(now))
        return next(rows, None)

    def delivered(self, queue: str, name: str) -> None:
        """The receiver acknowledged the message."""
        self._rows("DELETE FROM messages WHERE queue = ? AND id = ?", queue, name)

    def failed(self, queue: str, name: str, why: str, next_try: dt.datetime | None, now: dt.datetime) -> None:
        """A try failed; without a next one the message is dead."""
        self._rows(
            "UPDATE messages SET tries = tries + 1, error = ?, next_try = ?, dead_at = ? WHERE queue = ? AND id = ?",
            why, _stamp(next_try or now), None if next_try is not None else _stamp(now), queue, name)

    def end_queues_but(self, queues: Collection[str], now: dt.datetime) -> int:
        """Messages and changes for queues that are no more are dead letters; how many messages that makes."""
        known = set(queues)
        gone = {queue for (queue,) in self._rows("SELECT DISTINCT queue FROM chosen UNION "
                                                 "SELECT DISTINCT queue FROM messages WHERE dead_at IS NULL")} - known
        return sum(self._end_queue(queue, now) for queue in gone)

    def queue_counts(self) -> Mapping[str, QueueCount]:
        """Of every queue that holds anything."""
        found: dict[str, QueueCount] = {}
        for queue, waiting, dead, oldest in self._rows(
            "SELECT queue, sum(dead_at IS NULL), sum(dead_at IS NOT NULL), "
            "min(composed_at) FILTER (WHERE dead_at IS NULL) FROM messages GROUP BY queue"
        ):
            found[queue] = QueueCount(waiting, dead, _time(oldest) if oldest is not None else None)
        for queue, chosen in self._rows("SELECT queue, count(*) FROM chosen GROUP BY queue"):
            before = found.get(queue, QueueCount(0, 0, None))
            found[queue] = before._replace(waiting=before.waiting + chosen)
        return found

    def dead_letters(self) -> list[OutMessage]:
        """The messages that are tried no more, the latest first."""
        return list(self._messages("dead_at IS NOT NULL ORDER BY dead_at DESC, seq DESC"))

    def try_again(self, now: dt.datetime, *, receiver: str | None = None, name: str | None = None) -> int:
        """Have dead messages tried once more, all or those of a receiver or an id; how many."""
        with self._transaction():
            return self._connection.execute(
                "UPDATE messages SET dead_at = NULL, tries = 0, next_try = ? WHERE dead_at IS NOT NULL "
                "AND (? IS NULL OR queue = ? OR queue LIKE ? || '/%') AND (? IS NULL OR id = ?)",
                (_stamp(now), receiver, receiver, receiver, name, name)).rowcount

    def _end_queue(self, queue: str, now: dt.datetime) -> int:
        """Its changes become a message each, which says what it would have told."""
        self.compose(queue, now, 1, for_a_person, due_by=_NEVER)
        with self._transaction():
            return self._connection.execute(
                "UPDATE messages SET dead_at = ?, error = ? WHERE queue = ? AND dead_at IS NULL",
                (_stamp(now), "notify.toml has no such receiver any more", queue)).rowcount

    def _messages(self, where: str, *values: object) -> Iterator[OutMessage]:
        for queue, name, title, content, changes, composed_at, tries, error, dead_at in self._rows(
            "SELECT queue, id, title, content, changes, composed_at, tries, error, dead_at "  # noqa: S608 - our own words
            f"FROM messages WHERE {where}", *values
        ):
            yield OutMessage(queue, Message(name, title, content, changes), tries, _time(composed_at), error,
                             _time(dead_at) if dead_at is not None else None)

    def _make_ready(self) -> None:
        """Make the tables of a new file; refuse what is another's or a newer version's."""
        ((application,),) = self._rows("PRAGMA application_id")
        ((version,),) = self._rows("PRAGMA user_version")
        if application == 0 and version == 0 and not self._rows("SELECT 1 FROM sqlite_master LIMIT 1"):
            with self._transaction():
                if not self._rows("SELECT 1 FROM sqlite_master LIMIT 1"):  # another may have made them meanwhile
                    for statement in _TABLES:
                        self._rows(statement)
        elif application != _APPLICATION_ID:
            raise Failure(f"{self.path} is not what `newsroom notify` keeps: it holds something else; move it away")
        elif version > _VERSION:
            raise Failure(f"{self.path} was written by a newer newsroom (version {version}, this one knows "
                          f"{_VERSION}): upgrade this one")

    # rows of SQLite are of any type; each caller knows its columns
    def _rows(self, sql: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        with self._explained():
            return self._connection.execute(sql, values).fetchall()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._explained():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise Failure(f"{self.path} cannot be used ({error}): check its disk and rights, or put a copy back; "
                          "without it `newsroom notify` begins anew with what changes from then on") from error


def _stamp(moment: dt.datetime) -> int:
    return (moment - _EPOCH) // dt.timedelta(microseconds=1)


def _time(stamp: int) -> dt.datetime:
    return _EPOCH + dt.timedelta(microseconds=stamp)
