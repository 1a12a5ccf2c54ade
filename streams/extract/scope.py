"""Of what the figure speaks: all (total), a kind of victim or manner (subset), a part of the area, an increment.

RULES are tried in order; each row carries an example (an update whose last figure has the scope) that is a test.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from schemas.events import Scope
from streams.extract.figures import Figure, left_of
from streams.extract.parts import INCLUDES, MANNERS
from streams.extract.places_in_words import (
    is_alone,
    is_at_one_site,
    is_at_opening_name,
    is_at_opening_place,
    is_elsewhere,
    is_in_a_named_town,
    is_in_the_area,
    is_of_own_area,
    is_reported_by_area,
    is_reported_by_place,
    is_washed_up,
    stands_at_place,
)
from streams.extract.sites import is_at_site
from streams.extract.vocabulary import ALWAYS_KINDS, KINDS, MONTHS, TRADES, WEEKDAYS

_LOCAL = frozenset("in at from on outside inside near aboard elsewhere there".split())
_BODY_WORDS = frozenset("bodies body corpses remains".split())
_SEARCHING = frozenset("overnight after over tonight since later today yesterday".split()) | WEEKDAYS
_FIRST_WORDS = 3
_ENDS = frozenset(("", ".", ",", ";", "before", "after", "on", "since", "and")) | WEEKDAYS
_ANYBODY = frozenset(
    (
        "people persons person others other victims victim bodies body corpses remains lives souls civilians"
        " individuals residents inhabitants casualties fatalities patients survivors evacuees them whom those which"
        " more dead wounded injured missing passengers"
    ).split()
)
_MEMORY = 40  # earlier figures looked at


class View(msgspec.Struct, frozen=True, gc=False):
    """A figure, those before it in the update, and the standing subject's words."""

    figure: Figure
    earlier: Sequence[Figure]
    subject: frozenset[str]
    following: Figure | None
    scopes: Sequence[Scope]  # of the earlier figures
    update: Sequence[Figure]  # those around

    @property
    def previous(self) -> Figure | None:
        last = self.earlier[-1] if self.earlier else None
        return last if last is not None and last.line is self.figure.line else None

    def of(self, figure: Figure) -> View:
        """The same update around another figure."""
        return msgspec.structs.replace(self, figure=figure)

    def has_wider(self) -> bool:
        """Whether the update has a larger total of this category."""
        value = self.figure.quantity.value
        return value is not None and any(
            item.category == self.figure.category and (item.quantity.value or 0) > value for item in self.update
        )

    def same_before(self) -> Figure | None:
        """The last earlier figure of this category."""
        return next((item for item in reversed(self.earlier) if item.category == self.figure.category), None)


def _is_whole(view: View) -> bool:
    return "prior" in view.figure.flags or (view.figure.relation in ("whole", "tolled") and not _local_toll(view))


def _local_toll(view: View) -> bool:
    """ "the dead in Amatrice at 221": the toll noun has a place of its own before the number."""
    figure, line = view.figure, view.figure.line
    if figure.relation != "tolled" or figure.mark is None:
        return False
    after = figure.mark.last + 1
    if line.word(after + 1) in WEEKDAYS or line.word(after + 1) in MONTHS:
        return False
    return line.word(after) in ("in", "at") and line.capital(after + 1) and not _is_subject_place(view, after + 1)


def _is_subject_place(view: View, i: int) -> bool:
    return view.figure.line.word(i) in view.subject


def _is_listed_place(view: View) -> bool:
    """A link of "93 in Brell, 69 in Sarn", or its head."""
    figure = view.figure
    if figure.relation == "listed behind":
        return True
    if figure.relation == "listed":
        return _has_place(figure) and not _is_contrast(view)
    following = view.following
    if following is None or following.line is not figure.line:
        return False
    if following.relation == "listed behind":
        return True
    return following.relation == "listed" and _has_place(following) and _has_place(figure)


def _has_place(figure: Figure) -> bool:
    """Whether "in …", "outside" stands with the figure, no time ("in the afternoon", "on Sunday")."""
    line = figure.line
    for i in range(figure.quantity.last + 1, min(max(figure.last, figure.group.end) + 4, len(line.words))):
        if line.word(i) in _LOCAL and line.word(i + 1) not in WEEKDAYS:
            return True
    return False


