"""Labelled pages of four real events through reading, extraction and desks: the final toll, in every order of the files."""

from __future__ import annotations

import datetime as dt
from functools import cache
from itertools import permutations
from pathlib import Path

import pytest

from datelines.places import load_gazetteer
from producers.formats.story.the_latest import parse_text_page
from schemas.events import Cause, FigureReconciled, UpdateReceived
from streams.desk.desk import Desk
from streams.desk.reader import reader
from streams.extract.claim import Extraction
from streams.extract.words.cause import cause_of
from streams.figures.figures import Figures
from streams.figures.policies import POLICIES
from streams.grades import Grades
from tests.producers.pages import events_of

PAGES = Path(__file__).parents[1] / "producers" / "gold"
EVENTS = {
    "Italy, earthquake": ({"004": "2016-08-25", "005": "2016-08-26", "006": "2016-08-27", "007": "2016-08-28"},
                          {(290, 290, 290), (290, 290, 296)}),
    "Sri Lanka, bombings": ({"008": "2019-04-23", "009": "2019-04-22", "010": "2019-04-22", "011": "2019-04-25"},
                            {(253, 253, 253)}),
    "Brazil, dam collapse": ({"019": "2019-01-26", "020": "2019-01-28", "021": "2019-01-28", "022": "2019-01-30"},
                             {(99, 99, 99)}),
    "Parkland, school shooting": ({"038": "2018-02-14", "039": "2018-02-14"}, {(17, 17, 17)}),
}
LATER = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
read = reader(load_gazetteer())


@cache
def updates(page: str, day: str) -> tuple[UpdateReceived, ...]:
    article = parse_text_page((PAGES / f"{page}.txt").read_bytes(), source=page, day=dt.date.fromisoformat(day), timezone=None,
                              gazetteer=load_gazetteer(), carrier=None, default_timezone="America/New_York")
    return tuple(sorted(events_of(article, page), key=lambda u: (u.published_at, -u.position, u.update_id)))


_read: dict[str, Extraction] = {}


def read_once(update: UpdateReceived) -> Extraction:
    if update.update_id not in _read:
        _read[update.update_id] = read(update)
    return _read[update.update_id]


def tolls(pages: tuple[tuple[str, str], ...]) -> list[FigureReconciled]:
    """The killed of every incident that stands once the pages have come in this order."""
    desks: dict[str, Desk] = {}
    for offset, update in enumerate(update for page, day in pages for update in updates(page, day)):
        desk = desks.setdefault(
            update.desk, Desk(read_once, Figures((POLICIES["house"],), Grades({})), cause_of)
        )
        for event in desk.decide(update, Cause(topic="intake", partition=0, offset=offset), LATER):
            desk.fold(event)
    return [figure for desk in desks.values() for figure in desk.figures() if figure.category == "killed"]


@pytest.mark.parametrize("event", EVENTS)
def test_the_final_toll_in_every_order_of_the_files(event: str) -> None:
    pages, right = EVENTS[event]
    for order in permutations(pages.items()):
        found = tolls(order)
        main = max(found, key=lambda figure: len(figure.voices))
        assert (main.low, main.best, main.high) in right, [page for page, _ in order]
        assert not main.disputed
        assert len(found) == 1, [(figure.place, figure.best) for figure in found]
