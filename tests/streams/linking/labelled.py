"""Claims labelled with the event they speak of, as an editor sees it.

`events/*.txt` hold one scene each: real ones (their claims as read from the pages of `reconcile/gold_events`) and
invented ones. A line `place NAME: kind country admin1 latitude longitude` says where a place lies (`-` for unknown);
the others are claims:

    event | time | story | carrier | place | cause | figure | claimant

A figure is a category, a number (`12`; `12+` for at least; `-` for a word) and, unless it is of the total, its scope.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from schemas.events import FigureClaimed, Place
from schemas.ids import digest
from tests.builders import claimed

FOLDER = Path(__file__).parent / "events"


class Labelled(NamedTuple):
    event: str  # told apart from those of other scenes by the scene's name
    claim: FigureClaimed


class Scene(NamedTuple):
    name: str
    desk: str
    claims: list[Labelled]


def scenes() -> list[Scene]:
    """All scenes, by name."""
    return [_scene(path) for path in sorted(FOLDER.glob("*.txt"))]


def _scene(path: Path) -> Scene:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    places = dict(_places(lines))
    desk = next(line.removeprefix("desk ") for line in lines if line.startswith("desk "))
    rows = [line for line in lines if not line.startswith(("desk ", "place "))]
    return Scene(path.stem, desk, [_labelled(path.stem, desk, row, places, n) for n, row in enumerate(rows)])


def _places(lines: list[str]) -> Iterator[tuple[str, Place]]:
    for line in lines:
        if line.startswith("place "):
            name, facts = line.removeprefix("place ").split(": ")
            kind, country, admin1, *where = facts.split()
            latitude, longitude = (float(degrees) for degrees in where) if where else (None, None)
            yield name, Place(name=name, kind=kind, country=country, admin1=None if admin1 == "-" else admin1,  # type: ignore[arg-type]
                              latitude=latitude, longitude=longitude)


def _labelled(scene: str, desk: str, row: str, places: dict[str, Place], number: int) -> Labelled:
    event, time, story, carrier, place, cause, figure, claimant = (part.strip() for part in row.split("|"))
    category, stated, *scope = figure.split()
    value = None if stated == "-" else int(stated.rstrip("+"))
    at = dt.datetime.fromisoformat(time).replace(tzinfo=dt.UTC)
    return Labelled(f"{scene}: {event}", claimed(
        category, value, at, update_id=digest("update", scene, story, carrier, time), desk=desk, story=story,
        carrier=carrier, place=places[place] if place else None, cause=cause or None, claimant=claimant or None,
        scope=scope[0] if scope else "total", qualifier="at_least" if stated.endswith("+") else "exact",
        high=None if stated.endswith("+") else value, start=number,
    ))
