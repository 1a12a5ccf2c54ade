"""From what is known to HTML: the templates, the words in them, and what of a page changes when an incident does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
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


_GONE = ChannelNews({"gone": True}, {"gone": True})


class LiveView(NamedTuple):
    """What a channel of the feed shows."""

    kind: Literal["board", "incident", "box"]
    what: BoardAsked | str  # an incident's id


class Renderer:
    """Pages and pieces of them: boards and boxes for the board's thread, incidents for the store's."""

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

    def whole_incident(self, store: Store, incident_id: str) -> Mapping[str, Any]:
        """All that a reader of the incident has to have now. Raises StoreError."""
        return self._tell_incident(store, incident_id).whole

    def whole(self, view: LiveView) -> Mapping[str, Any]:
        """The same of a board or a box."""
        if not isinstance(view.what, BoardAsked):
            return self._tell_box(view.what).whole
        told = self._tell_board(view, view.what, None)
        return told.whole if told is not None else {}

    def board_news(self, channels: Sequence[Hashable], changed: Collection[str]) -> dict[Hashable, ChannelNews]:
        """What readers have to be told at once now that these incidents are others; those of an incident's page are
        told the rest by `incident_news` once the store has it."""
        views = [key for key in channels if isinstance(key, LiveView)]
        self._sent = {key: sent for key, sent in self._sent.items() if key in views}
        found: dict[Hashable, ChannelNews] = {}
        for view in views:
            if isinstance(view.what, BoardAsked):
                told = self._tell_board(view, view.what, changed)
            elif view.what in changed:
                told = self._tell_box(view.what) if view.kind == "box" else self._tell_now(view.what)
            else:
                continue
            if told is not None:
                found[view] = told
        return found

    def incident_news(
        self, store: Store, channels: Sequence[Hashable], changed: Collection[str]
    ) -> dict[Hashable, ChannelNews]:
        """The same of the readers of incidents. Raises StoreError."""
        return {
            key: self._tell_incident(store, str(key.what)) for key in channels
            if isinstance(key, LiveView) and key.kind == "incident" and key.what in changed
        }

    def _tell_now(self, incident_id: str) -> ChannelNews:
        entry = self.board.find(incident_id)
        if entry is None or entry.incident_id != incident_id:
            return _GONE
        parts = {"now": self.page("_now.html", entry=entry)}
        return ChannelNews({"parts": parts, "said": self._said([incident_id])}, {"parts": parts})

    def _tell_incident(self, store: Store, incident_id: str) -> ChannelNews:
        try:
            parts = self._incident_parts(self.read(store, incident_id, TwoTimes()))
        except UsageFailure:  # merged into another one meanwhile
            return _GONE
        return ChannelNews({"parts": parts}, {"parts": parts})

    def _tell_box(self, incident_id: str) -> ChannelNews:
        entry = self.board.find(incident_id)
        if entry is None:
            return _GONE
        parts = {"box": self._box(entry)}
        return ChannelNews({"parts": parts, "said": self._said([incident_id])}, {"parts": parts})

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
        entry = self.board.find(told.incident.incident_id)
        return {"now": self.page("_now.html", entry=entry)} | {
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
        ruled = step["ruled_best"]
        told = short_interval(step["low"], step["best"], step["high"]) if ruled is None else f"{ruled:,} (ruled)"
        said.setdefault(step[time], []).append(f"{step['category']} {told}")
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
    return at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _others_of(entry: BoardEntry) -> list[BoardFigure]:
    """Figures of categories that have no column."""
    return [figure for category, figure in entry.figures.items()
            if category not in SHOWN_CATEGORIES and figure.toll.best is not None]
