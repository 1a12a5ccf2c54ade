"""In which countries a name lies: of each name the countries that have a place of it, and of which size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from datelines import layout
from datelines.names import fold_name
from datelines.prepare.geonames import City
from datelines.prepare.tables import WELL_KNOWN, Tier, World

_MOST = 4  # countries: a name that more have tells of none
_TOWN, _METROPOLIS = 15_000, 500_000  # people
_SHORTEST = 4  # letters of a name of a village; of a town one less


class Holders:
    """Collects the places of one country after another: big cities under all their names, others under their own."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._sizes: dict[str, dict[str, str]] = defaultdict(dict)

    def add(self, country: str, tier: Tier) -> None:
        for name, spelling in tier.names.items():
            city = spelling.city
            is_own = name == fold_name(city.name)
            # "Tolosa" is Toulouse to few: a big city's other names count as a town's.
            size = self._size(city) if is_own else layout.TOWN
            shortest = _SHORTEST - (size > layout.VILLAGE)
            if len(name) >= shortest and (is_own or city.population >= WELL_KNOWN):
                self._sizes[name][country] = max(size, self._sizes[name].get(country, size))

    def lines(self) -> Iterator[tuple[str, str]]:
        """The lines of the index, each with its folded name, sorted; of names that many countries have none, unless a
        few have a city of it."""
        for name in sorted(self._sizes):
            sizes = self._sizes[name]
            if len(sizes) > _MOST:
                sizes = {country: size for country, size in sizes.items() if size >= layout.CITY}
            if 0 < len(sizes) <= _MOST:
                yield name, "\t".join((name, *(country + size for country, size in sorted(sizes.items()))))

    def _size(self, city: City) -> str:
        if city.geonameid in self._world.capitals or city.population >= _METROPOLIS:
            return layout.METROPOLIS
        if city.population >= WELL_KNOWN:
            return layout.CITY
        return layout.TOWN if city.population >= _TOWN else layout.VILLAGE