def _is_split_by_place(view: View) -> bool:
    """ "Of the dead, 63 were found in Brell, 41 in Sarn": a part of a split, with its neighbour's place beside it."""
    figure, previous, following = view.figure, view.previous, view.following
    if not stands_at_place(figure):
        return False
    if following is not None and following.relation == "including":
        following = None
    beside = [item for item in (previous, following) if item is not None and item.line is figure.line]
    return any(item.category == figure.category and stands_at_place(item) for item in beside)


def _is_in_part(view: View) -> bool:
    """Words of place that make it a part: "in Brell alone", "elsewhere", "At the clinic, …", "the district saw"."""
    figure = view.figure
    return (
        is_alone(figure)
        or is_elsewhere(figure)
        or is_in_a_named_town(figure, view.subject)
        or is_at_opening_place(figure, view.subject)
        or is_reported_by_area(figure)
        or is_washed_up(figure)
        or is_at_one_site(figure)
        or is_of_own_area(figure)
        or (view.has_wider() and _is_in_passing_place(view))
        or (view.has_wider() and figure.relation not in _PARTS and stands_at_place(figure, view.subject))
        or (figure.relation in ("including", "among") and figure.group.head is None and stands_at_place(figure))
    )


def _is_in_passing_place(view: View) -> bool:
    figure = view.figure
    return is_in_the_area(figure) or is_reported_by_place(figure) or is_at_opening_name(figure, view.subject)


def _is_contrast(view: View) -> bool:
    return view.figure.group.partitive


def _continues_place(view: View) -> bool:
    """ "Eight victims came to his hospital. Two victims died": the others of the place just counted."""
    figure = view.figure
    if not view.scopes or view.scopes[-1] != "partial_area" or figure.category != "killed":
        return False
    if view.earlier[-1].line.paragraph != figure.line.paragraph or figure.relation != "subject":
        return False
    if figure.group.head is None and view.earlier[-1].category != "hospitalized":
        return False
    return figure.group.head in (None, "victims", "patients", "others", "them") and not _has_place(figure)


def _is_there(view: View) -> bool:
    """ "residents of Chala", "bodies on the islands": a place that the subject does not name, beside no wider word."""
    figure, line = view.figure, view.figure.line
    end = figure.group.end
    stop = min(end + _FIRST_WORDS, len(line.words))
    if line.word(end) == "of" and line.capital(end + 1) and figure.group.head in ("residents", "people", "villagers"):
        return not _is_subject_place(view, end + 1)
    behind = figure.last + 1
    if line.word(behind) in ("on", "from", "in") and line.word(behind + 1) == "the" and figure.category == "killed":
        return any(line.word(i) in ("region", "district", "islands", "island") for i in range(behind, behind + 5))
    if any(line.word(i) == "there" for i in range(end, stop)):
        return True
    return any(line.word(i) == "there" and line.word(i + 1) in _ENDS for i in range(behind, behind + 4))


def _is_increment(view: View) -> bool:
    """More of the same: "three more bodies", "after two teenagers died", bodies found beside a larger toll."""
    figure, line = view.figure, view.figure.line
    if figure.category not in ("killed", "injured", "rescued", "detained", "unidentified"):
        return False
    if figure.relation == "listed" and _has_place(figure):
        return False
    same = view.same_before()
    if (
        figure.group.more
        and (same is not None or (not view.earlier and figure.category == "killed"))
        and figure.group.head != "others"
    ):
        return True
    if _raises_the_total(view):
        return True
    before = line.word(left_of(line, figure.quantity))
    if before in ("after", "when", "as") and same is not None and same.line is line:
        return True
    if _BODY_WORDS & set(line.words[figure.first : figure.group.end]) and figure.relation in ("bodies", "subject"):
        behind = set(line.words[figure.last + 1 : figure.last + 9])
        larger = same is not None and (same.quantity.value or 0) > (figure.quantity.value or 0)
        return larger and bool(behind & _SEARCHING)
    return False


def _raises_the_total(view: View) -> bool:
    """ "Two died in hospital, bringing the toll to 14"."""
    figure, following = view.figure, view.following
    if figure.relation == "tolled" or following is None or following.line is not figure.line:
        return False
    between = figure.line.words[figure.last + 1 : following.quantity.first]
    smaller = (figure.quantity.value or 0) < (following.quantity.value or 0)
    return smaller and following.relation == "tolled" and following.category == figure.category and (
        not _RAISING.isdisjoint(between)
    )


