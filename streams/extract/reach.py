"""From a counted subject rightwards to its predicate: "12 people [in the village] [were reported] killed"."""

from __future__ import annotations

from streams.extract.line import Line, Mark
from streams.extract.nouns import Group
from streams.extract.qualifiers import ADDED, Quantity
from streams.extract.vocabulary import (
    ADVERBS, AUXILIARIES, BREAKS, DETERMINERS, NEGATIONS, PEOPLE, PREPOSITIONS, RELATIVES,
)

_LIMIT = 18  # tokens looked at behind the subject
_OPENERS = {",": ",", "—": "—", "(": ")"}
_PASSIVE = frozenset("was were are is be been being 's 're get got remain remains remained left".split())


def after_subject(line: Line, quantity: Quantity, group: Group) -> Mark | None:
    """The predicate that the counted subject has, or None."""
    i, distant, passive = group.end, False, False
    stop = min(len(line.words), group.end + _LIMIT)
    while i < stop:
        word, mark = line.words[i], line.mark_at.get(i)
        if mark is not None and mark.first == i:
            return mark if _accepts(line, mark, distant, passive, i == group.end and group.head is None) else None
        if word in AUXILIARIES:
            passive = passive or word in _PASSIVE
            distant = False if distant else distant
        elif word == "as" and i + 1 in line.mark_at:
            pass  # "are listed as missing"
        elif word in ADVERBS or word == "to" or word in RELATIVES or word.endswith("ly"):
            pass
        elif word in NEGATIONS:
            return None
        elif word in ("it", "they", "he", "she") and i == group.end:
            i += 1  # "people it received"
        elif word in PREPOSITIONS or (word.endswith(("ed", "ing")) and not passive and group.head is not None):
            distant, passive = True, False
        elif word in _OPENERS:
            skipped = _skip_insert(line, i)
            if skipped is None:
                return None
            i, distant = skipped, True
        elif word == "and" and (joined := _skip_joined(line, i)) is not None:
            i = joined
        elif word.endswith("ing") and passive and i + 1 in line.mark_at:
            pass  # "are staying in shelters"
        elif word in BREAKS or (i in line.quantity_at and not distant):
            return None
        elif not distant and i > group.end:
            return None
        elif not distant and not (word in ADDED):
            return None
        i += 1
    return None


def _accepts(line: Line, mark: Mark, distant: bool, passive: bool, bare: bool) -> bool:
    """Whether the predicate can belong to the subject so far away."""
    if mark.form == "verb":
        return True
    if mark.form == "state":
        if line.word(mark.first) in ("held", "critical") and not passive:
            return False
        if line.word(mark.first) == "alive" and passive:
            return False
        return not distant
    if mark.form != "past" or distant:
        return False
    return passive or not _takes_object(line, mark)


def _takes_object(line: Line, mark: Mark) -> bool:
    """ "12 gunmen killed the mayor": the participle is a verb with an object of its own."""
    after = mark.last + 1
    if after in line.quantity_at:
        return True
    word = line.word(after)
    return word in DETERMINERS and word not in ("that", "this")


def _skip_joined(line: Line, i: int) -> int | None:
    """ "eight victims and the suspect came": index of the joined noun."""
    if i + 1 in line.quantity_at:
        return _skip_counted(line, i + 1)
    if line.word(i + 1) not in DETERMINERS:
        return None
    for noun in (i + 2, i + 3):
        if line.word(noun + 1) in AUXILIARIES or noun + 1 in line.mark_at:
            return noun
    return None


def _skip_counted(line: Line, i: int) -> int | None:
    """ "two officers and three civilians were": index of the last noun, when an auxiliary follows it."""
    quantity = line.quantity_at[i]
    for noun in range(quantity.last + 1, min(quantity.last + 4, len(line.words) - 1)):
        if noun in line.mark_at or line.words[noun] in AUXILIARIES:
            return None
        if line.words[noun] in PEOPLE and line.words[noun + 1] in AUXILIARIES:
            return noun
    return None


def _skip_insert(line: Line, comma: int) -> int | None:
    """Index of the comma that closes an insertion such as ", including three children,"."""
    closer = _OPENERS[line.words[comma]]
    for i in range(comma + 1, min(comma + 12, len(line.words))):
        if line.words[i] == closer and line.word(i + 1) in AUXILIARIES | {"died"}:
            return i
    return None
