"""Words of place around a figure that tell it is from a part of the area only."""

from __future__ import annotations

from streams.extract.binding.figure import Figure
from streams.extract.sentences.line import Line
from streams.extract.words.vocabulary import MONTHS, SITES, WEEKDAYS

_AT = frozenset("in at outside near inside on".split())
_AREAS = frozenset(
    (
        "district province village town county region suburb neighborhood neighbourhood municipality commune hamlet"
        " island city township borough prefecture governorate department parish canton oblast regency state"
    ).split()
)
_HOUSES = SITES | frozenset("clinic morgue mortuary port camp infirmary airport cemetery".split())
_REPORT = frozenset("reported reports recorded records counted counts saw suffered registered had has lists".split())
_SPEAKERS = frozenset("officials authorities police mayor chief governor council office health".split())
_WASHED = frozenset("washed landed drifted floated surfaced".split())
_BODIES = frozenset("bodies body corpses remains".split())
_TIMES = frozenset("day night week month year hour case incident attack instance blow swoop".split())
_NEAR = frozenset("nearby neighboring neighbouring northern southern eastern western central coastal".split())
_NEXT_TO = frozenset("nearby neighboring neighbouring adjacent".split())
_OPENING = 7  # words in which an opening phrase of place must end
_BEFORE = 6  # words before a figure in which its place may be said
_BEHIND = 9


def _is_place_name(line: Line, i: int) -> bool:
    return line.capital(i) and line.word(i) not in WEEKDAYS and line.word(i) not in MONTHS


def is_alone(figure: Figure) -> bool:
    """ "12 people died in Brell alone", "In Brell alone 12 died"."""
    line, end = figure.line, figure.group.end
    if "alone" not in line.present:
        return False
    for i in range(max(figure.quantity.first - _BEFORE, 1), figure.quantity.first):
        if line.words[i] == "alone":
            return not _AT.isdisjoint(line.words[max(i - _BEFORE, 0) : i])
    for i in range(end, min(end + _BEHIND, len(line.words))):
        if line.words[i] == "alone":
            return any(word in _AT or word == "from" for word in line.words[end:i])
    return False


def is_in_a_named_town(figure: Figure, home: frozenset[str]) -> bool:
    """ "In Brell, where 12 died, …": a place told in passing, not that of the subject."""
    line, at = figure.line, figure.quantity.first - 1
    if line.word(at) != "where" or line.word(at - 1) != ",":
        return False
    return _is_place_name(line, at - 2) and line.words[at - 2] not in home


def is_elsewhere(figure: Figure) -> bool:
    """ "Elsewhere in the province, 12 died", "12 died in the nearby village"."""
    line, first = figure.line, figure.quantity.first
    for i in range(figure.group.end, min(figure.last + 3, len(line.words))):
        if line.words[i] in _AT and line.word(i + 1) in ("the", "a") and line.word(i + 2) in _NEXT_TO:
            return True
    return "elsewhere" in line.present and "elsewhere" in line.words[max(first - 8, 0) : first]


def is_at_opening_place(figure: Figure, home: frozenset[str]) -> bool:
    """ "At the Brell clinic, doctors counted 12", "In Brell province, 12 died"; not a place of the subject."""
    line, words = figure.line, figure.line.words
    across_a_border = words[0] == "in" and any(word in _NEXT_TO for word in words[1:3])
    on_a_side = words[:2] == ["on", "the"] and "side" in words[2:5]
    if across_a_border or on_a_side or words[:2] == ["hardest", "hit"]:
        return True
    if words[0] not in ("in", "at") or figure.relation in ("tolled", "including") or figure.group.partitive:
        return False
    opening = words[1:_OPENING]
    if "," not in opening or not 0 < opening.index(",") < figure.quantity.first:
        return False
    opening = opening[: opening.index(",")]
    if opening[0] in ("one", "another") and words[0] == "in" and _TIMES.isdisjoint(opening):
        return True
    if words[0] == "at" and opening[0] in ("a", "an", "one", "another") and not _HOUSES.isdisjoint(opening):
        return home.isdisjoint(opening)
    named = opening[0] == "one" or any(_is_place_name(line, i) for i in range(1, len(opening) + 1))
    kinds = _HOUSES if words[0] == "at" else _AREAS
    return named and not kinds.isdisjoint(opening) and not any(word in home for word in opening if word not in kinds)


