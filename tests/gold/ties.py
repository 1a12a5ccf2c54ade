"""What the ties between pages are worth: pairs of pages of one labelled event and of two, joined or not, and learned.

Usage: python -m tests.gold.ties [--learn]

Each story of the batches becomes a site, read alone. Pairs of one event are taken as they are; of two events of one
country up to 240 a country, the later moved to within six days of the earlier, half of them of kindred causes or
none. Printed: the share of each that the sum of ties joins, by how much is asked. `--learn` prints the weights of a
logistic regression over the same ties in tenths (needs scikit-learn): `streams/incidents/ties.py` holds them rounded,
those of another cause, of places, of three days and more, of speakers and of the toll set by hand where the scenes of
`tests/streams/linking` and the pairs of `tests.gold.pairs` ask for it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from datelines.places import load_gazetteer
from schemas.events import FigureClaimed
from streams.extract.words.cause import cause_of
from streams.incidents.kinship import are_kin
from streams.incidents.linking import JOINED_FROM, allowed_closeness
from streams.incidents.relinks import Relinks
from streams.incidents.sites import WINDOW_DAYS, Site, cut, writing_order
from streams.incidents.subjects import subject_of
from streams.incidents.ties import days_apart, ties
from tests.gold.events import HERE, PARTS, Reading, seen, updates_of

SEED = 7
_DAYS = 6.0
_KINDRED, _ANY = 120, 120  # pairs of two events of a country


class Page(NamedTuple):
    """The site of a story that holds most of its claims."""

    event: tuple[str, str]  # part, name
    desk: str
    site: Site


def pages(parts: Sequence[str]) -> Iterator[Page]:
    """The stories with a claim of the labelled events of these parts."""
    gazetteer = load_gazetteer()
    read = Reading(gazetteer)
    for part in parts:
        events = json.loads((HERE / part / "events.json").read_text("utf-8"))
        event_of = {story: event["event"] for event in events for story in event["stories"]}
        for story, updates in updates_of(part, gazetteer).items():
            claims = [claim for held in seen(updates, read).claims.values() for claim in held]
            sites = sorted(_sites(claims), key=lambda found: found[0])
            if story in event_of and sites:
                yield Page((part, event_of[story]), updates[0].desk, sites[-1][1])


def _sites(claims: Sequence[FigureClaimed]) -> Iterator[tuple[int, Site]]:
    ordered = sorted(claims, key=writing_order)
    for story in dict.fromkeys(claim.story for claim in ordered):
        told = [claim for claim in ordered if claim.story == story]
        for part in cut((story, None), told, subject_of(story, cause_of), Relinks()):
            yield len(part.claims), part.site


def pairs(found: Sequence[Page]) -> Iterator[tuple[Site, Site, bool]]:
    """Pairs of sites of one desk, and whether they are of one event."""
    rng = random.Random(SEED)
    of_desk = defaultdict(list)
    for page in found:
        of_desk[page.desk].append(page)
    for told in of_desk.values():
        both = list(itertools.combinations(told, 2))
        yield from ((a.site, b.site, True) for a, b in both if a.event == b.event)
        others = [(a, b) for a, b in both if a.event != b.event]
        kindred = [(a, b) for a, b in others if _may_look_alike(a.site, b.site)]
        rng.shuffle(others)
        rng.shuffle(kindred)
        for a, b in kindred[:_KINDRED] + others[:_ANY]:
            yield a.site, moved(b.site, a.site.began + dt.timedelta(days=rng.uniform(0, _DAYS))), False


def _may_look_alike(a: Site, b: Site) -> bool:
    return a.cause is None or b.cause is None or are_kin(a.cause, b.cause)


def moved(site: Site, began: dt.datetime) -> Site:
    """The site as if it had begun then, to the day."""
    by = dt.timedelta(days=round((began - site.began).total_seconds() / 86_400))
    return site._replace(
        first=site.first + by, last=site.last + by, began=site.began + by,
        days=frozenset((dt.date.fromisoformat(day) + by).isoformat() for day in site.days),
        tolls=tuple(toll._replace(at=toll.at + by) for toll in site.tolls),
    )  # fmt: skip


def learned(told: Sequence[tuple[Site, Site, bool]]) -> dict[str, int]:
    """The weight of each tie in tenths of a logit; a tie of several steps (names, days) is one piece for each weight."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    near = [(a, b, one) for a, b, one in told if days_apart(a, b) <= WINDOW_DAYS]
    rows = [{f"{tie.what} ({tie.weight:+})": 1 for tie in ties(a, b)} for a, b, _ in near]
    vectors = DictVectorizer()
    model = LogisticRegression(C=0.5, max_iter=1_000).fit(vectors.fit_transform(rows), [one for *_, one in near])
    weights = zip(vectors.get_feature_names_out(), model.coef_[0], strict=True)
    return {"before": round(10 * model.intercept_[0]), **{str(name): round(10 * weight) for name, weight in weights}}


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learn", action="store_true", help="the weights of a logistic regression")
    asked = parser.parse_args()
    told = list(pairs(list(pages([part for part in PARTS if part != "shared"]))))
    close = {one: [allowed_closeness(a, b) for a, b, same in told if same is one] for one in (True, False)}
    print(f"{len(close[True])} pairs of one event, {len(close[False])} of two")
    for asked_for in (JOINED_FROM - 5, JOINED_FROM, JOINED_FROM + 5, JOINED_FROM + 10):
        shares = [sum(value >= asked_for for value in close[one]) / len(close[one]) for one in (True, False)]
        print(f"from {asked_for:4}: of one event {shares[0]:.3f} joined, of two {shares[1]:.3f}")
    if asked.learn:
        for name, weight in sorted(learned(told).items(), key=lambda item: -item[1]):
            print(f"{weight:5}  {name}")


if __name__ == "__main__":
    main()
