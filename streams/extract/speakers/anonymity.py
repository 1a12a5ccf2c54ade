"""Who is anonymous: who asked not to be named, and sources. An official without a name speaks for his body."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

_SOURCES: Final = frozenset({"source", "sources"})
_UNNAMED: Final = frozenset({"anonymous", "unnamed", "unidentified"})
_MAY: Final = r"(?:authori[sz]ed|cleared|permitted|allowed|entitled|empowered|supposed|the right|permission|leave)"
_SPEAK: Final = r"(?:speak|talk|discuss|brief|comment|give|release|disclose|share|say|tell|be quoted|address|make)"
_ASKED: Final = re.compile(
    r"\b(?:condition of anonymity|anonymously|anonymity|nameless|off the record"
    r"|(?:not to be|(?:s?he|they|name|who will|who would) (?:not|never) be) (?:named|identified|quoted|cited)"
    r"|(?:declin|refus)(?:es?|ed|ing) to be (?:named|identified|quoted|cited)"
    r"|(?:not|\w+n['’]t) (?:want|wish)(?:ing|ed)? (?:\w+ )?(?:to be )?(?:named|identified|quoted|name)"
    r"|not to (?:use|print|publish|give) (?:his|her|their) (?:full )?name"
    r"|(?:names?|identity|identities) (?:not )?(?:be|is|was|were|to be|being) (?:withheld|used|printed|hidden)"
    r"|(?:withh[eo]ld|withholding) (?:his|her|their|the) (?:name|identity)"
    r"|(?:only|just) (?:by )?(?:his|her|their|a) (?:first|given) name"
    rf"|(?:not|\w+n['’]t|no|without|lacks?|lacked) (?:yet )?(?:\w+ )?(?:have )?{_MAY} to {_SPEAK}"
    r"|(?:it|they|which|whom|the [a-z]+) (?:did|does|do) not (?:name|identify)"
    r"|without giving (?:his|her|their|a) names?)\b"
)


def asks_not_to_be_named(words: Sequence[str]) -> bool:
    """Whether the words of a sentence say that somebody must stay unnamed."""
    return _ASKED.search(" ".join(words)) is not None


def is_anonymous(called: Collection[str], sentence: Sequence[str]) -> bool:
    """Whether a speaker without a name, called by these words in this sentence, is one person who hides or a source."""
    return not (_SOURCES | _UNNAMED).isdisjoint(called) or asks_not_to_be_named(sentence)
