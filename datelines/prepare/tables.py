"""Which place each name stands for: tables of the world, and of one country, made from GeoNames rows."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from itertools import chain
from typing import NamedTuple

import msgspec

from datelines.names import fold_name, is_spelling, without_article
from datelines.prepare import geonames
from datelines.prepare.geonames import City, Country
from schemas.events import Place

WELL_KNOWN = 100_000  # people: a smaller city of another country is not expected in a story

_Listed = Mapping[str, Mapping[str, str]]  # country -> name -> GeoNames name of a big city there


class Spelling(msgspec.Struct, frozen=True, gc=False):
    """A name as it is written, and the city it stands for."""

    name: str
    city: City

    def place(self) -> Place:
        city = self.city
        return Place(
            name=self.name, kind="city", country=city.countrycode, geoname_id=city.geonameid,
            admin1=city.admin1code, latitude=city.latitude, longitude=city.longitude,
        )  # fmt: skip


class World(NamedTuple):
    """Countries, regions and cities of at least 15,000 people. All names are folded but those in `exact`.

    Where a key has a country, it is that of the story; "" is for any other story.
    """

    country_names: dict[str, str]  # by ISO alpha-2
    exact: dict[str, Place]  # countries and states whose case and dots matter: "U.S.", "Fla."
    countries: dict[str, Place]
    regions: dict[tuple[str, str], Place]
    state_codes: dict[str, Place]  # "FL"
    aliases: dict[tuple[str, str], Spelling]
    names: dict[str, Spelling]  # of cities with one name: a capital, else the most populous
    ids: dict[int, City]
    capitals: frozenset[int]


class Tier(NamedTuple):
    """All places of a country: by folded name, by folded name and first-order division, by GeoNames id."""

    names: dict[str, Spelling]
    in_region: dict[tuple[str, str], Spelling]
    ids: dict[int, City]


def read_world() -> World:
    """The world's tables. Raises KeyError for a city of the alias file that the data does not have."""
    table = tomllib.loads((files("datelines") / "data" / "aliases.toml").read_text("utf-8"))
    rows = geonames.countries()
    cities = sorted(geonames.big_cities(), key=lambda city: (-city.population, city.geonameid))
    largest: dict[tuple[str, str], City] = {}
    names: dict[str, Spelling] = {}
    for city in cities:
        key = fold_name(city.name)
        largest.setdefault((city.countrycode, key), city)
        names.setdefault(key, Spelling(city.name, city))
    world = World(
        country_names={row.iso: row.name.removeprefix("The ").strip() for row in rows},
        exact={}, countries={}, regions={}, state_codes={}, names=names,
        aliases=_aliases(table["cities"], largest),
        ids={city.geonameid: city for city in cities},
        capitals=_put_capitals_first(names, rows, largest),
    )  # fmt: skip
    _add_countries(world, rows, table["countries"])
    _add_regions(world, table["regions"], largest)
    _add_states(world, table["us_states"])
    return world


def read_tier(country: str) -> Tier:
    """All places of a country (ISO alpha-2) of at least 500 people; empty tables for no country.

    Of places that share a name, cities of `WELL_KNOWN` size come first, under any of their names; then the
    place whose own name it is; then the most populous.
    """
    tier = Tier({}, {}, {})
    own: dict[bool, list[tuple[str, Spelling]]] = {True: [], False: []}
    others: dict[bool, list[tuple[str, Spelling]]] = {True: [], False: []}
    for row in sorted(geonames.cities_of(country), key=lambda row: (-row.population, row.geonameid)):
        city = row.without_spellings()
        key, spelling = fold_name(city.name), Spelling(city.name, city)
        big = city.population >= WELL_KNOWN
        tier.ids[city.geonameid] = city
        tier.in_region.setdefault((key, city.admin1code), spelling)
        own[big].append((key, spelling))
        others[big] += ((fold_name(name), Spelling(name, city)) for name in row.alternatenames if is_spelling(name))
    for key, spelling in chain(own[True], others[True], own[False], others[False]):
        tier.names.setdefault(key, spelling)
        if (bare := without_article(key)) is not None:
            tier.names.setdefault(bare, spelling)
    return tier


def _put_capitals_first(
    names: dict[str, Spelling], rows: Iterable[Country], largest: Mapping[tuple[str, str], City]
) -> frozenset[int]:
    """Let each capital have its name, of capitals of one name the larger; the ids of all capitals."""
    capitals = [city for row in rows if (city := largest.get((row.iso, fold_name(row.capital)))) is not None]
    for city in sorted(capitals, key=lambda city: (city.population, city.geonameid)):
        names[fold_name(city.name)] = Spelling(city.name, city)
    return frozenset(city.geonameid for city in capitals)


def _add_countries(world: World, rows: Iterable[Country], other_names: Mapping[str, list[str]]) -> None:
    for row in rows:
        name = world.country_names[row.iso]
        place = Place(name=name, kind="country", country=row.iso, geoname_id=row.geonameid)
        for spelling in (row.name, name, *other_names.get(row.iso, ())):
            if spelling.isupper():
                world.exact[spelling] = place
            else:
                world.countries[fold_name(spelling)] = place


def _aliases(listed: _Listed, largest: Mapping[tuple[str, str], City]) -> dict[tuple[str, str], Spelling]:
    aliases: dict[tuple[str, str], Spelling] = {}
    for country, names in listed.items():
        for alias, name in names.items():
            spelling = Spelling(alias, largest[country, fold_name(name)])
            aliases[country, fold_name(alias)] = spelling
            aliases.setdefault(("", fold_name(alias)), spelling)
    return aliases


def _add_regions(world: World, listed: _Listed, largest: Mapping[tuple[str, str], City]) -> None:
    for country, names in listed.items():
        for name, seat in names.items():
            admin1 = largest[country, fold_name(seat)].admin1code
            _add_region(world, Place(name=name, kind="region", country=country, admin1=admin1))


def _add_states(world: World, abbreviations: Mapping[str, str]) -> None:
    for state in geonames.us_states():
        place = Place(
            name=state.name, kind="region", country="US", geoname_id=state.geonameid, admin1=state.code
        )
        _add_region(world, place)
        world.state_codes[state.code] = place
        if state.code in abbreviations:
            world.exact[abbreviations[state.code]] = place


def _add_region(world: World, place: Place) -> None:
    key = fold_name(place.name)
    world.regions[place.country or "", key] = place
    world.regions.setdefault(("", key), place)