_RAISING = frozenset("bringing brings raising raises taking takes pushing pushes lifting brought".split())
_PARTS = frozenset(("including", "among", "among counted", "partitive", "parted", "coordinate", "kinds"))


def _is_part_of_group(view: View) -> bool:
    figure = view.figure
    if figure.relation == "listed" and figure.line.words[figure.last] in MANNERS:
        return True
    of_whom = (
        figure.line.word(figure.quantity.first - 1) == "whom" or figure.line.word(figure.quantity.first - 2) == "whom"
    )
    first, mark = figure.quantity.first, figure.mark
    if figure.line.words[max(first - 2, 0) : first] == ["the", "other"]:
        return True
    if mark is not None and mark.form == "active" and figure.line.words[mark.first] == "lost":
        return True
    if view.has_wider() and _died_where(figure):
        return True
    if figure.line.word(0) == "of" and _opens_with_whole(figure):
        return True
    among = figure.mark is not None and figure.line.words[figure.mark.first] == "among"
    included = figure.line.word(left_of(figure.line, figure.quantity)) in INCLUDES and figure.relation != "tolled"
    return (
        of_whom
        or among
        or included
        or figure.group.partitive
        or figure.relation in _PARTS
    )


_WHERE = (["at", "the", "scene"], ["at", "the", "site"], ["on", "the", "spot"], ["on", "the", "way"])


def _died_where(figure: Figure) -> bool:
    """ "Sixty died at the scene and 24 in hospitals": by where they died."""
    if figure.category != "killed":
        return False
    words, last = figure.line.words, figure.last
    return words[last + 1 : last + 4] in _WHERE or words[last] in ("hospital", "hospitals")


def _opens_with_whole(figure: Figure) -> bool:
    """ "Of those who died, 68 …": the sentence opens with the whole."""
    line = figure.line
    comma = line.words.index(",") if "," in line.words else 0
    return 0 < comma < min(9, figure.quantity.first) and any(i in line.mark_at for i in range(comma))


def _is_of_the_country(view: View, nouns: set[str]) -> bool:
    """Syrians in a story on Syria: no kind of victim."""
    stems = {word[:4] for word in view.subject if len(word) > 3}
    return any(noun[:4] in stems for noun in nouns)


_SUFFERED = frozenset({"killed", "injured", "hospitalized", "missing", "other"})


def _is_kind(view: View) -> bool:
    """Nationals, children, police: a kind of victim, unless the story is about that kind."""
    figure = view.figure
    nouns = set(figure.line.words[figure.quantity.last + 1 : max(figure.group.end, figure.quantity.last + 2)])
    if nouns & _ANYBODY and nouns & {"and", "or"}:
        return False  # "residents and tourists"
    if figure.category == "detained":
        return bool(nouns & ALWAYS_KINDS)
    if figure.group.own or nouns & ALWAYS_KINDS:
        return True
    if figure.group.nationals and not _is_of_the_country(view, nouns):
        return True
    if figure.category not in _SUFFERED or not nouns.isdisjoint(view.subject):
        return False
    return bool(nouns & KINDS) or (bool(nouns & TRADES) and figure.category != "missing")


_KINDS_BESIDE_OTHERS = frozenset("civilians adults passengers residents villagers patients prisoners inmates".split())


def _is_beside_a_kind(view: View) -> bool:
    """ "Six officers and eight civilians died": beside a kind of victim, words that could mean all mean a kind, too."""
    figure = view.figure
    if figure.group.head not in _KINDS_BESIDE_OTHERS:
        return False
    for other in (view.previous, view.following):
        if other is None or other.line is not figure.line or other.category != figure.category:
            continue
        later = max(figure, other, key=lambda item: item.quantity.first)
        if figure.line.word(left_of(figure.line, later.quantity)) == "and" and _is_kind(view.of(other)):
            return True
    return False


def _is_beside_wider(view: View) -> bool:
    """ "It killed 30. Twelve traders died": a group of its own, or a manner, beside a larger figure of the update."""
    figure, line = view.figure, view.figure.line
    if figure.group.more or figure.relation in ("tolled", "counted", "listed", "whole"):
        return False
    words, wider = line.words, view.same_before()
    larger = wider is not None and (wider.quantity.value or 0) > (figure.quantity.value or 0)
    if figure.mark is not None and words[figure.mark.first : figure.mark.last + 1] == ["shot"]:
        return larger
    behind = words[figure.quantity.last + 1 : figure.quantity.last + 8]
    if larger and ("family" in behind or ("recovered" in behind and figure.group.head in _BODY_WORDS)):
        return True
    own = figure.group.head is not None and figure.group.head not in _ANYBODY
    if figure.category == "detained":
        return own and "also" in words
    return own and larger and figure.category in ("killed", "injured", "missing", "displaced")


