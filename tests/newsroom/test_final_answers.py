"""What --as-of answered once it answers for ever, byte for byte, and current answers do not tell in which order."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from eventlog.sqlite.log import SqliteLog
from newsroom.commands.reprocess import decide_again
from newsroom.commands.why import explain_incident
from newsroom.errors import Failure
from newsroom.one_machine.one_process import OneProcess
from newsroom.pipeline import new_figures
from newsroom.settings import Settings
from schemas.events import Event, UpdateReceived
from schemas.records import record_of
from sinks import queries
from sinks.embedded import EmbeddedStore
from sinks.migrate import migrate
from sinks.store import Store
from streams.desk.desk import Desk
from streams.stamp import Stamp
from telemetry.stages import Stages
from tests.builders import NOON, received
from tests.forms import forms
from tests.stores import lay_out
from tests.streams.small_desk import new_desk
from tests.streams.test_desk import recall
from tests.streams.test_editors import merging, ruling, splitting, unruling


def told(minute: int, text: str, carrier: str = "PNA", **fields: object) -> UpdateReceived:
    return received(text, NOON + dt.timedelta(minutes=minute), carrier=carrier, **fields)


FIRST = [told(0, "killed 5 by Mayor"), told(60, "killed 9 by Mayor; missing 4 by Police", "CPN")]
LATE = [told(30, "killed 7 by Mayor", "RMN"), told(5, "killed 2 by Police")]


class House:
    def __init__(self, folder: Path) -> None:
        self.log, self.store = SqliteLog(folder / "log.sqlite"), EmbeddedStore(lay_out(folder / "store"))
        self.answers: list[tuple[dt.datetime, bytes]] = []
        self.asked_behind = 1  # so many things that happened
        self._happened = 0

    def take(self, *events: Event) -> None:
        self.take_unseen(*events)
        self.note()

    def take_unseen(self, *events: Event) -> None:
        pipeline = OneProcess(self.log, self.store, new_desk, Stages(), 50)
        self.log.append([record_of(event, "PE") for event in events])
        pipeline.work()
        pipeline.sink()

    def decide_all_again(self, version: int) -> None:
        def desk(stamp: Stamp) -> Desk:
            known = new_desk()
            known._stamp = stamp
            return known

        decide_again(self.log, desk, version, 3, everything=True)
        OneProcess(self.log, self.store, new_desk, Stages(), 50).sink()
        self.note()

    def note(self) -> None:
        self._happened += 1
        if self._happened % self.asked_behind:
            return
        now = dt.datetime.now(dt.UTC)
        self.answers.append((now, answer(self.store, now)))


def answer(store: Store, as_of: dt.datetime) -> bytes:
    """All that can be asked with --as-of, as bytes."""
    figures = queries.figures(store, policy=None, as_of=as_of)
    why = [explain_incident(store, name, new_figures(), policy=None, category=None, as_of=as_of)
           for name in sorted({figure["incident_id"] for figure in figures})]
    return msgspec.json.encode([figures, queries.timeline(store, as_of=as_of), why])


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.store.close()
    house.log.close()


@pytest.mark.parametrize("asked_behind", forms(3, 1))
def test_an_answer_never_changes_whatever_comes_later(house: House, asked_behind: int) -> None:
    house.asked_behind = asked_behind
    house.take(FIRST[0])
    house.take(FIRST[1])
    house.take(*LATE)
    [whole] = {figure["incident_id"] for figure in queries.figures(house.store)}
    house.take(splitting(whole, FIRST[1]))
    [moved] = {figure["incident_id"] for figure in queries.figures(house.store)} - {whole}
    house.decide_all_again(1)
    made = ruling(whole, best=25)
    house.take(made)
    house.take(merging(whole, moved))
    house.decide_all_again(1)
    house.take(unruling(made))
    house.take(recall(FIRST[1]))
    house.decide_all_again(2)
    assert len({said for _, said in house.answers}) > 6 // asked_behind
    assert [(at, answer(house.store, at)) for at, _ in house.answers] == house.answers


def test_current_figures_do_not_tell_in_which_order_updates_came(tmp_path: Path) -> None:
    ends: list[Any] = []
    for number, order in enumerate(itertools.islice(itertools.permutations([*FIRST, *LATE]), 0, 24, 7)):
        folder = tmp_path / str(number)
        folder.mkdir()
        house = House(folder)
        for update in order:
            house.take_unseen(update)
        ends.append([{**figure, "recorded_at": None} for figure in queries.figures(house.store, policy=None)])
        house.store.close()
        house.log.close()
    assert any("Mayor: 7" in line for figure in ends[0] for line in figure["explanation"])
    assert all(end == ends[0] for end in ends)


def test_no_answer_while_the_store_is_behind(tmp_path: Path) -> None:
    from newsroom.commands.clock import refuse_open_moment

    log = SqliteLog(tmp_path / "log.sqlite")
    before = dt.datetime.now(dt.UTC)
    log.append([record_of(FIRST[0], "PE")])
    pipeline = OneProcess(log, EmbeddedStore(tmp_path / "store"), new_desk, Stages(), 50)
    pipeline.work()
    settings = Settings(data=tmp_path)
    refuse_open_moment(settings, before)
    with pytest.raises(Failure, match="the store does not have all yet"):
        refuse_open_moment(settings, dt.datetime.now(dt.UTC))
    migrate(pipeline._store)
    pipeline.sink()
    refuse_open_moment(settings, dt.datetime.now(dt.UTC))
    pipeline._store.close()
    log.close()
