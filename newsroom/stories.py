"""From paths to batches of updates: the reading side of a run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from datelines.places import Gazetteer
from producers import files
from producers.article import Article, NotAStory
from producers.formats import the_latest
from producers.ingest import dead_letter, received
from schemas.events import DeadLetter, UpdateReceived
from telemetry.stages import Stages


class Reading(NamedTuple):
    """What the user said of the stories."""

    day: dt.date | None
    timezone: str | None
    carrier: str | None
    default_timezone: str


class Batch(NamedTuple):
    files: int
    updates: list[UpdateReceived]
    dead_letters: list[DeadLetter]
    messages: list[str]  # warnings and errors, each with its file


def read_stories(
    paths: Sequence[str], reading: Reading, gazetteer: Gazetteer, stages: Stages, size: int
) -> Iterator[Batch]:
    """All stories under the paths, in batches of at least `size` updates and dead letters (but for the last)."""
    batch = Batch(0, [], [], [])
    found = files.find(paths)
    while True:
        with stages("reading"):
            file = next(found, None)
            if file is not None:
                batch = _read_into(batch, file, reading, gazetteer)
        if file is None:
            if batch.files:
                yield _as_published(batch)
            return
        if len(batch.updates) + len(batch.dead_letters) >= size:
            yield _as_published(batch)
            batch = Batch(0, [], [], [])


def read_story(name: str, reading: Reading, gazetteer: Gazetteer) -> Article:
    """One story. Raises NotAStory, also for what cannot be read."""
    found = list(files.find([name]))
    if len(found) != 1:
        raise NotAStory("not_a_story", f"{name} is a folder: name one file, or use `newsroom run`")
    file = found[0]
    if isinstance(file, files.Unreadable):
        raise NotAStory(file.reason, file.message)
    return parse(file, reading, gazetteer)


def _as_published(batch: Batch) -> Batch:
    """The batch with its updates in the order in which the world was told, as a live desk gets them."""
    return batch._replace(updates=sorted(batch.updates, key=lambda u: (u.published_at, -u.position, u.update_id)))


def _read_into(
    batch: Batch, file: files.SourceFile | files.Unreadable, reading: Reading, gazetteer: Gazetteer
) -> Batch:
    dead: list[DeadLetter] = []
    updates: list[UpdateReceived] = []
    messages: list[str] = []
    if isinstance(file, files.Unreadable):
        dead.append(dead_letter(file.name, file.reason, file.message, file.head, file.size))
        messages.append(file.message)
    else:
        try:
            article = parse(file, reading, gazetteer)
            updates = received(article, file.name)
            messages += [f"{file.name}: warning: {warning}" for warning in article.warnings]
        except NotAStory as error:
            dead.append(dead_letter(file.name, error.reason, str(error), file.raw, len(file.raw)))
            messages.append(str(error))
    return Batch(batch.files + 1, batch.updates + updates, batch.dead_letters + dead, batch.messages + messages)


def parse(file: files.SourceFile, reading: Reading, gazetteer: Gazetteer) -> Article:
    """The story that a file holds. Raises NotAStory."""
    return the_latest.parse(
        file.raw, source=file.name, day=reading.day, timezone=reading.timezone, gazetteer=gazetteer,
        carrier=reading.carrier, default_timezone=reading.default_timezone,
    )
