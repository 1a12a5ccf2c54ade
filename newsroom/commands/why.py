"""Why an incident's figures are what they are: who sets low, best and high, whose word does not count, and the words.

Everything is read from the store: the figures with their voices and reasons, the claims with their evidence, the
recalls, and the steps by which each figure came about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, get_args

from newsroom.commands.incident_named import incident_named
from newsroom.errors import UsageFailure
from schemas.events import Category
from sinks import queries
from sinks.store import Store


def explain_incident(
    store: Store, incident: str, *, policy: str | None, category: str | None, as_of: dt.datetime | None
) -> dict[str, Any]:
    """The incident of this id (as incident_named takes it) with figures, recalled claims and steps.

    Raises UsageFailure when there is none or several, StoreError.
    """
    if category is not None and category not in get_args(Category):
        raise UsageFailure(f"--category {category!r} is none of {', '.join(get_args(Category))}")
    found = incident_named(store, incident, or_ended=True, as_of=as_of)
    figures = [
        figure for figure in queries.figures(store, policy=policy, as_of=as_of)
        if figure["incident_id"] == found.incident_id and category in (None, figure["category"])
    ]
    names = queries.earlier_ids(store, found.incident_id, as_of)
    claims = {claim["claim_id"]: claim for claim in queries.evidence(store, [found.incident_id, *names], as_of)}
    steps = [
        step for step in queries.steps(store, found.incident_id, as_of)
        if policy in (None, step["policy"]) and category in (None, step["category"])
    ]
    first = figures[0] if figures else None
    return {
        "incident_id": found.incident_id, "aliases": names,
        "desk": found.desk, "place": first["place"] if first else None,
        "country": first["country"] if first else None, "cause": first["cause"] if first else None,
        "figures": [_figure(figure, claims) for figure in figures],
        "withdrawn": [
            claim for claim in claims.values()
            if claim["withdrawn"] and category in (None, claim["category"])
        ],
        "steps": steps,
    }


def _figure(figure: queries.FigureRow, claims: dict[str, dict[str, Any]]) -> dict[str, Any]:
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
        "voices": voices,
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
