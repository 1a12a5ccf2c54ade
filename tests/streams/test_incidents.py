"""Which claims speak of the same event, whatever the order they come in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.events import FigureClaimed, IncidentsRelinked, Place
from schemas.ids import digest
from streams.incidents.book import Book, Incident, writing_order
from streams.incidents.relinks import Relink, Relinks
from tests.builders import LIMA, NOON, PERU, TRUJILLO, cause, claimed, minutes
from tests.forms import example_count
from tests.streams.linking.plain import incidents_of

unhurried = settings(deadline=None)


def cause_of(text: str) -> str | None:
    return next((c for word, c in (("mudslide", "landslide"), ("quake", "quake")) if word in text), None)


def book(claims: list[FigureClaimed]) -> Book:
    made = Book(cause_of)
    for claim in claims:
        made.add(claim)
    return made


def relink(kind: Any, claims: list[FigureClaimed], since: dt.datetime | None = None, number: int = 0) -> IncidentsRelinked:
    claim_ids = tuple(claim.claim_id for claim in claims)
    return IncidentsRelinked(
        event_id=digest("relinked", kind, number, *claim_ids), edit_id=digest("edit", number), desk="PE", kind=kind,
        incident_ids=(), claim_ids=claim_ids, since=since, by="Pilar Ansede", reason="seen on the page",
        published_at=NOON, caused_by=cause(number), pipeline_version=1,
    )


def grouped(claims: list[FigureClaimed]) -> set[frozenset[str]]:
    return {frozenset(c.claim_id for c in incident.claims) for incident in book(claims).incidents()}


SCENARIOS: list[tuple[str, list[dict[str, Any]], list[set[int]]]] = [
    ("two carriers of one event",
     [{"story": "a"}, {"story": "b", "carrier": "CPN"}], [{0, 1}]),
    ("one cause in two far cities is two events",
     [{"story": "a", "cause": "shooting"}, {"story": "b", "cause": "shooting", "place": LIMA}], [{0}, {1}]),
    ("two causes in one city are two events",
     [{"story": "a", "cause": "shooting"}, {"story": "b", "cause": "quake"}], [{0}, {1}]),
    ("one event under kindred names",
     [{"story": "a", "cause": "landslide"}, {"story": "b", "cause": "flood"}], [{0, 1}]),
    ("a story about one event joins its far places",
     [{"story": "the-quake-in-peru", "cause": "quake"},
      {"story": "the-quake-in-peru", "cause": "quake", "place": LIMA}], [{0, 1}]),
    ("a claim that names only the country joins the event of its story",
     [{"story": "a", "cause": "quake"}, {"story": "b", "cause": "quake", "place": LIMA},
      {"story": "b", "cause": "quake", "place": PERU}], [{0}, {1, 2}]),
    ("a claim without cause joins what happened there",
     [{"story": "a", "cause": "quake"}, {"story": "b", "cause": None}], [{0, 1}]),
    ("claims that name no place stay together by story",
     [{"story": "a", "cause": None, "place": None}, {"story": "a", "cause": None, "place": PERU}], [{0, 1}]),
    ("kindred causes without a place are one event",
     [{"story": "a", "cause": "attack", "place": PERU}, {"story": "b", "cause": "shooting", "place": PERU}], [{0, 1}]),
    ("another event's toll belongs to none",
     [{"story": "a"}, {"story": "a", "other_event": True}], [{0}]),
    ("what the claims of one name as a cause holds less than its standing subject",
     [{"story": "mudslide-live", "cause": "shooting"}, {"story": "b", "cause": "landslide"}], [{0, 1}]),
    ("a province or big city that both print speaks for one event",
     [{"story": "a", "cause": "fire", "place": None, "names": ("oka", "rua", "tumi", "Lima"), "value": 2, "category": "missing"},
      {"story": "b", "cause": "fire", "place": None, "names": ("sedo", "vila", "zapa", "Lima"), "value": 3, "category": "injured",
       "published_at": NOON + dt.timedelta(days=2)}], [{0, 1}]),
    ("without one they are two",
     [{"story": "a", "cause": "fire", "place": None, "names": ("oka", "rua", "tumi", "Lima"), "value": 2, "category": "missing"},
      {"story": "b", "cause": "fire", "place": None, "names": ("sedo", "vila", "zapa", "Ica"), "value": 3, "category": "injured",
       "published_at": NOON + dt.timedelta(days=2)}], [{0}, {1}]),
    ("after a pause longer than the window it is another event",
     [{"story": "a"}, {"story": "a", "published_at": NOON + dt.timedelta(days=40)}], [{0}, {1}]),
]


@pytest.mark.parametrize(("rule", "fields", "expected"), SCENARIOS, ids=[s[0] for s in SCENARIOS])
def test_scenarios(rule: str, fields: list[dict[str, Any]], expected: list[set[int]]) -> None:
    claims = [claimed(start=i, **f) for i, f in enumerate(fields)]
    assert grouped(claims) == {frozenset(claims[i].claim_id for i in group) for group in expected}


claims_of_a_desk = st.lists(st.builds(
    lambda story, cause, place, day, start, names: claimed(
        story=story, cause=cause, place=place, start=start, at=NOON + dt.timedelta(days=day), names=names),
    st.sampled_from(["the-mudslide-in-peru", "peru", "quake-in-lima", "attack-on-a-school"]),
    st.sampled_from([None, "quake", "landslide", "attack"]), st.sampled_from([None, PERU, LIMA, TRUJILLO]),
    st.sampled_from([0, 1, 9, 35, 70]), st.integers(0, 50), st.sampled_from([(), ("Lima",), ("rimac", "Lima")]),
), max_size=12, unique_by=lambda c: c.claim_id)


@unhurried
@given(claims_of_a_desk, st.randoms())
def test_incidents_do_not_depend_on_the_order_of_arrival(claims: list[FigureClaimed], random: Any) -> None:
    shuffled = list(claims)
    random.shuffle(shuffled)
    assert sorted(book(shuffled).incidents()) == sorted(book(claims).incidents())


@unhurried
@given(claims_of_a_desk)
def test_every_claim_is_in_exactly_one_incident(claims: list[FigureClaimed]) -> None:
    found = [c.claim_id for incident in book(claims).incidents() for c in incident.claims]
    assert sorted(found) == sorted(c.claim_id for c in claims)


@unhurried
@given(claims_of_a_desk, claims_of_a_desk, st.data())
def test_a_change_tells_what_the_incidents_become(
    before: list[FigureClaimed], come: list[FigureClaimed], data: st.DataObject
) -> None:
    known = {c.claim_id for c in before}
    come = [c for c in come if c.claim_id not in known]
    gone = data.draw(st.sets(st.sampled_from(sorted(known)))) if known else set()
    told_again = data.draw(st.sets(st.sampled_from(sorted(known - gone)))) if known - gone else set()
    come += [msgspec.structs.replace(c, copy_of="another") for c in before if c.claim_id in told_again]
    held = book(before)
    old = {i.incident_id: i for i in held.incidents()}
    change = held.change(come, gone)
    assert {i.incident_id: i for i in held.incidents()} == old, "a change must not touch the book"
    for claim in come:
        held.add(claim)
    held.remove(gone)
    new = {i.incident_id: i for i in held.incidents()}
    told: dict[str, Incident] = {**old, **{i.incident_id: i for i in change.after}}
    for incident_id in (*change.superseded, *change.ended):
        told.pop(incident_id)
    assert told == new
    assert new == {i.incident_id: i for i in book(come + [c for c in before if c.claim_id not in gone | told_again])
                   .incidents()}
    assert set(change.superseded.values()) <= set(new)


def test_an_earlier_claim_renames_the_incident() -> None:
    later, earlier = claimed(at=NOON), claimed(at=NOON - minutes(30), value=4)
    held = book([later])
    (before,) = held.incidents()
    change = held.change([earlier])
    (after,) = change.after
    assert change.superseded == {before.incident_id: after.incident_id}
    assert after.claims == tuple(sorted([earlier, later], key=writing_order))


def test_an_old_incident_is_forgotten_whole() -> None:
    old, fresh = claimed(at=NOON - dt.timedelta(days=50)), claimed(at=NOON, story="b")
    held = book([old, fresh])
    gone = held.forget_before((NOON - dt.timedelta(days=30)).date())
    assert [c.claim_id for i in gone for c in i.claims] == [old.claim_id]
    assert len(held) == 1


LATER = NOON + minutes(600)
HERE, THERE, AFTER = claimed(story="a"), claimed(story="b", place=LIMA), claimed(story="a", at=LATER, value=6)
EDITS: list[tuple[str, list[tuple[str, list[FigureClaimed], dt.datetime | None]], list[set[FigureClaimed]]]] = [
    ("a merge unites what the rules keep apart, later claims too",
     [("merge", [HERE, THERE], None)], [{HERE, AFTER, THERE}]),
    ("a split sets the named claims apart",
     [("split", [HERE], None)], [{HERE}, {AFTER}, {THERE}]),
    ("a split that goes on takes later claims of the same sources",
     [("split", [HERE], NOON)], [{HERE, AFTER}, {THERE}]),
    ("but none published before it begins",
     [("split", [AFTER], LATER)], [{HERE}, {AFTER}, {THERE}]),
    ("what is split out of a merge leaves it, the rest stays",
     [("merge", [HERE, AFTER, THERE], None), ("split", [HERE], None)], [{HERE}, {AFTER, THERE}]),
    ("a later merge brings back what was split out",
     [("split", [HERE], None), ("merge", [HERE, AFTER], None)], [{HERE, AFTER}, {THERE}]),
    ("what one split names no other takes in passing",
     [("split", [AFTER], None), ("split", [HERE], NOON)], [{HERE}, {AFTER}, {THERE}]),
    ("of two splits that name it the later has it",
     [("split", [HERE, AFTER], None), ("split", [AFTER, THERE], None)], [{HERE}, {AFTER, THERE}]),
    ("merges that share a claim make one incident",
     [("merge", [HERE, THERE], None), ("merge", [THERE, AFTER], None)], [{HERE, AFTER, THERE}]),
]


@pytest.mark.parametrize(("rule", "edits", "expected"), EDITS, ids=[e[0] for e in EDITS])
def test_editors_have_the_last_word(rule: str, edits: list[Any], expected: list[set[FigureClaimed]]) -> None:
    held = book([HERE, THERE])
    for number, (kind, claims, since) in enumerate(edits):
        if AFTER in claims:
            held.add(AFTER)
        held.relink(relink(kind, claims, since, number))
    held.add(AFTER)
    assert {frozenset(i.claims) for i in held.incidents()} == {frozenset(group) for group in expected}


def test_a_relink_taken_twice_counts_once() -> None:
    held = book([HERE, THERE])
    merge, split = relink("merge", [HERE, THERE]), relink("split", [HERE])
    for event in (merge, split, merge):
        held.relink(event)
    assert {frozenset(i.claims) for i in held.incidents()} == {frozenset([HERE]), frozenset([THERE])}


def test_a_relink_that_names_no_known_claim_changes_nothing() -> None:
    held = book([HERE])
    change = held.change((), (), relink("split", [THERE], NOON))
    assert (change.after, change.superseded, change.ended) == ((), {}, ())


def test_a_relink_is_forgotten_with_its_claims() -> None:
    held = book([HERE, THERE])
    held.relink(relink("split", [HERE], NOON))
    held.forget_before((NOON + dt.timedelta(days=1)).date())
    held.add(HERE)
    held.add(claimed(story="b"))
    assert len(held.incidents()) == 1, "what was forgotten must not set apart a claim that comes again"


def test_incidents_are_found_by_id() -> None:
    held = book([HERE, THERE, AFTER])
    for incident in held.incidents():
        assert held.incident(incident.incident_id) == incident
        assert held.claims_of(incident.incident_id) == incident.claims
    assert held.incident("0" * 32) is None
    assert held.claims_of("0" * 32) == ()


@st.composite
def edits_of(draw: st.DrawFn, claims: list[FigureClaimed]) -> list[IncidentsRelinked]:
    if not claims:
        return []
    return [
        relink(draw(st.sampled_from(["merge", "split"])), draw(st.lists(st.sampled_from(claims), min_size=1, max_size=4)),
               draw(st.sampled_from([None, NOON, NOON + dt.timedelta(days=5)])), number)
        for number in range(draw(st.integers(0, 4)))
    ]


@unhurried
@given(claims_of_a_desk, st.data())
def test_relinks_work_on_claims_that_come_later_as_on_those_before(
    claims: list[FigureClaimed], data: st.DataObject
) -> None:
    relinks = data.draw(edits_of(claims))
    plain = book(claims)
    for event in relinks:
        plain.relink(event)
    late = book([])
    waiting = data.draw(st.permutations(claims))
    for event in relinks:
        for claim in [c for c in waiting if c.claim_id in event.claim_ids]:
            late.add(claim)
        late.relink(event)
    for claim in waiting:
        late.add(claim)
    assert sorted(late.incidents()) == sorted(plain.incidents())


LA_LIBERTAD = Place(name="La Libertad", kind="region", country="PE", geoname_id=3695781, admin1="13",
                    latitude=-8.0, longitude=-78.5)
CHIMBOTE = Place(name="Chimbote", kind="city", country="PE", geoname_id=3698304, admin1="02",
                 latitude=-9.07, longitude=-78.59)
SUBJECTS = {"mudslide": "landslide", "quake": "quake", "bombing": "attack", "shooting": "shooting"}

any_claim = st.builds(
    lambda story, cause, place, value, hours, start: claimed(
        story=story, cause=cause, place=place, value=value, start=start, at=NOON + dt.timedelta(hours=hours)),
    st.sampled_from(["the-mudslide-in-peru", "peru", "quake-in-lima", "the-bombing-at-a-market-in-lima",
                     "the-shooting-at-a-church-in-lima", "lima"]),
    st.sampled_from([None, "quake", "landslide", "attack", "shooting", "storm"]),
    st.sampled_from([None, PERU, LIMA, TRUJILLO, LA_LIBERTAD, CHIMBOTE]),
    st.sampled_from([1, 3, 8, 20, 50]), st.sampled_from([0, 1, 5, 13, 20, 26, 40, 80, 200, 400, 900, 2000]),
    st.integers(0, 50),
)


def cause_in(subject: str) -> str | None:
    return next((cause for word, cause in SUBJECTS.items() if word in subject), None)


class Plainly:
    """The same claims and relinks, joined anew each time."""

    def __init__(self) -> None:
        self.claims: dict[str, FigureClaimed] = {}
        self.relinks = Relinks()

    def incidents(self) -> list[Incident]:
        return incidents_of(self.claims.values(), self.relinks, cause_in)

    def relink(self, event: IncidentsRelinked) -> None:
        self.relinks = self.relinks.followed_by(Relink.of(event, self.claims))

    def forget_before(self, day: dt.date) -> list[Incident]:
        gone = [i for i in self.incidents() if i.claims[-1].published_at.date() < day]
        for claim in (c for incident in gone for c in incident.claims):
            del self.claims[claim.claim_id]
        splits = {split for c in self.claims.values() if (split := self.relinks.split_of(c)) is not None}
        self.relinks = self.relinks.kept_for(self.claims, splits)
        return gone


@settings(deadline=None, max_examples=example_count(150))
@given(st.data())
def test_following_changes_gives_what_joining_anew_gives(data: st.DataObject) -> None:
    held, plain = Book(cause_in), Plainly()
    for number in range(data.draw(st.integers(1, 12))):
        known = [plain.claims[claim_id] for claim_id in sorted(plain.claims)]
        some = st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True) if known else st.nothing()
        match data.draw(st.sampled_from(["add", "add", "remove", "relink", "forget"] if known else ["add"])):
            case "add":
                claims = data.draw(st.lists(any_claim, min_size=1, max_size=4, unique_by=lambda c: c.claim_id))
                if data.draw(st.booleans()):
                    held.change(claims)
                for claim in claims:
                    held.add(claim)
                    plain.claims[claim.claim_id] = claim
            case "remove":
                gone = [claim.claim_id for claim in data.draw(some)]
                if data.draw(st.booleans()):
                    held.change((), gone)
                held.remove(gone)
                for claim_id in gone:
                    del plain.claims[claim_id]
            case "relink":
                event = relink(data.draw(st.sampled_from(["merge", "split"])), data.draw(some),
                               data.draw(st.sampled_from([None, NOON, NOON + dt.timedelta(hours=30)])), number)
                held.change((), (), event)
                held.relink(event)
                plain.relink(event)
            case "forget":
                day = (NOON + dt.timedelta(days=data.draw(st.integers(0, 20)))).date()
                assert held.forget_before(day) == plain.forget_before(day)
        assert held.incidents() == plain.incidents()
        for incident in plain.incidents():
            assert held.incident(incident.incident_id) == incident
