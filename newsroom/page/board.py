"""The board: what can be printed of every incident now and what changed it last, folded from the topic `figures`.

It asks no store: each change of a figure says all that a row shows, so that a row is new the moment its change is
read, and ten thousand incidents cost nothing while nothing happens to them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from newsroom.commands.incident_named import SHORTEST
from newsroom.page.reading import Known
from newsroom.show.tables import printable, short_interval
from schemas.events import Event, FigureChanged, FigureReconciled, Reprocessed, Ruling, Voice
from sinks.incident_ids import IncidentRow, place_title

BOARD_POLICY = "house"
COURSE_AT_MOST = 60  # steps of a figure that are drawn in its row
OPEN_FOR = dt.timedelta(days=30)  # behind the last word of its desk: later an incident takes nothing more
PAGE_SIZE = 50
SHOWN_CATEGORIES = ("killed", "missing", "injured")


class FigureStep(NamedTuple):
    """The best figure from a published time on."""

    at: dt.datetime
    best: int | None


class BoardFigure(msgspec.Struct):
    """What can be printed of one category of an incident, and what it was before its last change."""

    category: str
    low: int | None
    best: int | None
    high: int | None
    qualifier: str | None
    disputed: bool
    corrected: bool  # revised down
    ruling: Ruling | None
    updated_at: dt.datetime  # published time of the word that changed it last
    recorded_at: dt.datetime  # when we knew
    changed_at: dt.datetime  # when we knew of what changed its numbers or marks last
    place: tuple[int, int]  # partition and offset of the input that it follows from
    was: str | None = None  # as it was printed before that change; None: it is its first
    by: str = ""  # who changed it
    course: list[FigureStep] = msgspec.field(default_factory=list)

    def ruled(self, now: dt.datetime) -> bool:
        """Whether an editor's number is printed."""
        return self.ruling is not None and (self.ruling.until is None or self.ruling.until > now)

    def ends(self, now: dt.datetime) -> tuple[int | None, int | None, int | None]:
        """Low, best and high as they can be printed now."""
        if self.ruling is None or not self.ruled(now):
            return self.low, self.best, self.high
        ruled = self.ruling.best
        return (min(self.low, ruled) if self.low is not None else None, ruled,
                max(self.high, ruled) if self.high is not None else None)

    def printed(self, now: dt.datetime) -> str:
        """ "at least 45"; "—" when nothing can be printed."""
        _, best, _ = self.ends(now)
        return printable({"best": best, "best_qualifier": "exact" if self.ruled(now) else self.qualifier})

    def interval(self, now: dt.datetime) -> str:
        """ "37–38+"."""
        return short_interval(*self.ends(now))


class BoardEntry(msgspec.Struct):
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
    figures: dict[str, BoardFigure] = msgspec.field(default_factory=dict)  # by category
    last: str = ""  # category that changed last

    @property
    def place(self) -> str | None:
        return place_title(self.name, self.place_printed)

    @property
    def title(self) -> str:
        """ "Trujillo, PE"."""
        return ", ".join(part for part in (self.place, self.country) if part) or "place unknown"

    @property
    def disputed(self) -> bool:
        return any(figure.disputed for figure in self.figures.values())


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


