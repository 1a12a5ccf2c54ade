"""Datelines of agencies: place and carrier are read, and neither stands in the text."""

from __future__ import annotations

import pytest

from datelines.places import parse_dateline_place
from producers.formats.story.dateline import read_dateline
from tests.producers.formats.reported import only_article
from tests.producers.pages import gazetteer

TEXT = "A landslide killed 9 people on Saturday."


def is_place(name: str) -> bool:
    return parse_dateline_place(gazetteer(), name) is not None


@pytest.mark.parametrize(("printed", "place", "agency"), [
    ("Tegucigalpa, Mar 14 (EFE).- ", "Tegucigalpa", "EFE"), ("Tegucigalpa (EFE) ", "Tegucigalpa", "EFE"),
    ("MOSCOW, March 14. /TASS/. ", "MOSCOW", "TASS"), ("MOSCOW. March 14 (Interfax) - ", "MOSCOW", "Interfax"),
    ("TOKYO, March 14, Kyodo - ", "TOKYO", "Kyodo"), ("Tehran, March 14, IRNA – ", "Tehran", "IRNA"),
    ("SEOUL, March 14 (Yonhap) -- ", "SEOUL", "Yonhap"), ("New Delhi, Mar 14 (PTI) ", "New Delhi", "PTI"),
    ("New Delhi [India], March 14 (ANI): ", "New Delhi, India", "ANI"), ("Berlin (dpa) - ", "Berlin", "dpa"),
    ("(ANSA) - ROME, MAR 14 - ", "ROME", "ANSA"), ("Rome, 14 March (ANSA) - ", "Rome", "ANSA"),
    ("ABU DHABI, 14th March, 2026 (WAM) -- ", "ABU DHABI", "WAM"), ("KISUMU, Kenya (AP) ", "KISUMU, Kenya", "AP"),
    ("FORT WASHINGTON, Pa. (AP) _ ", "FORT WASHINGTON, Pa.", "AP"), ("(AP) _ ", None, "AP"),
    ("KAMPALA (Lake Wire) — ", "KAMPALA", "Lake Wire"), ("La Paz, Feb 12 (Upland News).- ", "La Paz", "Upland News"),
    ("DOUALA (Gulf of Guinea Press) - ", "DOUALA", "Gulf of Guinea Press"), ("NAIROBI (Radio 24) — ", "NAIROBI", "Radio 24"),
    ("KATHMANDU, March 10 (Corvane) - ", "KATHMANDU", "Corvane"), ("PARIS, Texas - ", "PARIS, Texas", None), ("LIMA, Peru (PNA) — ", "LIMA, Peru", "PNA"),
])  # fmt: skip
def test_a_dateline_names_place_and_carrier(printed: str, place: str | None, agency: str | None) -> None:
    found = read_dateline(printed + TEXT, is_place)
    assert found is not None
    assert (found.place, found.agency, found.rest) == (place, agency, TEXT)


@pytest.mark.parametrize("text", [
    "London (Reuters) said on Monday that it moved.", "The mayor of London (AP) - said so.", "(AP) A landslide.",
    "Officials said 12/AP/ died.", "In London, Reuters - the agency - said so.", "Lagos, March 14 (the agency) - A landslide.",
    "Police, fire - and rain.", "KENYA RELIEF SOCIETY (KRS) A landslide.", "LIMA (its port) - A landslide.", "Lima (Old Town) - A landslide.", "Ruth Achieng (EFE) - A landslide.", "Ruth Achieng, Mar 14 (EFE).- A landslide.",
])  # fmt: skip
def test_a_sentence_is_no_dateline(text: str) -> None:
    assert read_dateline(text, is_place) is None


@pytest.mark.parametrize(("name", "carrier", "country", "zone", "begins"), [
    ("a-efe", "EFE", "HN", "America/Tegucigalpa", "A landslide killed 9 people in the town of Danli"),
    ("b-tass", "TASS", "RU", "Europe/Moscow", "A landslide killed 9 people in Dagestan"),
    ("c-kyodo", "Kyodo", "JP", "Asia/Tokyo", "A landslide killed 9 people in Atami"),
    ("d-yonhap", "Yonhap", "KR", "Asia/Seoul", "A landslide killed 9 people in Yecheon"),
    ("g-underscore", "AP", "US", "America/New_York", "A landslide killed 9 people in Ambler"),
])  # fmt: skip
def test_what_users_met_is_read(name: str, carrier: str, country: str, zone: str, begins: str) -> None:
    article = only_article(f"wire-datelines/{name}.txt")
    assert (article.carrier, article.focus_country, article.dateline.timezone) == (carrier, country, zone)
    assert [update.text.startswith(begins) for update in article.updates] == [True]
