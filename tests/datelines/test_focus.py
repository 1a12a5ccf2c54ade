import pytest

from datelines.places import focus, load_gazetteer, parse_dateline_place

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
    assert focus(load_gazetteer(), subject=subject, headline=headline, texts=texts, dateline=place) == expected
