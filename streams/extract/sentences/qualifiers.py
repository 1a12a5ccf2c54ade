"""How sure the number is: words before and after it, and the interval they assert.

more than N: N+1 and open. at least N: N and open. up to N: 0 to N. fewer than N: 0 to N-1. about N: 10 % either
way, nearly N: N less 10 % to N (our choice). A range is its two ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from schemas.events import Qualifier
from streams.extract.sentences.flaws import BROKEN, is_broken
from streams.extract.sentences.numbers import (
    _PHRASES,
    LARGEST,
    SCALES,
    TENS,
    UNITS,
    Number,
    _digits,
    read_number,
)
from streams.extract.sentences.tokens import Token
from streams.extract.words.vocabulary import MOVES


class QualifierWords(NamedTuple):
    words: str
    qualifier: Qualifier
    example: str


BEFORE = (
    QualifierWords("at least", "at_least", "at least 65 bodies were found"),
    QualifierWords("at the least", "at_least", "at the least 65 bodies were found"),
    QualifierWords("no fewer than", "at_least", "no fewer than 65 people died"),
    QualifierWords("no less than", "at_least", "no less than 65 people died"),
    QualifierWords("not fewer than", "at_least", "not fewer than 65 people died"),
    QualifierWords("not less than", "at_least", "not less than 65 people died"),
    QualifierWords("a minimum of", "at_least", "a minimum of 65 people died"),
    QualifierWords("more than", "more_than", "more than 60 civilians were killed"),
    QualifierWords("well over", "more_than", "well over 60 civilians were killed"),
    QualifierWords("just over", "more_than", "just over 60 civilians were killed"),
    QualifierWords("over", "more_than", "over 60 civilians were killed"),
    QualifierWords("above", "more_than", "the toll is above 60"),
    QualifierWords("upward of", "more_than", "upward of 60 people died"),
    QualifierWords("upwards of", "more_than", "upwards of 60 people died"),
    QualifierWords("in excess of", "more_than", "in excess of 60 people died"),
    QualifierWords("greater than", "more_than", "a death toll greater than 60"),
    QualifierWords("tops", "more_than", "the death toll tops 60"),
    QualifierWords("topped", "more_than", "the death toll topped 60"),
    QualifierWords("topping", "more_than", "the death toll was topping 60"),
    QualifierWords("exceeds", "more_than", "the death toll exceeds 60"),
    QualifierWords("exceeded", "more_than", "the death toll exceeded 60"),
    QualifierWords("surpasses", "more_than", "the death toll surpasses 60"),
    QualifierWords("surpassed", "more_than", "the death toll surpassed 60"),
    QualifierWords("passes", "more_than", "the death toll passes 60"),
    QualifierWords("passed", "more_than", "the death toll passed 60"),
    QualifierWords("past", "more_than", "the death toll rose past 60"),
    QualifierWords("beyond", "more_than", "the death toll rose beyond 60"),
    QualifierWords("up to", "up_to", "up to 80 people died"),
    QualifierWords("as many as", "up_to", "as many as 80 people died"),
    QualifierWords("as much as", "up_to", "as much as 80 people died"),
    QualifierWords("no more than", "up_to", "no more than 80 people died"),
    QualifierWords("not more than", "up_to", "not more than 80 people died"),
    QualifierWords("at most", "up_to", "at most 80 people died"),
    QualifierWords("a maximum of", "up_to", "a maximum of 80 people died"),
    QualifierWords("fewer than", "fewer_than", "fewer than 80 people died"),
    QualifierWords("less than", "fewer_than", "less than 80 people died"),
    QualifierWords("under", "fewer_than", "under 80 people died"),
    QualifierWords("below", "fewer_than", "the death toll stayed below 80"),
    QualifierWords("just under", "fewer_than", "just under 80 people died"),
    QualifierWords("about", "about", "about 60 people died"),
    QualifierWords("around", "about", "around 60 people died"),
    QualifierWords("some", "about", "some 60 people died"),
    QualifierWords("roughly", "about", "roughly 60 people died"),
    QualifierWords("approximately", "about", "approximately 60 people died"),
    QualifierWords("approx", "about", "approx 60 people died"),
    QualifierWords("an estimated", "about", "an estimated 60 people died"),
    QualifierWords("estimated", "about", "estimated 60 people died"),
    QualifierWords("estimated at", "about", "the death toll is estimated at 60"),
    QualifierWords("close to", "about", "close to 60 people died"),
    QualifierWords("nearly", "about", "nearly 60 people died"),
    QualifierWords("almost", "about", "almost 60 people died"),
    QualifierWords("nearing", "about", "the death toll is nearing 60"),
    QualifierWords("approaching", "about", "the death toll is approaching 60"),
)
SHORT_OF = frozenset({"nearly", "almost", "nearing", "approaching", "close to"})

AFTER = (
    QualifierWords("or more", "at_least", "60 or more people died"),
    QualifierWords("or so", "about", "60 or so people died"),
    QualifierWords("or fewer", "up_to", "60 or fewer people died"),
    QualifierWords("or thereabouts", "about", "60 or thereabouts died"),
)
ENDINGS = (
    QualifierWords("+", "at_least", "60+ people died"),
    QualifierWords("-plus", "at_least", "60-plus people died"),
    QualifierWords("-odd", "about", "60-odd people died"),
)
ADDED = frozenset(
    {
        "another",
        "further",
        "additional",
        "extra",
        "a",
        "an",
        "the",
        "only",
        "just",
        "other",
        "total",
        "of",
        "now",
        "also",
    }
)
MORE = frozenset({"another", "further", "additional", "extra"})

_BEFORE = {tuple(row.words.split()): row for row in BEFORE}
_BEFORE_ENDS = frozenset(words[-1] for words in _BEFORE)
_AFTER = {tuple(row.words.split()): row for row in AFTER}  # two words each
_AFTER_STARTS = frozenset(words[0] for words in _AFTER)
_LEADS = _BEFORE_ENDS | ADDED
_GOES_ON = (
    frozenset(SCALES) | _AFTER_STARTS | {"and", "to", "or", "("}
    | {words[1] for words in _PHRASES if len(words) > 1}
)
_SPELLED = {word: value for word, value in {**UNITS, **TENS}.items() if value and (word,) not in _PHRASES}
_PLAIN_DIGITS = 9  # at most: such a number is below LARGEST


class Quantity(msgspec.Struct, frozen=True, gc=False):
    """A number with its qualifier over tokens[first:last+1]; `more` when it is said to come on top."""

    value: int | None
    qualifier: Qualifier
    low: int | None
    high: int | None
    first: int
    last: int
    number_first: int
    more: bool
    ordinal: bool
    words: str  # the qualifier's words, "" without one
    flaw: str | None = None  # why the figure cannot be trusted


def _interval(qualifier: Qualifier, value: int, words: str = "") -> tuple[int, int | None]:
    """What N with this qualifier asserts: (low, high), high None when open."""
    tenth = round(value / 10)
    if qualifier == "at_least":
        return value, None
    if qualifier == "more_than":
        return value + 1, None
    if qualifier == "up_to":
        return 0, value
    if qualifier == "fewer_than":
        return 0, max(value - 1, 0)
    if qualifier == "about":
        return value - tenth, value if words in SHORT_OF else value + tenth
    return value, value


def _before(tokens: Sequence[Token], first: int, floor: int) -> tuple[QualifierWords | None, int]:
    """The qualifier that ends right before tokens[first], and where it starts."""
    if tokens[first - 1].word not in _BEFORE_ENDS:
        return None, first
    for length in (3, 2, 1):
        start = first - length
        if start >= floor:
            row = _BEFORE.get(tuple(token.word for token in tokens[start:first]))
            if row is not None:
                return (None, first) if row.words == "up to" and _has_gone_up(tokens, start, floor) else (row, start)
    return None, first


def _has_gone_up(tokens: Sequence[Token], up: int, floor: int) -> bool:
    """ "The toll has gone up to 61", "they put the toll up to 13, from 11": that many, and no fewer."""
    words = [token.word for token in tokens[max(floor, up - _PUT_BEFORE) : up]]
    while words and words[-1] in _NOW:
        words.pop()
    if not words or words[-1] in _GONE:
        return bool(words)
    is_put = words[-1] not in _PUT and not _PUT.isdisjoint(words)
    return not _COUNTS.isdisjoint(words) and (is_put or words[-1] in _IS)


_PUT_BEFORE = 9  # tokens
_NOW = frozenset("now already since steadily".split())
_GONE = frozenset(
    "gone went goes going go moved moves climbed climbs crept creeps ticked edged jumped shot inched"
    " add adds added adding".split()
)
_IS = frozenset("is was stands stood 's".split())
_PUT = frozenset(
    "put puts putting pushed pushes pushing brought brings bringing took takes taking taken moved moving".split()
)
_COUNTS = frozenset(
    "toll tolls count tally total number figure figures deaths dead fatalities victims it that this".split()
)


def _prefix(tokens: Sequence[Token], number: Number, floor: int) -> tuple[QualifierWords | None, int, bool]:
    """Qualifier, first token and "more" read leftwards from the number."""
    first, more, best = number.first, False, None
    at = first
    while at > floor:
        row, start = _before(tokens, at, floor)
        if row is not None:
            if best is None or best.qualifier == "about":
                best = row
            first = at = start
        elif tokens[at - 1].word in ADDED and at > floor:
            more = more or tokens[at - 1].word in MORE
            at -= 1
            if tokens[at].word in MORE:
                first = at
        else:
            break
    return best, first, more


def _moves(tokens: Sequence[Token], i: int) -> bool:
    """ "rose from 9 to 12" is no range."""
    return any(token.word in MOVES for token in tokens[max(i - 12, 0) : i])


def _range(tokens: Sequence[Token], i: int, floor: int, left: Number | None) -> Quantity | None:
    """ "between 60 and 80", "60 to 80", "60-80"; `left` is the number at tokens[i], if any."""
    low_end, dash, high_end = tokens[i].word.partition("-")
    if dash and tokens[i].word[0].isdigit():
        low, high, last, first = _digits(low_end), _digits(high_end), i, i
    else:
        if left is None or left.value is None or left.ordinal or left.last + 2 >= len(tokens):
            return None
        link = tokens[left.last + 1].word
        if link not in ("and", "to", "or"):
            return None
        before = tokens[i - 1].word if i > floor else ""
        raised = before == "from" and (_moves(tokens, i) or _is_last(tokens, left.last + 2))
        if (before, link) != ("between", "and") and (link not in ("to", "or") or before in ("between", "by") or raised):
            return None
        right = read_number(tokens, left.last + 2)
        if right is None or right.ordinal:
            return None
        low, high, last = left.value, right.value, right.last
        first = i - 1 if before in ("between", "from") else i
    if low is None or high is None:
        return None
    flaw = "contradictory range" if low >= high else None
    return Quantity(None, "range", min(low, high), max(low, high), first, last, i, False, False, "between", flaw)


def _is_last(tokens: Sequence[Token], i: int) -> bool:
    """ "the tally, from six to 11.": with no noun behind it a number was raised, and none lies between."""
    right = read_number(tokens, i)
    return right is None or right.last + 1 >= len(tokens) or not tokens[right.last + 1].word[0].isalpha()


def _repeated_in_brackets(tokens: Sequence[Token], number: Number) -> int:
    """The last token of "thirty-three (33)", the way of releases; else of the number."""
    i = number.last
    if number.value is None or i + 3 >= len(tokens) or tokens[i + 1].word != "(" or tokens[i + 3].word != ")":
        return i
    return i + 3 if _digits(tokens[i + 2].word) == number.value else i


def read_quantity(tokens: Sequence[Token], i: int, floor: int = 0) -> Quantity | None:
    """The quantity whose number starts at tokens[i]; words before `floor` belong to an earlier one."""
    quantity = _bare(tokens, i, floor) or _read(tokens, i, floor)
    if quantity is not None and quantity.flaw is None and is_broken(tokens, i, quantity.last):
        return replace(quantity, flaw=BROKEN)
    return quantity


def _bare(tokens: Sequence[Token], i: int, floor: int) -> Quantity | None:
    """A number of one word between words that tell nothing of it, as most are; None for all others."""
    word = tokens[i].word
    is_plain = word.isdecimal() and word.isascii() and len(word) <= _PLAIN_DIGITS
    value = int(word) if is_plain else _SPELLED.get(word)
    if value is None:
        return None
    if i > floor and tokens[i - 1].word in _LEADS:
        return None
    if i + 1 < len(tokens) and tokens[i + 1].word in _GOES_ON:
        return None
    return Quantity(value, "exact", value, value, i, i, i, False, False, "")


def _read(tokens: Sequence[Token], i: int, floor: int) -> Quantity | None:
    number = read_number(tokens, i)
    spanned = _range(tokens, i, floor, number)
    if spanned is not None:
        return spanned
    ending = next((end for end in ENDINGS if tokens[i].word.endswith(end.words)), None)
    if ending is not None:
        stem = replace(tokens[i], word=tokens[i].word.removesuffix(ending.words))
        number = read_number([*tokens[:i], stem, *tokens[i + 1 :]], i) if stem.word else None
    if number is None:
        return None
    row, first, more = _prefix(tokens, number, floor)
    last = _repeated_in_brackets(tokens, number)
    if number.vague is not None:
        vague = number.vague
        high = None if row is not None and row.qualifier in ("at_least", "more_than") else vague.high
        return Quantity(None, vague.qualifier, vague.low, high, first, last, i, more, False, "", None)
    if number.value is None:
        return None
    suffix = None
    if last + 2 < len(tokens) and tokens[last + 1].word in _AFTER_STARTS:
        suffix = _AFTER.get((tokens[last + 1].word, tokens[last + 2].word))
    if suffix is not None:
        row, last = suffix, last + 2
    row = ending or row
    qualifier: Qualifier = row.qualifier if row is not None else "exact"
    words = row.words if row is not None else ""
    low, upper = _interval(qualifier, number.value, words)
    flaw = "number beyond 10^9" if number.value > LARGEST else None
    return Quantity(number.value, qualifier, low, upper, first, last, i, more, number.ordinal, words, flaw)
