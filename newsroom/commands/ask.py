"""Questions to the store: the timeline, the figures, why they are so, and a picture of one.

What only one of them needs is imported there: the desks are no concern of who asks what stands.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple

from newsroom.commands.incident_named import incident_named
from newsroom.errors import UsageFailure
from newsroom.settings import Settings
from newsroom.settling import open_store_to_ask
from newsroom.show import tables
from newsroom.show.lines import print_json, say
from sinks import queries
from streams.figures.policies import POLICIES


class TimeAsked(NamedTuple):
    """At which of the two times to look: what we said at `as_of`, or what had been published `at`; neither: now."""

    as_of: dt.datetime | None = None
    at: dt.datetime | None = None


def show_timeline(settings: Settings, *, story: str | None, limit: int | None, when: TimeAsked, as_json: bool) -> None:
    _refuse_open(settings, when.as_of)
    with open_store_to_ask(settings) as store:
        updates = queries.timeline(store, story=story, limit=limit, as_of=when.as_of, at=when.at)
    if as_json:
        print_json(updates)
    else:
        tables.print_timeline(updates)


def show_figures(settings: Settings, *, policy: str, when: TimeAsked, as_json: bool) -> None:
    name = _policy(policy)
    _refuse_open(settings, when.as_of)
    with open_store_to_ask(settings) as store:
        if when.at is not None:
            from newsroom.commands import figures_at
            from newsroom.pipeline import new_figures

            found = figures_at.figures_at(store, when.at, new_figures(settings), policy=name)
        else:
            found = queries.figures(store, policy=name, as_of=when.as_of)
    if as_json:
        print_json(found)
    else:
        tables.print_figures(found)


def show_why(
    settings: Settings, incident: str, *, policy: str, category: str | None, as_of: dt.datetime | None, as_json: bool
) -> None:
    from newsroom.commands.why import explain_incident
    from newsroom.show.why import print_why

    name = _policy(policy)
    _refuse_open(settings, as_of)
    with open_store_to_ask(settings) as store:
        explained = explain_incident(store, incident, policy=name, category=category, as_of=as_of)
    if as_json:
        print_json(explained)
    else:
        print_why(explained)


def _refuse_open(settings: Settings, as_of: dt.datetime | None) -> None:
    """Raise unless the answer for that moment of ours is final. Raises UsageFailure, Failure, LogError."""
    if as_of is not None:
        from newsroom.commands.clock import refuse_open_moment

        refuse_open_moment(settings, as_of)


def _policy(name: str) -> str | None:
    """The policy of this name; None for all. Raises UsageFailure."""
    if name != "all" and name not in POLICIES:
        raise UsageFailure(f"--policy {name!r} is none of {', '.join(POLICIES)}, all")
    return None if name == "all" else name


def draw_plot(settings: Settings, incident: str, out: Path, *, category: str, policy: str) -> None:
    from newsroom.show.plot import FORMATS, picture_of, write_picture

    if policy not in POLICIES:
        raise UsageFailure(f"--policy {policy!r} is none of {', '.join(POLICIES)}")
    if out.suffix.lower().lstrip(".") not in FORMATS:
        raise UsageFailure(f"--out {str(out)!r} is no picture: name a file that ends in .svg or .png")
    with open_store_to_ask(settings) as store:
        picture = picture_of(store, incident_named(store, incident), category, policy)
    say(str(write_picture(picture, out)))  # behind the store, whose files alone are private
