"""Numbers as wire copy writes them: digits, spelled out, ordinals, dozens and vague words.

Each row of the tables below carries an example that is a test.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from schemas.events import Qualifier
from streams.extract.sentences.tokens import Token

LARGEST = 1_000_000_000

UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen".split()
    )
}
TENS = {word: 10 * (i + 2) for i, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000,
          "trillion": 1_000_000_000_000}
ORDINALS = {
    word: i + 2
    for i, word in enumerate(
        "second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
        " sixteenth seventeenth eighteenth nineteenth twentieth".split()
    )
}


class Fixed(NamedTuple):
    """A fixed phrase that is a number of its own."""

    words: str
    value: int
    example: str


FIXED = (
    Fixed("half a dozen", 6, "half a dozen people died"),
    Fixed("half-a-dozen", 6, "half-a-dozen people died"),
    Fixed("a half-dozen", 6, "a half-dozen people died"),
    Fixed("a half dozen", 6, "a half dozen people died"),
    Fixed("half dozen", 6, "half dozen more people died"),
    Fixed("half-dozen", 6, "half-dozen more people died"),
    Fixed("a dozen", 12, "a dozen of the 17 dead"),
    Fixed("dozen", 12, "dozen more people died"),
    Fixed("one dozen", 12, "one dozen people died"),
    Fixed("two dozen", 24, "two dozen people died"),
    Fixed("three dozen", 36, "three dozen people died"),
    Fixed("four dozen", 48, "four dozen people died"),
    Fixed("five dozen", 60, "five dozen people died"),
    Fixed("six dozen", 72, "six dozen people died"),
    Fixed("half a million", 500_000, "half a million people fled"),
    Fixed("a score of", 20, "a score of people were hurt"),
    Fixed("a score more", 20, "a score more were hurt"),
    Fixed("a couple", 2, "a couple of people were hurt"),
    Fixed("a hundred", 100, "a hundred people died"),
    Fixed("a thousand", 1_000, "a thousand people died"),
    Fixed("a pair of", 2, "a pair of soldiers died"),
    Fixed("a trio of", 3, "a trio of soldiers died"),
    Fixed("a quartet of", 4, "a quartet of soldiers died"),
    Fixed("a quintet of", 5, "a quintet of soldiers died"),
)


class Vague(NamedTuple):
    """A word for a number nobody counted, and the interval it asserts (our choice, documented for users)."""

    words: str
    qualifier: Qualifier
    low: int
    high: int
    example: str


VAGUE = (
    Vague("several", "several", 3, 9, "several people were hurt"),
    Vague("a few", "several", 3, 9, "a few people were hurt"),
    Vague("a handful of", "several", 3, 9, "a handful of people were hurt"),
    Vague("dozens", "dozens", 24, 99, "dozens were hurt"),
    Vague("several dozen", "dozens", 24, 99, "several dozen people were hurt"),
    Vague("a few dozen", "dozens", 24, 99, "a few dozen people were hurt"),
    Vague("tens of people", "dozens", 20, 99, "tens of people were hurt"),
    Vague("scores", "scores", 40, 199, "scores were hurt"),
    Vague("hundreds", "hundreds", 200, 999, "hundreds were hurt"),
    Vague("several hundred", "hundreds", 200, 999, "several hundred people were hurt"),
    Vague("a few hundred", "hundreds", 200, 999, "a few hundred people were hurt"),
    Vague("thousands", "thousands", 2_000, 9_999, "thousands were displaced"),
    Vague("several thousand", "thousands", 2_000, 9_999, "several thousand people were displaced"),
    Vague("a few thousand", "thousands", 2_000, 9_999, "a few thousand people were displaced"),
    Vague("tens of thousands", "thousands", 20_000, 99_999, "tens of thousands were displaced"),
    Vague("hundreds of thousands", "thousands", 200_000, 999_999, "hundreds of thousands were displaced"),
)
_NONE_WORDS = ("no", "nobody", "none", "zero")


class Number(NamedTuple):
    """A number phrase over tokens[first:last+1]. `value` is None for a vague word."""

    value: int | None
    first: int
    last: int
    ordinal: bool = False
    vague: Vague | None = None


_PHRASES: dict[tuple[str, ...], list[tuple[tuple[str, ...], Fixed | Vague]]] = {}  # by their first two words
for _row in (*FIXED, *VAGUE):
    _words = tuple(_row.words.split())
    _PHRASES.setdefault(_words[:2], []).append((_words, _row))
for _rows in _PHRASES.values():
    _rows.sort(key=lambda pair: -len(pair[0]))
_OPENING = frozenset(words[0] for words in _PHRASES)

STARTERS = frozenset(UNITS) | frozenset(TENS) | frozenset(ORDINALS) | _OPENING | frozenset(_NONE_WORDS)


_BEHIND_A = frozenset(words[1] for words in _PHRASES if words[0] == "a")


def number_starts(words: Sequence[str]) -> list[int]:
    """Where in the words a number may start."""
    return [
        i for i, may_start in enumerate(map(_may_start_number, words))
        if may_start and (words[i] != "a" or (i + 1 < len(words) and words[i + 1] in _BEHIND_A))
    ]  # fmt: skip


@lru_cache(maxsize=20_000)
def _may_start_number(word: str) -> bool:
    return word[0].isdigit() or word in STARTERS or ("-" in word and word.partition("-")[0] in STARTERS)


def _digits(word: str) -> int | None:
    """ "1,234" -> 1234; None for decimals, times, dates and broken groups."""
    if word.isascii() and word.isdigit():
        return int(word) if len(word) <= 12 else LARGEST + 1
    groups = word.split(",")
    if (
        len(groups) > 1
        and word.isascii()
        and 1 <= len(groups[0]) <= 3
        and groups[0].isdigit()
        and all(len(group) == 3 and group.isdigit() for group in groups[1:])
    ):
        return int("".join(groups[:5]))
    return None


def _spelled(word: str) -> int | None:
    """ "twelve", "twenty-two" or "fifty" as a number; None for anything else."""
    if word in UNITS:
        return UNITS[word]
    if word in TENS:
        return TENS[word]
    ten, hyphen, unit = word.partition("-")
    if hyphen and ten in TENS and 0 < UNITS.get(unit, 0) < 10:
        return TENS[ten] + UNITS[unit]
    return None


def _decimal_scaled(tokens: Sequence[Token], i: int) -> Number | None:
    """ "2.5 million" as 2500000."""
    whole, dot, part = tokens[i].word.partition(".")
    scale = SCALES.get(tokens[i + 1].word, 0) if i + 1 < len(tokens) else 0
    if not (dot and whole.isdigit() and part.isdigit() and scale >= 1_000 and len(whole) < 5 and len(part) < 5):
        return None
    return Number(int(whole + part) * scale // 10 ** len(part), i, i + 1)


def _phrase(tokens: Sequence[Token], i: int) -> Number | None:
    word = tokens[i].word
    if word not in _OPENING:
        return None
    following = tokens[i + 1].word if i + 1 < len(tokens) else ""
    for words, row in (*_PHRASES.get((word, following), ()), *_PHRASES.get((word,), ())):
        last = i + len(words) - 1
        if any(last >= len(tokens) or tokens[i + k].word != words[k] for k in range(2, len(words))):
            continue
        if isinstance(row, Vague):
            return Number(None, i, last, vague=row)
        scale = SCALES.get(tokens[last + 1].word) if last + 1 < len(tokens) else None
        if scale and row.value < 100:
            return None
        return Number(row.value, i, last)
    return None


def _none(tokens: Sequence[Token], i: int) -> Number | None:
    following = tokens[i + 1].word if i + 1 < len(tokens) else ""
    if following in ("fewer", "more", "less", "longer", "doubt", "later"):
        return None
    return Number(0, i, i + (tokens[i].word == "no" and following == "one"))


def _ordinal(tokens: Sequence[Token], i: int) -> Number | None:
    word = tokens[i].word
    value = ORDINALS.get(word)
    if value is None and word[0].isdigit() and word[-2:] in ("st", "nd", "rd", "th"):
        value = _digits(word[:-2])
    return Number(value, i, i, ordinal=True) if value is not None and 1 < value <= LARGEST else None


def read_number(tokens: Sequence[Token], i: int) -> Number | None:
    """The longest number that starts at tokens[i], or None. Values above 10^9 come back as they are."""
    word = tokens[i].word
    if word[0].isdigit():
        value = _digits(word)
        if value is None:
            return _decimal_scaled(tokens, i) or _ordinal(tokens, i)
    elif word in _NONE_WORDS:
        return _none(tokens, i)
    else:
        found = _phrase(tokens, i) or _ordinal(tokens, i)
        if found is not None:
            return found
        value = _spelled(word)
        if value is None:
            return None
    return _scaled(tokens, i, value)


def _scaled(tokens: Sequence[Token], i: int, value: int) -> Number:
    """Scales and small numbers after the first: "two hundred and five", "3 million"."""
    total, current, last = 0, value, i
    k = i + 1
    while k < len(tokens) and k < i + 12:
        word = tokens[k].word
        scale = SCALES.get(word)
        if scale == 100:
            current *= 100
        elif scale:
            total, current = (total + current * scale, 0) if current else (total * scale, 0)  # "thousand million"
        else:
            step = k + 1 if word == "and" and current % 100 == 0 and (last > i) else k
            small = _spelled(tokens[step].word) if step < len(tokens) else None
            if small is None or tokens[last].word not in SCALES or small >= 100:
                break
            current, k = current + small, step
        last = k
        k += 1
    return Number(total + current, i, last)
