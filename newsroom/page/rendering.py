"""From what is known to HTML: the templates, the words in them, and what of a page changes when an incident does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import Any, Literal, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from newsroom.errors import UsageFailure
from newsroom.page.board import SHOWN_CATEGORIES, BoardAsked, BoardEntry, BoardFigure, DeskBoard, told_in_words
from newsroom.page.charts import chart, claimant_class, sparkline
from newsroom.page.live import ChannelNews
from newsroom.page.reading import IncidentTold, TwoTimes, by_category, read_incident, shown_updates
from newsroom.show.figures import ruling_lines, said_by, voice_lines
from newsroom.show.tables import as_said, printable, short_interval
from schemas.characters import harmless
from sinks.incident_ids import place_title
from sinks.store import Store
from streams.figures.figures import Figures

_TIME = Markup('<time datetime="{}" title="{}">{}</time>')
SAID_AT_MOST = 3  # changes that a screen reader is told of at once


class LiveView(NamedTuple):
    """What a channel of the feed shows."""

    kind: Literal["board", "incident", "box"]
    what: BoardAsked | str  # an incident's id


class Renderer:
    """Pages and pieces of them. Used by the one thread that has store and board."""

    def __init__(self, board: DeskBoard, new_figures: Callable[[str | None], Figures], *, editing: bool) -> None:
        self.board = board
        self._new_figures = new_figures
        self._environment = environment(editing=editing)
        self._rows: dict[str, tuple[object, str]] = {}  # by incident: what it was made of
        self._sent: dict[Hashable, dict[str, str]] = {}  # by channel: the rows that its readers have

    def page(self, template: str, **values: Any) -> str:
        return self._environment.get_template(template).render(now=dt.datetime.now(dt.UTC), **values)

    def board_page(self, asked: BoardAsked, **values: Any) -> str:
        found = self.board.page(asked)
        return self.page("board.html", asked=asked, found=found, rows=[(e, self._row(e)) for e in found.entries],
                         countries=self.board.countries(), **values)

    def incident_page(self, store: Store, typed: str, when: TwoTimes, **values: Any) -> str:
        """Raises UsageFailure where there is no such incident; StoreError."""
        told = self.read(store, typed, when)
        return self.page("incident.html", parts=self._incident_parts(told), told=told, sliders=_sliders(told), **values)

    def read(self, store: Store, typed: str, when: TwoTimes) -> IncidentTold:
        """What an incident's page is made of. Raises as it does."""
        return read_incident(store, typed, when, self._new_figures, self.board.known(typed))

    def box(self, entry: BoardEntry, **values: Any) -> str:
        return self.page("box.html", entry=entry, inner=self._box(entry), **values)

    def whole(self, store: Store, watched: LiveView) -> dict[str, Any]:
        """All that a reader of the channel has to have now. Raises UsageFailure, StoreError."""
        told = self._tell(store, watched, None)
        return dict(told.whole) if told is not None else {}

    def told(self, store: Store, channels: Iterable[Hashable], changed: Collection[str]) -> dict[Hashable, ChannelNews]:
        """What the readers of the channels have to be told now that these incidents are others. Raises StoreError."""
        channels = list(channels)
        self._sent = {key: sent for key, sent in self._sent.items() if key in channels}
        found: dict[Hashable, ChannelNews] = {}
        for key in channels:
            if isinstance(key, LiveView) and (told := self._tell(store, key, changed)) is not None:
                found[key] = told
        return found

    def _tell(self, store: Store, watched: LiveView, changed: Collection[str] | None) -> ChannelNews | None:
        if isinstance(watched.what, BoardAsked):
            return self._tell_board(watched, watched.what, changed)
        if changed is not None and watched.what not in changed:
            return None
        try:
            parts = self._parts(store, watched.kind, watched.what)
        except UsageFailure:  # merged into another one meanwhile, or nothing stands of it
            return ChannelNews({"gone": True}, {"gone": True})
        said = self._said([watched.what]) if changed is not None else []
        return ChannelNews({"parts": parts, "said": said}, {"parts": parts})

    def _parts(self, store: Store, kind: str, incident_id: str) -> dict[str, str]:
        if kind == "incident":
            return self._incident_parts(self.read(store, incident_id, TwoTimes()))
        entry = self.board.find(incident_id)
        if entry is None:
            raise UsageFailure(f"there is no incident {incident_id!r}")
        return {"box": self._box(entry)}

    def _tell_board(self, key: LiveView, asked: BoardAsked, changed: Collection[str] | None) -> ChannelNews | None:
        found = self.board.page(asked)
        rows = {entry.incident_id: self._row(entry) for entry in found.entries}
        head = self.page("_count.html", found=found, board=self.board)
        before = self._sent.get(key, {})
        self._sent[key] = rows
        order = list(rows)
        whole = {"rows": rows, "order": order, "parts": {"count": head}}
        if changed is None:
            return ChannelNews(whole, whole)
        others = {name: row for name, row in rows.items() if before.get(name) != row}
        if not others and order == list(before):
            return None
        said = self._said([name for name in order if name in others and name in changed])
        return ChannelNews({"rows": others, "order": order, "parts": {"count": head}, "said": said}, whole)

    def _said(self, incidents: Iterable[str]) -> list[str]:
        """What changed, in words for a screen reader; the newest."""
        told = []
        for entry in filter(None, map(self.board.find, incidents)):
            if (figure := entry.figures.get(entry.last)) is not None:
                told.append(harmless(f"{entry.title}: {told_in_words(figure)}"))
        return told[:SAID_AT_MOST] + ([f"and {len(told) - SAID_AT_MOST} more"] if len(told) > SAID_AT_MOST else [])

    def _row(self, entry: BoardEntry) -> str:
        made_of = entry.changed_at, entry.place, *map(id, entry.figures.values())
        known = self._rows.get(entry.incident_id)
        if known is None or known[0] != made_of:
            if len(self._rows) > 5_000:
                self._rows.clear()
            self._rows[entry.incident_id] = known = made_of, self.page("_row.html", entry=entry)
        return known[1]

    def _box(self, entry: BoardEntry) -> str:
        return self.page("_box.html", entry=entry)

    def _incident_parts(self, told: IncidentTold) -> dict[str, str]:
        """The pieces of the page that change, by their ids."""
        values = {"told": told, "categories": by_category(told.figures)}
        return {
            name: self.page(f"incident/{name}.html", **values)
            for name in ("figures", "course", "updates", "why", "steps")
        }


