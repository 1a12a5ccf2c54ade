from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from sinks.embedded import EmbeddedStore
from sinks.store import Store, StoreError, StoreInUse
from tests.contracts.store import StoreContract

HOLDER = """
import sys, time
from pathlib import Path
from sinks.embedded import EmbeddedStore
store = EmbeddedStore(Path(sys.argv[1]))
store.command("CREATE TABLE IF NOT EXISTS things (n UInt64) ENGINE = MergeTree ORDER BY n")
n = 0
while True:
    store.insert("things", ("n",), [(n,)])
    print(n, flush=True)
    n += 1
    if n == 3:
        time.sleep(float(sys.argv[2]))
        store.close()
        sys.exit()
"""


class TestEmbeddedStore(StoreContract):
    @pytest.fixture(scope="class")
    def store(self, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
        opened = EmbeddedStore(tmp_path_factory.mktemp("contract") / "store", wait_seconds=0)
        yield opened
        opened.close()

    def test_the_zone_of_a_time_is_told_by_its_type(self, store: Store) -> None:
        """As servers do; the engine itself leaves it out of the answer."""
        result = store.query("SELECT toDateTime('2026-03-14 12:00:00', 'America/Lima') AS at, "
                             "toDateTime64('2026-03-14 12:00:00', 3, 'America/Lima') AS exact, [at] AS all -- and so on")
        assert result.types == ("DateTime('America/Lima')", "DateTime64(3, 'America/Lima')", "Array(DateTime('America/Lima'))")
        moment = dt.datetime(2026, 3, 14, 17, tzinfo=dt.UTC)
        assert result.rows == [(moment, moment, [moment])]


def holder(directory: Path, seconds: float) -> subprocess.Popen[str]:
    """Another process that has inserted 0, 1, 2 and then keeps the store for some seconds."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(directory), str(seconds)], stdout=subprocess.PIPE, text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    assert [process.stdout.readline() for _ in range(3)] == ["0\n", "1\n", "2\n"]
    return process


def test_what_was_inserted_is_there_when_opened_again(tmp_path: Path) -> None:
    first = EmbeddedStore(tmp_path)
    first.command("CREATE TABLE things (n UInt64) ENGINE = MergeTree ORDER BY n")
    first.insert("things", ("n",), [(7,)])
    first.close()
    second = EmbeddedStore(tmp_path)
    assert second.query("SELECT n FROM things").rows == [(7,)]
    second.close()


def test_a_store_in_use_is_named_with_its_process(tmp_path: Path) -> None:
    process = holder(tmp_path, 600)
    try:
        with pytest.raises(StoreInUse, match=f"in use by process {process.pid}; try again") as error:
            EmbeddedStore(tmp_path, wait_seconds=0.2)
        assert str(tmp_path) in str(error.value)
    finally:
        process.kill()
        process.wait()


def test_a_store_that_is_let_go_in_time_is_waited_for(tmp_path: Path) -> None:
    process = holder(tmp_path, 0.3)
    store = EmbeddedStore(tmp_path, wait_seconds=60)
    assert store.query("SELECT n FROM things ORDER BY n").rows == [(0,), (1,), (2,)]
    store.close()
    assert process.wait() == 0


def test_a_killed_process_leaves_its_acknowledged_rows_and_no_lock(tmp_path: Path) -> None:
    process = holder(tmp_path, 600)
    process.kill()
    process.wait()
    store = EmbeddedStore(tmp_path, wait_seconds=5)
    assert store.query("SELECT n FROM things ORDER BY n").rows == [(0,), (1,), (2,)]
    store.close()


def test_a_store_that_cannot_be_opened_is_free_again(tmp_path: Path) -> None:
    (tmp_path / "clickhouse").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be opened") as error:
        EmbeddedStore(tmp_path, wait_seconds=0)
    assert "\n" not in str(error.value)
    (tmp_path / "clickhouse").unlink()
    EmbeddedStore(tmp_path, wait_seconds=0).close()


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="file/store cannot be opened: Not a directory"):
        EmbeddedStore(tmp_path / "file" / "store", wait_seconds=0)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_an_unwritable_directory_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    with pytest.raises(StoreError, match="cannot be opened: Permission denied"):
        EmbeddedStore(tmp_path / "store", wait_seconds=0)


def test_damaged_metadata_is_one_clear_line(tmp_path: Path) -> None:
    first = EmbeddedStore(tmp_path)
    first.command("CREATE TABLE things (n UInt64) ENGINE = MergeTree ORDER BY n")
    first.close()
    [table] = (tmp_path / "clickhouse").glob("**/things.sql")
    table.write_text("ATTACH TABLE nonsense")
    with pytest.raises(StoreError, match=f"the store at {tmp_path}") as error:
        EmbeddedStore(tmp_path, wait_seconds=0)
    assert "\n" not in str(error.value)


def test_damaged_data_is_one_clear_line_not_an_empty_answer(tmp_path: Path) -> None:
    first = EmbeddedStore(tmp_path)
    first.command("CREATE TABLE things (n UInt64) ENGINE = MergeTree ORDER BY n")
    first.insert("things", ("n",), [(n,) for n in range(1000)])
    first.close()
    [data] = [path for path in (tmp_path / "clickhouse").glob("**/all_1_1_0/data.bin") if path.is_file()]
    data.write_bytes(bytes(len(data.read_bytes())))
    store = EmbeddedStore(tmp_path, wait_seconds=0)
    try:
        with pytest.raises(StoreError, match=r"(?i)checksum|corrupt|decompress") as error:
            store.query("SELECT sum(n) FROM things")
    finally:
        store.close()
    assert "\n" not in str(error.value)


def test_a_full_disk_is_one_clear_line_and_nothing_is_half_written(tmp_path: Path) -> None:
    script = textwrap.dedent("""
        import resource, sys
        from pathlib import Path
        from sinks.embedded import EmbeddedStore
        from sinks.store import StoreError
        store = EmbeddedStore(Path(sys.argv[1]))
        store.command("CREATE TABLE things (n UInt64, s String) ENGINE = MergeTree ORDER BY n")
        store.insert("things", ("n", "s"), [(0, "small")])
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))  # no larger file
        try:
            store.insert("things", ("n", "s"), [(n, "x" * 100) for n in range(100_000)])
        except StoreError as error:
            print(error)
        print(store.query("SELECT count() FROM things").rows)
        store.close()
    """)
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    message, count = done.stdout.splitlines()
    assert "File too large" in message
    assert count == "[(1,)]"


def test_times_are_in_utc_wherever_the_process_runs(tmp_path: Path) -> None:
    """In a process of its own: the engine asks for the machine's zone once in a process."""
    script = textwrap.dedent("""
        import datetime as dt, sys
        from pathlib import Path
        from sinks.embedded import EmbeddedStore

        store = EmbeddedStore(Path(sys.argv[1]))
        noon = dt.datetime(2026, 3, 14, 12, tzinfo=dt.UTC)
        sql = "SELECT timezone(), [toDateTime('2026-03-14 12:00:00')], {at:DateTime64(3)}, {at:DateTime64(3, 'UTC')}"
        print(*store.query(sql, {"at": noon}).rows[0], sep="\\n")
        store.close()
    """)
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=False,
        cwd=Path(__file__).parents[2], env={**os.environ, "TZ": "Asia/Beirut"},
    )
    assert done.returncode == 0, done.stderr
    zone, stamps, zoneless, zoned = done.stdout.splitlines()
    assert zone == "UTC"
    assert stamps == "[datetime.datetime(2026, 3, 14, 12, 0, tzinfo=datetime.timezone.utc)]"
    assert zoneless == zoned == "2026-03-14 12:00:00+00:00"


