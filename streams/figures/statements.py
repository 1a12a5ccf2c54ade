"""Claims of one figure -> words: what each claimant says, since when, and what a correction set aside.

A word is a run of claims in which one claimant says the same figure, whoever prints it. The rules here:

- a claimant's later word supersedes the earlier, also when lower; but a later word whose interval holds
  the earlier one only confirms it;
- many carriers printing one claimant are one voice, and a copy says nothing that its original did not;
- one body under several names, a spokesman and his office are one voice (`one_voice.py`); which names are one
  is told by the names of those who speak of the total, so that nobody who speaks of a part moves the total;
- a quoted earlier figure ("from 359") never votes;
- background (no claimant, or a carrier that quotes nobody) and one anonymous person are told apart from
  named claimants, because they may do less;
- a labelled correction sets aside the earlier totals above the new figure and up to the old one, whoever
  said them, and its claimant's own higher ones. Only a named claimant who says such a figure again brings
  it back; background that repeats it is an echo.

Our own choices: a correction that nobody is quoted for, or only one anonymous person, sets aside
background and anonymous figures only, and one by a claimant graded D or E only that claimant's own;
background that repeats a figure says nothing new.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Mapping
from typing import Final, Literal, NamedTuple

from schemas.events import Category, FigureClaimed, Qualifier
from streams.figures.one_voice import OneVoice, voices_of_names
from streams.grades import Grades, Reliability, claimant_key

Tier = Literal["named", "anonymous", "background"]

GROWING: Final[frozenset[Category]] = frozenset({"killed", "injured"})
BARE_WORDS: Final[frozenset[Qualifier]] = frozenset({"several", "dozens", "scores", "hundreds", "thousands"})
ROUNDED: Final[frozenset[Qualifier]] = BARE_WORDS | {"about"}
VAGUE: Final[frozenset[Qualifier]] = ROUNDED | {"range", "more_than"}
BOUNDS: Final[frozenset[Qualifier]] = frozenset({"up_to", "fewer_than"})
UNRELIABLE: Final = "DE"

VAGUENESS: Final[dict[Qualifier, int]] = {"exact": 2, "at_least": 1}
_STATED: Final[frozenset[Qualifier]] = frozenset({"exact", "at_least", "about"})
_A_MINUTE: Final = dt.timedelta(minutes=1)


def _statement_order(claim: FigureClaimed) -> tuple[dt.datetime, int, int, int, str]:
    """Sort key: earliest first.

    At one published time the lower one on the page comes first, since pages print the newest on top
    (across pages the position says nothing, it only keeps the order total); then vague before exact,
    then the lower figure, then the claim id.
    """
    return (
        claim.published_at, -claim.position, VAGUENESS.get(claim.qualifier, 0), claim.low or 0, claim.claim_id
    )


class Statement:
    """One claimant's run of the same or confirming figures. `low` is 0 and `number` None if unsaid."""

    __slots__ = (
        "before", "carriers", "claim", "claimant", "grade", "high", "key", "low", "lowered", "number", "official",
        "published_at", "qualifier", "raised", "set_aside_by", "superseded", "tier",
    )

    def __init__(
        self, claim: FigureClaimed, key: Hashable, tier: Tier, grade: Reliability, claimant: str | None = None
    ) -> None:
        self.claim = claim  # the first of the run
        self.claimant = claimant if claimant is not None else claim.claimant  # the fullest name of who speaks
        self.key = key  # (tier, claimant, ...): who speaks, and of what
        self.tier = tier
        self.grade = grade
        self.official = tier == "named" and not claim.without_office
        self.published_at = claim.published_at
        self.qualifier: Qualifier = claim.qualifier
        self.low = claim.low or 0
        self.high = claim.high
        self.number = _printed_number(claim)
        self.carriers: set[str] = {claim.carrier} if claim.carrier is not None else set()
        self.raised = claim.revision == "raised"
        self.lowered = claim.revision == "lowered"
        self.before: int | None = None  # floor of the word that this one superseded
        self.superseded = False  # the same claimant said something else later
        self.set_aside_by: Statement | None = None

    def holds(self, number: int) -> bool:
        return self.low <= number and (self.high is None or number <= self.high)

    def is_confirmed_by(self, claim: FigureClaimed) -> bool:
        low, high = claim.low or 0, claim.high
        if low == self.low and high == self.high:
            return True
        if claim.revision == "lowered":
            return False
        return low <= self.low and (high is None or (self.high is not None and self.high <= high))


def _printed_number(claim: FigureClaimed) -> int | None:
    """The number to print as best: as stated, N+1 for "more than", the low end of a range or word."""
    if claim.qualifier in BOUNDS or claim.low is None:
        return None
    if claim.qualifier in _STATED and claim.value is not None:
        return claim.value
    return claim.low


