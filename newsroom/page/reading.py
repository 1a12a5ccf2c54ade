"""What the store knows of an incident, as its page shows it: the questions that `newsroom why`, `timeline` and `plot`
ask, asked once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, get_args

from newsroom.commands.incident_named import incident_named
from newsroom.commands.published import figures_at
from newsroom.commands.published.course import CourseMoment, course_of, steps_of
from newsroom.commands.published.linked import linking_told
from newsroom.show.plot import Picture, picture_of
from schemas.events import Category
from sinks import queries
from sinks.editorial import published
from sinks.incident_ids import IncidentRow
from sinks.queries import Chosen, FigureRow, TimelineEntry
from sinks.store import Store
from streams.figures.figures import Figures
from streams.figures.policies import POLICIES

PICTURE_POLICY = "house"
UPDATES_AT_MOST = 200  # shown with their words; the newest


class TwoTimes(NamedTuple):
    """When a reader looks: at what we said by `as_of`, or at what had been published `at`; neither: now."""

    as_of: dt.datetime | None = None
    at: dt.datetime | None = None

    @property
    def now(self) -> bool:
        return self.as_of is None and self.at is None


class MadeRuling(NamedTuple):
    """A ruling on the incident and what became of it."""

    ruling_id: str
    state: str  # standing, expired, withdrawn, replaced
    category: str
    best: int
    by: str
    reason: str
    made_at: dt.datetime
    withdrawn_by: str | None = None
    withdrawn_reason: str | None = None


class Known(NamedTuple):
    """An incident that is known by its id already, and the ids that it had before."""

    incident: IncidentRow
    aliases: Sequence[str]


class IncidentTold(NamedTuple):
    """All that the page of an incident shows."""

    incident: IncidentRow
    aliases: Sequence[str]
    when: TwoTimes
    figures: Sequence[FigureRow]  # under every policy, by category and policy
    claims: Mapping[str, Mapping[str, Any]]  # with their words, by id
    updates: Sequence[TimelineEntry]  # newest first
    more_updates: int  # that are not shown
    pictures: Mapping[str, Picture]  # by category
    corrections: Mapping[str, Sequence[dt.datetime]]  # by category: when best was revised down
    steps: Sequence[Mapping[str, Any]]  # as we said them by then
    published: Sequence[Mapping[str, Any]]  # what could be said when; all of them, whatever time is looked at
    recorded: Sequence[Mapping[str, Any]]  # what we said when; the same
    linking: Sequence[Mapping[str, Any]]
    rulings: Sequence[MadeRuling]  # the latest first


def read_incident(
    store: Store, typed: str, when: TwoTimes, new_figures: Callable[[str | None], Figures], known: Known | None = None,
) -> IncidentTold:
    """`known` spares two questions. Raises UsageFailure where no incident, or several, have the id that was typed;
    StoreError."""
    if known is not None and when.as_of is None:
        found, names = known
    else:
        found = incident_named(store, typed, or_ended=True, as_of=when.as_of)
        names = queries.earlier_ids(store, found.incident_id, when.as_of)
    every = [found.incident_id, *names]
    claims = {claim["claim_id"]: claim for claim in queries.evidence(store, every, when.as_of)}
    incidents = figures_at.incidents_now(store, found.desk)
    course = course_of(store, found, names, incidents, new_figures(None))
    recorded = [step for step in queries.steps(store, found.incident_id) if step["policy"] == PICTURE_POLICY]
    steps = [step for step in recorded if when.as_of is None or step["recorded_at"] <= when.as_of]
    figures = _figures(store, found, when, claims, new_figures)
    updates = queries.timeline(store, as_of=when.as_of, at=when.at,
                               updates=sorted({claim["update_id"] for claim in claims.values()}))
    could_say = steps_of(course, policy=PICTURE_POLICY, category=None)
    return IncidentTold(
        incident=found, aliases=names, when=when, figures=figures, claims=claims,
        updates=updates[:UPDATES_AT_MOST], more_updates=max(0, len(updates) - UPDATES_AT_MOST),
        pictures=_pictures(found, course, steps, when), corrections=_corrections(could_say),
        steps=steps, published=could_say, recorded=recorded,
        linking=linking_told(store, set(every), found.desk, incidents) if when.now else [],
        rulings=_rulings(store, set(every), figures, when.as_of or when.at),
    )


def _figures(
    store: Store, found: IncidentRow, when: TwoTimes, claims: Mapping[str, Any],
    new_figures: Callable[[str | None], Figures],
) -> list[FigureRow]:
    if when.at is None:
        return queries.figures(store, policy=None, as_of=when.as_of, chosen=Chosen((found.incident_id,)))
    rows = figures_at.figures_at(store, when.at, new_figures(None), policy=None)
    return [row for row in rows if any(voice["claim_id"] in claims for voice in row["claimants"])]


def _rulings(
    store: Store, names: Collection[str], figures: Iterable[FigureRow], until: dt.datetime | None
) -> list[MadeRuling]:
    standing = {figure["ruling_id"] for figure in figures if figure["ruled"]}
    now = until or dt.datetime.now(dt.UTC)
    filed = published.rulings_at(store, until)
    gone = {row["ruling_id"]: row for row in filed if row["withdrawn"]}
    made = {row["ruling_id"]: row for row in filed if not row["withdrawn"] and row["incident_id"] in names}
    found = []
    for ruling_id, row in made.items():
        back = gone.get(ruling_id)
        state = ("withdrawn" if back is not None else "expired" if row["until"] is not None and row["until"] <= now
                 else "standing" if ruling_id in standing else "replaced")
        found.append(MadeRuling(
            ruling_id, state, row["category"], row["best"], row["by"], row["reason"], row["published_at"],
            back["by"] if back is not None else None, back["reason"] if back is not None else None))
    return sorted(found, key=lambda ruling: ruling.made_at, reverse=True)


def _pictures(
    found: IncidentRow, course: Sequence[CourseMoment], steps: Iterable[Mapping[str, Any]], when: TwoTimes
) -> dict[str, Picture]:
    """Of every category that had a figure by the time that is looked at, with what had been published by then."""
    until = when.at or when.as_of
    course = [moment for moment in course if until is None or moment.at <= until]
    told = {figure.category for moment in course for figure in moment.figures}
    if when.as_of is not None:
        told &= {step["category"] for step in steps}
    return {category: picture_of(found, course, category, PICTURE_POLICY) for category in get_args(Category)
            if category in told}


def _corrections(published: Iterable[Mapping[str, Any]]) -> dict[str, list[dt.datetime]]:
    found: dict[str, list[dt.datetime]] = {}
    before: dict[str, int | None] = {}
    for step in published:
        best, last = step["best"], before.get(step["category"])
        if last is not None and best is not None and best < last:
            found.setdefault(step["category"], []).append(step["published_at"])
        before[step["category"]] = best
    return found


class ShownClaim(NamedTuple):
    """A claim in the words of its update, and whether it stands."""

    claim: Mapping[str, Any]
    standing: bool


class ShownUpdate(NamedTuple):
    """An update with its text in pieces, each with the claims that were read from it; copies of it folded in."""

    update: TimelineEntry
    pieces: Sequence[tuple[str, Sequence[ShownClaim]]]
    claims: Sequence[ShownClaim]
    copies: Sequence[TimelineEntry]


def shown_updates(told: IncidentTold) -> list[ShownUpdate]:
    """The updates, copies under what they copy, newest first."""
    standing = {voice["claim_id"] for figure in told.figures for voice in figure["claimants"] if voice["standing"]}
    of_update: dict[str, list[ShownClaim]] = {}
    for claim in told.claims.values():
        shown = ShownClaim(claim, claim["claim_id"] in standing)
        of_update.setdefault(claim["update_id"], []).append(shown)
    known = {update["update_id"] for update in told.updates}
    copies: dict[str, list[TimelineEntry]] = {}
    for update in told.updates:
        if update["disposition"] == "duplicate" and update["same_as"] in known:
            copies.setdefault(update["same_as"] or "", []).append(update)
    folded = {copy["update_id"] for group in copies.values() for copy in group}
    return [
        ShownUpdate(update, _pieces(update["text"], of_update.get(update["update_id"], ())),
                    sorted(of_update.get(update["update_id"], ()), key=lambda each: each.claim["start"]),
                    copies.get(update["update_id"], ()))
        for update in told.updates if update["update_id"] not in folded
    ]


def _pieces(text: str, claims: Sequence[ShownClaim]) -> list[tuple[str, list[ShownClaim]]]:
    """The text cut where a claim's words begin or end; a piece may belong to several claims."""
    cuts = {0, len(text)}
    for shown in claims:
        cuts |= {min(max(shown.claim[end], 0), len(text)) for end in ("start", "end")}
    at = sorted(cuts)
    return [
        (text[begin:end], [shown for shown in claims if shown.claim["start"] <= begin and end <= shown.claim["end"]])
        for begin, end in pairwise(at)
    ]


def by_category(figures: Iterable[FigureRow]) -> dict[str, dict[str, FigureRow]]:
    """The figures by category and policy, policies in the order of the house."""
    found: dict[str, dict[str, FigureRow]] = {}
    for figure in figures:
        found.setdefault(figure["category"], {})[figure["policy"]] = figure
    return {category: {name: of[name] for name in POLICIES if name in of} for category, of in found.items()}
