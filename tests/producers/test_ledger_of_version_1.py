"""A ledger that the first version wrote is brought up to date where it lies: nothing that it knew is lost."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from producers.article import Article
from producers.intake import embargo
from producers.intake.ledger import Ledger
from producers.intake.versions import take
from tests.producers.test_ledger import DOCUMENT, NOON
from tests.producers.test_versions import at, kill, page, took, version

_VERSION_1 = """
CREATE TABLE positions (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE updates (
    item TEXT NOT NULL,
    update_id TEXT NOT NULL,
    desk TEXT NOT NULL,
    versioned_at INTEGER NOT NULL,
    version TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (item, update_id)
) WITHOUT ROWID;
CREATE TABLE recalls (
    item TEXT NOT NULL,
    recalled_at INTEGER NOT NULL,
    version TEXT NOT NULL,
    reason TEXT NOT NULL,
    carrier TEXT NOT NULL,
    PRIMARY KEY (item, recalled_at, version)
) WITHOUT ROWID;
CREATE TABLE waiting (
    name TEXT NOT NULL,
    content BLOB NOT NULL,
    due REAL NOT NULL,
    reading BLOB NOT NULL,
    raw BLOB NOT NULL,
    PRIMARY KEY (name, content)
) WITHOUT ROWID;
PRAGMA user_version = 1;
"""


def version_1(path: Path, *articles: Article) -> Ledger:
    """The file as the first version would have left it after these articles, a position and a document that waits."""
    known = Ledger(path.with_name("today.sqlite"))
    with known.keeping():
        took(articles, known)
        embargo.keep(known, DOCUMENT)
    known.close()
    with sqlite3.connect(path) as old:
        old.executescript(_VERSION_1)
        old.execute("ATTACH ? AS today", (str(known.path),))
        old.execute("INSERT INTO updates SELECT item, update_id, desk, last_versioned_at, last_version, text "
                    "FROM today.updates")
        for table in ("recalls", "waiting"):
            old.execute(f"INSERT INTO {table} SELECT * FROM today.{table}")
        old.execute("INSERT INTO positions VALUES ('wire', '17')")
    old.close()
    return Ledger(path)


def test_positions_and_what_waits_are_kept(tmp_path: Path) -> None:
    ledger = version_1(tmp_path / "ledger.sqlite")
    assert (ledger.position("wire"), ledger.newest("wire")) == ("17", None)
    assert embargo.embargoes_over(ledger, NOON) == [DOCUMENT]
    with ledger.keeping():
        ledger.put_position("wire", "18", 5.0)
    ledger.close()
    again = Ledger(ledger.path)
    assert (again.position("wire"), again.newest("wire")) == ("18", 5.0)


def test_what_it_has_of_an_item_is_not_told_again_and_still_recalled(tmp_path: Path) -> None:
    told = [version(1, "Five died."), version(2, "Six died.")]
    ledger = version_1(tmp_path / "ledger.sqlite", *told)
    (*before, killed) = (take(ledger, each, "dam.json") for each in (*told, kill(3)))
    assert not any(each.updates or each.recalls for each in before)
    assert {recall.update_id for recall in killed.recalls} == {
        update.update_id for each in took(told) for update in each.updates
    }


def test_a_recall_covers_what_comes_after_it(tmp_path: Path) -> None:
    ledger = version_1(tmp_path / "ledger.sqlite", kill(3))
    late = take(ledger, version(2, "Six died."), "dam.json")
    assert [update.update_id for update in late.updates] == [recall.update_id for recall in late.recalls]


def test_an_edit_without_a_new_time_still_replaces_it(tmp_path: Path) -> None:
    ledger = version_1(tmp_path / "ledger.sqlite", version(1, "Five died."))
    assert len(take(ledger, version(2, "Six died.", minute=1), "dam.json").recalls) == 1


@pytest.mark.parametrize("late", [version(3, "Nine died."), version(3, "Nine died.", minute=1)])
def test_updates_of_one_page_are_no_version_that_is_replaced(tmp_path: Path, late: Article) -> None:
    ledger = version_1(tmp_path / "ledger.sqlite", page(2, (1, "Five died."), (2, "Six died.")))
    assert not take(ledger, late, "dam.json").recalls


def test_a_file_of_today_that_says_1_is_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    today = Ledger(path)
    with today.keeping():
        took([version(1, "Five died.")], today)
        today.put_position("feed", "x", at(1).timestamp())
    today.close()
    with sqlite3.connect(path) as file:
        file.execute("PRAGMA user_version = 1")
        before = file.execute("SELECT * FROM updates").fetchall()
    file.close()
    again = Ledger(path)
    assert again.newest("feed") == at(1).timestamp()
    assert again.look("SELECT * FROM updates") == before
    assert again.look("PRAGMA user_version") == [(2,)]


