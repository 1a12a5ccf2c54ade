"""The paragraphs of a page's story: trafilatura finds where the story stands, a walk of our own takes all of it.

trafilatura alone joins the paragraphs of cards, cells and line breaks into one line and may leave out a card; what it
takes is taken as the sign of where the story is. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from lxml import etree

from producers.formats.story.line.headings import read_heading
from producers.formats.story.paragraph import junk
from producers.formats.web.markup import PageParagraph, paragraphs

_MOST_ELEMENTS = 20_000  # trafilatura's work may grow with their square: one row of 80,000 cells takes it a minute
_WORDS = 4  # in a row by which a paragraph is known again; shorter ones are no sign
_MOST_SIGNS = 200_000
_LISTS = re.compile(
    r"(?:\A|[\s_-])(?:rank(?:ing)?|most-read|most-popular|recs|recommended|related(?:-stories)?"
    r"|taboola|outbrain|newsletter)(?:\Z|[\s_-])",
    re.IGNORECASE,
)
_CAPTIONS = re.compile(
    r"(?:\A|[\s_-])(?:captions?|cap|caption-text|cutline|(?:photo|image|picture)-?credit)(?:\Z|[\s_-])", re.IGNORECASE
)
_LONGEST_CAPTION = 600  # characters
_SHARE = 0.25  # of a story's paragraphs
_FEWEST_UPDATES = 3  # of a live page
_OPENING = 60  # words of a paragraph that are looked at
_HOLDERS = frozenset("div article section main body td center html".split())
_FURNITURE = re.compile(
    r"(?:\A|[\s_-])(?:comments?|disqus|respond|related|newsletter|promo|share|sharing|social|sharedaddy|sidebar|advert|ads?"
    r"|breadcrumbs?|taboola|outbrain|recommended|most-read|most-popular|rank(?:ing)?|rel|recs|cookie|paywall|tags?)(?:\Z|[\s_-])",
    re.IGNORECASE,
)


def main_text(tree: etree._Element) -> list[str]:
    """The paragraphs of the story on a page, in page order; time headings and short lines are kept."""
    body = next(tree.iter("body"), tree)
    if sum(1 for _ in body.iter()) > _MOST_ELEMENTS:
        mains = list(body.iter("main"))
        return _story(paragraphs(mains[0] if len(mains) == 1 else body))
    found = _extracted(tree)
    signs = _signs(found)
    told = [paragraph.element for paragraph in paragraphs(body) if _is_told(paragraph.text, signs)]
    if not told:  # its text stands in no element: in the JSON-LD, or nowhere
        lines = [line.strip() for line in found.split("\n") if line.strip()]
        return lines or _story(paragraphs(body))
    holding = _with_ancestors(told)
    main = _widened(_common(told))
    dropped = {
        element for element in main.iter()
        if _is_furniture(element, holding) or _is_list(element, told) or _is_caption(element)
    }  # fmt: skip
    return _story(paragraphs(main, dropped | _standing(main, dropped)))


def _extracted(tree: etree._Element) -> str:
    """The text that trafilatura takes for the story's, "" where it finds none."""
    from trafilatura import bare_extraction  # takes longer to import than all else: only where it is used

    try:
        found = bare_extraction(tree, fast=True, include_comments=False, deduplicate=False, with_metadata=False)
    except RecursionError:  # it walks nested elements by calling itself
        return ""
    return (found.text or "") if found is not None and not isinstance(found, dict) else ""


def _signs(text: str) -> set[tuple[str, ...]]:
    return set(_runs(text, _MOST_SIGNS))


def _runs(text: str, most: int) -> Iterator[tuple[str, ...]]:
    words = [found[0] for found in islice(re.finditer(r"\w+", text), most)]
    return zip(*(words[start:] for start in range(_WORDS)), strict=False)


def _is_told(text: str, signs: set[tuple[str, ...]]) -> bool:
    runs = list(_runs(text, _OPENING))
    return bool(runs) and sum(run in signs for run in runs) >= 0.6 * len(runs)


def _with_ancestors(elements: Iterable[etree._Element]) -> set[etree._Element]:
    found: set[etree._Element] = set()
    for element in elements:
        current = element
        while current is not None and current not in found:
            found.add(current)
            current = current.getparent()
    return found


