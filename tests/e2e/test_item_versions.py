"""Versions, corrections, kills and embargoes of every wire, in every order, end in the right timeline and figures."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from newsroom.one_machine.one_process import OneProcess
from newsroom.pipeline import new_desk
from newsroom.settings import Settings
from newsroom.wiring import open_ledger, open_log
from producers.formats.index import parse_document, recognised
from producers.intake.taking import IntakeBatch, Reading, Taking
from sinks import queries
from sinks.store import Store
from telemetry.stages import Stages
from tests.e2e.wires import HEADLINE, KILLING, NOON, WIRES, Version
from tests.forms import forms, one_in
from tests.producers.pages import gazetteer
from tests.stores import emptied, opened


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with opened(tmp_path_factory.mktemp("engine") / "store") as store:
        yield store


class Told:
    """What timeline and figures say in the end."""

    def __init__(self, timeline: Sequence[Mapping[str, Any]], figures: Sequence[Mapping[str, Any]]) -> None:
        self.timeline = [(u["text"].splitlines()[0], u["disposition"]) for u in reversed(timeline)]
        self.killed = [(f["low"], f["best"], f["high"]) for f in figures if f["category"] == "killed"]
        self.disputed = any(f["disputed"] for f in figures)


def told(folder: Path, documents: list[bytes], store: Store, now: dt.datetime, later: dt.datetime | None = None) -> Told:
    """Each document taken in by itself, all decided and stored, on a house of its own; at `later` once more."""
    settings = Settings(data=folder)
    moments = [now]
    with open_log(settings) as log, open_ledger(settings, log) as ledger:
        house = OneProcess(log, emptied(store), new_desk(gazetteer(), settings), Stages(), 100)
        taking = Taking(gazetteer(), ledger, now=lambda: moments[-1])

        def go(add: Callable[[IntakeBatch], object]) -> None:
            with ledger.keeping():
                batch = IntakeBatch()
                add(batch)
                batch.in_published_order()
                house.take(batch.events, batch.dead_letters)
            house.work()
            assert not batch.dead_letters, [letter.detail for letter in batch.dead_letters]

        for number, raw in enumerate(documents):
            go(partial(taking.document, name=f"{number}.wire", raw=raw, reading=Reading()))
        if later is not None:
            moments.append(later)
            go(taking.released)
        assert house.sink().dead_letters == 0
        assert log.latest("dead_letters", 0) == 0
        shown = [msgspec.to_builtins(each, builtin_types=(dt.datetime,)) for each in queries.timeline(store)]
        figures = [msgspec.to_builtins(each, builtin_types=(dt.datetime,)) for each in queries.figures(store, policy="house")]
        return Told(shown, figures)


AFTER = NOON + dt.timedelta(days=1)
FIVE = Version(1, "Five people died in the mudslide, civil defense director Rosa Quillay said.")
SEVEN = Version(2, "Seven people died in the mudslide, civil defense director Rosa Quillay said.")
WRONG = Version(2, "Seventy people died in the mudslide, civil defense director Rosa Quillay said.")
FIXED = Version(3, "Seven people died in the mudslide, civil defense director Rosa Quillay said.",
                note="Correction: an earlier version of this story said 70 people died.")


def arrivals(*versions: Version) -> list[tuple[Version, ...]]:
    """All orders; the first is as they are given, the last turned round."""
    return list(itertools.permutations(versions))


@pytest.mark.parametrize("order", arrivals(FIVE, SEVEN), ids=lambda o: "-".join(str(v.number) for v in o))
@pytest.mark.parametrize("wire", WIRES)
def test_an_edit_is_a_revision_whose_figure_stands(
    wire: str, order: tuple[Version, ...], tmp_path: Path, store: Store
) -> None:
    end = told(tmp_path, [WIRES[wire](version) for version in order], store, AFTER)
    assert [disposition for _, disposition in end.timeline] == ["new", "revision"]
    assert (end.killed, end.disputed) == ([(7, 7, 7)], False)


@pytest.mark.parametrize("order", one_in(5, arrivals(FIVE, WRONG, FIXED)), ids=lambda o: "-".join(str(v.number) for v in o))
@pytest.mark.parametrize("wire", WIRES)
def test_a_correction_takes_the_wrong_toll_back(
    wire: str, order: tuple[Version, ...], tmp_path: Path, store: Store
) -> None:
    end = told(tmp_path, [WIRES[wire](version) for version in order], store, AFTER)
    assert [disposition for _, disposition in end.timeline] == ["new", "revision", "correction"]
    assert (end.killed, end.disputed) == ([(7, 7, 7)], False)


@pytest.mark.parametrize("step", forms(5, 1))
@pytest.mark.parametrize("status", ["withheld", "canceled"])
@pytest.mark.parametrize("wire", KILLING)
def test_a_kill_recalls_every_version_whenever_it_comes(
    wire: str, status: str, step: int, tmp_path: Path, store: Store
) -> None:
    kill = Version(3, status=status, note="This story is unfounded.")
    for number, order in enumerate(arrivals(FIVE, WRONG, kill)[::step]):
        end = told(tmp_path / str(number), [WIRES[wire](version) for version in order], store, AFTER)
        assert [disposition for _, disposition in end.timeline] == ["withdrawn", "withdrawn"]
        assert end.killed == []


@pytest.mark.parametrize("step", forms(5, 1))
@pytest.mark.parametrize("wire", KILLING)
def test_what_is_told_again_after_it_was_withheld_stands(wire: str, step: int, tmp_path: Path, store: Store) -> None:
    hold = Version(2, status="withheld", note="Hold for a check.")
    again = Version(3, FIVE.text)
    for number, order in enumerate(arrivals(FIVE, hold, again)[::step]):
        end = told(tmp_path / str(number), [WIRES[wire](version) for version in order], store, AFTER)
        assert sorted(disposition for _, disposition in end.timeline) == ["new", "withdrawn"]
        assert end.killed == [(5, 5, 5)]


@pytest.mark.parametrize("wire", KILLING)
def test_an_embargoed_item_waits_and_is_told_when_that_ends(wire: str, tmp_path: Path, store: Store) -> None:
    held = FIVE._replace(embargo=60)
    early = told(tmp_path / "early", [WIRES[wire](held)], store, NOON + dt.timedelta(minutes=30))
    assert (early.timeline, early.killed) == ([], [])
    end = told(tmp_path / "late", [WIRES[wire](held)], store, NOON + dt.timedelta(minutes=30),
               NOON + dt.timedelta(minutes=61))
    assert [disposition for _, disposition in end.timeline] == ["new"]
    assert end.killed == [(5, 5, 5)]


@pytest.mark.parametrize("wire", KILLING)
def test_an_embargoed_item_that_is_killed_is_never_a_figure(wire: str, tmp_path: Path, store: Store) -> None:
    documents = [WIRES[wire](FIVE._replace(embargo=60)), WIRES[wire](Version(2, status="canceled", note="Not true."))]
    end = told(tmp_path, documents, store, NOON + dt.timedelta(minutes=30), NOON + dt.timedelta(minutes=61))
    assert [disposition for _, disposition in end.timeline] == ["withdrawn"]
    assert end.killed == []


LIFTED = SEVEN._replace(note="Embargo lifted.")


@pytest.mark.parametrize("second", [SEVEN._replace(embargo=60), LIFTED], ids=["under embargo too", "lifted early"])
@pytest.mark.parametrize("wire", KILLING)
def test_what_was_replaced_before_its_embargo_ended_is_never_the_latest_word(
    wire: str, second: Version, tmp_path: Path, store: Store
) -> None:
    documents = [WIRES[wire](FIVE._replace(embargo=60)), WIRES[wire](second)]
    ends = [
        told(tmp_path / "waited", documents, store, NOON + dt.timedelta(minutes=30), NOON + dt.timedelta(minutes=61)),
        told(tmp_path / "late", documents, store, AFTER),
        told(tmp_path / "turned", documents[::-1], store, AFTER),
    ]
    assert [end.killed for end in ends] == [[(7, 7, 7)]] * 3
    assert [sorted(disposition for _, disposition in end.timeline) for end in ends] == [["new", "withdrawn"]] * 3


def test_an_edit_without_a_new_time_replaces_what_it_edits(tmp_path: Path, store: Store) -> None:
    for number, (first, then) in enumerate([(FIVE, SEVEN), (SEVEN, FIVE)]):
        pages = [WIRES["liveblog"](FIVE._replace(text=version.text)) for version in (first, then)]
        end = told(tmp_path / str(number), pages, store, AFTER)
        assert end.killed == [(7, 7, 7) if then is SEVEN else (5, 5, 5)]
        assert [disposition for _, disposition in end.timeline].count("withdrawn") == 1


@pytest.mark.parametrize("wire", WIRES)
def test_each_wire_is_recognised_by_its_content(wire: str) -> None:
    assert recognised(WIRES[wire](FIVE)).name == wire


@pytest.mark.parametrize("text", ["Six dead.", "It is over.\n\nSix people died, police said on Saturday evening.", HEADLINE])
@pytest.mark.parametrize("wire", WIRES)
def test_short_alerts_and_openings_are_read_whole(wire: str, text: str) -> None:
    (article,) = parse_document(WIRES[wire](Version(1, text)), "alert", Reading(), gazetteer()).articles
    assert [update.text for update in article.updates] == [text]
