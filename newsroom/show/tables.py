"""Tables that a person likes to read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from datelines.iana import ZoneInfo
from newsroom.show.terminal import console
from producers.article import HELD
from schemas.characters import harmless

if TYPE_CHECKING:
    from newsroom.show.inspected import Inspected
    from producers.article import ArticleUpdate
    from streams.extract.claim import Claim

QUALIFIED: Mapping[str, str] = {
    "exact": "{n}", "at_least": "at least {n}", "more_than": "more than {n}", "about": "about {n}",
    "up_to": "up to {n}", "fewer_than": "fewer than {n}", "range": "{low} to {high}", "several": "several",
    "dozens": "dozens", "scores": "scores", "hundreds": "hundreds", "thousands": "thousands",
}
CATEGORY_STYLE: Mapping[str, str] = {
    "killed": "bold red", "injured": "yellow", "missing": "bold magenta", "unidentified": "magenta",
    "hospitalized": "yellow", "detained": "cyan", "displaced": "blue", "rescued": "green",
}
DISPOSITION_STYLE: Mapping[str, str] = {
    "new": "green", "revision": "yellow", "duplicate": "dim", "correction": "bold yellow", "withdrawn": "red",
}


def short_interval(low: int | None, best: int | None, high: int | None) -> str:
    """Low, best and high in short: "61–65+" is at least 61, best 65, open above; "38" is all three."""
    if best is None:
        return "unknown" if high is None else f"up to {high:,}"
    ends = [low if low is not None else best, best] if high is None else [low if low is not None else best, high]
    text = f"{ends[0]:,}" if ends[0] == ends[1] else f"{ends[0]:,}–{ends[1]:,}"
    return text + ("+" if high is None else "")


def as_said(value: int | None, qualifier: str | None, low: int | None, high: int | None) -> str:
    """A figure in the words it was said with: "at least 65", "dozens", "60 to 80"."""
    form = QUALIFIED[qualifier or "exact"]
    number = value if value is not None else (high if qualifier in ("up_to", "fewer_than") else low)
    return form.format(n=f"{number:,}" if number is not None else "?",
                       low=f"{low:,}" if low is not None else "?", high=f"{high:,}" if high is not None else "?")


def printable(figure: Mapping[str, Any]) -> str:
    """The best figure as it may be printed; "more than 60" is known as 61 and printed as it was said."""
    best, qualifier = figure["best"], figure.get("best_qualifier")
    if best is None:
        return "—"
    number = best - 1 if qualifier == "more_than" else best
    if qualifier == "range":
        return f"some {number:,}"
    form = QUALIFIED[qualifier or "exact"]
    return form.format(n=f"{number:,}") if "{n}" in form else f"{form} ({best:,})"


def print_story(inspected: Inspected) -> None:
    """A story with every claim in colour in its own words."""
    out, article = console(), inspected.article
    out.print(Text(article.headline, "bold"))
    where = ", ".join(x for x in (article.dateline.place, article.dateline.country) if x) or "no dateline"
    out.print(f"{article.carrier or 'carrier unknown'} · {where} · focus {article.focus_country or 'unknown'} · "
                  f"{article.story_date} · times in {article.timezone} · story {article.story}")
    for warning in article.warnings:
        out.print(Text(f"warning: {warning}", "yellow"))
    if article.embargoed_until is not None:
        is_held = article.embargoed_until == HELD
        until = "its publisher lets it go" if is_held else f"{article.embargoed_until:%Y-%m-%d %H:%M} UTC"
        out.print(Text(f"under embargo until {until}", "yellow"))
    for recall in article.recalls:
        versions = f"up to version {recall.version}" if recall.version else "in all its versions so far"
        told = f"told {recall.recalled_at:%Y-%m-%d %H:%M} UTC"
        out.print(f"recalls item {recall.item} {versions}, {told}: {recall.reason}")
    for each in inspected.updates:
        out.print()
        out.print(_heading(each.update, article.timezone))
        out.print(_highlighted(each.update.text, each.extraction.claims))
        for claim in each.extraction.claims:
            out.print(_claim_line(claim))
        for warning in each.extraction.warnings:
            out.print(Text(f"  warning: {warning}", "yellow"))


def print_timeline(updates: Sequence[Mapping[str, Any]]) -> None:
    out = console()
    if not updates:
        out.print("no updates yet")
        return
    table = Table("UTC", "local", "carrier", "", "update", title="Timeline, newest first", box=SIMPLE_HEAD,
                  title_justify="left")
    for update in updates:
        disposition = update["disposition"]
        text = f"{update['headline']}. " if update["headline"] else ""
        table.add_row(
            f"{update['published_at']:%Y-%m-%d %H:%M}", _local(update), update["carrier"] or "?",
            Text(disposition, DISPOSITION_STYLE[disposition]), _shortened(text + update["text"], 150),
        )
    out.print(table)


def print_figures(found: Sequence[Mapping[str, Any]]) -> None:
    out = console()
    if not found:
        out.print("no figures yet")
        return
    several = len({figure["policy"] for figure in found}) > 1
    for incident, of_incident in groupby(found, key=lambda figure: figure["incident_id"]):
        rows = list(of_incident)
        first = rows[0]
        where = ", ".join(x for x in (first["place"], first["country"]) if x) or "place unknown"
        table = Table(*(["policy"] if several else []), "category", "low–best/high", "print", "who says so",
                      "what changed", box=SIMPLE_HEAD, title_justify="left",
                      title=f"{where}: {first['cause'] or 'cause unknown'} (incident {incident[:8]})")
        for figure in rows:
            table.add_row(
                *([figure["policy"]] if several else []),
                Text(figure["category"], CATEGORY_STYLE.get(figure["category"], "")),
                short_interval(figure["low"], figure["best"], figure["high"]), printable(figure),
                _voices(figure["claimants"]), _changed(figure),
            )
        out.print(table)


def print_dead_letters(letters: Sequence[Mapping[str, Any]], count: int) -> None:
    """`count` is how many there are in all."""
    out = console()
    if not letters:
        out.print("no dead letters")
        return
    table = Table("recorded (UTC)", "source", "stage", "reason", "bytes", "detail", "", box=SIMPLE_HEAD)
    for letter in letters:
        table.add_row(f"{letter['recorded_at']:%Y-%m-%d %H:%M:%S}", *(
            str(letter[name]) for name in ("source", "stage", "reason", "bytes", "detail")),
                      "tried again" if letter["tried_again"] else "")
    out.print(table)
    if len(letters) < count:
        out.print(f"the newest {len(letters):,} of {count:,} dead letters: --limit N shows more, --json all")


def print_waiting(found: Sequence[Mapping[str, Any]]) -> None:
    if not found:
        console().print("nothing waits")
        return
    table = Table("may be told (UTC)", "document", "bytes", box=SIMPLE_HEAD)
    for each in found:
        due = f"{each['due']:%Y-%m-%d %H:%M}" if each["due"] else "held by its publisher"
        table.add_row(due, each["document"], str(each["bytes"]))
    console().print(table)


def print_formats(known: Sequence[Mapping[str, Any]]) -> None:
    table = Table("format", "what it holds", "files", box=SIMPLE_HEAD)
    for each in known:
        table.add_row(each["name"], each["what"], " ".join(each["endings"]))
    console().print(table)


def _heading(update: ArticleUpdate, timezone: str) -> Text:
    local = update.published_at.astimezone(ZoneInfo(timezone))
    flags = f" ({', '.join(update.flags)})" if update.flags else ""
    head = f" {update.headline}" if update.headline else ""
    return Text.assemble((f"{local:%a %d %b %H:%M}", "bold"), f" local, {update.published_at:%H:%M} UTC{flags}",
                         (head, "bold"))


def _highlighted(text: str, claims: Iterable[Claim]) -> Text:
    shown = Text(harmless(text))  # rich leaves some characters out, and spans would not fit
    for claim in claims:
        shown.stylize(CATEGORY_STYLE.get(claim.category, "bold") + " underline", claim.start, claim.end)
    return shown


def _claim_line(claim: Claim) -> Text:
    said = as_said(claim.value, claim.qualifier, claim.low, claim.high)
    high = "open" if claim.high is None else f"{claim.high:,}"
    extra: list[str] = [claim.scope] if claim.scope != "total" else []
    extra += [claim.revision] if claim.revision != "none" else []
    extra += ["another event"] if claim.other_event else []
    extra += [claim.place.name] if claim.place else []
    return Text.assemble(
        "  → ", (claim.category, CATEGORY_STYLE.get(claim.category, "bold")), f" {said} [{claim.low}, {high}] ",
        (claim.claimant or "nobody named", "bold" if claim.claimant else "dim"), f" {' · '.join(extra)}",
    )


def _voices(claimants: Sequence[Mapping[str, Any]]) -> Text:
    lines = []
    for voice in claimants:
        said = as_said(voice["value"], voice["qualifier"], voice["low"], voice["high"])
        scope = f" ({voice['scope'].replace('_', ' ')})" if voice["scope"] != "total" else ""
        by = ", ".join(voice["carriers"]) or "?"
        line = f"{voice['claimant'] or 'nobody named'}: {said}{scope}, {voice['published_at']:%H:%M} UTC, in {by}"
        lines.append(Text(harmless(line), "" if voice["standing"] else "dim"))
    return Text("\n").join(lines)


def _changed(figure: Mapping[str, Any]) -> str:
    flags = ["disputed"] if figure["disputed"] else []
    flags += [flag.replace("_", " ") for flag in figure.get("flags", ())]
    if figure["ruled"]:
        flags.append(f"ruled by {figure['ruled_by']}, policy says {figure['policy_best']}")
    when: dt.datetime = figure["updated_at"]
    return "\n".join(x for x in (", ".join(flags), f"since {when:%d %b %H:%M} UTC") if x)


def _local(update: Mapping[str, Any]) -> str:
    zone = update.get("timezone")
    return f"{update['published_at'].astimezone(ZoneInfo(zone)):%a %H:%M}" if zone else ""


def _shortened(text: str, length: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[: length - 1].rstrip() + "…"
