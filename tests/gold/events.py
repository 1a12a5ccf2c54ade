"""What comes of whole events: are all stories of one in one incident, and is its toll what a careful editor prints?

Usage: python -m tests.gold.events [--show] [BATCH ...]

The stories of a batch come to the desks together, in the order in which they were published. Then
- an event is *right* when one incident alone, of all that hold a claim of its stories, says how many were killed, and
  says the labelled number; `toll` asks only for the number, of the incident that holds most of its claims;
- a moment is right when that incident, made of what was published by then, says the labelled number;
- linking is scored by B-cubed F1: for each claim the share of its incident that is of its event, and the share of its
  event that is in its incident (Bagga and Baldwin, 1998);
- a toll is wrong and undisputed when an incident with a claim of the event's stories prints another number of dead
  than the label as if nobody said otherwise.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from datelines.places import Gazetteer, load_gazetteer
from producers.article import NotAStory
from producers.formats.story.the_latest import parse_text_page
from schemas.events import Cause, FigureClaimed, FigureReconciled, UpdateReceived
from streams.desk.desk import Desk
from streams.desk.reader import reader
from streams.extract.claim import Extraction
from streams.extract.words.cause import cause_of
from streams.figures.figures import Figures
from streams.figures.policies import POLICIES
from streams.grades import Grades
from tests.producers.pages import events_of

HERE = Path(__file__).resolve().parent
PARTS = ("shared", *(f"batches/{path.parent.name}" for path in sorted((HERE / "batches").glob("*/events.json"))))
LATER = dt.datetime(2035, 1, 1, tzinfo=dt.UTC)
MEASURES = ("right", "toll", "moments", "b_cubed", "undisputed")


class Seen(NamedTuple):
    """What stands once some updates have come: the claims of each incident, its figure of the killed."""

    claims: dict[str, list[FigureClaimed]]
    tolls: dict[str, FigureReconciled]


class Outcome(NamedTuple):
    """How an event of a batch came out; `moments` are (labelled, printed)."""

    name: str
    right: bool
    toll: bool
    undisputed: bool
    labelled: int | None
    moments: tuple[tuple[int | None, int | None], ...]
    incidents: tuple[str, ...]


def updates_of(part: str, gazetteer: Gazetteer) -> dict[str, list[UpdateReceived]]:
    """The updates of each story of a part, by its id."""
    found = {}
    for path in sorted((HERE / part / "labels").glob("*.json")):
        day = dt.date.fromisoformat(json.loads(path.read_text("utf-8"))["story_date"])
        page = (HERE / part / "text" / f"{path.stem}.txt").read_bytes()
        try:
            article = parse_text_page(page, source=path.stem, day=day, timezone=None, gazetteer=gazetteer, carrier=None)
        except NotAStory:
            continue
        found[path.stem] = events_of(article, path.stem)
    return found


class Reading:
    """Reads each update once, however often it is decided."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._read = reader(gazetteer)
        self._known: dict[str, Extraction] = {}

    def __call__(self, update: UpdateReceived) -> Extraction:
        if update.update_id not in self._known:
            self._known[update.update_id] = self._read(update)
        return self._known[update.update_id]


def seen(updates: Iterable[UpdateReceived], read: Callable[[UpdateReceived], Extraction]) -> Seen:
    """What the desks say of these updates, published in this order."""
    desks: dict[str, Desk] = {}
    ordered = sorted(updates, key=lambda u: (u.published_at, -u.position, u.update_id))
    for offset, update in enumerate(ordered):
        desk = desks.setdefault(update.desk, Desk(read, Figures((POLICIES["house"],), Grades({})), cause_of))
        for event in desk.decide(update, Cause(topic="intake", partition=0, offset=offset), LATER):
            desk.fold(event)
    tolls = [figure for desk in desks.values() for figure in desk.figures() if figure.category == "killed"]
    claims = {i.incident_id: list(i.claims) for desk in desks.values() for i in desk.incidents()}
    return Seen(claims, {toll.incident_id: toll for toll in tolls if toll.best is not None})


