"""Views answer whoever asks, whatever database is current and whatever ours is called."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sinks import embedded
from sinks.embedded import EmbeddedStore
from sinks.migrate import migrate
from sinks.questions.asking import ask_typed
from sinks.rows import COLUMNS, rows_of
from tests.sinks.events import NOON, claimed, filed, reconciled, voice

ASKED = {"as_of": "'2299-12-31 00:00:00'", "at": "'2299-12-31 00:00:00'", "now": "'2299-12-31 00:00:00'"}
_VIEWS = """
SELECT name, arraySort(arrayDistinct(extractAll(create_table_query, '\\\\{(\\\\w+):')))
FROM system.tables WHERE database = {ours:String} AND engine = 'View' ORDER BY name
"""


@pytest.fixture(scope="module", params=[pytest.param("newsroom", marks=pytest.mark.long), "desk_of_the_north"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    """A store in a database of that name, while another one is current for who asks."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(embedded, "DATABASE", request.param)
        store = EmbeddedStore(tmp_path_factory.mktemp("names") / "store", wait_seconds=0)
        migrate(store)
        claim = claimed(claimant="Mayor")
        said = voice("Mayor", claim_id=claim.claim_id)
        for event in (filed("Five died."), claim, reconciled(5, 1, voices=(said,), disputed=True)):
            table, [row] = rows_of(event, NOON)
            store.insert(table, COLUMNS[table], [row])
        yield store
        store.close()


@pytest.fixture
def database(store: EmbeddedStore) -> str:
    [[name]] = store.query("SELECT currentDatabase()").rows
    return str(name)


def calls(store: EmbeddedStore, database: str) -> list[str]:
    """Every view as it is named from elsewhere, with what it takes."""
    found = store.query(_VIEWS, {"ours": database}).rows
    assert len(found) > 10
    named = [(f"{database}.{name}", taken) for name, taken in found]
    return [name + (f"({', '.join(f'{each} = {ASKED[each]}' for each in taken)})" if taken else "")  # type: ignore[attr-defined]
            for name, taken in named]


def test_every_view_answers_from_another_database(store: EmbeddedStore, database: str, tmp_path: Path) -> None:
    asked = calls(store, database)
    here = {call: store.query(f"SELECT count() FROM {call}").rows for call in asked}
    elsewhere = store._connect()  # what a tool of others opens: a session without our database
    try:
        assert elsewhere.query("SELECT currentDatabase()").result_rows == [("default",)]
        assert {call: elsewhere.query(f"SELECT count() FROM {call}").result_rows for call in asked} == here
    finally:
        elsewhere.close()
    assert [count for ((count,),) in here.values()] == [1] * len(here), "each view shows what was put in"


def test_whoever_types_may_name_them_in_full(store: EmbeddedStore, database: str) -> None:
    for call in calls(store, database):
        assert ask_typed(store, f"SELECT count() FROM {call}").rows == [(1,)]
    assert ask_typed(store, f"SELECT count() FROM `{database}`.`timeline_at`(at = {ASKED['at']})").rows == [(1,)]


def test_what_is_stored_of_a_view_names_our_database(store: EmbeddedStore, database: str) -> None:
    short = ("SELECT name FROM system.tables WHERE database = {ours:String} AND engine = 'View' "
             "AND match(create_table_query, '(FROM|JOIN) `?\\\\w+_(as_of|at|known|said|claims)`?\\\\(')")
    assert store.query(short, {"ours": database}).rows == []
