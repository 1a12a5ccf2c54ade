"""What each command does: parts wired together, results printed."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections.abc import Callable
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from datelines.places import load
from eventlog.port import EventLog
from newsroom import explanation, past, render, render_why
from newsroom import plot as plotting
from newsroom.claimants import registry_of
from newsroom.errors import Failure, UsageFailure
from newsroom.inspect import as_json as inspected_json
from newsroom.inspect import inspected
from newsroom.one_process import Watcher
from newsroom.pages import serving_pages
from newsroom.positions import telling_positions
from newsroom.progress import Progress
from newsroom.settings import Settings
from newsroom.stories import Reading, read_articles, read_stories
from newsroom.telling import of_one_process, vitals
from newsroom.wiring import log_option, new_figures, one_process, open_log, open_store, store_name
from producers.formats import registry
from sinks import queries
from sinks import replay as store_replay
from sinks.store import Store, StoreError, StoreInUse
from streams.policies import POLICIES
from telemetry.stages import Stages

DEMO_DAY = dt.date(2026, 3, 14)


def run(paths: list[str], settings: Settings, reading: Reading, *, metrics_port: int | None = None) -> None:
    """Every story that can be read goes through; raises Failure at the end if one could not."""
    try:
        if metrics_port is None:
            tally = run_stories(paths, settings, Stages(), reading)
        else:
            tally = _run_watched(paths, settings, reading, metrics_port)
    except StoreInUse:
        raise
    except StoreError as error:
        raise Failure(f"{error}; the log keeps what was taken in: mend this and run again") from error
    print(tally.summary(settings))
    if tally.dead_letters:
        raise Failure(f"{tally.dead_letters} could not be processed and are kept as dead letters: "
                      f"see `newsroom dead-letters {log_option(settings)}`")


def _run_watched(paths: list[str], settings: Settings, reading: Reading, port: int) -> Tally:
    told = vitals("run")
    with serving_pages(told, settings, port) as where, telling_positions(lambda: open_log(settings), told.metrics):
        print(f"newsroom: http://{where}/metrics while this runs", file=sys.stderr, flush=True)
        return run_stories(paths, settings, Stages(timed=told.metrics.stage), reading, of_one_process(told))


class Tally:
    """What a run did."""

    def __init__(self) -> None:
        self.files = self.updates = self.new_updates = self.rows = self.dead_letters = 0

    def summary(self, settings: Settings) -> str:
        return (f"{self.files} files read, {self.updates} updates in them, {self.new_updates} of them new; "
                f"{self.rows} rows written to {store_name(settings)}")


def run_stories(
    paths: list[str], settings: Settings, stages: Stages, reading: Reading | None = None,
    watcher: Callable[[EventLog, Store], Watcher] = lambda *_: Watcher(),
) -> Tally:
    """Take the stories under the paths through the pipeline; what could not be read is counted."""
    tally, reading = Tally(), reading or reading_of(settings)
    with one_process(settings, stages, watcher) as (pipeline, ledger), Progress("stories") as progress:
        for batch in read_stories(paths, reading, load(), stages, settings.batch, ledger):
            for line in batch.messages:
                progress.say(line)
            pipeline.take(batch.events, batch.dead_letters)
            worked, sunk = pipeline.work(), pipeline.sink()
            tally.files += batch.files
            tally.updates += len(batch.updates)
            tally.new_updates += worked.inputs
            tally.rows += sunk.inputs
            tally.dead_letters += len(batch.dead_letters) + worked.dead_letters + sunk.dead_letters
            progress.advance(batch.files, f"{tally.updates} updates")
    return tally


def inspect(file: str, settings: Settings, reading: Reading, *, as_json: bool) -> None:
    gazetteer = load()
    articles = read_articles(file, reading, gazetteer)
    stories = [inspected(article, gazetteer, registry_of(settings)) for article in articles]
    if as_json:
        shown = [inspected_json(story) for story in stories]
        print_json(shown[0] if len(shown) == 1 else shown)
    else:
        for story in stories:
            render.story(story)


class When(NamedTuple):
    """At which of the two times to look: what we said at `as_of`, or what had been published `at`; neither: now."""

    as_of: dt.datetime | None = None
    at: dt.datetime | None = None


def timeline(settings: Settings, *, story: str | None, limit: int | None, when: When, as_json: bool) -> None:
    with open_store(settings, must_exist=True) as store:
        updates = queries.timeline(store, story=story, limit=limit, as_of=when.as_of, at=when.at)
    if as_json:
        print_json(updates)
    else:
        render.timeline(updates)


def figures(settings: Settings, *, policy: str, when: When, as_json: bool) -> None:
    name = _policy(policy)
    with open_store(settings, must_exist=True) as store:
        if when.at is not None:
            found = past.figures_at(store, when.at, new_figures(settings), policy=name)
        else:
            found = queries.figures(store, policy=name, as_of=when.as_of)
    if as_json:
        print_json(found)
    else:
        render.figures(found)


def why(
    settings: Settings, incident: str, *, policy: str, category: str | None, as_of: dt.datetime | None, as_json: bool
) -> None:
    name = _policy(policy)
    with open_store(settings, must_exist=True) as store:
        explained = explanation.explain(store, incident, policy=name, category=category, as_of=as_of)
    if as_json:
        print_json(explained)
    else:
        render_why.why(explained)


def _policy(name: str) -> str | None:
    """The policy of this name; None for all. Raises UsageFailure."""
    if name != "all" and name not in POLICIES:
        raise UsageFailure(f"--policy {name!r} is none of {', '.join(POLICIES)}, all")
    return None if name == "all" else name


def plot(settings: Settings, incident: str, out: Path, *, category: str, policy: str) -> None:
    if policy not in POLICIES:
        raise UsageFailure(f"--policy {policy!r} is none of {', '.join(POLICIES)}")
    with open_store(settings, must_exist=True) as store:
        print(plotting.plot(store, incident, out, category=category, policy=policy))


def replay(settings: Settings) -> None:
    with (
        open_log(settings, must_exist=True) as log,
        open_store(settings) as store,
        Progress("rows") as progress,
    ):
        done = store_replay.replay(log, store, on_progress=lambda rows: progress.advance(rows, ""))
    print(f"{done.rows} rows of {store_name(settings)} built anew from the log")
    if done.failures:
        first = done.failures[0]
        raise Failure(f"{len(done.failures)} records of the log could not be read and gave no row, the first at "
                      f"{first.record.topic}/{first.record.partition}@{first.record.offset}: {first.reason}")


def demo(settings: Settings) -> None:
    """The example stories, in a folder that is gone afterwards."""
    with as_file(_examples()) as examples, tempfile.TemporaryDirectory(prefix="newsroom-demo-") as folder:
        of_demo = settings.model_copy(update={"data": Path(folder)})
        stories = sorted(str(path) for path in examples.glob("*/*.txt"))
        print(f"{len(stories)} invented stories of Saturday {DEMO_DAY:%d %B %Y}: " +
              ", ".join(Path(story).name for story in stories))
        run(stories, of_demo, reading_of(of_demo, DEMO_DAY))
        timeline(of_demo, story=None, limit=None, when=When(), as_json=False)
        figures(of_demo, policy="house", when=When(), as_json=False)


def _examples() -> Any:
    """The folder of the examples: in a checkout at its root, in a wheel inside the package."""
    checkout = Path(__file__).parent.parent / "examples"
    return checkout if checkout.is_dir() else files("newsroom") / "examples"


def reading_of(
    settings: Settings, day: dt.date | None = None, timezone: str | None = None, carrier: str | None = None,
    format_name: str | None = None,
) -> Reading:
    """What the user said of the stories. Raises UsageFailure for a zone or a format that there is none of."""
    if format_name is not None and registry.named(format_name) is None:
        raise UsageFailure(f"--format {format_name!r} is no format: see `newsroom formats`")
    return Reading(
        day=day, timezone=_zone(timezone), carrier=carrier, default_timezone=settings.default_timezone,
        format=format_name,
    )


def formats(*, as_json: bool) -> None:
    """The formats, in the order in which a document is tried."""
    known = [{"name": each.name, "what": each.what, "endings": each.endings} for each in registry.FORMATS]
    if as_json:
        print_json(known)
    else:
        render.formats(known)


def _zone(name: str | None) -> str | None:
    if name is not None:
        try:
            ZoneInfo(name)
        except (ValueError, OSError, KeyError) as error:
            raise UsageFailure(f"--timezone {name!r} is no time zone: name it as in Asia/Beirut") from error
    return name


def print_json(value: Any) -> None:
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")
