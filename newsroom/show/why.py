"""The explanation of an incident's figures, for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.text import Text

from newsroom.show.tables import CATEGORY_STYLE, as_said, printable, short_interval
from newsroom.show.terminal import console


def print_why(explained: Mapping[str, Any]) -> None:
    out = console()
    where = ", ".join(x for x in (explained["place"], explained["country"]) if x) or "place unknown"
    out.print(Text(f"{where}: {explained['cause'] or 'cause unknown'} (incident {explained['incident_id']})", "bold"))
    if explained["aliases"]:
        out.print(f"earlier ids: {', '.join(explained['aliases'])}")
    if not explained["figures"]:
        out.print("nothing stands of this incident now")
    for figure in explained["figures"]:
        out.print()
        out.print(_title(figure))
        for line in (*_ruling(figure), *figure["explanation"]):
            out.print(Text(f"  {line}"))
        for voice in figure["voices"]:
            out.print(_voice(voice, figure["set_by"]))
    _withdrawn(explained["withdrawn"])
    _steps(explained["steps"])


def _title(figure: Mapping[str, Any]) -> Text:
    flags = [flag.replace("_", " ") for flag in figure["flags"]] + (["disputed"] if figure["disputed"] else [])
    title = Text(figure["category"], CATEGORY_STYLE.get(figure["category"], ""))
    ends = short_interval(figure["low"], figure["best"], figure["high"])
    return title.append(f" under {figure['policy']}: {ends}, print {printable(figure)}"
                        + (f" ({', '.join(flags)})" if flags else ""), "default")


def _ruling(figure: Mapping[str, Any]) -> list[str]:
    if figure["ruling_id"] is None:
        return []
    until = f" until {figure['ruled_until']:%Y-%m-%d %H:%M} UTC" if figure["ruled_until"] else ""
    state = "" if figure["ruled"] else " (expired)"
    ends = short_interval(figure["policy_low"], figure["policy_best"], figure["policy_high"])
    return [f"Ruled {figure['ruled_best']:,} by {figure['ruled_by']} at {figure['ruled_at']:%Y-%m-%d %H:%M} UTC{until}"
            f"{state}: {figure['ruled_reason']} (ruling {figure['ruling_id'][:8]}; the policy says {ends})."]


def _voice(voice: Mapping[str, Any], set_by: Mapping[str, Sequence[str]]) -> Text:
    ends = [name for name in ("low", "best", "high") if voice["claim_id"] in set_by[name]]
    said = as_said(voice["value"], voice["qualifier"], voice["low"], voice["high"])
    scope = f" ({voice['scope'].replace('_', ' ')})" if voice["scope"] != "total" else ""
    line = Text(f"  {voice['published_at']:%d %b %H:%M} {voice['claimant'] or 'nobody named'}: {said}{scope} "
                f"[{voice['reliability']}{voice['credibility']}]", "" if voice["standing"] else "dim")
    line.append(f" sets {', '.join(ends)}" if ends else "", "bold")
    line.append(f"\n      {voice['why']}")
    if voice["evidence"] is not None:
        line.append(f"\n      “{voice['evidence']}” in {', '.join(voice['carriers']) or '?'}, {voice['source']}, "
                    f"update {voice['update_id'][:8]}", "italic")
    return line


def _withdrawn(claims: Sequence[Mapping[str, Any]]) -> None:
    if claims:
        console().print(Text("\nwithdrawn", "red"))
    for claim in claims:
        said = as_said(claim["value"], claim["qualifier"], claim["low"], claim["high"])
        console().print(Text(
            f"  {claim['published_at']:%d %b %H:%M} {claim['claimant'] or 'nobody named'}: {said} {claim['category']}, "
            f"“{claim['evidence']}”\n      recalled {claim['withdrawn_at']:%d %b %H:%M} UTC by "
            f"{claim['withdrawn_by'] or '?'}: {claim['withdrawn_reason']} (update {claim['update_id'][:8]})", "dim"))


def _steps(steps: Sequence[Mapping[str, Any]]) -> None:
    if steps:
        console().print(Text("\nhow it came about (recorded, UTC)", "bold"))
    for step in steps:
        ruled = f", ruled {step['ruled_best']:,}" if step["ruled_best"] is not None else ""
        ends = short_interval(step["low"], step["best"], step["high"]) if step["superseded_by"] is None else "void"
        because = {"update": "update", "": "input"}.get(step["input"], step["input"])
        told = f": {step['input_reason']}" if step["input_reason"] else ""
        console().print(Text(
            f"  {step['recorded_at']:%d %b %H:%M:%S} {step['category']} {step['policy']}: {ends}{ruled}"
            f"{' disputed' if step['disputed'] else ''}; {because} {step['input_id'][:8]} "
            f"by {step['input_by'] or '?'}{told}"))
