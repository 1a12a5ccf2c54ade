"""Rows of lists and tables: "Killed: 12", "- Brell: 4 dead", "Sofala | 2 | 16", which are sentences of their own."""

from __future__ import annotations

import re
from typing import NamedTuple


class RowForm(NamedTuple):
    """A kind of row; the pattern is of a whole line."""

    name: str
    pattern: re.Pattern[str]
    example: str


def _row(name: str, pattern: str, example: str) -> RowForm:
    return RowForm(name, re.compile(pattern, re.IGNORECASE), example)


_NUMBER_WORDS = "none|nil|no|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens|several|unknown"
_ABOUT = r"(?:about|some|at least|approx\.?|approximately|around|nearly|almost|over|more than|up to|[<>~≈±+])\s?"
_COUNT = rf"(?:{_ABOUT})?(?:\d[\d,. ]{{0,11}}|(?:{_NUMBER_WORDS})\b)"
ROW_FORMS = (
    _row("a bullet", r"(?:[•·▪►●◦‣*>–—-]|\(?[a-z][.)]|\(?\d{1,2}\))\s\s?\S.*", "- Brell: 4 dead"),
    _row("cells", r"[^|]{1,60}(?:\s\|\s[^|]{0,60}){1,12}\|?", "Sofala | 2 | 16 | 0"),
    _row("label and number",
         rf"[A-Z][^.!?:;]{{1,60}}(?<!\d):\s?{_COUNT}(?:\s?[(/,;].*|(?<=\d)(?:\s[^\s.!?]{{1,20}}){{1,3}})?\.?",
         "Killed: 12 (5 women)"),
    _row("label, dash, number", rf"[A-Z][^.!?:;\d]{{1,40}}\s?(?:\s[–—-]{{1,2}}\s|=|\.{{3,}}\s?){_COUNT}(?:\s?\(.*)?\.?",
         "Injured - 30"),
    _row("name and number", r"(?-i:[A-Z])[^\W\d]{2,20}(?: [^\W\d]{1,20}){0,3} \d[\d,]{0,8}", "Deceased 17"),
    _row("number and name",
         r"\d[\d,.]{0,9}\s(?:dead|killed|deaths?|injured|wounded|hurt|missing|displaced|rescued|evacuated)",
         "12 dead"),
)  # fmt: skip
_ANY_ROW = re.compile("|".join(f"(?:{form.pattern.pattern})" for form in ROW_FORMS), re.IGNORECASE)
_LONGEST_ROW = 160  # characters
_MAY_BE_ROW = re.compile(r"[^\w\"'“‘«]|\w[.)]|.{0,80}[\d|:]", re.DOTALL)
_MARKS = ("|", ":", "=", "-", "–", "—", "...")
_COLUMNS = re.compile(r"\s{3,}|\t+")
_MOST_COLUMNS = 8


def is_row(line: str) -> bool:
    """Whether the line is a row of a list or table. A wrapped sentence never begins so, unless in lower case."""
    if len(line) > _LONGEST_ROW or line[:2].islower():
        return False
    if _is_of_words(line) or not _MAY_BE_ROW.match(line):
        return False
    return _ANY_ROW.fullmatch(line) is not None


def _is_of_words(line: str) -> bool:
    """Whether it begins with a word and ends with one, or a sentence with it, and no mark of a row stands between."""
    if not line[:2].isalpha() or line[-1:].isdigit() or line.endswith(","):
        return False
    return not any(map(line.__contains__, _MARKS))


def columns_of(raw: str) -> list[str]:
    """The rows that a printed line holds side by side: "Serious injuries: 64   Minor injuries: 188"."""
    if "   " not in raw and "\t" not in raw:
        return [raw]
    pieces = _COLUMNS.split(raw.strip(), maxsplit=_MOST_COLUMNS)
    is_rows = len(pieces) > 1 and all(is_row(" ".join(piece.split())) for piece in pieces)
    return pieces if is_rows else [raw]
