"""So many inputs that cannot be decided are dead letters; the one beyond them is left on the log, and so is what follows."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.sqlite.log import SqliteLog
from newsroom.one_machine.desks import Desks
from schemas.codec import encode
from schemas.records import NewRecord, Record
from schemas.topics import DEAD_LETTERS, INTAKE, WORK_GROUP
from streams.desk.bad_inputs import WINDOW, BadInputLimit, BadInputs, TooManyBadInputs
from streams.desk.memory import Memory
from telemetry.stages import Stages
from tests.builders import NOON, received
from tests.streams.small_desk import new_desk

GOOD = encode(received("killed 5"))
BAD = b"nothing of ours"


def one(offset: int) -> Record:
    return Record(INTAKE, 3, offset, "PE", f"{offset:032x}", "UpdateReceived", BAD, NOON)


def stops_at(limit: BadInputLimit, inputs: list[bool]) -> int | None:
    """The first of the inputs (True: bad) that is not taken."""
    counted = BadInputs(limit)
    for offset, bad in enumerate(inputs):
        try:
            counted.bad(one(offset), "malformed") if bad else counted.good()
        except TooManyBadInputs:
            return offset
    return None


@given(st.lists(st.booleans(), max_size=60), st.integers(1, 8))
def test_a_run_stops_at_the_one_beyond_it(inputs: list[bool], most: int) -> None:
    ends = [end for end in range(most + 1, len(inputs) + 1) if all(inputs[end - most - 1 : end])]
    assert stops_at(BadInputLimit(in_a_row=most), inputs) == (ends[0] - 1 if ends else None)


@pytest.mark.parametrize(("share", "inputs", "stop"), [
    (0.5, [True, False] * 2 * WINDOW, None),
    (0.5, [True] * 600, 500),
    (0.5, [True, True, False] * WINDOW, 750),
    (0.1, [True] + [False] * 5 * WINDOW + [True] * 101, 5 * WINDOW + 101),
    (0.1, [False] * WINDOW + ([True] * 100 + [False] * 900) * 3, None),
    (1.0, [True] * 3 * WINDOW, None),
])  # fmt: skip
def test_a_share_is_of_the_last_thousand(share: float, inputs: list[bool], stop: int | None) -> None:
    assert stops_at(BadInputLimit(share=share), inputs) == stop


def test_without_a_limit_everything_is_a_dead_letter() -> None:
    memory = Memory(new_desk)
    assert memory.decide_all([one(offset) for offset in range(3_000)]).too_many_bad is None


def test_it_says_what_and_where_and_stays_so() -> None:
    memory = Memory(new_desk, BadInputLimit(in_a_row=2))
    records = [one(offset) for offset in range(4)]
    decided = memory.decide_all(records)
    assert (decided.inputs, [output.topic for output in decided.outputs]) == (2, [DEAD_LETTERS] * 2)
    assert str(decided.too_many_bad).startswith(
        "2 inputs in a row of intake/3 could not be decided, nor can the one at 2 (malformed: ")
    assert memory.decide_all(records[2:]).inputs == 0


def test_the_offset_moves_up_to_what_was_not_handled_and_a_start_goes_on_there(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.sqlite")
    values = [GOOD, *[BAD] * 30, GOOD]
    log.append([NewRecord(INTAKE, "PE", f"{n:032x}", "UpdateReceived", value) for n, value in enumerate(values)])
    partition = next(n for n in range(log.partitions(INTAKE)) if log.latest(INTAKE, n))

    def work(limit: BadInputLimit) -> None:
        Desks(log, new_desk, Stages(), 7, limit=limit).work()

    for kept in (10, 20):
        with pytest.raises(TooManyBadInputs):
            work(BadInputLimit(in_a_row=10))
        assert log.committed(WORK_GROUP, INTAKE, partition) == 1 + kept
        assert log.latest(DEAD_LETTERS, 0) == kept
    work(BadInputLimit())
    assert log.committed(WORK_GROUP, INTAKE, partition) == len(values)
    assert log.latest(DEAD_LETTERS, 0) == 30
    assert sum(log.latest("timeline", n) for n in range(log.partitions("timeline"))) >= 1
    log.close()
