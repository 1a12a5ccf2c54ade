"""The prepared file of places: looked up where it lies, a few kilobytes at a time."""

from __future__ import annotations

import mmap
from bisect import bisect_left, bisect_right
from functools import lru_cache
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable

import msgspec

from datelines import layout
from datelines.layout import Cities, Head, Index, PreparedWorld, Span, decompress
from schemas.events import Place

FILE = files("datelines") / "data" / "places.bin"
_REMEMBERED = 4096  # answers
_BLOCKS = 128  # unpacked at a time: of names 30 kB, of cities 4 kB each; the largest country has 120 of names
_SMALL_BLOCKS = 512  # of names of all countries, 2 kB each


class Prepared:
    """All places of at least 500 people, by country and folded name. Only read: by any number of threads, and of
    processes, which share the file's pages.

    Raises FileNotFoundError when the file is not there and ValueError when it is none of ours.
    """

    def __init__(self, file: Traversable = FILE) -> None:
        with as_file(file) as path, path.open("rb") as opened:
            self._bytes = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        start = len(layout.MAGIC) + layout.LENGTH
        if self._bytes[: len(layout.MAGIC)] != layout.MAGIC:
            raise ValueError(f"{file}: no places of this version; make it again: python -m datelines.prepare")
        self._blocks = start + int.from_bytes(self._bytes[len(layout.MAGIC) : start], "little")
        self._head = msgspec.msgpack.decode(decompress(self._bytes[start : self._blocks]), type=Head)
        self._index = lru_cache(maxsize=len(self._head.indexes))(self._read_index)
        self._names = lru_cache(maxsize=_BLOCKS)(self._read_names)
        self._cities = lru_cache(maxsize=_BLOCKS)(self._read_cities)
        self._everywhere = lru_cache(maxsize=_SMALL_BLOCKS)(self._read)
        self.city = lru_cache(maxsize=_REMEMBERED)(self._find_city)
        self.city_in = lru_cache(maxsize=_REMEMBERED)(self._find_city_in)
        self.zone = lru_cache(maxsize=_REMEMBERED)(self._find_zone)

    @property
    def world(self) -> PreparedWorld:
        return self._head.world

    @property
    def source(self) -> str:
        """Whose data it is, and of which release."""
        return self._head.source

    def starts_a_name(self, country: str, word: str) -> bool:
        """Whether a folded name of a place in this country (ISO alpha-2) begins with this word."""
        index = self._index_of(country)
        if index is None or not word or " " in word:
            return False
        number = max(0, bisect_right(index.first_names, word) - 1)
        lines = self._names(index.names[number])
        # Of lines that begin with the word, the one where it ends comes first: tab and space sort before letters.
        position = bisect_left(lines, word)
        if position < len(lines):
            line = lines[position]
        elif number + 1 < len(index.first_names):
            line = index.first_names[number + 1]
        else:
            return False
        return line.startswith((word + "\t", word + " "))

    def holders(self, key: str) -> list[tuple[str, str]]:
        """The countries (ISO alpha-2) that have a place of this folded name, with its size, VILLAGE to METROPOLIS."""
        index = self._index(layout.EVERYWHERE)
        if not key or len(key) > layout.LONGEST or not key.isprintable():
            return []
        block = self._everywhere(index.names[max(0, bisect_right(index.first_names, key) - 1)])
        sought = f"{key}\t".encode()
        start = 0 if block.startswith(sought) else block.find(b"\n" + sought) + 1
        if start == 0 and not block.startswith(sought):
            return []
        entries = block[start + len(sought) :].partition(b"\n")[0].decode().split("\t")
        return [(entry[:-1], entry[-1]) for entry in entries]

    def zones(self, country: str, admin1: str | None) -> tuple[str, ...]:
        """The zones of a country or division, that of its capital (or most populous city) first."""
        index = self._index_of(country)
        return index.zones.get(admin1, ()) if index is not None else ()

    def _find_city(self, country: str | None, key: str) -> Place | None:
        """The city that this folded name stands for in a country; with None the big one in the world."""
        entries = self._entries(country, key)
        return self._place(country, key, entries[0]) if entries else None

    def _find_city_in(self, country: str, key: str, admin1: str) -> Place | None:
        """The most populous city of this folded name in a country's first-order division."""
        for entry in self._entries(country, key):
            if not entry.startswith(layout.ELSEWHERE):
                place = self._place(country, key, entry)
                if place.admin1 == admin1:
                    return place
        return None

    def _find_zone(self, country: str, geoname_id: int) -> str | None:
        """The zone of a country's city, None when it has none of this id."""
        index = self._index_of(country)
        if index is None:
            return None
        block = self._cities(index.cities[max(0, bisect_right(index.first_ids, geoname_id) - 1)])
        position = bisect_right(block.ids, geoname_id) - 1
        if position < 0 or block.ids[position] != geoname_id:
            return None
        return index.groups[block.groups[position]][1]

    def _entries(self, country: str | None, key: str) -> list[str]:
        index = self._index_of(country)
        if index is None or not key or len(key) > layout.LONGEST:
            return []
        lines = self._names(index.names[max(0, bisect_right(index.first_names, key) - 1)])
        sought = key + "\t"
        position = bisect_left(lines, sought)
        if position == len(lines) or not lines[position].startswith(sought):
            return []
        return lines[position].removeprefix(sought).split("\t")

    def _place(self, country: str | None, key: str, entry: str) -> Place:
        where, _, name = entry.removeprefix(layout.ELSEWHERE).partition("=")
        if country is None:
            country, where = where[:2], where[2:]
        index = self._index(country)
        block, position = divmod(int(where), layout.PER_BLOCK)
        cities = self._cities(index.cities[block])
        return Place(
            name=name or key.title(), kind="city", country=country, geoname_id=cities.ids[position],
            admin1=index.groups[cities.groups[position]][0],
            latitude=cities.latitudes[position] / layout.DEGREE, longitude=cities.longitudes[position] / layout.DEGREE,
        )  # fmt: skip

    def _index_of(self, country: str | None) -> Index | None:
        return self._index(country) if country in self._head.indexes else None

    def _read_index(self, country: str | None) -> Index:
        return msgspec.msgpack.decode(self._read(self._head.indexes[country]), type=Index)

    def _read_names(self, span: Span) -> list[str]:
        return self._read(span).decode().split("\n")

    def _read_cities(self, span: Span) -> Cities:
        return layout.unpack_cities(self._read(span))

    def _read(self, span: Span) -> bytes:
        start, end = self._blocks + span[0], self._blocks + sum(span)
        return decompress(self._bytes[start:end])
