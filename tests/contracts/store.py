"""What every Store must do. A test class inherits from StoreContract and gives an empty `store` fixture."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from sinks.store import Row, Store, StoreError

CREATE = """
CREATE TABLE things
(
    id String,
    version UInt64,
    said Nullable(Int64),
    at DateTime64(3, 'UTC'),
    sure Bool,
    words Array(LowCardinality(String)),
    voices Array(Tuple(who Nullable(String), carriers Array(String), at DateTime64(3, 'UTC')))
)
ENGINE = ReplacingMergeTree(version) ORDER BY id
"""
COLUMNS = ("id", "version", "said", "at", "sure", "words", "voices")
NOON = dt.datetime(2026, 3, 14, 12, 0, 0, 250_000, tzinfo=dt.UTC)


def thing(name: str, version: int = 1, said: int | None = None) -> Row:
    voices = [(None, ["PNA", "MNA"], NOON), ("Mayor", [], NOON)]
    return (name, version, said, NOON, True, ["é", "it's"], voices)


class StoreContract:
    @pytest.fixture
    def things(self, store: Store) -> Iterator[Store]:
        store.command(CREATE)
        yield store
        store.command("DROP TABLE things SYNC")

    def test_gives_back_what_was_inserted_typed_and_in_utc(self, things: Store) -> None:
        things.insert("things", COLUMNS, [thing("a"), thing("b", said=0)])
        result = things.query("SELECT * FROM things ORDER BY id")
        assert result.columns == COLUMNS
        assert [t.split("(")[0] for t in result.types] == [
            "String", "UInt64", "Nullable", "DateTime64", "Bool", "Array", "Array",
        ]
        voices = [
            {"who": None, "carriers": ["PNA", "MNA"], "at": NOON},
            {"who": "Mayor", "carriers": [], "at": NOON},
        ]
        assert result.rows == [
            ("a", 1, None, NOON, True, ["é", "it's"], voices), ("b", 1, 0, NOON, True, ["é", "it's"], voices),
        ]
        at = result.rows[0][3]
        assert isinstance(at, dt.datetime)
        assert at.utcoffset() == dt.timedelta(0)

    def test_columns_may_come_in_any_order(self, things: Store) -> None:
        things.insert("things", ("said", "id"), [(3, "a")])
        assert things.query("SELECT id, said FROM things").rows == [("a", 3)]

    def test_no_rows_is_nothing_to_do(self, things: Store) -> None:
        things.insert("things", COLUMNS, [])
        assert things.query("SELECT count() FROM things").rows == [(0,)]

    def test_a_batch_is_one_block(self, things: Store) -> None:
        things.insert("things", COLUMNS, [thing(f"{n:05}") for n in range(30_000)])
        assert things.query("SELECT uniqExact(_part), count() FROM things").rows == [(1, 30_000)]

    def test_a_block_with_one_bad_row_is_not_there_at_all(self, things: Store) -> None:
        with pytest.raises(StoreError, match="things"):
            things.insert("things", ("id", "version"), [("a", 1), ("b", "not a number")])
        assert things.query("SELECT count() FROM things").rows == [(0,)]

    @pytest.mark.parametrize("order", [(1, 2), (2, 1)])
    def test_the_higher_version_stays_whatever_came_last(self, things: Store, order: tuple[int, int]) -> None:
        for version in order:
            things.insert("things", COLUMNS, [thing("a", version, said=version * 10)])
        assert things.query("SELECT said FROM things FINAL").rows == [(20,)]

    def test_inserting_again_changes_nothing(self, things: Store) -> None:
        for _ in range(3):
            things.insert("things", COLUMNS, [thing("a"), thing("b")])
        assert things.query("SELECT id FROM things FINAL ORDER BY id").rows == [("a",), ("b",)]

    def test_parameters_are_values_never_sql(self, things: Store) -> None:
        things.insert("things", COLUMNS, [thing("it's"), thing("b")])
        ask = "SELECT id FROM things WHERE id = {id:String} OR said = {said:Nullable(Int64)}"
        assert things.query(ask, {"id": "it's", "said": None}).rows == [("it's",)]
        assert things.query(ask, {"id": "' OR 1 --", "said": 7}).rows == []

    @pytest.mark.parametrize("ask", [
        "SELECT 1 FORMAT CSV", "SELECT 1 format JSON;", "SELECT 1 INTO OUTFILE '/nowhere/file'",
    ])
    def test_an_answer_is_given_back_only(self, things: Store, ask: str) -> None:
        with pytest.raises(StoreError, match="leave out INTO OUTFILE and FORMAT"):
            things.query(ask)
        assert things.query("SELECT 'FORMAT x', format('{}', 'a')").rows == [("FORMAT x", "a")]

    def test_an_empty_answer_has_columns_too(self, things: Store) -> None:
        result = things.query("SELECT id, said AS n FROM things WHERE id = {id:String}; ", {"id": "none"})
        assert (result.columns, result.rows) == (("id", "n"), [])
        assert result.types == ("String", "Nullable(Int64)")

    @pytest.mark.parametrize("ask", [
        "SHOW TABLES", "DESCRIBE TABLE things", "EXISTS TABLE things", "EXPLAIN SELECT 1",
        "-- mine\n/* all */ (SELECT 1)", "WITH 1 AS x SELECT x -- said", "select 1;",
        "SELECT ';', `a;` FROM (SELECT 1 AS `a;`) -- ; \n/* ; */ ;",
    ])
    def test_answers_questions(self, things: Store, ask: str) -> None:
        assert things.query(ask).rows

    @pytest.mark.parametrize("write", [
        "INSERT INTO things (id) VALUES ('x')", "INSERT INTO things (id) SELECT 'x'", "DROP TABLE things",
        "TRUNCATE TABLE things", "ALTER TABLE things DELETE WHERE 1", "OPTIMIZE TABLE things",
        "CREATE TABLE others (a Int8) ENGINE = Memory", "RENAME TABLE things TO others", "SET readonly = 0",
        "SELECT 1 SETTINGS readonly = 0", "SELECT 1; DROP TABLE things", "-- SELECT\nDROP TABLE things", "",
        "EXPLAIN DROP TABLE things; DROP TABLE things", "WITH 1 AS x INSERT INTO things (id) SELECT 'x'",
    ])
    def test_a_question_cannot_write(self, things: Store, write: str) -> None:
        things.insert("things", COLUMNS, [thing("a")])
        with pytest.raises(StoreError):
            things.query(write)
        assert things.query("SELECT id FROM things").rows == [("a",)]
        assert things.query("EXISTS TABLE others").rows == [(0,)]

    def test_a_question_that_fails_half_way_leaves_nothing_behind(self, things: Store) -> None:
        with pytest.raises(StoreError, match="throwIf"):
            things.query("SELECT number, throwIf(number = 900000) FROM numbers(1000000)")
        assert things.query("SELECT 1 AS one") == (("one",), ("UInt8",), [(1,)])

    def test_what_is_wrong_is_said_in_one_line(self, things: Store) -> None:
        with pytest.raises(StoreError, match="no_such_table") as asked:
            things.query("SELECT * FROM no_such_table")
        with pytest.raises(StoreError, match="no_such_table") as commanded:
            things.command("DROP TABLE no_such_table")
        with pytest.raises(StoreError, match="no_such_table") as inserted:
            things.insert("no_such_table", ("id",), [("a",)])
        with pytest.raises(StoreError, match="no_such_column"):
            things.insert("things", ("no_such_column",), [("a",)])
        for error in (asked, commanded, inserted):
            assert "\n" not in str(error.value)
            assert "Stack trace" not in str(error.value)

    def test_two_tables_change_places(self, things: Store) -> None:
        things.insert("things", COLUMNS, [thing("old")])
        things.command("CREATE TABLE things__new AS things")
        things.insert("things__new", COLUMNS, [thing("new")])
        things.command("EXCHANGE TABLES things AND things__new")
        things.command("DROP TABLE things__new SYNC")
        assert things.query("SELECT id FROM things").rows == [("new",)]
