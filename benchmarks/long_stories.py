"""Generated stories of long updates: 80 to 250 words, a third with casualties, told by five carriers who copy.

One carrier tells an event; each of the others prints some of its updates some minutes later, as they are, with a
credit line, shortened, with words of its own, or with a newer count, and adds one that is its own alone. Updates of an
event share a background paragraph one time in three, as rolling stories do. The same for the same seed.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from itertools import count

from benchmarks.generated import AND, DID, DISASTERS, SPEAKERS, TOLLS, WHO, Page

FIRST_DAY = dt.date(2015, 1, 5)
CARRIERS = ("PNA", "CPN", "RMN", "LWS", "TBD")
EVENTS_PER_DAY = 3
UPDATES = 8  # that the first carrier has of an event
FEWEST_WORDS, MOST_WORDS = 80, 250
ROADS = "ring harbour valley northern river market mill station hill southern border cathedral".split()
SAID = [
    "“We had {n} calls in the first hour, and we answered every one of them,” {speaker} told reporters.",
    "“Nobody slept here,” said a shop owner on the {road} road, who has lived in {city} for {n} years.",
    "{speaker} said the {road} bridge would stay closed for at least {n} days, and asked for patience.",
    "The weather office in {country} expects up to {n} millimetres of rain by the weekend, and strong winds.",
    "At the {road} school, {n} cots stood in two rows, and volunteers were writing down names and telephone numbers.",
    "Trains on the {road} line run every {n} minutes, though slower than usual between the two stations.",
    "The {road} hospital has moved its outpatients to another wing; its director said it had beds for {n} more.",
    "A spokesman for the electricity company said {n} substations were back, and that crews worked in three shifts.",
    "On the {road} square a priest read out prayers, while children carried water from a truck of the army.",
]
BACKGROUND = (
    "{city} lies in a part of {country} that has seen {n} such emergencies since the turn of the century, and its "
    "council had put off work on the {road} embankment twice for want of money. Engineers warned last year that the "
    "{road} quarter would be cut off first. The government in the capital has promised to pay for what has to be built "
    "anew, but mayors of the region say that the last of the earlier promises was never kept."
)
OWN_WORDS = (("said", "told this agency"), ("though", "even if"), ("asked for", "called for"), ("while", "as"))


def long_pages(updates: int, seed: int = 1) -> Iterator[Page]:
    """Pages in the format of "The Latest" that hold at least this many updates."""
    rng = random.Random(f"{seed}/long")
    numbers = count()
    made = 0
    for day in (FIRST_DAY + dt.timedelta(days=number) for number in count()):
        for city, country, event in rng.sample(DISASTERS, EVENTS_PER_DAY):
            told = _Telling(rng, city, country, event)
            bodies = [told.update() for _ in range(UPDATES)]
            moments = [
                dt.datetime.combine(day, dt.time(7)) + dt.timedelta(minutes=37 * n + rng.randrange(30))
                for n in range(UPDATES)
            ]
            yield _page(next(numbers), told, CARRIERS[0], list(zip(moments, bodies, strict=True)))
            made += UPDATES
            for late, carrier in enumerate(CARRIERS[1:], 1):
                copied = sorted(rng.sample(range(UPDATES), 3))
                items = [(moments[n] + dt.timedelta(minutes=4 * late), told.copy(bodies[n])) for n in copied]
                items.append((moments[-1] + dt.timedelta(minutes=31 * late), told.update()))
                yield _page(next(numbers), told, carrier, items)
                made += len(items)
            if made >= updates:
                return


class _Telling:
    """One event as it is told."""

    def __init__(self, rng: random.Random, city: str, country: str, event: str) -> None:
        self.city, self.country, self.event = city, country, event
        self._rng = rng
        self._dead, self._missing = rng.randrange(3, 30), rng.randrange(10, 60)
        self._background = self._filled(BACKGROUND)

    def update(self) -> str:
        """A text of 80 to 250 words in paragraphs."""
        rng = self._rng
        wanted = rng.randrange(FEWEST_WORDS, MOST_WORDS - 30)
        paragraphs = [self._toll()] if rng.random() < 0.34 else []
        if rng.random() < 0.33 and wanted > 2 * FEWEST_WORDS:
            paragraphs.append(self._background)
        while sum(len(paragraph.split()) for paragraph in paragraphs) < wanted:
            paragraphs.insert(min(1, len(paragraphs)), " ".join(self._sentence() for _ in range(rng.randrange(1, 4))))
        return "\n\n".join(paragraphs)

    def copy(self, text: str) -> str:
        """The text as another carrier prints it."""
        match self._rng.randrange(5):
            case 0:
                return text
            case 1:
                return f"{text}\n\nReporting by Ada Lund; editing by Bo Brandt."
            case 2:
                paragraphs = text.split("\n\n")
                return "\n\n".join(paragraphs[:-1]) if len(paragraphs) > 3 else text
            case 3:
                for theirs, own in OWN_WORDS:
                    text = text.replace(f" {theirs} ", f" {own} ", 1)
                return text
            case _:
                return text.replace(f" {self._dead} ", f" {self._dead + 1} ")

    def _sentence(self) -> str:
        rng = self._rng
        if rng.random() < 0.5:
            return self._filled(f"{rng.choice(WHO)} {rng.choice(DID)} {rng.choice(AND)}")
        return self._filled(rng.choice(SAID))

    def _toll(self) -> str:
        rng = self._rng
        more = rng.randrange(1, 6)
        self._dead, self._missing = self._dead + more, max(3, self._missing - more)
        return self._filled(rng.choice(TOLLS), more=more)

    def _filled(self, sentence: str, more: int = 0) -> str:
        rng = self._rng
        return sentence.format(
            speaker=rng.choice(SPEAKERS), event=self.event, city=self.city, country=self.country, more=more,
            dead=self._dead, missing=self._missing, hurt=3 * self._dead, n=rng.randrange(3, 400),
            road=rng.choice(ROADS),
        )


def _page(number: int, told: _Telling, carrier: str, bodies: list[tuple[dt.datetime, str]]) -> Page:
    items = [
        f"{at.hour % 12 or 12}:{at:%M} {'a.m.' if at.hour < 12 else 'p.m.'}\n\n{text}\n"
        for at, text in sorted(bodies, reverse=True)
    ]
    newest = max(at for at, _ in bodies)
    head = (f"The Latest: {told.event.capitalize()} crews at work in {told.city}\n\n"
            f"Published: {newest:%B} {newest.day}, {newest.year}\n\n"
            f"{told.city.upper()}, {told.country} ({carrier}) — "
            f"The Latest on the {told.event} in {told.city} (all times local):\n\n")
    return Page(f"{number:07d}-{carrier.lower()}.txt", head + "\n___\n\n".join(items))
