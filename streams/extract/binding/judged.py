"""Which numbers of an update are casualty figures, and of what: the grammar's word and all other evidence weighed."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import cast

import msgspec

from schemas.events import Category
from streams.extract.binding import evidence
from streams.extract.binding.figure import WEIGHED, Figure
from streams.extract.binding.grammar import IN_ROW, NumberRead
from streams.extract.sentences.line import Line, Mark
from streams.extract.weighing.weights import judges
from streams.extract.words.vocabulary import ALL_THERE
from streams.extract.words.words_of_speech import GROUPS, ROLES, TITLES, VERB_KIND

SURE = 10  # how much more than none a category must weigh, and twice less where the grammar reads it
AGAINST_THE_REST = 30  # and where the rest of the update tells of no casualties, or a rule says that nobody is counted
READ = 10  # how much more weighs the category that the grammar reads
UNREAD = -30  # above it, what is no figure is told as unread
_SPAN = 9  # tokens between number and predicate that evidence may span


class Judged(msgspec.Struct, frozen=True):
    """The figures of an update in order, and the numbers that may be some."""

    figures: list[Figure]
    unread: list[NumberRead]


_NEVER = frozenset(
    ("money", "percent", "clock", "date", "title", "definition", "elsewhere", "change", IN_ROW)
)  # traps that no other evidence outweighs


def judged_numbers(numbers: Sequence[NumberRead], settled: Container[int] = (), *, doubtful: bool = True) -> Judged:
    """Decide each number of an update, in the order of the text.

    `settled`: the ids of lines in which the grammar's word stands, as in notes of correction. `doubtful`: whether a
    number may easily be a figure, or unread, that the grammar does not read as the same.
    """
    judge = judges()["number"]
    none = judge.choices.index("none")
    categories = [cast(Category, choice) for choice in judge.choices if choice != "none"]
    read = [(number.quantity.value, number.figure.category if number.figure else None) for number in numbers]
    figures: list[Figure] = []
    unread: list[NumberRead] = []
    last: tuple[Line, str] | None = None
    for i, each in enumerate(numbers):
        number = _with_category_before(each, figures)
        if i:
            told = figures[-1] if figures and figures[-1].quantity is numbers[i - 1].quantity else None
            last = numbers[i - 1].line, told.category if told is not None else "none"
        if _is_never(number):
            continue
        if id(number.line) in settled or _is_settled(number, numbers[i - 1] if i else None):
            if number.figure is not None:
                figures.append(number.figure)
            continue
        pieces = evidence.evidence_of_number(number.line, number.quantity, number.group, number.trap, number.figure)
        weight = judge.scales.weigh(pieces, judge.scales.start)
        among = judge.scales.weigh(evidence.evidence_among(read, i), weight)
        sums = judge.sums(judge.scales.weigh(evidence.evidence_of_before(number.line, number.group, last), among))
        of_none = sums.pop(none)
        if number.figure is not None:
            sums[categories.index(number.figure.category)] += READ
        most = max(sums)
        if number.figure is not None and number.figure.relation == "counted" and (
            not _is_named(number.line, categories[sums.index(most)])
        ):
            most = sums[categories.index(number.figure.category)]
        category = categories[sums.index(most)]
        as_read = number.figure is not None and number.figure.category == category
        sure = -2 * SURE if number.figure is not None or number.trap == "denied" else SURE
        if not (doubtful or as_read) or _is_an_age(number) or _counts_those_there(number):
            sure = AGAINST_THE_REST
        if most - of_none >= sure:
            figure = figure_of(number, category)
            figure.weight = weight
            figures.append(figure)
        elif doubtful and most - of_none >= UNREAD:
            unread.append(number)
    return Judged(figures, unread)


def _is_of_a_name(number: NumberRead) -> bool:
    """ "Rescue 1122 spokesman", "SDIS 48, says": the number that a body is called by."""
    line, first, last = number.line, number.quantity.first, number.quantity.last
    if first == 0 or first != last or not line.words[first].isdigit() or first - 1 in line.mark_at:
        return False
    if not line.capital(first - 1):
        return False
    is_apposed = line.word(first - 2) == "," == line.word(last + 1)
    behind = line.word(last + 1 + is_apposed)
    return VERB_KIND.get(behind) == "say" or behind in ROLES or behind in TITLES


def _is_of_those_there(number: NumberRead, before: NumberRead | None) -> bool:
    """ "Three of the 23 passengers died": the 23 were there."""
    if before is None or before.figure is None or before.group.whole is not number.quantity:
        return False
    return before.group.head in ALL_THERE


def _is_never(number: NumberRead) -> bool:
    """Whether it is no figure whatever speaks for one."""
    return (
        _tells(number) or _finds_nobody(number) or _counts_a_slip(number) or _is_foreseen(number)
        or _is_of_a_name(number)
    )


def _counts_those_there(number: NumberRead) -> bool:
    """ "There were 164 passengers and crew; 101 have been rescued": nothing is said of all who were there."""
    if number.group.head not in ALL_THERE or (number.figure is not None and number.figure.relation != "tolled"):
        return False
    line, end = number.line, max(number.group.end, number.quantity.last + 1)
    sides = [evidence.nearest_mark(line, end, 1)]
    if number.figure is None:  # "a total of" is no predicate
        sides.append(evidence.nearest_mark(line, number.quantity.first - 1, -1))
    return all(near is None or not {"q", "b"}.isdisjoint(near[2]) for near in sides)


def _is_an_age(number: NumberRead) -> bool:
    """ "Mai Tran, 45, …", and not a list of places: "Nampula, nine; Sofala, six"."""
    return number.trap == "age" and _OF_LISTS.isdisjoint(number.line.present)


_OF_LISTS = frozenset((":", ";"))


def _is_named(line: Line, category: Category) -> bool:
    """Whether the sentence says what befell them, as it must for the grammar's word not to hold."""
    return any(mark.category == category for mark in line.marks)


