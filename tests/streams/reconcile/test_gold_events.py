"""Labelled events over several pages: the final toll comes out right in every order of pages and claims.

`gold_events/*.json` are the labels of rolling stories about four real events. Preambles (headline, caption)
are no claims, nor are figures labelled optional. The same office appears under several names ("Italian
authorities", "Civil Protection Authority"); nothing here maps them to one another.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from itertools import permutations
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from schemas.events import FigureClaimed, Place
from schemas.ids import digest
from streams.figures.policies import POLICIES
from streams.figures.reconcile import reconcile
from streams.grades import UNGRADED
from tests.streams.reconcile.scenario import Stated, claim, parse_figure, state

PAGES = Path(__file__).parent / "gold_events"
HALF_A_DAY = dt.timedelta(hours=12)

EVENTS = {
    "Italy, earthquake": (("004", "005", "006", "007"), (290, 290, 296)),
    "Sri Lanka, bombings": (("008", "009", "010", "011"), (253, 253, 253)),
    "Brazil, dam collapse": (("019", "020", "021", "022"), (99, 99, 99)),
    "Parkland, school shooting": (("038", "039"), (17, 17, 17)),
}

# "Whether the official count includes them was not clear": adds from nothing to six
MAY_BE_COUNTED = {("007", "six bodies were found in Amatrice over two days")}


def claims_of(page: str) -> list[FigureClaimed]:
    labels = json.loads((PAGES / f"{page}.json").read_text())
    claims: list[FigureClaimed] = []
    for position, (update, at) in enumerate(zip(labels["updates"], published_times(labels), strict=True)):
        if update["section"] == "preamble":
            continue
        for figure in update["figures"]:
            if figure["category"] == "killed" and not figure.get("optional"):
                claims.append(claim_of(page, figure, at, position, len(claims)))
    return claims


def published_times(labels: dict[str, Any]) -> list[dt.datetime]:
    """Newest first: a time later than the one above it is the day before, unless swapping a.m. and p.m. fits
    it between its neighbours; a dated heading ("August 26, 2:45 p.m.") is of that day. Without a time: that
    of the update above, else the start of the page's day."""
    zone = ZoneInfo(labels["timezone_guess"])
    start = dt.datetime.fromisoformat(labels["story_date"])
    clocks = [update["local_time_24h"] for update in labels["updates"]]
    dates = [re.search(r"August (\d+)", update["time_text"] or "") for update in labels["updates"]]
    above: dt.datetime | None = None
    times: list[dt.datetime] = []
    for index, clock in enumerate(clocks):
        if clock is None:
            times.append(above or start)
            continue
        at = dt.datetime.combine((above or start).date(), dt.time.fromisoformat(clock))
        if (date := dates[index]) is not None:
            at = at.replace(day=int(date[1]))
        elif above is not None and at > above:
            below = next((later for later in clocks[index + 1:] if later), None)
            swapped = at - HALF_A_DAY
            fits = below is not None and dt.time.fromisoformat(below) <= swapped.time() and swapped <= above
            at = swapped if fits else at - dt.timedelta(days=1)
        above = at
        times.append(at)
    return [time.replace(tzinfo=zone).astimezone(dt.UTC) for time in times]


def claim_of(page: str, figure: dict[str, Any], at: dt.datetime, position: int, row: int) -> FigureClaimed:
    return claim(
        at=at, claimant=figure["claimant"], stated=stated_by(page, figure), row=row, carrier=f"Carrier {page}",
        position=position, scope=figure["scope"], victims=figure["who"], other_event=figure.get("other_event", False),
        place=Place(name=figure["place"]) if figure["place"] else None, revision=figure.get("revision", "none"),
        from_value=figure.get("from_value"), evidence=figure["evidence"],
        update_id=digest("update", page, position), claim_id=digest("claim", page, row),
    )


def stated_by(page: str, figure: dict[str, Any]) -> Stated:
    low, high = figure["value_low"], figure["value_high"]
    if (page, figure["evidence"]) in MAY_BE_COUNTED:
        return Stated(high, "exact", 0, high)
    if figure["qualifier"] == "range":
        return Stated(None, "range", low, high)
    if figure["qualifier"] in ("several", "dozens", "scores", "hundreds", "thousands"):
        return parse_figure(figure["qualifier"])
    return state(figure["qualifier"], low if low is not None else high)


@pytest.mark.parametrize("event", EVENTS)
def test_the_final_toll_in_every_order(event: str) -> None:
    pages, toll = EVENTS[event]
    claims = [claim for page in pages for claim in claims_of(page)]
    first = reconcile(claims, POLICIES["house"], UNGRADED)
    assert first is not None
    assert (first.low, first.best, first.high) == toll
    assert not first.disputed
    for order in permutations(pages):
        assert reconcile([c for page in order for c in claims_of(page)], POLICIES["house"], UNGRADED) == first
    shuffler = random.Random(event)
    for _ in range(200):
        assert reconcile(shuffler.sample(claims, len(claims)), POLICIES["house"], UNGRADED) == first


@pytest.mark.parametrize(("event", "revised"), [("Italy, earthquake", True), ("Sri Lanka, bombings", True),
                                                ("Brazil, dam collapse", False)])
def test_corrected_tolls_are_flagged(event: str, revised: bool) -> None:
    figure = reconcile([c for page in EVENTS[event][0] for c in claims_of(page)], POLICIES["house"], UNGRADED)
    assert figure is not None
    assert ("revised_down" in figure.flags) is revised


def test_the_disordered_page_is_put_in_order() -> None:
    labels = json.loads((PAGES / "020.json").read_text())
    times = published_times(labels)
    assert times == sorted(times, reverse=True)
    assert [time.astimezone(ZoneInfo("America/Sao_Paulo")).hour for time in times] == [14, 7, 2]
