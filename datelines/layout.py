"""What the prepared file of places holds, for the one that writes it and the one that reads it.

The file is `MAGIC`, the length of the head (4 bytes, little-endian), the head, then the blocks. Head, indexes and
blocks are each compressed by themselves, so that a look-up reads a few kilobytes of the file:

- the head (`Head`): what is needed at once, and where each country's index lies;
- an index (`Index`) per country, one for the big cities of the whole world, one of who has a name (`EVERYWHERE`);
- blocks of names: lines sorted by folded name, "folded name TAB entry TAB entry ...", each of at most some
  kilobytes, none with lines of two countries;
- blocks of cities (`pack_cities`): columns sorted by GeoNames id, none with cities of two countries.

The first entry of a line is the city that the name stands for. One that starts with `ELSEWHERE` does not count when
a city of its division is asked for; the further entries count only then. An entry is the city's position in its
country (of the world's cities after the country: "FR17"), then "=" and the name as it is written, unless that is the
folded one in title case.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from typing import NamedTuple

import msgspec

from schemas.events import Place

MAGIC = b"places1\n"
LENGTH = 4  # bytes of the head's length
PER_BLOCK = 256  # cities
ELSEWHERE = "-"
EVERYWHERE = ""  # key of the index of all countries
VILLAGE, TOWN, CITY, METROPOLIS = "0123"  # sizes: from 500, 15,000, 100,000, 500,000 people (or a capital)
LONGEST = 200  # letters: no folded name of the file is longer
DEGREE = 100_000  # coordinates are kept as whole numbers of 1/100,000 degree, as GeoNames gives them

Span = tuple[int, int]  # where a block begins, counted from the first, and its length


class PreparedWorld(msgspec.Struct, frozen=True, array_like=True):
    """Countries, regions and other names of big cities. All names are folded but those in `exact`.

    Where a key has a country, it is that of the story; "" is for any other story. What holds None is a set,
    kept as a dictionary for its order: the same rows make the same file.
    """

    country_names: dict[str, str]  # by ISO alpha-2
    exact: dict[str, Place]  # countries and states whose case and dots matter: "U.S.", "Fla."
    countries: dict[str, Place]
    regions: dict[tuple[str, str], Place]
    state_codes: dict[str, Place]  # "FL"
    aliases: dict[tuple[str, str], Place]
    well_known: dict[int, None]  # GeoNames ids of cities that a story of another country names without more
    large: dict[int, None]  # GeoNames ids of cities that are known for one wherever their name stands
    starts: dict[str, None]  # the first words of all these names, and of those of the well-known cities


class Head(msgspec.Struct, frozen=True, array_like=True):
    source: str
    world: PreparedWorld
    indexes: dict[str | None, Span]  # by ISO alpha-2; None for the whole world, EVERYWHERE for all countries


class Index(msgspec.Struct, frozen=True, array_like=True):
    """Where the blocks of one country lie, each list in the order of the blocks."""

    first_names: list[str]
    names: list[Span]
    first_ids: list[int]
    cities: list[Span]
    groups: list[tuple[str, str]]  # first-order division and zone, by the number that a city has for both
    zones: dict[str | None, tuple[str, ...]]  # of each division, and under None of the country, the main one first


class Cities(NamedTuple):
    """A block of cities, by columns; `group` is the position in the index's `groups`."""

    ids: array[int]
    latitudes: array[int]
    longitudes: array[int]
    groups: array[int]


_CODES = "IiiH"  # of the columns of `Cities`


def pack_cities(cities: Cities) -> bytes:
    """The columns one after another: of each the first bytes of all numbers, the second bytes, and so on.

    Bytes of one weight are alike, and so are the steps from one id to the next: a third smaller when compressed.
    """
    steps = array("I", (after - before for before, after in zip((0, *cities.ids), cities.ids, strict=False)))
    return b"".join(_planes(column) for column in (steps, *cities[1:]))


def unpack_cities(packed: bytes) -> Cities:
    """What `pack_cities` packed."""
    widths = [array(code).itemsize for code in _CODES]
    count, start = len(packed) // sum(widths), 0
    columns = []
    for code, width in zip(_CODES, widths, strict=True):
        column = bytearray(count * width)
        for weight in range(width):
            column[weight::width] = packed[start : start + count]
            start += count
        columns.append(_little(array(code, bytes(column))))
    total = 0
    for position, step in enumerate(columns[0]):
        total += step
        columns[0][position] = total
    return Cities(*columns)


def compress(block: bytes) -> bytes:
    return zlib.compress(block, 9)


decompress = zlib.decompress


def _planes(column: array[int]) -> bytes:
    raw = _little(column).tobytes()
    return b"".join(raw[weight :: column.itemsize] for weight in range(column.itemsize))


def _little(column: array[int]) -> array[int]:
    """The column, in little-endian order on any machine."""
    if sys.byteorder == "big":
        column.byteswap()
    return column
