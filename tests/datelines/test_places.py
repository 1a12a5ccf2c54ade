import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datelines.names import fold_name, is_spelling, without_article
from datelines.places import Gazetteer, Place, load_gazetteer, parse_dateline_place
from datelines.prepare import geonames

NAMES = [
    # name, story country, kind, country, admin1
    ("Mayadeen", None, "city", "SY", "07"),
    ("Boukamal", "SY", "city", "SY", "07"),
    ("Deir el-Zour", "SY", "city", "SY", "07"),
    ("Qaryatayn", "SY", "city", "SY", "11"),
    ("Raqqa", None, "city", "SY", "04"),
    ("Raqqah", "SY", "city", "SY", "04"),  # without the article that GeoNames gives it
    ("Homs province", "SY", "region", "SY", "11"),
    ("Homs", "SY", "city", "SY", "11"),
    ("Amatrice", "IT", "city", "IT", "07"),
    ("Accumoli", "IT", "city", "IT", "07"),
    ("Accumoli", None, None, None, None),  # too small to be known everywhere
    ("Minas Gerais", None, "region", "BR", "15"),
    ("Georgia", None, "country", "GE", None),
    ("Georgia", "GE", "country", "GE", None),
    ("Georgia", "US", "region", "US", "GA"),
    ("Paris", None, "city", "FR", "11"),
    ("Paris", "US", "city", "US", "TX"),
    ("Paris, Texas", "FR", "city", "US", "TX"),
    ("Moscow, Idaho", "RU", "city", "US", "ID"),
    ("Lebanon", "US", "country", "LB", None),
    ("Lebanon, Pa.", "US", "city", "US", "PA"),
    ("Washington", "US", "city", "US", "DC"),
    ("Washington state", "US", "region", "US", "WA"),
    ("New York", None, "city", "US", "NY"),
    ("New York state", "US", "region", "US", "NY"),
    ("Punjab", "PK", "region", "PK", "04"),
    ("Punjab", "IN", "region", "IN", "23"),
    ("Tripoli", "LB", "city", "LB", "09"),
    ("Tripoli", None, "city", "LY", "77"),
    ("the Netherlands", None, "country", "NL", None),
    ("The Hague", None, "city", "NL", "11"),
    ("U.S.", None, "country", "US", None),
    ("US", None, "country", "US", None),
    ("us", None, None, None, None),
    ("Congo", None, "country", "CD", None),
    ("Sao Paulo", None, "city", "BR", "27"),
    ("São Paulo", None, "city", "BR", "27"),
    ("Of", None, None, None, None),
    ("Most", "CZ", None, None, None),
    ("Police", "PL", None, None, None),
    ("March", "GB", None, None, None),
    ("Nowhereville", "US", None, None, None),
    ("Paris, Nowhere", None, None, None, None),
    ("", None, None, None, None),
    (",", None, None, None, None),
]


@pytest.mark.parametrize(("name", "story", "kind", "country", "admin1"), NAMES)
def test_names(name: str, story: str | None, kind: str | None, country: str | None, admin1: str | None) -> None:
    place = load_gazetteer().find(name, story)
    assert (place and (place.kind, place.country, place.admin1)) == (kind and (kind, country, admin1))


DATELINES = [
    ("AMATRICE, Italy", "Amatrice", "IT", "Europe/Rome"),
    ("PARKLAND, Fla.", "Parkland", "US", "America/New_York"),
    ("BEIRUT", "Beirut", "LB", "Asia/Beirut"),
    ("COLOMBO, Sri Lanka", "Colombo", "LK", "Asia/Colombo"),
    ("ARLINGTON, Texas", "Arlington", "US", "America/Chicago"),
    ("WASHINGTON", "Washington", "US", "America/New_York"),
    ("BRUMADINHO, Brazil", "Brumadinho", "BR", "America/Sao_Paulo"),
    ("ST. LOUIS", "St. Louis", "US", "America/Chicago"),
    ("ST. PETERSBURG, Fla.", "St. Petersburg", "US", "America/New_York"),
    ("SAN JOSE, Costa Rica", "San José", "CR", "America/Costa_Rica"),
    ("SAN JOSE, Calif.", "San Jose", "US", "America/Los_Angeles"),
    ("MOST, Czech Republic", "Most", "CZ", "Europe/Prague"),
    ("TBILISI, Georgia", "Tbilisi", "GE", "Asia/Tbilisi"),
    ("ATLANTA, Georgia", "Atlanta", "US", "America/New_York"),
    ("PORTLAND, Maine", "Portland", "US", "America/New_York"),
    ("PORTLAND, OR", "Portland", "US", "America/Los_Angeles"),
]


@pytest.mark.parametrize(("text", "name", "country", "zone"), DATELINES)
def test_datelines(text: str, name: str, country: str, zone: str) -> None:
    place = parse_dateline_place(load_gazetteer(), text)
    assert place is not None
    assert (place.name, place.country, load_gazetteer().timezone(place)) == (name, country, zone)


