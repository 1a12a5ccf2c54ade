from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sinks.embedded import EmbeddedStore
from sinks.migrate import Migration, migrate, migrations, statements_for
from sinks.rows import COLUMNS, rows_of
from sinks.store import Store, StoreError
from sinks.written import OWN_TABLES
from tests.sinks.events import INCIDENT, NOON, claimed, filed, reconciled, voice

VIEWS = (
    "updates_known", "claims_known", "figures_known", "timeline_as_of", "timeline", "timeline_at", "figures_said",
    "figures_as_of", "current_figures", "claims_as_of", "current_claims", "inputs", "figure_history", "figure_history_as_of", "disputes",
    "incidents_of_claims", "incident_names",
)
ONE = Migration(1, "migrations", "c1", migrations()[0].statements)
TWO = Migration(2, "things", "c2", (
    "CREATE TABLE IF NOT EXISTS things (n UInt8) ENGINE = MergeTree ORDER BY n",
    "CREATE TABLE IF NOT EXISTS more (n UInt8) ENGINE = MergeTree ORDER BY n",
))
BROKEN = TWO._replace(statements=(TWO.statements[0], "CREATE NONSENSE"))


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Store]:
    store = EmbeddedStore(tmp_path / "store", wait_seconds=0)
    yield store
    store.close()


def test_an_empty_store_gets_everything_once(empty: Store) -> None:
    assert migrate(empty) == migrations()
    assert migrate(empty) == []
    tables = {name for (name,) in empty.query("SHOW TABLES").rows}
    assert tables == {"migrations", *OWN_TABLES, *COLUMNS, *VIEWS}


def test_each_is_recorded(empty: Store) -> None:
    migrate(empty)
    rows = empty.query("SELECT number, name, checksum FROM migrations FINAL ORDER BY number").rows
    assert rows == [(each.number, each.name, each.checksum) for each in migrations()]
    assert empty.query("SELECT count() FROM migrations WHERE applied_at > now() - 600").rows == [(len(rows),)]


def test_only_what_is_missing_is_applied(empty: Store) -> None:
    assert migrate(empty, [ONE]) == [ONE]
    assert migrate(empty, [ONE, TWO]) == [TWO]


def test_one_that_was_cut_off_is_run_again(empty: Store) -> None:
    with pytest.raises(StoreError, match="NONSENSE"):
        migrate(empty, [ONE, BROKEN])
    assert migrate(empty, [ONE, TWO]) == [TWO]


def test_all_shipped_may_be_run_again_over_themselves(empty: Store) -> None:
    migrate(empty)
    for statement in (statement for each in migrations() for statement in statements_for(empty, each)):
        empty.command(statement)


def test_the_views_are_the_newest_where_it_is_forgotten_that_older_ones_were_made(empty: Store) -> None:
    migrate(empty)
    asked = "SELECT name, create_table_query FROM system.tables WHERE database = currentDatabase() ORDER BY name"
    before = empty.query(asked).rows
    empty.command("ALTER TABLE migrations DELETE WHERE number <= 11 SETTINGS mutations_sync = 2")
    assert migrate(empty) == migrations()
    assert empty.query(asked).rows == before


def test_rows_of_a_store_of_before_full_names_are_there_with_their_incidents(empty: Store) -> None:
    migrate(empty, [each for each in migrations() if each.number < 9])
    claim = claimed(claimant="Mayor")
    for event in (filed("Five died."), claim, reconciled(5, 1, voices=(voice("Mayor", claim_id=claim.claim_id),))):
        table, [row] = rows_of(event, NOON)
        there = {name for name, *_ in empty.query(f"DESCRIBE TABLE {table}").rows}
        told = [(name, value) for name, value in zip(COLUMNS[table], row, strict=True) if name in there]
        empty.insert(table, [name for name, _ in told], [tuple(value for _, value in told)])
    assert [each.number for each in migrate(empty)] == [each.number for each in migrations() if each.number >= 9]
    assert empty.query("SELECT claim_id, incident_id FROM current_claims").rows == [(claim.claim_id, INCIDENT)]
    assert empty.query("SELECT text, unread FROM timeline").rows == [("Five died.", [])]


def test_a_newer_store_is_refused(empty: Store) -> None:
    migrate(empty, [ONE, TWO])
    with pytest.raises(StoreError, match=r"newer version \(its migration is 2, .* here is 1\); upgrade"):
        migrate(empty, [ONE])


def test_a_store_made_by_other_migrations_is_refused(empty: Store) -> None:
    migrate(empty, [ONE, TWO])
    with pytest.raises(StoreError, match="another migration 2"):
        migrate(empty, [ONE, TWO._replace(checksum="c3")])


def test_numbers_are_a_row_without_gaps() -> None:
    assert [each.number for each in migrations()] == list(range(1, len(migrations()) + 1))


def test_every_table_and_column_says_what_it_holds(empty: Store) -> None:
    migrate(empty)
    silent = "SELECT name FROM system.tables WHERE database = currentDatabase() AND comment = ''"
    assert empty.query(silent).rows == []
    silent = "SELECT table, name FROM system.columns WHERE database = currentDatabase() AND comment = ''"
    assert empty.query(silent).rows == []


def test_the_id_of_the_event_ends_every_sorting_key(empty: Store) -> None:
    migrate(empty)
    rows = empty.query("SELECT name, engine_full, sorting_key FROM system.tables "
                       "WHERE database = currentDatabase() AND engine = 'ReplacingMergeTree'").rows
    keys = {str(name): (str(engine), str(key)) for name, engine, key in rows}
    for table in COLUMNS:
        engine, key = keys[table]
        assert engine.startswith("ReplacingMergeTree(row_version)")
        assert key.endswith(", event_id")


def test_parts_that_were_merged_are_gone_in_seconds(empty: Store) -> None:
    """Not in eight minutes: most commands end before, and their parts piled up."""
    migrate(empty)
    table, [row] = rows_of(filed("Five died."), NOON)
    for _ in range(3):
        empty.insert(table, COLUMNS[table], [row])
    empty.command(f"OPTIMIZE TABLE {table} FINAL")
    asked = f"SELECT count() FROM system.parts WHERE database = currentDatabase() AND table = '{table}'"
    deadline = time.monotonic() + 60
    while empty.query(asked).rows != [(1,)]:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_merged_part_is_on_the_disk_before_those_that_it_replaces_may_go(empty: Store) -> None:
    migrate(empty)
    engines = "SELECT name, engine_full FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree'"
    told = {str(name): str(engine) for name, engine in empty.query(engines).rows}
    assert set(told) == {"migrations", *OWN_TABLES, *COLUMNS}
    for engine in told.values():
        assert "old_parts_lifetime = 1," in engine
        assert "min_rows_to_fsync_after_merge = 1," in engine
        assert "fsync_part_directory = 1," in engine


def test_every_statement_is_one_and_for_any_server() -> None:
    for statement in (statement for each in migrations() for statement in each.statements):
        assert not re.search(r"Replicated|ON CLUSTER|chdb|Overlay", statement)
        assert re.findall(r"^[A-Z]+ ", statement, re.MULTILINE)[0] in ("CREATE ", "ALTER ")
        assert not re.search(r";\s*$", statement, re.MULTILINE)
