import pytest
from hypothesis import given
from hypothesis import strategies as st

from datelines.places import load_gazetteer


def named(text: str, country: str | None) -> list[str]:
    """What is read, as "words = country/division"."""
    return [
        f"{text[start:end]} = {place.country}{'/' + place.admin1 if place.admin1 else ''}"
        for start, end, place in load_gazetteer().mentions(text, country)
    ]


TEXTS = [
    pytest.param(
        "The governor of Homs province counted the dead in Qaryatayn. In al-Raqqa and Deir el-Zour it was calm.",
        "SY",
        ["Homs province = SY/11", "Qaryatayn = SY/11", "al-Raqqa = SY/04", "Deir el-Zour = SY/07"],
        id="wire spellings, region, article",
    ),
    pytest.param(
        "Crews counted 221 in Amatrice, with 11 in Accumoli and 49 in Arquata del Tronto.",
        "IT",
        ["Amatrice = IT/07", "Accumoli = IT/07", "Arquata del Tronto = IT/10"],
        id="small towns of the story's country",
    ),
    pytest.param(
        "There were 93 in Mexico City, 69 in Morelos, 43 in Puebla and 13 in Guerrero state.",
        "MX",
        ["Mexico City = MX/09", "Morelos = MX/17", "Puebla = MX/21", "Guerrero state = MX/12"],
        id="a list of parts",
    ),
    pytest.param(
        "The fire department of Minas Gerais and police in the state of Sao Paulo helped.",
        "BR",
        ["Minas Gerais = BR/15", "Sao Paulo = BR/27"],
        id="regions without and with a word",
    ),
    pytest.param(
        "Update on the Kohat bombing. KOHAT BUS ATTACK: 26 DEAD. A Pakistani blast, a Rahim flood.", "PK",
        ["Kohat = PK/03", "KOHAT = PK/03"], id="events called by their towns",
    ),
    pytest.param("The Jackson shooting and the Paradise fire.", "US", [], id="where towns are named after people"),
    pytest.param("Col. Ryan Dillon spoke. Dillon said so again.", "US", [], id="a person with a title"),
    pytest.param(
        "Sheriff Scott Israel spoke. Israel says two died. Michael Jordan came. Jordan, 23, left.",
        "US",
        [],
        id="surnames that are countries",
    ),
    pytest.param("Israel says the suspect was alone.", "US", [], id="a surname from an earlier update"),
    pytest.param("Rockets fell across Israel.", "LB", ["Israel = IL"], id="the country itself"),
    pytest.param("Israel says two died.", "IL", ["Israel = IL"], id="the country speaking, in its own story"),
    pytest.param("Luigi d'Angelo stayed at the Hotel Roma.", "IT", [], id="an apostrophe, a hotel"),
    pytest.param("An aide in Pescara del Tronto spoke.", "IT", [], id="part of a longer unknown name"),
    pytest.param("Clinton has won. Trump, Clinton claim wins.", "US", [], id="candidates"),
    pytest.param(
        "Police say so. Most fled. Of these, ten died. Reading on, nothing. Nice work. Mobile homes burnt.",
        "US",
        [],
        id="ordinary words at the start",
    ),
    pytest.param("It was quiet in Police custody, in March and in May.", "GB", [], id="ordinary words after in"),
    pytest.param("Police in Mobile, Ala., and in Reading, Pa., agree.", "US",
                 ["Mobile = US/AL", "Ala. = US/AL", "Reading = US/PA", "Pa. = US/PA"], id="ordinary, but qualified"),
    pytest.param("A truck was stopped in Nice.", "FR", ["Nice = FR/93"], id="ordinary, but at home and after in"),
    pytest.param("It was built in Nice.", "US", [], id="ordinary, and abroad"),
    pytest.param(
        "He moved from Paris, Texas, to Moscow, Idaho, and Lebanon, Pa.",
        "US",
        ["Paris = US/TX", "Texas = US/TX", "Moscow = US/ID", "Idaho = US/ID", "Lebanon = US/PA", "Pa. = US/PA"],
        id="towns named after others",
    ),
    pytest.param("Iraq, Lebanon, Syria and Jordan agreed.", "SY",
                 ["Iraq = IQ", "Lebanon = LB", "Syria = SY", "Jordan = JO"], id="a list of countries"),
    pytest.param("The blast hit Georgia on Monday.", "GE", ["Georgia = GE"], id="Georgia, the country"),
    pytest.param("The blast hit Georgia on Monday.", "US", ["Georgia = US/GA"], id="Georgia, the state"),
    pytest.param("The U.S. and Britain spoke; the U.K. listened to us.", None,
                 ["U.S. = US", "Britain = GB", "U.K. = GB"], id="abbreviations"),
    pytest.param("The Hague and New York Times", None, ["The Hague = NL/11"], id="an article, a newspaper"),
    pytest.param("Death Toll Rises In Italy Quake", None, ["Italy = IT"], id="a headline in title case"),
    pytest.param("PARKLAND, Fla. (AP)", "US", ["PARKLAND = US/FL", "Fla. = US/FL"], id="a dateline"),
    pytest.param("President Trump, Gov. Jackson and Mayor London Breed met.", "US", [], id="titles"),
    pytest.param("Munich's TUEV Sued helped.", "BR", ["Munich = DE/02"], id="possessive"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "country", "expected"), TEXTS)
def test_places_named_in_a_text(text: str, country: str | None, expected: list[str]) -> None:
    assert named(text, country) == expected


@given(st.text(alphabet="Syria In.,'- alRTexsHo\n", max_size=80), st.sampled_from([None, "SY", "US"]))
def test_mentions_are_ordered_spans_of_the_text(text: str, country: str | None) -> None:
    end = 0
    for mention in load_gazetteer().mentions(text, country):
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start].strip()
        end = mention.end
