"""Killed anywhere and run again over the same files, what takes stories in leaves the log of a calm run, byte for byte.

The desks decide from the log alone, so all that follows is the same then, too; `tests/crash` kills real processes.
"""

from __future__ import annotations

import datetime as dt
import random
import tempfile
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import NamedTuple, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventlog.reading import read_all
from eventlog.sqlite.log import SqliteLog
from newsroom.settings import Settings
from newsroom.wiring import open_ledger, open_log
from producers.intake.taking import IntakeBatch, Reading, intake_records, read_stories
from schemas.codec import decode
from schemas.events import UpdateReceived, UpdateWithdrawn
from telemetry.stages import Stages
from tests.crash.versioned import documents, written
from tests.e2e.wires import NOON, WIRES, Version
from tests.forms import forms
from tests.producers.pages import gazetteer

LONG_AFTER = NOON + dt.timedelta(days=30)
MOMENTS = ("read", "appended", "kept")


class Kill(NamedTuple):
    """When a run ends: at the batch of this number, once it was read, or the log has it, or the ledger too."""

    batch: int
    moment: str


def took(data: Path, stories: Path, size: int, kill: Kill | None = None, now: dt.datetime = LONG_AFTER) -> bool:
    """A run of the taking part; whether it was killed."""
    house = Settings(data=data)
    with open_log(house) as log, open_ledger(house, log) as ledger:
        batches = cast(Generator[IntakeBatch, None, None], read_stories(
            [str(stories)], Reading(), gazetteer(), Stages(), size, ledger, now=lambda: now))
        for number, batch in enumerate(batches):
            dies = kill.moment if kill is not None and kill.batch == number else None
            if dies != "read":
                log.append(intake_records(batch.events, batch.dead_letters))
            if dies == "kept":
                next(batches, None)  # the ledger's transaction ends when the next batch is asked for
            if dies is not None:
                batches.close()
                return True
    return False


def logged(data: Path) -> list[tuple[str, int, str, str, str, bytes]]:
    log = SqliteLog(data / "log.sqlite")
    found = [(topic, partition, record.key, record.id, record.type, record.value)
             for topic in ("intake", "dead_letters") for partition in range(log.partitions(topic))
             for record in read_all(log, topic, partition)]
    log.close()
    return found


def ledger_of(data: Path) -> list[list[tuple[object, ...]]]:
    house = Settings(data=data)
    with open_log(house) as log, open_ledger(house, log) as ledger:
        return [ledger.look(f"SELECT * FROM {table}")
                for table in ("updates", "recalls", "waiting", "taken", "positions")]


@pytest.mark.parametrize("examples", forms(25, 400))
def test_a_killed_run_leaves_the_log_of_a_calm_one(examples: int) -> None:
    kills = st.lists(st.builds(Kill, st.integers(0, 6), st.sampled_from(MOMENTS)), min_size=1, max_size=4)

    @settings(max_examples=examples)
    @given(rng=st.randoms(use_true_random=False), count=st.integers(2, 16), size=st.integers(1, 6), kills=kills)
    def holds(rng: random.Random, count: int, size: int, kills: list[Kill]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            data, stories = Path(folder), written(Path(folder) / "stories", documents(rng, count))
            took(data / "calm", stories, size)
            for kill in kills:
                took(data / "killed", stories, size, kill)
            assert not took(data / "killed", stories, size)
            assert logged(data / "killed") == logged(data / "calm")
            assert ledger_of(data / "killed") == ledger_of(data / "calm")
            before = logged(data / "calm")
            took(data / "calm", stories, size)
            assert logged(data / "calm") == before, "what was taken in is taken in again"

    holds()


def test_batches_end_at_the_same_documents_whatever_is_known_of_them(tmp_path: Path) -> None:
    """A refusal is told again at each reading, a version that is known is not."""
    made = [Version(number, f"{number} people died in the mudslide.") for number in range(5, 0, -1)]
    stories = written(tmp_path / "stories", [b"\0\1", *(WIRES["ninjs"](version) for version in made)])
    took(tmp_path / "calm", stories, 2)
    assert took(tmp_path / "killed", stories, 2, Kill(0, "kept"))
    took(tmp_path / "killed", stories, 2)
    events = [decode(kind, value) for topic, *_, kind, value in logged(tmp_path / "killed") if topic == "intake"]
    assert [event.version for event in events if isinstance(event, UpdateReceived)] == ["5", "3", "4", "1", "2"]
    assert logged(tmp_path / "killed") == logged(tmp_path / "calm")


@pytest.mark.parametrize("kill", [Kill(0, "read"), Kill(0, "appended"), Kill(0, "kept"), Kill(1, "appended")])
def test_an_embargo_that_ends_before_the_run_is_run_again_ends_the_same(kill: Kill, tmp_path: Path) -> None:
    """Then what was held is told before what was not read yet: another order, in which versions end the same."""
    made = [
        Version(1, "Five people died.", embargo=60), Version(2, "Seven people died.", embargo=60),
        Version(4, "Nine people died."), Version(3, "Eight people died.", embargo=60),
    ]
    stories = written(tmp_path / "stories", [WIRES["ap"](version) for version in made])
    during, after = NOON + dt.timedelta(minutes=50), NOON + dt.timedelta(minutes=61)
    took(tmp_path / "calm", stories, 2, now=during)
    took(tmp_path / "calm", stories, 2, now=after)
    took(tmp_path / "killed", stories, 2, kill, now=during)
    took(tmp_path / "killed", stories, 2, now=after)
    assert standing(logged(tmp_path / "killed")) == standing(logged(tmp_path / "calm"))


def test_a_kill_does_not_find_what_only_the_log_knew_when_the_file_was_changed(tmp_path: Path) -> None:
    """As the documentation says; with the file as it was the same kill finds it."""
    stories = written(tmp_path / "stories", [WIRES["ap"](Version(1, "Five people died."))])
    recall = WIRES["ap"](Version(2, status="canceled"))
    for name, kill in (("unknown", Kill(0, "appended")), ("known", Kill(0, "kept"))):
        took(tmp_path / name, stories, 1, kill)
    (stories / "00000.json").write_bytes(recall)
    for name in ("unknown", "known"):
        took(tmp_path / name, stories, 1)
    kinds = {name: [kind for _, _, _, _, kind, _ in logged(tmp_path / name)] for name in ("unknown", "known")}
    assert kinds == {"unknown": ["UpdateReceived"], "known": ["UpdateReceived", "UpdateWithdrawn"]}


def standing(records: Sequence[tuple[str, int, str, str, str, bytes]]) -> set[tuple[dt.datetime, str]]:
    events = [decode(kind, value) for *_, kind, value in records]
    gone = {event.update_id for event in events if isinstance(event, UpdateWithdrawn)}
    stands = {(event.published_at, event.text) for event in events
              if isinstance(event, UpdateReceived) and event.update_id not in gone}
    assert stands
    return stands
