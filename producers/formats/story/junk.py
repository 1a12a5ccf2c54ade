"""Whether a paragraph belongs to the story or to the page around it: captions, promos, credits, comment forms.

Every rule judges a whole paragraph, so that none can eat a part of a sentence. The rules stand in `junk_rules`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from producers.formats.story import junk_rules
from producers.formats.story.junk_rules import Junk

_LONGEST = 600  # characters; what is longer is no line of a page's furniture
_CREDIT_AT_END = re.compile(
    r"\([^()]{0,80}(?:\bPhotos?\b|Getty|/\s?(?:AP|AFP|Reuters|EPA|NurPhoto|Anadolu)\b|\bvia (?:AP|Reuters|AFP|Getty)\b"
    r"|\bfile photo|courtesy|[Hh]andout)[^()]{0,80}\)[\s.]{0,3}\Z"
    r"|\b(?:AP Photo|Getty Images|Reuters)/[\w .,'’-]{2,60}\Z"
)
_TITLE_WORD = re.compile(r"[^\W\d_][\w'’-]{3,}")
_AFTER_SENTENCE = "\"'”’»)]"
_SENTENCE_ENDS = (".", "!", "?", "…", ":", ";")


class _Table:
    """Rules tried together; those that may begin anywhere only where their words stand."""

    def __init__(self, rules: Sequence[Junk], *, whole: bool) -> None:
        plain = "|".join(f"(?:{rule.pattern})" for rule in rules if not rule.needs)
        self._plain = _compile(plain, whole=whole) if plain else None
        self._rare = [(rule.needs, _compile(rule.pattern, whole=whole)) for rule in rules if rule.needs]

    def fits(self, paragraph: str) -> bool:
        if self._plain is not None and self._plain.match(paragraph):
            return True
        lower = paragraph[:_LONGEST].lower() if self._rare else ""
        return any(words in lower and pattern.match(paragraph) for words, pattern in self._rare)


def _compile(pattern: str, *, whole: bool) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})\Z" if whole else pattern, re.IGNORECASE)


_WHOLE = _Table(junk_rules.WHOLE, whole=True)
_CREDIT = _Table(junk_rules.CREDITS, whole=True)
_CAPTION = _Table(junk_rules.CAPTION_STARTS, whole=False)
_TAIL = _Table(junk_rules.TAIL_WHOLE, whole=True)
_TAIL_START = _Table(junk_rules.TAIL_STARTS, whole=False)
_NOTE = _Table(junk_rules.NOTE_STARTS, whole=False)


def is_junk(paragraph: str) -> bool:
    """Whether the paragraph is no part of the story. A note that labels a correction is one."""
    if is_correction_note(paragraph):
        return False
    if len(paragraph) <= _LONGEST and _WHOLE.fits(paragraph):
        return True
    return _is_caption(paragraph) or is_credit(paragraph) or is_promo_title(paragraph)


def _is_caption(paragraph: str) -> bool:
    """Whether it is set under a picture."""
    tail = paragraph[-200:]
    if (")" in tail[-4:] or "/" in tail) and _CREDIT_AT_END.search(tail):
        return True
    return _CAPTION.fits(paragraph)


def is_credit(paragraph: str) -> bool:
    """Whether it says who wrote, carries or owns the story."""
    return len(paragraph) <= _LONGEST and _CREDIT.fits(paragraph)


def begins_tail(paragraph: str) -> bool:
    """Whether comments and log-in forms begin here."""
    return _TAIL_START.fits(paragraph) or (len(paragraph) <= _LONGEST and _TAIL.fits(paragraph))


def is_correction_note(paragraph: str) -> bool:
    """Whether it is an editor's note that labels a correction."""
    return _NOTE.fits(paragraph)


def is_promo_title(paragraph: str) -> bool:
    """Whether it is another story's headline: Every Word in Capitals, no sentence; copy is never set so."""
    if len(paragraph) > 160 or ends_sentence(paragraph):
        return False
    words = _TITLE_WORD.findall(paragraph)
    return len(words) >= 5 and sum(word[0].isupper() for word in words) >= 0.9 * len(words)


def ends_sentence(paragraph: str) -> bool:
    """Whether it ends with the punctuation of a sentence, closing quotes and brackets aside."""
    return paragraph.rstrip(_AFTER_SENTENCE).endswith(_SENTENCE_ENDS)