def is_at_opening_name(figure: Figure, home: frozenset[str]) -> bool:
    """ "In Iraq, 535 were injured": beside a wider figure, a part."""
    words, line = figure.line.words, figure.line
    if words[0] != "in" or figure.relation in ("tolled", "including"):
        return False
    end = 1
    while _is_place_name(line, end):
        end += 1
    closes = line.word(end) in (",", "the", "a") and 1 < end < 5
    return closes and home.isdisjoint(words[1:end])


def is_at_one_site(figure: Figure) -> bool:
    """ "12 people were killed in one house"."""
    line, end = figure.line, figure.last
    if "one" not in line.present:
        return False
    behind = range(end, min(end + 5, len(line.words)))
    return any(
        line.word(i) in _AT and line.word(i + 1) == "one" and not _HOUSES.isdisjoint(line.words[i + 2 : i + 4])
        for i in behind
    )


def is_reported_by_area(figure: Figure) -> bool:
    """ "The hardest-hit district, Sarn, reported 12 deaths"."""
    line, first = figure.line, figure.quantity.first
    subject = line.words[: first - 1]
    if line.word(first - 1) not in _REPORT or len(subject) > _BEHIND:
        return False
    return not _AREAS.isdisjoint(subject) and _SPEAKERS.isdisjoint(subject)


def is_of_own_area(figure: Figure) -> bool:
    """ "160 people are dead in his town": the area of the one who speaks."""
    line, end = figure.line, figure.group.end
    return not _AREAS.isdisjoint(line.present) and any(
        line.word(i) in ("in", "from") and line.word(i + 1) in ("his", "her", "their") and line.word(i + 2) in _AREAS
        for i in range(end, min(end + _BEHIND, len(line.words)))
    )


def is_in_the_area(figure: Figure) -> bool:
    """ "12 were killed in the county": an area that is no name."""
    line, last = figure.line, figure.last
    return any(
        line.word(i) in ("in", "from") and line.word(i + 1) == "the" and line.word(i + 2) in _AREAS
        for i in (last, last + 1)
    )


def is_reported_by_place(figure: Figure) -> bool:
    """ "Malawi has reported 56 deaths": a place speaks of itself."""
    line, at = figure.line, figure.quantity.first - 1
    if line.word(at) not in _REPORT or figure.relation != "counted":
        return False
    at -= line.word(at - 1) in ("has", "have", "had", "also")
    start = at
    while start > 0 and line.capital(start - 1):
        start -= 1
    opens = line.word(start - 1) in ("", ";", "and", "while", ",")
    return opens and at - 2 <= start < at and _is_place_name(line, start)


def is_washed_up(figure: Figure) -> bool:
    """ "Some 20 bodies have washed ashore on the Brell Islands"."""
    line, end = figure.line, figure.group.end
    behind = line.words[end : end + _BEHIND]
    if figure.group.head not in _BODIES or _WASHED.isdisjoint(behind):
        return False
    return any(word in _AT and _names_behind(line, end + k) for k, word in enumerate(behind))


def _names_behind(line: Line, i: int) -> bool:
    """ "in Brell", "in the Brell hills", "on hard-hit Brell"."""
    if line.word(i + 1) == "the" or line.word(i + 1) in _NEAR or ("-" in line.word(i + 1) and not line.capital(i + 1)):
        i += 1
    return _is_place_name(line, i + 1)


def _counts_places(line: Line, i: int) -> bool:
    """ "in two hamlets", and not "in one of the bloodiest days"."""
    return i in line.quantity_at and line.words[i : i + 2] != ["one", "of"]


def stands_at_place(figure: Figure, home: frozenset[str] = frozenset()) -> bool:
    """Whether "in Brell", "at the port" or "in two hamlets" is near behind the number in its clause."""
    line = figure.line
    for i in range(figure.quantity.last + 1, min(figure.group.end + 5, len(line.words))):
        if line.words[i] in (",", ";", "and", "but") or i in line.quantity_at:
            return False
        if line.words[i] in _AT and (_names_behind(line, i) or _counts_places(line, i + 1)):
            return home.isdisjoint(line.words[i + 1 : i + 4])
    return False