def outcomes(part: str, gazetteer: Gazetteer, read: Callable[[UpdateReceived], Extraction]) -> tuple[list[Outcome], float]:
    """Each event of a part, and the B-cubed F1 of the linking of all."""
    pages = updates_of(part, gazetteer)
    everything = [update for updates in pages.values() for update in updates]
    events = json.loads((HERE / part / "events.json").read_text("utf-8"))
    story_of = {update.update_id: story for story, updates in pages.items() for update in updates}
    whole = seen(everything, read)
    found = []
    for event in events:
        of_event = {uid for uid, story in story_of.items() if story in event["stories"]}
        moments = []
        for cut in event["cuts"]:
            at = dt.datetime.fromisoformat(cut["at"])
            then = seen((u for u in everything if u.published_at <= at), read)
            moments.append((cut["killed_best"], _printed(_main(then, of_event))))
        found.append(_outcome(event, whole, of_event, tuple(moments)))
    event_of = {story: event["event"] for event in events for story in event["stories"]}
    return found, b_cubed([
        [event_of.get(story_of[c.update_id], story_of[c.update_id]) for c in claims] for claims in whole.claims.values()
    ])


def _held(then: Seen, of_event: set[str]) -> dict[str, int]:
    """The incidents that hold claims of these updates, and how many of the killed."""
    counted = {
        name: sum(c.update_id in of_event for c in claims if c.category == "killed") for name, claims in then.claims.items()
    }
    return {name: count for name, count in counted.items() if count}


def _main(then: Seen, of_event: set[str]) -> FigureReconciled | None:
    held = {name: count for name, count in _held(then, of_event).items() if name in then.tolls}
    return then.tolls[max(held, key=lambda name: (held[name], name))] if held else None


def _printed(figure: FigureReconciled | None) -> int | None:
    return figure.best if figure is not None else None


def _outcome(event: dict[str, Any], then: Seen, of_event: set[str], moments: tuple[tuple[Any, int | None], ...]) -> Outcome:
    labelled = (event["final"].get("killed") or {}).get("best")
    speaking = [then.tolls[name] for name in _held(then, of_event) if name in then.tolls]
    main = _main(then, of_event)
    toll = _printed(main) == labelled or (not labelled and main is None)
    return Outcome(
        event["event"], toll and len(speaking) <= 1, toll,
        any(figure.best != labelled and not figure.disputed for figure in speaking), labelled, moments,
        tuple(f"{f.best}{'?' if f.disputed else ''} {f.place.name if f.place else '-'} / {f.cause} ({len(then.claims[f.incident_id])})"
              for f in speaking),
    )  # fmt: skip


def b_cubed(incidents: Sequence[Sequence[str]]) -> float:
    """B-cubed F1 of incidents given as the events of their claims; 1.0 where there is no claim."""
    sizes = Counter(event for incident in incidents for event in incident)
    total = sum(sizes.values())
    if not total:
        return 1.0
    counts = [Counter(incident) for incident in incidents]
    precision = sum(n * n / sum(c.values()) for c in counts for n in c.values()) / total
    recall = sum(n * n / sizes[event] for c in counts for event, n in c.items()) / total
    return 2 * precision * recall / (precision + recall)


def scores(found: Sequence[Outcome], linking: float) -> dict[str, float]:
    """The share of events and moments that came out right."""
    moments = [said == printed for outcome in found for said, printed in outcome.moments]
    return {
        "right": sum(o.right for o in found) / len(found), "toll": sum(o.toll for o in found) / len(found),
        "moments": sum(moments) / len(moments) if moments else 1.0, "b_cubed": linking,
        "undisputed": sum(o.undisputed for o in found) / len(found),
    }


def lines(outcome: Outcome) -> Iterator[str]:
    moments = " ".join(f"{said}" if said == printed else f"{said}!{printed}" for said, printed in outcome.moments)
    yield f"  {'ok ' if outcome.right else '---'} {outcome.name}: {outcome.labelled}; moments {moments}"
    if not outcome.right:
        yield from (f"        {incident}" for incident in outcome.incidents)


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", default=PARTS)
    parser.add_argument("--show", action="store_true", help="each event")
    asked = parser.parse_args()
    gazetteer = load_gazetteer()
    read = Reading(gazetteer)
    print(f"{'':14}{'events':>8}" + "".join(f"{name:>12}" for name in MEASURES))
    every: list[Outcome] = []
    linking = []
    for part in asked.parts:
        name = part if (HERE / part).exists() else f"batches/{part}"
        found, b3 = outcomes(name, gazetteer, read)
        print(f"{name[-14:]:14}{len(found):8}" + "".join(f"{v:12.3f}" for v in scores(found, b3).values()))
        if asked.show:
            print("\n".join(line for outcome in found for line in lines(outcome)))
        every += found
        linking.append(b3)
    print(f"{'all':14}{len(every):8}" + "".join(f"{v:12.3f}" for v in scores(every, sum(linking) / len(linking)).values()))


if __name__ == "__main__":
    main()
