"""A desk that reads claims without the grammar, and traffic for it: cheap, and yet every kind of event comes out."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

from schemas.events import UpdateReceived, UpdateWithdrawn
from schemas.ids import digest
from streams.desk.desk import Desk
from streams.desk.remembered import RECENT
from streams.extract.claim import Claim, Extraction
from streams.figures.figures import Figures
from streams.figures.policies import POLICIES
from streams.grades import Grades
from tests.builders import NOON, TRUJILLO, received

DESKS = ("PE", "TR", "TH", "GH", "NO", "PH", "PK", "DK", "IT", "JP", "ZZ/night-ferry")


def read(update: UpdateReceived) -> Extraction:
    """Claims written as "killed 5 by Mayor; missing 3" in the first line of the text."""
    claims, start = [], 0
    for part in filter(None, update.text.split("\n")[0].split("; ")):
        category, value, *by = part.split(" ")
        claims.append(Claim(
            category=category, value=int(value), qualifier="exact", low=int(value), high=int(value),  # type: ignore[arg-type]
            scope="total", claimant=by[1] if by else None, anonymous=False, victims=None, place=TRUJILLO,
            cause="landslide", other_event=False, revision="none", from_value=None, evidence=part,
            start=start, end=start + len(part),
        ))
        start += len(part) + 2
    return Extraction(language="en", claims=tuple(claims), warnings=())


def new_desk(recent: int = RECENT) -> Desk:
    return Desk(read, Figures(tuple(POLICIES.values()), Grades({})), lambda _: "landslide", recent=recent)


def traffic(
    count: int, seed: int = 1, desks: tuple[str, ...] = DESKS, resent_within: int = 20
) -> Iterator[UpdateReceived | UpdateWithdrawn]:
    """Inputs two hours apart: reports, copies, recalls, inputs sent twice, recalls of what nobody knows.

    What was sent up to `resent_within` reports ago is sent again: more than 30 of them reach back before what a
    desk remembers.
    """
    rng = random.Random(seed)
    told: list[UpdateReceived] = []
    for number in range(count):
        at = NOON + dt.timedelta(hours=2 * number) - dt.timedelta(hours=rng.randrange(12))
        kind = rng.random()
        if told and kind < 0.08:
            known = rng.choice(told[-60:])
            yield UpdateWithdrawn(
                event_id=digest("withdrawn", known.update_id, number), update_id=known.update_id, desk=known.desk,
                published_at=at, by="PNA", reason="killed by the carrier",
            )
        elif told and kind < 0.16:
            yield rng.choice(told[-resent_within:])
        else:
            desk = rng.choice(desks)
            text = told[-1].text if told and kind < 0.3 else _text(rng, number)
            update = received(text, at, desk=desk, carrier=rng.choice(["PNA", "CPN"]), focus_country=desk[:2])
            told.append(update)
            yield update


def _text(rng: random.Random, number: int) -> str:
    claims = "; ".join(
        f"{category} {rng.randrange(1, 50)}" + (f" by {rng.choice(['Mayor', 'Police'])}" if rng.random() < 0.7 else "")
        for category in rng.sample(["killed", "injured", "missing"], rng.randrange(3))
    )
    words = " ".join(rng.choice(["road", "bridge", "rain", "school", "army", "water"]) for _ in range(30))
    return f"{claims}\nReport {number} on the {words}."