def _common(elements: Sequence[etree._Element]) -> etree._Element:
    """The innermost element that holds all of them."""
    path = [elements[0], *elements[0].iterancestors()]
    place = {element: index for index, element in enumerate(path)}
    outermost = 0
    for element in elements[1:]:
        current = element
        while current not in place:
            current = current.getparent()
        outermost = max(outermost, place[current])
    return path[outermost]


def _widened(main: etree._Element) -> etree._Element:
    """A paragraph stands in what holds it, a card among cards of its kind in what holds them all."""
    while main.tag != "body" and (main.tag not in _HOLDERS or _is_card(main)):
        outer = main.getparent()
        if outer is None:
            return main
        main = outer
    return main


def _is_card(element: etree._Element) -> bool:
    kind = element.get("class")
    if kind is None and element.tag != "article":
        return False
    siblings = (*element.itersiblings(), *element.itersiblings(preceding=True))
    return any(other.tag == element.tag and other.get("class") == kind for other in siblings)


def _is_furniture(element: etree._Element, holding: set[etree._Element]) -> bool:
    """Whether its name says that it is none of the story, and nothing of the story was found in it."""
    if element in holding:
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return len(names) > 1 and _FURNITURE.search(names[:300]) is not None


def _is_caption(element: etree._Element) -> bool:
    """Whether its name says that it stands under a picture."""
    if _CAPTIONS.search(f"{element.get('class') or ''}"[:300]) is None:
        return False
    return len("".join(element.itertext())) <= _LONGEST_CAPTION


def _is_list(element: etree._Element, told: Sequence[etree._Element]) -> bool:
    """Whether its name says that it lists other stories, and this one does not stand there."""
    if len(element) == 0 or _LISTS.search(f"{element.get('class') or ''} {element.get('id') or ''}"[:300]) is None:
        return False
    inside = sum(element in (each, *each.iterancestors()) for each in told)
    return inside < _SHARE * len(told)


def _standing(main: etree._Element, dropped: set[etree._Element]) -> set[etree._Element]:
    """What stands around the updates of a live page and is none: boxes of past events behind the last or between cards.

    It begins where the element ends that holds all their times; where each update stands in an element of its own,
    what has no time beside these is standing, too, but for what is above the first.
    """
    found = list(paragraphs(main, dropped))
    read = ((index, read_heading(each.text)) for index, each in enumerate(found))
    headings = [(index, heading) for index, heading in read if heading is not None]
    timed = [index for index, heading in headings if heading.kind == "time" and heading.heading.time is not None]
    if len(timed) < _FEWEST_UPDATES:
        return set()
    holder = _common([found[index].element for index in timed])
    behind = [each for each in found[timed[-1] :] if holder in (each.element, *each.element.iterancestors())]
    if len(behind) < 2 and not any(heading.is_inline for index, heading in headings if index == timed[-1]):
        return set()  # its last text stands elsewhere
    path = [holder, *holder.iterancestors()]
    inside = path[: path.index(main)] if main in path else []
    standing = {other for element in inside for other in element.itersiblings()}
    cards = _children_holding(holder, [found[index].element for index in timed])
    marked = _children_holding(holder, [found[index].element for index, _ in headings])
    texts = [each.element for index, each in enumerate(found)
             if index not in dict(headings) or dict(headings)[index].is_inline]
    if len(cards) >= _FEWEST_UPDATES and len(cards) == len(timed) and cards <= _children_holding(holder, texts):
        begun = False
        for child in holder:
            begun = begun or child in cards
            if begun and child not in marked:
                standing.add(child)
    return standing


def _children_holding(holder: etree._Element, elements: Iterable[etree._Element]) -> set[etree._Element]:
    """The children of an element that hold any of these."""
    paths = ([element, *element.iterancestors()] for element in elements)
    return {path[path.index(holder) - 1] for path in paths if holder in path[1:]}


def _story(found: Iterable[PageParagraph]) -> list[str]:
    """Without links that stand alone: teasers and menus; a heading or a sentence may be set as a link."""
    return [
        paragraph.text for paragraph in found
        if not paragraph.is_link or junk.ends_sentence(paragraph.text) or read_heading(paragraph.text) is not None
    ]  # fmt: skip
