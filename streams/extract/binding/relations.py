"""The grammar: one row of RELATIONS per way a number can be bound to what it counts, tried in order.

Each row carries an example that is a test.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from msgspec.structs import replace

from streams.extract.binding.figure import Bound, FigureReading
from streams.extract.binding.lists_and_parts import (
    INCLUDES,
    VICTIMS,
    WHOM,
    coordinate,
    including,
    kinds,
    listed,
    listed_behind,
    parted,
    partitive,
    victims,
    whole_of,
)
from streams.extract.binding.predicate import after_subject
from streams.extract.binding.tolls import (
    EARLIER,
    among,
    former,
    headed,
    labelled,
    summed,
    toll_before,
    toll_behind,
    tolled,
)
from streams.extract.sentences.line import Line, Mark
from streams.extract.sentences.noun_group import read_group
from streams.extract.words.categories import What
from streams.extract.words.frames import BY_VERB, REACH
from streams.extract.words.vocabulary import (
    ADVERBS,
    AUXILIARIES,
    BODIES,
    BREAKS,
    MODALS,
)


def is_passive(line: Line, mark: Mark) -> bool:
    return _passive_at(line, mark.first)


def _passive_at(line: Line, verb: int) -> bool:
    i = verb - 1
    while line.word(i) in ADVERBS and line.word(i) not in AUXILIARIES:
        i -= 1
    return line.word(i) in ("was", "were", "are", "is", "be", "been", "being", "get", "got")


def _is_hypothetical(line: Line, mark: Mark) -> bool:
    before = line.word(mark.first - 1)
    if line.word(mark.first) == "not":
        return False
    if before in ("to", "not") or before in MODALS:
        return True
    return before == "have" and line.word(mark.first - 2) in ("could", "would", "should")


def _counted(reading: FigureReading) -> Bound | None:
    """ "12 deaths", "no injuries"."""
    mark = reading.line.mark_at.get(reading.group.end)
    if mark is None or mark.form != "count" or reading.group.head is not None:
        return None
    return Bound(mark.category, reading.quantity.first, mark.last, mark)


def governed(reading: FigureReading) -> Bound | None:
    """ "killed 12", "the bodies of 12 men"."""
    line = reading.line
    mark = line.mark_at.get(reading.left)
    if mark is None or mark.form not in ("past", "active") or _is_hypothetical(line, mark):
        return None
    if mark.form == "past" and (is_passive(line, mark) or _subject_is_counted(reading, mark)):
        return None
    if mark.form == "past" and line.word(mark.first - 1) in ("those", "the", "of", "people"):
        return None
    return Bound(_of_bodies(reading, mark), mark.first, max(reading.group.end - 1, reading.quantity.last), mark)


def _of_bodies(reading: FigureReading, mark: Mark) -> What:
    """Bodies pulled out or received are dead, people are not; of a bare number what was said before holds."""
    if mark.category not in ("rescued", "hospitalized", "missing"):
        return mark.category
    group_words = reading.line.words[reading.quantity.last + 1 : reading.group.end]
    if reading.group.partitive and not _DEAD.isdisjoint(group_words):
        return "killed"
    if mark.category == "missing":
        found = reading.group.head in BODIES and reading.line.word(mark.first) in ("in", "under", "beneath", "inside")
        return "killed" if found else mark.category
    if not BODIES.isdisjoint(group_words) and "lives" not in group_words:
        return "killed"
    if mark.category == "hospitalized":
        return mark.category
    bare = reading.group.head in (None, "others", "victims") and not _ALIVE & set(
        reading.line.words[mark.first : mark.last + 4]
    )
    dead = (bool(reading.earlier) and reading.earlier[-1].category == "killed") or "dead" in reading.line.words
    return "killed" if bare and dead and _PULLED & set(reading.line.words[mark.first : mark.last + 1]) else "rescued"


_DEAD = frozenset("dead killed bodies deaths fatalities".split())
_ALIVE = frozenset("alive safety rescued saved survivors safe ashore".split())
_PULLED = frozenset("pulled pulling pull dug dragged lifted hauled brought recovered".split())


def _subject_is_counted(reading: FigureReading, mark: Mark) -> bool:
    """ "60 killed, 30 hurt": the participle already belongs to the number before it."""
    previous = reading.previous
    return previous is not None and previous.mark is mark and previous.relation == "subject"


def _framed(reading: FigureReading) -> Bound | None:
    """ "brought 12 people ashore", "cost 12 people their lives"."""
    line, end = reading.line, reading.group.end
    at = reading.left
    frames = BY_VERB.get(line.word(at))
    if frames is None or line.word(at - 1) in ("to", "not") or line.word(at - 1) in MODALS or _passive_at(line, at):
        return None
    for words, category in frames:
        reach = REACH if len(words) > 1 else 1 + line.word(end).endswith("ly")  # a lone "off" far away is another's
        for start in range(end, min(end + reach, len(line.words))):
            if line.word(start - 1) in BREAKS or (line.word(start) == "," and words):
                break
            if tuple(line.words[start : start + len(words)]) == words:
                last = start + len(words) - 1
                mark = Mark(category, "active", at, last)
                return Bound(_of_bodies(reading, mark), at, last, mark)
    return None


def _subject(reading: FigureReading) -> Bound | None:
    """ "12 people were killed", "12 dead"."""
    mark = after_subject(reading.line, reading.group)
    if mark is None or reading.line.word(reading.quantity.first - 1) == "from":
        return None
    if reading.group.whole is not None and mark.first == reading.group.end:  # "five of the 12 dead have been named"
        mark = after_subject(reading.line, replace(reading.group, head="dead", end=mark.last + 1)) or mark
    if mark.category == "other" and reading.group.head in VICTIMS | BODIES and _waits_for_a_name(reading.line, mark):
        return Bound("killed", reading.quantity.first, mark.last, mark)
    if _died_there(reading, mark):
        return Bound("killed", reading.quantity.first, mark.last, reading.previous.mark if reading.previous else None)
    return Bound(_of_bodies(reading, mark), reading.quantity.first, mark.last, mark)


def _waits_for_a_name(line: Line, mark: Mark) -> bool:
    """ "the last of the eight victims to be identified": of the dead, all of whom are counted."""
    named = line.words[mark.first : mark.last + 1]
    return "identified" in named and line.words[mark.first - 2 : mark.first] == ["to", "be"]


def _died_there(reading: FigureReading, mark: Mark) -> bool:
    """ "Sixty died at the scene and 24 in hospitals": the second place carries the verb on."""
    previous, line = reading.previous, reading.line
    if previous is None or previous.category != "killed" or reading.group.head is not None:
        return False
    bare = mark.first == reading.group.end and line.word(mark.first) in ("in", "at")
    return bare and line.word(reading.left) == "and" and line.word(previous.last + 1) in ("at", "in")


def _among_counted(reading: FigureReading) -> Bound | None:
    """ "Four officers were among 31 people killed": what is said of the wider number."""
    line, i = reading.line, reading.group.end
    while line.word(i) in AUXILIARIES or (line.word(i) in ADVERBS and line.word(i) != "among"):
        i += 1
    wider = line.quantity_at.get(i + 1) or (line.quantity_at.get(i + 2) if line.word(i + 1) == "the" else None)
    if line.word(i) != "among" or wider is None:
        return None
    group = read_group(line, wider)
    mark = after_subject(line, group)
    return Bound(mark.category, reading.quantity.first, i - 1, mark) if mark is not None else None


def _also_governed(reading: FigureReading) -> Bound | None:
    """ "killed a guard and two visitors": the second object of one verb."""
    line = reading.line
    at = reading.left
    if line.word(at) not in ("and", ",") or reading.group.head is None:
        return None
    for i in range(at - 1, max(at - 7, -1), -1):
        mark = line.mark_at.get(i)
        if mark is not None:
            active = mark.form == "active" or (mark.form == "past" and not is_passive(line, mark))
            object_follows = line.word(mark.last + 1) in ("a", "an", "the", "his", "her", "their", "one")
            if active and object_follows and not _is_hypothetical(line, mark):
                return Bound(mark.category, reading.quantity.first, reading.group.end - 1, mark)
            return None
        if line.word(i) in BREAKS or line.word(i) in AUXILIARIES or i in line.quantity_at:
            return None
    return None


def _described(reading: FigureReading) -> Bound | None:
    """ "searching for 30 missing hikers": the participle before the noun."""
    if reading.group.head is None:
        return None
    for i in range(reading.quantity.last + 1, reading.group.end):
        mark = reading.line.mark_at.get(i)
        if mark is not None and mark.form in ("state", "past") and mark.category != "same":
            return Bound(mark.category, reading.quantity.first, reading.group.end - 1, mark)
    return None


_FINDING = frozenset(
    "found find finds located reached pulled picked saved brought dug recovered rescuers crews".split()
)


def _bodies(reading: FigureReading) -> Bound | None:
    """ "Five bodies have come out", "three more sets of remains"."""
    if reading.group.head in ("survivors", "survivor") and not _FINDING.isdisjoint(reading.line.words):
        return Bound("rescued", reading.quantity.first, reading.group.end - 1)
    if reading.group.head not in BODIES and not (
        set(reading.line.words[reading.quantity.last + 1 : reading.group.end]) & {"bodies", "corpses", "remains"}
    ):
        return None
    return Bound("killed", reading.quantity.first, reading.group.end - 1)


def _said_too(reading: FigureReading) -> Bound | None:
    """ "Police say nine died; the fire department says 10": the bare number of another speaker."""
    line, quantity = reading.line, reading.quantity
    before = reading.earlier[-1] if reading.earlier else None
    if before is None or before.line.paragraph != line.paragraph or before.category not in _TOLLS:
        return None
    bare = reading.group.head is None and line.word(quantity.last + 1) in ("", ".", ";", ",")
    said = reading.left == quantity.first - 1 and line.word(reading.left) in _SAYS
    return Bound(before.category, quantity.first, quantity.last) if bare and said else None


_TOLLS = ("killed", "injured", "missing")
_SAYS = frozenset("says say said acknowledges acknowledge acknowledged reports reported counts counted".split())


class Relation(NamedTuple):
    """One way of binding; `cues` are words of which one must be in the sentence (none: it is always tried)."""

    name: str
    bind: Callable[[FigureReading], Bound | None]
    example: str
    cues: frozenset[str] = frozenset()


def relations_of(line: Line) -> list[Relation]:
    """The rows whose cues are in the sentence, in order."""
    present = line.present
    return [row for row in RELATIONS if not row.cues or not row.cues.isdisjoint(present)]


def _cues(words: str) -> frozenset[str]:
    return frozenset(words.split())


_VERBS = frozenset(BY_VERB)
_SUMS = _cues("total all told altogether")
RELATIONS = (
    Relation("whole", whole_of, "Some 12 of the 17 dead were found inside."),
    Relation("former", former, "The death toll rose to 99 from 84.", EARLIER | _cues("from with to stood against")),
    Relation("counted", _counted, "The storm caused 12 deaths."),
    Relation("framed", _framed, "Boats brought 12 people ashore.", _VERBS),
    Relation("governed", governed, "The storm killed 12 people."),
    Relation("among", among, "Among the dead were 12 children.", _cues("were are include included includes was is")),
    Relation("headed", headed, "Killed in the blast were 12 soldiers."),
    Relation("among counted", _among_counted, "Some 12 officers were among 31 people killed.", _cues("among")),
    Relation("subject", _subject, "The storm left 12 people dead."),
    Relation("toll behind", toll_behind, "A death brought to 12 the number of dead.", _cues("the")),
    Relation("tolled", tolled, "The death toll rose to 12."),
    Relation("toll before", toll_before, "The dead number 30, the missing 12."),
    Relation("labelled", labelled, "Dead: 12.", _cues(":")),
    Relation("summed", summed, "The storm killed five in Brell and seven in Sarn, 12 in all.", _SUMS),
    Relation("including", including, "The storm killed 30, including 12 children.", INCLUDES | WHOM),
    Relation("partitive", partitive, "Officials say 12 of the dead were foreigners.", _cues("of")),
    Relation("parted", parted, "Of the dead, 12 were foreigners.", _cues("of")),
    Relation("coordinate", coordinate, "Officials say 30 of the dead are women and 12 are men.", _cues(", and")),
    Relation("kinds", kinds, "The storm killed 30, police say. Twelve were women.", _cues("were are")),
    Relation("described", _described, "Crews search for 12 missing hikers."),
    Relation("bodies", _bodies, "Rescuers found 12 bodies."),
    Relation("also governed", _also_governed, "The blast killed a guard and 12 visitors.", _cues("and ,")),
    Relation("victims", victims, "The blast killed 12 people, and relatives of the 12 victims are here.", VICTIMS),
    Relation("listed", listed, "The storm killed 93 in Brell, 69 in Sarn.", _cues(", and with plus ; :")),
    Relation("said too", _said_too, "Police say nine people died; the council says 12.", _SAYS),
    Relation("listed behind", listed_behind, "The storm killed 93 in Brell and in Sarn 12."),
)
