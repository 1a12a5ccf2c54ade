"""The timeline for a person: a line that says when, who and what became of it, and below it the words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.text import Text

from datelines.clocks.iana import ZoneInfo
from newsroom.show.tables import indented, not_read
from newsroom.show.terminal import console

_STYLES: Mapping[str, str] = {
    "new": "green", "revision": "yellow", "duplicate": "dim", "correction": "bold yellow", "withdrawn": "red",
    "undone": "red",
}  # fmt: skip
_LONGEST = 150  # characters of an update that are shown


def print_timeline(updates: Sequence[Mapping[str, Any]]) -> None:
    out = console()
    if not updates:
        out.print("no updates yet")
        return
    out.print(Text("Timeline, newest first", "italic"))
    for update in updates:
        disposition = "undone" if update["undone"] else update["disposition"]
        line = Text(f"{update['published_at']:%Y-%m-%d %H:%M} UTC{_local(update)}  ", "bold")
        line.append(update["carrier"] or "carrier unknown", "default").append("  ")
        line.append(disposition, _STYLES[disposition]).append(f"  {update['update_id'][:8]}", "dim")
        out.print(line)
        out.print(indented(Text(_words(update)), 2))
        if update["unread"]:
            out.print(indented(not_read([figure["evidence"] for figure in update["unread"]]), 2))


def _local(update: Mapping[str, Any]) -> str:
    zone = update.get("timezone")
    return f" ({update['published_at'].astimezone(ZoneInfo(zone)):%a %H:%M})" if zone else ""


def _words(update: Mapping[str, Any]) -> str:
    """Headline and paragraphs in one line, each with an end, cut behind a word."""
    text: str = update["text"]
    parts = [*([update["headline"]] if update["headline"] else []), *text.split("\n")]
    told = [" ".join(part.split()) for part in parts if part.strip()]
    flat = " ".join(f"{part}." if part[-1].isalnum() else part for part in told)
    return flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST].rsplit(' ', 1)[0].rstrip(' .,;:')}…"
