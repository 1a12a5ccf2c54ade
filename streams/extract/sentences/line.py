"""A sentence with its quantities and predicates marked, and small questions about its tokens."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from streams.extract.sentences.flaws import CONTRADICTORY, contradict
from streams.extract.sentences.numbers import STARTERS, number_starts
from streams.extract.sentences.qualifiers import Quantity, read_quantity
from streams.extract.sentences.tokens import Sentence, Token
from streams.extract.words import categories, vocabulary
from streams.extract.words.categories import Form, Predicate, What


class Mark(msgspec.Struct, frozen=True, gc=False):
    """A predicate over tokens[first:last+1]."""

    category: What
    form: Form
    first: int
    last: int


class Line:
    """One sentence, marked. `quantities` in order; `mark_at` and `quantity_at` by token index."""

    __slots__ = ("closed", "mark_at", "marks", "paragraph", "present", "quantities", "quantity_at", "tokens", "words")

    def __init__(self, sentence: Sentence) -> None:
        self.tokens: tuple[Token, ...] = sentence.tokens
        self.words: list[str] = [token.word for token in sentence.tokens]
        self.present = frozenset(self.words)
        self.paragraph = sentence.paragraph
        self.closed = sentence.closed
        self.mark_at: dict[int, Mark] = {}
        self.quantity_at: dict[int, Quantity] = {}
        self.marks: list[Mark] = [] if categories.NEEDED.isdisjoint(self.present) else self._marks()
        self.quantities = self._quantities()

    def _marks(self) -> list[Mark]:
        found: list[Mark] = []
        free = 0  # the first word behind the last mark
        for i in categories.PHRASES.starts(self.words, self.present):
            if i < free:
                continue
            mark = self._mark(i)
            if mark is not None and mark.category == "same":  # "the number" of "the number of dead"
                wider = self._mark(i + 1) if i + 1 < len(self.words) else None
                mark = wider if wider is not None and wider.last > mark.last else self._number_of(mark)
            if mark is None:
                continue
            found.append(mark)
            for k in range(mark.first, mark.last + 1):
                self.mark_at[k] = mark
            free = mark.last + 1
        return found

    def _mark(self, i: int) -> Mark | None:
        hit = categories.PHRASES.find(self.words, i, self.present)
        if hit is None:
            return None
        row, last = hit
        if row.near and row.near.isdisjoint(self.present) and not self._parts_a_number(row):
            return None
        if self.words[last] == "missing" and last == i and self._is_object(last + 1):
            return None  # "missing the vote", "missing two forwards"
        if " and " in row.words and row.form != "active" and self._number_starts(last + 1):
            return None
        return self._bare_toll(i, row, last) or Mark(row.category, row.form, i, last)

    def _number_of(self, mark: Mark) -> Mark | None:
        """ "the number of people driven from the city": a toll of what the words behind say; of homes: none."""
        if self.word(mark.last + 1) != "of" or self._number_starts(mark.last + 2):
            return mark
        for k in range(mark.last + 2, min(mark.last + 2 + _NUMBER_OF, len(self.words))):
            hit = categories.PHRASES.find(self.words, k, self.present)
            if hit is not None and hit[0].form in ("state", "past", "verb", "count") and hit[0].category != "same":
                return Mark(hit[0].category, "toll", mark.first, hit[1])
            if self.words[k] in vocabulary.BREAKS or self.words[k] == ",":
                break
        return None

    def _parts_a_number(self, row: Predicate) -> bool:
        """ "Eight of the 66 have been identified": the number stands for those near whom the word counts."""
        if row.category != "other":
            return False
        words = self.words
        if row.words.endswith("identified") and "them" in self.present and "of" in self.present:
            return True
        return any(words[i : i + 2] == ["of", "the"] and self._digits_at(i + 2) for i in range(len(words)))

    def _is_object(self, i: int) -> bool:
        word = self.word(i)
        return word in _DEFINITE or (word in STARTERS and word not in ("no", "a"))

    def _digits_at(self, i: int) -> bool:
        return i < len(self.words) and self.words[i][0].isdigit()

    def _bare_toll(self, i: int, row: Predicate, last: int) -> Mark | None:
        """ "the dead", "the confirmed dead", "the missing guests": a determiner makes a toll of the participle."""
        category = categories.BARE_TOLLS.get(self.words[last])
        if category is None or (last != i and row.words != "confirmed dead") or row.form == "toll":
            return None
        k = i - 1
        while k >= 0 and self.words[k] in ("confirmed", "official", "known", "total"):
            k -= 1
        if k < 0 or self.words[k] != "the":
            return None
        end = last
        if last + 1 < len(self.words) and self.words[last + 1] in vocabulary.PEOPLE:
            end = last + 1
        return Mark(category, "toll", k, end)

    def _number_starts(self, i: int) -> bool:
        if i >= len(self.words):
            return False
        word = self.words[i]
        return word[0].isdigit() or word in STARTERS or word in ("at", "about", "some", "more", "another", "nearly")

    def _quantities(self) -> list[Quantity]:
        found: list[Quantity] = []
        floor = 0
        for i in number_starts(self.words):
            quantity = read_quantity(self.tokens, i, floor) if i >= floor else None
            if quantity is None:
                continue
            if found and contradict(self.words, found[-1], quantity):
                quantity = replace(quantity, flaw=CONTRADICTORY)
                found[-1] = replace(found[-1], flaw=CONTRADICTORY)
            found.append(quantity)
            for k in range(quantity.first, quantity.last + 1):
                self.quantity_at[k] = quantity
            floor = quantity.last + 1
        return found

    def word(self, i: int) -> str:
        """The word at i, or "" beyond either end."""
        try:
            return self.words[i] if i >= 0 else ""
        except IndexError:
            return ""

    def capital(self, i: int) -> bool:
        return 0 <= i < len(self.tokens) and self.tokens[i].capital

    def segment(self, i: int) -> tuple[int, int]:
        """The stretch between marks (, ; : —) around token i: (first, end)."""
        first, end = i, i
        while first > 0 and self.words[first - 1] not in _MARKS:
            first -= 1
        while end < len(self.words) and self.words[end] not in _MARKS:
            end += 1
        return first, end


_DEFINITE = frozenset("the a an its his her their our".split())
_NUMBER_OF = 6  # words behind "the number of" in which its predicate may begin
_MARKS = frozenset(", ; : — ( )".split())
