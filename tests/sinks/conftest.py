from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pytest

from schemas.events import Event
from sinks.rows import COLUMNS, rows_of
from sinks.store import Store
from tests.builders import NOON, minutes
from tests.stores import emptied

Put: TypeAlias = Callable[..., None]


@pytest.fixture(scope="class")
def shared_store(engine: Store) -> Store:
    """For tests that run their body many times and clear away what they put in."""
    return emptied(engine)


@pytest.fixture
def put(store: Store) -> Put:
    """Inserts events as rows, each a block of its own, recorded a minute after the other."""
    taken = 0

    def put_events(*events: Event) -> None:
        nonlocal taken
        for event in events:
            taken += 1
            table, rows = rows_of(event, NOON + minutes(taken))
            store.insert(table, COLUMNS[table], rows)

    return put_events
