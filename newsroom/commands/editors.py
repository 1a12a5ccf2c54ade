"""Editors' words: put on the log as events, and followed at once where the pipeline runs embedded.

Nothing is overwritten: a ruling, a merge, a split or a recall is an event like any other, with who said so and why,
and can be taken back by another one.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias, get_args

from datelines.places import load_gazetteer
from eventlog.port import EventLog
from newsroom.commands.incident_named import incident_named
from newsroom.errors import Failure, UsageFailure
from newsroom.one_machine.one_process import OneProcess
from newsroom.pipeline import new_desk
from newsroom.settings import Settings
from newsroom.settling import open_log_and_store
from newsroom.show.lines import say
from schemas.characters import harmless_line
from schemas.codec import decode
from schemas.counted import counted
from schemas.events import (
    Category,
    DeadLetter,
    IncidentsMerged,
    IncidentSplit,
    RulingMade,
    RulingWithdrawn,
    UpdateWithdrawn,
)
from schemas.ids import digest
from schemas.records import record_of
from schemas.topics import DEAD_LETTERS
from sinks.editorial import editors_words
from sinks.store import Store
from telemetry.stages import Stages

Edit: TypeAlias = RulingMade | RulingWithdrawn | UpdateWithdrawn | IncidentsMerged | IncidentSplit

SHORTEST_ID = 6  # digits of an update's or ruling's id that a person has to type at least


_SHOWN_BY = {"update": "timeline", "ruling": "rulings"}


class _Open(NamedTuple):
    log: EventLog
    store: Store
    pipeline: OneProcess | None  # None: services follow what is said


class EditorsWords(NamedTuple):
    """Events that say what an editor said, and what was said in one line."""

    events: Sequence[Edit]
    told: str


def rule(
    settings: Settings, incident: str, category: str, best: int, by: str, reason: str, until: dt.datetime | None
) -> None:
    """Rule that `best` is printed of a category of an incident. Raises UsageFailure, Failure."""
    _check_ruling(category, by, reason, until)
    with _opened(settings) as opened:
        _say(opened, ruling_of(opened.store, incident, category, best, by, reason, until))


def ruling_of(
    store: Store, incident: str, category: str, best: int, by: str, reason: str, until: dt.datetime | None
) -> EditorsWords:
    """What `rule` puts on the log. Raises UsageFailure, StoreError."""
    kind, now = _check_ruling(category, by, reason, until), dt.datetime.now(dt.UTC)
    found = incident_named(store, incident)
    ruling_id = digest("ruling", found.incident_id, category, best, by, now)
    return EditorsWords([RulingMade(
        event_id=digest("ruling made", ruling_id), ruling_id=ruling_id, desk=found.desk,
        incident_id=found.incident_id, category=kind, best=best, by=by, reason=reason, published_at=now, until=until,
    )], f"ruling {ruling_id[:8]}: {best} {category} in incident {found.incident_id[:8]}")


def _check_ruling(category: str, by: str, reason: str, until: dt.datetime | None) -> Category:
    kind: Category | None = next((known for known in get_args(Category) if known == category), None)
    if kind is None:
        raise UsageFailure(f"{category!r} is no category: name one of {', '.join(get_args(Category))}")
    _signed(by, reason)
    if until is not None and until <= dt.datetime.now(dt.UTC):
        raise UsageFailure(f"--until {until:%Y-%m-%d %H:%M} UTC is past: a ruling holds from now on")
    return kind


def unrule(settings: Settings, ruling: str, by: str, reason: str) -> None:
    """Take a ruling back. Raises UsageFailure, Failure."""
    _signed(by, reason)
    with _opened(settings) as opened:
        _say(opened, ruling_withdrawn_of(opened.store, ruling, by, reason))


def ruling_withdrawn_of(store: Store, ruling: str, by: str, reason: str) -> EditorsWords:
    """What `unrule` puts on the log. Raises UsageFailure, StoreError."""
    _signed(by, reason)
    now = dt.datetime.now(dt.UTC)
    found = _one(editors_words.rulings(store, _digits(ruling)), "ruling", ruling)
    return EditorsWords([RulingWithdrawn(
        event_id=digest("ruling withdrawn", found.found_id, by, now), ruling_id=found.found_id, desk=found.desk,
        by=by, reason=reason, published_at=now,
    )], f"ruling {found.found_id[:8]} withdrawn")


def withdraw(settings: Settings, what: str, by: str, reason: str) -> None:
    """Take back an update, by its id, or all that were read from a file, as if it had never come in.

    Raises UsageFailure, Failure.
    """
    _recall(settings, what, by, reason, undo=True)


def kill(settings: Settings, what: str, by: str, reason: str) -> None:
    """The same for its publisher's recall: it stays in what had been published until now."""
    _recall(settings, what, by, reason, undo=False)


def _recall(settings: Settings, what: str, by: str, reason: str, *, undo: bool) -> None:
    _signed(by, reason)
    with _opened(settings) as opened:
        _say(opened, recall_of(opened.store, what, by, reason, undo=undo))


