"""What holds for every set of claims, and not only for the scenarios."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.events import ATTACKERS_INCLUDED, Category, FigureClaimed, Place, Qualifier, Voice
from schemas.ids import digest
from streams.figures.claimants.speakers import speaker
from streams.figures.policies import POLICIES
from streams.figures.reconcile import Reconciled, Reconciling, reconcile_all
from streams.figures.said.collected import GONE_BACK, StatementsOnFigure
from streams.figures.said.floors import is_floor
from streams.figures.said.statements import statement_order
from streams.grades import Grade, Grades
from tests.forms import example_count
from tests.streams.reconcile.scenario import DAY, Stated, claim, parse_figure, state

ALL = tuple(POLICIES.values())
GRADES = Grades({"Ministry": [Grade(reliability="A")], "Militia": [Grade(reliability="E")],
                 "Police": [Grade(reliability="B", until=DAY.date())]})
CATEGORIES: tuple[Category, ...] = ("killed", "injured", "missing", "detained", "unidentified")
CLAIMANTS = (
    None, "Ministry", "Militia", "Police", "Mayor", "an official", "Wire",
    "interior ministry", "health ministry", "police in Mutare", "Mayor Ada Morvelli", "Morvelli",
)  # fmt: skip
WORDS = ("several", "dozens", "scores", "hundreds", "thousands")
NUMBERED: tuple[Qualifier, ...] = ("exact", "exact", "at_least", "more_than", "about", "up_to", "fewer_than")

numbers = st.integers(0, 120)
figures = st.one_of(
    st.builds(state, st.sampled_from(NUMBERED), numbers),
    st.sampled_from(WORDS).map(parse_figure),
    st.builds(lambda low, more: Stated(None, "range", low, low + more), numbers, st.integers(1, 40)),
)


@st.composite
def claim_fields(draw: st.DrawFn) -> dict[str, Any]:
    claimant = draw(st.sampled_from(CLAIMANTS))
    scope = draw(st.sampled_from(("total", "total", "total", "subset", "partial_area", "increment")))
    return {
        "at": DAY + dt.timedelta(minutes=30 * draw(st.integers(0, 40))), "claimant": claimant,
        "stated": draw(figures), "carrier": draw(st.sampled_from((None, "Wire", "Herald"))),
        "scope": scope, "position": draw(st.integers(0, 3)),
        "anonymous": claimant == "an official" or (claimant is None and draw(st.booleans())),
        "victims": draw(st.sampled_from((None, "children", "tourists", f"people, {ATTACKERS_INCLUDED}"))),
        "place": draw(st.sampled_from((None, Place(name="Trento"), Place(name="Bolzano")))),
        "revision": draw(st.sampled_from(("none", "none", "none", "raised", "lowered", "prior"))),
        "from_value": draw(st.sampled_from((None, 30, 60, 119))),
        "other_event": draw(st.integers(0, 9)) == 0, "start": draw(st.sampled_from((0, 0, 40, 80))),
    }


@st.composite
def claim_sets(draw: st.DrawFn, /, most: int = 10, **fixed: Any) -> list[FigureClaimed]:
    """Claims of one category; some are copies of others."""
    category = draw(st.sampled_from(CATEGORIES))
    claims: list[FigureClaimed] = []
    for row, fields in enumerate(draw(st.lists(claim_fields(), min_size=1, max_size=most))):
        copied = draw(st.sampled_from(claims)) if claims and draw(st.integers(0, 4)) == 0 else None
        fields |= fixed
        if copied is not None:
            copy = claim(category=category, row=row, **fields)
            fields_of_copy = {"claim_id": copy.claim_id, "update_id": copy.update_id, "carrier": copy.carrier,
                              "published_at": copy.published_at, "copy_of": copied.claim_id}
            claims.append(msgspec.structs.replace(copied, **fields_of_copy))
        else:
            claims.append(claim(category=category, row=row, **fields))
    return claims


def reconciled(claims: Sequence[FigureClaimed]) -> dict[str, Reconciled]:
    return reconcile_all(claims, ALL, GRADES)


def told(figures: dict[str, Reconciled], *names: str) -> dict[str, tuple[Any, ...]]:
    names = names or ("low", "best", "best_qualifier", "high", "disputed", "flags", "updated_at", "explanation")
    return {policy: tuple(getattr(figure, name) for name in names) for policy, figure in figures.items()}


def without_carriers(voices: Sequence[Voice]) -> list[Voice]:
    return [msgspec.structs.replace(voice, carriers=()) for voice in voices]


@settings(max_examples=example_count(120), deadline=None)
@given(claim_sets())
def test_low_best_high_are_ordered_whenever_known(claims: list[FigureClaimed]) -> None:
    for figure in reconciled(claims).values():
        known = [number for number in (figure.low, figure.best, figure.high) if number is not None]
        assert known == sorted(known)
        assert (figure.best is None) == (figure.best_qualifier is None)
        assert figure.updated_at == max(voice.published_at for voice in figure.voices)


@settings(max_examples=example_count(120), deadline=None)
@given(claim_sets(), st.data())
def test_a_figure_is_a_function_of_the_set(claims: list[FigureClaimed], data: st.DataObject) -> None:
    assert reconciled(data.draw(st.permutations(claims))) == reconciled(claims)
    assert reconciled([*claims, *claims]) == reconciled(claims)


@settings(max_examples=example_count(250), deadline=None)
@given(claim_sets(most=16), st.data())
def test_going_on_with_claims_as_they_come_ends_as_all_of_them_do(
    claims: list[FigureClaimed], data: st.DataObject
) -> None:
    """In whatever order and portions they come: what cannot be gone on with is reconciled anew."""
    waiting = data.draw(st.one_of(
        st.permutations(claims), st.just(sorted(claims, key=lambda each: (each.published_at, -each.position)))
    ))
    known: list[FigureClaimed] = []
    folded = Reconciling((), GRADES)
    while waiting:
        portion, waiting = waiting[: (size := data.draw(st.integers(1, 3)))], waiting[size:]
        known += portion
        if not folded.follow(portion):
            assert folded.figures(ALL) == reconciled(known[: -len(portion)])  # nothing of them was taken
            folded = Reconciling(known, GRADES)
        assert folded.figures(ALL) == reconciled(known)


def said_in_turn(number: int) -> list[FigureClaimed]:
    """A rising toll, told by five in turn, a minute apart."""
    speakers = ("Ministry", "Police", "Mayor", "Militia", None)
    return [
        claim(category="killed", row=row, at=DAY + dt.timedelta(minutes=row), claimant=speakers[row % 5],
              stated=state("exact", 3 + row // 7), revision="raised" if row % 9 == 0 else "none")
        for row in range(number)
    ]


@pytest.mark.parametrize("late", [0, 1, 2, 15, 16, 17, 100, GONE_BACK - 1, GONE_BACK, GONE_BACK + 1, GONE_BACK + 20])
def test_a_claim_that_comes_late_is_gone_back_for_within_bounds(late: int) -> None:
    claims = said_in_turn(GONE_BACK + 60)
    missed = claims.pop(len(claims) - 1 - late)
    folded = Reconciling(claims, GRADES)
    folded.figures(ALL)
    assert folded.follow([missed]) == (late < GONE_BACK)
    if late < GONE_BACK:
        assert folded.figures(ALL) == reconciled([*claims, missed])


def test_background_goes_when_a_rounded_number_that_holds_best_reaches_it() -> None:
    background = claim(category="killed", row=0, at=DAY, claimant="Wire", carrier="Wire", stated=Stated(None, "range", 28, 29))
    rounded = claim(category="killed", row=1, at=DAY + dt.timedelta(minutes=30), claimant="Ministry", stated=state("about", 30))
    assert reconciled([background, rounded])["house"].best == 30


def test_a_word_that_was_set_aside_is_told_once_however_often_its_claim_is_given() -> None:
    several = claim(category="killed", row=0, at=DAY, claimant="Ministry", stated=parse_figure("several"))
    none = claim(category="killed", row=1, at=DAY, claimant="Ministry", stated=state("exact", 0), position=1,
                 revision="lowered", from_value=30)
    assert reconciled([several, none] * 2) == reconciled([several, none])


@settings(max_examples=example_count(120), deadline=None)
@given(claim_sets(), claim_fields())
def test_a_subset_moves_the_total_only_from_above(claims: list[FigureClaimed], fields: dict[str, Any]) -> None:
    subset = claim(category=claims[0].category, row=99, **{**fields, "scope": "subset", "other_event": False})
    before, after = reconciled(claims), reconciled([*claims, subset])
    figures = ("low", "best", "best_qualifier", "high", "disputed")
    if not is_floor(subset, speaker(subset)[0], highest_before(subset, claims)):
        assert told(after, *figures) == told(before, *figures) if before else {f.best for f in after.values()} == {None}
    elif subset.claimant == "Ministry":  # whom nobody outranks
        later = msgspec.structs.replace(
            subset, published_at=DAY + dt.timedelta(days=2), revision="none", update_id=digest("an update of its own")
        )
        best = reconciled([*claims, later])["house"].best
        if is_floor(later, "named", highest_before(later, claims)):
            assert best is not None
            assert best >= (later.low or 0)


def highest_before(claim: FigureClaimed, claims: Sequence[FigureClaimed]) -> int:
    """The floor of the totals that named claimants said before."""
    earlier = [each for each in claims if not each.other_event and statement_order(each) < statement_order(claim)]
    said = StatementsOnFigure(earlier, GRADES).totals if earlier else []
    return max((total.low for total in said if total.tier == "named"), default=0)


@settings(max_examples=example_count(120), deadline=None)
@given(claim_sets(), claim_fields(), st.sampled_from(("prior", "other event")))
def test_quoted_past_and_other_events_move_nothing(
    claims: list[FigureClaimed], fields: dict[str, Any], kind: str
) -> None:
    mark = {"revision": "prior"} if kind == "prior" else {"other_event": True}
    added = claim(category=claims[0].category, row=99, **{**fields, **mark})
    before, after = reconciled(claims), reconciled([*claims, added])
    if before:
        figures = ("low", "best", "best_qualifier", "high", "disputed", "flags", "explanation")
        assert told(after, *figures) == told(before, *figures)


@settings(max_examples=example_count(120), deadline=None)
@given(claim_sets(other_event=False), st.data())
def test_a_copy_says_nothing_that_its_original_did_not(claims: list[FigureClaimed], data: st.DataObject) -> None:
    original = data.draw(st.sampled_from(claims))
    copies = [
        msgspec.structs.replace(
            original, claim_id=digest("copy", n), update_id=digest("copying update", n), carrier=f"Paper {n}",
            published_at=original.published_at + dt.timedelta(minutes=data.draw(st.integers(1, 2000))),
            copy_of=original.claim_id,
        )
        for n in range(10)
    ]
    before, after = reconciled(claims), reconciled([*claims, *copies])
    assert told(after) == told(before)
    assert without_carriers(after["house"].voices) == without_carriers(before["house"].voices)


@settings(max_examples=example_count(120), deadline=None)
@given(claim_sets(other_event=False, copy_of=None), st.data())
def test_one_claimant_through_ten_carriers_equals_once(claims: list[FigureClaimed], data: st.DataObject) -> None:
    """Printed again by ten carriers before anybody says anything else."""
    once = [msgspec.structs.replace(c, position=0, copy_of=None) for c in claims]
    once = [msgspec.structs.replace(c, published_at=DAY + dt.timedelta(hours=n)) for n, c in enumerate(once)]
    said = data.draw(st.sampled_from(once))
    if said.claimant in (None, "Wire"):
        return
    printed = [
        msgspec.structs.replace(
            said, claim_id=digest("reprint", n), update_id=digest("reprint in", n), carrier=f"Paper {n}",
            published_at=said.published_at + dt.timedelta(minutes=n),
        )
        for n in range(1, 11)
    ]
    before, after = reconciled(once), reconciled([*once, *printed])
    if said.scope == "partial_area" or said.scope == "increment":
        # a reprint is an update of its own, which lists fewer parts than the first
        assert told(after, "low", "best", "high") == told(before, "low", "best", "high")
    else:
        assert told(after) == told(before)


@settings(max_examples=example_count(120), deadline=None)
@given(claim_sets(), claim_fields())
def test_background_may_raise_best_and_nothing_else(claims: list[FigureClaimed], fields: dict[str, Any]) -> None:
    named = any(
        c.claimant in ("Ministry", "Mayor", "Police") and c.scope == "total" and c.revision != "prior"
        and not c.other_event and not c.anonymous for c in claims
    )
    if not named:
        return
    background = {**fields, "claimant": None, "anonymous": False, "scope": "total", "revision": "none"}
    before = reconciled(claims)
    added = claim(category=claims[0].category, row=99, **background)
    after = reconciled([*claims, added])
    assert told(after, "low", "disputed") == told(before, "low", "disputed")
    others = ("ucdp", "acled", "gtd")
    assert {p: told(after, "best")[p] for p in others} == {p: told(before, "best")[p] for p in others}
    echoed = any(speaker(c)[0] == "background" and c.low == added.low for c in claims)  # then it was said before already
    if before["house"].best is not None and not echoed:
        assert after["house"].best is not None
        assert after["house"].best >= before["house"].best


@settings(max_examples=example_count(80), deadline=None)
@given(claim_sets())
def test_explanations_are_sentences_and_bounded(claims: list[FigureClaimed]) -> None:
    for figure in reconciled(claims).values():
        assert 1 <= len(figure.explanation) <= 30
        assert all(line.endswith(".") for line in figure.explanation)


def test_background_beside_a_correction_sets_no_named_figure_aside() -> None:
    """The correction names no old figure, and nobody but background said one before it."""
    zero = claim(category="killed", row=0, at=DAY, claimant="Ministry", stated=state("exact", 0), revision="lowered")
    one = claim(category="killed", row=1, at=DAY, claimant="Ministry", stated=state("exact", 1))
    background = claim(category="killed", row=99, at=DAY, claimant=None, stated=parse_figure("several"))
    assert told(reconciled([zero, one, background]), "low", "best") == told(reconciled([zero, one]), "low", "best")


def test_what_is_said_with_its_own_correction_leaves_the_correction_standing() -> None:
    corrected = claim(category="killed", row=0, at=DAY, claimant="Mayor", stated=state("exact", 20), revision="lowered",
                      from_value=30)
    more = claim(category="killed", row=1, at=DAY, claimant="Mayor", stated=state("exact", 21))
    assert {figure.best for figure in reconciled([corrected, more]).values()} == {20}


def test_background_beside_a_bound_and_a_count_moves_no_low() -> None:
    """Nobody who may set best gives a number; background must not do so below the count that stands."""
    at = dt.datetime(2026, 5, 4, tzinfo=dt.UTC)
    bound = claim(category="killed", row=7, at=at, claimant="Ministry", stated=state("up_to", 0))
    count = claim(category="killed", row=8, at=at, claimant="Militia", stated=state("exact", 1))
    background = claim(category="killed", row=99, at=at, claimant=None, stated=state("exact", 0))
    before, after = reconciled([bound, count]), reconciled([bound, count, background])
    assert told(after, "low", "best", "disputed") == told(before, "low", "best", "disputed")


def test_background_above_best_leaves_the_rounded_figure_rounded() -> None:
    at = dt.datetime(2026, 5, 4, tzinfo=dt.UTC)
    exact = claim(category="killed", row=1, at=at, claimant="Ministry", stated=state("exact", 60))
    rounded = claim(category="killed", row=2, at=at, claimant="Mayor", stated=state("about", 60))
    background = claim(category="killed", row=3, at=at, claimant=None, stated=state("exact", 70))
    assert reconciled([exact, rounded, background])["house"].low == 60
    assert reconciled([exact, rounded, background])["house"].best == 70
