"""What somebody types reaches the tables and nothing else, in every kind of statement; on the real engine."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sinks.embedded import EmbeddedStore
from sinks.migrate import migrate
from sinks.questions.asking import ask_typed
from sinks.questions.functions import is_allowed
from sinks.recipes import recipes
from sinks.store import StoreError
from tests.e2e.newsroom_process import ROOT
from tests.forms import one_in

WORD = "a word of the test's own"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("asking")


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[EmbeddedStore]:
    store = EmbeddedStore(folder / "store")
    migrate(store, name="the store")
    yield store
    store.close()


@pytest.fixture(scope="module")
def asked(folder: Path) -> Iterator[list[object]]:
    """Connections that somebody made to the address of the questions; the file of them is written, too."""
    (folder / "secret.csv").write_text(f"{WORD}\n")
    connections: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        def accept() -> None:
            while True:
                try:
                    connections.append(server.accept()[1])
                except OSError:
                    return
        threading.Thread(target=accept, daemon=True).start()
        (folder / "port").write_text(str(server.getsockname()[1]))
        yield connections
        server.shutdown(socket.SHUT_RDWR)


REACHING = [
    "SELECT file('FILE')", "SELECT FILE('FILE')", "SELECT `file`('FILE')", "SELECT \"file\"('FILE')",
    "select/**/file/**/('FILE')", "SELECT file -- (\n('FILE')", "SELECT upper(concat(file('FILE'), ''))",
    "WITH file('FILE') AS x SELECT x", "WITH x AS (SELECT file('FILE') AS y) SELECT y FROM x", "FROM numbers(1) SELECT file('FILE')",
    "SELECT arrayMap(name -> file(name), ['FILE'])", "SELECT * APPLY(file) FROM (SELECT 'FILE' AS name)",
    "SELECT * APPLY(name -> file(name)) FROM (SELECT 'FILE' AS name)", "SELECT COLUMNS('n') APPLY file FROM (SELECT 'FILE' AS name)",
    "SELECT * REPLACE (file(name) AS name) FROM (SELECT 'FILE' AS name)", "SELECT 1 WHERE file('FILE') = 'x'",
    "SELECT 1 UNION ALL SELECT file('FILE')", "SELECT 1 ORDER BY file('FILE')", "SELECT (SELECT file('FILE'))",
    "SELECT count() FROM updates HAVING any(file('FILE')) != ''", "SELECT sum(1) OVER (PARTITION BY file('FILE'))",
    "SELECT * FROM file('FILE')", "SELECT * FROM updates, file('FILE') AS f", "SELECT * FROM (SELECT * FROM file('FILE'))",
    "SELECT 1 WHERE 'x' IN (SELECT * FROM file('FILE'))", "SELECT * FROM updates JOIN file('FILE') AS f ON 1 = 1",
    "DESCRIBE TABLE file('FILE')", "DESC file('FILE', 'CSV')", "DESCRIBE (SELECT file('FILE'))",
    "EXPLAIN SELECT file('FILE')", "EXPLAIN SYNTAX SELECT * FROM file('FILE')", "EXPLAIN AST SELECT file('FILE')",
    "EXPLAIN EXPLAIN SELECT file('FILE')", "SELECT * FROM (EXPLAIN SELECT file('FILE'))",
    "EXPLAIN QUERY TREE SELECT * FROM url('URL', 'CSV')", "EXPLAIN TABLE OVERRIDE mysql('HOST', 'a', 'b', 'c', 'd') COLUMNS (a Int)",
    "SELECT * FROM url('URL', 'CSV', 'a String')", "DESCRIBE TABLE url('URL', 'CSV')", "DESCRIBE TABLE url('URL')",
    "SELECT * FROM s3('URL', 'CSV')", "DESCRIBE TABLE s3('URL', 'k', 's', 'CSV')", "DESCRIBE TABLE hdfs('URL', 'CSV')",
    "SELECT * FROM remote('HOST', 'system.one')", "DESCRIBE TABLE remote('HOST', 'system.one')", "DESC remoteSecure('HOST', 'system', 'one')",
    "DESCRIBE TABLE mysql('HOST', 'a', 'b', 'c', 'd')", "DESCRIBE TABLE postgresql('HOST', 'a', 'b', 'c', 'd')",
    "DESCRIBE TABLE mongodb('HOST', 'a', 'b', 'c', 'd', 'e Int')", "DESCRIBE TABLE redis('HOST', 'a', 'a Int')", "DESC iceberg('URL')",
    "SELECT * FROM executable('true', 'CSV', 'a String')", "DESCRIBE TABLE executable('true', 'CSV', 'a String')",
    "SELECT * FROM input('a String')", "SELECT * FROM dictionary('d')", "SELECT dictGet('d', 'a', 1)", "SELECT joinGet('updates', 'a', 1)",
    "SELECT hasColumnInTable('HOST', 'a', 'b', 'c', 'd', 'e')", "SELECT * FROM python('asked')", "SELECT * FROM merge('system', '.*')",
    "SELECT * FROM cluster('default', system.one)", "SELECT * FROM view(SELECT file('FILE'))", "SELECT * FROM loop(system.one)",
    "SELECT * FROM system.tables", "SELECT * FROM `system`.`tables`", "SELECT 1 WHERE 'x' IN system.databases", "SELECT 1 WHERE in('x', system.databases)",
    "SELECT * FROM INFORMATION_SCHEMA.tables", "SELECT * FROM default.`FILE`", "SELECT 1 WHERE 'x' IN default.`FILE`",
    "DESCRIBE TABLE system.users", "EXISTS TABLE system.users", "EXISTS DATABASE system", "SHOW CREATE TABLE system.users", "SHOW CREATE DATABASE system",
    "SHOW TABLES FROM system", "SHOW COLUMNS FROM users FROM system", "SHOW DATABASES", "SHOW SETTINGS LIKE '%'", "SHOW PROCESSLIST",
    "SHOW GRANTS", "SHOW USERS", "SHOW FUNCTIONS", "SHOW/**/SETTINGS LIKE '%'", "SELECT getSetting('readonly')", "SELECT hostName()", "SELECT currentUser()",
    "SELECT sleep(1)", "SELECT 1 SETTINGS readonly = 0", "SELECT 1 FROM (SELECT 1 SETTINGS readonly = 0)", "SELECT 1 SETTINGS max_threads = 1",
    "SELECT 1 INTO OUTFILE 'OUT'", "SELECT 1 INTO/**/OUTFILE 'OUT' TRUNCATE", "SELECT 1 FORMAT CSV", "SELECT 1 FORMAT CSV SETTINGS max_threads = 1",
    "SELECT 1 INTO OUTFILE 'OUT' FORMAT CSV", "(SELECT 1) INTO OUTFILE 'OUT'", "SELECT $$'$$ INTO OUTFILE 'OUT'", "SELECT 1 INTO --\nOUTFILE 'OUT'",
    "SELECT 1 /* /* */ ' */ INTO OUTFILE 'OUT' -- '", "SELECT ‘'’ INTO OUTFILE 'OUT'", "SELECT 1 # '\nINTO OUTFILE 'OUT' -- '", "SELECT $a$ -- $a$ INTO OUTFILE 'OUT'",
    "INSERT INTO FUNCTION file('OUT') SELECT 1", "INSERT INTO updates SELECT * FROM updates", "CREATE TABLE t (a Int) ENGINE = File(CSV)",
    "WITH 1 AS x INSERT INTO FUNCTION file('OUT') SELECT x", "EXPLAIN INSERT INTO FUNCTION file('OUT') SELECT 1", "SELECT 1; SELECT 2",
    "SELECT 1 AS `a\n Literal b`, file('FILE')", "SELECT `x (children 9)` FROM `y (alias z)`, file('FILE')", "SELECT 1 AS `file`, file('FILE')",
]


@pytest.mark.parametrize("statement", REACHING)
def test_what_reaches_beyond_the_tables_is_refused_before_it_reaches(
    statement: str, store: EmbeddedStore, folder: Path, asked: list[object]
) -> None:
    host = f"127.0.0.1:{(folder / 'port').read_text()}"
    typed = statement.replace("FILE'", f"{folder}/secret.csv'").replace("FILE`", f"{folder}/secret.csv`")
    typed = typed.replace("URL", f"http://{host}/x").replace("HOST", host).replace("OUT'", f"{folder}/out'")
    with pytest.raises(StoreError) as refused:
        ask_typed(store, typed)
    assert WORD not in str(refused.value)
    assert "\n" not in str(refused.value)
    assert asked == []
    assert not (folder / "out").exists()


def test_the_list_is_needed(store: EmbeddedStore, folder: Path, asked: list[object]) -> None:
    """The engine that only reads would itself give a file away."""
    assert WORD in str(store.query(f"SELECT file('{folder}/secret.csv')").rows)
    assert asked == []


ASKED = [
    "SELECT count() FROM updates", "select count() from newsroom.updates final;", "-- why\nSELECT 1", "(SELECT 1) UNION ALL (SELECT 2)",
    "SELECT 'file(x) system.tables -- FORMAT' AS url", "SELECT u.text AS system_, u.* EXCEPT text FROM updates AS u LIMIT 1 BY carrier",
    "SELECT countIf(carrier = 'a'), uniqExactIf(update_id, 1), argMax(text, published_at), quantiles(0.5, 0.9)(position) FROM updates",
    "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT * FROM t",
    "SELECT row_number() OVER w, lagInFrame(text) OVER (ORDER BY published_at) FROM updates WINDOW w AS (PARTITION BY carrier)",
    "SELECT CASE WHEN position > 1 THEN 'a' ELSE 'b' END, position::String, text ILIKE '%a%', position BETWEEN 1 AND 2, flags[1] FROM updates",
    "SELECT toStartOfHour(published_at) + INTERVAL 1 DAY AS t, EXTRACT(YEAR FROM published_at) FROM updates GROUP BY ALL ORDER BY t WITH FILL",
    "SELECT arrayFilter(f -> f != '', flags) FROM updates ARRAY JOIN flags AS flag", "SELECT number FROM numbers(3)",
    "SELECT 1 WHERE 'x' IN (SELECT update_id FROM updates)", "SELECT * FROM figures_as_of(as_of = '2099-01-01 00:00:00')",
    "SHOW TABLES", "SHOW TABLES LIKE 'u%'", "SHOW CREATE TABLE updates", "SHOW COLUMNS FROM updates", "DESCRIBE updates", "DESC TABLE newsroom.updates",
    "DESCRIBE (SELECT 1)", "EXISTS TABLE updates", "EXPLAIN SELECT * FROM updates", "EXPLAIN SYNTAX SELECT 1", "SELECT 'a\nb' AS two_lines",
]


@pytest.mark.parametrize("statement", ASKED)
def test_questions_to_the_tables_are_answered(statement: str, store: EmbeddedStore) -> None:
    assert ask_typed(store, statement).columns


@pytest.mark.parametrize("recipe", one_in(3, recipes()), ids=lambda recipe: recipe.name)
def test_every_question_of_the_cookbook_could_be_typed(recipe: object, store: EmbeddedStore) -> None:
    sql = str(getattr(recipe, "sql", ""))
    assert ask_typed(store, re.sub(r"\{\w+:Nullable\(String\)\}", "CAST(NULL, 'Nullable(String)')", sql)).columns


def test_every_question_on_the_pages_can_be_typed(store: EmbeddedStore) -> None:
    pages = [page.read_text("utf-8") for page in (ROOT / "docs").glob("*.md")]
    typed = {sql for page in pages for sql in re.findall(r'newsroom sql "([^"…]*[^".…])"', page)}
    assert len(typed) > 5
    for sql in typed:
        assert ask_typed(store, sql).columns, sql


@pytest.mark.parametrize("name", ["file", "url", "sleepEachRow", "dictGetOrNull", "getMacro", "AIGenerate", "fileIf", "", "countFile"])
def test_what_is_not_listed_is_not_allowed(name: str) -> None:
    assert not is_allowed(name)
