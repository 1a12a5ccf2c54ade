"""A store that holds the demo: the invented stories of examples/, taken through the whole pipeline."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from newsroom.commands.run import DEMO_DAY, run_stories
from newsroom.settings import Settings
from newsroom.wiring import open_store
from producers.formats.common.format import Reading
from sinks.store import Store
from telemetry.stages import Stages
from tests.e2e.newsroom_command import with_store

ROOT = Path(__file__).parents[2]


@contextlib.contextmanager
def demo_store() -> Iterator[Store]:
    with tempfile.TemporaryDirectory(prefix="newsroom-demo-") as folder:
        settings = Settings(data=with_store(Path(folder) / "data"))
        stories = sorted(str(path) for path in (ROOT / "examples").glob("*/*.txt"))
        run_stories(stories, settings, Stages(), Reading(day=DEMO_DAY))
        with open_store(settings, must_exist=True) as store:
            yield store
