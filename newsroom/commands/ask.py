"""Questions to the store: the timeline, the figures, why they are so, a picture of one, what incidents and rulings
there are.

What only one of them needs is imported there: the desks are no concern of who asks what stands.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple, get_args

from newsroom.commands.incident_named import incident_named
from newsroom.errors import UsageFailure
from newsroom.settings import Settings
from newsroom.settling import open_store_to_ask
from newsroom.show.figures import print_figures
from newsroom.show.lines import print_json, say
from newsroom.show.lists import print_incidents, print_rulings
from newsroom.show.timeline import print_timeline
from schemas.events import Category
from sinks import incident_ids, queries
from sinks.editorial import editors_words
from sinks.queries import Chosen, FigureRow
from sinks.store import Store
from streams.figures.policies import POLICIES


class TimeAsked(NamedTuple):
    """At which of the two times to look: what we said at `as_of`, or what had been published `at`; neither: now."""

    as_of: dt.datetime | None = None
    at: dt.datetime | None = None


class Narrowed(NamedTuple):
    """What a question is narrowed to, as it was typed; None: to nothing."""

    incident: str | None = None
    country: str | None = None
    category: str | None = None
    since: dt.datetime | None = None


NOT_NARROWED = Narrowed()


def show_timeline(
    settings: Settings, *, story: str | None, limit: int | None, when: TimeAsked, as_json: bool,
    narrowed: Narrowed = NOT_NARROWED,
) -> None:
    _refuse_open(settings, when.as_of)
    with open_store_to_ask(settings) as store:
        chosen = _chosen(store, narrowed, when.as_of)
        updates = queries.timeline(store, story=story, limit=limit, as_of=when.as_of, at=when.at, chosen=chosen)
    if as_json:
        print_json(updates)
    else:
        print_timeline(updates)


def show_figures(
    settings: Settings, *, policy: str, when: TimeAsked, as_json: bool, narrowed: Narrowed = NOT_NARROWED,
    all_voices: bool = False,
) -> None:
    name = policy_named(policy)
    _refuse_open(settings, when.as_of)
    with open_store_to_ask(settings) as store:
        chosen = _chosen(store, narrowed, when.as_of)
        if when.at is not None:
            from newsroom.commands.published import figures_at
            from newsroom.pipeline import new_figures

            every = figures_at.figures_at(store, when.at, new_figures(settings, name), policy=name)
            found = [figure for figure in every if _is_chosen(figure, chosen)]
        else:
            found = queries.figures(store, policy=name, as_of=when.as_of, chosen=chosen)
    if as_json:
        print_json(found)
    else:
        print_figures(found, all_voices=all_voices)


def show_why(
    settings: Settings, incident: str, *, policy: str, category: str | None, since: dt.datetime | None,
    as_of: dt.datetime | None, as_json: bool, all_voices: bool = False,
) -> None:
    from newsroom.commands.why import explain_incident
    from newsroom.pipeline import new_figures
    from newsroom.show.why import print_why

    name, kind = policy_named(policy), category_named(category)
    _refuse_open(settings, as_of)
    with open_store_to_ask(settings) as store:
        explained = explain_incident(store, incident, new_figures(settings, name), policy=name, category=kind,
                                     since=since, as_of=as_of)
    if as_json:
        print_json(explained)
    else:
        print_why(explained, all_voices=all_voices)


def show_incidents(settings: Settings, *, narrowed: Narrowed, as_json: bool) -> None:
    with open_store_to_ask(settings) as store:
        figures = queries.figures(store, chosen=_chosen(store, narrowed, None))
        found = incident_ids.listed_incidents(figures)
    if as_json:
        print_json(found)
    else:
        print_incidents(found)


def show_rulings(settings: Settings, *, narrowed: Narrowed, as_json: bool) -> None:
    with open_store_to_ask(settings) as store:
        chosen = _chosen(store, narrowed, None)
        found = editors_words.all_rulings(store, dt.datetime.now(dt.UTC), chosen)
    if as_json:
        print_json(found)
    else:
        print_rulings(found)


def _chosen(store: Store, narrowed: Narrowed, as_of: dt.datetime | None) -> Chosen:
    """Raises UsageFailure for an incident, a country or a category that there is none of; StoreError."""
    country = country_named(narrowed.country)
    ids = None
    if narrowed.incident is not None:
        incident = incident_named(store, narrowed.incident, or_ended=True, as_of=as_of).incident_id
        ids = (incident, *queries.earlier_ids(store, incident, as_of))
    return Chosen(ids, country, category_named(narrowed.category), narrowed.since)


def _is_chosen(figure: FigureRow, chosen: Chosen) -> bool:
    """The same of a figure that no query gave."""
    changed = max(time for time in (figure["updated_at"], figure["ruled_at"]) if time is not None)
    return (
        (chosen.incidents is None or figure["incident_id"] in chosen.incidents)
        and chosen.country in (None, figure["country"]) and chosen.category in (None, figure["category"])
        and (chosen.since is None or changed >= chosen.since)
    )


def country_named(code: str | None) -> str | None:
    """The country of these two letters. Raises UsageFailure."""
    country = code.upper() if code is not None else None
    if country is not None and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise UsageFailure(f"--country {code!r} is no country: write the two letters of ISO 3166, as PE")
    return country


def category_named(name: str | None) -> str | None:
    """The category of this name. Raises UsageFailure."""
    if name is not None and name not in get_args(Category):
        raise UsageFailure(f"--category {name!r} is none of {', '.join(get_args(Category))}")
    return name


def _refuse_open(settings: Settings, as_of: dt.datetime | None) -> None:
    """Raise unless the answer for that moment of ours is final. Raises UsageFailure, Failure, LogError."""
    if as_of is not None:
        from newsroom.commands.clock import refuse_open_moment

        refuse_open_moment(settings, as_of)


def policy_named(name: str) -> str | None:
    """The policy of this name; None for all. Raises UsageFailure."""
    if name != "all" and name not in POLICIES:
        raise UsageFailure(f"--policy {name!r} is none of {', '.join(POLICIES)}, all")
    return None if name == "all" else name


def draw_plot(settings: Settings, incident: str, out: Path, *, category: str, policy: str) -> None:
    from newsroom.commands.published.course import course_of
    from newsroom.commands.published.figures_at import incidents_now
    from newsroom.pipeline import new_figures
    from newsroom.show.plot import FORMATS, picture_of, write_picture

    if policy not in POLICIES:
        raise UsageFailure(f"--policy {policy!r} is none of {', '.join(POLICIES)}")
    category_named(category)
    if out.suffix.lower().lstrip(".") not in FORMATS:
        raise UsageFailure(f"--out {str(out)!r} is no picture: name a file that ends in .svg or .png")
    with open_store_to_ask(settings) as store:
        found = incident_named(store, incident)
        course = course_of(store, found, queries.earlier_ids(store, found.incident_id),
                           incidents_now(store, found.desk), new_figures(settings, policy), category)
    picture = picture_of(found, course, category, policy)
    say(str(write_picture(picture, out)))  # behind the store, whose files alone are private
