"""Every row of the grammar's tables has an example; every example is read as its row says."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from schemas.events import Scope
from streams.extract import extract
from streams.extract.binding import relations
from streams.extract.binding import traps as negatives
from streams.extract.binding.figure import Figure
from streams.extract.binding.grammar import read_figures
from streams.extract.claim import Context
from streams.extract.scope import rules as scope
from streams.extract.sentences import numbers, qualifiers
from streams.extract.sentences.line import Line
from streams.extract.sentences.noun_group import read_group
from streams.extract.sentences.numbers import read_number
from streams.extract.sentences.tokens import sentences, tokenise
from streams.extract.speakers.phrases_of_speech import attributions
from streams.extract.standing.revisions import MOVES, Move
from streams.extract.words import frames
from streams.extract.words.categories import PREDICATES, Predicate
from streams.extract.words.cause import CAUSES, Causes, CauseWords, causes_named
from streams.extract.words.words_of_speech import VERBS, Verb
from tests.forms import check_each, grouped
from tests.streams.extract.test_phrasings import context


def line(text: str) -> Line:
    (sentence,) = sentences(tokenise(text))
    return Line(sentence)


@pytest.mark.parametrize("rows", grouped(PREDICATES, lambda row: f"{row.category} {row.form}"))
def test_each_predicate_is_found_in_its_example(rows: list[Predicate]) -> None:
    def found(row: Predicate) -> None:
        marks = line(row.example + ".").marks
        assert any(mark.category in (row.category, "same") for mark in marks), marks

    check_each(rows, found)


@pytest.mark.parametrize("row", numbers.FIXED, ids=lambda row: row.words)
def test_each_fixed_number_is_read(row: numbers.Fixed) -> None:
    number = read_number(tokenise(row.example), 0)
    assert number is not None
    assert number.value == row.value


@pytest.mark.parametrize("row", numbers.VAGUE, ids=lambda row: row.words)
def test_each_vague_word_is_read(row: numbers.Vague) -> None:
    number = read_number(tokenise(row.example), 0)
    assert number is not None
    assert number.value is None
    assert number.vague is row


@pytest.mark.parametrize("row", [*qualifiers.BEFORE, *qualifiers.AFTER, *qualifiers.ENDINGS], ids=lambda row: row.words)
def test_each_qualifier_is_read(row: qualifiers.QualifierWords) -> None:
    (quantity,) = line(row.example).quantities
    assert quantity.qualifier == row.qualifier


@pytest.mark.parametrize("row", frames.FRAMES, ids=lambda row: row.example)
def test_each_frame_binds_its_example(row: frames.Frame) -> None:
    (figure,) = read_figures(line(row.example), [])
    assert (figure.relation, figure.category, figure.quantity.value) == ("framed", row.category, 12)


@pytest.mark.parametrize("row", relations.RELATIONS, ids=lambda row: row.name)
def test_each_relation_binds_its_example(row: relations.Relation) -> None:
    figures: list[Figure] = []
    for sentence in sentences(tokenise(row.example)):
        figures += read_figures(Line(sentence), figures)
    assert row.name in [figure.relation for figure in figures]


@pytest.mark.parametrize("row", negatives.TRAPS, ids=lambda row: row.name)
def test_each_trap_takes_a_number_of_its_example_out(row: negatives.Trap) -> None:
    marked = line(row.example)
    names = {
        negatives.trap(negatives.Candidate(marked, quantity, read_group(marked, quantity)))
        for quantity in marked.quantities
    }
    assert row.name in names
    assert not read_figures(marked, [])


@pytest.mark.parametrize("row", scope.RULES, ids=lambda row: row.name)
def test_each_scope_rule_gives_its_scope(row: scope.ScopeRule) -> None:
    figures: list[Figure] = []
    for sentence in sentences(tokenise(row.example)):
        figures += read_figures(Line(sentence), figures)
    scopes: list[Scope] = []
    for view in scope.views_of(figures, frozenset(), scopes):
        scopes.append(scope.ruled(view)[1])
    assert scopes[-1] == row.scope


@pytest.mark.parametrize(
    ("row", "word"), [(row, word) for row in CAUSES for word in row.words.split()], ids=lambda value: str(value)
)
def test_each_cause_word_names_its_cause(row: CauseWords, word: str) -> None:
    found = causes_named(["the", word, "struck"])
    assert row.cause in (found.clear, found.doubtful)
    assert row.cause in (causes_named(row.example.split()).clear, causes_named(row.example.split()).doubtful)


@pytest.mark.parametrize(("sentence", "update", "cause"), [
    ("a gas explosion killed 12", "", "explosion"),
    ("the blast killed 12", "a suicide bombing at a market", "attack"),
    ("the blast killed 12", "the gas main under the market", "explosion"),
    ("the explosion killed 12 and the bombers fled", "", "attack"),
    ("the fires killed 12", "an explosion at a depot", "fire"),
    ("a blast during the floods killed 12", "", "explosion"),
])
def test_a_blast_is_an_attack_only_where_somebody_attacks(sentence: str, update: str, cause: str) -> None:
    assert Causes(update.split(), ()).of(sentence.split()) == cause


@pytest.mark.parametrize(("headline", "cause"), [
    ("gunmen storm mosque , kill 14", "shooting"), ("bandits storm village and kill 14", "attack"), ("storm kills 14", "storm"),
    ("police prepare as storms kill 14", "storm"),
])
def test_who_storms_a_place_is_no_storm(headline: str, cause: str) -> None:
    assert Causes("at least 14 people died".split(), headline.split()).of([]) == cause


@pytest.mark.parametrize(("sentence", "update", "cause"), [
    ("the ferry sinking killed 12", "", "sinking"),
    ("12 died when the boat capsized", "", "sinking"),
    ("12 died on the ferry", "", "sinking"),
    ("a ferry crash at the pier killed 12", "", "crash"),
    ("the bus plunged off the ferry ramp , a crash that killed 12", "", "crash"),
    ("an explosion on a ferry killed 12", "", "explosion"),
    ("12 people died", "talks foundered after the quake", "quake"),
    ("12 people died", "a trawler foundered off the cape", "sinking"),
])
def test_a_ship_that_goes_down_is_a_sinking_and_no_crash(sentence: str, update: str, cause: str) -> None:
    assert Causes(update.split(), ()).of(sentence.split()) == cause


@pytest.mark.parametrize(("text", "printed", "name"), [
    ("A blast in Bharuch killed 14 people.", "Bharuch", "Bharūch"),
    ("A blast in Surat killed 14 people.", "Surat", "Surat"),
    ("A blast killed 14 people.", None, "India"),
])
def test_a_claim_tells_its_place_as_the_text_spells_it(text: str, printed: str | None, name: str | None) -> None:
    (claim,) = extract(text, msgspec.structs.replace(context(), focus_country="IN", dateline_place=None)).claims
    assert (claim.place_printed, claim.place.name if claim.place else None) == (printed, name)


@pytest.mark.parametrize("row", VERBS, ids=lambda row: row.words)
def test_each_verb_attributes_its_example(row: Verb) -> None:
    marked = line(row.example)
    assert [marked.words[item.end - 1] for item in attributions(marked)][:1] == [_subject(row.example)]


def _subject(example: str) -> str:
    first, second, third, *_ = example.lower().split()
    if second == "from":
        return third
    return second if first == "the" else first


@pytest.mark.parametrize("row", MOVES, ids=lambda row: row.words)
def test_each_move_revises_its_example(row: Move) -> None:
    claims = extract(row.example, context()).claims
    assert [claim.revision for claim in claims] == [row.revision]


def test_an_empty_text_has_no_claims() -> None:
    assert extract("", context()).claims == ()


def test_a_context_needs_no_focus() -> None:
    asked: Context = context()
    assert asked.focus_country is None
    assert asked.published_on == dt.date(2024, 5, 17)


@pytest.mark.parametrize(("text", "revision", "old"), [
    ("Four people, not five, were killed, police say.", "lowered", 5),
    ("The ministry says 41 people died rather than 47.", "lowered", 47),
    ("The toll is 52, not 48, the ministry says.", "raised", 48),
    ("Twelve soldiers were killed, not civilians.", "none", None),
    ("Twelve people were found dead, not 3 meters from the exit.", "none", None),
])
def test_a_number_that_is_taken_back_is_replaced(text: str, revision: str, old: int | None) -> None:
    [claim] = extract(text, context()).claims
    assert (claim.revision, claim.from_value) == (revision, old)


def test_a_figure_that_was_changed_later_replaces_the_one_before() -> None:
    text = "Officials initially said 39 people were killed but later revised the figure to 37."
    assert [(claim.value, claim.revision, claim.from_value) for claim in extract(text, context()).claims] == [
        (39, "prior", None), (37, "lowered", 39),
    ]


def test_what_somebody_had_put_it_at_is_prior() -> None:
    text = "The council says 43 people died. The Red Cross had put the toll at 36 on Thursday."
    assert [(claim.value, claim.revision) for claim in extract(text, context()).claims] == [(43, "raised"), (36, "prior")]
