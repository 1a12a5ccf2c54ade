"""Text to tokens and sentences, by our own rules; every offset points into the text as given."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import msgspec

_SINGLES = {
    **dict.fromkeys("‘’‛ʼ´`′", "'"),
    **dict.fromkeys("“”„«»″", '"'),
    **dict.fromkeys("‐‑−", "-"),
    **dict.fromkeys("—―", "—"),
    **dict.fromkeys("\u0085\u2028\u2029\x0b\x0c", "\n"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f\t", " "),
}
_FOLDED = re.compile(f"[{re.escape(''.join(_SINGLES))}]")


def _token(letter: str, sign: str) -> re.Pattern[str]:
    """A token and the blank behind it, given what matches a letter, and what a letter or digit."""
    return re.compile(
        rf"({letter}{{2,}}{sign}*(?:['&–-]{sign}+)*"  # most tokens are words
        r"|\$|€|£|¥|%"
        rf"|(?:{letter}\.){{2,}}(?:{letter}\b)?"  # U.S. a.m.
        rf"|\d[\d,.:/]*\d(?:st|nd|rd|th)?(?:[-–]{sign}+)*\+?"  # 1,234 60-80 19-year-old 8:30 11th
        rf"|\d(?:st|nd|rd|th)?(?:[-–]{sign}+)*\+?"
        rf"|{sign}+(?:['&–-]{sign}+)*"
        r"|--+|\.{3}|[^\w\s]"
        r"|\n[^\S\n]*(?:\n\s*)?) ?"
    )


_TOKEN = _token(r"[^\W\d_]", r"[^\W_]")
_PLAIN_TOKEN = _token("[A-Za-z]", "[A-Za-z0-9]")  # the same where a text has no other letters, in half the time
_PART = re.compile(r"[^\s]+|\n[^\S\n]*(?:\n\s*)?")  # no other token has a blank in it
_LONGEST_PART = 40  # characters: what is longer is hardly met again
_OTHER_LETTER = re.compile(r"[^\x00-\x7f\W]")

ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st sgt lt col gen maj capt cmdr adm rev hon sen rep gov jr sr jan feb mar apr jun jul aug"
    " sep sept oct nov dec no vs fla calif tex pa ala ariz ark colo conn del ill ind kan ky la md mass mich minn"
    " miss mont neb nev okla ore tenn va vt wash wis wyo brig insp supt det spc pfc cpl pvt fr ft mt cf approx".split()
)
LONGEST = 240  # tokens of a sentence; more is no sentence, and is cut so that reading stays linear
_CLOSERS = frozenset("\"')]")
_ENDERS = frozenset(".!?")
_BORDERS = _ENDERS | _CLOSERS | {"\n"}
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december est edt et gmt cet utc pst pdt cst cdt mst bst local".split()
)


class Token(msgspec.Struct, frozen=True, gc=False):
    """One word, number or mark. `word` is lower case with plain quotes and hyphens; a line break is "\\n"."""

    word: str
    start: int
    end: int
    capital: bool


class Sentence(NamedTuple):
    """Tokens of one sentence, line breaks left out, and the number of its paragraph on the page."""

    tokens: tuple[Token, ...]
    paragraph: int
    closed: bool  # ends with a mark; the last sentence of a text cut off does not


def with_plain_marks(text: str) -> str:
    """The text in plain quotes, hyphens and blanks, letter for letter (equal length)."""
    return text if text.isascii() else _FOLDED.sub(lambda mark: _SINGLES[mark[0]], text)


def tokenise(text: str) -> list[Token]:
    """Tokens of the text in order; linear in its length."""
    plain = with_plain_marks(text)
    tokens: list[Token] = []
    add, find, end = tokens.append, plain.index, 0
    for printed in _PART.findall(plain):
        start = find(printed, end)
        end = start + len(printed)
        for word, first, last, capital in (_tokens_of if end - start <= _LONGEST_PART else _tokens_in)(printed):
            add(Token(word, start + first, start + last, capital))
    return tokens


def _tokens_in(printed: str) -> tuple[tuple[str, int, int, bool], ...]:
    """What stands between two blanks, or a break of lines, as tokens: word, first and last character, capital."""
    found: list[tuple[str, int, int, bool]] = []
    end = 0
    pattern = _TOKEN if not printed.isascii() and _OTHER_LETTER.search(printed) else _PLAIN_TOKEN
    for raw in pattern.findall(printed):
        start = printed.index(raw, end)  # only underlines lie between, and no token starts with one
        end = start + len(raw)
        word, capital, possessive = _read(raw)
        if possessive:
            found += (word, start, end - 2, capital), ("'s", end - 2, end, False)
        else:
            found.append((word, start, end, capital))
    return tuple(found)


_tokens_of = lru_cache(maxsize=20_000)(_tokens_in)


def _read(raw: str) -> tuple[str, bool, bool]:
    """The word of a token as printed, whether it has a capital, and whether it is a possessive."""
    if raw[0] == "\n":
        return ("\n\n" if raw.count("\n") > 1 else "\n"), False, False
    if raw[:2] == "--" or raw in "–—-":
        return "—", False, False
    word = raw.lower().replace("–", "-")
    if len(word) > 2 and word.endswith("'s"):
        return word[:-2], raw[0].isupper(), True
    return word, raw[0].isupper(), False


def _closes_sentence(tokens: list[Token], i: int) -> bool:
    """Whether the sentence ends with the token at i: with a mark, or with what closes behind one."""
    mark = i
    while mark > 0 and tokens[mark].word in _CLOSERS:
        mark -= 1
    if tokens[mark].word[-1] not in _ENDERS or tokens[mark].word == "...":
        return False
    after = i + 1
    if after < len(tokens) and tokens[after].word in _CLOSERS and tokens[after].start == tokens[i].end:
        return False
    return _ends_sentence(tokens, mark, after)


def _ends_sentence(tokens: list[Token], i: int, after: int) -> bool:
    """Whether the mark or dotted word at i closes its sentence; `after` is the next token's index."""
    word = tokens[i].word
    if word in "!?":
        return True
    following = tokens[after] if after < len(tokens) else None
    if following is None or following.word[0] == "\n":
        return following is None or following.word == "\n\n" or word == "."
    if word == ".":
        before = tokens[i - 1] if i else None
        glued = before is not None and before.end == tokens[i].start
        if before is not None and glued and before.word in ABBREVIATIONS:
            return False
        if before is not None and glued and len(before.word) == 1 and before.word.isalpha() and before.capital:
            return False  # an initial
        return following.capital or following.word[0].isdigit() or following.word in "\"'(["
    return word.endswith(".m.") and following.capital and following.word not in _CALENDAR


