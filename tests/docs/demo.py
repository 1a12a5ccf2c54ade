"""A store that holds the demo: the invented stories of examples/, taken through the whole pipeline."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from newsroom.commands import DEMO_DAY, reading_of, run_stories
from newsroom.settings import Settings
from newsroom.wiring import open_store
from sinks.store import Store
from telemetry.stages import Stages

ROOT = Path(__file__).parents[2]


@contextlib.contextmanager
def demo_store() -> Iterator[Store]:
    with tempfile.TemporaryDirectory(prefix="newsroom-demo-") as folder:
        settings = Settings(data=Path(folder))
        stories = sorted(str(path) for path in (ROOT / "examples").glob("*/*.txt"))
        run_stories(stories, settings, Stages(), reading_of(settings, DEMO_DAY, None, None))
        with open_store(settings, must_exist=True) as store:
            yield store
