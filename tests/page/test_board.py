"""The board alone: rows made of changes, found, narrowed and in order."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from newsroom.changes.fold import TollChanges
from newsroom.page import board as boards
from newsroom.page.board import BoardAsked, DeskBoard, told_in_words
from schemas.events import Event
from schemas.ids import digest
from tests.builders import NOON, TRUJILLO, minutes
from tests.sinks.events import INCIDENT, reconciled, voice


def _board(*events: Event, each: int = 1) -> DeskBoard:
    """Recorded a minute after each other."""
    fold, board = TollChanges(), DeskBoard()
    for number, event in enumerate(events):
        for change in fold.fold(event, NOON + minutes(number * each)):
            board.take(change)
    return board


def _told(best: int, offset: int, who: str = "Mayor Ana", **fields: Any) -> Event:
    at = NOON + minutes(offset)
    return reconciled(best, offset, voices=(voice(who, best, published_at=at),), updated_at=at, input_published_at=at,
                      **fields)


def _other(name: str, offset: int, **fields: Any) -> Event:
    return _told(5, offset, incident_id=digest("incident", name), place=TRUJILLO.__class__(
        name=name, kind="city", country=fields.get("country", "PE")), **fields)


def test_a_row_says_was_and_now_and_by_whom() -> None:
    [entry] = _board(_told(31, 0), _told(29, 1, "Transport ministry", flags=("revised_down",))).page(BoardAsked()).entries
    figure = entry.figures["killed"]
    assert (figure.was, figure.toll.printed, figure.by, figure.corrected) == ("31", "29", "Transport ministry", True)
    assert told_in_words(figure) == "killed was 31, now 29, corrected, Transport ministry"
    assert [step.best for step in figure.course] == [31, 29]
    assert (entry.since, entry.changed_at, entry.last) == (NOON, NOON + minutes(1), "killed")


def test_the_last_change_comes_first_whenever_it_was_printed() -> None:
    late = reconciled(5, 7, incident_id=digest("incident", "Piura"), updated_at=NOON, input_published_at=NOON,
                      place=TRUJILLO.__class__(name="Piura", kind="city", country="PE"))  # printed first, known last
    board = _board(_told(31, 5), _other("Lima", 6), late)
    assert [entry.name for entry in board.page(BoardAsked()).entries] == ["Piura", "Lima", "Trujillo"]


def test_it_is_narrowed() -> None:
    board = _board(_told(31, 0, disputed=True), _other("Lima", 1, country="BO"), _other("Piura", 2, category="missing"))

    def found(**asked: Any) -> set[str | None]:
        return {entry.name for entry in board.page(BoardAsked(**asked)).entries}

    assert found(country="BO") == {"Lima"}
    assert found(category="missing") == {"Piura"}
    assert found(disputed=True) == {"Trujillo"}
    assert found(since=NOON + minutes(1)) == {"Lima", "Piura"}
    assert found(words="ana piura") == {"Piura"}
    assert found(words=INCIDENT) == {"Trujillo"}


def test_what_takes_nothing_more_is_left_out_unless_asked_for() -> None:
    board = _board(_told(31, 0), _other("Lima", 31 * 24 * 60))
    assert [entry.name for entry in board.page(BoardAsked()).entries] == ["Lima"]
    assert board.page(BoardAsked(closed=True)).found == 2


def test_an_id_of_before_leads_to_the_incident_that_has_it_now() -> None:
    heir = digest("incident", "one mudslide")
    board = _board(
        _told(31, 0), _told(31, 1, incident_id=heir, aliases=(INCIDENT,)),
        reconciled(None, 1, superseded_by=heir, voices=()),
    )
    assert len(board) == 1
    for typed in (INCIDENT, INCIDENT[:12], heir, heir[:8], heir[:8].upper()):
        entry = board.find(typed)
        assert entry is not None
        assert entry.incident_id == heir
    assert board.find("zz") is None
    assert board.find("") is None


def test_nothing_is_left_of_what_was_recalled() -> None:
    board = _board(_told(31, 0), reconciled(None, 1, voices=(), updated_at=NOON))
    assert len(board) == 0
    assert board.find(INCIDENT) is None


def test_pages_hold_fifty_and_a_page_too_far_is_the_last() -> None:
    board = _board(*(_other(f"Place {n}", n) for n in range(120)), each=0)
    first, last = board.page(BoardAsked()), board.page(BoardAsked(page=99))
    assert (len(first.entries), first.found, first.pages) == (50, 120, 3)
    assert (len(last.entries), last.page) == (20, 3)


def test_of_too_many_incidents_those_stay_that_changed_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boards, "INCIDENTS_AT_MOST", 20)
    board = _board(*(_other(f"Place {n}", n) for n in range(50)))
    names = {entry.name for entry in board.page(BoardAsked()).entries}
    assert len(board) <= 20
    assert "Place 49" in names


def test_an_entry_that_was_given_never_changes() -> None:
    fold, board = TollChanges(), DeskBoard()
    for change in fold.fold(_told(31, 0), NOON):
        board.take(change)
    before = board.find(INCIDENT)
    for change in fold.fold(_told(41, 1), NOON + dt.timedelta(minutes=1)):
        board.take(change)
    assert before is not None
    assert before.figures["killed"].toll.best == 31
