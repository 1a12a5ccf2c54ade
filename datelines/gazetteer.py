"""Names to places, in two tiers: the world's big cities, countries and regions; all places of one country."""

from __future__ import annotations

from functools import lru_cache

from datelines.geonames import City
from datelines.mentions import Mention, is_ordinary, read_mentions
from datelines.names import fold
from datelines.tables import WELL_KNOWN, read_tier, read_world
from schemas.events import Place

REGION_WORDS = frozenset({"province", "governorate", "state", "region", "prefecture", "oblast"})
_TIERS_KEPT = 48  # country tiers in memory: most take 1 to 5 MB, the United States 25
_LARGE = 500_000  # people: a city of this size is known for one wherever its name stands


class Gazetteer:
    """Names to places; built once by `load()` and then only read.

    A name can mean many places. It is taken as, in this order: a region of the story's country, a country,
    a place in the story's country, a region elsewhere, the capital or most populous city elsewhere.
    """

    def __init__(self) -> None:
        self._world = read_world()
        self._known = self._world.capitals | {alias.city.geonameid for alias in self._world.aliases.values()}
        self.tier = lru_cache(maxsize=_TIERS_KEPT)(read_tier)
        self.starts = lru_cache(maxsize=_TIERS_KEPT)(self._read_starts)
        self.zones = lru_cache(maxsize=None)(self._read_zones)

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
        found = self._world.exact.get(name)
        return found if found is not None else self.find_key(fold(name), country)

    def find_exact(self, name: str) -> Place | None:
        """The country or state of a name whose case and dots matter: "U.S.", "Fla."."""
        return self._world.exact.get(name)

    def find_key(self, key: str, country: str | None) -> Place | None:
        """As `lookup`, for a folded name."""
        if country is not None:
            if (alias := self._world.aliases.get((country, key))) is not None:
                return alias.place()
            if (region := self._world.regions.get((country, key))) is not None:
                return region
        if (nation := self._world.countries.get(key)) is not None:
            return nation
        if country is not None and (spelling := self.tier(country).names.get(key)) is not None:
            return spelling.place()
        region = self._world.regions.get(("", key))
        spelling = self._world.aliases.get(("", key))
        if region is not None and spelling is None:
            return region
        spelling = spelling or self._world.names.get(key)
        return spelling.place() if spelling is not None else None

    def find_outer(self, name: str, country: str | None = None) -> Place | None:
        """The first of `find_outers`: the story's country tells the state of Georgia from the country."""
        return next(iter(self.find_outers(name, country)), None)

    def find_outers(self, name: str, country: str | None = None) -> list[Place]:
        """The countries and regions that a dateline can mean after the comma: "Fla.", "TX", "Georgia"."""
        exact = self._world.exact.get(name) or self._world.state_codes.get(name)
        if exact is not None:
            return [exact]
        key = fold(name)
        regions = self._world.regions
        found = (regions.get((country or "", key)), self._world.countries.get(key), regions.get(("", key)))
        return [place for place in dict.fromkeys(found) if place is not None]

    def find_within(self, name: str, outer: Place) -> Place | None:
        """The place of this name inside a country or region, None when there is none."""
        key = fold(name)
        if outer.country is None:
            return None
        alias = self._world.aliases.get((outer.country, key))
        if outer.kind == "region":
            if alias is not None and alias.city.admin1code == outer.admin1:
                return alias.place()
            spelling = self.tier(outer.country).in_region.get((key, outer.admin1 or ""))
        else:
            spelling = alias or self.tier(outer.country).names.get(key)
            if spelling is None:
                return self._world.regions.get((outer.country, key))
        return spelling.place() if spelling is not None else None

    def is_well_known(self, place: Place) -> bool:
        """Whether a story of another country can name the place without saying where it is."""
        if place.kind != "city" or place.geoname_id is None:
            return place.kind in ("country", "region")
        city = self._world.ids.get(place.geoname_id)
        return city is not None and (city.population >= WELL_KNOWN or city.geonameid in self._known)

    def is_large(self, place: Place) -> bool:
        """Whether a city is known for one wherever its name stands: a metropolis, a capital, an alias."""
        city = self._world.ids.get(place.geoname_id or -1)
        return city is not None and (city.population >= _LARGE or city.geonameid in self._known)

    def mentions(self, text: str, country: str | None = None) -> list[Mention]:
        """The place names in the text, left to right, for a story of this country. See `read_mentions`."""
        return read_mentions(self, text, country)

    def timezone(self, place: Place, *, main: bool = False) -> str | None:
        """The IANA zone of a place; of a region with several, that of its most populous city; of a country with
        several: None, or with `main` that of its capital."""
        if place.country is None:
            return None
        if place.kind == "city" and place.geoname_id is not None:
            city = self._world.ids.get(place.geoname_id) or self.tier(place.country).ids.get(place.geoname_id)
            if city is not None:
                return city.timezone
        zones = self.zones(place.country, place.admin1)
        return zones[0] if len(zones) == 1 or (zones and (main or place.admin1)) else None

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
        return (outer.kind, outer.admin1, fold(outer.name)) == (inner.kind, inner.admin1, fold(inner.name))

    def _find_region(self, key: str, country: str | None) -> Place | None:
        """ "homs province": the division that the city of this name lies in."""
        words = key.split()
        if len(words) < 2 or words[-1] not in REGION_WORDS:
            return None
        return self.region_of(" ".join(words[:-1]), words[-1], country)

    def region_of(self, key: str, word: str, country: str | None) -> Place | None:
        """The region that a folded name followed by "province", "state" … stands for."""
        region = self._world.regions.get((country or "", key)) or self._world.regions.get(("", key))
        if region is not None:
            return region
        city = self.find_key(key, country)
        if city is None or city.kind != "city" or city.admin1 is None:
            return None
        return Place(name=f"{city.name} {word}", kind="region", country=city.country, admin1=city.admin1)

    def _read_starts(self, country: str | None) -> frozenset[str]:
        """The first words, folded, of all names that can be taken for a place in a story of this country."""
        names = [key for _, key in (*self._world.aliases, *self._world.regions)]
        names += self._world.countries
        names += map(fold, self._world.exact)
        names += (key for key, spelling in self._world.names.items() if spelling.city.population >= WELL_KNOWN)
        names += (fold(self._world.ids[known].name) for known in self._known)
        if country is not None:
            names += self.tier(country).names
        return frozenset(name.partition(" ")[0] for name in names)

    def _read_zones(self, country: str, admin1: str | None) -> tuple[str, ...]:
        """The zones of a country or region, that of its capital (or most populous city) first."""
        cities: list[City] = [city for city in self._world.ids.values() if city.countrycode == country]
        if admin1 is not None:
            cities = [city for city in cities if city.admin1code == admin1]
        cities = cities or [
            city for city in self.tier(country).ids.values() if admin1 in (None, city.admin1code)
        ]
        cities.sort(
            key=lambda city: (city.geonameid not in self._world.capitals, -city.population, city.geonameid)
        )
        return tuple(dict.fromkeys(city.timezone for city in cities))


@lru_cache(maxsize=1)
def load() -> Gazetteer:
    """The gazetteer, read once per process (about 0.2 s); a country is read when first needed."""
    return Gazetteer()
