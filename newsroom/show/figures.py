"""Figures for a person who reads them at 80 columns: one line a figure, and below it one a claimant that stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from rich.table import Table
from rich.text import Text

from newsroom.show.tables import CATEGORY_STYLE, as_said, indented, printable, short_interval
from newsroom.show.terminal import console
from schemas.characters import harmless
from schemas.counted import counted
from sinks.incident_ids import place_title

_WIDEST_SAID = 24  # columns for what is said; more of it goes on below
_SHOWN_ID = 8  # digits of an id, as commands take them
_SHOWN_TIME = 12


class VoiceLine(NamedTuple):
    """What one claimant says, as it is shown."""

    at: dt.datetime
    said: str
    who: str
    update_id: str
    stands: bool


def print_figures(found: Sequence[Mapping[str, Any]], *, all_voices: bool = False) -> None:
    out = console()
    if not found:
        out.print("no figures yet")
        return
    several = len({figure["policy"] for figure in found}) > 1
    hidden = 0
    for number, (_, of_incident) in enumerate(groupby(found, key=lambda figure: figure["incident_id"])):
        figures = list(of_incident)
        if number:
            out.print()
        out.print(Text(incident_heading(figures[0]), "bold"))
        lines = {figure["category"]: voice_lines(figure["claimants"], all_voices=all_voices) for figure in figures}
        width = said_width(line for of_category in lines.values() for line in of_category)
        for category, of_category in groupby(figures, key=lambda figure: figure["category"]):
            claimants: Sequence[Mapping[str, Any]] = ()
            for figure in of_category:
                claimants = figure["claimants"]
                out.print(indented(figure_line(figure, named=several), 2))
                for line in ruling_lines(figure):
                    out.print(indented(Text(line), 4))
            out.print(indented(voice_grid(lines[category], width), 4))
            hidden += len(claimants) - sum(voice["standing"] for voice in claimants) if some_stand(claimants) else 0
    if hidden and not all_voices:
        out.print()
        out.print(Text(f"{fallen(hidden)}: --all-voices", "dim"))


def fallen(count: int) -> str:
    """ "1 claim more that does not count (overtaken, or of a part)"."""
    return f"{counted(count, 'more claim')} that {'does' if count == 1 else 'do'} not count (overtaken, or of a part)"


def incident_heading(incident: Mapping[str, Any], digits: int | None = _SHOWN_ID) -> str:
    """ "Trujillo, PE: landslide (incident 65baf0e2)"; a place as its page spells it, with its name beside.

    With so many digits of the id, or all (None).
    """
    where = ", ".join(x for x in (place_title(incident["place"], incident.get("place_printed")), incident["country"])
                      if x) or "place unknown"
    return f"{where}: {incident['cause'] or 'cause unknown'} (incident {incident['incident_id'][:digits]})"


def figure_line(figure: Mapping[str, Any], *, named: bool) -> Text:
    """ "killed: 29–35, print 35 (disputed), since 16 Jun 14:50 UTC"; `named`: with its policy."""
    flags = ["disputed"] if figure["disputed"] else []
    flags += [flag.replace("_", " ") for flag in figure["flags"]]
    under = f" under {figure['policy']}" if named else ""
    told = short_interval(figure["low"], figure["best"], figure["high"])
    line = Text(figure["category"], CATEGORY_STYLE.get(figure["category"], ""))
    line.append(f"{under}: {told}, ", "default")
    if figure["best"] is None:
        line.append("nothing to print", "default")
    else:
        line.append("print ", "default").append(printable(figure), "bold")
    line.append(f" ({', '.join(flags)})" if flags else "", "default")
    return line.append(f", since {_changed_at(figure):%d %b %H:%M} UTC", "default")


def ruling_lines(figure: Mapping[str, Any]) -> list[str]:
    """The ruling that a figure carries: who made it, when and why, and what the policy says."""
    if figure["ruling_id"] is None:
        return []
    until: dt.datetime | None = figure["ruled_until"]
    ends = short_interval(figure["policy_low"], figure["policy_best"], figure["policy_high"])
    if figure["ruled"]:
        state = f" until {until:%d %b %Y %H:%M} UTC" if until else ""
    else:
        state = f", expired {until:%d %b %Y %H:%M} UTC" if until else ", which holds no more"
    return [f"ruled {figure['ruled_best']:,} by {figure['ruled_by']}, {figure['ruled_at']:%d %b %Y %H:%M} UTC{state}: "
            f"{figure['ruled_reason']} (ruling {figure['ruling_id'][:_SHOWN_ID]}; the policy says {ends})"]


def voice_lines(claimants: Sequence[Mapping[str, Any]], *, all_voices: bool) -> list[VoiceLine]:
    """One line a claimant: what stands of what it said, the total first; with `all_voices` each word on its own, and
    so where nothing stands."""
    if all_voices or not some_stand(claimants):
        return [_line([voice]) for voice in claimants]
    of_one: dict[str, list[Mapping[str, Any]]] = {}
    for voice in claimants:
        if voice["standing"]:
            of_one.setdefault(voice["claimant"] or voice["claim_id"], []).append(voice)
    lines = [_line(sorted(voices, key=_weight)) for voices in of_one.values()]
    return sorted(lines, key=lambda line: line.at)


def some_stand(claimants: Sequence[Mapping[str, Any]]) -> bool:
    """Whether anything stands of what was said."""
    return any(voice["standing"] for voice in claimants)


def said_width(lines: Iterable[VoiceLine]) -> int:
    """The width of a column that holds what they say."""
    return min(max((len(line.said) for line in lines), default=1), _WIDEST_SAID)


def voice_grid(lines: Sequence[VoiceLine], width: int) -> Table:
    """The lines side by side: when, in which update, what and who."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, min_width=_SHOWN_TIME)
    grid.add_column(no_wrap=True, min_width=_SHOWN_ID, style="dim")
    grid.add_column(width=width)
    grid.add_column()
    for line in lines:
        grid.add_row(f"{line.at:%d %b %H:%M}", line.update_id[:_SHOWN_ID],
                     Text(harmless(line.said), "bold" if line.stands else ""), Text(harmless(line.who)),
                     style="" if line.stands else "dim")
    return grid


def _line(voices: Sequence[Mapping[str, Any]]) -> VoiceLine:
    first = voices[0]
    said = "; ".join(said_by(voice) for voice in voices)
    carriers = ", ".join(first["carriers"])
    who = f"{first['claimant'] or 'nobody named'}, {f'in {carriers}' if carriers else 'carrier unknown'}"
    overtaken = not first["standing"] and first["scope"] == "total"
    return VoiceLine(first["published_at"], said, f"{who}; stands no more" if overtaken else who, first["update_id"],
                     first["standing"])


def said_by(voice: Mapping[str, Any]) -> str:
    """ "at least 65", "9 (subset)"."""
    said = as_said(voice["value"], voice["qualifier"], voice["low"], voice["high"])
    return said if voice["scope"] == "total" else f"{said} ({voice['scope'].replace('_', ' ')})"


def _weight(voice: Mapping[str, Any]) -> int:
    return ("total", "partial_area", "increment", "subset").index(voice["scope"])


def _changed_at(figure: Mapping[str, Any]) -> dt.datetime:
    """Since when it is printed so: the word that changed it last, or the ruling or its end if that came later."""
    changed: list[dt.datetime] = [figure["updated_at"]]
    if figure["ruling_id"] is not None:
        holds = figure["ruled"] or figure["ruled_until"] is None
        changed.append(figure["ruled_at"] if holds else figure["ruled_until"])
    return max(changed)
