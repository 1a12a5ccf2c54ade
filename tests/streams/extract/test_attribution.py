"""Who says a figure, over sentence borders; places and other events beside it. Invented people and bodies."""

from __future__ import annotations

import datetime as dt

import pytest

from datelines.places import load_gazetteer
from streams.extract import Context, extract
from streams.extract.speakers.known_claimants import KnownClaimants
from tests.streams.extract.test_phrasings import context

CASES = (
    ("Police say 12 people died.", ["police"]),
    ("Twelve people died, police said.", ["police"]),
    ("Twelve people died, according to the Brell Rescue Council.", ["Brell Rescue Council"]),
    ("Mayor Ana Corvo said 12 people died. She said 30 were hurt.", ["Ana Corvo", "Ana Corvo"]),
    ("Ana Corvo, the mayor of the town, says 12 people died. Corvo says 30 are hurt.", ["Ana Corvo", "Ana Corvo"]),
    ("A senior official says 12 people died.\n\nAna Corvo, the governor, says 30 people are hurt.", ["Ana Corvo", "Ana Corvo"]),
    ("The Brell Rescue Council says 12 people died.\n\nThe council says 30 are hurt.",
     ["Brell Rescue Council", "Brell Rescue Council"]),
    ("The Brell Rescue Council says 12 people died.\n\nThe BRC says 30 are hurt.",
     ["Brell Rescue Council", "Brell Rescue Council"]),
    ("An activist group, the Homs Media Center, put the number of dead at 12.", ["Homs Media Center"]),
    ("Rapid Relief, the Kano charity, says 12 people died.", ["Rapid Relief"]),
    ("Residents reported 28 deaths, but the Interior Ministry could confirm only 19.", ["residents", "Interior Ministry"]),
    ("The Defense Ministry denied it, saying only 12 soldiers died.", ["Defense Ministry"]),
    ("Mayor Ana Corvo said late Friday that the bodies of 12 people were dug out.", ["Ana Corvo"]),
    ("A local monitor, Alwan Watch, said at least 12 people died.", ["Alwan Watch"]),
    ("The agency's spokesman, Lt. Joao Mendo, said 12 people died.", ["Joao Mendo"]),
    ("The Nusa agency reported 12 dead, citing the embassy.", ["embassy"]),
    ('"We have 12 dead," said fire chief Joao Mendo.', ["Joao Mendo"]),
    ("The blasts killed 12 people.", [None]),
    ("Brell Mining says it will pay the families after a collapse that killed 12.", [None]),
    ("A man said he saw the bridge, where 12 people died.", [None]),
    ("Firefighters are crossing the mud.\n\nThe toll reached 12, they said.", ["firefighters"]),
    ("Army engineers said an earlier version of the bridge killed 12 people in a test.", ["army engineers"]),
    ("The Brell Rescue Council (BRC) informs the public that 12 people died.", ["Brell Rescue Council"]),
    ("The Brell Command further wishes to state that 12 people were killed.", ["Brell Command"]),
    ("The Peruvian Embassy here said 12 people died.", ["Peruvian Embassy"]),
    ("Mayor Ana Corvo met the families. He did not ask. She did confirm that 12 people had died.", ["Ana Corvo"]),
    ("Brell Police Chief Ana Corvo opened the briefing.\n\nTwelve people died, the chief said.", ["Ana Corvo"]),
    ("Gov. Ana Corvo says 12 people died. The governor says 30 were hurt.", ["Ana Corvo", "Ana Corvo"]),
    ("Gov. Ana Corvo met Gov. Rui Telo. The governor said 12 people died.", ["governor"]),
    ("A fisherman in Sarn who asked not to be named told us he saw 12 people die.", ["fisherman"]),
    ("A teacher says she counted 12 dead in the yard.", ["teacher"]),
    ("An army doctor who runs the tents, and who was not allowed to speak, said 12 people had died.", ["army doctor"]),
    ("Late Friday officials said 12 people died.", ["officials"]),
    ("Teams have brought out 12 bodies so far (Brell Rescue Council).", ["Brell Rescue Council"]),
    ("The regional Tolm Front claimed 12 lives were lost, adding that 30 people were hurt.", ["regional Tolm Front", "regional Tolm Front"]),
    ("The council chairman had put it at 12 dead.", ["council chairman"]),
    ("The health minister says 12 people died.\n\nThe minister, Ana Corvo, says 30 were hurt.", ["Ana Corvo", "Ana Corvo"]),
    ("The director of the main hospital says 12 people died.\n\nDr. Ana Corvo told reporters 30 were hurt.",
     ["Ana Corvo", "Ana Corvo"]),
    ("The mayor of Brell says 12 people died.\n\nDr. Ana Corvo, a surgeon in Sarn, told reporters 30 were hurt.",
     ["mayor of Brell", "Ana Corvo"]),
    ("The Directorate General of Rescue (DGRX) says 12 people died.\n\nDGRX says 30 are hurt.",
     ["Directorate General of Rescue", "Directorate General of Rescue"]),
    ("The commander of the district police broke down the losses without adding them up: 12 people are dead.",
     ["commander"]),
    ("The lawmaker Dario Pumn says 31 people died.\n\nDistrict police chief Kalo Bern Pumn says 12 people died.",
     ["Dario Pumn", "Kalo Bern Pumn"]),
    ("The Tolmish ambassador says 12 people died.\n\nBrell Gov. Ana Corvo says 30 were hurt.",
     ["Tolmish ambassador", "Brell Gov. Ana Corvo"]),
    ("A Tolmish army officer says 12 people died.\n\nPresident Ana Corvo says 30 were hurt.",
     ["Tolmish army officer", "Ana Corvo"]),
    ("The press service of the Ministry of Rescue reports that 12 people died.", ["Ministry of Rescue"]),
    ("Rescue 1122 spokesman Joao Mendo says 12 people died.", ["Joao Mendo"]),
    ("The flood claimed 12 lives, the Ministry of Home Affairs says.", ["Ministry of Home Affairs"]),
    ("Military officials said an older model of the plane killed 12 people.", ["military officials"]),
)  # fmt: skip


