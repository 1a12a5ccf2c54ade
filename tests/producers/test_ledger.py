"""What a producer remembers: kept with the log's batch or not at all, refused in one line where it cannot be used."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sqlite3
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from producers.formats.common.format import Reading
from producers.intake import embargo, ledger
from producers.intake.embargo import Waiting
from producers.intake.ledger import Ledger, LedgerError, LogState
from producers.intake.replayed import keep_tried, letters_tried, remember_replayed, replayed_reading
from producers.intake.taken import is_taken, remember_taken
from producers.intake.versions import take
from schemas.records import TopicPartition
from tests.producers.test_versions import version

INTAKE_0 = TopicPartition("intake", 0)
NOON = dt.datetime(2026, 3, 14, 12, tzinfo=dt.UTC)
DOCUMENT = Waiting("item.json", b"{}", Reading(day=dt.date(2026, 3, 14), carrier="PNA"), NOON)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "ledger.sqlite"


def test_nothing_is_made_until_something_is_remembered(path: Path) -> None:
    with Ledger(path).keeping():
        pass
    assert not path.parent.exists()
    assert not Ledger(path).exists


def test_what_is_kept_is_there_again_and_what_is_undone_is_not(path: Path) -> None:
    first = Ledger(path)
    with first.keeping():
        first.put_position("wire", "1")
    with contextlib.suppress(ConnectionError), first.keeping():
        first.put_position("wire", "2")
        assert first.position("wire") == "2"
        raise ConnectionError("the log is away")
    assert first.position("wire") == "1"
    first.put_position("feed", "x")
    first.close()
    again = Ledger(path)
    assert (again.position("wire"), again.position("feed")) == ("1", None)


def test_an_empty_log_forgets_positions_but_not_what_waits(path: Path) -> None:
    known = Ledger(path)
    with known.keeping():
        known.put_position("wire", "1")
        embargo.keep(known, DOCUMENT)
    known.forget_log()
    assert known.position("wire") is None
    assert embargo.all_waiting(known) == [DOCUMENT]


def test_a_ledger_taken_over_for_another_log_is_refused(path: Path) -> None:
    """Two processes with one ledger and two logs: what the one remembers is not what the log of the other has."""
    ours, theirs = (Ledger(path, partial(LogState, name, {INTAKE_0: 1})) for name in ("ours", "theirs"))
    with ours.keeping():
        ours.put_position("wire", "1")
    theirs.forget_log()
    with theirs.keeping():
        theirs.put_position("wire", "5")
    with pytest.raises(LedgerError, match="for another log: give each log a ledger of its own with NEWSROOM_LEDGER"):
        ours.position("wire")
    with pytest.raises(LedgerError, match="another log"), ours.keeping():
        ours.put_position("wire", "2")
    assert theirs.position("wire") == "5", "nothing of the other is written"


def test_articles_that_the_log_has_are_known_as_long_as_it_has_anything(path: Path) -> None:
    known, article = Ledger(path), version(1, "Five died.")
    with contextlib.suppress(ConnectionError), known.keeping():
        remember_taken(known, article)
        raise ConnectionError("the log is away")
    assert not is_taken(known, article)
    with known.keeping():
        remember_taken(known, article)
    assert is_taken(known, article)
    assert not is_taken(known, version(1, "Six died."))
    known.forget_log()
    assert not is_taken(known, article)


def test_an_older_file_gets_what_it_lacks(path: Path) -> None:
    known = Ledger(path)
    with known.keeping():
        take(known, version(1, "Five died."), "dam.json")
    known.close()
    with sqlite3.connect(path) as older:
        older.execute("DROP TABLE taken")
    older.close()
    again = Ledger(path)
    with again.keeping():
        remember_taken(again, version(1, "Five died."))
        assert not take(again, version(1, "Five died."), "dam.json").updates


def test_a_document_is_due_when_its_time_has_come_and_once(path: Path) -> None:
    known = Ledger(path)
    with known.keeping():
        for _ in range(2):
            embargo.keep(known, DOCUMENT)
    assert embargo.embargoes_over(known, NOON - dt.timedelta(seconds=1)) == []
    assert embargo.embargoes_over(known, NOON) == [DOCUMENT]
    with known.keeping():
        embargo.drop(known, DOCUMENT)
    assert embargo.embargoes_over(known, NOON) == []


def test_two_processes_take_turns(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = Ledger(path)
    code = (f"from pathlib import Path; from producers.intake.ledger import Ledger; l = Ledger(Path({str(path)!r}))\n"
            "with l.keeping(): l.put_position('feed', '2')")
    with mine.keeping():
        mine.put_position("wire", "1")
        other = subprocess.Popen([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": os.getcwd()})
        time.sleep(1.0)
        assert mine.position("feed") is None
    assert other.wait(60) == 0
    assert (mine.position("wire"), mine.position("feed")) == ("1", "2")
    monkeypatch.setattr(ledger, "BUSY_SECONDS", 0.1)
    mine.put_position("wire", "3")
    with pytest.raises(LedgerError, match="in use by another process"):
        Ledger(path).put_position("feed", "4")


def test_a_damaged_one_says_that_it_may_be_deleted(path: Path) -> None:
    with (mine := Ledger(path)).keeping():
        mine.put_position("wire", "1" * 20_000)
    mine.close()
    raw = path.read_bytes()
    path.write_bytes(raw[:4096] + bytes(len(raw) - 4096))
    with pytest.raises(LedgerError, match=r"is damaged .*delete it") as told:
        Ledger(path).position("wire")
    assert len(str(told.value).splitlines()) == 1


def test_what_cannot_be_used_is_told_in_one_line(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this is no database, but long enough to be looked at as one" * 20)
    with pytest.raises(LedgerError, match="cannot be used") as told:
        Ledger(path).position("wire")
    assert len(str(told.value).splitlines()) == 1
    path.unlink()
    with sqlite3.connect(path) as newer:
        newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(LedgerError, match="newer version"):
        Ledger(path).position("wire")


def test_what_a_replay_read_a_document_with_is_known_by_its_bytes(path: Path) -> None:
    reading = Reading(day=dt.date(2026, 6, 16), timezone="Asia/Kolkata", carrier="ABN", format="text")
    kept = Ledger(path)
    assert replayed_reading(kept, b"a page") is None
    assert not kept.exists, "nothing is made by looking"
    with kept.keeping():
        remember_replayed(kept, b"a page", reading)
    kept.close()
    again = Ledger(path)
    assert replayed_reading(again, b"a page") == reading
    assert replayed_reading(again, b"another page") is None
    again.close()


def test_letters_tried_out_of_turn_are_forgotten_with_their_log(path: Path) -> None:
    kept = Ledger(path)
    assert letters_tried(kept) == frozenset()
    with kept.keeping():
        keep_tried(kept, {3, 7})
        remember_replayed(kept, b"a page", Reading())
    assert letters_tried(kept) == {3, 7}
    assert kept.forget_log()
    assert letters_tried(kept) == frozenset()
    assert replayed_reading(kept, b"a page") == Reading(), "what was said of a document is no matter of the log"
    kept.close()
