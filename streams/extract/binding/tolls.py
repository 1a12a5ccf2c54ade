"""Numbers bound to a noun that has a number: tolls, the dead and the missing, old figures quoted, sums."""

from __future__ import annotations

from streams.extract.binding.figure import Bound, FigureReading
from streams.extract.sentences.line import Line, Mark
from streams.extract.sentences.qualifiers import Quantity
from streams.extract.words.vocabulary import CONNECTORS, MODALS, MONTHS, MOVES, NEGATIONS, PEOPLE


def tolled(reading: FigureReading) -> Bound | None:
    """ "the death toll rose to 12", "put the dead at 12"."""
    line, quantity = reading.line, reading.quantity
    if reading.group.head is not None and reading.group.head not in PEOPLE:
        return None
    before = line.word(quantity.first - 1)
    verb = quantity.words in _TOLL_VERBS or line.word(quantity.first) in _TOLL_VERBS  # "topped more than 2,600"
    if not verb and before not in CONNECTORS and before not in MOVES:
        return None
    mark = _toll_before(line, quantity)
    if mark is None or _toll_is_projected(line, mark, quantity):
        return None
    end = max(reading.group.end - 1, quantity.last)
    behind = line.mark_at.get(reading.group.end)
    if behind is not None and behind.form in ("state", "past"):
        end = behind.last
    return Bound(mark.category, mark.first, end, mark)


_TOLL_VERBS = frozenset(
    "tops topped topping exceeds exceeded surpasses surpassed passes passed past beyond above over"
    " nearing approaching".split()
)


def _toll_before(line: Line, quantity: Quantity) -> Mark | None:
    """The nearest toll noun to the left, unless another predicate, clause or number comes between."""
    for i in range(quantity.first - 1, max(quantity.first - 18, -1), -1):
        mark = line.mark_at.get(i)
        if mark is not None and (
            mark.form == "toll" or (mark.form == "count" and mark.first - 1 not in line.quantity_at)
        ):
            return mark
        if mark is not None and mark.form in ("active", "verb"):
            return None
        other = line.quantity_at.get(i)
        if (
            other is not None
            and line.word(other.first - 1) not in ("from", "earlier", "by")
            and not _is_date(line, other)
            and not _in_aside(line, other)
        ):
            return None
        if line.word(i) in (";", "but", "while"):
            return None
    return None


def toll_behind(reading: FigureReading) -> Bound | None:
    """ "bringing to 12 the number of dead": the toll noun stands behind the number."""
    line, quantity = reading.line, reading.quantity
    mark = line.mark_at.get(quantity.last + 1) or line.mark_at.get(quantity.last + 2)
    if mark is None or mark.form != "toll" or line.word(quantity.first - 1) not in ("to", "at"):
        return None
    if line.word(quantity.last + 1) != "the" or mark.category == "same":
        return None
    return Bound(mark.category, quantity.first, mark.last, mark)


def toll_before(reading: FigureReading) -> Bound | None:
    """ "the dead number 12, the missing 30", "the injured, at least 44, were": the number right behind the noun."""
    line, quantity = reading.line, reading.quantity
    mark = line.mark_at.get(quantity.first - 1)
    if quantity.words and line.word(quantity.first - 1) == line.word(quantity.last + 1) == ",":
        beside = line.mark_at.get(quantity.first - 2)
        if beside is not None and beside.form == "toll" and beside.category != "same":
            return Bound(beside.category, beside.first, quantity.last, beside)
    if mark is None or mark.form != "toll" or reading.previous is None or reading.group.head is not None:
        return None
    return Bound(mark.category, mark.first, quantity.last, mark)


def _is_date(line: Line, quantity: Quantity) -> bool:
    before = quantity.first - 1 - (line.word(quantity.first - 1) == ".")
    return line.word(before) in MONTHS and line.capital(before)


def _in_aside(line: Line, quantity: Quantity) -> bool:
    """ "the toll, which had stood at 12, rose": the number is in a clause between commas."""
    first, end = line.segment(quantity.first)
    return line.word(first) in ("which", "earlier") and line.word(end) == ","


