"""What stands above a page's first time heading: the headline among the site's own lines, the lede that is newest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from producers.formats.story.items import PageItem, is_sentence
from producers.formats.story.paragraph import junk, rows

_LONGEST_TITLE = 300  # characters
_FEWEST_WORDS = 4  # of a headline; what is shorter may be the name of a site or of a section
_NAV_RUN = 3  # so many short lines in a row are a menu
_FEWEST_WORDS_OF_PROSE = 16  # where no sentence ends
_LONGEST_PARAGRAPH = 2_000  # characters; what is longer and ends no sentence is noise
_NEXT_SENTENCE = re.compile(r"[.!?…][\"'”’)\]]{0,2}\s+[\"'“‘(]?[A-Z]")
BULLETS = tuple("•·▪●*►–—-")
_SECTION = "(?:news|world|local|nation(?:al)?|home|sports?|business|weather|video|opinion|politics|menu|more)"
# Labels that sites and offices set above a headline.
_LABEL = re.compile(
    r"(?:live(?: (?:updates?|reporting|blog|coverage))?|breaking(?: news)?|developing(?: story)?|summary|highlights"
    r"|(?:the )?latest(?: (?:updates?|news))?|top stories|at a glance"
    r"|key (?:points|events|developments|messages|figures|facts|numbers)(?: ?\(.{1,60}\))?"
    r"|in brief|what we know(?: so far)?|(?:for )?immediate release|(?:press|news|media) (?:release|statement)"
    r"|ref(?:erence)?\.?(?: no\.?| number)?\s?[:#.]?\s?[\w/.-]{0,12}\d[\w/.-]{0,20}|version \d{1,3}\b.{0,20}"
    # The slugs and codes of wires: "BC-LA--Dam Break,0330", "bc-dam 4th lead dpa 0310", "MDS31", "MP-DAM 3RDLD".
    r"|(?-i:BC|AP|bc)-[\w-]{2,60}(?:[-, ].{0,80})?|(?-i:[A-Z]{2,4}\d{1,3})|(?-i:[A-Z]{2,12}(?:-[A-Z]{2,12}){1,5}"
    r"(?: \d?[A-Z]{0,4}LD)?)|\d{1,3} ?\| ?[A-Z]{3,12}\b.{0,60}"
    rf"|{_SECTION}(?:\s?[|>/»·•]?\s?{_SECTION}){{0,12}}"
    r"|from .{2,30} (?:news|live)?blog)\W{0,3}",
    re.IGNORECASE,
)
# The name of a house, an office or a programme over its page: "RADIO UPLAND 1130 AM – English service".
_HOUSE = (
    r"(?:news(?:paper|room)?|radio|tv|television|times|post|herald|gazette|tribune|courier|press|wire|network|agency|service"
    r"|bulletin|council|ministry|department|constabulary|authority|office|unit|bureau|cell|monitor|society|observatory"
    r"|commission|brigade|command|administration|secretariat|corporation|digital|online|english|headquarters|cent(?:re|er)|committee)"
)
_MASTHEAD = re.compile(
    rf"(?:(?i:radio|canal|kanal|channel|tv|télé|rádio)\s(?:[A-Z\d][\w.’'-]*\s?){{1,5}}"
    rf"|(?:(?:[A-Z\d][\w.’'&-]*|of|and|for|the|de|del|da|du|&)\s){{1,8}}(?i:{_HOUSE}))"
    r"(?:\s?\([A-Z]{2,8}\))?(?:\s?[|–—/·•-]\s?.{2,40})?"
)
_UNITS = "zero one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {
    **{word: value for value, word in enumerate(_UNITS + _TEENS)},
    **{ten: 20 + 10 * place for place, ten in enumerate(_TENS)},
    **{
        f"{ten}-{unit}": 20 + 10 * place + value
        for place, ten in enumerate(_TENS) for value, unit in enumerate(_UNITS) if value
    },
}
_NUMBER = (
    rf"(?P<number>\d{{1,3}}(?:[,.\u00a0 ]\d{{3}})+|\d{{1,7}}"
    rf"|(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_UNITS[1:])}))?|{'|'.join(_TEENS + _UNITS[2:])})"
)
_FATE = (
    r"(?P<dead>dead|killed|died|deaths?|dying|lives|bodies|fatalities)|(?P<hurt>injured|hurt|wounded|injuries)"
    r"|(?P<missing>missing|unaccounted)"
)
# "44 people have been killed", "the toll has risen to 44": a count of people and what became of them.
_COUNT = re.compile(rf"\b{_NUMBER}\b(?![:.]\d|\s?[ap]\.?m)(?:\s[^\s.;]{{1,20}}){{0,5}}?\s(?:{_FATE})\b", re.IGNORECASE)
# "Dead: 124", "Injured - 30": a row of a list.
_ROW = re.compile(rf"\b(?:{_FATE})\s?[:–—=-]\s?{_NUMBER}\b", re.IGNORECASE)
_OF_PEOPLE = re.compile(rf"\b(?:{_FATE}|deceased|casualties)\b", re.IGNORECASE)
_RARE = 10  # a number that does not stand in a text by chance
_ANY_NUMBER = re.compile(rf"\b{_NUMBER}\b", re.IGNORECASE)
_TOLL = re.compile(
    rf"\b(?:toll|deaths)\b[^.;]{{0,50}}?\b(?:to|at|of|is|was|passed|tops|reached|nears)\s{_NUMBER}\b", re.IGNORECASE
)


def find_headline(preamble: Sequence[PageItem]) -> str | None:
    """The page's headline: a line "The Latest: …", else the first that is neither sentence nor site's line.

    Labels, menus and, where a longer line follows above the first sentence, names of up to three words are the site's.
    """
    lines = [item for item in preamble if item.kind == "text" and len(item.text) <= _LONGEST_TITLE]
    titles = [line for line in lines if not line.is_junk or junk.is_promo_title(line.text)]
    named = next((line.text for line in titles if line.text.lower().startswith("the latest")), None)
    if named is not None:
        return named
    body = next((item for item in preamble if is_prose(item) and not _may_be_headline(item.text)), None)
    above = titles[: next((index for index, line in enumerate(titles) if line is body), len(titles))]
    told = [line for line in above if _may_be_headline(line.text)]
    titles_end = next((index for index, line in enumerate(told) if counts_people(line)), len(told))
    candidates = [line.text for line in (told[:titles_end] or told)]
    while _MASTHEAD.fullmatch(candidates[0] if candidates else "") and any(map(_is_long, candidates[1:])):
        del candidates[0]
    run = _short_run(candidates)
    long = next(filter(_is_long, candidates), None)
    if long is not None and (run >= _NAV_RUN or candidates.index(long) == 1):
        return long
    if candidates:
        return candidates[0]
    below = titles[len(above) : -1]
    return next((line.text for line in below if _may_be_headline(line.text) and not is_prose(line)), None)


def _may_be_headline(text: str) -> bool:
    if text.rstrip("\"'”’)").endswith(".") or text[:1] in BULLETS:
        return False
    return _LABEL.fullmatch(text) is None and _NEXT_SENTENCE.search(text) is None


def _is_long(text: str) -> bool:
    return len(text.split()) >= _FEWEST_WORDS


def _short_run(texts: Sequence[str]) -> int:
    """How many lines at the beginning are too short for headlines."""
    return next((index for index, text in enumerate(texts) if _is_long(text)), len(texts))


def is_prose(item: PageItem) -> bool:
    """Whether it is a paragraph of the story, ended or cut off."""
    if item.kind != "text" or item.is_junk:
        return False
    return is_sentence(item) or _NEXT_SENTENCE.search(item.text) is not None


def counts_people(item: PageItem) -> bool:
    """Whether it is a row or a point of a list that counts people: "Fatalities: 47", "• 38 deaths"."""
    if item.kind != "text" or item.is_junk or not rows.is_row(item.text):
        return False
    return _OF_PEOPLE.search(item.text) is not None and _ANY_NUMBER.search(item.text) is not None


def first_prose(items: Sequence[PageItem]) -> int:
    """The index of the first paragraph of the story, or row of its key figures; where no sentence ends, that of the
    first long line."""
    first = next((index for index, item in enumerate(items) if is_prose(item) or counts_people(item)), None)
    if first is not None:
        return first
    long = (
        index for index, item in enumerate(items)
        if item.kind == "text" and not item.is_junk and len(item.text) <= _LONGEST_PARAGRAPH
        and len(item.text.split()) >= _FEWEST_WORDS_OF_PROSE
    )  # fmt: skip
    return next(long, len(items))


def is_newest(lede: str, updates: Iterable[str]) -> bool:
    """Whether a text above the first heading counts people, and no update prints that count or tells a higher one."""
    said = _counts(lede)
    updates, told = list(updates), dict[str, set[int]]()
    for update in updates:
        for fate, numbers in _counts(update).items():
            told.setdefault(fate, set()).update(numbers)
    if any(max(said[fate]) < max(told[fate]) for fate in ("dead", "hurt") if fate in said and fate in told):
        return False
    untold = {number for fate, numbers in said.items() for number in numbers - told.get(fate, set())}
    if not untold:
        return False
    printed = {_value(found["number"]) for update in updates for found in _ANY_NUMBER.finditer(update)}
    return not untold <= {number for number in printed if number >= _RARE}


def _counts(text: str) -> dict[str, set[int]]:
    """The people that a text counts, by what became of them."""
    counts: dict[str, set[int]] = {}
    for match in (*_COUNT.finditer(text), *_ROW.finditer(text)):
        fate = next(name for name in ("dead", "hurt", "missing") if match[name])
        counts.setdefault(fate, set()).add(_value(match["number"]))
    for match in _TOLL.finditer(text):
        counts.setdefault("dead", set()).add(_value(match["number"]))
    return counts


def _value(printed: str) -> int:
    word = printed.lower()
    return _WORDS[word] if word in _WORDS else int(re.sub(r"\D", "", printed))
