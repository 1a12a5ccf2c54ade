"""What a reader takes along of an incident: JSON of the page, CSV of its claims, SQL for its figures. Pure."""

from __future__ import annotations

import csv
import io
from typing import Any

from newsroom.page.reading import IncidentTold
from sinks.queries import time_asked

CLAIM_COLUMNS = (
    "published_at", "category", "value", "qualifier", "low", "high", "scope", "claimant", "carrier", "evidence",
    "standing", "withdrawn", "withdrawn_by", "withdrawn_reason", "copy_of", "claim_id", "update_id", "source",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def incident_json(told: IncidentTold) -> dict[str, Any]:
    """With the names that `newsroom figures`, `timeline` and `why` have in their JSON."""
    return {
        "incident_id": told.incident.incident_id, "aliases": list(told.aliases), "place": told.incident.place,
        "place_printed": told.incident.place_printed, "country": told.incident.country, "cause": told.incident.cause,
        "as_of": told.when.as_of, "at": told.when.at, "figures": list(told.figures),
        "claims": list(told.claims.values()), "updates": list(told.updates), "steps": list(told.steps),
        "published_steps": list(told.published), "rulings": list(told.rulings),
    }


def claims_csv(told: IncidentTold) -> str:
    """One claim a line, in published order; what a spreadsheet would take for a formula gets an apostrophe."""
    standing = {voice["claim_id"] for figure in told.figures for voice in figure["claimants"] if voice["standing"]}
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(CLAIM_COLUMNS)
    for claim in told.claims.values():
        row = {**claim, "standing": claim["claim_id"] in standing}
        lines.writerow([_cell(row[name]) for name in CLAIM_COLUMNS])
    return out.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def figures_sql(told: IncidentTold) -> str:
    """For `newsroom sql` and any client of the store."""
    asked = f"incident_id = '{told.incident.incident_id}'"
    if told.when.at is not None:
        return ("-- figures from what had been published by a time are reconciled anew, which SQL cannot:\n"
                f"-- newsroom figures --incident {told.incident.incident_id} --at {told.when.at.isoformat()}\n"
                "-- the updates that were out by then:\n"
                f"SELECT * FROM timeline_at(at = '{time_asked(told.when.at)}') ORDER BY published_at\n")
    source = "current_figures" if told.when.now else f"figures_as_of(as_of = '{time_asked(told.when.as_of)}')"
    return (f"SELECT category, policy, low, best, high, disputed, ruled, updated_at\nFROM {source}\nWHERE {asked}\n"
            "ORDER BY category, policy\n")
