"""Generated stories: rolling pages of invented disasters, the same for the same seed.

One in three updates carries casualty figures; every fourth story is printed again by a second carrier some
minutes later, so that a third of the updates are copies, as in a wire's traffic.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import NamedTuple

FIRST_DAY = dt.date(2025, 1, 6)
UPDATES_PER_STORY = 20

SETTINGS = [
    ("TRUJILLO, Peru", "the mudslide in northern Peru", "mudslide", "Trujillo"),
    ("IZMIR, Turkey", "the earthquake in Turkey", "earthquake", "Izmir"),
    ("CHIANG MAI, Thailand", "the floods in Thailand", "flood", "Chiang Mai"),
    ("KUMASI, Ghana", "the market fire in Ghana", "fire", "Kumasi"),
    ("BERGEN, Norway", "the ferry accident in Norway", "accident", "Bergen"),
    ("CEBU, Philippines", "the typhoon in the Philippines", "typhoon", "Cebu"),
    ("MULTAN, Pakistan", "the train crash in Pakistan", "train crash", "Multan"),
    ("ODENSE, Denmark", "the factory explosion in Denmark", "explosion", "Odense"),
]
SPEAKERS = ["Mayor Ilan Torvik", "Governor Mirela Castan", "Fire chief Dorte Hallin", "Health minister Sefa Okonwe",
            "Police spokesman Arun Delvar", "Civil defense director Rosa Quillay"]
PLAIN = [
    "Crews have reopened the road to the {event} site in {city}, and buses are running again on two lines.",
    "The airport of {city} says flights resume at noon after {n} cancellations over two days.",
    "Engineers say the bridge near {city} needs {n} weeks of work before trucks may cross it.",
    "Schools in {city} stay closed, and the university has moved its exams to the week of the {n}th.",
    "The army is sending {n} trucks with water and blankets to {city}. More will follow, an officer says.",
    "Volunteers in {city} cook for the search teams. One kitchen made {n} meals before dawn.",
]
TOLLS = [
    "{speaker} says the {event} in {city} has killed at least {dead} people.",
    "The death toll from the {event} in {city} has risen to {dead}, {surname} says. At least {missing} people are "
    "still missing.",
    "{speaker} said {dead} people were killed and {hurt} injured in the {event} in {city}.",
    "Rescuers have found {more} more bodies in {city}, bringing the total to {dead}, {speaker} said.",
    "More than {dead} people died in the {event}, according to {surname}. {hurt} people are being treated in {city}.",
]


class Page(NamedTuple):
    name: str
    text: str


def pages(updates: int, seed: int = 1) -> Iterator[Page]:
    """Pages in the format of "The Latest" that hold at least this many updates."""
    made = story = 0
    while made < updates:
        rng = random.Random(f"{seed}/{story}")
        bodies = _bodies(rng, story)
        yield _page(story, bodies, "PNA", 0)
        made += len(bodies)
        if story % 4 == 0 and made < updates:
            yield _page(story, bodies, "CPN", 7)
            made += len(bodies)
        story += 1


def _bodies(rng: random.Random, story: int) -> list[tuple[dt.datetime, str]]:
    """Update texts with their local times, oldest first."""
    _, _, event, city = SETTINGS[story % len(SETTINGS)]
    day = FIRST_DAY + dt.timedelta(days=story // len(SETTINGS))
    moment = dt.datetime.combine(day, dt.time(6, rng.randrange(40)))
    dead, missing = rng.randrange(2, 30), rng.randrange(5, 60)
    bodies = []
    for _ in range(UPDATES_PER_STORY):
        if rng.random() < 0.34:
            more = rng.randrange(1, 6)
            dead, missing = dead + more, max(3, missing - more)
            speaker = rng.choice(SPEAKERS)
            text = rng.choice(TOLLS).format(
                speaker=speaker, surname=speaker, event=event, city=city, dead=dead, more=more,
                missing=missing, hurt=dead * 3,
            )
            text += "\n\n" + rng.choice(PLAIN).format(event=event, city=city, n=rng.randrange(3, 400))
        else:
            chosen = rng.sample(PLAIN, 2)
            text = "\n\n".join(p.format(event=event, city=city, n=rng.randrange(3, 400)) for p in chosen)
        bodies.append((moment, text))
        moment += dt.timedelta(minutes=rng.randrange(11, 50))
    return bodies


def _page(story: int, bodies: list[tuple[dt.datetime, str]], carrier: str, delay: int) -> Page:
    city, subject, event, _ = SETTINGS[story % len(SETTINGS)]
    items = []
    for moment, text in reversed(bodies):
        at = moment + dt.timedelta(minutes=delay)
        items.append(f"{at.hour % 12 or 12}:{at:%M} {'a.m.' if at.hour < 12 else 'p.m.'}\n\n{text}\n")
    newest = bodies[-1][0] + dt.timedelta(minutes=delay)
    head = (f"The Latest: {event.capitalize()} crews at work\n\nPublished: {newest:%B} {newest.day}, {newest.year}\n\n"
            f"{city} ({carrier}) — The Latest on {subject} (all times local):\n\n")
    return Page(f"{story:06d}-{carrier.lower()}.txt", head + "\n___\n\n".join(items))
