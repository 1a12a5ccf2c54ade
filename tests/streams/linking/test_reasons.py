"""Why stories are one event or two, as `newsroom why` tells it."""

from __future__ import annotations

import datetime as dt
import inspect
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.events import FigureClaimed, IncidentsRelinked, Place
from schemas.ids import digest
from streams.extract.words.cause import cause_of
from streams.incidents import ties
from streams.incidents.book import Book, Incident
from streams.incidents.in_words import in_words, said, spelling_of
from streams.incidents.reasons import Reason, reasons_of
from streams.incidents.ties import Tie
from tests.builders import LIMA, NOON, PERU, TRUJILLO, cause, claimed
from tests.forms import example_count

HOUR = dt.timedelta(hours=1)
PAGES = ["Mudslide buries Kpalo. The road to Lodza is cut, chapels are lost.", "In Kpalo, near Lodza, chapels fell."]
KPALO = Place(name="Kpalo", kind="city", country="PE", geoname_id=1, admin1="13", latitude=-8.1, longitude=-79.0)


def desk(claims: list[FigureClaimed], relinked: list[IncidentsRelinked]) -> list[Incident]:
    book = Book(cause_of)
    for claim in claims:
        book.add(claim)
    for event in relinked:
        book.relink(event)
    return book.incidents()


def edit(kind: Any, claims: list[FigureClaimed], number: int = 0, since: dt.datetime | None = None) -> IncidentsRelinked:
    return IncidentsRelinked(
        event_id=digest("relinked", kind, number), edit_id=digest("edit", number), desk="PE", kind=kind, incident_ids=(),
        claim_ids=tuple(claim.claim_id for claim in claims), since=since, by="Pilar Ansede", reason="seen on the page",
        published_at=NOON + 9 * HOUR, caused_by=cause(number), pipeline_version=1,
    )


def told(claims: list[FigureClaimed], relinked: list[IncidentsRelinked] | None = None, of: int = 0) -> list[str]:
    """The sentences on the incident of this claim, ids left out."""
    incidents = desk(claims, relinked or [])
    asked = next(i for i in incidents if claims[of] in i.claims)
    reasons = reasons_of(asked, incidents, relinked or [], cause_of)
    return [re.sub(r"\b[0-9a-f]{8}\b", "ID", said(reason, spelling_of(PAGES))) for reason in reasons]


def test_an_incident_of_one_story_begins_with_it() -> None:
    claims = [claimed(value=5, story="slide"), claimed(value=7, story="slide", at=NOON + HOUR)]
    assert told(claims) == ["It begins with slide (2 updates of PNA from 14 Mar 12:00 on, first ID)."]


def test_two_stories_are_one_event_by_names_places_causes_days_and_claimants() -> None:
    known: dict[str, Any] = {"claimant": "Elvia Tantarico", "happened_on": "2026-03-14", "place": KPALO}
    claims = [
        claimed(value=9, story="slide-in-peru", names=("kpalo", "lodza", "chapel", "tantarico"), **known),
        claimed(value=9, story="kpalo", names=("kpalo", "chapel", "lodza", "tantarico"), at=NOON + HOUR, carrier="CPN",
                **{**known, "cause": "flood", "place": TRUJILLO}),
    ]
    assert told(claims) == [
        "It begins with slide-in-peru (update ID of PNA, 14 Mar 12:00).",
        "kpalo (update ID of CPN, 14 Mar 13:00) is one event with slide-in-peru (ID): both name Kpalo and Lodza and print "
        "“chapel”; both say it happened on 14 March; both hear Elvia Tantarico; a standing subject tells Kpalo; the later "
        "one goes on from the toll of the earlier (9); places near each other, Kpalo and Trujillo (4 km); told on the same day; kindred causes, landslide and "
        "flood. Both tell of 9 killed.",
    ]


