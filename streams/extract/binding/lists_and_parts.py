"""Numbers bound by the figure before them: lists, parts of a whole, kinds of those just counted."""

from __future__ import annotations

from schemas.events import Category
from streams.extract.binding.figure import Bound, FigureReading
from streams.extract.sentences.line import Line
from streams.extract.sentences.noun_group import is_nationality
from streams.extract.words.vocabulary import ALWAYS_KINDS, AUXILIARIES, BREAKS, FOREIGN, KINDS, PEOPLE, PREPOSITIONS

WHOM = frozenset({"them", "whom", "those", "which"})
VICTIMS = frozenset({"victims", "fatalities"})


def whole_of(reading: FigureReading) -> Bound | None:
    """The M of "N of the M": what the group says, else dead."""
    previous, quantity = reading.previous, reading.quantity
    if previous is None or previous.group.whole is not quantity:
        return None
    mark = reading.line.mark_at.get(reading.group.end)
    if mark is not None and mark.form in ("state", "past") and mark.category != "other":
        return Bound(mark.category, previous.first, max(previous.last, mark.last), mark)
    if reading.group.head is None and (same := _told(reading, quantity.value)) is not None:
        return Bound(same, previous.first, previous.last)
    named = reading.group.head in ("victims", "dead", "bodies", "fatalities", "casualties")
    if previous.category in ("other", "unidentified") or (named and previous.category != "injured"):
        return Bound("killed", previous.first, previous.last)
    return None


def _told(reading: FigureReading, value: int | None) -> Category | None:
    """What the update said before of just this number: "the nine" of the nine people killed."""
    same = (item for item in reversed(reading.earlier) if item.quantity.value == value and "prior" not in item.flags)
    found = next(same, None)
    return found.category if found is not None and value is not None else None


def listed_behind(reading: FigureReading) -> Bound | None:
    """ "Brell had 93 deaths, Sarn 69": the list carries the category on, the place stands before the number."""
    previous, line, quantity = reading.previous, reading.line, reading.quantity
    if previous is None or reading.group.head is not None or "prior" in previous.flags:
        return None
    if line.word(reading.group.end) not in ("", ",", ";", ".", "and", "—"):
        return None
    at = quantity.first - 1
    while at > 0 and line.capital(at):
        at -= 1
    if (
        at == quantity.first - 1
        or line.word(at) not in ("in", "at", ",", "and", ";")
        or quantity.first - previous.last > 12
    ):
        return None
    return Bound(previous.category, at + 1, quantity.last)


def victims(reading: FigureReading) -> Bound | None:
    """ "relatives of the 12 victims": the dead, where the update has told of dead before."""
    if reading.group.head not in VICTIMS or reading.group.partitive:
        return None
    if not reading.earlier or reading.earlier[-1].category != "killed":
        return None
    return Bound("killed", reading.quantity.first, reading.group.end - 1)


def including(reading: FigureReading) -> Bound | None:
    """ "including 12 children", "12 of them children": the figure before says of what."""
    previous, line, quantity = reading.previous, reading.line, reading.quantity
    before = line.word(reading.left)
    if previous is None and line.word(0) == "they" and before in INCLUDES and reading.left < 3 and reading.earlier:
        return Bound(reading.earlier[-1].category, quantity.first, max(reading.group.end - 1, quantity.last))
    if previous is None:
        return None
    partitive = reading.group.partitive and reading.group.head in WHOM
    if before in INCLUDES or (before == "them" and _among_them(reading)):
        return Bound(previous.category, quantity.first, max(reading.group.end - 1, quantity.last))
    if partitive and before in (",", "—", "(", "and", "with"):
        return Bound(previous.category, quantity.first, reading.group.end - 1)
    return None


INCLUDES = frozenset("including included includes include".split())


def _among_them(reading: FigureReading) -> bool:
    line, at = reading.line, reading.left - 1
    return line.word(at) == "among" or (line.word(at) == "of" and line.word(at - 1) in (",", "and", "(", "—", ""))