@pytest.mark.parametrize(("text", "claimants"), CASES)
def test_a_figure_belongs_to_its_speaker(text: str, claimants: list[str | None]) -> None:
    assert [claim.claimant for claim in extract(text, context()).claims] == claimants


NAMELESS = (
    ("A top police official said 12 people died.", False),
    ("A senior official said 12 people died.", False),
    ("Officials said 12 people died.", False),
    ("A police officer said 12 people died.", False),
    ("A police source said 12 people died.", True),
    ("Hospital sources said 12 people died.", True),
    ("A coast guard official, who asked not to be named, said 12 people died.", True),
    ("A coast guard official said 12 people died. He asked not to be named.", True),
    ("An official who declined to be identified said 12 people died.", True),
    ("A colonel said on condition of anonymity that 12 people died.", True),
    ("A diplomat the agency did not name said 12 people died.", True),
    ("A forensic doctor who asked that his name be withheld said 12 people died.", True),
    ("A nurse, who begged us not to use her name, said 12 people died.", True),
    ("An aid worker who wasn't cleared to brief the media said 12 people died.", True),
    ("A teacher who did not wish to be identified said 12 people died.", True),
    ("A doctor who had no permission to talk said 12 people died.", True),
    ("A police officer said 12 people died and that the victims would not be identified before Monday.", False),
    ("Two security officials, speaking on condition of anonymity, said 12 people died.", True),
    ("A health official said 12 people died because he was not authorized to speak to the media.", True),
    ("Mayor Ana Corvo said 12 people died, a victim not to be named among them.", False),
)


@pytest.mark.parametrize(("text", "anonymous"), NAMELESS)
def test_anonymous_is_who_asked_for_it_or_a_source(text: str, anonymous: bool) -> None:
    claim = next(claim for claim in extract(text, context()).claims if claim.value == 12)
    assert (claim.claimant is not None, claim.anonymous) == (True, anonymous)


def test_an_unnamed_official_who_is_named_later_is_not_anonymous() -> None:
    text = "A source said 12 people died.\n\nAna Corvo, the governor, says 30 people are hurt. Corvo says 40 are missing."
    assert [claim.anonymous for claim in extract(text, context()).claims][1:] == [False, False]


def test_a_town_named_later_in_the_update_is_the_place() -> None:
    asked = Context(published_on=dt.date(2020, 3, 2), focus_country="SY", subject="news from Syria", carrier="AP",
                    dateline_place=None, gazetteer=load_gazetteer())  # fmt: skip
    text = "The army says the killing of 12 people in a town was a crime.\n\nTroops entered Palmyra on Sunday."
    (claim,) = extract(text, asked).claims
    assert claim.place is not None
    assert (claim.place.name, claim.place.kind) == ("Palmyra", "city")
    assert claim.cause == "attack"


PLACES = (
    ("Amatrice", "IT", "IT", "Twelve people died.", "Amatrice"),
    ("Beirut", "LB", "SY", "Twelve people died.", "Syria"),
    ("Amatrice", "IT", "IT", "Twelve people died across the country.", "Italy"),
    ("Amatrice", "IT", "IT", "Twelve people died in Italy.", "Amatrice"),
    ("Amatrice", "IT", "IT", "Twelve people died in Rieti. Thirty were hurt.", "Rieti"),
)


