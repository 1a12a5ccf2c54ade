"""From a counted subject rightwards to its predicate: "12 people [in the village] [were reported] killed"."""

from __future__ import annotations

from streams.extract.sentences.line import Line, Mark
from streams.extract.sentences.noun_group import Group
from streams.extract.words.vocabulary import (
    ADVERBS,
    AUXILIARIES,
    BREAKS,
    DETERMINERS,
    NEGATIONS,
    PEOPLE,
    PREPOSITIONS,
    RELATIVES,
)

_LIMIT = 18  # tokens looked at behind the subject
_OPENERS = {",": ",", "—": "—", "(": ")"}
_PASSIVE = frozenset("was were are is be been being 's 're get got remain remains remained left".split())
_HEARSAY = frozenset("believed thought suspected said alleged known reported accused".split())
_PERHAPS = frozenset("may might".split())  # projections are taken out before
_PRONOUNS = frozenset({"it", "they", "he", "she"})
_HAVE = frozenset("have has had".split())
_THAT = frozenset({"that", "this", "these", "those"})


_LIST_STOPS = AUXILIARIES | PREPOSITIONS | BREAKS | {",", "and"}


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
                return (self._later_fate(mark) or mark) if self._accepts(mark) else None
            step = self._step(self.line.words[self.at])
            if step is None:
                return None
            self.at = step + 1
        return None

    def _later_fate(self, mark: Mark) -> Mark | None:
        """ "Five people hurt in the blast have died": what came of those whom a participle describes."""
        line = self.line
        if mark.form != "past" or self.passive or mark.category == "killed":
            return None
        for k in range(mark.last + 1, min(mark.last + _JOINED, len(line.words))):
            fate = line.mark_at.get(k)
            if fate is not None:
                has = line.word(k - 1) in AUXILIARIES or line.word(k - 1) in ADVERBS
                return fate if has and fate.form == "verb" and fate.category == "killed" else None
            if line.words[k] in BREAKS or line.words[k] == "," or k in line.quantity_at:
                return None
        return None

    def _step(self, word: str) -> int | None:
        """Index of the last token of what is passed over here; None where the subject's clause ends."""
        line, i = self.line, self.at
        if word in AUXILIARIES:
            self.passive = self.passive or word in _PASSIVE
            self.distant = False
            return i
        if word in RELATIVES:
            self.relative, self.distant = True, self.distant or word == "whose"
            return i
        if word in _OPENERS:
            return self._insertion(i)
        if word in _HEARSAY and i == self.group.end and line.word(i + 1) == "to":
            self.relative = True  # "12 people believed to be linked to …"
        if word in ADVERBS or word in _PERHAPS or word == "to" or word.endswith("ly"):
            return i
        if word in _PRONOUNS and i == self.group.end:
            return i + 1  # "people it received"
        if word in NEGATIONS or self._is_another_predicate(i):
            return None
        if word == "and":
            return _skip_joined(line, i)
        if i + 1 in line.mark_at and (word == "as" or (word.endswith("ing") and self.passive)):
            return i  # "are listed as missing", "are staying in shelters"
        if word in PREPOSITIONS or self._describes(word):
            self.distant, self.passive = True, False
            return i
        if self.distant and word[0].isalnum() and word not in _CLAUSE:
            return i
        return self._joined_fate(i) if word.isalpha() else None

    def _is_another_predicate(self, i: int) -> bool:
        """ "12 people have gathered": what comes behind is not theirs."""
        return self.line.words[i - 1] in _HAVE and not (self.relative or self.distant or i in self.line.mark_at)

    def _describes(self, word: str) -> bool:
        """ "12 people trapped below", "who were standing": a participle that tells who they are."""
        return word.endswith(("ed", "ing")) and (self.relative or not self.passive) and self.group.head is not None

    def _insertion(self, i: int) -> int | None:
        """ ", including three children,", or the rest of "four Chinese, three Russians and an American"."""
        listed = _skip_list(self.line, i) if self.line.words[i] == "," and self.group.head is not None else None
        if listed is not None:
            return listed
        self.distant = True
        return _skip_insert(self.line, i)

    def _joined_fate(self, i: int) -> int | None:
        """ "12 people were thrown from the bus and killed", "fell and died": up to the second verb of the subject."""
        line = self.line
        if i > self.group.end + 2 or line.word(i) in _CLAUSE:
            return None
        for k in range(i + 1, min(i + _JOINED, len(line.words) - 1)):
            if line.words[k] == "and":
                mark = line.mark_at.get(k + 1)
                if mark is None:
                    return None
                self.distant = False
                passive = mark.form == "past" and self.passive and line.word(mark.last + 1) in _CLOSES
                return k if passive or mark.form == "verb" else None
            if line.words[k] in BREAKS or line.words[k] == "," or k in line.quantity_at or k in line.mark_at:
                return None
        return None

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


_JOINED = 9  # words in which the second verb must come
_CLOSES = PREPOSITIONS | BREAKS | {",", ""}
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
    if line.word(i + 1) not in DETERMINERS or line.word(i + 1) in _THAT:
        return None
    for noun in (i + 2, i + 3):
        if line.word(noun + 1) in AUXILIARIES or noun + 1 in line.mark_at:
            return noun
    return None


def _skip_list(line: Line, comma: int) -> int | None:
    """ "Four Chinese, three Russians and an American were": index of the last noun before the verb of all."""
    k = comma
    while line.word(k) in (",", "and"):
        k += 1 + (line.word(k) == "," and line.word(k + 1) == "and")
        quantity = line.quantity_at.get(k)
        if quantity is None and line.word(k) not in ("a", "an"):
            return None
        k = quantity.last + 1 if quantity is not None else k + 1
        noun = k
        while line.word(k)[:1].isalpha() and line.word(k) not in _LIST_STOPS and k not in line.mark_at:
            k += 1
        if not noun < k <= noun + 4:
            return None
    return k - 1 if line.word(k) in AUXILIARIES else None


def _skip_counted(line: Line, i: int) -> int | None:
    """ "two officers and three civilians were", "… died": index of the last noun, when their verb follows it."""
    quantity = line.quantity_at[i]
    for noun in range(quantity.last + 1, min(quantity.last + 4, len(line.words) - 1)):
        if noun in line.mark_at or line.words[noun] in AUXILIARIES:
            return None
        mark = line.mark_at.get(noun + 1)
        verb_follows = line.words[noun + 1] in AUXILIARIES or (mark is not None and mark.form == "verb")
        if line.words[noun] in PEOPLE and verb_follows:
            return noun
    return None


def _skip_insert(line: Line, opener: int) -> int | None:
    """Index of the mark that closes an insertion such as ", including three children,"."""
    closer = _OPENERS[line.words[opener]]
    for i in range(opener + 1, min(opener + 12, len(line.words))):
        if line.words[i] != closer:
            continue
        behind = i + 1
        while line.word(behind) in ADVERBS and behind not in line.mark_at and line.word(behind) not in AUXILIARIES:
            behind += 1
        mark = line.mark_at.get(behind)
        if line.word(behind) in AUXILIARIES or (mark is not None and mark.form == "verb"):
            return i
    return None
