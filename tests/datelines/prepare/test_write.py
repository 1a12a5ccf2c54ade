"""The file that is committed is the one that the pinned data gives; what has no room in it is refused."""

from array import array

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datelines import layout
from datelines.layout import Cities, Head, Index, pack_cities, unpack_cities
from datelines.prepare import geonames
from datelines.prepare.__main__ import prepared
from datelines.prepare.geonames import City
from datelines.prepare.tables import Spelling, Tier, read_tier, read_world
from datelines.prepare.write import whole_file
from datelines.prepared import FILE


def unpacked(file: bytes) -> dict[object, object]:
    """All that a file holds, without where it lies and how well it is compressed: zlib is not the same everywhere."""
    start = len(layout.MAGIC) + layout.LENGTH
    blocks = start + int.from_bytes(file[len(layout.MAGIC) : start], "little")

    def block(span: layout.Span) -> bytes:
        return layout.decompress(file[blocks + span[0] : blocks + sum(span)])

    head = msgspec.msgpack.decode(layout.decompress(file[start:blocks]), type=Head)
    found: dict[object, object] = {"source": head.source, "world": head.world}
    for country, span in head.indexes.items():
        index = msgspec.msgpack.decode(block(span), type=Index)
        found[country] = (
            msgspec.structs.replace(index, names=[], cities=[]), [*map(block, index.names)], [*map(block, index.cities)]
        )  # fmt: skip
    return found


@pytest.mark.long
def test_the_committed_file_is_what_the_pinned_data_gives() -> None:
    """When it fails after a change of the data, the aliases or the layout: `python -m datelines.prepare`."""
    expected, committed = unpacked(prepared()), unpacked(FILE.read_bytes())
    assert committed.keys() == expected.keys()
    assert [part for part in expected if committed[part] != expected[part]] == []


def test_the_same_rows_make_the_same_file() -> None:
    world, tiers = read_world(), [(country, read_tier(country)) for country in ("AD", "LK")]
    named = {key: spelling for key, spelling in world.names.items() if spelling.city.countrycode in ("AD", "LK")}
    world = world._replace(names=named)
    assert whole_file("rows", world, tiers) == whole_file("rows", world, tiers)


NOWHERE = City(1, "Nowhere", 1.5, 2.5, "ZZ", 900, "UTC", "")


@pytest.mark.parametrize(
    ("name", "city"),
    [
        pytest.param("", NOWHERE, id="no name"),
        pytest.param("no\twhere", NOWHERE, id="a tab"),
        pytest.param("n" * 201, NOWHERE, id="a long name"),
        pytest.param("nowhere", msgspec.structs.replace(NOWHERE, latitude=1.2345678), id="finer coordinates"),
    ],
)
def test_what_has_no_room_is_refused(name: str, city: City) -> None:
    world = read_world()._replace(names={})
    tier = Tier({name: Spelling(city.name, city)}, {}, {city.geonameid: city})
    with pytest.raises(ValueError, match="no room in the file of places"):
        whole_file("rows", world, [("ZZ", tier)])


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2**32 - 1), st.integers(-(2**31), 2**31 - 1), st.integers(-(2**31), 2**31 - 1),
            st.integers(0, 2**16 - 1),
        ),
        unique_by=lambda row: row[0],
    )
)  # fmt: skip
def test_cities_are_unpacked_as_they_were_packed(rows: list[tuple[int, int, int, int]]) -> None:
    columns = [[row[column] for row in sorted(rows)] for column in range(4)]
    cities = Cities(*(array(code, column) for code, column in zip("IiiH", columns, strict=True)))
    assert unpack_cities(pack_cities(cities)) == cities


def test_a_country_is_read_as_the_whole_file_has_it() -> None:
    raw = (geonames._data("cities500.json")).read_bytes()
    everything = msgspec.json.decode(raw, type=dict[str, geonames.City])
    for country in ("AD", "LK", "SY", "ZW"):
        expected = [city.geonameid for city in everything.values() if city.countrycode == country]
        assert [city.geonameid for city in geonames.cities_of(country)] == expected
    assert geonames.cities_of("ZZ") == []
