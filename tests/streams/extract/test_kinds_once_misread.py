"""Kinds of sentences that were misread once, in other words than those that users sent (tests/e2e/cases/incidents)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from datelines.places import load_gazetteer
from streams.extract.claim import Claim, Context
from streams.extract.claims import extract

Told = dict[str, Any]
READ: tuple[tuple[str, tuple[Told, ...]], ...] = (
    # no number of the event's dead
    ("A flood in Brell left six people dead. A disaster is officially defined as 10 or more deaths.",
     ({"value": 6, "category": "killed"},)),
    ("The storm killed six people in Brell, police said. The army said there were no deaths elsewhere.",
     ({"value": 6, "category": "killed", "claimant": "police"},)),
    ("Officials now count 41 dead in the flood, a decrease of three from Monday's list.",
     ({"value": 41, "revision": "lowered", "from_value": 44},)),
    ("Two sailors believed to have drowned and reported dead were found alive on an island, the navy said.", ()),
    ("Seven of the 52 people reported killed in the flood turned out to be alive, and the mayor put the toll at 45.",
     ({"value": 52, "revision": "prior"}, {"value": 45, "revision": "lowered", "from_value": 52})),
    # dates and other events
    ("The boiler blast of 10 February ended the lives of 29 workers.", ({"value": 29, "category": "killed"},)),
    ("A sixth body was found in the ruins of the mill on Monday, police said.", ({"value": 6, "scope": "total"},)),
    ("A ferry sank off Brell, killing nine people.\n\n1998: A ferry sank off Sarn, killing 90 people.\n\nMarch 4, 2007 - Another"
     " wreck killed 33 people.",
     ({"value": 9, "other_event": False}, {"value": 90, "other_event": True}, {"value": 33, "other_event": True})),
    ("The month's two separate bombings killed 50 people. Officials said 20 people were killed in Brell.",
     ({"value": 50, "other_event": True}, {"value": 20, "other_event": False})),
    ("Two shootings in Brell killed seven people.", ({"value": 7, "other_event": False},)),
    ("Gunmen killed six soldiers in Brell. Militants have killed at least 430 soldiers since January, an institute says.",
     ({"value": 6, "other_event": False}, {"value": 430, "other_event": True})),
    ("Six people died in the crash. Between January and August 1,842 people died on the country's roads.",
     ({"value": 6, "other_event": False},)),
    ("Six people died in the crash. The holiday's road toll has reached 61, the ministry said.",
     ({"value": 6, "other_event": False}, {"value": 61, "other_event": True})),
    # what somebody no longer says
    ("Officials in Brell say 17 people are dead, correcting a figure of 19 they put out at lunchtime.",
     ({"value": 17, "revision": "lowered", "from_value": 19}, {"value": 19, "revision": "prior"})),
    ("The coast guard is back to 18 fatalities after saying 19 this afternoon.",
     ({"value": 18},)),
    ("Five people were killed in the flood, Ana Corvo said. She had told parliament on Friday that six people were killed.",
     ({"value": 5, "revision": "lowered"}, {"value": 6, "revision": "prior"})),
    ("With this death the victims of the fire add up to 43, Ana Corvo said.", ({"value": 43, "qualifier": "exact"},)),
    # sums
    ("Seventeen soldiers were killed, the army said. Twelve civilians lost their lives. That is 29 dead in all.",
     ({"value": 17, "scope": "subset"}, {"value": 12, "scope": "subset"}, {"value": 29, "scope": "total"})),
    ("Human losses total 33: 15 dead and 18 injured.",
     ({"value": 33, "category": "other"}, {"value": 15, "category": "killed"}, {"value": 18, "category": "injured"})),
    # ages
    ("Ana Corvo said 10 people died. Two of them were a patrolman of 26 and a woman of 58.",
     ({"value": 10}, {"value": 2, "scope": "subset"})),
    ("Four fairgoers were murdered in Brell. The shooter, 27, killed himself, the sheriff said.", ({"value": 4},)),
    ("The quake killed 41 people. That does not count Ana Corvo, 88, whose death is looked into.", ({"value": 41},)),
    # wholes and parts
    ("A ferry sank off Brell. The hospital said 31 passengers were receiving in-patient care.",
     ({"value": 31, "category": "hospitalized"},)),
    ("Four of the 31 passengers drowned, the harbour master said.", ({"value": 4, "scope": "total"},)),
    ("The flood killed 60 people. More than half of those killed — 32 — were children.",
     ({"value": 60, "scope": "total"}, {"value": 32, "scope": "subset"})),
    ("Aid workers say 80 people died in the rebel-controlled east.", ({"value": 80, "scope": "partial_area"},)),
    ("After the flood police reported 12 dead and six missing in Brell; eight dead in Sarn; two dead in Tolm.",
     tuple({"value": n, "scope": "partial_area"} for n in (12, 6, 8, 2))),
    ("The raids killed and injured people. The shells kill or injure at least 70 villagers.",
     ({"value": 70, "category": "other"},)),
    ("Ana Corvo is the last of the 14 victims to be identified after the fire.", ({"value": 14, "category": "killed"},)),
    # what is corrected, and by whom
    ("The mayor said 30 people died in the fire. He has since corrected himself, saying 27 people died.",
     ({"value": 30}, {"value": 27, "revision": "lowered", "from_value": 30})),
    ("The rescue council has cut its count of the dead to 27 from 29 after two names were found twice.",
     ({"value": 27, "revision": "lowered", "from_value": 29}, {"value": 29, "revision": "prior"})),
    ("The number of those hurt is adjusted to 51, against the 54 reported last night.",
     ({"value": 51, "revision": "lowered", "from_value": 54}, {"value": 54, "revision": "prior"})),
    ("Ana Corvo said 17 people are missing, down from 29 on Friday.",
     ({"value": 17, "revision": "lowered", "from_value": 29}, {"value": 29, "revision": "prior"})),
    ("Fatalities: 7 in all. CORRECTED from 8.",
     ({"value": 7, "revision": "lowered"}, {"value": 8, "revision": "prior"})),
    ("Ana Corvo said 17 people died. She feared that the count could cross 60.", ({"value": 17},)),
    ("Ana Corvo said 17 people died. The toll is expected to exceed 60, and may reach 90.", ({"value": 17},)),
    ("Ana Corvo said 17 people died. The toll could still rise to more than 60.", ({"value": 17},)),
    ("The count in Seoul could rise as 27 of the injured people are in serious condition.", ({"value": 27},)),
    ("Ana Corvo said 17 people died, after two of the names had been entered twice.", ({"value": 17},)),
    ("Since January alone 241 people have drowned off these shores.", ({"value": 241, "other_event": True},)),
    ("Ana Corvo said 17 people from 29 villages died.", ({"value": 17, "revision": "none"},)),
    ("The army is revising the death toll in the quake to 52.",
     ({"value": 52, "revision": "lowered", "claimant": "army"},)),
    ("The number of those missing in the flood has dropped to seven.",
     ({"value": 7, "category": "missing", "revision": "lowered", "claimant": None},)),
    ("The death toll in the quake topped more than 900, the ministry said.",
     ({"value": 900, "qualifier": "more_than", "claimant": "ministry"},)),
    ("Doctors in Garissa, Kenya, said 11 people were killed in the blast.", ({"value": 11, "claimant": "doctors"},)),
    ("Eleven people died when a bomb went off in Garissa. It is the second attack on a market in the state in four days, "
     "after the Mandera bombing which claimed 14 lives.", ({"value": 11, "other_event": False}, {"value": 14, "other_event": True})),
    ("Snow slides account for about seven deaths in an average winter, the institute says.", ({"value": 7, "other_event": True},)),
    ("Lightning kills about 40 people a year here.", ({"value": 40, "other_event": True},)),
    ("The fire killed 40 people a day after it broke out.", ({"value": 40, "other_event": False},)),
    ("The quake killed 40 people, up from 31 a day earlier.",
     ({"value": 40, "other_event": False}, {"value": 31, "other_event": False})),
    ("A crush killed 12 people at the fair, held every year.", ({"value": 12, "other_event": False},)),
    ("The governor's office says he misspoke when he said that 15 bodies had been taken from the ruins, and that he should "
     "have said 12.", ({"value": 15, "revision": "prior"}, {"value": 12, "revision": "lowered"})),
    ("The toll in the slide was cut to 14. Two bodies registered earlier turned out to hold remains of people who had been "
     "counted already, so the 16 reported before has been cut.",
     ({"value": 14, "revision": "lowered"}, {"value": 2, "revision": "none"}, {"value": 16, "revision": "prior"})),
    ("The number of people killed is five. The figure of six in our first release counted a man who is alive.",
     ({"value": 5, "revision": "lowered"}, {"value": 6, "revision": "prior"})),
    ("Rescue 1122 spokesman Bilal Orak said 12 people were killed in the blast.", ({"value": 12},)),
    ("The fire service, SDIS 48, says five people died in the crash.", ({"value": 5},)),
    ("At least 12 people are feared dead after a bus went off the road.", ({"value": 12, "qualifier": "at_least"},)),
    ("Sixty-odd people were killed in the blast.", ({"value": 60, "qualifier": "about"},)),
    ("The third quake in as many days killed 12 people.", ({"value": 12, "other_event": False},)),
    ("Petra Alonso, a senior fire official told reporters that 16 people were killed in the fire.",
     ({"value": 16, "claimant": "Petra Alonso"},)),
)  # fmt: skip


def claims(text: str, country: str = "KE", subject: str = "") -> tuple[Claim, ...]:
    return extract(text, Context(
        published_on=dt.date(2026, 3, 14), focus_country=country, subject=subject, carrier=None, dateline_place=None,
        gazetteer=load_gazetteer(), may_be_cut_off=False,
    )).claims  # fmt: skip


@pytest.mark.parametrize(("text", "right"), READ, ids=[text[:40] for text, _ in READ])
def test_a_kind_once_misread(text: str, right: tuple[Told, ...]) -> None:
    read = claims(text)
    assert [{name: getattr(claim, name) for name in told} for claim, told in zip(read, right, strict=False)] == list(right)
    assert len(read) == len(right), [claim.evidence for claim in read]


@pytest.mark.parametrize(("text", "country", "place"), [
    ("Police in Garissa, Kenya, said 11 people were killed when a roof fell in.", "KE", "Garissa"),
    ("Eleven people were killed when a lorry overturned about 20 miles north of Tucson.", "US", "Arizona"),
    ("Eleven people drowned. The coast guard blamed its Mombasa office.", "KE", "Kenya"),
    ("Eleven people died when the Nairobi–Kisumu train left the rails in Nakuru.", "KE", "Nakuru"),
    ("Eleven people died, the mayor told a Mombasa radio station.", "KE", "Kenya"),
    ("Eleven people died as jets came from the direction of Garissa.", "KE", "Kenya"),
    ("Eleven people died. Crews from Nairobi and the city of Garissa are on their way.", "KE", "Kenya"),
    ("Eleven people died. Others were taken to the county hospital, Garissa.", "KE", "Kenya"),
])  # fmt: skip
def test_the_place_where_nothing_else_is_named(text: str, country: str, place: str) -> None:
    (claim,) = claims(text, country)
    assert claim.place is not None
    assert claim.place.name == place


@pytest.mark.parametrize(("subject", "place"), [
    ("Strike kills 11 at village fair, Nairobi says", "Kenya"), ("Strike kills 11 in Nairobi, says mayor", "Nairobi"),
    ("Officials in Nairobi said 11 people were killed", "Nairobi"),
])
def test_a_capital_that_speaks_in_a_headline_is_not_where_it_was(subject: str, place: str) -> None:
    (claim,) = claims("Eleven people were killed.", subject=subject)
    assert claim.place is not None
    assert claim.place.name == place