def recall_of(store: Store, what: str, by: str, reason: str, *, undo: bool) -> EditorsWords:
    """What `withdraw` (undo) and `kill` put on the log. Raises UsageFailure, StoreError."""
    _signed(by, reason)
    now = dt.datetime.now(dt.UTC)
    found = editors_words.updates_from(store, harmless_line(what), undo=undo)
    if not found:
        found = [_one(editors_words.updates(store, _digits(what)), "update", what)]
    recalls = [UpdateWithdrawn(
        event_id=digest("withdrawn", update.found_id, by, reason, now), update_id=update.found_id,
        desk=update.desk, published_at=now, by=by, reason=reason, undone=undo,
    ) for update in found]
    many = counted(len(recalls), "update")
    before = 0 if undo else editors_words.undone(store, [update.found_id for update in found])
    kept = f"; {counted(before, 'update')} withdrawn before, as if never taken in" if before else ""
    killed = f"{many} killed: in what had been published until {now:%Y-%m-%d %H:%M} UTC, not from then on{kept}"
    return EditorsWords(recalls, f"{many} withdrawn, as if never taken in" if undo else killed)


def merge(settings: Settings, incidents: Sequence[str], by: str, reason: str) -> None:
    """Say that incidents are one. Raises UsageFailure, Failure."""
    _signed(by, reason)
    _check_several(incidents)
    with _opened(settings) as opened:
        _say(opened, merge_of(opened.store, incidents, by, reason))


def merge_of(store: Store, incidents: Sequence[str], by: str, reason: str) -> EditorsWords:
    """What `merge` puts on the log. Raises UsageFailure, StoreError."""
    _signed(by, reason)
    _check_several(incidents)
    now = dt.datetime.now(dt.UTC)
    found = [incident_named(store, name) for name in incidents]
    desks = sorted({each.desk for each in found})
    if len(desks) > 1:
        raise UsageFailure(f"incidents of the desks {' and '.join(desks)} cannot be merged: a desk is one country")
    ids = tuple(each.incident_id for each in found)
    return EditorsWords([IncidentsMerged(
        event_id=digest("merged", *ids, by, now), desk=desks[0], incident_ids=ids, by=by, reason=reason,
        published_at=now,
    )], f"incidents {', '.join(name[:8] for name in ids)} merged")


def _check_several(incidents: Sequence[str]) -> None:
    if len(incidents) < 2:
        raise UsageFailure("name two incidents or more to merge")


def split(
    settings: Settings, incident: str, updates: Sequence[str], since: dt.datetime | None, by: str, reason: str
) -> None:
    """Say that some updates of an incident speak of another one. Raises UsageFailure, Failure."""
    _signed(by, reason)
    with _opened(settings) as opened:
        _say(opened, split_of(opened.store, incident, updates, since, by, reason))


def split_of(
    store: Store, incident: str, updates: Sequence[str], since: dt.datetime | None, by: str, reason: str
) -> EditorsWords:
    """What `split` puts on the log. Raises UsageFailure, StoreError."""
    _signed(by, reason)
    now = dt.datetime.now(dt.UTC)
    found = incident_named(store, incident)
    moved = tuple(_one(editors_words.updates(store, _digits(name)), "update", name).found_id for name in updates)
    return EditorsWords([IncidentSplit(
        event_id=digest("split", found.incident_id, *moved, by, now), desk=found.desk,
        incident_id=found.incident_id, update_ids=moved, since=since, by=by, reason=reason, published_at=now,
    )], f"{counted(len(moved), 'update')} split off incident {found.incident_id[:8]}")


@contextlib.contextmanager
def _opened(settings: Settings) -> Iterator[_Open]:
    """Log and store; embedded they are brought up to date, for what is named may not be in the store yet, or again."""
    with open_log_and_store(settings, must_exist=True) as (log, store):
        pipeline = None
        if settings.log is None:
            pipeline = OneProcess(log, store, new_desk(load_gazetteer(), settings), Stages(), settings.batch)
            pipeline.work()
            pipeline.sink()
        yield _Open(log, store, pipeline)


def _say(opened: _Open, words: EditorsWords) -> None:
    """Put the events on the log and, where no service does, follow them. Raises Failure when the desk refuses."""
    refused_from = opened.log.latest(DEAD_LETTERS, 0)
    put_on_log(opened.log, words)
    if opened.pipeline is None:
        say(f"{words.told}: on the log, followed once `newsroom work` has decided it")
        return
    worked = opened.pipeline.work()
    opened.pipeline.sink()
    if worked.dead_letters:
        letters = [decode(r.type, r.value) for r in opened.log.read(DEAD_LETTERS, 0, refused_from, worked.dead_letters)]
        raise Failure("not followed, and kept among the dead letters: "
                      + "; ".join(letter.detail for letter in letters if isinstance(letter, DeadLetter)))
    say(words.told)


def put_on_log(log: EventLog, words: EditorsWords) -> None:
    """Say it, for whoever decides what the log holds. Raises LogError."""
    log.append([record_of(event, event.desk) for event in words.events])


def _one(found: Sequence[editors_words.IdOnDesk], kind: str, name: str) -> editors_words.IdOnDesk:
    if len(found) != 1:
        if found:
            raise UsageFailure(f"{name!r} begins the ids of {len(found)} {kind}s: write more digits")
        raise UsageFailure(f"there is no {kind} {name!r}: see `newsroom {_SHOWN_BY[kind]}`")
    return found[0]


def _digits(name: str) -> str:
    """The id, or its beginning, that somebody typed. Raises UsageFailure for what cannot be one."""
    if len(name) < SHORTEST_ID or not set(name.lower()) <= set("0123456789abcdef"):
        raise UsageFailure(f"{name!r} is no id: write at least {SHORTEST_ID} of its hexadecimal digits")
    return name.lower()


def _signed(by: str, reason: str) -> None:
    if not by.strip() or not reason.strip():
        raise UsageFailure("--by and --reason must say something: every word of an editor is kept with them")
