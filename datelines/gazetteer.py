"""Names to places, in two tiers: the world's big cities, countries and regions; all places of one country."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from datelines.layout import LONGEST, METROPOLIS
from datelines.mentions import Mention, is_ordinary, read_mentions
from datelines.names import fold_name
from datelines.prepared import Prepared
from schemas.events import Place

REGION_WORDS = frozenset({"province", "governorate", "state", "region", "prefecture", "oblast"})
_REMEMBERED = 16_384  # answers of each kind: some 3 MiB each when full, whatever the number of countries


class Gazetteer:
    """Names to places, for any number of threads; opened once per process by `load_gazetteer()`.

    A name can mean many places. It is taken as, in this order: a region of the story's country, a country,
    a place in the story's country, a region elsewhere, the capital or most populous city elsewhere.
    """

    def __init__(self) -> None:
        self._places = Prepared()
        self._world = self._places.world
        self._lookup = lru_cache(maxsize=_REMEMBERED)(self._look_up)
        self._starts = lru_cache(maxsize=_REMEMBERED)(self._may_start)
        self._regions = _by_name(self._world.regions)
        self._divisions = {(place.country, place.admin1): place for place in self._world.regions.values()}
        self.bearers = lru_cache(maxsize=_REMEMBERED)(self._find_bearers)

    def find(self, name: str, country: str | None = None) -> Place | None:
        """The best place of this name for a story of this country (ISO alpha-2); None when it names no place.

        "Paris, Texas" and "Homs province" are understood; a place within another must lie in it. Words like
        "Of", "Most" and "Police" are no names by themselves, though towns bear them.
        """
        head, comma, tail = name.strip().partition(",")
        if comma:
            within = (self.find_within(head, outer) for outer in self.find_outers(tail.strip(), country))
            return next(filter(None, within), None)
        head = head.strip()
        key = fold_name(head)
        if is_ordinary(key):
            return None
        found = self.lookup(head, country)
        if found is None and key.startswith("the "):
            key = key.removeprefix("the ")
            found = self.find_key(key, country)
        return found or self._find_region(key, country)

    def lookup(self, name: str, country: str | None) -> Place | None:
        """As `find`, for a bare name: nothing before or after it is understood."""
        # Longer texts are no names, and would be remembered as long as names.
        return self._lookup(name, country) if len(name) <= LONGEST else self._look_up(name, country)

    def may_start(self, word: str, country: str | None) -> bool:
        """Whether a name that can be taken for a place in a story of this country begins with this folded word."""
        return len(word) <= LONGEST and self._starts(word, country)

    def find_exact(self, name: str) -> Place | None:
        """The country or state of a name whose case and dots matter: "U.S.", "Fla."."""
        return self._world.exact.get(name)

    def find_key(self, key: str, country: str | None) -> Place | None:
        """As `lookup`, for a folded name."""
        if country is not None:
            if (alias := self._world.aliases.get((country, key))) is not None:
                return alias
            if (region := self._world.regions.get((country, key))) is not None:
                return region
        if (nation := self._world.countries.get(key)) is not None:
            return nation
        if country is not None and (city := self._places.city(country, key)) is not None:
            return city
        elsewhere = self._world.aliases.get(("", key)) or self._world.regions.get(("", key))
        return elsewhere or self._places.city(None, key)

    def find_outer(self, name: str, country: str | None = None) -> Place | None:
        """The first of `find_outers`: the story's country tells the state of Georgia from the country."""
        return next(iter(self.find_outers(name, country)), None)

    def find_outers(self, name: str, country: str | None = None) -> list[Place]:
        """The countries and regions that a dateline can mean after the comma: "Fla.", "TX", "Georgia"."""
        exact = self._world.exact.get(name) or self._world.state_codes.get(name)
        if exact is not None:
            return [exact]
        key = fold_name(name)
        regions = self._world.regions
        found = (regions.get((country or "", key)), self._world.countries.get(key), regions.get(("", key)))
        return [place for place in dict.fromkeys(found) if place is not None]

    def find_within(self, name: str, outer: Place) -> Place | None:
        """The place of this name inside a country or region, None when there is none."""
        key = fold_name(name)
        if outer.country is None:
            return None
        alias = self._world.aliases.get((outer.country, key))
        if outer.kind == "region":
            if alias is not None and alias.admin1 == outer.admin1:
                return alias
            return self._places.city_in(outer.country, key, outer.admin1 or "")
        return alias or self._places.city(outer.country, key) or self._world.regions.get((outer.country, key))

    def is_well_known(self, place: Place) -> bool:
        """Whether a story of another country can name the place without saying where it is."""
        if place.kind != "city" or place.geoname_id is None:
            return place.kind in ("country", "region")
        return place.geoname_id in self._world.well_known

    def is_large(self, place: Place) -> bool:
        """Whether a city is known for one wherever its name stands: a metropolis, a capital, an alias."""
        return place.geoname_id in self._world.large

    def mentions(self, text: str, country: str | None = None) -> list[Mention]:
        """The place names in the text, left to right, for a story of this country. See `read_mentions`."""
        return read_mentions(self, text, country)

    def timezone(self, place: Place, *, main: bool = False) -> str | None:
        """The IANA zone of a place; of a region with several, that of its most populous city; of a country with
        several: None, or with `main` that of its capital."""
        if place.country is None:
            return None
        if place.kind == "city" and place.geoname_id is not None:
            zone = self._places.zone(place.country, place.geoname_id)
            if zone is not None:
                return zone
        zones = self._places.zones(place.country, place.admin1)
        return zones[0] if len(zones) == 1 or (zones and (main or place.admin1)) else None

    def zones(self, country: str, admin1: str | None = None) -> tuple[str, ...]:
        """The IANA zones of a country (ISO alpha-2) or its division, the main one first; () where none is known."""
        return self._places.zones(country, admin1)

    def country_name(self, code: str) -> str:
        """The English name of an ISO alpha-2 code; the code itself when there is no such country."""
        return self._world.country_names.get(code, code)

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
        return (outer.kind, outer.admin1, fold_name(outer.name)) == (inner.kind, inner.admin1, fold_name(inner.name))

    def _find_region(self, key: str, country: str | None) -> Place | None:
        """ "homs province": the division that the city of this name lies in."""
        words = key.split()
        if len(words) < 2 or words[-1] not in REGION_WORDS:
            return None
        return self.region_of(" ".join(words[:-1]), words[-1], country)

    def region(self, country: str, admin1: str | None) -> Place | None:
        """The division of a country (ISO alpha-2) with this code; None where it has none."""
        return self._divisions.get((country, admin1 or ""))

    def region_of(self, key: str, word: str, country: str | None) -> Place | None:
        """The region that a folded name followed by "province", "state" … stands for."""
        region = self._world.regions.get((country or "", key)) or self._world.regions.get(("", key))
        if region is not None:
            return region
        city = self.find_key(key, country)
        if city is None or city.kind != "city" or city.admin1 is None:
            return None
        return Place(name=f"{city.name} {word}", kind="region", country=city.country, admin1=city.admin1)

    def _look_up(self, name: str, country: str | None) -> Place | None:
        found = self._world.exact.get(name)
        return found if found is not None else self.find_key(fold_name(name), country)

    def _find_bearers(self, name: str) -> tuple[tuple[str, str], ...]:
        """The countries (ISO alpha-2) that a name can speak of, and as what: "country", "region", or the size of the
        place that bears it there (`datelines.layout`)."""
        if (place := self._world.exact.get(name)) is not None:
            return ((place.country or "", place.kind),)
        key = fold_name(name)
        if is_ordinary(key):
            return ()
        found = dict(self._places.holders(key))
        if (alias := self._world.aliases.get(("", key))) is not None:
            found[alias.country or ""] = METROPOLIS
        found.update(dict.fromkeys(self._regions.get(key, ()), "region"))
        if (nation := self._world.countries.get(key)) is not None:
            regions = {country: kind for country, kind in found.items() if kind == "region"}
            found = {**regions, nation.country or "": "country"}
        return tuple(found.items())

    def _may_start(self, word: str, country: str | None) -> bool:
        return word in self._world.starts or (country is not None and self._places.starts_a_name(country, word))


def _by_name(regions: Mapping[tuple[str, str], Place]) -> dict[str, list[str]]:
    """The countries that have a region of a folded name."""
    found: dict[str, list[str]] = {}
    for country, name in regions:
        if country:
            found.setdefault(name, []).append(country)
    return found


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """The gazetteer, opened once per process (some milliseconds); what is looked up is read where it lies."""
    return Gazetteer()
