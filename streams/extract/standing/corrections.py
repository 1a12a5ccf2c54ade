"""The figures of correction notes: what is taken back is nobody's word now, what stands in its place replaces it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from schemas.events import Category, Scope
from streams.extract.binding import traps as negatives
from streams.extract.binding.figure import PUT_RIGHT, TAKEN_BACK, Figure
from streams.extract.sentences.line import Line
from streams.extract.sentences.notes import TELLING, Note, NumberInNote
from streams.extract.sentences.noun_group import read_group
from streams.extract.sentences.qualifiers import Quantity
from streams.extract.speakers.cast import Speaker

_ROLES = {"old": TAKEN_BACK, "new": PUT_RIGHT, "perhaps": "perhaps"}
_ANYBODY = frozenset({None, "people", "persons", "victims", "dead", "others"})
_LINKS = frozenset(TELLING.split("/")) | frozenset(
    "that the a an of as at is was were are be been it there number toll figure total count tally death deaths dead to"
    " fix only actually in fact for \" ' : , ( erroneously wrongly incorrectly mistakenly inaccurately error by mistake"
    " not first its".split()
)  # between the words of a note and a bare number that they are about
_WRONGLY_TRAPPED = frozenset({None, "projection", "denied"})  # "it should have said 39" projects nothing


def with_notes(figures: Sequence[Figure], notes: Mapping[int, Note], lines: Sequence[Line]) -> list[Figure]:
    """The figures with what the notes make of them, and the bare numbers of the notes, in the order of the text."""
    read: dict[int, list[Figure]] = {}
    for figure in figures:
        read.setdefault(id(figure.line), []).append(figure)
    elsewhere = [figure for figure in figures if id(figure.line) not in notes]
    found: list[Figure] = []
    before: Line | None = None  # the sentence before, where it is of the same note
    for line in lines:
        mine = read.get(id(line), [])
        note = notes.get(id(line))
        if note is None:
            found += mine
            continue
        of_one = [item for item in (line, before) if item is not None and item.paragraph == line.paragraph]
        found += _of_note(of_one, note, mine, _nearest(line, found) or elsewhere or figures)
        before = line
    perhaps = [figure for figure in found if "perhaps" in figure.flags]
    for figure in perhaps:
        if any(_has_another(other, figure) for other in found):
            figure.flags.add(TAKEN_BACK)
    return found


def _nearest(line: Line, before: Sequence[Figure]) -> list[Figure]:
    """The update's own figures before a note: those of its paragraph, else all."""
    own = [figure for figure in before if figure.flags.isdisjoint(_ROLES.values())]
    return [figure for figure in own if figure.line.paragraph == line.paragraph] or own


def _has_another(other: Figure, figure: Figure) -> bool:
    """Whether the other is the update's own number of the same kind."""
    same = other.category == figure.category and other.quantity.value != figure.quantity.value
    return same and other.flags.isdisjoint(("perhaps", TAKEN_BACK, "prior"))


def _of_note(of_one: list[Line], note: Note, read: Sequence[Figure], around: Sequence[Figure]) -> list[Figure]:
    line = of_one[0]
    by_number = {figure.quantity.first: figure for figure in read}
    found: list[Figure] = []
    for quantity in line.quantities:
        figure = by_number.get(quantity.first)
        taken = note.roles.get(quantity.first)
        if taken is None:
            found += [figure] if figure is not None else []
            continue
        if taken.role == "aside":
            continue
        figure = figure or _bare(of_one, quantity, taken, around)
        if figure is not None:
            figure.flags.add(_ROLES[taken.role])
            found.append(figure)
    return found


