"""From a marked sentence to figures: each number is tried against the relations, traps taken out before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from schemas.events import Category
from streams.extract.binding import traps as negatives
from streams.extract.binding.figure import Bound, Figure, FigureReading, left_of
from streams.extract.binding.relations import RELATIONS, Relation, governed, is_passive, relations_of
from streams.extract.sentences.line import Line
from streams.extract.sentences.noun_group import Group, read_group
from streams.extract.sentences.qualifiers import Quantity


def kills_things(line: Line) -> bool:
    """ "killed 14 bills": where things die, a bare number of dead is theirs."""
    for quantity in line.quantities:
        group = read_group(line, quantity)
        if group.thing or group.doubtful:
            bound = governed(FigureReading(line, quantity, group, (), left_of(line, quantity)))
            if bound is not None and bound.category == "killed":
                return True
    return False


IN_ROW = "in a row"  # the trap of a number in a table, which only its column tells of


class NumberRead(NamedTuple):
    """A number of a sentence: the trap it falls in, or the figure that a relation makes of it, or neither."""

    line: Line
    quantity: Quantity
    group: Group
    trap: str | None
    figure: Figure | None


def read_figures(line: Line, earlier: list[Figure]) -> list[Figure]:
    """Figures of one sentence that the relations bind, in order; `earlier` are the update's before it (not changed)."""
    return [number.figure for number in read_numbers(line, earlier) if number.figure is not None]


def read_numbers(line: Line, earlier: list[Figure], at_end: bool = False) -> list[NumberRead]:
    """The numbers of one sentence in order; `earlier` are the update's figures before it (not changed).

    `at_end`: the text stops with this sentence, unclosed: a number that is its last word was cut and is dropped, as
    is one with a flaw.
    """
    found: list[Figure] = []
    numbers: list[NumberRead] = []
    rows = relations_of(line)
    for quantity in line.quantities:
        if (at_end and quantity.last == len(line.words) - 1) or quantity.flaw is not None:
            continue
        group = read_group(line, quantity)
        trap = negatives.trap(negatives.Candidate(line, quantity, group))
        figure = None
        if trap is None:
            reading = FigureReading(line, quantity, group, [*earlier[-_MEMORY:], *found], left_of(line, quantity))
            figure = _bind(reading, rows)
        if figure is not None:
            found.append(figure)
        numbers.append(NumberRead(line, quantity, group, trap, figure))
    return numbers


_MEMORY = 8  # earlier figures that a relation may look at


def _bind(reading: FigureReading, rows: Sequence[Relation]) -> Figure | None:
    if reading.quantity.ordinal and reading.group.head is None and not _ordinal_count(reading):
        return None
    previous = reading.previous
    whole = previous is not None and previous.group.whole is reading.quantity
    for relation in RELATIONS[:1] if whole else rows:
        bound = relation.bind(reading)
        if bound is None or (
            reading.group.doubtful and relation.name not in _OF_VICTIMS and not _of_people_only(reading.line, bound)
        ):
            continue
        category = bound.category if bound.category != "same" else _same(reading, bound)
        if category is None:
            return None
        flags = {"prior"} if relation.name == "former" else set()
        quantity = reading.quantity
        if relation.name == "tolled" and quantity.words == "up to" and quantity.value is not None:
            quantity = replace(quantity, qualifier="exact", low=quantity.value, high=quantity.value)
        return Figure(
            quantity,
            reading.group,
            category,
            relation.name,
            bound.first,
            bound.last,
            reading.line,
            bound.mark,
            flags,
        )
    return None


_OF_VICTIMS = frozenset(("including", "coordinate"))  # a list of victims: whatever it counts is a kind of them


def _of_people_only(line: Line, bound: Bound) -> bool:
    """Whether the predicate is said of people alone: then an unknown plural is a victim group."""
    return bound.mark is not None and not _HUMAN.isdisjoint(line.words[bound.mark.first : bound.mark.last + 1])


_HUMAN = frozenset(
    "beheaded executed wounded injured rescued arrested detained hospitalized massacred murdered custody"
    " perished drowned wounding injuring arresting detaining rescuing beheading executing".split()
)


def _same(reading: FigureReading, bound: Bound) -> Category | None:
    """What "the total", "still there" or "flown to" repeats: the figure before, else the sentence's own deaths."""
    if bound.mark is not None and reading.line.word(bound.mark.first) == "shot":
        if not is_passive(reading.line, bound.mark):
            return None
        return reading.earlier[-1].category if reading.earlier else "other"
    if bound.mark is not None and bound.mark.form == "state":
        previous = reading.previous
        if previous is not None and previous.category == "injured" and bound.mark.last > bound.mark.first:
            return "hospitalized" if reading.line.word(bound.mark.first) in _FLOWN else None
        return previous.category if previous is not None and previous.category in _STAYS else None
    if reading.earlier:
        return reading.earlier[-1].category
    words = set(reading.line.words)
    if words & {"body", "bodies", "died", "dead", "death", "deaths", "killed", "victim", "remains"}:
        return "killed"
    return None


_FLOWN = frozenset({"flown", "airlifted", "transferred"})
_STAYS = frozenset({"hospitalized", "displaced", "detained", "missing"})


def _ordinal_count(reading: FigureReading) -> bool:
    mark = reading.line.mark_at.get(reading.group.end)
    return mark is not None and mark.form == "count"
