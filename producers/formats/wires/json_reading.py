"""What wires in JSON share beside what all wires do: untrusted bytes to fields, texts and times. Pure.

ninjs and the AP's JSON share their vocabulary (both follow NewsML-G2), and their traps: numbers where strings are
promised, null for what is absent, one object for a list of one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

import msgspec

from producers.article import Article, NotAStory, Parsed, Refused
from producers.formats.common.fragment import text_of_html
from producers.formats.common.text import tidy
from producers.formats.wires import rules
from producers.formats.wires.rules import Embargo, Status, WireTime

Fields: TypeAlias = Mapping[str, Any]

_BLANK = b" \t\r\n"
_BOM = b"\xef\xbb\xbf"
_LONGEST_VALUE = 1_200  # characters of a value that are looked at for a message
# Pictures and the like, embed codes, announcements of coverage.
_NOT_TEXT = frozenset("picture photo image graphic video audio component event planning".split())
_TIME = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,12})?)?\s?(?:[Zz]|[+-]\d\d(?::?\d\d)?)?", re.ASCII
)


def decode_json(raw: bytes, source: str) -> object:
    """The value of a JSON document in UTF-8, with or without its mark. Raises NotAStory: empty, malformed.

    Of lines that are an object each, a list of them. Of a key that stands twice the last value counts. Nesting is
    limited by the decoder (about 1,000 deep).
    """
    raw = raw.removeprefix(_BOM)
    if not raw.strip(_BLANK):
        raise NotAStory("empty", f"{source} is empty: name a file that holds a wire's JSON")
    try:
        return msgspec.json.decode(raw)
    except RecursionError:
        raise NotAStory("malformed", f"{source}: JSON nested too deeply to be a wire's: ask who sent it") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        if (objects := _objects_of_lines(raw)) is not None:
            return objects
        why = shown_value(error)
        raise NotAStory("malformed", f"{source} is not JSON in UTF-8 ({why}): ask who sent it") from None


def _objects_of_lines(raw: bytes) -> list[Any] | None:
    """The objects of JSON lines; None where any line is none."""
    lines = raw.strip(_BLANK).split(b"\n")
    if len(lines) < 2 or not all(line.lstrip(_BLANK)[:1] in (b"{", b"") for line in lines):
        return None
    try:
        return list(msgspec.json.Decoder().decode_lines(raw))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):  # the whole document's error is told
        return None


def provider_names(value: object) -> tuple[list[str], list[str]]:
    """Who provides an item, by names and by addresses: one or a list, each a name, an address or an object of both."""
    names: list[str | None] = []
    addresses: list[str | None] = []
    for each in members(value):
        if isinstance(each, str):
            (addresses if "://" in each else names).append(short_string(each))
        else:
            names.append(short_string(fields(each).get("name")))
            addresses.append(short_string(fields(each).get("uri")))
    return [name for name in names if name], [address for address in addresses if address]


def fields(value: object) -> Fields:
    """The object that a value is; none of its fields where it is something else, of a list of one its only object."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, dict) else {}


def members(value: object) -> list[Any]:
    """The members of a list; anything else is a list of one, null and "" of none."""
    if isinstance(value, list):
        return value
    return [] if value is None or value == "" else [value]


def short_string(value: object) -> str | None:
    """A value that should be a short string, as one line: numbers are written out; None for what says nothing."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return " ".join(tidy(str(value)).split()) or None


def plain_line(value: object) -> str | None:
    """As `word`, of what people wrote: tags are left out and entities resolved."""
    text = short_string(value)
    return " ".join(text_of_html(text).split()) or None if text is not None else None


def short_strings(value: object) -> list[str]:
    """The short strings of a list."""
    return [each for member in members(value) if (each := short_string(member)) is not None]


def shown_value(value: object) -> str:
    """A value for a message: one line, not too long, of lists and objects only what they are."""
    if isinstance(value, (dict, list)):  # they may be nested as deep as the decoder goes, deeper than str() does
        return "an object" if isinstance(value, dict) else "a list"
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    return rules.shown_name(tidy(str(value)[:_LONGEST_VALUE]))


def read_rfc3339(value: object, zone: dt.tzinfo | None) -> WireTime | None:
    """The moment that a date-time of RFC 3339 names; None for anything else, dates without a time among them.

    Met on wires and taken too: a space for the "T", "+0000" and "+00" for "+00:00", no seconds. One without an offset
    is in `zone`, or unknown where that is None.
    """
    text = short_string(value) if isinstance(value, (str, list)) else None
    if text is None or not _TIME.fullmatch(text):
        return None
    try:
        local = dt.datetime.fromisoformat(text.upper().replace(" ", "T", 1).replace(" ", ""))
    except ValueError:  # February 30, 25:00
        return None
    local = local if local.tzinfo is not None else local.replace(tzinfo=zone)
    return rules.wire_time(local) if local.tzinfo is not None else None


def may_hold_text(type_: object) -> bool:
    """Whether an item of this type can be a story; a type that is not said or not known can."""
    return (short_string(type_) or "").lower() not in _NOT_TEXT


def status_of_value(value: object, label: str) -> Status:
    """The status that a value names. Raises NotAStory."""
    return rules.status_of(None if value in (None, "") else short_string(value) or shown_value(value), label)


def embargo_of_value(value: object, status: Status, zone: dt.tzinfo | None) -> Embargo:
    """The embargo that a value names."""
    printed = None if value in (None, "", False) else short_string(value) or shown_value(value)
    return rules.embargo_of(printed, read_rfc3339(value, zone), status)


def texts_named(name: str, item: Fields) -> str:
    """The text of properties `body_html`, `body_text` and the like, for name "body"; what is marked up is preferred."""
    names = [f"{name}_{kind}" for kind in ("html", "xhtml", "nitf", "text")]
    others = sorted(other for other in item if other.startswith(f"{name}_") and other not in names)
    texts = (item.get(each) for each in (*names, *others))
    return next((text for each in texts if isinstance(each, str) and (text := text_of_html(each))), "")


def articles_of(items: Iterable[Any], source: str, read: Callable[[Any], Article | None]) -> Parsed:
    """The articles of a document's items; one that cannot be read never hides the others.

    `read` gives None for what is left out: it is no story. That is said as a warning of the first article; only a
    document that holds nothing else is refused for it, so that a feed of many kinds does not fill the dead letters.
    """
    articles: list[Article] = []
    refused: list[Refused] = []
    left_out = 0
    for item in items:
        try:
            article = read(item)
        except NotAStory as error:
            refused.append(Refused(reason=error.reason, message=str(error)))
            continue
        if article is None:
            left_out += 1
        else:
            articles.append(article)
    if left_out and articles:
        warning = f"{left_out} item{'s' if left_out > 1 else ''} without a story (pictures and the like) left out"
        articles[0] = msgspec.structs.replace(articles[0], warnings=(*articles[0].warnings, warning))
    elif left_out and not refused:
        refused.append(Refused(reason="not_a_story", message=f"{source}: only pictures and the like, no story in it"))
    return Parsed(articles=tuple(articles), refused=tuple(refused))
