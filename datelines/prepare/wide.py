"""What the file keeps of the world's cities ready to use: their ids, first words of names, and zones."""

from __future__ import annotations

from itertools import chain

from datelines.layout import PreparedWorld
from datelines.names import fold_name
from datelines.prepare.geonames import City
from datelines.prepare.tables import WELL_KNOWN, Tier, World

_LARGE = 500_000  # people: a city of this size is known for one wherever its name stands


def prepared_world(world: World) -> PreparedWorld:
    """The world as the gazetteer asks for it: cities as places, and of their sizes only what follows from them."""
    known = world.capitals | {alias.city.geonameid for alias in world.aliases.values()}

    def of_at_least(people: int) -> dict[int, None]:
        big = {city.geonameid for city in world.ids.values() if city.population >= people}
        return dict.fromkeys(sorted(known | big))

    return PreparedWorld(
        country_names=world.country_names, exact=world.exact, countries=world.countries, regions=world.regions,
        state_codes=world.state_codes,
        aliases={key: spelling.place() for key, spelling in world.aliases.items()},
        well_known=of_at_least(WELL_KNOWN), large=of_at_least(_LARGE), starts=_starts(world, known),
    )  # fmt: skip


def zones_of(world: World, country: str, tier: Tier) -> dict[str | None, tuple[str, ...]]:
    """The zones of each first-order division, and under None of the country: that of its capital first, else of
    its most populous city; those of small places count only where there is no big one."""
    big = [city for city in world.ids.values() if city.countrycode == country]
    every = list(tier.ids.values())
    zones: dict[str | None, tuple[str, ...]] = {None: _zones(world, big or every)}
    for admin1 in sorted({city.admin1code for city in every}):
        here = [city for city in big if city.admin1code == admin1]
        zones[admin1] = _zones(world, here or [city for city in every if city.admin1code == admin1])
    return zones


def _zones(world: World, cities: list[City]) -> tuple[str, ...]:
    cities = sorted(
        cities, key=lambda city: (city.geonameid not in world.capitals, -city.population, city.geonameid)
    )
    return tuple(dict.fromkeys(city.timezone for city in cities))


def _starts(world: World, known: frozenset[int]) -> dict[str, None]:
    """The first words, folded, of all names that can be taken for a place in a story of any country."""
    names = chain(
        (key for _, key in chain(world.aliases, world.regions)),
        world.countries,
        map(fold_name, world.exact),
        (key for key, spelling in world.names.items() if spelling.city.population >= WELL_KNOWN),
        (fold_name(world.ids[city].name) for city in known),
    )
    return dict.fromkeys(sorted({name.partition(" ")[0] for name in names}))
