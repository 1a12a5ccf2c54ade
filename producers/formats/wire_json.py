"""What news wires in JSON have in common: untrusted bytes to fields, times, and an item's state to an article. Pure.

ninjs and the AP's JSON share their vocabulary (both follow NewsML-G2), and their traps: numbers where strings are
promised, null for what is absent, one object for a list of one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, TypeAlias

import msgspec

from datelines.places import Gazetteer
from producers.article import HELD, Article, Dateline, NotAStory, Parsed, Recall, Refused
from producers.formats import junk
from producers.formats.format import Reading
from producers.formats.fragment import text_of, tidy
from producers.formats.the_latest import Known, read_story, slug
from schemas.events import Struct

Fields: TypeAlias = Mapping[str, Any]
State = Literal["usable", "embargoed", "withheld", "canceled"]

_BLANK = b" \t\r\n"
_BOM = b"\xef\xbb\xbf"
_LONGEST_NAME = 120  # characters of an id or a wrong value that a message shows
_STATES: dict[str, State] = {
    "usable": "usable", "embargoed": "embargoed", "withheld": "withheld", "canceled": "canceled",
    "cancelled": "canceled", "unpublished": "withheld",  # Superdesk's word for what was taken down
}  # fmt: skip
# Pictures and the like, embed codes, announcements of coverage.
_NOT_TEXT = frozenset("picture photo image graphic video audio component event planning".split())
_TIME = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,12})?)?\s?(?P<offset>[Zz]|[+-]\d\d(?::?\d\d)?)?", re.ASCII
)
_FIRST = dt.datetime(1900, 1, 2, tzinfo=dt.UTC)
_LAST = dt.datetime(2299, 12, 30, tzinfo=dt.UTC)  # the store holds no others, and no wire means them
_LABEL = re.compile(r"\W{0,3}correct(?:s|ed|ion|ive)\b", re.IGNORECASE)
_LABEL_INSIDE = re.compile(r"(?<!\bNO )\bCORRECT(?:S|ION|IVE)\b")  # AP's notes: "Eds: UPDATES with quotes. CORRECTS …"


class WireItem(Struct, frozen=True):
    """An item of a wire, read but for its text's grammar."""

    item: str  # its id in all versions
    told_at: dt.datetime  # UTC: when this version was
    known: Known  # but for these two
    state: State
    text: str  # clean paragraphs; "" where there are none
    note: str | None = None  # for editors
    embargoed_until: dt.datetime | None = None
    warnings: tuple[str, ...] = ()


def decode_json(raw: bytes, source: str) -> object:
    """The value of a JSON document in UTF-8, with or without its mark. Raises NotAStory: empty, malformed.

    Of a key that stands twice the last value counts. Nesting is limited by the decoder (about 1,000 deep).
    """
    raw = raw.removeprefix(_BOM)
    if not raw.strip(_BLANK):
        raise NotAStory("empty", f"{source} is empty: name a file that holds a wire's JSON")
    try:
        return msgspec.json.decode(raw)
    except RecursionError:
        raise NotAStory("malformed", f"{source}: JSON nested too deeply to be a wire's: ask who sent it") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        why = shown(error)
        raise NotAStory("malformed", f"{source} is not JSON in UTF-8 ({why}): ask who sent it") from None


def fields(value: object) -> Fields:
    """The object that a value is; none of its fields where it is something else, of a list of one its only object."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, dict) else {}


def listed(value: object) -> list[Any]:
    """The members of a list; anything else is a list of one, null and "" of none."""
    if isinstance(value, list):
        return value
    return [] if value is None or value == "" else [value]


def word(value: object) -> str | None:
    """A value that should be a short string, as one line: numbers are written out; None for what says nothing."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return " ".join(tidy(str(value)).split()) or None


def line(value: object) -> str | None:
    """As `word`, of what people wrote: tags are left out and entities resolved."""
    text = word(value)
    return " ".join(text_of(text).split()) or None if text is not None else None


def words(value: object) -> list[str]:
    """The short strings of a list."""
    return [each for member in listed(value) if (each := word(member)) is not None]


def shown(value: object) -> str:
    """A value for a message: one line, not too long, of lists and objects only what they are."""
    if isinstance(value, (dict, list)):  # they may be nested as deep as the decoder goes, deeper than str() does
        return "an object" if isinstance(value, dict) else "a list"
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    text = " ".join(tidy(str(value)[: 10 * _LONGEST_NAME]).split())
    return text if len(text) <= _LONGEST_NAME else f"{text[:_LONGEST_NAME]}…"