@pytest.mark.parametrize(("dateline", "lies_in", "focus", "text", "place"), PLACES)
def test_a_figure_without_a_place_is_from_the_dateline_if_the_story_is(
    dateline: str, lies_in: str, focus: str, text: str, place: str
) -> None:
    asked = Context(published_on=dt.date(2020, 3, 2), focus_country=focus, subject="news", carrier="AP",
                    dateline_place=load_gazetteer().find(dateline, lies_in), gazetteer=load_gazetteer())  # fmt: skip
    named = {claim.place.name for claim in extract(text, asked).claims if claim.place is not None}
    assert named == {place}


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("The toll is 290. Six bodies were found. Whether the count includes them is not clear.", (0, 6)),
        ("Thirty people are feared dead.", (0, 30)),
        ("More than 30 people are feared dead.", (31, None)),
        ("Dozens are feared dead.", (24, 99)),
    ],
)
def test_a_doubtful_figure_asserts_no_more_than_it_says(text: str, interval: tuple[int, int | None]) -> None:
    claim = extract(text, context()).claims[-1]
    assert (claim.low, claim.high) == interval


OTHER_EVENTS = (
    ("It is the worst crash since the 2009 crash, which killed 71.", True),
    ("A quake in 1996 killed 24 people.", True),
    ("A fire last year killed 24 people.", True),
    ("A flood two years ago killed 24 people.", True),
    ("The quake on Sunday killed 24 people.", False),
    ("The quake in May 2024 killed 24 people.", False),
    ("Saturday's attack killed 24 people.", False),
    ("Last Saturday's attack killed 24 people.", False),
    ("Police say 24 people died in last Friday's blast.", False),
    ("The attack a week ago killed 24.", False),
    ("The Oct. 3 bombing killed 24 people.", False),
    ("A similar crash last month killed 24.", True),
    ("Two years ago, a flood killed 24 people here.", True),
    ("A decade earlier, a similar fire killed 24.", True),
    ("The attack came four years after a bombing that killed 24.", True),
    ("The blast came a year after 24 people were killed in a similar attack.", True),
    ("Some 24 people were killed two years after the war ended.", False),
    ("Since 2010, avalanches have killed 24 people there.", True),
    ("The 2011 tsunami, which killed 24, is remembered.", True),
    ("The blast killed 24 on Saturday, the worst toll since 2009.", False),
)


@pytest.mark.parametrize(("text", "other"), OTHER_EVENTS)
def test_the_toll_of_a_past_event_is_marked(text: str, other: bool) -> None:
    (claim,) = extract(text, context()).claims
    assert claim.other_event is other


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Al menos 12 personas murieron y otras 30 resultaron heridas en la explosión, dijo la policía.", "es"),
        ("Mindestens 12 Menschen sind bei dem Unglück ums Leben gekommen, teilte die Polizei am Sonntag mit.", "de"),
        ("Au moins 12 personnes sont mortes dans un accident de car, a annoncé la préfecture.", "fr"),
        ("Не менее 12 человек погибли, сообщили власти.", "und"),
    ],
)
def test_another_language_is_named_and_gives_a_warning_and_no_claims(text: str, code: str) -> None:
    read = extract(text, context())
    assert (read.language, read.claims) == (code, ())
    assert read.warnings


def test_a_registry_knows_offices_and_grades_by_day() -> None:
    registry = KnownClaimants(
        [
            {"name": "Brell Rescue Council", "aliases": ["BRC"], "kind": "aid",
             "grades": [{"reliability": "B", "until": dt.date(2020, 1, 1)}]},
            {"name": "Ana Corvo", "kind": "person", "office": "Brell Rescue Council"},
        ]
    )  # fmt: skip
    assert registry.canonical("the BRC") == "Brell Rescue Council"
    assert registry.canonical("Ana Corvo") == "Brell Rescue Council"
    assert registry.canonical("somebody") is None
    assert registry.reliability("BRC", dt.date(2019, 12, 31)) == "B"
    assert registry.reliability("BRC", dt.date(2020, 1, 1)) == "F"


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("Between 80 and 60 people were killed.", "contradictory range, not read: Between 80 and 60"),
        ("The flood killed 12,000,000,000 people.", "number beyond 10^9, not read: 12,000,000,000"),
    ],
)
def test_a_number_that_cannot_be_trusted_gives_a_warning_and_no_claim(text: str, warning: str) -> None:
    read = extract(text, context())
    assert (read.claims, read.warnings) == ((), (warning,))
