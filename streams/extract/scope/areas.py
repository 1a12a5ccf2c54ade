"""Words of place that make a figure one of a part of the area."""

from __future__ import annotations

from streams.extract.binding.figure import Figure
from streams.extract.scope.places_in_words import (
    is_alone,
    is_at_one_site,
    is_at_opening_name,
    is_at_opening_place,
    is_elsewhere,
    is_in_a_named_town,
    is_in_the_area,
    is_of_own_area,
    is_reported_by_area,
    is_reported_by_place,
    is_washed_up,
    stands_at_place,
)
from streams.extract.scope.view import PARTS, View
from streams.extract.sentences.line import Line
from streams.extract.words.vocabulary import EVENTS, MONTHS, WEEKDAYS

_LOCAL = frozenset("in at from on outside inside near aboard elsewhere there".split())
_FIRST_WORDS = 3
_ENDS = frozenset(("", ".", ",", ";", "before", "after", "on", "since", "and")) | WEEKDAYS


def local_toll(view: View) -> bool:
    """ "the dead in Amatrice at 221": the toll noun has a place of its own before the number."""
    figure, line = view.figure, view.figure.line
    if figure.relation != "tolled" or figure.mark is None:
        return False
    after = figure.mark.last + 1
    if line.word(after + 1) in WEEKDAYS or line.word(after + 1) in MONTHS:
        return False
    return line.word(after) in ("in", "at") and line.capital(after + 1) and not _is_subject_place(view, after + 1)


def _is_subject_place(view: View, i: int) -> bool:
    return view.figure.line.word(i) in view.subject


def is_listed_place(view: View) -> bool:
    """A link of "93 in Brell, 69 in Sarn", or its head."""
    figure = view.figure
    if figure.relation == "listed behind":
        return True
    if figure.relation == "listed":
        return has_place(figure) and not _is_contrast(view)
    following = view.following
    if following is None or following.line is not figure.line:
        return False
    if following.relation == "listed behind":
        return True
    return following.relation == "listed" and has_place(following) and has_place(figure)


def has_place(figure: Figure) -> bool:
    """Whether "in …", "outside" stands with the figure, no time ("in the afternoon", "on Sunday")."""
    line = figure.line
    for i in range(figure.quantity.last + 1, min(max(figure.last, figure.group.end) + 4, len(line.words))):
        if line.word(i) in _LOCAL and line.word(i + 1) not in WEEKDAYS:
            return True
    return False


def is_split_by_place(view: View) -> bool:
    """ "Of the dead, 63 were found in Brell, 41 in Sarn": a part of a split, with its neighbour's place beside it."""
    figure, previous, following = view.figure, view.previous, view.following
    if not stands_at_place(figure):
        return False
    if following is not None and following.relation == "including":
        following = None
    beside = [item for item in (previous, following) if item is not None and item.line is figure.line]
    return any(item.category == figure.category and stands_at_place(item) for item in beside)


def is_in_part(view: View) -> bool:
    """Words of place that make it a part: "in Brell alone", "elsewhere", "At the clinic, …", "the district saw"."""
    figure = view.figure
    return (
        is_alone(figure)
        or is_elsewhere(figure)
        or is_in_a_named_town(figure, view.subject)
        or is_at_opening_place(figure, view.subject)
        or is_reported_by_area(figure)
        or is_washed_up(figure)
        or is_at_one_site(figure)
        or is_of_own_area(figure)
        or (view.has_wider() and (_is_in_passing_place(view) or _stands_apart(view)))
        or (figure.relation in ("including", "among") and figure.group.head is None and stands_at_place(figure))
    )


def is_where_somebody_rules(view: View) -> bool:
    """ "in the rebel-held northwest", "in government-controlled areas"."""
    figure = view.figure
    behind = figure.line.words[figure.last + 1 : figure.last + 7]
    return any(word in ("in", "across") and any(held.endswith(_HELD) for held in behind[k + 1 : k + 3])
               for k, word in enumerate(behind))  # fmt: skip


_HELD = ("-held", "-controlled", "-ruled", "-run")


def is_in_a_clause_of_its_place(view: View) -> bool:
    """ "19 dead and 800 houses collapsed in Fujian; 11 dead in Jiangxi": clauses between semicolons, a place each."""
    line, clauses = view.figure.line, 0
    if ";" not in line.present:
        return False
    mine = view.figure.quantity.first
    for first, end in _clauses(line):
        placed = any(line.words[i] in ("in", "at") and line.capital(i + 1) for i in range(first, end - 1))
        counts = any(first <= item.quantity.first < end for item in view.update if item.line is line)
        if first <= mine < end and not placed:
            return False
        clauses += placed and counts
    return clauses > 1


def _clauses(line: Line) -> list[tuple[int, int]]:
    """What stands between semicolons."""
    ends = [i for i, word in enumerate(line.words) if word == ";"]
    return list(zip([0, *(end + 1 for end in ends)], [*ends, len(line.words)], strict=True))


def is_of_a_separate_event(view: View) -> bool:
    """ "five people were killed in a separate shooting in Omaha": all of that event."""
    figure = view.figure
    behind = figure.line.words[figure.last + 1 : figure.last + 6]
    return any(word in _SEPARATE and behind[k + 1 : k + 2] and behind[k + 1] in EVENTS for k, word in enumerate(behind))


_SEPARATE = frozenset("separate second different unrelated".split())


def _stands_apart(view: View) -> bool:
    return view.figure.relation not in PARTS and stands_at_place(view.figure, view.subject)


def _is_in_passing_place(view: View) -> bool:
    figure = view.figure
    return is_in_the_area(figure) or is_reported_by_place(figure) or is_at_opening_name(figure, view.subject)


def _is_contrast(view: View) -> bool:
    return view.figure.group.partitive


def continues_place(view: View) -> bool:
    """ "Eight victims came to his hospital. Two victims died": the others of the place just counted."""
    figure = view.figure
    if not view.scopes or view.scopes[-1] != "partial_area" or figure.category != "killed":
        return False
    if view.earlier[-1].line.paragraph != figure.line.paragraph or figure.relation != "subject":
        return False
    if figure.group.head is None and view.earlier[-1].category != "hospitalized":
        return False
    return figure.group.head in (None, "victims", "patients", "others", "them") and not has_place(figure)


def is_there(view: View) -> bool:
    """ "residents of Chala", "bodies on the islands": a place that the subject does not name, beside no wider word."""
    figure, line = view.figure, view.figure.line
    end = figure.group.end
    stop = min(end + _FIRST_WORDS, len(line.words))
    if line.word(end) == "of" and line.capital(end + 1) and figure.group.head in ("residents", "people", "villagers"):
        return not _is_subject_place(view, end + 1)
    behind = figure.last + 1
    if line.word(behind) in ("on", "from", "in") and line.word(behind + 1) == "the" and figure.category == "killed":
        return any(line.word(i) in ("region", "district", "islands", "island") for i in range(behind, behind + 5))
    if any(line.word(i) == "there" for i in range(end, stop)):
        return True
    return any(line.word(i) == "there" and line.word(i + 1) in _ENDS for i in range(behind, behind + 4))