def _bare(of_one: list[Line], quantity: Quantity, taken: NumberInNote, around: Sequence[Figure]) -> Figure | None:
    """ "An earlier version said 17": a number that only the note tells what it is."""
    line = of_one[0]
    group = read_group(line, quantity)
    if quantity.flaw is not None or quantity.value is None or group.partitive or group.head not in _ANYBODY:
        return None
    if not _LINKS.issuperset(line.words[taken.behind : quantity.first]):
        return None
    if negatives.trap(negatives.Candidate(line, quantity, group)) not in _WRONGLY_TRAPPED:
        return None
    category = _category(of_one, quantity, around)
    if category is None:
        return None
    return Figure(quantity, group, category, "noted", quantity.first, max(group.end - 1, quantity.last), line)


def _category(of_one: list[Line], quantity: Quantity, around: Sequence[Figure]) -> Category | None:
    """That of the note's own words, nearest behind the number first; else that of the closest number around."""
    behind = [mark.category for mark in of_one[0].marks if mark.first > quantity.last]
    before = [mark.category for line in of_one for mark in reversed(line.marks)]
    for category in (*behind, *before):
        if category != "same":
            return category
    numbers = [figure for figure in around if figure.quantity.value]
    return min(numbers, key=lambda figure: _distance(figure, quantity)).category if numbers else None


def _distance(figure: Figure, quantity: Quantity) -> float:
    one, other = float(figure.quantity.value or 1), float(quantity.value or 1)
    return max(one, other) / min(one, other)


def replace_numbers(figures: Sequence[Figure], scopes: Sequence[Scope], past: Sequence[bool]) -> None:
    """Tell the update's current figures which number they replace: the one put right, else the closest.

    What is corrected of another, `past` event leaves the figures of this one as they are.
    """
    sides = list(zip(scopes, past, strict=True))
    current = [
        (figure, side)
        for figure, side in zip(figures, sides, strict=True)
        if figure.quantity.value is not None and figure.flags.isdisjoint((TAKEN_BACK, "prior", "perhaps"))
    ]
    for old, of_old in zip(figures, sides, strict=True):
        old_scope = of_old[0]
        if TAKEN_BACK not in old.flags or old.quantity.value is None or old_scope == "increment":
            continue
        pool = [figure for figure, side in current if side == of_old and _is_of_kind(figure, old, old_scope)]
        right = [figure for figure in pool if PUT_RIGHT in figure.flags]
        beside = [figure for figure in right if figure.line is old.line]
        options = beside or right or pool
        if old_scope == "partial_area" and len({figure.quantity.value for figure in options}) > 1:
            continue  # of which place cannot be told
        if not options:
            continue
        value = min(options, key=lambda figure: _distance(figure, old.quantity)).quantity.value
        for figure in pool:
            if figure.quantity.value == value and figure.replaces is None:
                figure.replaces = old.quantity.value


def _is_of_kind(figure: Figure, old: Figure, scope: Scope) -> bool:
    if figure.category != old.category or figure.quantity.value == old.quantity.value:
        return False
    return scope != "subset" or _kind(figure) == _kind(old)


def _kind(figure: Figure) -> str:
    """What a part is counted by: its noun, or the words behind it ("of the dead were children")."""
    if figure.group.head not in _ANYBODY and not figure.group.partitive:
        return str(figure.group.head)
    return figure.line.word(figure.last + 2) if figure.relation == "partitive" else figure.relation


def voices(
    figures: Sequence[Figure], speakers: Sequence[Speaker | None], notes: Mapping[int, Note]
) -> list[Speaker | None]:
    """The speakers, but nobody for what was taken back; a number put right is the word of whoever says it elsewhere."""
    said = {
        (figure.category, figure.quantity.value): speaker
        for figure, speaker in zip(figures, speakers, strict=True)
        if speaker is not None and id(figure.line) not in notes
    }
    return [
        None if not figure.flags.isdisjoint((TAKEN_BACK, "perhaps"))
        else speaker or (said.get((figure.category, figure.quantity.value)) if id(figure.line) in notes else None)
        for figure, speaker in zip(figures, speakers, strict=True)
    ]  # fmt: skip