def test_what_speaks_against_is_told_too() -> None:
    claims = [
        claimed(value=40, story="slide", names=("kpalo", "lodza"), happened_on="2026-03-13"),
        claimed(value=8, story="lodza", names=("kpalo", "lodza"), happened_on="2026-03-12", at=NOON + HOUR, place=PERU),
    ]
    assert told(claims)[1] == (
        "lodza (update ID of PNA, 14 Mar 13:00) is one event with slide (ID): both name Kpalo and Lodza; a standing subject "
        "tells Lodza; the same cause, landslide; told on the same day; although the later one begins with fewer dead (8, where the earlier had reached 40); "
        "they give different days, 13 March and 12 March."
    )


APART: list[tuple[str, list[dict[str, Any]], str]] = [
    ("far", [{"cause": "quake"}, {"cause": "shooting", "place": LIMA}],
     "they share no name, claimant or place; places far apart, Trujillo and Lima (489 km); different causes, quake and "
     "shooting; though the later one goes on from the "
     "toll of the earlier (5, then 6); told on the same day."),
    ("again", [{"cause": "shooting", "value": 40, "names": ("kpalo", "lodza")},
               {"cause": "shooting", "value": 6, "story": "the-shooting", "hours": 30, "names": ("kpalo", "lodza")}],
     "the toll starts again, for the later one begins with fewer dead (6, where the earlier had reached 40); though "
     "both name Kpalo and Lodza; the same cause, shooting; the same place, Trujillo; told a day apart."),
    ("manners", [{"cause": "attack", "story": "the-knife-attack", "names": ("kpalo",)},
                 {"cause": "attack", "story": "the-van-attack", "value": 6, "names": ("kpalo",)}],
     "their standing subjects name different things, stabbing and ramming; though both name Kpalo; the later one goes on "
     "from the toll of the earlier (5, then 6); the same cause, attack; the same place, Trujillo; both standing subjects name "
     "the cause; told on the same day."),
    ("venues", [{"cause": "fire", "story": "hotel-burns", "names": ("kpalo",)},
                {"cause": "fire", "story": "school-burns", "value": 9, "hours": 20, "names": ("kpalo",)}],
     "their standing subjects name different things, hotel and school; though both name Kpalo; the later one goes on from "
     "the toll of the earlier (5, then 9); the same cause, fire; the same place, Trujillo; told a day apart."),
    ("dealt", [{"cause": "fire", "story": "one"}, {"cause": "crash", "story": "one", "place": LIMA}],
     "their one standing subject tells of both and deals its figures out to them; places far apart, Trujillo and Lima (489 km); "
     "different causes, fire and crash; though one standing subject; the later one goes on from the toll of the earlier "
     "(5); told on the same day. Both tell of 5 killed."),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "fields", "expected"), APART, ids=[each[0] for each in APART])
@pytest.mark.parametrize("of", [0, 1])
def test_what_keeps_the_nearest_incident_apart(rule: str, fields: list[dict[str, Any]], expected: str, of: int) -> None:
    claims = []
    for number, given_ in enumerate(fields):
        known = {"story": f"story-{number}", "value": 5 + number * (rule == "far"), "hours": number, **given_}
        claims.append(claimed(at=NOON + known.pop("hours") * HOUR, start=number, **known))
    first, apart = told(claims, of=of)
    assert first.startswith("It begins with")
    assert re.sub(r"^Apart from incident ID \(\w+: \w+\): ", "", apart) == expected


def test_of_several_the_nearest_is_told_and_none_that_is_a_week_away() -> None:
    here = claimed(story="a", cause="fire")
    near = claimed(story="b", cause="crash", at=NOON + HOUR)
    far = claimed(story="c", cause="quake", place=LIMA, at=NOON + HOUR)
    later = claimed(story="d", cause="crash", at=NOON + dt.timedelta(days=8))
    assert [line.split(":")[0] for line in told([here, far, near])[1:]] == ["Apart from incident ID (Trujillo"]
    assert len(told([here, later])) == 1


