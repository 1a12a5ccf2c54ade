"""Names to places, in two tiers: the world's big cities, countries and regions; all places of one country."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from datelines import geonames
from datelines.geonames import City, SpeltCity
from datelines.mentions import Mention, is_ordinary, read_mentions
from datelines.names import fold, is_spelling, without_article
from schemas.events import Place

REGION_WORDS = frozenset({"province", "governorate", "state", "region", "prefecture", "oblast"})
_TIERS_KEPT = 48  # country tiers in memory; most countries take 1 MB, the United States 20
_WELL_KNOWN = 100_000  # people: a smaller city of another country is not expected in a story
_LARGE = 500_000  # people: a city of this size is known for one wherever its name stands


class Spelling(NamedTuple):
    """A name as it is written, and the city it stands for."""

    name: str
    city: City


class Tier(NamedTuple):
    """All places of a country: by folded name, by folded name and first-order division, by GeoNames id."""

    names: dict[str, Spelling]
    in_region: dict[tuple[str, str], Spelling]
    ids: dict[int, City]


class Gazetteer:
    """Names to places; built once by `load()` and then only read.

    A name can mean many places. It is taken as, in this order: a region of the story's country, a country,
    a place in the story's country, a region elsewhere, the capital or most populous city elsewhere.
    """

    def __init__(self) -> None:
        aliases = _toml("aliases.toml")
        rows = geonames.countries()
        self._country_names = {row.iso: row.name.removeprefix("The ").strip() for row in rows}
        capitals = {(row.iso, fold(row.capital)) for row in rows if row.capital}
        self._exact: dict[str, Place] = {}  # names whose case or dots matter: "U.S.", "Fla."
        self._countries: dict[str, Place] = {}
        for row in rows:
            place = Place(
                name=self._country_names[row.iso], kind="country", country=row.iso, geoname_id=row.geonameid
            )
            self._add_country(place, [row.name, place.name, *aliases["countries"].get(row.iso, ())])
        self._cities = geonames.big_cities()
        self._ids = {city.geonameid: city for city in self._cities}
        self._capital_ids: set[int] = set()
        self._world = self._world_names(capitals)
        self._aliases = self._city_aliases(aliases["cities"])
        self._known_ids = self._capital_ids | {spelling.city.geonameid for spelling in self._aliases.values()}
        self._regions = self._region_names(aliases["regions"])
        self._state_codes: dict[str, Place] = {}
        self._add_states(aliases["us_states"])
        self.tier = lru_cache(maxsize=_TIERS_KEPT)(self._read_tier)
        self.starts = lru_cache(maxsize=_TIERS_KEPT)(self._read_starts)
        self.zones = lru_cache(maxsize=None)(self._read_zones)

    def find(self, name: str, country: str | None = None) -> Place | None:
        """The best place of this name for a story of this country (ISO alpha-2); None when it names no place.

        "Paris, Texas" and "Homs province" are understood; a place within another must lie in it. Words like
        "Of", "Most" and "Police" are no names by themselves, though towns bear them.
        """
        head, comma, tail = name.strip().partition(",")
        if comma:
            outer = self.find_outer(tail.strip(), country)
            return self.find_within(head, outer) if outer else None
        head = head.strip()
        key = fold(head)
        if is_ordinary(key):
            return None
        found = self.lookup(head, country)
        if found is None and key.startswith("the "):
            key = key.removeprefix("the ")
            found = self.find_key(key, country)
        return found or self._find_region(key, country)

    def lookup(self, name: str, country: str | None) -> Place | None:
        """As `find`, for a bare name: nothing before or after it is understood."""
        found = self._exact.get(name)
        return found if found is not None else self.find_key(fold(name), country)

    def find_exact(self, name: str) -> Place | None:
        """The country or state of a name whose case and dots matter: "U.S.", "Fla."."""
        return self._exact.get(name)

    def find_key(self, key: str, country: str | None) -> Place | None:
        """As `lookup`, for a folded name."""
        if country is not None:
            if (alias := self._aliases.get((country, key))) is not None:
                return _place(alias)
            if (region := self._regions.get((country, key))) is not None:
                return region
        if (nation := self._countries.get(key)) is not None:
            return nation
        if country is not None and (spelling := self.tier(country).names.get(key)) is not None:
            return _place(spelling)
        region = self._regions.get(("", key))
        spelling = self._aliases.get(("", key))
        if region is not None and spelling is None:
            return region
        spelling = spelling or self._world.get(key)
        return _place(spelling) if spelling is not None else None

    def find_outer(self, name: str, country: str | None = None) -> Place | None:
        """The country or region that a dateline names after the comma: "Fla.", "TX", "Sri Lanka"."""
        place = self._exact.get(name) or self._state_codes.get(name)
        if place is None:
            key = fold(name)
            place = (
                self._regions.get((country or "", key))
                or self._countries.get(key)
                or self._regions.get(("", key))
            )
        return place

    def find_within(self, name: str, outer: Place) -> Place | None:
        """The place of this name inside a country or region, None when there is none."""
        key = fold(name)
        if outer.country is None:
            return None
        alias = self._aliases.get((outer.country, key))
        if outer.kind == "region":
            if alias is not None and alias.city.admin1code == outer.admin1:
                return _place(alias)
            spelling = self.tier(outer.country).in_region.get((key, outer.admin1 or ""))
        else:
            spelling = alias or self.tier(outer.country).names.get(key)
            if spelling is None:
                return self._regions.get((outer.country, key))
        return _place(spelling) if spelling is not None else None

    def is_well_known(self, place: Place) -> bool:
        """Whether a story of another country can name the place without saying where it is."""
        if place.kind != "city" or place.geoname_id is None:
            return place.kind in ("country", "region")
        city = self._ids.get(place.geoname_id)
        return city is not None and (city.population >= _WELL_KNOWN or city.geonameid in self._known_ids)

    def is_large(self, place: Place) -> bool:
        """Whether a city is known for one wherever its name stands: a metropolis, a capital, an alias."""
        city = self._ids.get(place.geoname_id or -1)
        return city is not None and (city.population >= _LARGE or city.geonameid in self._known_ids)

    def mentions(self, text: str, country: str | None = None) -> list[Mention]:
        """The place names in the text, left to right, for a story of this country. See `read_mentions`."""
        return read_mentions(self, text, country)

    def timezone(self, place: Place, *, main: bool = False) -> str | None:
        """The IANA zone of a place; of a country or region with several: None, or with `main` that of its
        capital (region: of its most populous city)."""
        if place.country is None:
            return None
        if place.kind == "city" and place.geoname_id is not None:
            city = self._ids.get(place.geoname_id) or self.tier(place.country).ids.get(place.geoname_id)
            if city is not None:
                return city.timezone
        zones = self.zones(place.country, place.admin1)
        return zones[0] if len(zones) == 1 or (zones and (main or place.admin1)) else None

    def country_name(self, code: str) -> str:
        """The English name of an ISO alpha-2 code; the code itself when there is no such country."""
        return self._country_names.get(code, code)

    def contains(self, outer: Place, inner: Place) -> bool:
        """Whether they are the same place, or the region holds the city, or the country holds either."""
        if outer.country != inner.country:
            return False
        if outer.kind == "country":
            return outer.country is not None
        if outer.kind == "region" and outer.admin1 is not None:
            return inner.admin1 == outer.admin1 and inner.kind != "country"
        if outer.geoname_id is not None and inner.geoname_id is not None:
            return outer.geoname_id == inner.geoname_id
        return (outer.kind, outer.admin1, fold(outer.name)) == (inner.kind, inner.admin1, fold(inner.name))

    def _find_region(self, key: str, country: str | None) -> Place | None:
        """ "homs province": the division that the city of this name lies in."""
        words = key.split()
        if len(words) < 2 or words[-1] not in REGION_WORDS:
            return None
        return self.region_of(" ".join(words[:-1]), words[-1], country)

    def region_of(self, key: str, word: str, country: str | None) -> Place | None:
        """The region that a folded name followed by "province", "state" … stands for."""
        region = self._regions.get((country or "", key)) or self._regions.get(("", key))
        if region is not None:
            return region
        city = self.find_key(key, country)
        if city is None or city.kind != "city" or city.admin1 is None:
            return None
        return Place(name=f"{city.name} {word}", kind="region", country=city.country, admin1=city.admin1)

    def _add_country(self, place: Place, names: Iterable[str]) -> None:
        for name in names:
            if name.isupper():
                self._exact[name] = place
            else:
                self._countries[fold(name)] = place

    def _world_names(self, capitals: set[tuple[str, str]]) -> dict[str, Spelling]:
        world: dict[str, Spelling] = {}
        for city in sorted(self._cities, key=lambda city: (-city.population, city.geonameid)):
            key = fold(city.name)
            if (city.countrycode, key) in capitals:
                capitals.remove((city.countrycode, key))
                self._capital_ids.add(city.geonameid)
                if key not in world or world[key].city.geonameid not in self._capital_ids:
                    world[key] = Spelling(city.name, city)
            else:
                world.setdefault(key, Spelling(city.name, city))
        return world

    def _city_aliases(self, table: dict[str, dict[str, str]]) -> dict[tuple[str, str], Spelling]:
        """By (country, folded alias) and ("", folded alias): the first country of the file has the latter."""
        by_name = self._big_by_name(
            {(code, fold(name)) for code, names in table.items() for name in names.values()}
        )
        aliases: dict[tuple[str, str], Spelling] = {}
        for code, names in table.items():
            for alias, name in names.items():
                spelling = Spelling(alias, by_name[code, fold(name)])
                aliases[code, fold(alias)] = spelling
                aliases.setdefault(("", fold(alias)), spelling)
        return aliases

    def _region_names(self, table: dict[str, dict[str, str]]) -> dict[tuple[str, str], Place]:
        by_name = self._big_by_name(
            {(code, fold(seat)) for code, names in table.items() for seat in names.values()}
        )
        regions: dict[tuple[str, str], Place] = {}
        for code, names in table.items():
            for name, seat in names.items():
                place = Place(
                    name=name, kind="region", country=code, admin1=by_name[code, fold(seat)].admin1code
                )
                regions[code, fold(name)] = place
                regions.setdefault(("", fold(name)), place)
        return regions

    def _big_by_name(self, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], City]:
        found: dict[tuple[str, str], City] = {}
        countries = {code for code, _ in wanted}
        for city in self._cities:
            if city.countrycode in countries:
                key = (city.countrycode, fold(city.name))
                if key in wanted and (key not in found or city.population > found[key].population):
                    found[key] = city
        return found

    def _add_states(self, abbreviations: dict[str, str]) -> None:
        for state in geonames.us_states():
            place = Place(
                name=state.name, kind="region", country="US", geoname_id=state.geonameid, admin1=state.code
            )
            self._regions["US", fold(state.name)] = place
            self._regions.setdefault(("", fold(state.name)), place)
            self._state_codes[state.code] = place
            if state.code in abbreviations:
                self._exact[abbreviations[state.code]] = place

    def _read_tier(self, country: str) -> Tier:
        rows = sorted(geonames.cities_of(country), key=lambda row: (-row.population, row.geonameid))
        tier = Tier({}, {}, {})
        for row in rows:
            city = _slim(row)
            tier.ids[city.geonameid] = city
            tier.in_region.setdefault((fold(city.name), city.admin1code), Spelling(city.name, city))
        big = [row for row in rows if row.population >= _WELL_KNOWN]
        for chosen, primary in ((big, True), (big, False), (rows, True), (rows, False)):
            for row in chosen:
                city = tier.ids[row.geonameid]
                for name in (row.name,) if primary else row.alternatenames:
                    _add_name(tier.names, name, city, primary=primary)
        return tier

    def _read_starts(self, country: str | None) -> frozenset[str]:
        """The first words, folded, of all names that can be taken for a place in a story of this country."""
        names = [key for _, key in (*self._aliases, *self._regions)]
        names += self._countries
        names += map(fold, self._exact)
        names += (key for key, spelling in self._world.items() if spelling.city.population >= _WELL_KNOWN)
        names += (fold(self._ids[known].name) for known in self._known_ids)
        if country is not None:
            names += self.tier(country).names
        return frozenset(name.partition(" ")[0] for name in names)

    def _read_zones(self, country: str, admin1: str | None) -> tuple[str, ...]:
        """The zones of a country or region, that of its capital (or most populous city) first."""
        cities: list[City] = [city for city in self._cities if city.countrycode == country]
        if admin1 is not None:
            cities = [city for city in cities if city.admin1code == admin1]
        cities = cities or [
            city for city in self.tier(country).ids.values() if admin1 in (None, city.admin1code)
        ]
        cities.sort(
            key=lambda city: (city.geonameid not in self._capital_ids, -city.population, city.geonameid)
        )
        return tuple(dict.fromkeys(city.timezone for city in cities))


@lru_cache(maxsize=1)
def load() -> Gazetteer:
    """The gazetteer, read once per process (about 0.2 s); a country is read when first needed."""
    return Gazetteer()


def _add_name(names: dict[str, Spelling], name: str, city: City, *, primary: bool) -> None:
    if not primary and not is_spelling(name):
        return
    key = fold(name)
    names.setdefault(key, Spelling(name, city))
    if (bare := without_article(key)) is not None:
        names.setdefault(bare, Spelling(name, city))


def _slim(row: SpeltCity) -> City:
    return City(
        row.geonameid, row.name, row.latitude, row.longitude,
        row.countrycode, row.population, row.timezone, row.admin1code,
    )  # fmt: skip


def _place(spelling: Spelling) -> Place:
    city = spelling.city
    return Place(
        name=spelling.name, kind="city", country=city.countrycode, geoname_id=city.geonameid,
        admin1=city.admin1code, latitude=city.latitude, longitude=city.longitude,
    )  # fmt: skip


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((files("datelines") / "data" / name).read_text("utf-8"))
