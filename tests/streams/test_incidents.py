"""Which claims speak of the same event, whatever the order they come in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.events import FigureClaimed
from streams.incidents import Book, Incident, published_order
from tests.builders import LIMA, NOON, PERU, TRUJILLO, claimed, minutes


def cause_of(text: str) -> str | None:
    return next((c for word, c in (("mudslide", "landslide"), ("quake", "quake")) if word in text), None)


def book(claims: list[FigureClaimed]) -> Book:
    made = Book(cause_of)
    for claim in claims:
        made.add(claim)
    return made


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
    ("after a pause longer than the window it is another event",
     [{"story": "a"}, {"story": "a", "published_at": NOON + dt.timedelta(days=40)}], [{0}, {1}]),
]


@pytest.mark.parametrize(("rule", "fields", "expected"), SCENARIOS, ids=[s[0] for s in SCENARIOS])
def test_scenarios(rule: str, fields: list[dict[str, Any]], expected: list[set[int]]) -> None:
    claims = [claimed(start=i, **f) for i, f in enumerate(fields)]
    assert grouped(claims) == {frozenset(claims[i].claim_id for i in group) for group in expected}


claims_of_a_desk = st.lists(st.builds(
    lambda story, cause, place, day, start: claimed(
        story=story, cause=cause, place=place, start=start, at=NOON + dt.timedelta(days=day)),
    st.sampled_from(["the-mudslide-in-peru", "peru", "quake-in-lima"]),
    st.sampled_from([None, "quake", "landslide", "attack"]), st.sampled_from([None, PERU, LIMA, TRUJILLO]),
    st.sampled_from([0, 1, 9, 35, 70]), st.integers(0, 50),
), max_size=12, unique_by=lambda c: c.claim_id)


@given(claims_of_a_desk, st.randoms())
def test_incidents_do_not_depend_on_the_order_of_arrival(claims: list[FigureClaimed], random: Any) -> None:
    shuffled = list(claims)
    random.shuffle(shuffled)
    assert sorted(book(shuffled).incidents()) == sorted(book(claims).incidents())


@given(claims_of_a_desk)
def test_every_claim_is_in_exactly_one_incident(claims: list[FigureClaimed]) -> None:
    found = [c.claim_id for incident in book(claims).incidents() for c in incident.claims]
    assert sorted(found) == sorted(c.claim_id for c in claims)


@given(claims_of_a_desk, claims_of_a_desk, st.data())
def test_a_change_tells_what_the_incidents_become(
    before: list[FigureClaimed], come: list[FigureClaimed], data: st.DataObject
) -> None:
    known = {c.claim_id for c in before}
    come = [c for c in come if c.claim_id not in known]
    gone = data.draw(st.sets(st.sampled_from(sorted(known)))) if known else set()
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
    assert set(change.superseded.values()) <= set(new)


def test_an_earlier_claim_renames_the_incident() -> None:
    later, earlier = claimed(at=NOON), claimed(at=NOON - minutes(30), value=4)
    held = book([later])
    (before,) = held.incidents()
    change = held.change([earlier])
    (after,) = change.after
    assert change.superseded == {before.incident_id: after.incident_id}
    assert after.claims == tuple(sorted([earlier, later], key=published_order))


def test_an_old_incident_is_forgotten_whole() -> None:
    old, fresh = claimed(at=NOON - dt.timedelta(days=50)), claimed(at=NOON, story="b")
    held = book([old, fresh])
    gone = held.forget_before((NOON - dt.timedelta(days=30)).date())
    assert [c.claim_id for i in gone for c in i.claims] == [old.claim_id]
    assert len(held) == 1
