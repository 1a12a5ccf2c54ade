"""A store of another version is refused by whoever would read or write it, with what to do about it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from eventlog.sqlite.log import SqliteLog
from sinks.clickhouse.store import ClickHouseStore
from sinks.embedded import EmbeddedStore
from sinks.migrate import migrate, migrations
from sinks.store import Store
from tests.e2e.newsroom_command import command

READING = (["timeline"], ["figures"], ["sql", "SELECT 1"])
NEXT = len(migrations()) + 1


@pytest.fixture
def log_url(tmp_path: Path) -> str:
    """A log that is there and empty."""
    SqliteLog(tmp_path / "log.sqlite").close()
    return f"sqlite://{tmp_path / 'log.sqlite'}"


def all_refuse(store_url: str, log_url: str) -> str:
    """The line that every command which opens the store ends with."""
    commands = [*READING, ["replay", "--log", log_url], ["sink", "--log", log_url]]
    lines = set()
    for asked in commands:
        done = command(*asked, "--store", store_url)
        assert done.returncode == 1, f"{asked}: {done.stderr.decode()}"
        # a service also tells in its structured log where its pages are
        (line,) = [line for line in done.stderr.decode().splitlines() if not line.startswith("{")]
        lines.add(line)
    (line,) = lines
    assert store_url in line
    return line


def make_newer(store: Store) -> None:
    migrate(store)
    row = (NEXT, "of_the_future", "c", dt.datetime.now(dt.UTC))
    store.insert("migrations", ("number", "name", "checksum", "applied_at"), [row])
    store.close()


def test_one_on_a_server_that_is_newer(front_url: str, log_url: str) -> None:
    make_newer(ClickHouseStore(front_url))
    assert f"newer version (its migration is {NEXT}" in all_refuse(front_url, log_url)


def test_an_embedded_one_that_is_newer(tmp_path: Path, log_url: str) -> None:
    make_newer(EmbeddedStore(tmp_path / "store", wait_seconds=0))
    assert f"newer version (its migration is {NEXT}" in all_refuse(f"chdb://{tmp_path / 'store'}", log_url)


def test_one_on_a_server_that_is_older(front_url: str, log_url: str) -> None:
    store = ClickHouseStore(front_url)
    migrate(store, migrations()[:-1])
    store.close()
    assert "run `newsroom migrate`" in all_refuse(front_url, log_url)
    assert command("migrate", "--store", front_url).returncode == 0
    assert command("timeline", "--store", front_url).returncode == 0


def test_one_on_a_server_that_was_never_migrated(front_url: str, log_url: str) -> None:
    assert "run `newsroom migrate`" in all_refuse(front_url, log_url)


def test_a_database_that_is_not_there(front_url: str, log_url: str) -> None:
    assert "run `newsroom migrate`" in all_refuse(front_url.rpartition("/")[0] + "/nobody_made_it", log_url)


def test_an_embedded_one_that_is_older_is_brought_up_to_date(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "store", wait_seconds=0)
    migrate(store, migrations()[:-1])
    store.close()
    done = command("timeline", "--store", f"chdb://{tmp_path / 'store'}")
    assert (done.returncode, done.stderr) == (0, b"")
