"""Which country a story is about."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from datelines.evidence import evidence_of
from schemas.events import Place

if TYPE_CHECKING:
    from datelines.gazetteer import Gazetteer

HEAD = 500  # characters of a text in which its letterhead, dateline and opening stand
_FOOT = 300  # characters in which it is signed
MOST = 160_000  # characters of a text that are weighed
# What each kind of evidence weighs in the titles, at the head of the text, anywhere in it. A letterhead is a head: weak
# beside what the titles and the whole text name, strong where they name nothing.
_WEIGHTS = {
    "country": (8, 6, 3), "country+": (8, 6, 3), "people": (8, 4, 3), "in": (10, 6, 3),
    "region": (9, 6, 3), "region+": (6, 4, 2),
    "metropolis": (9, 6, 4), "metropolis+": (3, 2, 1), "metropolis?": (2, 2, 1),
    "city": (6, 4, 2), "city+": (2, 2, 1), "city?": (1, 1, 1),
    "town": (2, 3, 2), "town+": (1, 1, 1), "town?": (1, 1, 1),
    "village": (1, 1, 1), "village+": (0, 0, 1), "village?": (0, 0, 1),
    "in place": (3, 2, 1), "sure": (9, 6, 3), "likely": (3, 2, 1),
}  # fmt: skip
_AT_THE_HEAD = 1
_DATELINE = 8  # of the country that the place of the dateline lies in
_SURE = 8  # weight that tells the country of a story: a wrong one is worse than none
_LIKELY = 4  # that is enough for the zone of its clock
_LEAD = 3  # over the next country, else much must speak for both: then a page names two, and the first is its own
_MUCH = 16


def focus(
    gazetteer: Gazetteer, *, subject: str, headline: str, text: str, dateline: Place | None
) -> str | None:
    """The country (ISO alpha-2) that a story is about, None when too little tells.

    Everything that speaks of a country is weighed together: most in the standing subject and the headline, then in the
    dateline and at the head of the text, then anywhere in it: a story from Beirut on "developments in Syria" is about
    Syria. Of what is said often each doubling weighs as much as the first time. Of two that weigh the same the
    dateline's is taken, else the one that the titles name first.
    """
    weights = _weighed(gazetteer, subject, headline, text, dateline)
    most = max(weights.values(), default=0)
    if most < _SURE:  # where nothing else speaks, who signs it does; else links to other stories stand there
        _weigh(gazetteer, text[HEAD:][-_FOOT:], _AT_THE_HEAD, weights)
        most = max(weights.values(), default=0)
    if most < _SURE:
        return None
    near = [country for country, weight in weights.items() if weight > most - _LEAD]
    leading = [country for country in near if weights[country] == most]
    if dateline is not None and dateline.country in leading:
        return dateline.country
    return leading[0] if len(near) == 1 or most >= _MUCH else None


def likely_country(gazetteer: Gazetteer, *, subject: str, headline: str, text: str) -> str | None:
    """A weaker word than `focus`: two towns that agree are enough; good for the zone of a clock, not for a desk."""
    weights = _weighed(gazetteer, subject, headline, text, None)
    most = max(weights.values(), default=0)
    leading = [country for country, weight in weights.items() if weight == most]
    return leading[0] if len(leading) == 1 and most >= _LIKELY else None


def _weighed(
    gazetteer: Gazetteer, subject: str, headline: str, text: str, dateline: Place | None
) -> Counter[str]:
    titles = headline if subject in headline else subject if headline in subject else f"{subject}\n{headline}"
    weights: Counter[str] = Counter()  # in the order in which countries are named, the titles' first
    for part, said in enumerate((titles, text[:HEAD], text[:MOST])):
        _weigh(gazetteer, said, part, weights)
    if dateline is not None and dateline.country is not None:
        weights[dateline.country] += _DATELINE
    return weights


def _weigh(gazetteer: Gazetteer, said: str, part: int, weights: Counter[str]) -> None:
    """Adds what a part of a page says to the weights of countries."""
    for (country, kind), count in evidence_of(gazetteer, said).items():
        weights[country] += _WEIGHTS[kind][part] * count.bit_length()