def _is_of_members(view: View) -> bool:
    """ "six members of a wedding party"."""
    words = view.figure.line.words[view.figure.quantity.last + 1 : view.figure.quantity.last + 4]
    if "members" not in words or "family" in view.figure.line.words[view.figure.first : view.figure.last + 1]:
        return False
    return words[words.index("members") + 1 :][:1] == ["of"]


def _is_condition(view: View) -> bool:
    """Unidentified bodies, names found, patients by their condition, those still there."""
    figure = view.figure
    if figure.category == "unidentified":
        return True
    mark = figure.mark
    if mark is None:
        return False
    words = set(figure.line.words[mark.first : mark.last + 1])
    if figure.category == "other":
        return bool(words & {"identified", "names", "named"})
    if figure.category != "hospitalized":
        return "found" in words and "shot" in words and figure.group.partitive
    return bool(words & _CONDITIONS) or (
        mark.category == "same" and "still" in words
    )


_CONDITIONS = frozenset(
    "critical stable support coma ventilator surgery ventilators intensive serious grave fair".split()
)


def _continues_part(view: View) -> bool:
    """ "39 tourists died and 28 more were hurt": a bare number keeps the group of the one before."""
    figure, previous = view.figure, view.previous
    if previous is None or not view.scopes or view.scopes[-1] != "subset":
        return False
    if figure.group.head not in (None, "others", "them") or figure.relation in ("tolled", "counted", "whole"):
        return False
    if previous.group.nationals or previous.group.own or previous.relation in ("partitive", "coordinate", "parted"):
        return True
    before = left_of(figure.line, figure.quantity)
    return figure.line.word(before) == "and" and figure.line.word(left_of(figure.line, previous.quantity)) in INCLUDES


class Rule(NamedTuple):
    name: str
    scope: Scope
    holds: Callable[[View], bool]
    example: str


RULES = (
    Rule("increment", "increment", _is_increment, "The storm killed 30. Three more bodies were found."),
    Rule("toll of a place", "partial_area", _local_toll, "Officials put the dead in Brell at 12."),
    Rule("list of places", "partial_area", _is_listed_place, "The storm killed 93 in Brell, 69 in Sarn."),
    Rule("split by place", "partial_area", _is_split_by_place, "Of the dead, 63 were found in Brell, 41 in Sarn."),
    Rule("in part", "partial_area", _is_in_part, "Some 12 people died in Brell alone."),
    Rule(
        "place goes on", "partial_area", _continues_place, "Eight people came to Brell hospital. Two patients died."
    ),
    Rule("whole", "total", _is_whole, "The death toll rose to 12."),
    Rule(
        "site", "partial_area", lambda view: is_at_site(view.figure),
        "Some 12 people were taken to Brell general hospital."
    ),
    Rule("condition", "subset", _is_condition, "Five bodies have not been identified."),
    Rule("part", "subset", _is_part_of_group, "The storm killed 30, including 12 farmers."),
    Rule("continued", "subset", _continues_part, "Some 12 foreign tourists died and 28 more were hurt."),
    Rule("kind", "subset", _is_kind, "The storm killed 12 children."),
    Rule("beside a kind", "subset", _is_beside_a_kind, "The blast killed 12 officers and eight civilians."),
    Rule("members", "subset", _is_of_members, "Six members of a wedding party drowned."),
    Rule("beside wider", "subset", _is_beside_wider, "The fire killed 30 people. Twelve traders died in a stairwell."),
    Rule("there", "partial_area", _is_there, "Some 12 residents of Brell were evacuated."),
)


def scopes_of(update: Sequence[Figure], subject: str) -> list[Scope]:
    """The scope of each figure of an update; `subject` is its story's standing subject."""
    words = frozenset(subject.lower().split())
    scopes: list[Scope] = []
    for i, figure in enumerate(update):
        following = update[i + 1] if i + 1 < len(update) else None
        around = update[max(i - _MEMORY, 0) : i + _MEMORY]
        view = View(figure, update[max(i - _MEMORY, 0) : i], words, following, scopes, around)
        scopes.append(next((rule.scope for rule in RULES if rule.holds(view)), "total"))
    return scopes
