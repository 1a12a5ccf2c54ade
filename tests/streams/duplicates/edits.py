"""Documented, seeded edits that make one text out of another. Each is a function (random source, text) -> text.

Light edits leave facts alone: numbers and the words of their qualifiers, denials, words with a capital (but for the
openers in SYNONYMS). Edits of facts change nothing else.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

SYNONYMS = {
    "said": ["says", "told reporters", "added", "stated"],
    "says": ["said", "reports", "states"],
    "officials": ["authorities"],
    "authorities": ["officials"],
    "rescuers": ["crews", "searchers"],
    "witnesses": ["onlookers"],
    "residents": ["locals", "people"],
    "people": ["persons"],
    "police": ["officers"],
    "killed": ["slain"],
    "died": ["perished"],
    "bodies": ["corpses"],
    "injured": ["hurt"],
    "hurt": ["injured"],
    "explosion": ["blast"],
    "collapsed": ["fallen"],
    "found": ["discovered"],
    "expected": ["likely"],
    "asked": ["urged"],
    "began": ["started"],
    "the": ["that"],
}
FILLERS = "reportedly already now apparently quickly meanwhile also finally later still early heavily nearby".split()
PLAIN = (
    "large local whole main small strong heavy earlier night road house river staff night area work made taken moved "
    "kept during through near toward brought given seen called region ground group order plan line"
).split()
UNTOUCHED = frozenset(
    "no not never nor neither none nobody nothing without more another further additional fewer less than least most "
    "over above at about around some nearly almost up to as many one two three four five six seven eight nine ten eleven "
    "twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy "
    "eighty ninety hundred thousand million dozen dozens scores hundreds thousands several few a an half both second "
    "third fourth fifth sixth couple pair handful first".split()
)
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SPELLED = dict(enumerate(_SMALL)) | {
    10 * tens + unit: f"{word}-{_SMALL[unit]}" if unit else word
    for tens, word in enumerate(_TENS, 2) for unit in range(10)
}
VALUE = {word: value for value, word in SPELLED.items()}

QUALIFYING = ("than least to about some over under nearly around as most and or between the of estimated approximately "
              "past tops above below another perhaps almost").split()

_WORD = re.compile(r"^([\"'(]*)([A-Za-z'-]+)([.,;:!?\"')]*)$")
_NUMBER = re.compile(r"(?<![\w.,:-])(\d{1,3}(?:,\d{3})+|\d+|" + "|".join(sorted(VALUE, key=len, reverse=True))
                     + r")(?![\w:-]|[.,]\d| (?:a\.m|p\.m|hundred|thousand|million|dozen|of)\b)")


def edit_words(rng: random.Random, text: str, share: float) -> str:
    """Edit this share of the words (rounded, at least one): replace two in four, delete or put another before."""
    paragraphs = [paragraph.split() for paragraph in text.split("\n\n")]
    places = [(p, w) for p, paragraph in enumerate(paragraphs) for w, word in enumerate(paragraph) if _editable(word)]
    count = max(1, round(share * sum(map(len, paragraphs))))
    for p, w in sorted(rng.sample(places, min(count, len(places)))):
        paragraphs[p][w] = _edited(rng, paragraphs[p][w])
    return "\n\n".join(" ".join(filter(None, paragraph)) for paragraph in paragraphs)


def _editable(word: str) -> bool:
    match = _WORD.match(word)
    if match is None or match[2].lower() in UNTOUCHED or match[2].lower() in VALUE:
        return False
    return match[2].islower() or match[2].lower() in SYNONYMS


def _edited(rng: random.Random, printed: str) -> str:
    match = _WORD.match(printed)
    assert match is not None
    before, word, after = match.groups()
    kind = rng.choice(["replace", "replace", "delete", "insert"]) if word.islower() else "replace"
    if kind == "delete" and not before and not after:
        return ""
    if kind == "insert":
        return f"{before}{rng.choice(FILLERS)} {word}{after}"
    new = rng.choice(SYNONYMS.get(word.lower(), PLAIN))
    return f"{before}{new if word.islower() else new.capitalize()}{after}"


def cut(rng: random.Random, text: str) -> str:
    """Keep the first 30 to 90 % of the words, at least 10: up to the middle of a sentence, or to its end."""
    tokens = re.findall(r"\s*\S+", text)
    keep = max(10, round(rng.uniform(0.3, 0.9) * len(tokens)))
    if rng.random() < 0.5:
        ends = [i + 1 for i, token in enumerate(tokens[:-1]) if token.endswith(".") and i >= 9]
        keep = min(ends, key=lambda end: abs(end - keep), default=keep)
    return "".join(tokens[:keep])


def dress(rng: random.Random, text: str, furniture: Sequence[str]) -> str:
    """Add one to three pieces of page furniture: above, below, between paragraphs, or at the end of the last line."""
    paragraphs = text.split("\n\n")
    for piece in rng.sample(list(furniture), rng.choice([1, 1, 2, 3])):
        if piece.endswith(("—", "--")):
            paragraphs[0] = f"{piece} {paragraphs[0]}"
        elif piece.endswith(".") and rng.random() < 0.3:
            paragraphs[-1] += " " + piece
        else:
            paragraphs.insert(rng.choice([0, len(paragraphs), len(paragraphs), rng.randint(0, len(paragraphs))]), piece)
    return "\n\n".join(paragraphs)


def retype(rng: random.Random, text: str) -> str:
    """The same words: other quotes, white space and case."""
    text = text.replace("'", "’") if rng.random() < 0.5 else text.replace(" - ", " — ")
    if rng.random() < 0.5:
        text = re.sub(r"(?<=[a-z]{3}\.) ", "\n\n" if rng.random() < 0.5 else "  ", text)
    return text.upper() if rng.random() < 0.15 else text


def numbers_in(text: str) -> list[re.Match[str]]:
    return list(_NUMBER.finditer(text))


def change_number(rng: random.Random, text: str) -> str:
    """Another number in the place of one, written in the same or the other way."""
    found = rng.choice(numbers_in(text))
    old = _value(found[1])
    new = old + rng.choice([1, 1, 2, 3, 7, 10, -1] if old > 1 else [1, 2, 5])
    return text[:found.start(1)] + _written(new, spell=rng.random() < 0.3) + text[found.end(1):]


def respell_numbers(text: str) -> str:
    """The same numbers, in words where they were digits and the other way round."""
    return _NUMBER.sub(lambda found: _written(_value(found[1]), spell=found[1][0].isdigit()), text)


def change_qualifier(rng: random.Random, text: str) -> str:
    """A qualifier before one bare number: "64" becomes "at least 64"."""
    bare = [n for n in numbers_in(text) if not re.search(r"(?i)\b(?:" + "|".join(QUALIFYING) + r")\s$", text[:n.start()])]
    found = rng.choice(bare)
    return text[:found.start()] + rng.choice(["at least ", "more than ", "up to ", "about "]) + text[found.start():]


def change_name(rng: random.Random, text: str, names: Sequence[str]) -> str:
    """One name inside a sentence becomes another."""
    found = rng.choice(names_in(text))
    new = rng.choice([name for name in names if name not in text])
    return re.sub(rf"\b{re.escape(found)}\b", new, text)


def names_in(text: str) -> list[str]:
    """Words with a capital that stand inside a sentence."""
    return [found[1] for found in re.finditer(r"(?<=[a-z,] )([A-Z][a-z]{3,})\b", text)]


def _value(written: str) -> int:
    return int(written.replace(",", "")) if written[0].isdigit() else VALUE[written]


def _written(value: int, *, spell: bool) -> str:
    return SPELLED[value] if spell and value in SPELLED else f"{value:,}"