@pytest.mark.parametrize("text", ["", "()", "NOWHEREVILLE", "NOWHERE, Fla.", "AMATRICE, Nowhereville"])
def test_datelines_of_no_place(text: str) -> None:
    assert parse_dateline_place(load_gazetteer(), text) is None


def test_time_zones() -> None:
    gazetteer = load_gazetteer()

    def zone(name: str, *, main: bool = False) -> str | None:
        place = gazetteer.find(name)
        assert place is not None
        return gazetteer.timezone(place, main=main)

    assert zone("Italy") == "Europe/Rome"
    assert zone("Sri Lanka") == "Asia/Colombo"
    assert zone("Brazil") is None
    assert zone("Brazil", main=True) == "America/Sao_Paulo"
    assert zone("Russia", main=True) == "Europe/Moscow"
    assert zone("Florida") == "America/New_York"
    assert zone("Texas") == "America/Chicago"
    assert zone("Minas Gerais") == "America/Sao_Paulo"
    assert zone("Tonga") is not None
    assert gazetteer.timezone(Place(name="somewhere")) is None


def test_every_big_city_has_a_zone_that_exists() -> None:
    for zone in {city.timezone for city in geonames.big_cities()}:
        assert dt.datetime(2020, 1, 1, tzinfo=ZoneInfo(zone)).utcoffset() is not None


def test_country_names() -> None:
    assert load_gazetteer().country_name("LK") == "Sri Lanka"
    assert load_gazetteer().country_name("NL") == "Netherlands"
    assert load_gazetteer().country_name("ZZ") == "ZZ"


def test_every_alias_region_and_state_can_be_read() -> None:
    """A name of the alias file that the data does not know stops the gazetteer from being built."""
    gazetteer = load_gazetteer()
    assert gazetteer.find("Fla.") == gazetteer.find("Florida")
    assert gazetteer.find("Aceh") is not None


def test_reading_again_gives_the_same_places() -> None:
    fresh, loaded = Gazetteer(), load_gazetteer()
    assert [fresh.find(name, story) for name, story, *_ in NAMES] == [
        loaded.find(name, story) for name, story, *_ in NAMES
    ]


places = st.sampled_from(
    [
        place
        for name, story in [
            *((name, story) for name, story, *_ in NAMES),
            ("Syria", None),
            ("Damascus", None),
            ("Italy", None),
            ("Lazio", "IT"),
            ("United States", None),
            ("Texas", None),
            ("Dallas", None),
        ]
        if (place := load_gazetteer().find(name, story)) is not None
    ]
    + [Place(name="Somewhere", kind="unknown", country="SY"), Place(name="Nowhere")]
)


@given(places, places, places)
def test_containment_is_an_order(outer: Place, middle: Place, inner: Place) -> None:
    contains = load_gazetteer().contains
    assert contains(outer, outer) or outer.country is None
    if contains(outer, middle) and contains(middle, inner):
        assert contains(outer, inner)
    if contains(outer, inner) and contains(inner, outer):
        assert (outer.kind, outer.country, outer.admin1) == (inner.kind, inner.country, inner.admin1)
    if contains(outer, inner):
        assert outer.country == inner.country


def test_containment() -> None:
    gazetteer = load_gazetteer()

    def found(name: str, story: str | None = None) -> Place:
        place = gazetteer.find(name, story)
        assert place is not None
        return place

    syria, homs_province, qaryatayn = found("Syria"), found("Homs province", "SY"), found("Qaryatayn")
    assert gazetteer.contains(syria, homs_province)
    assert gazetteer.contains(homs_province, qaryatayn)
    assert gazetteer.contains(syria, qaryatayn)
    assert not gazetteer.contains(qaryatayn, homs_province)
    assert not gazetteer.contains(homs_province, found("Raqqa"))
    assert not gazetteer.contains(found("Italy"), qaryatayn)
    assert gazetteer.contains(found("Texas"), found("Paris, Texas"))
    assert not gazetteer.contains(found("Texas"), found("Paris"))
    assert gazetteer.contains(found("Kiev"), found("Kyiv"))


@given(st.text(), st.sampled_from([None, "US", "SY", "ZZ"]))
def test_find_takes_any_text(name: str, country: str | None) -> None:
    place = load_gazetteer().find(name, country)
    assert place is None or place.kind in ("city", "region", "country")


@given(st.text())
def test_folding_twice_is_folding_once(name: str) -> None:
    assert fold_name(fold_name(name)) == fold_name(name)


def test_folding() -> None:
    assert fold_name("Deir el-Zour") == "deir el zour"
    assert fold_name("  L’Aquila ") == "laquila"
    assert fold_name("Kahramanmaraş") == "kahramanmaras"
    assert fold_name("U.S.") == "us"
    assert without_article("al qaryatayn") == "qaryatayn"
    assert without_article("al bab") is None
    assert is_spelling("Al-Mayadeen")
    assert not any(map(is_spelling, ("almyadyn", "DEZ", "Маядин", "da ma shi ge")))
