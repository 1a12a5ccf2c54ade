"""The tables of the world and of every country as one file that is read where it lies. See `datelines.layout`."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

import msgspec

from datelines import layout
from datelines.layout import Cities, Head, Index, Span, compress
from datelines.prepare.geonames import City
from datelines.prepare.holders import Holders
from datelines.prepare.tables import Spelling, Tier, World
from datelines.prepare.wide import prepared_world, zones_of

_BLOCK = 8_192  # bytes of names: larger ones pack a little better and take longer to unpack
_SMALL_BLOCK = 2_048  # bytes of names of all countries: each look-up goes to another block


def whole_file(source: str, world: World, tiers: Iterable[tuple[str, Tier]]) -> bytes:
    """The file, the same for the same rows. Raises ValueError for rows that its layout has no room for."""
    blocks = _Blocks()
    indexes: dict[str | None, Span] = {}
    position: dict[int, str] = {}  # of big cities, as lines of the whole world name them
    holders = Holders(world)
    for country, tier in tiers:
        if not tier.ids:
            continue
        holders.add(country, tier)
        ordered = sorted(tier.ids.values(), key=lambda city: city.geonameid)
        places = {city.geonameid: str(number) for number, city in enumerate(ordered)}
        position.update((number, country + places[number]) for number in places.keys() & world.ids.keys())
        groups = sorted({_group(city) for city in ordered})
        lines = _lines(tier.names, tier.in_region, places)
        index = _index(blocks, lines, ordered, groups)
        indexes[country] = blocks.add(_packed(msgspec.structs.replace(index, zones=zones_of(world, country, tier))))
    lines = _lines(world.names, {}, position)
    indexes[None] = blocks.add(_packed(_index(blocks, lines, [], [])))
    index = _index(blocks, holders.lines(), [], [], _SMALL_BLOCK)
    indexes[layout.EVERYWHERE] = blocks.add(_packed(index))
    return _with_head(Head(source, prepared_world(world), indexes), blocks)


class _Blocks:
    """Blocks one after another, the first at 0."""

    def __init__(self) -> None:
        self.bytes = bytearray()

    def add(self, block: bytes) -> Span:
        packed = compress(block)
        self.bytes += packed
        return len(self.bytes) - len(packed), len(packed)


def _with_head(head: Head, blocks: _Blocks) -> bytes:
    packed = compress(_packed(head))
    return layout.MAGIC + len(packed).to_bytes(layout.LENGTH, "little") + packed + bytes(blocks.bytes)


def _packed(value: Head | Index) -> bytes:
    return msgspec.msgpack.encode(value)


def _index(
    blocks: _Blocks, lines: Iterable[tuple[str, str]], cities: list[City], groups: list[tuple[str, str]],
    block_size: int = _BLOCK,
) -> Index:  # fmt: skip
    index = Index([], [], [], [], groups, {})
    for first, text in _texts(lines, block_size):
        index.first_names.append(first)
        index.names.append(blocks.add(text))
    numbers = {group: number for number, group in enumerate(groups)}
    rest = iter(cities)
    while block := list(islice(rest, layout.PER_BLOCK)):
        index.first_ids.append(block[0].geonameid)
        index.cities.append(blocks.add(layout.pack_cities(_columns(block, numbers))))
    return index


def _texts(lines: Iterable[tuple[str, str]], block_size: int) -> Iterator[tuple[str, bytes]]:
    """Blocks of lines, each with its first name."""
    block: list[str] = []
    first, size = "", 0
    for name, line in lines:
        if block and size + len(line) > block_size:
            yield first, "\n".join(block).encode()
            block = []
        if not block:
            first, size = name, 0
        block.append(line)
        size += len(line)
    if block:
        yield first, "\n".join(block).encode()


def _lines(
    names: Mapping[str, Spelling], in_region: Mapping[tuple[str, str], Spelling], position: Mapping[int, str]
) -> Iterator[tuple[str, str]]:
    """The lines, each with its folded name, sorted."""
    divisions: dict[str, dict[str, Spelling]] = defaultdict(dict)
    for (name, admin1), spelling in in_region.items():
        divisions[name][admin1] = spelling
    for name in sorted(names):
        if not 0 < len(name) <= layout.LONGEST or min(name) < " ":
            raise ValueError(f"no room in the file of places for the name {name!r}")
        first, further = names[name], divisions.pop(name, {})
        counts = further.get(first.city.admin1code) == first
        entries = [("" if counts else layout.ELSEWHERE) + _entry(name, first, position)]
        entries += (_entry(name, spelling, position) for spelling in further.values() if spelling != first)
        yield name, "\t".join((name, *entries))
    if divisions:
        raise ValueError(f"places of a division that the country does not name: {sorted(divisions)[:3]}")


def _entry(name: str, spelling: Spelling, position: Mapping[int, str]) -> str:
    where = position[spelling.city.geonameid]
    return where if name.isascii() and name.title() == spelling.name else f"{where}={spelling.name}"


def _columns(block: list[City], numbers: Mapping[tuple[str, str], int]) -> Cities:
    return Cities(
        array("I", (city.geonameid for city in block)),
        array("i", (_whole(city, lambda city: city.latitude) for city in block)),
        array("i", (_whole(city, lambda city: city.longitude) for city in block)),
        array("H", (numbers[_group(city)] for city in block)),
    )


def _whole(city: City, coordinate: Callable[[City], float]) -> int:
    degrees = coordinate(city)
    number = round(degrees * layout.DEGREE)
    if number / layout.DEGREE != degrees:
        raise ValueError(f"no room in the file of places for the coordinates of {city}")
    return number


def _group(city: City) -> tuple[str, str]:
    return city.admin1code, city.timezone
