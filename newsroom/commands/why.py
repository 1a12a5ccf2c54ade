"""Why an incident's figures are what they are: who sets low, best and high, whose word does not count, and the words;
and why it is one event.

Everything is read from the store: the figures with their voices and reasons, the claims with their evidence, the
recalls, and the steps by which each figure came about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from newsroom.commands.incident_named import incident_named
from newsroom.commands.published.course import course_of, steps_of
from newsroom.commands.published.figures_at import incidents_now
from newsroom.commands.published.linked import linking_told
from sinks import queries
from sinks.queries import Chosen
from sinks.store import Store
from streams.figures.figures import Figures


def explain_incident(
    store: Store, incident: str, figures: Figures, *, policy: str | None, category: str | None,
    since: dt.datetime | None = None, as_of: dt.datetime | None = None,
) -> dict[str, Any]:
    """The incident of this id (as incident_named takes it) with figures, recalled claims and steps.

    `since`: figures that changed since, words published and steps recorded since. `published_steps` are by published
    time, `linking` tells why this is one event, whatever is chosen; both are None with `as_of`, whose answer is final:
    a page of that time may still come.
    Raises UsageFailure when there is none or several, StoreError.
    """
    found = incident_named(store, incident, or_ended=True, as_of=as_of)
    chosen = Chosen((found.incident_id,), category=category, since=since)
    said = queries.figures(store, policy=policy, as_of=as_of, chosen=chosen)
    names = queries.earlier_ids(store, found.incident_id, as_of)
    claims = {claim["claim_id"]: claim for claim in queries.evidence(store, [found.incident_id, *names], as_of)}
    steps = [
        step for step in queries.steps(store, found.incident_id, as_of)
        if policy in (None, step["policy"]) and category in (None, step["category"])
        and (since is None or step["recorded_at"] >= since)
    ]
    published, linking = None, None
    if as_of is None:
        incidents = incidents_now(store, found.desk)
        linking = linking_told(store, {found.incident_id, *names}, found.desk, incidents)
        course = course_of(store, found, names, incidents, figures, category)
        published = [step for step in steps_of(course, policy=policy, category=category)
                     if since is None or step["published_at"] >= since]
    first = said[0] if said else None
    return {
        "incident_id": found.incident_id, "aliases": names,
        "desk": found.desk, "place": first["place"] if first else None,
        "country": first["country"] if first else None, "cause": first["cause"] if first else None,
        "figures": [_figure(figure, claims, since) for figure in said],
        "withdrawn": [
            claim for claim in claims.values()
            if claim["withdrawn"] and category in (None, claim["category"])
            and (since is None or claim["withdrawn_at"] >= since)
        ],
        "steps": steps,
        "published_steps": published,
        "place_printed": first["place_printed"] if first else None,
        "linking": linking,
    }


def _figure(
    figure: queries.FigureRow, claims: dict[str, dict[str, Any]], since: dt.datetime | None
) -> dict[str, Any]:
    voices = [{**voice, **_words(claims.get(voice["claim_id"]))} for voice in figure["claimants"]]
    standing = [voice for voice in voices if voice["standing"] and voice["scope"] in ("total", "partial_area")]
    kept = {name: value for name, value in figure.items() if name != "claimants"}
    return {
        **kept,
        "set_by": {
            "low": _ids(v for v in standing if v["low"] == figure["policy_low"]),
            "best": _ids(v for v in _saying(voices, figure["policy_best"]) if v["standing"]),
            "high": _ids(v for v in standing if v["high"] == figure["policy_high"]),
        },
        "voices": [voice for voice in voices if since is None or voice["published_at"] >= since],
    }


def _saying(voices: Sequence[dict[str, Any]], best: int | None) -> list[dict[str, Any]]:
    """The voices whose number is best, as it was said or as "more than N" is counted."""
    return [v for v in voices if best is not None and v["scope"] == "total" and best in (v["value"], v["low"])]


def _ids(voices: Iterable[dict[str, Any]]) -> list[str]:
    return [voice["claim_id"] for voice in voices]


def _words(claim: dict[str, Any] | None) -> dict[str, Any]:
    """The exact words of a claim and where they stand."""
    if claim is None:
        return {"evidence": None, "start": None, "end": None, "source": None, "headline": None}
    return {name: claim[name] for name in ("evidence", "start", "end", "source", "headline")}
