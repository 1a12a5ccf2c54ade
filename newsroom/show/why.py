"""The explanation of an incident's figures, for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.text import Text

from newsroom.show.figures import (
    VoiceLine,
    fallen,
    figure_line,
    incident_heading,
    ruling_lines,
    said_by,
    said_width,
    some_stand,
    voice_grid,
)
from newsroom.show.tables import as_said, indented, short_interval
from newsroom.show.terminal import console
from schemas.counted import counted

_STORIES_AT_MOST = 6


def print_why(explained: Mapping[str, Any], *, all_voices: bool = False) -> None:
    """What stands and how it was reached; with `all_voices` every word with the reason why it counts or not."""
    out = console()
    out.print(Text(incident_heading(explained, None), "bold"))
    if explained["aliases"]:
        out.print(f"earlier ids: {', '.join(explained['aliases'])}")
    if not explained["figures"]:
        out.print("nothing stands of this incident now")
    hidden = 0
    for figure in explained["figures"]:
        out.print()
        out.print(figure_line(figure, named=True))
        for line in (*ruling_lines(figure), *figure["explanation"]):
            out.print(indented(Text(line), 2))
        if all_voices:
            for voice in figure["voices"]:
                _print_voice(voice, figure["set_by"])
        else:
            every = not some_stand(figure["voices"])
            standing = [_line(voice, figure["set_by"]) for voice in figure["voices"] if voice["standing"] or every]
            hidden += len(figure["voices"]) - len(standing)
            out.print(indented(voice_grid(standing, said_width(standing)), 2))
    if hidden:
        out.print()
        out.print(Text(f"{fallen(hidden)}, and why each counts or not: --all-voices", "dim"))
    if explained["linking"]:
        _linking(explained["linking"], every=all_voices)
    _withdrawn(explained["withdrawn"])
    _steps(explained["steps"])
    if explained["published_steps"] is not None and _differ(explained["steps"], explained["published_steps"]):
        _published_steps(explained["published_steps"])


def _linking(reasons: Sequence[Mapping[str, Any]], *, every: bool) -> None:
    """The sentences on the incident's stories, the first few unless `every`, and on the nearest incident."""
    console().print(Text("\nwhy this is one event", "bold"))
    stories = [reason for reason in reasons if reason["kind"] != "apart"]
    shown = stories if every else stories[:_STORIES_AT_MOST]
    for reason in (*shown, *(reason for reason in reasons if reason["kind"] == "apart")):
        console().print(indented(Text(reason["said"]), 2))
    if len(shown) < len(stories):
        more = counted(len(stories) - len(shown), "more story", "more stories")
        console().print(indented(Text(f"{more}: --all-voices", "dim"), 2))


def _line(voice: Mapping[str, Any], set_by: Mapping[str, Sequence[str]]) -> VoiceLine:
    who = f"{voice['claimant'] or 'nobody named'} [{voice['reliability']}{voice['credibility']}]"
    words = f": “{voice['evidence']}”" if voice["evidence"] is not None else ""
    return VoiceLine(voice["published_at"], said_by(voice), f"{who}{_sets(voice, set_by)}{words}", voice["update_id"],
                     voice["standing"])


def _sets(voice: Mapping[str, Any], set_by: Mapping[str, Sequence[str]]) -> str:
    ends = [name for name in ("low", "best", "high") if voice["claim_id"] in set_by[name]]
    return f" sets {', '.join(ends)}" if ends else ""


def _print_voice(voice: Mapping[str, Any], set_by: Mapping[str, Sequence[str]]) -> None:
    line = Text(f"{voice['published_at']:%d %b %H:%M} {voice['claimant'] or 'nobody named'}: {said_by(voice)} "
                f"[{voice['reliability']}{voice['credibility']}]", "" if voice["standing"] else "dim")
    line.append(_sets(voice, set_by), "bold")
    console().print(indented(line, 2))
    console().print(indented(Text(voice["why"], "" if voice["standing"] else "dim"), 6))
    if voice["evidence"] is not None:
        where = ", ".join([*voice["carriers"], voice["source"] or "?"])
        words = f"“{voice['evidence']}” in {where}, update {voice['update_id'][:8]}"
        console().print(indented(Text(words, "italic"), 6))


def _withdrawn(claims: Sequence[Mapping[str, Any]]) -> None:
    if claims:
        console().print(Text("\nwithdrawn", "red"))
    for claim in claims:
        said = as_said(claim["value"], claim["qualifier"], claim["low"], claim["high"])
        console().print(indented(Text(
            f"{claim['published_at']:%d %b %H:%M} {claim['claimant'] or 'nobody named'}: {said} {claim['category']}, "
            f"“{claim['evidence']}”", "dim"), 2))
        console().print(indented(Text(
            f"recalled {claim['withdrawn_at']:%d %b %H:%M} UTC by {claim['withdrawn_by'] or '?'}: "
            f"{claim['withdrawn_reason']} (update {claim['update_id'][:8]})", "dim"), 6))


def _steps(steps: Sequence[Mapping[str, Any]]) -> None:
    if steps:
        console().print(Text("\nhow it came about (recorded, UTC)", "bold"))
    for step in steps:
        ruled = f", ruled {step['ruled_best']:,}" if step["ruled_best"] is not None else ""
        ends = short_interval(step["low"], step["best"], step["high"]) if step["superseded_by"] is None else "void"
        because, by = step["input"] or "input", f" by {step['input_by']}" if step["input_by"] else ""
        told = f": {step['input_reason']}" if step["input_reason"] else ""
        console().print(indented(Text(
            f"{step['recorded_at']:%d %b %H:%M:%S} {step['category']} {step['policy']}: {ends}{ruled}"
            f"{' disputed' if step['disputed'] else ''}; {because} {step['input_id'][:8]}"
            f"{by}{told}"), 2))


def _published_steps(steps: Sequence[Mapping[str, Any]]) -> None:
    console().print(Text("\nwhat could be said when (published, UTC; late pages in their places)", "bold"))
    for step in steps:
        ruled = f", ruled {step['ruled_best']:,}" if step["ruled_best"] is not None else ""
        console().print(indented(Text(
            f"{step['published_at']:%d %b %H:%M} {step['category']} {step['policy']}: "
            f"{short_interval(step['low'], step['best'], step['high'])}{ruled}"
            f"{' disputed' if step['disputed'] else ''}"), 2))


def _differ(recorded: Sequence[Mapping[str, Any]], published: Sequence[Mapping[str, Any]]) -> bool:
    """Whether what we said, one after the other, is not what could have been said."""
    told = ("category", "policy", "low", "best", "high", "disputed")
    one, other = ([tuple(step[name] for name in told) for step in steps] for steps in (recorded, published))
    return one != other
