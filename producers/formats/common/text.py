"""Bytes of a page to clean text: encoding, line ends, control characters, left-over HTML.

Its `without_html` only takes tags out of a text whose paragraphs stand already; `fragment` makes them of markup.
"""

from __future__ import annotations

import codecs
import html
import re

from producers.article import NotAStory

# Longest first: the UTF-32 mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_SAMPLE = 1 << 16
# Control characters, soft hyphens, zero-width and direction marks.
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_BLANK_RUN = re.compile(r"\n{3,}")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_CONTROL_BYTES = bytes(code for code in range(32) if _CONTROL.match(chr(code)))
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>|<!--|<!DOCTYPE[^<>]{0,200}>", re.IGNORECASE)
_BREAKING = re.compile(
    r"</?(?:p|div|br|hr|li|ul|ol|h[1-6]|tr|table|section|article|blockquote|figure)\b", re.IGNORECASE
)
_HIDDEN = ("script", "style", "!--")


def decode_page(raw: bytes, source: str) -> str:
    """The text of a page, lines ended by "\\n", without control characters and HTML tags.

    Byte order marks of UTF-8, UTF-16 and UTF-32 are obeyed; without one it is UTF-8, else Windows-1252.
    Raises NotAStory: empty, binary.
    """
    if not raw.strip():
        raise NotAStory("empty", f"{source} is empty: name a file that holds the text of a story")
    text = _decoded(raw, source)
    text = without_html(visible(text))
    if not text.strip():
        raise NotAStory("empty", f"{source} is empty: name a file that holds the text of a story")
    return text


def _decoded(raw: bytes, source: str) -> str:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, errors="ignore")
    if b"\x00" in raw:
        raise NotAStory("binary", f"{source} is not text (it holds NUL bytes): save the story as UTF-8 text")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":  # cut in the middle of a letter
            text = raw[: error.start].decode("utf-8")
        else:
            text = raw.decode("cp1252", errors="ignore")
            _refuse_noise(raw[:_SAMPLE], source)
    has_controls = len(raw.translate(None, _CONTROL_BYTES)) < len(raw)
    if has_controls and _share_of_controls(text[:_SAMPLE]) > 0.1:
        raise NotAStory("binary", f"{source} is not text (control characters): save the story as UTF-8 text")
    return text


def _refuse_noise(sample: bytes, source: str) -> None:
    high = sum(byte > 127 for byte in sample)
    if high > 0.3 * len(sample):
        raise NotAStory(
            "binary", f"{source} is neither UTF-8 nor Windows-1252 text: save the story as UTF-8 text and try again"
        )


def _share_of_controls(sample: str) -> float:
    return len(_CONTROL.findall(sample)) / len(sample) if sample else 0.0


def visible(text: str) -> str:
    """The text with lines ended by "\\n", without control characters and invisible marks."""
    lines = f"{text}.".splitlines()  # whatever ends a line, the last one apart
    return _INVISIBLE.sub("", "\n".join(lines)[:-1])


def tidy(text: str) -> str:
    """As `visible`, its lines stripped, never two blank ones in a row: so the grammar of stories wants it."""
    return _BLANK_RUN.sub("\n\n", "\n".join(line.strip() for line in visible(text).split("\n"))).strip()


def without_html(text: str) -> str:
    """The text with tags, comments, scripts and entities resolved; text without tags stays as it is."""
    if "<" in text and _TAG.search(text):
        text = _TAG.sub(lambda tag: "\n" if _BREAKING.match(tag[0]) else "", _without_hidden(text))
    return html.unescape(text) if "&" in text else text


def _without_hidden(text: str) -> str:
    """Scripts, styles and comments with all they hold; one that is never closed is only a tag."""
    for name in _HIDDEN:
        end = "-->" if name == "!--" else f"</{name}>"
        kept, position, lower = [], 0, text.lower()
        if len(lower) != len(text):  # a letter that changes length when lowered: positions would not fit
            lower = text
        while (start := lower.find(f"<{name}", position)) >= 0:
            close = lower.find(end, start)
            if close < 0:
                break
            kept.append(text[position:start])
            position = close + len(end)
        text = "".join([*kept, text[position:]])
    return text