def _is_row(tokens: list[Token], end: int) -> bool:
    """Whether the line before this break is a row of a list: "Injured: 30", "- Brell 4"; "Brell 4" has company."""
    first = end
    while first > 0 and tokens[first - 1].word[0] != "\n" and end - first <= _ROW:
        first -= 1
    words = [token.word for token in tokens[first:end]]
    if "|" in words:
        return True
    if not 2 <= len(words) <= _ROW or not any(word[0].isdigit() for word in words):
        return False
    if ":" in words or words[0] in _BULLETS:
        return True
    last = end + 1
    while last < len(tokens) and tokens[last].word[0] != "\n" and last - end <= _ROW:
        last += 1
    return words[-1].isdigit() and last - end <= _ROW and tokens[last - 1].word.isdigit()


_BULLETS = frozenset("— - • * –".split())
_ROW = 24  # tokens; a longer line is prose that was broken


def sentences(tokens: list[Token]) -> list[Sentence]:
    """Sentences in order. Blank lines, and line breaks after a closing mark, end sentence and paragraph."""
    found: list[Sentence] = []
    current: list[Token] = []
    paragraph = passed = 0
    borders = [i for i, token in enumerate(tokens) if token.word[-1] in _BORDERS]
    for i in (*borders, len(tokens)):
        while i - passed > LONGEST - len(current):
            cut = passed + LONGEST - len(current) + 1
            found.append(Sentence((*current, *tokens[passed:cut]), paragraph, True))
            current, passed = [], cut
        current += tokens[passed:i]
        passed = i + 1
        if i == len(tokens):
            break
        token = tokens[i]
        if token.word[0] == "\n":
            finished = not current or current[-1].word in _ENDERS or current[-1].word in _CLOSERS
            if token.word == "\n\n" or finished or _is_row(tokens, i):
                if current:
                    found.append(Sentence(tuple(current), paragraph, finished))
                    current = []
                paragraph += 1
            continue
        current.append(token)
        if len(current) >= LONGEST:
            found.append(Sentence(tuple(current), paragraph, True))
            current = []
            continue
        if _closes_sentence(tokens, i):
            found.append(Sentence(tuple(current), paragraph, True))
            current = []
    if current:
        found.append(Sentence(tuple(current), paragraph, False))
    return found
