"""How place names are compared: folded to plain lower-case words, so that spellings of one name meet."""

from __future__ import annotations

import unicodedata

_MARKS = str.maketrans(dict.fromkeys("-‐‑–/", " ") | dict.fromkeys(".'’‘ʻʼ`ʿʾˌ", ""))
_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae"})
_ARTICLES = frozenset({"al", "ad", "an", "ar", "as", "ash", "at", "az", "el", "es", "ed", "et"})
_LAST_LATIN = 0x24F
_LATIN_ADDITIONAL = range(0x1E00, 0x1F00)


def fold_name(name: str) -> str:
    """The name without case, accents, hyphens, dots and apostrophes: "Deir el-Zour" -> "deir el zour"."""
    if name.isascii():
        if name.isalpha():
            return name.lower()
        return " ".join(name.translate(_MARKS).lower().split())
    name = unicodedata.normalize("NFKD", name.casefold())
    name = "".join(letter for letter in name if not unicodedata.combining(letter)).translate(_LETTERS)
    return " ".join(name.translate(_MARKS).casefold().split())


def without_article(folded: str) -> str | None:
    """A folded name without its leading Arabic article ("al qaryatayn" -> "qaryatayn"), None without one."""
    article, _, rest = folded.partition(" ")
    return rest if article in _ARTICLES and len(rest) >= 4 else None


def is_spelling(name: str) -> bool:
    """Whether an alternate name of GeoNames can stand in an English text: Latin script, a capital first.

    Leaves out transliterations ("da ma shi ge"), airport codes and scripts that a wire story never has.
    """
    if len(name) < 4 or not name[0].isupper() or name.isupper():
        return False
    return name.isascii() or all(ord(x) <= _LAST_LATIN or ord(x) in _LATIN_ADDITIONAL for x in name)
