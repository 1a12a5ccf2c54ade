"""Whether a paragraph belongs to the story or to the page around it: captions, promos, credits, comment forms.

Every rule judges a whole paragraph, so that none can eat a part of a sentence. The rules stand in `junk_rules`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from producers.formats.story.paragraph import junk_rules
from producers.formats.story.paragraph.junk_rules import Junk
from producers.formats.story.paragraph.rows import is_row

_LONGEST = 600  # characters; what is longer is no line of a page's furniture
_CREDIT_AT_END = re.compile(
    r"\([^()]{0,80}(?:\bPhotos?\b|Getty|/\s?(?:AP|AFP|Reuters|EPA|NurPhoto|Anadolu)\b|\bvia (?:AP|Reuters|AFP|Getty)\b"
    r"|\bfile photo|courtesy|[Hh]andout|\b[A-Z]{2,5} (?:[Ff]ile|FILE|[Aa]rchive)\b)[^()]{0,80}\)[\s.]{0,3}\Z"
    r"|\b(?:AP Photo|Getty Images|Reuters)/[\w .,'’-]{2,60}\Z"
)
_SENTENCE = re.compile(r".{20,}?[.!?][\"'”’)]{0,2}(?=\s+[A-Z\"“])")
_CLAIMED = re.compile(r"\b(?:according to|said|says|told)\b")
_PHOTO_DATE = re.compile(r"\b[A-Z][a-z]{2,8}\.? \d{1,2}, (?:19|20)\d\d\b")
_TITLE_WORD = re.compile(r"[^\W\d_][\w'’-]{3,}")
_AFTER_SENTENCE = "\"'”’»)]"
_SENTENCE_ENDS = (".", "!", "?", "…", ":", ";")


class _Table:
    """Rules tried together; those that may begin anywhere only where their words stand."""

    def __init__(self, rules: Sequence[Junk], *, whole: bool) -> None:
        self._plain = _compile("|".join(f"(?:{rule.pattern})" for rule in rules if not rule.needs), whole=whole)
        self._rare = [
            (words, _compile(rule.pattern, whole=whole)) for rule in rules for words in rule.needs
        ]

    def fits(self, paragraph: str) -> bool:
        if self._plain.match(paragraph):
            return True
        if self._rare:
            lower = paragraph[:_LONGEST].lower()
            for words, pattern in self._rare:
                if words in lower and pattern.match(paragraph):
                    return True
        return False


def _compile(pattern: str, *, whole: bool) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})\Z" if whole else pattern, re.IGNORECASE)


_WHOLE = _Table(junk_rules.WHOLE, whole=True)
_CREDIT = _Table(junk_rules.CREDITS, whole=True)
_CAPTION = _Table(junk_rules.CAPTION_STARTS, whole=False)
_TAIL = _Table(junk_rules.TAIL_WHOLE, whole=True)
_TAIL_START = _Table(junk_rules.TAIL_STARTS, whole=False)
_NOTE = _Table(junk_rules.NOTE_STARTS, whole=False)


def is_junk(paragraph: str, *, is_titled: bool = False) -> bool:
    """Whether the paragraph is no part of the story. A note that labels a correction is one.

    `is_titled` says that a headline can stand there: right below a time another story's does not.
    """
    if is_correction_note(paragraph):
        return False
    if len(paragraph) <= _LONGEST and _WHOLE.fits(paragraph):
        return True
    return _is_caption(paragraph) or is_credit(paragraph) or (not is_titled and is_promo_title(paragraph))


def _is_caption(paragraph: str) -> bool:
    """Whether it is set under a picture."""
    tail = paragraph[-200:]
    if (")" in tail[-4:] or "/" in tail) and _CREDIT_AT_END.search(tail):
        return True
    return _CAPTION.fits(paragraph)


def without_caption(paragraph: str) -> str | None:
    """The story's part of a paragraph that a picture's caption is glued to, None where there is none.

    What stands before the caption's one sentence is the story's where it says whose word it is; captions name a day.
    """
    tail = paragraph[-200:]
    credit = _CREDIT_AT_END.search(tail) if ")" in tail[-4:] or "/" in tail else None
    if credit is None or _CAPTION.fits(paragraph) or _PHOTO_DATE.search(paragraph):
        return None
    told = paragraph[: len(paragraph) - len(tail) + credit.start()].rstrip()
    ends = [found.end() for found in _SENTENCE.finditer(told)]
    story = told[: ends[-1]] if ends else ""
    return story if _CLAIMED.search(story) else None


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
    if len(paragraph) > 160 or ends_sentence(paragraph) or is_row(paragraph):
        return False
    words = _TITLE_WORD.findall(paragraph)
    return len(words) >= 5 and sum(word[0].isupper() for word in words) >= 0.9 * len(words)


def ends_sentence(paragraph: str) -> bool:
    """Whether it ends with the punctuation of a sentence, closing quotes and brackets aside."""
    return paragraph.rstrip(_AFTER_SENTENCE).endswith(_SENTENCE_ENDS)
