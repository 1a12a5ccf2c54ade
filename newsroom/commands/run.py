"""Stories through the whole pipeline in this process: `newsroom run`, and `newsroom demo` on the examples."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from datelines.places import load_gazetteer
from eventlog.port import EventLog
from newsroom.commands.ask import TimeAsked, show_figures, show_timeline
from newsroom.errors import Failure, complain
from newsroom.one_machine.spread import ProcessesFailed
from newsroom.one_machine.told import Watcher, Worked
from newsroom.pipeline import one_process
from newsroom.services.pages import serving_pages
from newsroom.services.positions import telling_positions
from newsroom.services.watching import of_one_process, vitals
from newsroom.settings import Settings, number_of_workers
from newsroom.show.lines import say
from newsroom.show.progress import Progress
from newsroom.wiring import folder_rules, log_option, store_name
from producers.formats.common.format import Reading
from producers.intake.parsing import ParsingFailed
from producers.intake.quota import LetterQuota, named_by
from producers.intake.taking import read_stories
from producers.sources import files
from schemas.counted import counted
from sinks.agreement import StoreOfAnotherLog
from sinks.store import Store, StoreError, StoreInUse
from telemetry.flood import Flood
from telemetry.stages import Stages

DEMO_DAY = dt.date(2026, 3, 14)


def run(
    paths: list[str], settings: Settings, reading: Reading, *, metrics_port: int | None = None, links: bool = False
) -> None:
    """Every story that can be read goes through; raises Failure at the end if one could not."""
    if (missing := files.first_missing(paths)) is not None:
        raise Failure(f"there is no file or folder {missing}: nothing was taken in; check the path")
    try:
        if metrics_port is None:
            tally = run_stories(paths, settings, Stages(), reading, links=links)
        else:
            tally = _run_watched(paths, settings, reading, metrics_port, links=links)
    except (StoreInUse, StoreOfAnotherLog):
        raise
    except (ProcessesFailed, ParsingFailed) as error:
        raise Failure(str(error)) from error
    except StoreError as error:
        raise Failure(f"{error}; the log keeps what was taken in: mend this and run again") from error
    say(tally.summary(settings))
    if tally.dead_letters:
        kept = "is kept as a dead letter" if tally.dead_letters == 1 else "are kept as dead letters"
        raise Failure(f"{tally.dead_letters} could not be processed and {kept}: "
                      f"see `newsroom dead-letters {log_option(settings)}`")


def _run_watched(paths: list[str], settings: Settings, reading: Reading, port: int, *, links: bool) -> Tally:
    told = vitals("run")
    with serving_pages(told, settings, port) as where, telling_positions(settings, told):
        complain(f"newsroom: http://{where}/metrics while this runs")
        stages = Stages(timed=told.metrics.stage)
        return run_stories(paths, settings, stages, reading, of_one_process(told), links=links)


class Tally:
    """What a run did."""

    def __init__(self) -> None:
        self.files = self.updates = self.new_updates = self.rows = self.dead_letters = 0
        self.waited = 0  # inputs of other commands that nobody had decided yet

    def add(self, worked: Worked, sunk: Worked) -> None:
        """What was decided, and what was written."""
        self.new_updates += worked.updates
        self.rows += sunk.inputs
        self.dead_letters += worked.dead_letters + sunk.dead_letters

    def summary(self, settings: Settings) -> str:
        waited = f"{counted(self.waited, 'input')} that had waited decided; " if self.waited else ""
        where = "it" if self.files == 1 else "them"
        return (f"{waited}{counted(self.files, 'file')} read, {counted(self.updates, 'update')} in {where}, "
                f"{self.new_updates:,} of them new; {counted(self.rows, 'row')} written to {store_name(settings)}")


def run_stories(
    paths: list[str], settings: Settings, stages: Stages, reading: Reading | None = None,
    watcher: Callable[[EventLog, Store], Watcher] = lambda *_: Watcher(), *, links: bool = False,
) -> Tally:
    """Take the stories under the paths through the pipeline; what could not be read is counted."""
    tally, reading = Tally(), reading or Reading(default_timezone=settings.default_timezone)
    with one_process(settings, stages, watcher) as (pipeline, ledger), Progress("stories") as progress:
        waited = pipeline.work()  # of a run that was cut off, or of another command on this log
        tally.waited, tally.dead_letters = waited.inputs, waited.dead_letters
        tally.rows += pipeline.sink().inputs  # what a store that was lost has still to get, too
        rules, quota = folder_rules(settings, links=links), LetterQuota(settings.dead_letters_per_source)
        flood = Flood(progress.say, f"newsroom dead-letters {log_option(settings)}")
        workers = number_of_workers(settings)
        parsing = workers if workers > 2 else 1  # two that decide and this one fill two cores
        for batch in read_stories(paths, reading, load_gazetteer(), stages, settings.batch, ledger, rules,
                                  workers=workers, parsing=parsing):
            quota.keep_to(batch, named_by(paths))
            flood.tell(batch.messages, batch.dead_letters)
            pipeline.take(batch.events, batch.dead_letters)
            worked, sunk = pipeline.go_on(), pipeline.sink()
            tally.files += batch.files
            tally.updates += batch.found
            tally.dead_letters += len(batch.dead_letters)
            tally.add(worked, sunk)
            progress.advance(batch.files, counted(tally.updates, "update"))
        worked, sunk = pipeline.work(), pipeline.sink()  # what other processes have still in hand
        tally.add(worked, sunk)
        flood.end()
    return tally


def demo(settings: Settings) -> None:
    """The example stories, in a folder that is gone afterwards."""
    with (
        resources.as_file(example_stories()) as examples,
        tempfile.TemporaryDirectory(prefix="newsroom-demo-") as folder,
    ):
        of_demo = replace(settings, data=Path(folder))
        stories = sorted(str(path) for path in examples.glob("*/*.txt"))
        say(f"{counted(len(stories), 'invented story', 'invented stories')} of Saturday {DEMO_DAY:%d %B %Y}: " +
              ", ".join(Path(story).name for story in stories))
        run(stories, of_demo, Reading(day=DEMO_DAY, default_timezone=of_demo.default_timezone))
        show_timeline(of_demo, story=None, limit=None, when=TimeAsked(), as_json=False)
        say("")
        show_figures(of_demo, policy="house", when=TimeAsked(), as_json=False)
    say("\nTo see it as a page that changes while the stories come in: newsroom demo --desk")


def example_stories() -> Any:
    """The folder of the examples: in a checkout at its root, in a wheel inside the package."""
    checkout = Path(__file__).parent.parent.parent / "examples"
    return checkout if checkout.is_dir() else resources.files("newsroom") / "examples"