def instant(value: object, zone: dt.tzinfo | None) -> dt.datetime | None:
    """The moment that a date-time of RFC 3339 names, in UTC; None for anything else, dates without a time among them.

    Met on wires and taken too: a space for the "T", "+0000" and "+00" for "+00:00", no seconds. One without an offset
    is in `zone`, or unknown where that is None.
    """
    text = word(value) if isinstance(value, (str, list)) else None
    form = _TIME.fullmatch(text) if text else None
    if text is None or form is None:
        return None
    try:
        at = dt.datetime.fromisoformat(text.upper().replace(" ", "T", 1).replace(" ", ""))
        if at.tzinfo is None:
            if zone is None:
                return None
            at = at.replace(tzinfo=zone)
        at = at.astimezone(dt.UTC)
    except (ValueError, OverflowError):  # February 30, 25:00, an offset that leaves the calendar
        return None
    return at if _FIRST <= at <= _LAST else None


def may_hold_text(type_: object) -> bool:
    """Whether an item of this type can be a story; a type that is not said or not known can."""
    return (word(type_) or "").lower() not in _NOT_TEXT


def state_of(value: object, what: str) -> State:
    """The publishing status; both vocabularies say that it is usable by default. Raises NotAStory: malformed."""
    if value is None or value == "":
        return "usable"
    name = (word(value) or "").rpartition(":")[2].lower()  # also as a code of NewsML-G2, "stat:usable"
    if name not in _STATES:
        raise NotAStory("malformed", f"{what}: nobody knows its publishing status «{shown(value)}»: not taken in")
    return _STATES[name]


def labels_correction(note: str | None) -> bool:
    """Whether an editor's note says that this version corrects an earlier one."""
    return note is not None and bool(_LABEL.match(note) or _LABEL_INSIDE.search(note) or junk.is_correction_note(note))


def embargo(value: object, state: State, zone: dt.tzinfo | None) -> tuple[dt.datetime | None, tuple[str, ...]]:
    """Until when nothing may be told, and what to warn of. A time that cannot be read holds the item back for good."""
    if value not in (None, "", False):
        until = instant(value, zone)
        if until is None:
            return HELD, (f"its embargo «{shown(value)}» is no time: held until a version without it comes",)
        return until, ()
    return (HELD if state == "embargoed" else None), ()


def body_of(item: Fields) -> str:
    """The text of properties `body_html`, `body_text` and the like; what is marked up is preferred."""
    names = ("body_html", "body_xhtml", "body_nitf", "body_text")
    others = sorted(name for name in item if name.startswith("body_") and name not in names)
    bodies = (item.get(name) for name in (*names, *others))
    return next((text for body in bodies if isinstance(body, str) and (text := text_of(body))), "")


def article_of(item: WireItem, source: str, reading: Reading, gazetteer: Gazetteer) -> Article:
    """The article of an item, or the recall of all it said. Raises NotAStory."""
    known = msgspec.structs.replace(item.known, item=item.item, published_at=item.told_at).overridden_by(reading)
    if item.state in ("withheld", "canceled"):
        return _recall(item, known, reading)
    what = f"{source}: item {shown(item.item)}"
    if not item.text:
        raise NotAStory("empty", f"{what} has no text: ask its publisher for the full item")
    article = read_story(item.text, known, reading.asked(what), gazetteer)
    return msgspec.structs.replace(
        article, embargoed_until=item.embargoed_until, warnings=(*article.warnings, *item.warnings)
    )


def _recall(item: WireItem, known: Known, reading: Reading) -> Article:
    """An article that says nothing but that all it said before is recalled; such items often have no text left."""
    headline = known.headline or known.subject or item.item
    subject = known.subject or headline
    reason = item.note or f"Its publisher marked the item {item.state}."
    return Article(
        headline=headline, subject=subject, story=slug(subject), carrier=known.carrier, focus_country=known.country,
        dateline=Dateline(None, None, None), timezone=reading.timezone or "UTC", story_date=item.told_at.date(),
        updates=(),
        recalls=(Recall(item=item.item, version=known.version, recalled_at=item.told_at, reason=reason),),
    )  # fmt: skip


def read_all(items: Iterable[Any], source: str, read: Callable[[Any], Article | None]) -> Parsed:
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
