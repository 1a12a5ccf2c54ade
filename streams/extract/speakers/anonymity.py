"""Who is anonymous: who asked not to be named, and sources. An official without a name speaks for his body."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

_SOURCES: Final = frozenset({"source", "sources"})
_UNNAMED: Final = frozenset({"anonymous", "unnamed", "unidentified"})
_ASKED: Final = re.compile(
    r"\b(?:condition of anonymity|anonymously|anonymity|not to be (?:named|identified|quoted)"
    r"|(?:declin|refus)(?:es?|ed|ing) to be (?:named|identified|quoted|cited)"
    r"|(?:did not|does not|would not|not) want(?:ing)? (?:\w+ )?(?:to be )?(?:named|identified|name)"
    r"|not (?:yet )?authori[sz]ed to (?:speak|talk|discuss|brief|comment|give|release|disclose)"
    r"|(?:it|they|which|whom|the [a-z]+) (?:did|does|do) not (?:name|identify)"
    r"|without giving (?:his|her|their|a) names?)\b"
)


def asks_not_to_be_named(words: Sequence[str]) -> bool:
    """Whether the words of a sentence say that somebody must stay unnamed."""
    return _ASKED.search(" ".join(words)) is not None


def is_anonymous(called: Collection[str], sentence: Sequence[str]) -> bool:
    """Whether a speaker without a name, called by these words in this sentence, is one person who hides or a source."""
    return not (_SOURCES | _UNNAMED).isdisjoint(called) or asks_not_to_be_named(sentence)
