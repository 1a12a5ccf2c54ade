"""What `docs/operations.md` says of updates that a producer sends again: as Kafka keeps them, on an embedded house.

SQLite's log keeps a record of one id once. Here each sending has ids of its own, so that it is decided again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from datelines.places import load_gazetteer
from eventlog.sqlite.log import SqliteLog
from newsroom.claimants import known_claimants
from newsroom.one_machine.one_process import OneProcess
from newsroom.pipeline import new_figures
from newsroom.settings import Settings
from producers.intake.taking import Reading, read_stories
from schemas.events import UpdateReceived
from schemas.ids import digest
from schemas.records import record_of
from sinks.embedded import EmbeddedStore
from sinks.store import Row
from streams.desk.desk import Desk
from streams.desk.reader import reader
from streams.desk.remembered import RECENT
from streams.extract.words.cause import cause_of
from telemetry.stages import Stages
from tests.stores import lay_out

EXAMPLES = Path(__file__).parents[2] / "examples" / "mudslide"
DAY = dt.date(2026, 3, 14)
FIGURES = "SELECT incident_id, category, policy, low, best, high FROM current_figures ORDER BY ALL"
VIEWS = (
    "SELECT * EXCEPT recorded_at FROM timeline ORDER BY ALL", FIGURES,
    "SELECT * EXCEPT recorded_at FROM figure_history ORDER BY ALL", "SELECT * FROM disputes ORDER BY ALL",
)
WITHIN, BEYOND = 10, 45
"""Days after which it comes again: while the incident is open, and after it was closed and forgotten."""


class EmbeddedHouse:
    """Its desks remember the last `recent` updates whatever their age."""

    def __init__(self, folder: Path, recent: int) -> None:
        self._recent = recent
        self._read, self._figures = reader(load_gazetteer(), known_claimants(Settings())), new_figures()
        self._log, self.store = SqliteLog(folder / "log.sqlite"), EmbeddedStore(lay_out(folder / "store"))
        self._sent = 0

    def send(self, updates: list[UpdateReceived]) -> None:
        """As a producer does that was started for it, to a worker that was, too."""
        self._sent += 1
        pipeline = OneProcess(self._log, self.store, self._new_desk, Stages(), 500)
        records = [record_of(update, update.desk) for update in updates]
        self._log.append([msgspec.structs.replace(r, id=digest("sent", r.id, self._sent)) for r in records])
        pipeline.work()
        pipeline.sink()

    def _new_desk(self) -> Desk:
        return Desk(self._read, self._figures, cause_of, recent=self._recent)

    def views(self) -> list[list[Row]]:
        return [self.store.query(view).rows for view in VIEWS]

    def close(self) -> None:
        self.store.close()
        self._log.close()


def opened(folder: Path, recent: int) -> Iterator[EmbeddedHouse]:
    house = EmbeddedHouse(folder, recent)
    yield house
    house.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[EmbeddedHouse]:
    """As after a thousand updates more."""
    yield from opened(tmp_path, 1)


@pytest.fixture
def quiet_house(tmp_path: Path) -> Iterator[EmbeddedHouse]:
    yield from opened(tmp_path, RECENT)


def story(day: dt.date, name: str = "*") -> list[UpdateReceived]:
    """The updates of the example files, as published on the day."""
    reading = Reading(day=day, timezone=None, carrier=None, default_timezone="America/New_York")
    files = [str(path) for path in sorted(EXAMPLES.glob(f"{name}.txt"))]
    return [update for batch in read_stories(files, reading, load_gazetteer(), Stages(), 500) for update in batch.updates]


def after(house: EmbeddedHouse, days: int) -> list[UpdateReceived]:
    """The story's updates, which the house took in so many days before the newest that it has."""
    updates = story(DAY)
    house.send(updates)
    house.send(story(DAY + dt.timedelta(days=days), "cpn-*"))
    return updates


@pytest.mark.parametrize("days", [WITHIN, BEYOND])
def test_a_whole_story_sent_again_as_it_was_changes_nothing(house: EmbeddedHouse, days: int) -> None:
    updates = after(house, days)
    before = house.views()
    house.send(updates)
    assert house.views() == before


def test_while_the_incident_is_open_neither_does_part_of_it_in_any_order(house: EmbeddedHouse) -> None:
    updates = after(house, WITHIN)
    before = house.views()
    house.send(updates[::-1])
    house.send(updates[3:8])
    assert house.views() == before


def test_neither_does_it_while_the_story_is_among_the_last_that_were_taken_in(quiet_house: EmbeddedHouse) -> None:
    updates = after(quiet_house, BEYOND)
    before = quiet_house.views()
    quiet_house.send(updates[::-1])
    quiet_house.send(updates[3:8])
    assert quiet_house.views() == before


def test_of_a_closed_incident_in_another_order_only_the_history_grows(house: EmbeddedHouse) -> None:
    updates = after(house, BEYOND)
    timeline, figures, history, _ = house.views()
    house.send(updates[::-1])
    again = house.views()
    assert again[:2] == [timeline, figures]
    assert len(again[2]) > len(history)


def test_of_a_closed_incident_a_part_becomes_an_incident_of_its_own(house: EmbeddedHouse) -> None:
    """The limit that the page names."""
    updates = after(house, BEYOND)
    timeline, figures, _, _ = house.views()
    house.send([update for update in updates if update.carrier != updates[0].carrier])
    again = house.views()
    assert again[0] == timeline, "no update is told twice"
    assert set(figures) < set(again[1]), "what stood stays"
    assert len({incident for incident, *_ in again[1]} - {incident for incident, *_ in figures}) == 1
