"""Scenario files: claims in, figures out, as tables that a person reads.

A file has a title line, `key: value` lines (category, grades) and up to three tables, each under its own
header line and ended by a blank line:

    time | claimant | says | more          claims; time is "12:30" or "+1 06:00" a day later, claimant "-" is
                                           background, `more` holds the words listed in `_mark`
    policy | low | best | high | notes     what must come out: "-" unknown, "open" no upper end; best as
                                           printed; notes are "disputed" and flags
    claimant | stands | why                voices that matter: "yes" or "no", and words found in the reason
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any, NamedTuple

from schemas.events import ATTACKERS_INCLUDED, Cause, FigureClaimed, Place, Qualifier
from schemas.ids import digest
from streams.grades import Grade, Grades

DAY = dt.datetime(2026, 5, 4, tzinfo=dt.UTC)
_WORDS: dict[str, tuple[Qualifier, int, int]] = {
    "several": ("several", 3, 9), "dozens": ("dozens", 24, 99), "scores": ("scores", 40, 199),
    "hundreds": ("hundreds", 200, 999), "thousands": ("thousands", 2000, 9999),
}
_QUALIFIERS: dict[str, Qualifier] = {
    "at least": "at_least", "more than": "more_than", "about": "about", "nearly": "about", "up to": "up_to",
    "fewer than": "fewer_than",
}


class Stated(NamedTuple):
    value: int | None
    qualifier: Qualifier
    low: int
    high: int | None


class Expected(NamedTuple):
    low: int | None
    best: int | None
    qualifier: Qualifier | None
    high: int | None
    disputed: bool
    flags: frozenset[str]


class ExpectedVoice(NamedTuple):
    claimant: str | None
    stands: bool
    why: str


class Scenario(NamedTuple):
    name: str
    claims: list[FigureClaimed]
    grades: Grades
    figures: dict[str, Expected]
    voices: list[ExpectedVoice]


def state(qualifier: Qualifier, number: int) -> Stated:
    """What a qualifier and a number assert, as the extractor reads them."""
    if qualifier == "at_least":
        return Stated(number, qualifier, number, None)
    if qualifier == "more_than":
        return Stated(number, qualifier, number + 1, None)
    if qualifier == "about":
        return Stated(number, qualifier, number - number // 10, number + number // 10)
    if qualifier == "up_to":
        return Stated(number, qualifier, 0, number)
    if qualifier == "fewer_than":
        return Stated(number, qualifier, 0, max(number - 1, 0))
    return Stated(number, qualifier, number, number)


def parse_figure(text: str) -> Stated:
    if text in _WORDS:
        qualifier, low, high = _WORDS[text]
        return Stated(None, qualifier, low, high)
    if between := re.fullmatch(r"(\d+) to (\d+)", text):
        return Stated(None, "range", int(between[1]), int(between[2]))
    found = re.fullmatch(r"(?:(\D+) )?(\d+)", text)
    if found is None:
        raise ValueError(f"no figure: {text!r}")
    number = int(found[2])
    stated = state(_QUALIFIERS[found[1]] if found[1] else "exact", number)
    return stated._replace(high=number) if found[1] == "nearly" else stated


def read_scenario(path: Path) -> Scenario:
    _, header, *tables = [block.splitlines() for block in re.split(r"\n\s*\n", path.read_text().strip())]
    keys = dict(line.split(": ", 1) for line in header)
    rows = {table[0].split("|")[0].strip(): [_cells(line) for line in table[1:]] for table in tables}
    claims: list[FigureClaimed] = []
    for time, claimant, says, more in rows["time"]:
        claims.append(_claim(time, claimant, says, more, keys["category"], claims))
    return Scenario(
        path.stem, claims, _grades(keys.get("grades", "")),
        {policy: _expected(*cells) for policy, *cells in rows["policy"]},
        [ExpectedVoice(None if who == "-" else who, stands == "yes", why)
         for who, stands, why in rows.get("claimant", [])],
    )


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def _expected(low: str, best: str, high: str, notes: str) -> Expected:
    marks = {note.strip() for note in notes.split(",")} - {""}
    printed = None if best == "-" else parse_figure(best.removesuffix(")").split(" (")[0])
    worded = re.search(r"\((\w+)\)", best)  # "24 (dozens)": the number, and the word it is printed with
    return Expected(
        low=None if low == "-" else int(low),
        best=None if printed is None else printed.value,
        qualifier=None if printed is None else worded[1] if worded else printed.qualifier,  # type: ignore[arg-type]
        high=None if high == "open" else int(high),
        disputed="disputed" in marks, flags=frozenset(marks - {"disputed"}),
    )


def _grades(text: str) -> Grades:
    pairs = [item.rsplit(" ", 1) for item in text.split(", ") if item]
    return Grades({name: [Grade(reliability=grade)] for name, grade in pairs})  # type: ignore[arg-type]


def time_of(text: str) -> dt.datetime:
    days, clock = re.fullmatch(r"(?:\+(\d+) )?(\d+:\d+)", text).groups()  # type: ignore[union-attr]
    hour, minute = map(int, clock.split(":"))
    return DAY + dt.timedelta(days=int(days or 0), hours=hour, minutes=minute)


def _claim(time: str, claimant: str, says: str, more: str, category: str, before: list[FigureClaimed]) -> FigureClaimed:
    stated = parse_figure(says)
    fields: dict[str, Any] = {"carrier": "Wire", "position": 0}
    for mark in filter(None, (part.strip() for part in more.split(","))):
        fields |= _mark(mark, stated, before)
    return claim(
        category=category, at=time_of(time), claimant=None if claimant == "-" else claimant, stated=stated,
        row=len(before), **fields,
    )


def _mark(mark: str, stated: Stated, before: list[FigureClaimed]) -> dict[str, Any]:
    """What a word of the column `more` means for the claim."""
    word, _, rest = mark.partition(" ")
    match word:
        case "subset":
            return {"scope": "subset", "victims": rest or None}
        case "part":
            return {"scope": "partial_area", "place": Place(name=rest) if rest else None}
        case "increment":
            return {"scope": "increment"}
        case "unclear":  # an increment that the total may or may not hold adds from nothing to all of it
            return {"scope": "increment", "low": 0, "high": stated.value}
        case "raised" | "lowered" | "prior":
            return {"revision": word, "from_value": int(rest.removeprefix("from ")) if rest else None}
        case "anonymous" | "without_office":
            return {word: True}
        case "via":
            return {"carrier": rest}
        case "copies":  # the row it copies, counted from 1
            return {"copy_of": before[int(rest) - 1].claim_id}
        case "position" | "behind":  # behind: where in the update its words begin
            return {"start" if word == "behind" else word: int(rest)}
        case "update" | "in":
            return {"update_id": digest("update", rest)} if word == "update" else {"place": Place(name=rest, kind="city")}
        case "attackers" | "elsewhere":
            return {"other_event": True} if word == "elsewhere" else {"victims": f"people, {ATTACKERS_INCLUDED}"}
    raise ValueError(f"unknown mark: {mark!r}")


def claim(
    *, category: str = "killed", at: dt.datetime = DAY, claimant: str | None = None, stated: Stated, row: int = 0,
    **fields: Any,
) -> FigureClaimed:
    """A claim with everything filled in; claims of one carrier at one time share an update."""
    update_id = digest("update", at, fields.get("carrier"))
    known: dict[str, Any] = {
        "event_id": digest("claimed", row, update_id), "claim_id": digest("claim", row, update_id),
        "update_id": update_id, "desk": "IT", "story": "a-story", "carrier": "Wire", "position": 0,
        "published_at": at, "category": category, "value": stated.value, "qualifier": stated.qualifier,
        "low": stated.low, "high": stated.high, "scope": "total", "claimant": claimant, "anonymous": False,
        "victims": None, "place": None, "cause": None, "other_event": False, "revision": "none",
        "from_value": None, "evidence": "a figure", "start": 0, "end": 8, "copy_of": None,
        "caused_by": Cause(topic="intake", partition=0, offset=row), "pipeline_version": 1,
    }
    return FigureClaimed(**{**known, **fields})

