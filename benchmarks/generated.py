"""Generated stories: rolling pages of invented disasters, the same for the same seed, in order of days.

Each event has a city and a cause. Cities lie further apart than the effects of one event reach, causes are not
akin, and a disaster returns to its city no sooner than RECURRENCE after its coverage ended: what is one event to
the generator is one to an editor. Most events fill a page or two, a few run for weeks (a long tail: 5 to 200 claims
each). One in three updates carries casualty figures, and about one page in four is printed again by a second
carrier some minutes later, as in a wire's traffic.

Only the events that are still covered and the last day of each disaster are held: a million updates take no more
memory than a thousand.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

FIRST_DAY = dt.date(2005, 1, 3)  # long ago, so that a million updates end before today: windows follow no future time
EVENTS_PER_DAY = 5
RECURRENCE = dt.timedelta(days=45)
MOST_UPDATES_A_DAY = 24
MOST_UPDATES = 420

CITIES = {
    "Peru": "Trujillo Iquitos Cusco Piura Tacna Pucallpa Huancayo",
    "Turkey": "Izmir Adana Trabzon Konya Samsun Van Diyarbakir Bursa",
    "Thailand": "Chiang-Mai Phuket Hat-Yai",
    "Ghana": "Kumasi Tamale Takoradi",
    "Norway": "Bergen Tromso Trondheim Bodo",
    "Philippines": "Cebu Davao Legazpi Baguio Zamboanga",
    "Pakistan": "Multan Quetta Karachi Peshawar Sukkur Gilgit",
    "Italy": "Bari Turin Palermo Naples Venice Cagliari",
    "Mexico": "Oaxaca Mazatlan Tijuana Merida Monterrey Chihuahua Veracruz Acapulco",
    "Japan": "Sapporo Sendai Fukuoka Hiroshima Kagoshima Osaka",
    "India": "Patna Jaipur Kochi Guwahati Nagpur Srinagar Surat Bhubaneswar Chennai Indore",
    "Brazil": "Manaus Recife Curitiba Fortaleza Cuiaba Goiania Belem Salvador",
    "Nigeria": "Kano Maiduguri Jos Enugu Sokoto Ibadan",
    "Colombia": "Cali Cartagena Cucuta Pasto",
}
EVENTS = ("earthquake", "flood", "train crash", "market fire", "shooting")
PLACES = [(city.replace("-", " "), country) for country, cities in CITIES.items() for city in cities.split()]
DISASTERS = [(city, country, event) for city, country in PLACES for event in EVENTS]

SPEAKERS = ["Mayor Ilan Torvik", "Governor Mirela Castan", "Fire chief Dorte Hallin", "Health minister Sefa Okonwe",
            "Police spokesman Arun Delvar", "Civil defense director Rosa Quillay", "Hospital director Ines Bracco",
            "Coroner Pavo Lindqvist"]
TOLLS = [
    "{speaker} says the {event} in {city} has killed at least {dead} people.",
    "The death toll from the {event} in {city} has risen to {dead}, {speaker} says. At least {missing} people are "
    "still missing.",
    "{speaker} said {dead} people were killed and {hurt} injured in the {event} in {city}.",
    "Rescuers have found {more} more bodies in {city}, bringing the total to {dead}, {speaker} said.",
    "More than {dead} people died in the {event}, according to {speaker}. {hurt} people are being treated in {city}.",
]
WHO = ["Crews", "Volunteers", "Engineers", "Soldiers", "Neighbors", "Charities", "Shop owners", "Railway workers",
       "Teachers", "Electricians", "Two ministries", "Divers", "Drivers", "Port workers", "Nurses", "Farmers"]
DID = ["have reopened the road to the {event} site in {city}", "are handing out water and blankets near the old bridge",
       "asked for pumps, tents and {n} generators", "moved {n} trucks to the northern edge of {city}",
       "say the pipes under the main street need {n} days of work", "cleared a way through the eastern suburbs",
       "set up a kitchen behind the town hall", "brought {n} crates of medicine by boat", "closed the lower quay",
       "want the river bank looked at before schools open", "are checking roofs street by street in {city}",
       "lent {n} buses to the town", "wait for a crane that left the coast this morning",
       "have put up lamps along the ring road"]
AND = ["and hope to finish before dark.", "while rain is forecast for the weekend.", "but say much is left to do.",
       "after a night of little sleep.", "as trains run again on two lines.", "though phones still fail at times.",
       "and thank those who sent food.", "because the wells cannot be used.", "and will meet again at noon.",
       "while the airport works with one runway.", "so that markets may open on Monday.",
       "and ask drivers to stay away."]


class Page(NamedTuple):
    name: str
    text: str


@dataclass
class Event:
    """An event in the course of its coverage."""

    city: str
    country: str
    event: str
    updates_left: int
    dead: int
    missing: int
    rng: random.Random


def pages(updates: int, seed: int = 1) -> Iterator[Page]:
    """Pages in the format of "The Latest" that hold at least this many updates, without end held in memory."""
    made = 0
    numbers = count()
    for day, events in _days(seed):
        for event in events:
            for page, held in _pages_of(event, day, numbers):
                yield page
                made += held
                if made >= updates:
                    return


def _days(seed: int) -> Iterator[tuple[dt.date, list[Event]]]:
    """Each day with the events that are covered on it; an event is used up as its pages are made."""
    rng = random.Random(f"{seed}/days")
    covered: list[Event] = []
    last_seen: dict[tuple[str, str, str], dt.date] = {}
    for number in count():
        day = FIRST_DAY + dt.timedelta(days=number)
        free = [d for d in DISASTERS if d not in last_seen or day - last_seen[d] > RECURRENCE]
        for disaster in rng.sample(free, min(EVENTS_PER_DAY, len(free))):
            length = min(MOST_UPDATES, round(10 * rng.paretovariate(0.9)))
            dead, missing = rng.randrange(2, 30), rng.randrange(5, 60)
            covered.append(Event(*disaster, length, dead, missing, random.Random(f"{seed}/{number}/{disaster}")))
        for event in covered:
            last_seen[event.city, event.country, event.event] = day
        yield day, covered
        covered = [event for event in covered if event.updates_left > 0]


def _pages_of(event: Event, day: dt.date, numbers: Iterator[int]) -> Iterator[tuple[Page, int]]:
    """The event's pages of one day: its own and, one day in three, a second carrier's."""
    bodies = _bodies(event, day)
    yield _page(event, next(numbers), bodies, "PNA", 0), len(bodies)
    if event.rng.random() < 0.33:
        yield _page(event, next(numbers), bodies, "CPN", 7), len(bodies)


def _bodies(event: Event, day: dt.date) -> list[tuple[dt.datetime, str]]:
    """Update texts with their local times, oldest first."""
    rng = event.rng
    moment = dt.datetime.combine(day, dt.time(6, rng.randrange(40)))
    bodies = []
    for _ in range(min(event.updates_left, MOST_UPDATES_A_DAY)):
        filler = [_filler(event) for _ in range(rng.randrange(2, 5))]
        bodies.append((moment, "\n\n".join([_toll(event), filler[0]] if rng.random() < 0.34 else filler)))
        moment += dt.timedelta(minutes=rng.randrange(11, 42))
    event.updates_left -= len(bodies)
    return bodies


def _toll(event: Event) -> str:
    rng = event.rng
    more = rng.randrange(1, 6)
    event.dead, event.missing = event.dead + more, max(3, event.missing - more)
    return rng.choice(TOLLS).format(
        speaker=rng.choice(SPEAKERS), event=event.event, city=event.city, dead=event.dead, more=more,
        missing=event.missing, hurt=event.dead * 3,
    )


def _filler(event: Event) -> str:
    rng = event.rng
    sentence = f"{rng.choice(WHO)} {rng.choice(DID)} {rng.choice(AND)}"
    return sentence.format(event=event.event, city=event.city, n=rng.randrange(3, 400))


def _page(event: Event, number: int, bodies: list[tuple[dt.datetime, str]], carrier: str, delay: int) -> Page:
    items = []
    for moment, text in reversed(bodies):
        at = moment + dt.timedelta(minutes=delay)
        items.append(f"{at.hour % 12 or 12}:{at:%M} {'a.m.' if at.hour < 12 else 'p.m.'}\n\n{text}\n")
    newest = bodies[-1][0] + dt.timedelta(minutes=delay)
    head = (f"The Latest: {event.event.capitalize()} crews at work in {event.city}\n\n"
            f"Published: {newest:%B} {newest.day}, {newest.year}\n\n"
            f"{event.city.upper()}, {event.country} ({carrier}) — "
            f"The Latest on the {event.event} in {event.city} (all times local):\n\n")
    return Page(f"{number:07d}-{carrier.lower()}.txt", head + "\n___\n\n".join(items))
