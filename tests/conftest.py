"""What holds for every test: no deadlines, and nothing of the settings of whoever runs them."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from sinks.store import Store
from tests.forms import example_count

# a deadline is a timed assertion, and a busy machine is no defect
settings.register_profile("untimed", parent=settings(), deadline=None, max_examples=example_count(100))
settings.load_profile("untimed")

for name in list(os.environ):
    # else commands that tests start would write to the log that somebody works with
    if name.startswith("NEWSROOM_") and not name.startswith(("NEWSROOM_TEST_", "NEWSROOM_REQUIRE_")):
        del os.environ[name]

for name in ("COLUMNS", "LINES"):  # xdist gives its workers a size: commands would take that for what a pipe asks for
    os.environ.pop(name, None)


def pytest_collection_finish() -> None:
    """What was collected stays to the end: the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="module")
def engine_kept() -> Iterator[None]:
    """For a module whose commands run in this process: to start the engine for each takes longer than most answers."""
    from tests.stores import engine_kept

    with engine_kept():
        yield


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An embedded store of a module's own; `store` empties it for each test."""
    from tests.stores import opened

    with opened(tmp_path_factory.mktemp("engine") / "store") as store:
        yield store


@pytest.fixture
def store(engine: Store) -> Store:
    """A migrated store without rows."""
    from tests.stores import emptied

    return emptied(engine)