def test_what_editors_did_is_told_as_theirs() -> None:
    fire, crash = claimed(story="a", cause="fire"), claimed(story="b", cause="crash", at=NOON + HOUR)
    merged = edit("merge", [fire, crash])
    assert told([fire, crash], [merged]) == [
        "It begins with a (update ID of PNA, 14 Mar 12:00).",
        "b (update ID of PNA, 14 Mar 13:00) was merged into it by Pilar Ansede, 14 Mar 21:00 UTC: seen on the page.",
    ]
    more = claimed(story="a", cause="fire", value=9, at=NOON + 2 * HOUR)
    split = edit("split", [more], 1)
    assert told([fire, more], [split])[1] == (
        "Apart from incident ID (Trujillo: fire), for one was split off by Pilar Ansede, 14 Mar 21:00 UTC: seen on the page.")
    assert told([fire, more], [split], of=1)[0] == (
        "a (update ID of PNA, 14 Mar 14:00) was split off by Pilar Ansede, 14 Mar 21:00 UTC: seen on the page.")


def test_every_tie_is_told_with_what_it_lies_in() -> None:
    """No tie falls back to its bare name, which says neither which names nor which places."""
    bare = {"one tells too little to be an event by itself"}
    whats = set(re.findall(r'Tie\("([^"]+)"', inspect.getsource(ties))) - bare
    assert len(whats) > 10
    [reason] = [r for r in reasons_with_all() if r.other is not None]
    assert reason.other is not None
    assert [what for what in whats if in_words(Tie(what, 1), reason.other, reason.telling, {}) == what] == []


def reasons_with_all() -> list[Reason]:
    """Of two pages that share everything that a tie can lie in."""
    known: dict[str, Any] = {"claimant": "Ana Ruiz", "happened_on": "2026-03-14", "names": ("kpalo", "ruiz", "Lima")}
    claims = [claimed(story="school-slide", **known), claimed(story="slide-at-school", at=NOON + HOUR, **known)]
    incidents = desk(claims, [])
    return reasons_of(incidents[0], incidents, [], cause_of)


claims_of_a_desk = st.lists(st.builds(
    lambda story, cause, place, day, start, names, happened: claimed(
        story=story, cause=cause, place=place, start=start, at=NOON + dt.timedelta(days=day), names=names,
        value=start + 1, happened_on=happened),
    st.sampled_from(["the-mudslide-in-peru", "peru", "quake-in-lima", "the-school-shooting"]),
    st.sampled_from([None, "quake", "landslide", "shooting"]), st.sampled_from([None, PERU, LIMA, TRUJILLO]),
    st.sampled_from([0, 1, 5, 9, 35]), st.integers(0, 50), st.sampled_from([(), ("kpalo",), ("kpalo", "lodza"), ("lodza", "Lima")]),
    st.sampled_from([None, "2026-03-14"]),
), min_size=1, max_size=12, unique_by=lambda c: c.claim_id)  # fmt: skip


@settings(max_examples=example_count(100), deadline=None)
@given(claims_of_a_desk, st.data())
def test_every_telling_of_an_incident_has_its_reason(claims: list[FigureClaimed], data: st.DataObject) -> None:
    """Whatever editors merge and split; and what rules joined is never said to be an editor's work."""
    some = st.lists(st.sampled_from(claims), min_size=1, max_size=3, unique_by=lambda c: c.claim_id)
    edits = [
        edit(kind, data.draw(some), number, data.draw(st.sampled_from([None, NOON])) if kind == "split" else None)
        for number, kind in enumerate(data.draw(st.lists(st.sampled_from(["merge", "split"]), max_size=3)))
    ]
    incidents = desk(claims, edits)
    for incident in incidents:
        reasons = reasons_of(incident, incidents, edits, cause_of)
        within = [reason for reason in reasons if reason.kind != "apart"]
        assert sorted(c.claim_id for r in within for c in r.telling.claims) == sorted(c.claim_id for c in incident.claims)
        assert [reason.kind in ("first", "split off") for reason in within].index(True) == 0
        assert all(r.other.incident == incident for r in within if r.other is not None)
        assert edits or {reason.kind for reason in within} <= {"first", "one event"}
        assert len(reasons) - len(within) <= 1
        for reason in reasons:
            assert said(reason, {}).endswith(".")
            assert reason.kind != "apart" or reason.nearest not in (None, incident)