class Correction(NamedTuple):
    word: Statement
    published_at: dt.datetime
    new: int
    ceiling: int  # the highest figure of somebody that it set aside
    echo_ceiling: int  # the same, with background: background may not widen what is set aside of anybody else


class StatementsOnFigure(NamedTuple):
    """Everything said of one category of one incident."""

    category: Category
    totals: list[Statement]  # every word on the total, in published order
    others: list[Statement]  # the latest words on subsets, parts and increments, and quoted earlier figures
    parts: list[FigureClaimed]  # every claim on a part of the area that its claimant did not lower later
    updates_with_a_total: set[str]


def collect(claims: Iterable[FigureClaimed], grades: Grades) -> StatementsOnFigure | None:
    """The words in a set of claims on one category of one incident, in whatever order and however often they are given.

    Claims on another event take no part. None when there is nothing left.
    """
    of_this_event = {claim.claim_id: claim for claim in claims if not claim.other_event}
    ordered = sorted(of_this_event.values(), key=_statement_order)
    if not ordered:
        return None
    collector = _Collector(ordered, grades)
    root_of = _originals(ordered)
    said: dict[str, Statement] = {}
    for claim in ordered:
        root = root_of.get(claim.claim_id)
        if root is None:
            collector.add(claim)
        elif (word := said.get(root)) is None:
            said[root] = collector.add(claim)
        elif claim.carrier is not None:
            word.carriers.add(claim.carrier)
    return StatementsOnFigure(
        collector.category, collector.totals, list(collector.others.values()), collector.parts,
        collector.updates_with_a_total,
    )


def _originals(claims: list[FigureClaimed]) -> dict[str, str]:
    """Claim id -> the id that stands for its group of copies; claims without copies are left out.

    A copy whose original is not among the claims (withdrawn) stands for itself.
    """
    if all(claim.copy_of is None for claim in claims):
        return {}
    copy_of = {claim.claim_id: claim.copy_of for claim in claims}
    roots: dict[str, str] = {}
    for claim in claims:
        trail = [claim.claim_id]
        while (origin := copy_of[trail[-1]]) is not None and origin in copy_of and origin not in trail:
            trail.append(origin)
        if len(trail) > 1:
            # two updates may name each other when they were decided in different orders
            root = min(trail) if origin in trail else trail[-1]
            roots.update(dict.fromkeys(trail, root))
    return roots


