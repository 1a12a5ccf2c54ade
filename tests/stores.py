"""An embedded store for many tests: to open and migrate one takes a second, to empty it some milliseconds.

A process has one engine at a time, so a module that uses one opens no other and runs no command on one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sinks.embedded import EmbeddedStore
from sinks.migrate import migrate
from sinks.rows import COLUMNS
from sinks.store import Store
from sinks.written import OWN_TABLES

_TABLES = "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree'"


@contextmanager
def opened(directory: Path) -> Iterator[EmbeddedStore]:
    """A migrated store, closed in the end."""
    store = EmbeddedStore(directory, wait_seconds=0)
    try:
        migrate(store)
        yield store
    finally:
        store.close()


def emptied(store: Store) -> Store:
    """The same store as it was when it was migrated: without rows, and without tables that a test made."""
    found = {name for (name,) in store.query(_TABLES).rows}
    ours = {*COLUMNS, *OWN_TABLES}
    assert found.issuperset(ours), "a test before this one took a table away"
    for name in ours:
        store.command(f"TRUNCATE TABLE {name} SYNC")
    for other in found.difference(ours, {"migrations"}):
        store.command(f"DROP TABLE {other} SYNC")
    return store
