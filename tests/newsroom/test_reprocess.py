"""Deciding everything again: newer rules win everywhere, what was said before stays answerable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import msgspec
import pytest

from eventlog.sqlite.log import SqliteLog
from newsroom.commands.reprocess import decide_again
from newsroom.one_machine.one_process import OneProcess
from schemas.events import UpdateReceived
from schemas.records import record_of
from sinks import queries
from sinks.embedded import EmbeddedStore
from sinks.store import Store
from streams.desk.desk import Desk
from streams.extract.claim import Extraction
from streams.figures.figures import Figures
from streams.figures.policies import POLICIES
from streams.grades import Grades
from streams.stamp import Stamp
from telemetry.stages import Stages
from tests.forms import forms
from tests.stores import lay_out
from tests.streams.small_desk import read, traffic

Told: TypeAlias = dict[int, dict[str, Any]]

INPUTS = list(traffic(40, seed=3, desks=("PE", "IT")))
LATER = list(traffic(54, seed=3, desks=("PE", "IT")))[len(INPUTS):]
FIGURES = Figures(tuple(POLICIES.values()), Grades({}))


def deaf(update: UpdateReceived) -> Extraction:
    """Older rules, which heard no police and took every number for one more."""
    heard = [claim for claim in read(update).claims if claim.claimant != "Police"]
    return Extraction(language="en", warnings=(), claims=tuple(
        msgspec.structs.replace(claim, value=claim.low + 1, low=claim.low + 1, high=claim.low + 1)
        for claim in heard if claim.low is not None
    ))


def old_desk() -> Desk:
    return Desk(deaf, FIGURES, lambda _: "landslide", Stamp(1))


def newer_desk(stamp: Stamp = Stamp(2)) -> Desk:  # noqa: B008 - a constant
    return Desk(read, FIGURES, lambda _: "landslide", stamp)


class Desks(NamedTuple):
    """A log and a store with what desks decided."""

    log: SqliteLog
    store: Store

    def run(self, new_desk: Any, inputs: list[Any]) -> None:
        pipeline = OneProcess(self.log, self.store, new_desk, Stages(), 7)
        self.log.append([record_of(event, event.desk) for event in inputs])
        pipeline.work()
        pipeline.sink()

    def sink(self) -> None:
        OneProcess(self.log, self.store, newer_desk, Stages(), 7).sink()

    def records(self) -> int:
        topics = ("timeline", "claims", "figures")
        return sum(self.log.latest(topic, p) for topic in topics for p in range(self.log.partitions(topic)))

    def tells(self) -> dict[str, Any]:
        """Everything current that does not tell when it was recorded."""
        claims = self.store.query("SELECT claim_id, value, claimant, copy_of FROM current_claims ORDER BY 1").rows
        return {
            "claims": claims, "figures": _timeless(queries.figures(self.store, policy=None)),
            "timeline": _timeless(queries.timeline(self.store)),
        }


def _timeless(rows: Any) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name != "recorded_at"} for row in rows]


def opened(folder: Path) -> Iterator[Desks]:
    log, store = SqliteLog(folder / "log.sqlite"), EmbeddedStore(lay_out(folder / "store"))
    yield Desks(log, store)
    store.close()
    log.close()


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """What the newer rules tell of the inputs, and of them with those that came later, by their number."""
    told = {}
    for inputs in (INPUTS, [*INPUTS, *LATER]):
        for desks in opened(tmp_path_factory.mktemp("fresh")):
            desks.run(newer_desk, inputs)
            told[len(inputs)] = desks.tells()
    return told


@pytest.fixture
def desks(tmp_path: Path, fresh: object) -> Iterator[Desks]:
    # after `fresh`: a process has one store open at a time
    yield from opened(tmp_path)


def test_newer_rules_supersede_everything_and_what_was_said_stays_answerable(desks: Desks, fresh: Told) -> None:
    desks.run(old_desk, INPUTS)
    said, then = queries.figures(desks.store, policy=None), dt.datetime.now(dt.UTC)
    assert desks.tells() != fresh[len(INPUTS)]
    done = decide_again(desks.log, newer_desk, 2, 7)
    desks.sink()
    assert done.inputs == len({event.event_id for event in INPUTS})
    assert desks.tells() == fresh[len(INPUTS)]
    assert queries.figures(desks.store, policy=None, as_of=then) == said


def test_what_comes_afterwards_meets_the_memory_of_the_newer_rules(desks: Desks, fresh: Told) -> None:
    desks.run(old_desk, INPUTS)
    decide_again(desks.log, newer_desk, 2, 7)
    desks.run(newer_desk, LATER)
    assert desks.tells() == fresh[len(INPUTS) + len(LATER)]


def test_it_may_follow_a_time_of_both_rules(desks: Desks, fresh: Told) -> None:
    desks.run(old_desk, INPUTS)
    desks.run(newer_desk, LATER)
    decide_again(desks.log, newer_desk, 2, 7)
    desks.sink()
    assert desks.tells() == fresh[len(INPUTS) + len(LATER)]


@pytest.mark.parametrize("after", forms(4, 1))
def test_cut_off_it_is_done_again(desks: Desks, fresh: Told, after: int) -> None:
    class PowerCut(Exception):
        pass

    told = []

    def cut(inputs: int) -> None:
        told.append(inputs)
        if len(told) == after:
            raise PowerCut

    desks.run(old_desk, INPUTS)
    with pytest.raises(PowerCut):
        decide_again(desks.log, newer_desk, 2, 7, cut)
    decide_again(desks.log, newer_desk, 2, 7)
    desks.run(newer_desk, LATER)
    assert desks.tells() == fresh[len(INPUTS) + len(LATER)]


def test_what_these_rules_decided_is_left_alone(desks: Desks) -> None:
    desks.run(newer_desk, INPUTS)
    before = desks.records()
    assert decide_again(desks.log, newer_desk, 2, 7).partitions == 0
    assert desks.records() == before


def test_a_second_time_there_is_nothing_to_do(desks: Desks) -> None:
    desks.run(old_desk, INPUTS)
    assert decide_again(desks.log, newer_desk, 2, 7).partitions == 2
    before = desks.records()
    assert decide_again(desks.log, newer_desk, 2, 7).partitions == 0
    assert desks.records() == before


def test_all_is_decided_again_on_demand(desks: Desks, fresh: Told) -> None:
    desks.run(newer_desk, INPUTS)
    assert decide_again(desks.log, newer_desk, 2, 7, everything=True).partitions == 2
    desks.run(newer_desk, LATER)
    assert desks.tells() == fresh[len(INPUTS) + len(LATER)]


def test_a_worker_that_goes_on_afterwards_begins_with_the_memory_of_the_newer_rules(desks: Desks, fresh: Told) -> None:
    worker = OneProcess(desks.log, desks.store, newer_desk, Stages(), 7)
    desks.log.append([record_of(event, event.desk) for event in INPUTS])
    worker.work()
    decide_again(desks.log, newer_desk, 2, 7, everything=True)
    desks.log.append([record_of(event, event.desk) for event in LATER])
    worker.work()
    worker.sink()
    assert desks.tells() == fresh[len(INPUTS) + len(LATER)]


def test_two_workers_that_take_turns_decide_as_one(desks: Desks, fresh: Told) -> None:
    workers = [OneProcess(desks.log, desks.store, newer_desk, Stages(), 7) for _ in range(2)]
    for n, event in enumerate([*INPUTS, *LATER]):
        desks.log.append([record_of(event, event.desk)])
        workers[n % 3 % 2].work()
    workers[0].sink()
    assert desks.tells() == fresh[len(INPUTS) + len(LATER)]
