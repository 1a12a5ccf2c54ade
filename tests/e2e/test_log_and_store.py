"""Log, store and ledger lost, damaged or put back from an old copy: the next run mends it, or says what to do."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from sinks.embedded import EmbeddedStore
from tests.e2e.newsroom_command import ROOT, answer, command, with_demo, with_store
from tests.e2e.newsroom_process import start
from tests.forms import one_in
from tests.stores import let_go

pytestmark = pytest.mark.usefixtures("engine_kept")
STORIES = sorted((ROOT / "examples" / "mudslide").glob("*.txt"))
ARGUMENTS = ("--date", "2026-03-14")
FEED = """<rss version="2.0"><channel><title>Pampas News Agency</title>{}</channel></rss>"""
ITEM = """<item><title>Ferry sinks off Chimbote in Peru</title><guid>pna-{n}</guid>
<pubDate>Sat, 14 Mar 2026 1{n}:00:00 GMT</pubDate>
<description>CHIMBOTE, Peru (PNA) - {n} people died when a ferry sank, police said on Saturday.</description></item>"""


class House:
    """A data folder, and commands on it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.store = data / "store"
        self.log = data / "log.sqlite"

    def run(self, *paths: Path, code: int = 0) -> tuple[str, str]:
        """Standard output and error of a run."""
        done = command("run", *(paths or STORIES), *ARGUMENTS, "--data", self.data)
        assert done.returncode == code, done.stderr.decode()
        return done.stdout.decode(), done.stderr.decode()

    def figures(self, code: int = 0) -> tuple[str, str]:
        done = command("figures", "--data", self.data)
        assert done.returncode == code, done.stderr.decode()
        return done.stdout.decode(), done.stderr.decode()

    def refused(self, command: str, *paths: Path) -> str:
        """The one line with which a run or a question ends."""
        (line,) = (self.run(*paths, code=1) if command == "run" else self.figures(code=1))[1].splitlines()
        return line

    def put_back(self, copy: Path) -> None:
        """The log as it was when the copy was made."""
        for each in self.data.glob("log.sqlite*"):
            each.unlink()
        shutil.copy(copy, self.log)

    def copy_log(self, to: Path) -> Path:
        source, target = sqlite3.connect(self.log), sqlite3.connect(to)
        source.backup(target)
        source.close()
        target.close()
        return to

    def lose_store(self) -> None:
        let_go()
        shutil.rmtree(self.store)

    def delete_log(self) -> None:
        for each in self.data.glob("log.sqlite*"):
            each.unlink()


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a run."""
    return with_demo(tmp_path_factory.mktemp("ran") / "data")


@pytest.fixture
def house(ran: Path, tmp_path: Path) -> House:
    let_go()
    return House(Path(shutil.copytree(ran, tmp_path / "data", symlinks=True)))


@pytest.fixture(scope="module")
def figures(ran: Path) -> str:
    return House(ran).figures()[0]


def rows(data: Path) -> int:
    return int(answer("sql", "SELECT count() AS n FROM updates FINAL", "--data", data)[0]["n"])


def test_nothing_is_said_where_nothing_is_wrong(house: House, figures: str) -> None:
    assert house.run()[1] == ""
    assert house.figures() == (figures, "")


def test_a_store_that_was_deleted_is_filled_again(house: House, figures: str) -> None:
    house.lose_store()
    assert f"`newsroom replay --data {house.data}` builds it anew" in house.refused("figures")
    assert "they are written again" in house.run()[1]
    assert house.figures() == (figures, "")


def test_a_store_that_was_emptied_is_filled_again_by_a_run_that_reads_nothing_new(house: House, figures: str) -> None:
    house.lose_store()
    house.store.mkdir()
    assert "records behind its log" in house.figures()[1]
    assert "they are written again" in house.run(STORIES[0])[1]
    assert house.figures() == (figures, "")


def parts_of(store: Path, table: str) -> list[Path]:
    opened = EmbeddedStore(store, wait_seconds=0)
    found = opened.query("SELECT path FROM system.parts WHERE database = 'newsroom' AND table = {t:String} AND active",
                         {"t": table}).rows
    opened.close()
    let_go()
    return [Path(str(path)) for (path,) in found]


@pytest.mark.parametrize("table", one_in(2, ["figures", "updates", "written", "counted", "migrations"]))
def test_a_part_that_is_lost_is_written_again(house: House, figures: str, table: str) -> None:
    before = rows(house.data)
    shutil.rmtree(parts_of(house.store, table)[0])
    if table in ("updates", "figures"):
        assert "has lost rows that it had" in house.refused("figures")
        assert "that is done now" in house.run()[1]
    else:
        house.run()
    assert house.figures() == (figures, "")
    assert rows(house.data) == before


def test_a_part_that_is_broken_is_written_again(house: House, figures: str) -> None:
    (part,) = parts_of(house.store, "claims")
    data = part / "data.bin"
    assert data.exists(), "a part of another form: break it in another way"
    data.write_bytes(bytes(len(data.read_bytes())))
    assert "newsroom replay" in house.refused("figures")
    assert "that is done now" in house.run()[1]
    assert house.figures() == (figures, "")


def test_a_store_put_back_from_an_older_copy_is_brought_up_to_date(tmp_path: Path, figures: str) -> None:
    house = House(with_store(tmp_path / "data"))
    house.run(STORIES[0])
    let_go()
    shutil.copytree(house.store, tmp_path / "copy", symlinks=True)
    house.run()
    newest = house.figures()
    house.lose_store()
    shutil.copytree(tmp_path / "copy", house.store, symlinks=True)
    assert "records behind its log" in house.figures()[1]
    assert "they are written again" in house.run()[1]
    assert house.figures() == newest


def test_a_log_that_was_deleted_does_not_count_everything_twice(house: House, figures: str) -> None:
    house.delete_log()
    told, why = house.figures()
    assert told == figures
    assert "is gone: nothing can be added" in why
    for asked in ("run", "figures", "run"):
        line = house.refused(asked)
        assert "was written from another log" in line
        assert f"`newsroom replay --data {house.data}`" in line
    assert command("replay", "--data", house.data).returncode == 0
    assert house.run()[0].startswith("3 files read, 13 updates in them, 13 of them new")
    assert house.figures() == (figures, "")


def test_a_log_put_back_from_an_older_copy_is_told(tmp_path: Path) -> None:
    house = House(with_store(tmp_path / "data"))
    house.run(STORIES[0])
    old = house.copy_log(tmp_path / "old.sqlite")
    house.run()
    newest = house.figures()
    house.put_back(old)
    for asked in ("run", "figures"):
        line = house.refused(asked)
        assert "is ahead of the log" in line
        assert f"`newsroom replay --data {house.data}`" in line
    assert command("replay", "--data", house.data).returncode == 0
    house.run()
    assert house.figures() == newest


def test_a_log_put_back_from_an_older_copy_that_went_on_is_told(tmp_path: Path) -> None:
    """Its ends tell nothing any more, what stands there does."""
    house = House(with_store(tmp_path / "data"))
    house.run(STORIES[0])
    old = house.copy_log(tmp_path / "old.sqlite")
    house.run(STORIES[1])
    elsewhere = House(with_store(tmp_path / "elsewhere"))
    elsewhere.put_back(old)
    elsewhere.run(STORIES[2])
    elsewhere.run(STORIES[1])
    house.put_back(elsewhere.copy_log(tmp_path / "went-on.sqlite"))
    assert "holds another record" in house.refused("run")


def feed(path: Path, items: int) -> Path:
    path.write_text(FEED.format("".join(ITEM.format(n=n) for n in range(1, items + 1))))
    return path


@pytest.mark.parametrize("lost", [
    pytest.param(House.delete_log, id="deleted"),
    pytest.param(lambda house: house.put_back(house.data.parent / "old.sqlite"), id="put back from an older copy"),
])
def test_a_ledger_that_remembers_another_log_swallows_nothing(tmp_path: Path, lost: Callable[[House], None]) -> None:
    house = House(with_store(tmp_path / "data"))
    house.run(feed(tmp_path / "feed.xml", 1))
    house.copy_log(tmp_path / "old.sqlite")
    house.run(feed(tmp_path / "feed.xml", 4))
    before = rows(house.data)
    lost(house)
    house.lose_store()
    _, told = house.run(feed(tmp_path / "feed.xml", 4))
    assert "ledger.sqlite remembers what the log" in told
    assert rows(house.data) == before
    assert "remembers" not in house.run(feed(tmp_path / "feed.xml", 4))[1]


def test_a_ledger_that_is_lost_changes_nothing(tmp_path: Path) -> None:
    house = House(with_store(tmp_path / "data"))
    house.run(feed(tmp_path / "feed.xml", 3))
    newest, before = house.figures(), rows(house.data)
    for each in house.data.glob("ledger.sqlite*"):
        each.unlink()
    assert house.run(feed(tmp_path / "feed.xml", 3))[1] == ""
    assert (house.figures(), rows(house.data)) == (newest, before)


def test_log_and_store_of_an_older_version_go_on(house: House, figures: str) -> None:
    log = sqlite3.connect(house.log)
    log.execute("DROP TABLE identity")
    log.commit()
    log.close()
    store = EmbeddedStore(house.store, wait_seconds=0)
    for table in ("written", "counted"):
        store.command(f"DROP TABLE {table} SYNC")
    store.command("ALTER TABLE migrations DELETE WHERE number = 8 SETTINGS mutations_sync = 2")
    store.close()
    assert house.figures() == (figures, "")
    assert house.run() == ("3 files read, 13 updates in them, 0 of them new; 0 rows written to "
                           f"the store in {house.data}\n", "")
    assert house.figures() == (figures, "")


def test_a_store_of_an_older_version_beside_another_log_is_refused(house: House) -> None:
    house.delete_log()
    store = EmbeddedStore(house.store, wait_seconds=0)
    store.command("TRUNCATE TABLE written")
    store.close()
    assert "written by an older version and not from the log" in house.refused("run")


def test_a_sink_of_its_own_mends_an_embedded_store_too(house: House, figures: str) -> None:
    shutil.rmtree(parts_of(house.store, "figures")[0])
    log, store = f"sqlite://{house.log}", f"chdb://{house.store}"
    sink = start("sink", "--log", log, "--store", store, "--metrics-port", "0")
    assert sink.stderr is not None
    line = next(line for line in sink.stderr if b"has lost rows" in line)
    assert b"that is done now" in line
    sink.terminate()
    assert sink.wait(60) == 0
    assert house.figures() == (figures, "")
