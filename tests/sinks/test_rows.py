from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.events import (
    ClaimWithdrawn,
    Event,
    FigureChanged,
    FigureClaimed,
    FigureReconciled,
    IncidentsRelinked,
    Reprocessed,
    RulingFiled,
    UpdateFiled,
)
from sinks.rows import COLUMNS, EARLIEST, LATEST, RowError, rows_of
from sinks.store import Store
from tests.forms import example_count
from tests.schemas.examples import examples
from tests.sinks.conftest import Put
from tests.sinks.events import NOON, cause, claimed, filed, received, reconciled, voice, withdrawn

GOLDEN = Path(__file__).with_name("golden_rows.json")
RECORDED_AT = dt.datetime(2026, 3, 14, 15, 9, 26, 535_897, tzinfo=dt.UTC)
STORED = (
    UpdateFiled, FigureClaimed, ClaimWithdrawn, FigureReconciled, FigureChanged, RulingFiled,
    IncidentsRelinked, Reprocessed,
)


def name_of(event: Event) -> str:
    return type(event).__name__


def golden() -> bytes:
    """Table and row of every example event, by column name; `python -m tests.sinks.test_rows` writes it."""
    snapshot = []
    for event in examples():
        if isinstance(event, STORED):
            table, rows = rows_of(event, RECORDED_AT)
            snapshot += [{"table": table, "row": dict(zip(COLUMNS[table], row, strict=True))} for row in rows]
    return msgspec.json.format(msgspec.json.encode(snapshot), indent=1) + b"\n"


def test_rows_of_every_example_are_as_they_were() -> None:
    assert golden().decode() == GOLDEN.read_text()


def test_every_stored_type_has_an_example() -> None:
    assert {type(event) for event in examples()} >= set(STORED)


@pytest.mark.parametrize("table", COLUMNS)
def test_columns_are_those_of_the_migrations(store: Store, table: str) -> None:
    in_store = store.query(
        "SELECT name FROM system.columns WHERE database = currentDatabase() AND table = {table:String} "
        "AND default_kind != 'MATERIALIZED' "
        "ORDER BY position", {"table": table},
    )
    assert tuple(name for (name,) in in_store.rows) == COLUMNS[table]


@pytest.mark.parametrize("event", [event for event in examples() if isinstance(event, STORED)], ids=name_of)
def test_a_row_reads_back_as_it_was_made(store: Store, put: Put, event: Event) -> None:
    put(event)
    table, rows = rows_of(event, NOON)
    result = store.query(f"SELECT * FROM {table}")
    assert sorted(_plain(dict(zip(result.columns, row, strict=True))) for row in result.rows) == sorted(
        _plain(dict(zip(COLUMNS[table], row, strict=True))) for row in rows
    )


def _plain(row: dict[str, Any]) -> str:
    """A row in one form, whether it was made or read; what the log stamped is left out."""
    tuples: dict[str, Any] = {name: [tuple(each.values()) if isinstance(each, dict) else each for each in row[name]]
              for name in ("voices", "unread") if name in row}
    return str({name: value for name, value in sorted({**row, **tuples}.items()) if name != "recorded_at"})


@pytest.mark.parametrize("event", [
    filed("Five died.", published_at=EARLIEST - dt.timedelta(seconds=1)),
    claimed(published_at=LATEST + dt.timedelta(seconds=1)),
    withdrawn("c", "u", at=dt.datetime(1, 1, 1, tzinfo=dt.UTC)),
    reconciled(updated_at=dt.datetime(9999, 1, 1, tzinfo=dt.UTC)),
    reconciled(voices=(voice(published_at=dt.datetime(1815, 6, 18, tzinfo=dt.UTC)),)),
], ids=name_of)
def test_a_time_that_the_store_cannot_hold_is_an_error_not_another_time(event: Event) -> None:
    with pytest.raises(RowError, match="outside of what the store holds"):
        rows_of(event, NOON)


def test_an_event_without_a_table_is_an_error() -> None:
    with pytest.raises(RowError, match=r"UpdateReceived .* has no table"):
        rows_of(received("Five died."), NOON)


def test_an_impossible_cause_is_an_error() -> None:
    with pytest.raises(RowError, match="intake/0@-1"):
        rows_of(claimed(caused_by=cause(-1)), NOON)


MICROSECOND = dt.timedelta(microseconds=1)
LONG = st.integers(-(2**63), 2**63 - 1) | st.none()


@settings(max_examples=example_count(25), deadline=None)
@given(value=LONG, low=LONG, high=LONG, text=st.text(), start=st.integers(0, 2**63 - 1),
       at=st.integers(0, (LATEST - EARLIEST) // MICROSECOND).map(lambda n: EARLIEST + n * MICROSECOND))
def test_whatever_the_log_can_hold_the_store_can_hold(
    shared_store: Store, value: int | None, low: int | None, high: int | None, text: str, start: int,
    at: dt.datetime,
) -> None:
    event = claimed(
        value=value, low=low, high=high, evidence=text, victims=text, start=start, published_at=at
    )
    table, [row] = rows_of(event, at)
    shared_store.command("TRUNCATE TABLE claims")
    shared_store.insert(table, COLUMNS[table], [row])
    [back] = shared_store.query(
        "SELECT value, low, high, evidence, victims, start, published_at, recorded_at FROM claims"
    ).rows
    to_the_millisecond = at.replace(microsecond=at.microsecond // 1000 * 1000)
    assert back == (value, low, high, text, text, start, to_the_millisecond, at)


if __name__ == "__main__":
    sys.stdout.buffer.write(golden())
