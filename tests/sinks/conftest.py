from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from schemas.events import Event
from sinks.embedded import EmbeddedStore
from sinks.migrate import migrate
from sinks.rows import COLUMNS, row_of
from sinks.store import Store
from tests.builders import NOON, minutes

Put: TypeAlias = Callable[..., None]


def opened(directory: Path) -> Iterator[Store]:
    store = EmbeddedStore(directory, wait_seconds=0)
    try:
        migrate(store)
        yield store
    finally:
        store.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    yield from opened(tmp_path / "store")


@pytest.fixture(scope="class")
def shared_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """For tests that run their body many times and clear away what they put in."""
    yield from opened(tmp_path_factory.mktemp("shared") / "store")


@pytest.fixture
def put(store: Store) -> Put:
    """Inserts events as rows, each a block of its own, recorded a minute after the other."""
    taken = 0

    def put_events(*events: Event) -> None:
        nonlocal taken
        for event in events:
            taken += 1
            table, row = row_of(event, NOON + minutes(taken))
            store.insert(table, COLUMNS[table], [row])

    return put_events