def _tells(number: NumberRead) -> bool:
    """ "Two local officials told AFP": who speaks."""
    line, end = number.line, number.group.end
    return number.group.head in GROUPS and VERB_KIND.get(line.word(end)) == "say"


def _finds_nobody(number: NumberRead) -> bool:
    """ "Nobody has been found alive": no count of the rescued."""
    return number.quantity.value == 0 and number.figure is not None and number.figure.category == "rescued"


def _is_foreseen(number: NumberRead) -> bool:
    """ "The count could cross 60": nobody has counted them. Other projections are weighed: "60 may have died"."""
    before = [word for word in number.line.words[: number.quantity.first] if word not in _UP_TO]
    return number.trap == "projection" and bool(before) and before[-1] in _RISES


_UP_TO = frozenset("to above past beyond over more than at least".split())
_RISES = frozenset(
    "cross exceed top surpass pass reach climb rise go grow hit number increase mount approach touch breach".split()
)


def _counts_a_slip(number: NumberRead) -> bool:
    """ "Two names were found twice": the error of a count, not a count."""
    return not _TWICE.isdisjoint(number.line.words[number.group.end : number.group.end + _NEAR])


_TWICE = frozenset("twice doubled duplicated duplicate duplicates double-counted".split())
_NEAR = 5  # words behind those counted


def _with_category_before(number: NumberRead, figures: Sequence[Figure]) -> NumberRead:
    """An old number alone is of the category of the figure before it."""
    if not figures or not _is_corrected_from(number):
        return number
    return number._replace(figure=figure_of(number, figures[-1].category))


def _is_corrected_from(number: NumberRead) -> bool:
    """ "CORRECTED from 8": a sentence that tells only the old number."""
    first = number.quantity.first
    return first == len(_CORRECTED) and tuple(number.line.words[:first]) == _CORRECTED


_CORRECTED = ("corrected", "from")


def _is_settled(number: NumberRead, before: NumberRead | None) -> bool:
    """Whether only the grammar can tell: traps, numbers taken back, and zeros, which no label counts."""
    end = max(number.group.end, number.quantity.last + 1)
    unhurt = not _UNHURT.isdisjoint(number.line.words[end : end + 3])
    if number.figure is None and _is_of_those_there(number, before):
        return True
    if number.figure is not None and number.figure.mark is not None and number.figure.category == "other":
        mark = number.figure.mark
        if mark.form == "active" and mark.last > mark.first:  # "killed or wounded 12": not to be told apart
            return True
    if number.trap in _NEVER or number.quantity.value == 0 or unhurt:
        return True
    return _is_taken_back(number) or _is_corrected_from(number)


_UNHURT = frozenset("unhurt unharmed uninjured unscathed".split())  # counts nobody to whom anything happened


def _is_taken_back(number: NumberRead) -> bool:
    """ "Four people, not five, were killed": a number that counts nobody."""
    words, quantity = number.line.words, number.quantity
    before = words[max(quantity.first - 2, 0) : quantity.first]
    return before in _TAKING_BACK and number.line.word(quantity.last + 1) in _BARE_ENDS


_TAKING_BACK = ([",", "not"], ["rather", "than"], ["instead", "of"])
_BARE_ENDS = frozenset(("", ",", ".", ";", ":", "—", "as", "people"))


def figure_of(number: NumberRead, category: Category) -> Figure:
    """The number as a figure of a category: the grammar's own where it reads the same."""
    if number.figure is not None and number.figure.category == category:
        return number.figure
    first, last, mark = _span(number, category)
    return Figure(number.quantity, number.group, category, WEIGHED, first, last, number.line, mark)


def _span(number: NumberRead, category: Category) -> tuple[int, int, Mark | None]:
    """The number with its noun, and the predicate of the category where one stands near in the same clause."""
    line, quantity = number.line, number.quantity
    first, last = quantity.first, max(number.group.end - 1, quantity.last)
    for start, step in ((last + 1, 1), (first - 1, -1)):
        near = evidence.nearest_mark(line, start, step)
        if near is not None and near[0].category == category and near[1] <= _SPAN and not {"q", "b"} & set(near[2]):
            return min(first, near[0].first), max(last, near[0].last), near[0]
    return first, last, None
