"""`newsroom demo --desk`: the example stories come in one update after the other while the page shows them.

The page's store is the only one: the engine of embedded stores opens one folder in a process. So updates are taken in
and decided here without a store, as `newsroom ingest` and `newsroom work` do, and the page follows their log.
"""

from __future__ import annotations

import contextlib
import logging
import tempfile
import threading
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from msgspec.structs import replace

from datelines.places import load_gazetteer
from newsroom.commands.run import DEMO_DAY, example_stories
from newsroom.one_machine.desks import Desks
from newsroom.pipeline import new_desk
from newsroom.services.desk.service import desk
from newsroom.settings import Settings
from newsroom.show.lines import say
from newsroom.wiring import folder_rules, open_ledger, open_log
from producers.formats.common.format import Reading
from producers.intake.taking import intake_records, read_stories
from schemas.events import UpdateReceived
from telemetry.stages import Stages

logger = logging.getLogger(__name__)


def demo_desk(settings: Settings, seconds: float) -> None:
    """Serve the page of the example stories, an update every so many seconds, until stopped. Raises as `desk` does."""
    with resources.as_file(example_stories()) as examples, tempfile.TemporaryDirectory(prefix="newsroom-demo-") as at:
        of_demo = replace(settings, data=Path(at), log=None, store=None)
        stories = sorted(str(path) for path in examples.glob("*/*.txt"))
        updates = _updates(of_demo, stories)
        with open_log(of_demo):  # there before the page looks for it
            say(f"{len(updates)} updates of {len(stories)} invented stories come in, one every {seconds:g} seconds")
        with _coming_in(of_demo, updates, seconds) as begin:
            desk(of_demo, lambda where: _open(where, begin))


def _open(where: str, begin: threading.Event) -> None:
    say(f"open {where} and watch; Ctrl-C ends it")
    begin.set()


def _updates(settings: Settings, stories: list[str]) -> list[UpdateReceived]:
    """All of them, in the order in which they were published."""
    with open_log(settings) as log, open_ledger(settings, log) as ledger:
        batches = read_stories(stories, Reading(day=DEMO_DAY, default_timezone=settings.default_timezone),
                               load_gazetteer(), Stages(), settings.batch, ledger, folder_rules(settings))
        found = [update for batch in batches for update in batch.updates]
    return sorted(found, key=lambda update: (update.published_at, update.update_id))


@contextlib.contextmanager
def _coming_in(settings: Settings, updates: list[UpdateReceived], seconds: float) -> Iterator[threading.Event]:
    """They come in from the event on that this gives, while the block runs."""
    begin, stop = threading.Event(), threading.Event()

    def take_in() -> None:
        begin.wait()
        with open_log(settings) as log:
            work = Desks(log, new_desk(load_gazetteer(), settings), Stages(), settings.batch).work
            for update in updates:
                if stop.is_set():
                    return
                log.append(intake_records([update], []))
                work()
                stop.wait(seconds)

    thread = threading.Thread(target=take_in, name="stories", daemon=True)
    thread.start()
    try:
        yield begin
    finally:
        stop.set()
        begin.set()
        thread.join(timeout=10)
