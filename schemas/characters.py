"""Characters that steer whatever shows a text instead of being shown: none is in what producers make, none is printed.

Control characters but newline and tab, marks that turn the direction of writing, separators of lines and paragraphs
that are no newline, and halves of letters, which no file can hold.
"""

from __future__ import annotations

import re

_SHOWN = "\ufffd"
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
_LINE_ENDS = re.compile("[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def harmless(text: str) -> str:
    """The text with U+FFFD for each character that steers: as long as before, so that spans still fit."""
    return _STEERING.sub(_SHOWN, text)


def harmless_line(text: str) -> str:
    """As `harmless`, on one line."""
    return harmless(" ".join(text.splitlines()))


def without_steering(text: str) -> str:
    """The text without characters that steer, a space for those that end a line; one without any stays as it is."""
    if _STEERING.search(text) is None:
        return text
    return _STEERING.sub("", _LINE_ENDS.sub(" ", text)).strip()


def escaped_in_json(document: str, more: str = "") -> str:
    """A JSON document that says the same with an escape for each character that steers or is one of `more`.

    `more` are characters that stand nowhere in JSON but in strings.
    """
    found = re.compile(f"{_STEERING.pattern}|[{re.escape(more)}]") if more else _STEERING
    return found.sub(lambda each: f"\\u{ord(each[0]):04x}", document)


def escaped_in_xml(document: str) -> str:
    """An XML document that says the same with a reference for each character that steers, of those XML allows."""
    return _STEERING.sub(lambda each: f"&#x{ord(each[0]):x};", document)