def test_the_engine_starts_without_what_it_would_only_answer_others_with(tmp_path: Path) -> None:
    """To import it takes a quarter of a command's time; whoever wants it afterwards has it."""
    script = textwrap.dedent("""
        import sys
        from pathlib import Path
        from sinks.embedded import EmbeddedStore

        EmbeddedStore(Path(sys.argv[1])).close()
        print(sorted({"numpy", "pandas", "pyarrow"} & sys.modules.keys()))
        import pyarrow
        print(pyarrow.array([1]))
    """)
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("[]\n")


def test_what_was_merged_into_other_parts_is_off_the_disk_when_it_is_closed(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    store.command("CREATE TABLE things (n UInt64, s String) ENGINE = MergeTree ORDER BY n "
                  "SETTINGS old_parts_lifetime = 1")
    for n in range(24):
        store.insert("things", ("n", "s"), [(n, os.urandom(100_000).hex())])
    store.command("OPTIMIZE TABLE things FINAL")
    store.close()
    on_disk = sum(file.stat().st_size for file in tmp_path.rglob("*.bin"))
    again = EmbeddedStore(tmp_path)
    needed, = again.query("SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = currentDatabase()").rows[0]
    again.close()
    assert isinstance(needed, int)
    assert on_disk < 1.2 * needed
