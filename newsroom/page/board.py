"""The board: what can be printed of every incident now and what changed it last, made of the changes of the topic
`figures` (`newsroom/changes`).

It asks no store: a row is new the moment its change is read, and ten thousand incidents cost nothing while nothing
happens to them.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from newsroom.changes.change import PrintedToll, SpokenWord, TollChange
from newsroom.commands.incident_named import SHORTEST
from newsroom.page.reading import Known
from sinks.incident_ids import IncidentRow, place_title

BOARD_POLICY = "house"
COURSE_AT_MOST = 60  # steps of a figure that are drawn in its row
OPEN_FOR = dt.timedelta(days=30)  # behind the last word of its desk: later an incident takes nothing more
PAGE_SIZE = 50
INCIDENTS_AT_MOST = 50_000
SHOWN_CATEGORIES = ("killed", "missing", "injured")


class FigureStep(NamedTuple):
    """The best figure from a published time on."""

    at: dt.datetime
    best: int | None


class BoardFigure(msgspec.Struct, frozen=True):
    """What can be printed of one category of an incident, and what it was before its last change."""

    category: str
    toll: PrintedToll
    was: str | None  # as it was printed before; None: it is its first
    by: str  # who changed it
    since: dt.datetime  # published time of the word, or time of the ruling, by which it is printed so
    changed_at: dt.datetime  # when we knew of it
    course: tuple[FigureStep, ...] = ()

    @property
    def corrected(self) -> bool:
        return "revised_down" in self.toll.flags

    @property
    def shown(self) -> bool:
        """Whether there is anything to print."""
        return self.toll.best is not None or self.toll.high is not None


class BoardEntry(msgspec.Struct, frozen=True):
    """An incident: its row on the board."""

    incident_id: str
    desk: str
    name: str | None  # of its place
    place_printed: str | None  # the place as its page spells it, where that is not its name
    country: str | None  # ISO 3166 alpha-2
    cause: str | None
    since: dt.datetime  # the earliest published time that anything of it has
    changed_at: dt.datetime  # when we knew of the last change
    updated_at: dt.datetime  # the latest published time
    last: str  # category that changed last
    aliases: tuple[str, ...] = ()
    figures: dict[str, BoardFigure] = msgspec.field(default_factory=dict)  # by category
    words: str = ""  # in which is searched, case folded

    @property
    def place(self) -> str | None:
        return place_title(self.name, self.place_printed)

    @property
    def title(self) -> str:
        """ "Trujillo, PE"."""
        return ", ".join(part for part in (self.place, self.country) if part) or "place unknown"

    @property
    def disputed(self) -> bool:
        return any(figure.toll.disputed for figure in self.figures.values())


class BoardAsked(NamedTuple):
    """What a reader wants to see of the board; None and "": everything."""

    country: str = ""
    category: str = ""
    disputed: bool = False
    since: dt.datetime | None = None  # changed at this time or later, as we knew it
    words: str = ""
    closed: bool = False  # also those that take nothing more
    page: int = 1


class BoardPage(NamedTuple):
    """A page of the board; `found` is how many incidents there are on all of them."""

    entries: list[BoardEntry]
    found: int
    page: int
    pages: int


class DeskBoard:
    """Every incident of which something can be said; of too many those that changed last.

    One thread changes it, any may ask; an entry is never changed once it was given.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._entries: dict[str, BoardEntry] = {}
        self._newest: dict[str, dt.datetime] = {}  # by desk: the latest published time
        self._heirs: dict[str, str] = {}  # by an id of before: the incident that has it now

    def __len__(self) -> int:
        return len(self._entries)

    def clear(self) -> None:
        """Begin anew."""
        with self._turn:
            for known in (self._entries, self._newest, self._heirs):
                known.clear()

    def take(self, change: TollChange) -> Iterable[str]:
        """Take a change in; the incidents whose rows are others now."""
        if change.policy != BOARD_POLICY:
            return ()
        with self._turn:
            gone = [name for name in change.aliases if self._entries.pop(name, None) is not None]
            self._heirs |= dict.fromkeys(change.aliases, change.incident_id)
            self._heirs.pop(change.incident_id, None)
            before = self._entries.get(change.incident_id)
            now = _without(before, change.category) if "withdrawn" in change.kinds else _with(before, change)
            if now is not None:
                self._make_room()
                self._entries[change.incident_id] = now
            elif before is not None:
                del self._entries[change.incident_id]
            self._newest[change.desk] = max(self._newest.get(change.desk, change.published_at), change.published_at)
        return [change.incident_id, *gone]

    def find(self, typed: str) -> BoardEntry | None:
        """The incident of this id, of one that it had before, or of the beginning of one, where that means one."""
        begun = typed.lower()
        with self._turn:
            name = self._heir(begun)
            if name in self._entries or len(begun) < SHORTEST:
                return self._entries.get(name)
            meant = {self._heir(known) for known in (*self._entries, *self._heirs) if known.startswith(begun)}
            found = [self._entries[name] for name in meant if name in self._entries]
        return found[0] if len(found) == 1 else None

    def _heir(self, name: str) -> str:
        """Who has this id now."""
        met = set[str]()
        while name in self._heirs and name not in met and name not in self._entries:
            met.add(name)
            name = self._heirs[name]
        return name

    def known(self, typed: str) -> Known | None:
        """The incident as the store names it."""
        entry = self.find(typed)
        return None if entry is None else Known(
            IncidentRow(entry.incident_id, entry.desk, entry.name, entry.country, entry.cause, True,
                        entry.place_printed), entry.aliases)

    def countries(self) -> list[str]:
        return sorted({entry.country for entry in self._all() if entry.country})

    def page(self, asked: BoardAsked) -> BoardPage:
        """What was asked for, the last change first."""
        found = [entry for entry in self._all() if self._is_asked(entry, asked)]
        found.sort(key=lambda entry: (entry.changed_at, entry.updated_at, entry.incident_id), reverse=True)
        pages = max(1, -(-len(found) // PAGE_SIZE))
        page = min(max(1, asked.page), pages)
        return BoardPage(found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], len(found), page, pages)

    def _all(self) -> list[BoardEntry]:
        with self._turn:
            return list(self._entries.values())

    def _is_asked(self, entry: BoardEntry, asked: BoardAsked) -> bool:
        return (
            asked.country in ("", entry.country)
            and (not asked.category or (asked.category in entry.figures and entry.figures[asked.category].shown))
            and (not asked.disputed or entry.disputed)
            and (asked.since is None or entry.changed_at >= asked.since)
            and (asked.closed or self._newest[entry.desk] - entry.updated_at <= OPEN_FOR)
            and (not asked.words or all(word in entry.words for word in asked.words.casefold().split()))
        )

    def _make_room(self) -> None:
        if len(self._entries) >= INCIDENTS_AT_MOST:
            by_age = sorted(self._entries, key=lambda name: self._entries[name].changed_at)
            for name in by_age[: INCIDENTS_AT_MOST // 10]:
                del self._entries[name]
            self._heirs = {name: heir for name, heir in self._heirs.items() if heir in self._entries}


def _with(before: BoardEntry | None, change: TollChange) -> BoardEntry:
    """The incident as it is with this change."""
    known = before or BoardEntry(
        change.incident_id, change.desk, None, None, None, None, change.published_at, change.recorded_at,
        change.published_at, change.category)
    figures = known.figures | {change.category: _figure(change, known.figures.get(change.category))}
    parts = (change.incident_id, place_title(change.place, change.place_printed), change.country, change.cause,
             *(figure.by for figure in figures.values()))
    return BoardEntry(
        change.incident_id, change.desk, change.place, change.place_printed, change.country, change.cause,
        since=min(known.since, change.published_at, change.since),
        changed_at=max(known.changed_at, change.recorded_at),
        updated_at=max(known.updated_at, change.published_at), last=change.category, aliases=change.aliases,
        figures=figures, words=" ".join(part for part in parts if part).casefold(),
    )


def _without(before: BoardEntry | None, category: str) -> BoardEntry | None:
    """The same without this category; None where nothing is left."""
    if before is None:
        return None
    figures = {name: figure for name, figure in before.figures.items() if name != category}
    return msgspec.structs.replace(before, figures=figures) if figures else None


def _figure(change: TollChange, before: BoardFigure | None) -> BoardFigure:
    course = before.course if before is not None else ()
    if not course or course[-1].best != change.after.best:
        course = (*course[-COURSE_AT_MOST:], FigureStep(change.published_at, change.after.best))
    was = change.before.printed if change.before is not None and change.before.best is not None else None
    return BoardFigure(change.category, change.after, was, _changed_by(change), change.since, change.recorded_at,
                       course)


def _changed_by(change: TollChange) -> str:
    """The editor, else the claimant whose word gave the number, else what happened."""
    if "ruling_expired" in change.kinds:
        return "a ruling expired"
    if change.editor is not None:
        return f"{change.editor.by} ({change.editor.word.replace('_', ' ')})"
    if change.who:
        best = str(change.after.best)
        return _named(next((word for word in reversed(change.who) if best in word.said.split()), change.who[-1]))
    if change.no_longer:
        return f"{change.no_longer[0]}: taken back or set aside"
    return "decided again by newer rules" if "reprocessed" in change.kinds else ""


def _named(word: SpokenWord) -> str:
    return word.claimant or (f"nobody named, in {word.carriers[0]}" if word.carriers else "nobody named")


def told_in_words(figure: BoardFigure) -> str:
    """ "killed was 31, now 29, disputed, transport ministry"."""
    toll = figure.toll
    told = f"was {figure.was}, now {toll.printed}" if figure.was not in (None, toll.printed) else toll.printed
    marks = {"disputed": toll.disputed, "corrected": figure.corrected, "ruled": toll.ruled}
    words = ", ".join((told, *(mark for mark, on in marks.items() if on), *([figure.by] if figure.by else [])))
    return f"{figure.category} {words}"
