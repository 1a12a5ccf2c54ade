"""What is looked up in the prepared file is what the tables it was made of say, in any thread and process."""

import multiprocessing
from collections import defaultdict
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datelines.layout import CITY, METROPOLIS, TOWN, VILLAGE
from datelines.names import fold_name
from datelines.places import Gazetteer, Place, load_gazetteer
from datelines.prepare.tables import Tier, World, read_tier, read_world
from datelines.prepare.wide import zones_of
from datelines.prepared import Prepared

COUNTRIES = ["AD", "GE", "LB", "LK", "PT", "SY", "ZW", "ZZ"]

tier = cache(read_tier)
world = cache(read_world)


@cache
def file() -> Prepared:
    return Prepared()


@cache
def words(country: str) -> frozenset[str]:
    return frozenset(name.partition(" ")[0] for name in tier(country).names)


countries = st.sampled_from(COUNTRIES)
names = st.one_of(
    countries.flatmap(lambda country: st.sampled_from(sorted(tier(country).names) or [""])),
    st.deferred(lambda: st.sampled_from(sorted(world().names))),
    st.text(max_size=12).map(fold_name),
)


@given(countries, names)
def test_names_stand_for_what_the_tables_say(country: str, name: str) -> None:
    spelling = tier(country).names.get(name)
    assert file().city(country, name) == (spelling and spelling.place())
    spelling = world().names.get(name)
    assert file().city(None, name) == (spelling and spelling.place())


@given(countries, names, st.integers(0, 5))
def test_a_word_starts_a_name_when_the_tables_have_one(country: str, name: str, cut: int) -> None:
    for word in (name, name.partition(" ")[0], name[:cut], name[:-1], name + "a"):
        assert file().starts_a_name(country, word) == (word in words(country))


@pytest.mark.parametrize(("name", "holders"), [
    ("lenguazaque", {"CO": VILLAGE}), ("kadoma", {"JP": CITY, "ZW": CITY}), ("tolosa", {"ES": TOWN, "FR": TOWN}),
    ("lisbon", {"PT": METROPOLIS, "US": VILLAGE}), ("san jose", {"CR": METROPOLIS, "PH": CITY, "US": METROPOLIS}),
    ("no such town", {}), ("", {}), ("kadoma\tjp", {}), ("x" * 300, {}),
])  # fmt: skip
def test_who_has_a_name(name: str, holders: dict[str, str]) -> None:
    found = dict(file().holders(name))
    assert {country: found[country] for country in holders} == holders
    assert bool(found) == bool(holders)


@pytest.mark.parametrize("country", COUNTRIES)
def test_most_towns_of_a_country_tell_of_it(country: str) -> None:
    own = {fold_name(city.name) for city in tier(country).ids.values()}
    telling = sum(country in dict(file().holders(name)) for name in own)
    assert telling >= 0.8 * len(own)  # the rest have names of one to three letters, or of five countries


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_whole_country(country: str) -> None:
    expected: Tier = tier(country)
    by_name: dict[str, set[str]] = defaultdict(set)
    for (name, admin1), spelling in expected.in_region.items():
        assert file().city_in(country, name, admin1) == spelling.place()
        by_name[name].add(admin1)
    everywhere = {city.admin1code for city in expected.ids.values()}
    for name in expected.names:
        assert file().city_in(country, name, min(everywhere - by_name[name], default="none")) is None
    for number, city in expected.ids.items():
        assert file().zone(country, number) == city.timezone
        following = expected.ids.get(number + 1)
        assert file().zone(country, number + 1) == (following and following.timezone)
    for division, zones in zones_of(world(), country, expected).items():
        assert file().zones(country, division) == zones
    assert all(file().starts_a_name(country, word) for word in words(country))


def test_the_size_of_a_city_decides_who_knows_it() -> None:
    tables: World = world()
    known = tables.capitals | {alias.city.geonameid for alias in tables.aliases.values()}
    for number, city in tables.ids.items():
        place = Place(name=city.name, kind="city", country=city.countrycode, geoname_id=number)
        assert load_gazetteer().is_well_known(place) == (city.population >= 100_000 or number in known)
        assert load_gazetteer().is_large(place) == (city.population >= 500_000 or number in known)


def test_the_file_says_whose_data_it_is() -> None:
    assert file().source.startswith("GeoNames (https://www.geonames.org), CC BY 4.0")


def test_what_is_remembered_is_bounded_however_many_countries() -> None:
    gazetteer = Gazetteer()
    places = gazetteer._places
    for country in places.world.country_names:
        for word in ("san", "victoria", "kalo", "port", "zanbor"):
            gazetteer.find(word, country)
            gazetteer.may_start(word, country)
    for kept in (places._names, places._cities, places.city):
        assert kept.cache_info().currsize <= (kept.cache_info().maxsize or 0)
    assert places._index.cache_info().currsize <= len(places.world.country_names) + 1


ASKED = [(name, country) for name in ("Paris", "San José", "Tripoli", "Raqqa", "Victoria") for country in COUNTRIES]


def asked_here(turn: int) -> list[Place | None]:
    """The answers of this thread or process, in an order of its own."""
    answers = {asked: load_gazetteer().find(*asked) for asked in ASKED[turn:] + ASKED[:turn]}
    return [answers[asked] for asked in ASKED]


@pytest.mark.parametrize(
    "pool",
    [
        pytest.param(lambda: ThreadPoolExecutor(8), id="threads"),
        pytest.param(lambda: ProcessPoolExecutor(2, multiprocessing.get_context("spawn")), id="spawned processes"),
        pytest.param(lambda: ProcessPoolExecutor(2, multiprocessing.get_context("fork")), id="forked processes"),
    ],
)
def test_any_number_read_it_at_once(pool: type[Executor]) -> None:
    expected = asked_here(0)
    load_gazetteer.cache_clear()
    with pool() as executor:
        assert all(answers == expected for answers in executor.map(asked_here, range(16)))


def test_a_file_that_is_none_of_ours(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Prepared(tmp_path / "places.bin")
    (tmp_path / "places.bin").write_bytes(b"places0\nof another version")
    with pytest.raises(ValueError, match="make it again"):
        Prepared(tmp_path / "places.bin")