def _toll_is_projected(line: Line, mark: Mark, quantity: Quantity) -> bool:
    between = line.words[mark.last + 1 : quantity.first]
    return (
        any(word in MODALS and word != "may" for word in between)
        or "may" in between
        or any(word in NEGATIONS for word in between)
    )


def among(reading: FigureReading) -> Bound | None:
    """ "Among the dead were 12 children", "the dead included 12 children"."""
    line, quantity = reading.line, reading.quantity
    at = reading.left
    word = line.word(at)
    if word not in ("were", "are", "include", "included", "includes", "was", "is"):
        return None
    for i in range(at - 1, max(at - 12, -1), -1):
        mark = line.mark_at.get(i)
        if mark is None:
            continue
        inclusive = (
            word.startswith("includ") or "among" in line.words[max(mark.first - 4, 0) : mark.first + 1]
        )
        if inclusive and mark.form in ("toll", "state", "past", "count") and mark.category != "same":
            return Bound(mark.category, quantity.first, reading.group.end - 1, mark)
        return None
    if word.startswith("includ") and {"victims", "fatalities"} & set(line.words[:at]):
        return Bound("killed", quantity.first, reading.group.end - 1)
    return None


def headed(reading: FigureReading) -> Bound | None:
    """ "Killed in the blast were 12 soldiers": the participle opens the sentence."""
    line = reading.line
    mark = line.mark_at.get(0)
    if mark is None or mark.first != 0 or mark.form != "past":
        return None
    if line.word(reading.left) not in ("were", "are", "was", ":", "include", "included"):
        return None
    return Bound(mark.category, reading.quantity.first, max(reading.group.end - 1, reading.quantity.last), mark)


def labelled(reading: FigureReading) -> Bound | None:
    """ "Dead: 12." in a list of figures."""
    line, colon = reading.line, reading.quantity.first - 1
    mark = line.mark_at.get(colon - 1)
    if line.word(colon) != ":" or mark is None or mark.category == "same" or mark.first > 3:
        return None
    return Bound(mark.category, mark.first, max(reading.group.end - 1, reading.quantity.last), mark)


def summed(reading: FigureReading) -> Bound | None:
    """ "12 in all", "for a total of 12": the sum of what was listed before."""
    line, quantity, end = reading.line, reading.quantity, reading.group.end
    if reading.previous is None or reading.group.head not in (None, "people"):
        return None
    total = line.words[max(quantity.first - 2, 0) : quantity.first] == ["total", "of"]
    behind = line.words[end : end + 2]
    if total or behind in (["in", "all"], ["in", "total"], ["all", "told"]) or behind[:1] == ["altogether"]:
        return Bound(reading.previous.category, quantity.first, max(end - 1, quantity.last))
    return None


EARLIER = frozenset("earlier previous initial former old".split())


def former(reading: FigureReading) -> Bound | None:
    """ "from 278", "the earlier 291", "compared with 40", "which stood at 18": an old figure quoted."""
    line, quantity = reading.line, reading.quantity
    if reading.group.head not in (None, "people", "dead", "persons") or line.word(quantity.number_first) == "one":
        return None
    at = quantity.first - 1
    earlier = line.word(at) in EARLIER
    source = line.word(at) == "from" or (line.word(at) in ("with", "to") and line.word(at - 1) == "compared")
    source = source or (line.word(at) == "against" and "earlier" in line.words[quantity.last + 1 : quantity.last + 4])
    stood = line.words[max(at - 2, 0) : at + 1] in (["which", "stood", "at"], ["had", "stood", "at"])
    if not (earlier or source or stood) or (not reading.earlier and not _any_toll(line)):
        return None
    toll = _any_toll(line)
    same = reading.previous or (reading.earlier[-1] if reading.earlier else None)
    category = toll.category if toll is not None and toll.category != "same" else same.category if same else None
    if category is None or (source and reading.previous is None and toll is None):
        return None
    return Bound(category, at, max(reading.group.end - 1, quantity.last))


def _any_toll(line: Line) -> Mark | None:
    return next((mark for mark in line.marks if mark.form == "toll"), None)
