"""Tables that a person likes to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from datelines.clocks.iana import ZoneInfo
from newsroom.show.terminal import console
from producers.article import HELD
from schemas.characters import harmless
from schemas.counted import counted
from sinks.incident_ids import place_title

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
        if each.extraction.unread:
            out.print(indented(not_read([figure.evidence for figure in each.extraction.unread]), 2))
        for warning in each.extraction.warnings:
            out.print(Text(f"  warning: {warning}", "yellow"))


def not_read(evidence: Sequence[str]) -> Text:
    """The numbers of an update that may count casualties and were read as no claim."""
    return Text(f"not read: {', '.join(f'«{words}»' for words in evidence)}", "yellow")


def print_dead_letters(letters: Sequence[Mapping[str, Any]], count: int) -> None:
    """Each with what it is and, below, what to do; `count` is how many there are in all."""
    out = console()
    if not letters:
        out.print("no dead letters")
        return
    for letter in letters:
        line = Text(f"{letter['recorded_at']:%Y-%m-%d %H:%M:%S} UTC  ").append(letter["reason"], "bold")
        line.append(f" ({letter['stage']}), {counted(letter['bytes'], 'byte')}", "default")
        out.print(line.append("  tried again" if letter["tried_again"] else "", "dim"))
        told = letter["detail"] if letter["source"] in letter["detail"] else f"{letter['source']}: {letter['detail']}"
        out.print(indented(Text(told), 2))
    if len(letters) < count:
        out.print(f"the newest {len(letters):,} of {count:,} dead letters: --limit N shows more, --json all")


def indented(what: RenderableType, by: int) -> Padding:
    """What goes on below stands as far in as it began."""
    return Padding(what, (0, 0, 0, by), expand=False)


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
    low = "unknown" if claim.low is None else f"{claim.low:,}"
    high = "open" if claim.high is None else f"{claim.high:,}"
    extra: list[str] = [claim.scope] if claim.scope != "total" else []
    extra += [claim.revision] if claim.revision != "none" else []
    extra += ["another event"] if claim.other_event else []
    extra += [place_title(claim.place.name, claim.place_printed) or ""] if claim.place else []
    return Text.assemble(
        "  → ", (claim.category, CATEGORY_STYLE.get(claim.category, "bold")), f" {said} [{low}, {high}] ",
        (claim.claimant or "nobody named", "bold" if claim.claimant else "dim"), f" {' · '.join(extra)}",
    )