class Board:
    """Every incident that stands. One thread uses it."""

    def __init__(self) -> None:
        self._entries: dict[str, BoardEntry] = {}
        self._newest: dict[str, dt.datetime] = {}  # by desk: the latest published time
        self._until: dict[str, dt.datetime] = {}  # by incident: when its next ruling expires
        self._heirs: dict[str, str] = {}  # by an id of before: the incident that has it now

    def __len__(self) -> int:
        return len(self._entries)

    def clear(self) -> None:
        """Begin anew."""
        for known in (self._entries, self._newest, self._until, self._heirs):
            known.clear()

    def find(self, typed: str) -> BoardEntry | None:
        """The incident of this id, of one that it had before, or of the beginning of one, where that means one."""
        name, met = typed.lower(), set[str]()
        while name in self._heirs and name not in met and name not in self._entries:
            met.add(name)
            name = self._heirs[name]
        if name in self._entries or len(name) < SHORTEST:
            return self._entries.get(name)
        found = [entry for incident, entry in self._entries.items() if incident.startswith(name)]
        return found[0] if len(found) == 1 else None

    def fold(self, event: Event, recorded_at: dt.datetime) -> Iterable[str]:
        """Take an event of the topic in; the incidents whose rows are others now."""
        if isinstance(event, FigureChanged):
            policy = next((each for each in event.figures if each.policy == BOARD_POLICY), None)
            return self._fold(event, policy, recorded_at) if policy is not None else ()
        if isinstance(event, FigureReconciled) and event.policy == BOARD_POLICY:
            return self._fold(event, event, recorded_at)
        return self._void(event, recorded_at) if isinstance(event, Reprocessed) else ()

    def known(self, typed: str) -> Known | None:
        """The incident as the store names it."""
        entry = self.find(typed)
        if entry is None:
            return None
        aliases = sorted(name for name in self._heirs if self.find(name) is entry)
        return Known(IncidentRow(entry.incident_id, entry.desk, entry.name, entry.country, entry.cause, True,
                                 entry.place_printed), aliases)

    def expired(self, now: dt.datetime) -> list[str]:
        """The incidents of which a ruling has expired since this was asked last."""
        over = [incident for incident, until in self._until.items() if until <= now]
        for incident in over:
            self._watch_rulings(incident, now)
        return over

    def countries(self) -> list[str]:
        return sorted({entry.country for entry in self._entries.values() if entry.country})

    def page(self, asked: BoardAsked) -> BoardPage:
        """What was asked for, the last change first."""
        found = [entry for entry in self._entries.values() if self._is_asked(entry, asked)]
        found.sort(key=lambda entry: (entry.changed_at, entry.updated_at, entry.incident_id), reverse=True)
        pages = max(1, -(-len(found) // PAGE_SIZE))
        page = min(max(1, asked.page), pages)
        return BoardPage(found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], len(found), page, pages)

    def _is_asked(self, entry: BoardEntry, asked: BoardAsked) -> bool:
        return (
            asked.country in ("", entry.country) and (not asked.category or asked.category in entry.figures)
            and (not asked.disputed or entry.disputed)
            and (asked.since is None or entry.changed_at >= asked.since)
            and (asked.closed or self._newest[entry.desk] - entry.updated_at <= OPEN_FOR)
            and all(word in _words_of(entry) for word in asked.words.casefold().split())
        )

    def _fold(
        self, event: FigureChanged | FigureReconciled, told: Any, recorded_at: dt.datetime
    ) -> Iterable[str]:
        touched = [event.incident_id, *(name for name in event.aliases if self._entries.pop(name, None))]
        self._heirs |= dict.fromkeys(event.aliases, event.incident_id)
        self._heirs.pop(event.incident_id, None)
        if event.superseded_by is not None:
            self._heirs[event.incident_id] = event.superseded_by
            self._entries.pop(event.incident_id, None)
            return touched
        published = event.input_published_at or event.updated_at
        entry = self._entries.get(event.incident_id)
        if entry is None:
            entry = self._entries[event.incident_id] = BoardEntry(
                event.incident_id, event.desk, None, None, None, None, published, recorded_at, published)
        entry.name, entry.place_printed = event.place.name if event.place else None, event.place_printed
        entry.country, entry.cause = event.country, event.cause
        entry.since = min(entry.since, published, event.updated_at)
        entry.updated_at = max(entry.updated_at, published)
        self._newest[event.desk] = max(self._newest.get(event.desk, published), published)
        before = entry.figures.get(event.category)
        figure = BoardFigure(
            category=event.category, low=told.low, best=told.best, high=told.high, qualifier=told.best_qualifier,
            disputed=event.disputed, corrected="revised_down" in told.flags, ruling=event.ruling,
            updated_at=event.updated_at, recorded_at=recorded_at, changed_at=recorded_at,
            place=(event.caused_by.partition, event.caused_by.offset),
        )
        _compare(figure, before, event)
        entry.figures[event.category] = figure
        if figure.changed_at >= entry.changed_at:
            entry.changed_at, entry.last = figure.changed_at, event.category
        self._watch_rulings(event.incident_id, recorded_at)
        return touched

    def _watch_rulings(self, incident_id: str, now: dt.datetime) -> None:
        entry = self._entries.get(incident_id)
        figures = entry.figures.values() if entry is not None else ()
        ends = [figure.ruling.until for figure in figures
                if figure.ruling is not None and figure.ruling.until is not None and figure.ruling.until > now]
        self._until.pop(incident_id, None)
        if ends:
            self._until[incident_id] = min(ends)

    def _void(self, event: Reprocessed, recorded_at: dt.datetime) -> list[str]:
        """What was said of these inputs before they were decided again counts no more."""
        began, touched = min(event.started_at, recorded_at), []
        for incident, entry in list(self._entries.items()):
            gone = [category for category, figure in entry.figures.items()
                    if figure.place[0] == event.partition and figure.place[1] < event.below
                    and figure.recorded_at < began]
            for category in gone:
                del entry.figures[category]
            if gone:
                touched.append(incident)
            if not entry.figures:
                del self._entries[incident]
        return touched


def _compare(figure: BoardFigure, before: BoardFigure | None, event: FigureChanged | FigureReconciled) -> None:
    """Say what changed, by whom, and how the figure went."""
    now = figure.recorded_at
    shown = _shown(figure)
    if before is not None and _shown(before) == shown:
        figure.was, figure.by, figure.changed_at = before.was, before.by, before.changed_at
        figure.course = before.course
        return
    figure.by = _changed_by(figure, before, event)
    figure.was = before.printed(now) if before is not None and before.best is not None else None
    best = figure.ends(now)[1]
    course = before.course if before is not None else []
    if not course or course[-1].best != best:
        course = [*course[-COURSE_AT_MOST:], FigureStep(event.input_published_at or event.updated_at, best)]
    figure.course = course


def _shown(figure: BoardFigure) -> tuple[object, ...]:
    ruling = figure.ruling.ruling_id if figure.ruling is not None else None
    return figure.low, figure.best, figure.high, figure.qualifier, figure.disputed, figure.corrected, ruling


def _changed_by(
    figure: BoardFigure, before: BoardFigure | None, event: FigureChanged | FigureReconciled
) -> str:
    ruling, ruled = figure.ruling, before.ruling if before is not None else None
    if ruling is not None and (ruled is None or ruled.ruling_id != ruling.ruling_id):
        return f"{ruling.by} (ruled)"
    if ruled is not None and ruling is None:
        return "a ruling withdrawn"
    published = event.input_published_at or event.updated_at
    heard = [voice for voice in event.voices if voice.published_at == published and voice.standing]
    if not heard:
        return "a word taken back or set aside" if before is not None else _named(event.voices[0]) if event.voices \
            else ""
    return _named(max(heard, key=lambda voice: _weight(voice, figure.best)))


def _weight(voice: Voice, best: int | None) -> tuple[bool, bool]:
    return best is not None and best in (voice.value, voice.low), voice.scope == "total"


def _named(voice: Voice) -> str:
    return voice.claimant or (f"nobody named, in {voice.carriers[0]}" if voice.carriers else "nobody named")


def _words_of(entry: BoardEntry) -> str:
    figures = entry.figures.values()
    parts = (entry.place, entry.country, entry.cause, entry.incident_id, *(figure.by for figure in figures))
    return " ".join(part for part in parts if part).casefold()


def told_in_words(figure: BoardFigure, now: dt.datetime) -> str:
    """ "killed was 31, now 29, transport ministry"."""
    printed = figure.printed(now)
    told = f"was {figure.was}, now {printed}" if figure.was not in (None, printed) else printed
    marks: Mapping[str, bool] = {"disputed": figure.disputed, "corrected": figure.corrected}
    words = ", ".join((told, *(mark for mark, on in marks.items() if on), *([figure.by] if figure.by else [])))
    return f"{figure.category} {words}"