class _Slider(NamedTuple):
    """One of the two times, with the moments at which something changed in it."""

    name: str
    words: str
    moments: list[tuple[dt.datetime, str]]  # newest first, each with what could be printed of the dead from then on
    chosen: dt.datetime | None


def _sliders(told: IncidentTold) -> list[_Slider]:
    return [
        _Slider("at", "Published by", _moments(told.published, "published_at"), told.when.at),
        _Slider("as_of", "As we said it at", _moments(told.recorded, "recorded_at"), told.when.as_of),
    ]


def _moments(steps: Iterable[Mapping[str, Any]], time: str) -> list[tuple[dt.datetime, str]]:
    said: dict[dt.datetime, list[str]] = {}
    for step in steps:
        said.setdefault(step[time], []).append(
            f"{step['category']} {short_interval(step['low'], step['best'], step['high'])}")
    return [(at, ", ".join(words)) for at, words in sorted(said.items(), reverse=True)]


def environment(*, editing: bool) -> Environment:
    """The templates with the words that they use; everything that is not marked as HTML is escaped."""
    made = Environment(
        loader=PackageLoader("newsroom.page"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "moment": moment, "exact": dt.datetime.isoformat, "harmless": harmless, "printable": printable,
        "said_by": said_by,
    }
    made.globals |= {
        "editing": editing, "sparkline": sparkline, "chart": chart, "claimant_class": claimant_class,
        "interval": short_interval, "as_said": as_said, "ruling_lines": ruling_lines, "voice_lines": voice_lines,
        "place_title": place_title, "shown_categories": SHOWN_CATEGORIES, "shown_updates": shown_updates,
        "others_of": _others_of,
    }
    return made


def moment(at: dt.datetime | None, form: str = "%d %b %H:%M") -> Markup:
    """A time for people and programs; the page's own script says beside it how long ago that was."""
    if at is None:
        return Markup("")
    return _TIME.format(_iso(at), f"{at:%A %d %B %Y %H:%M:%S} UTC", f"{at:{form}}")


def _iso(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _others_of(entry: BoardEntry) -> list[BoardFigure]:
    """Figures of categories that have no column."""
    return [figure for category, figure in entry.figures.items()
            if category not in SHOWN_CATEGORIES and figure.toll.best is not None]
