"""What there is, for a person: incidents and rulings, each with the id that commands take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.text import Text

from newsroom.show.figures import incident_heading
from newsroom.show.tables import CATEGORY_STYLE, indented, printable
from newsroom.show.terminal import console
from sinks.editorial.editors_words import ToldRuling
from sinks.incident_ids import ListedIncident

_STATES: Mapping[str, str] = {"standing": "bold green"}


def print_incidents(found: Sequence[ListedIncident]) -> None:
    out = console()
    if not found:
        out.print("no incidents yet")
        return
    for incident in found:
        out.print(Text(incident_heading(incident), "bold"))
        line = Text(f"{incident['updated_at']:%d %b %Y %H:%M} UTC")
        for figure in incident["figures"]:
            category = str(figure["category"])
            line.append(", " if line.plain[-1] != "C" else ": ").append(f"{_number(figure)} ", "bold")
            line.append(category, CATEGORY_STYLE.get(category, ""))
            line.append(_marks(figure))
        out.print(indented(line, 2))


def print_rulings(found: Sequence[ToldRuling]) -> None:
    out = console()
    if not found:
        out.print("no rulings yet")
        return
    for ruling in found:
        line = Text(f"{ruling['state']}", _STATES.get(ruling["state"], "dim"))
        line.append(f": {ruling['best']:,} {ruling['category']}, ruling {ruling['ruling_id'][:8]}", "default")
        out.print(line)
        out.print(indented(Text(incident_heading(ruling)), 2))
        until = f", until {ruling['until']:%d %b %Y %H:%M} UTC" if ruling["until"] else ""
        out.print(indented(Text(f"{ruling['made_at']:%d %b %Y %H:%M} UTC{until}, by {ruling['by']}: "
                               f"{ruling['reason']}"), 2))
        if ruling["withdrawn_at"] is not None:
            out.print(indented(Text(f"withdrawn {ruling['withdrawn_at']:%d %b %Y %H:%M} UTC by "
                                   f"{ruling['withdrawn_by']}: {ruling['withdrawn_reason']}"), 2))


def _number(figure: Mapping[str, Any]) -> str:
    return "unknown" if figure["best"] is None else printable(figure)


def _marks(figure: Mapping[str, Any]) -> str:
    marks = [name for name in ("disputed", "ruled") if figure[name]]
    return f" ({', '.join(marks)})" if marks else ""
