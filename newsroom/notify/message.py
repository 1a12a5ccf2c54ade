"""Chosen changes, made one message: a CloudEvent for a program, a title and lines for a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from newsroom.changes.change import TollChange
from newsroom.changes.in_words import change_in_words, heading_of, kinds_in_words
from newsroom.show.lines import json_text
from schemas.characters import harmless_line
from schemas.ids import digest
from sinks.incident_ids import place_title

EVENT_TYPE = "newsroom.toll.changed"
_LONGEST_TITLE = 150


class ChosenChange(msgspec.Struct, frozen=True):
    """A change, and the names of the rules that chose it."""

    change: TollChange
    rules: tuple[str, ...]


class Message(NamedTuple):
    """What a receiver gets; its bytes are the same at every try."""

    id: str
    title: str
    content: bytes
    changes: int


def message_id(chosen: Sequence[ChosenChange]) -> str:
    """That of the change; of several a digest of theirs."""
    if len(chosen) == 1:
        return chosen[0].change.id
    return digest("message", *(each.change.id for each in chosen))


def for_a_program(chosen: Sequence[ChosenChange], source: str) -> Message:
    """A CloudEvent (1.0, structured JSON) that holds one or more changes, in the order in which they came.

    `source` names the log: with the id it is unlike any other event's.
    """
    incidents = {each.change.incident_id for each in chosen}
    event: dict[str, Any] = {
        "specversion": "1.0", "id": message_id(chosen), "source": source, "type": EVENT_TYPE,
        "time": max(each.change.recorded_at for each in chosen), "datacontenttype": "application/json",
        "data": {"text": _lines(chosen), "changes": [
            {**msgspec.structs.asdict(each.change), "rules": each.rules} for each in chosen]},
    }
    if len(incidents) == 1:
        event["subject"] = incidents.pop()
    return Message(message_id(chosen), title_of(chosen), json_text(event, indent=0), len(chosen))


def for_a_person(chosen: Sequence[ChosenChange]) -> Message:
    """A title, and one line a change below its incident; the last line tells a repeat."""
    name = message_id(chosen)
    text = "\n".join([*_lines(chosen), "", f"message {name}"])
    return Message(name, title_of(chosen), text.encode(), len(chosen))


def title_of(chosen: Sequence[ChosenChange]) -> str:
    """ "Trujillo, PE: killed 41 → 38, corrected down"; of several how many, and where."""
    places = list(dict.fromkeys(_place(each.change) for each in chosen))
    if len(chosen) > 1:
        return _short(f"{len(chosen)} changes: {'; '.join(places)}")
    change = chosen[0].change
    before = f"{change.before.printed} → " if change.before is not None else ""
    return _short(f"{places[0]}: {change.category} {before}{change.after.printed}, {kinds_in_words(change)}")


def _lines(chosen: Sequence[ChosenChange]) -> list[str]:
    lines, heading = [], ""
    for each in chosen:
        if (found := heading_of(each.change)) != heading:
            heading = found
            lines.append(harmless_line(heading))
        under = each.change.policy != "house"
        lines.append(harmless_line(f"  {change_in_words(each.change, named=under)}"))
    return lines


def _place(change: TollChange) -> str:
    where = (place_title(change.place, change.place_printed), change.country)
    return ", ".join(part for part in where if part) or "place unknown"


def _short(title: str) -> str:
    line = harmless_line(title)
    return line if len(line) <= _LONGEST_TITLE else f"{line[: _LONGEST_TITLE - 1]}…"