def partitive(reading: FigureReading) -> Bound | None:
    """ "40 of the dead were foreigners": of what the number is a part."""
    if not reading.group.partitive:
        return None
    if reading.group.whole is not None:  # "six of the nine were women"
        if reading.line.word(reading.group.end) not in ("were", "are", "was", "is"):
            return None
        told = _told(reading, reading.group.whole.value) if reading.group.head is None else None
        return Bound(told, reading.quantity.first, reading.group.end - 1) if told is not None else None
    mark = reading.line.mark_at.get(reading.group.end - 1)
    if mark is not None and mark.category != "same":
        return Bound(mark.category, reading.quantity.first, mark.last, mark)
    if reading.group.head in ("fatalities", "victims"):
        category = reading.earlier[-1].category if reading.earlier else "killed"
        return Bound(category, reading.quantity.first, reading.group.end - 1)
    return None


_KINDS_SAID = FOREIGN | ALWAYS_KINDS | KINDS


def parted(reading: FigureReading) -> Bound | None:
    """ "Of the dead, seven were Slovaks, four Czechs": the opening says of what."""
    line = reading.line
    if line.word(0) != "of":
        return None
    for i in range(1, min(7, reading.quantity.first)):
        mark = line.mark_at.get(i)
        if mark is not None and mark.category != "same" and "," in line.words[i : i + 2]:
            return Bound(mark.category, reading.quantity.first, max(reading.group.end - 1, reading.quantity.last), mark)
    return None


def coordinate(reading: FigureReading) -> Bound | None:
    """ "33 of the dead are women and 16 are men": the second part of a split."""
    previous, line = reading.previous, reading.line
    if previous is None or previous.relation not in ("partitive", "parted", "among", "coordinate", "including"):
        return None
    if line.word(reading.left) not in (",", "and") or reading.group.thing:
        return None
    end = reading.group.end
    named = reading.group.head is not None
    if not named and line.word(end) in AUXILIARIES and line.word(end + 1) in PEOPLE:
        return Bound(previous.category, reading.quantity.first, end + 1)
    return Bound(previous.category, reading.quantity.first, end - 1) if named else None


def kinds(reading: FigureReading) -> Bound | None:
    """ "Twenty were women": a bare number that is then said to be of a kind, of those just counted."""
    line, end = reading.line, reading.group.end
    if reading.group.head is not None or not reading.earlier or line.word(end) not in ("were", "are"):
        return None
    last = reading.earlier[-1]
    near = last.line is line or last.line.paragraph == line.paragraph
    if not near or (last.quantity.value or 0) < (reading.quantity.value or 0):
        return None
    for i in range(end + 1, min(end + 5, len(line.words))):
        if line.words[i] in _KINDS_SAID or is_nationality(line, i):
            return Bound(last.category, reading.quantity.first, i)
        if line.words[i] in BREAKS or line.words[i] in PREPOSITIONS or i in line.mark_at or line.words[i] == ",":
            return None
    return None


MANNERS = frozenset("badly critically seriously gravely severely fatally slightly lightly".split())
_LIST_LINKS = frozenset({",", "and", "with", "plus", ";", ":"})
_LIST_ENDS = (PREPOSITIONS | BREAKS | frozenset({",", "", "just", "later", "elsewhere", "more"})) - {"as"}


def listed(reading: FigureReading) -> Bound | None:
    """ "93 in Mexico City, 69 in Morelos": the list carries the category on."""
    previous, line, quantity = reading.previous, reading.line, reading.quantity
    if previous is None or line.word(reading.left) not in _LIST_LINKS:
        return None
    if reading.group.head is not None and reading.group.head not in PEOPLE:
        return None
    end = reading.group.end
    if line.word(end) in MANNERS:
        fatal = line.word(end) == "fatally"
        return Bound("killed" if fatal else previous.category, quantity.first, end)
    if line.word(end) not in _LIST_ENDS or (line.word(end) in _LIST_LINKS | {".", ""} and reading.group.head is None):
        return None
    if quantity.first - previous.last > 12 or previous.flags & {"prior"}:
        return None
    last = end - 1
    if line.word(end) in PREPOSITIONS or line.word(end) == "just":
        last = _phrase_end(line, end)
    return Bound(previous.category, quantity.first, max(last, quantity.last))


def _phrase_end(line: Line, i: int) -> int:
    end = i
    for k in range(i + 1, min(i + 5, len(line.words))):
        if line.word(k) in BREAKS or line.word(k) == "," or line.word(k) in AUXILIARIES:
            break
        end = k
    return end