class _Collector:
    """Takes claims in published order; keeps the words and applies the corrections."""

    def __init__(self, claims: list[FigureClaimed], grades: Grades) -> None:
        self.category = claims[0].category
        self.grades = grades
        self._voices_on_total = _voices(claim for claim in claims if _is_on_total(claim))
        self._voices = _voices(claims)
        # what somebody is called may stand only where he is first named
        self._without_office = {claimant_key(c.claimant) for c in claims if c.without_office and c.claimant}
        self.totals: list[Statement] = []
        self.others: dict[Hashable, Statement] = {}
        self._parts: list[tuple[Hashable, FigureClaimed]] = []
        self.updates_with_a_total: set[str] = set()
        self._current: dict[Hashable, Statement] = {}
        self._corrections: list[Correction] = []

    @property
    def parts(self) -> list[FigureClaimed]:
        """The claims on parts whose claimant did not lower them later."""
        return [claim for key, claim in self._parts if (claim.low or 0) <= self.others[key].low]

    def add(self, claim: FigureClaimed) -> Statement:
        tier, who = speaker(claim)
        voice = self._voice(claim)
        if voice is not None:
            who = voice.key
        if claim.revision == "prior":
            return self._add_prior(claim, tier, who)
        if claim.scope == "total":
            return self._add_total(claim, tier, who)
        return self._add_other(claim, tier, who)

    def _voice(self, claim: FigureClaimed) -> OneVoice | None:
        """Whose voice it is, or None for one that is not named."""
        tier, who = speaker(claim)
        if tier != "named":
            return None
        return (self._voices_on_total if _is_on_total(claim) else self._voices)[who]

    def _word(self, claim: FigureClaimed, key: Hashable, tier: Tier) -> Statement:
        """The grade is that of the claimant's own name; of who has none, that of the voice's fullest name with one."""
        voice, day = self._voice(claim), claim.published_at.date()
        names = (claim.claimant, *voice.names) if voice is not None else (claim.claimant,)
        grades = [self.grades.of(name, day) for name in names]
        grade = next((grade for grade in grades if grade != "F"), grades[0])
        word = Statement(claim, key, tier, grade, voice.name if voice is not None else None)
        word.official = word.official and not any(claimant_key(name) in self._without_office for name in names if name)
        return word

    def _add_prior(self, claim: FigureClaimed, tier: Tier, who: str) -> Statement:
        key = (tier, who, "prior")
        word = self._word(claim, key, tier)
        word.published_at -= _A_MINUTE
        known = self.others.get(key)
        if known is not None and (known.low, known.high) == (word.low, word.high):
            known.carriers |= word.carriers
            return known
        self.others[key] = word
        return word

    def _add_other(self, claim: FigureClaimed, tier: Tier, who: str) -> Statement:
        place = claim.place.name.casefold() if claim.place is not None else None
        victims = claim.victims.casefold() if claim.victims is not None else None
        key = (tier, who, claim.scope, place, None if claim.scope == "partial_area" else victims)
        if claim.scope == "partial_area":
            self._parts.append((key, claim))
        current = self.others.get(key)
        if current is not None and current.is_confirmed_by(claim):
            return _join(current, claim)
        word = self.others[key] = self._word(claim, key, tier)
        return word

    def _add_total(self, claim: FigureClaimed, tier: Tier, who: str) -> Statement:
        self.updates_with_a_total.add(claim.update_id)
        key: Hashable = (tier, who) if tier != "background" else (tier, claim.low)
        current = self._current.get(key)
        if current is not None and self._says_again(current, claim):
            if claim.revision == "lowered" and not current.lowered:
                current.lowered = True
                self._correct(current, claim)
            return _join(current, claim)
        word = self._word(claim, key, tier)
        self._set_aside_if_covered(word)
        self.totals.append(word)
        if word.set_aside_by is not None and word.set_aside_by.key == key:
            return word  # said with its own correction: the correction stays the latest word
        if current is not None:
            current.superseded = True
            word.before = current.low
        self._current[key] = word
        if word.lowered:
            self._correct(word, claim)
        return word

    @staticmethod
    def _says_again(current: Statement, claim: FigureClaimed) -> bool:
        if current.tier == "background":
            return True
        # a named claimant who repeats a figure after its correction takes a stand anew
        return current.set_aside_by is None and current.is_confirmed_by(claim)

    def _set_aside_if_covered(self, word: Statement) -> None:
        """A total said at the time of a correction, or background that echoes a corrected one."""
        for correction in self._corrections:
            same_time = correction.published_at == word.published_at
            ceiling = correction.echo_ceiling if word.tier == "background" else correction.ceiling
            covered = correction.new < word.low <= ceiling
            if covered and _reaches(correction.word, word) and (same_time or word.tier == "background"):
                word.set_aside_by = correction.word

    def _correct(self, word: Statement, claim: FigureClaimed) -> None:
        """Set aside the earlier totals above the new figure and up to the old one.

        The old figure is the one the claim names, else its claimant's last; if there is none, every total
        above the new figure is.
        """
        new = word.number if word.number is not None else word.high
        if self.category not in GROWING or new is None:
            return
        old = claim.from_value if claim.from_value is not None else word.before
        ceiling = echo_ceiling = old if old is not None else new
        for total in self.totals:
            if total is word or total.low <= new or not _reaches(word, total):
                continue
            if old is None or total.low <= old or total.key == word.key:
                total.set_aside_by = total.set_aside_by or word
                echo_ceiling = max(echo_ceiling, total.low)
                if total.tier != "background":
                    ceiling = max(ceiling, total.low)
        self._corrections.append(Correction(word, claim.published_at, new, ceiling, echo_ceiling))


def _join(word: Statement, claim: FigureClaimed) -> Statement:
    if claim.carrier is not None:
        word.carriers.add(claim.carrier)
    if claim.revision == "raised":
        word.raised = True
    return word


def _reaches(correction: Statement, total: Statement) -> bool:
    if correction.tier != "named":
        return total.tier != "named"
    return correction.grade not in UNRELIABLE or total.key == correction.key


def _is_on_total(claim: FigureClaimed) -> bool:
    return claim.scope == "total" and claim.revision != "prior"


def _voices(claims: Iterable[FigureClaimed]) -> Mapping[str, OneVoice]:
    named = (claim.claimant for claim in claims if speaker(claim)[0] == "named")
    return voices_of_names(name for name in named if name is not None)


def speaker(claim: FigureClaimed) -> tuple[Tier, str]:
    """Who speaks, by the name in the claim: a named claimant, one anonymous person, or nobody (background)."""
    if claim.claimant is None:
        return ("anonymous" if claim.anonymous else "background"), ""
    key = claimant_key(claim.claimant)
    if claim.anonymous:
        return "anonymous", key
    if claim.carrier is not None and key == claimant_key(claim.carrier):
        return "background", ""
    return "named", key
