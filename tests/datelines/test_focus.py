"""Which country a story is about: all that a page says of countries, weighed together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datelines.focus import HEAD
from datelines.places import focus, likely_country, load_gazetteer, parse_dateline_place

STORIES = [
    pytest.param("developments in Syria", "", [], "BEIRUT", "SY", id="the subject, not the dateline"),
    pytest.param("the Easter Sunday blasts in Sri Lanka", "", [], "COLOMBO", "LK", id="a subject with a country"),
    pytest.param("the Florida school shooting", "", [], "PARKLAND, Fla.", "US", id="a state"),
    pytest.param("the quake in central Italy", "", [], None, "IT", id="no dateline"),
    pytest.param("the dam collapse at a Brazil mine", "", [], None, "BR", id="a country beside a noun"),
    pytest.param("U.S. airstrikes in Syria", "", [], "WASHINGTON", "SY", id="where, before who"),
    pytest.param("the Italian earthquake", "", [], None, "IT", id="a demonym"),
    pytest.param("Israeli aid after the quake in Turkey", "", [], None, "TR", id="where, before a demonym"),
    pytest.param("the shooting in Georgia", "", [], "ATLANTA", "US", id="Georgia from Atlanta"),
    pytest.param("the shooting in Georgia", "", [], "TBILISI, Georgia", "GE", id="Georgia from Tbilisi"),
    pytest.param(
        "the 2016 campaign in five states", "Clinton wins Pennsylvania", [], "WASHINGTON", "US", id="the headline"
    ),
    pytest.param("the storm", "Toll goes up", ["It struck Cuba.", "Havana in Cuba is dark, Jamaica not."],
                 "MIAMI", "CU", id="the text, most named"),
    pytest.param("the draft", "Back waits", ["Players waited."], "ARLINGTON, Texas", "US", id="the dateline"),
    pytest.param("the draft", "Back waits", ["Players waited."], None, None, id="nothing tells"),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "headline", "texts", "dateline", "expected"), STORIES)
def test_focus(
    subject: str, headline: str, texts: list[str], dateline: str | None, expected: str | None
) -> None:
    place = parse_dateline_place(load_gazetteer(), dateline) if dateline else None
    found = focus(load_gazetteer(), subject=subject, headline=headline, text="\n\n".join(texts), dateline=place)
    assert found == expected


REST = "Crews worked through the night. The mayor thanked all who had come to help. " * 8
PAGES = [
    pytest.param("Roof falls on wedding", "Radio Cordillera, English service\n\nThe hall stood between Cajabamba and "
                 "Huamachuco. The hurt were taken to Otuzco.", "PE", id="small towns that agree"),
    pytest.param("Ferry turns over", f"MINISTRY OF TRANSPORT, REPUBLIC OF FIJI\n\n{REST}", "FJ", id="the letterhead alone"),
    pytest.param("Ferry turns over", f"{REST}\n\nIssued by the press office, Honiara.", "SB", id="the sign-off alone"),
    pytest.param("Army of Chad says 12 rebels were killed", f"Gulf Wire, Dubai\n\n{REST} The fight was near Abeche.", "TD",
                 id="the text against its house"),
    pytest.param("Two killed by falling crane", f"{REST} Gardaí and Dublin Fire Brigade came.", "IE", id="a police"),
    pytest.param("Bodies found after mudslide", "The sheriff's office and the county coroner have six names.", "US",
                 id="a county without its state"),
    pytest.param("Landslide buries houses", "SITREP NO. 2\n\nThree barangays are cut off, the LGU and PAGASA say.", "PH",
                 id="the bodies of a country"),
    pytest.param("Bus goes off bridge", "PDMA: nine dead. Rescue 1122 took the hurt to the DHQ hospital.", "PK",
                 id="offices by their letters"),
    pytest.param("Boat sinks in lake", "Seven are dead. Each family gets 3 million shillings, the RDC said.\n\nIt sank "
                 "off Kasenyi, near Entebbe.", "UG", id="money and towns"),
    pytest.param("Tunnel caves in", f"{REST} It began at 14.10 WITA. Contact: +62 411 555 0101.", "ID", id="zone and prefix"),
    pytest.param("Kadoma shaft collapses", "Miners' families wait in Kadoma. The ZRP has sealed the road to Gweru.", "ZW",
                 id="a name of two countries"),
    pytest.param("Chinese engineers killed in blast", "A bomb hit their bus in Dasu, Kohistan. Peshawar sent doctors.", "PK",
                 id="people of another country"),
    pytest.param("Mark Jordan tells of the crash", "Mr Jordan was thrown clear. Jordan says he walked home. Staffordshire police asked him nothing.", "GB",
                 id="a person's name"),
    pytest.param("Live in English: fire in Lille", "Our English edition. Six died, the prefecture of Lille says.", "FR",
                 id="a language"),
    pytest.param("Niger massacre: toll now 58", "The Niger State Emergency Management Agency in Minna counts 58.", "NG",
                 id="a state named like a country"),
    pytest.param("Niger massacre: toll now 58", "Niger's army in Niamey counts 58.", "NE", id="that country"),
    pytest.param("DEMOCRATIC REPUBLIC OF THE CONGO: FLASH UPDATE", REST, "CD", id="a long name in capitals"),
    pytest.param("Bus falls into ravine", REST, None, id="nothing of a country"),
    pytest.param("Statement by the directors", "Ana Example and Paul Florence signed it. Reading it took an hour.", None,
                 id="names of people and words of the language"),
]  # fmt: skip


@pytest.mark.parametrize(("headline", "text", "expected"), PAGES)
def test_all_that_a_page_says_is_weighed(headline: str, text: str, expected: str | None) -> None:
    found = focus(load_gazetteer(), subject=headline, headline=headline, text=f"{headline}\n\n{text}", dateline=None)
    assert found == expected


@pytest.mark.parametrize(("text", "country"), [
    ("Both died in Zacapa. Detour via Jalapa.", "GT"), ("The mayor spoke in the hall.", None), ("Ana Example was hurt.", None),
])  # fmt: skip
def test_less_tells_the_likely_country(text: str, country: str | None) -> None:
    assert likely_country(load_gazetteer(), subject="", headline="", text=text) == country


WORDS = ["in", "near", "Paris", "Texas", "Jordan", "U.S.", "English", "sheriff's office", "barangay", "ÎLE", "\n", "’", "İ", "$"]


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=8)), max_size=30).map(" ".join))
def test_any_text_has_one_answer_whatever_was_read_before(text: str) -> None:
    asked = {"subject": text[:20], "headline": text, "text": text, "dateline": None}
    assert focus(load_gazetteer(), **asked) == focus(load_gazetteer(), **asked)  # type: ignore[arg-type]


def test_how_long_the_text_is_does_not_matter() -> None:
    told = "Nine died in Kisumu and Nakuru."
    near, far = (" ".join(["The hall was full."] * lines) + f"\n\n{told}" for lines in (HEAD // 10, HEAD))
    assert {focus(load_gazetteer(), subject="", headline="", text=text, dateline=None) for text in (near, far)} == {"KE"}
