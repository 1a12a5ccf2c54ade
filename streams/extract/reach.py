"""From a counted subject rightwards to its predicate: "12 people [in the village] [were reported] killed"."""

from __future__ import annotations

from streams.extract.line import Line, Mark
from streams.extract.nouns import Group
from streams.extract.vocabulary import (
    ADVERBS,
    AUXILIARIES,
    DETERMINERS,
    NEGATIONS,
    PEOPLE,
    PREPOSITIONS,
    RELATIVES,
)

_LIMIT = 18  # tokens looked at behind the subject
_OPENERS = {",": ",", "—": "—", "(": ")"}
_PASSIVE = frozenset("was were are is be been being 's 're get got remain remains remained left".split())
_PRONOUNS = frozenset({"it", "they", "he", "she"})


def after_subject(line: Line, group: Group) -> Mark | None:
    """The predicate that the counted subject has, or None."""
    return _Walk(line, group).predicate()


class _Walk:
    """A walk over the tokens behind a subject.

    `distant`: a phrase with words of its own lies between, so that only a verb can still be the subject's.
    `passive`: a form of "be" stands before what comes.
    """

    def __init__(self, line: Line, group: Group) -> None:
        self.line = line
        self.group = group
        self.at = group.end
        self.distant = False
        self.passive = False
        self.relative = False

    def predicate(self) -> Mark | None:
        stop = min(len(self.line.words), self.group.end + _LIMIT)
        while self.at < stop:
            mark = self.line.mark_at.get(self.at)
            if mark is not None and mark.first == self.at:
                return mark if self._accepts(mark) else None
            step = self._step(self.line.words[self.at])
            if step is None:
                return None
            self.at = step + 1
        return None

    def _step(self, word: str) -> int | None:
        """Index of the last token of what is passed over here; None where the subject's clause ends."""
        line, i = self.line, self.at
        if word in AUXILIARIES:
            self.passive = self.passive or word in _PASSIVE
            self.distant = False
            return i
        if word in RELATIVES:
            self.relative = True
            return i
        if word in ADVERBS or word == "to" or word.endswith("ly"):
            return i
        if word in NEGATIONS:
            return None
        if word in _PRONOUNS and i == self.group.end:
            return i + 1  # "people it received"
        if word in _OPENERS:
            self.distant = True
            return _skip_insert(line, i)
        if word == "and":
            return _skip_joined(line, i)
        if i + 1 in line.mark_at and (word == "as" or (word.endswith("ing") and self.passive)):
            return i  # "are listed as missing", "are staying in shelters"
        if word in PREPOSITIONS or (
            word.endswith(("ed", "ing")) and (self.relative or not self.passive) and self.group.head is not None
        ):
            self.distant, self.passive = True, False
            return i
        return i if self.distant and word[0].isalnum() and word not in _CLAUSE else None

    def _accepts(self, mark: Mark) -> bool:
        """Whether the predicate can belong to the subject so far away."""
        if mark.form == "verb":
            return True
        if mark.form == "state":
            if self.line.word(mark.first) in ("held", "critical") and not self.passive:
                return False
            return not self.distant and not (self.line.word(mark.first) == "alive" and self.passive)
        if mark.form != "past" or self.distant:
            return False
        return self.passive or not _takes_object(self.line, mark)


_CLAUSE = frozenset("but while as although though because whereas if or nor".split())


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


def _skip_insert(line: Line, opener: int) -> int | None:
    """Index of the mark that closes an insertion such as ", including three children,"."""
    closer = _OPENERS[line.words[opener]]
    for i in range(opener + 1, min(opener + 12, len(line.words))):
        if line.words[i] == closer and line.word(i + 1) in AUXILIARIES | {"died"}:
            return i
    return None
