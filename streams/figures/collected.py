"""Claims of one figure -> words, claim by claim in published order: what each claimant says and what was set aside.

- A claimant's later word supersedes the earlier, also when lower; but a later word whose interval holds
  the earlier one only confirms it;
- many carriers printing one claimant are one voice, and a copy says nothing that its original did not;
- one body under several names, a spokesman and his office are one voice (`claimants/one_voice.py`); which names are one
  is told by the names of those who speak of the total, so that nobody who speaks of a part moves the total;
- a quoted earlier figure ("from 359") never votes;
- background (no claimant, or a carrier that quotes nobody) and one anonymous person are told apart from
  named claimants, because they may do less;
- a labelled correction sets aside the earlier totals above the new figure and up to the old one, whoever
  said them, and its claimant's own higher ones. Only a named claimant who says such a figure again brings
  it back; background that repeats it is an echo.

Which of several totals of one update counts: `first_told.py`; which parts raise the whole: `area_parts.py`.

Our own choices: a correction that nobody is quoted for sets aside of what named claimants said only the very figure
that it says it replaces ("lowered from 13 to 12"), one by an anonymous person nothing of it, and one by a claimant
graded D or E only that claimant's own; background that repeats a figure says nothing new; it is no echo where it is
told as a rise or beside more who died.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import partial
from itertools import takewhile
from operator import attrgetter, itemgetter
from typing import Final, NamedTuple, TypeAlias

from schemas.events import FigureClaimed
from streams.figures.area_parts import is_floor
from streams.figures.claimants.one_voice import OneVoice
from streams.figures.claimants.speakers import FigureSpeakers, Tier, speaker
from streams.figures.first_told import FirstTold
from streams.figures.statements import (
    BOUNDS,
    GROWING,
    UNRELIABLE,
    Statement,
    counts_attackers,
    originals_of,
    statement_order,
)
from streams.figures.undo import Undo, take_back
from streams.grades import Grades

_A_MINUTE: Final = dt.timedelta(minutes=1)


class _Correction(NamedTuple):
    word: Statement
    published_at: dt.datetime
    new: int
    ceiling: int  # the highest figure of somebody that it set aside
    echo_ceiling: int  # the same, with background: background may not widen what is set aside of anybody else
    old: int | None  # the figure that it says it replaces


GONE_BACK: Final = 256
"""So many claims, the newest, are taken back and taken again where one comes that was published before them."""

_Order: TypeAlias = tuple[dt.datetime, int, int, int, str]


class _Taken(NamedTuple):
    """A claim as it was taken, and how it is taken back."""

    order: _Order
    claim: FigureClaimed
    joined: str | None  # the claim of its group of copies that was published first, if that is another
    steps: list[Callable[[], object]]


class _By(NamedTuple):
    """By whom a claim is, `who` being one for all names of one voice; only who is named is a voice."""

    tier: Tier
    who: str
    voice: OneVoice | None


class StatementsOnFigure:
    """Everything said of one category of one incident; `follow` goes on from there with what comes later."""

    def __init__(self, claims: Iterable[FigureClaimed], grades: Grades) -> None:
        """`claims` in whatever order and however often they are given. Raises ValueError without any on this event."""
        of_this_event = {claim.claim_id: claim for claim in claims if not claim.other_event}
        ordered = sorted(of_this_event.values(), key=statement_order)
        if not ordered:
            raise ValueError("nothing was said of this event")
        self.category = ordered[0].category
        self.totals: list[Statement] = []  # every word on the total, in published order
        self.others: dict[Hashable, Statement] = {}  # the latest on subsets, parts and increments; quoted earlier ones
        self.raised: list[Statement] = []  # the totals of named claimants that a rise was worded of, by time
        self.lowered: list[Statement] = []  # the totals that a fall was worded of
        self.first_with: dict[int, Statement] = {}  # of the totals the first with this floor
        self.updates_with_a_total: set[str] = set()
        self._with_increments: set[str] = set()  # updates
        self._tolled = _with_a_total(ordered)  # updates, whether their totals are taken yet or not
        self._highest = 0  # floor of the totals of named claimants
        self._counts_victims = False  # the total of a named claimant does not say that it counts the attackers
        self._undo = Undo()
        self.first_told = FirstTold(self._undo)
        self.rewritten = 0  # how often a word that was there was set aside, or became a fall
        self._grades = grades
        self._speakers = FigureSpeakers(ordered)
        self._latest: dict[Hashable, Statement] = {}  # totals that their claimants have not superseded, by identity
        self._latest_in_order: list[Statement] | None = None
        self._aside: list[Statement] | None = None
        self._parts: list[tuple[Hashable, FigureClaimed]] = []
        self._current: dict[Hashable, Statement] = {}
        self._corrections: list[_Correction] = []
        self._floors: list[FigureClaimed] = []  # on parts that raise the whole
        self._word_of: dict[str, Statement] = {}  # by claim, copies with their originals
        self._copied_elsewhere: set[str] = set()  # originals that are not among the claims
        self._taken: deque[_Taken] = deque(maxlen=GONE_BACK)
        self._unchanged = 0  # of the totals, since it was asked last
        root_of = originals_of(ordered)
        first_of: dict[str, str] = {}
        for claim in ordered:
            first = first_of.setdefault(root_of.get(claim.claim_id, claim.claim_id), claim.claim_id)
            self._take(claim, first if first != claim.claim_id else None)
        self._copied_elsewhere = {c.copy_of for c in ordered if c.copy_of is not None} - of_this_event.keys()

    def follow(self, claims: Iterable[FigureClaimed]) -> bool:
        """Fold claims that come; False, and nothing is folded, where all must be collected anew: where they were
        published long before others, are told again, are copied by others or change who is one voice."""
        ordered = sorted((claim for claim in claims if not claim.other_event), key=statement_order)
        if not ordered:
            return True
        come = {claim.claim_id for claim in ordered}
        if any(claim.claim_id in self._word_of or claim.claim_id in self._copied_elsewhere for claim in ordered):
            return False
        tolled = _with_a_total(ordered) - self._tolled
        if any(taken.update_id in tolled for taken in self._floors):
            return False
        first = statement_order(ordered[0])
        later = list(takewhile(lambda taken: taken.order > first, reversed(self._taken)))
        if len(later) == len(self._taken) < len(self._word_of):
            return False
        unready = come | {taken.claim.claim_id for taken in later}
        if not unready.isdisjoint(claim.copy_of for claim in ordered) or not self._speakers.know(ordered):
            return False
        self._tolled |= tolled
        for _ in later:
            self._take_back()
        again = [(taken.order, taken.claim, taken.joined) for taken in later]
        new = [(statement_order(claim), claim, claim.copy_of if claim.copy_of in self._word_of else None)
               for claim in ordered]
        for _, claim, joined in sorted([*again, *new], key=itemgetter(0)):
            self._take(claim, joined)
        self._copied_elsewhere.update(
            c.copy_of for c in ordered if c.copy_of is not None and c.copy_of not in self._word_of
        )
        return True

    def unchanged(self) -> int:
        """How many of the totals, from the first, are those that were there when this was asked last."""
        unchanged, self._unchanged = self._unchanged, len(self.totals)
        return unchanged

    @property
    def latest(self) -> Sequence[Statement]:
        """The totals that their claimants have not superseded, in published order; those set aside among them."""
        if self._latest_in_order is None:
            self._latest_in_order = sorted(self._latest.values(), key=attrgetter("order"))
        return self._latest_in_order

    @property
    def parts(self) -> list[FigureClaimed]:
        """The claims on parts of the area that their claimants did not lower later."""
        return [claim for key, claim in self._parts if (claim.low or 0) <= self.others[key].low]

    @property
    def aside(self) -> list[Statement]:
        """The totals that a correction set aside, in published order."""
        if self._aside is None:
            self._aside = [word for word in self.totals if word.set_aside_by is not None]
        return self._aside

    def _take(self, claim: FigureClaimed, joined: str | None) -> None:
        steps, self._latest_in_order = self._undo.begin(), None
        if joined is None:
            word = self._add(claim)
        else:
            word = self._word_of[joined]
            self._carried(word, claim.carrier)
        self._undo.put(self._word_of, claim.claim_id, word)
        self._taken.append(_Taken(statement_order(claim), claim, joined, steps))

    def _take_back(self) -> None:
        """The claim that was taken last; it is taken again, so that who speaks and whom copies name stays known."""
        take_back(self._taken.pop().steps)
        self._change_from(len(self.totals))
        self._latest_in_order = None

    def _carried(self, word: Statement, carrier: str | None) -> None:
        if carrier is not None:
            self._undo.add(word.carriers, carrier)

    def _change_from(self, totals: int) -> None:
        """So many of the totals do what they did when they were asked for last; those behind may do another thing."""
        self._unchanged = min(self._unchanged, totals)

    def _rewrite(self) -> None:
        """A word that was there is no longer what it was, nor is it when this is taken back."""
        self._undo.set(self, "_aside", None)
        self._count_rewritten()
        self._undo.then(self._count_rewritten)

    def _count_rewritten(self) -> None:
        self.rewritten += 1

    def _add(self, claim: FigureClaimed) -> Statement:
        tier, who = speaker(claim)
        voice = self._speakers.voice(claim, who) if tier == "named" else None
        by = _By(tier, who if voice is None else voice.key, voice)
        if claim.revision == "prior":
            return self._add_prior(claim, by)
        if claim.scope == "total":
            return self._add_total(claim, by)
        if tier == "named" and claim.update_id not in self._tolled:
            voice = self._speakers.voice_on_total(claim, who)
            current = self._current.get((tier, voice.key))
            if current is not None and _says_of_the_part_again(current, claim):
                return self._join(current, claim)
            if is_floor(claim, tier, self._highest):
                self._speakers.keep_apart(who)
                return self._add_floor(claim, _By(tier, voice.key, voice), current)
        return self._add_other(claim, by)

    def _word(self, claim: FigureClaimed, key: Hashable, by: _By) -> Statement:
        """The grade is that of the claimant's own name; of who has none, that of the voice's fullest name with one."""
        voice, day = by.voice, claim.published_at.date()
        names = (claim.claimant, *voice.names) if voice is not None else (claim.claimant,)
        grades = [self._grades.of(name, day) for name in names]
        grade = next((grade for grade in grades if grade != "F"), grades[0])
        word = Statement(claim, key, by.tier, grade, voice.name if voice is not None else None)
        word.official = word.official and not self._speakers.without_office(names)
        return word

    def _add_prior(self, claim: FigureClaimed, by: _By) -> Statement:
        key = (by.tier, by.who, "prior")
        word = self._word(claim, key, by)
        word.published_at -= _A_MINUTE
        known = self.others.get(key)
        if known is not None and (known.low, known.high) == (word.low, word.high):
            self._carried(known, claim.carrier)
            return known
        self._undo.put(self.others, key, word)
        return word

    def _add_other(self, claim: FigureClaimed, by: _By) -> Statement:
        if claim.scope == "increment":
            self._undo.add(self._with_increments, claim.update_id)
        place = claim.place.name.casefold() if claim.place is not None else None
        victims = claim.victims.casefold() if claim.victims is not None else None
        key = (by.tier, by.who, claim.scope, place, None if claim.scope == "partial_area" else victims)
        if claim.scope == "partial_area":
            self._undo.append(self._parts, (key, claim))
        current = self.others.get(key)
        if current is not None and current.is_confirmed_by(claim):
            return self._join(current, claim)
        word = self._word(claim, key, by)
        self._undo.put(self.others, key, word)
        return word

    def _add_total(self, claim: FigureClaimed, by: _By) -> Statement:
        tier, who, _ = by
        self._undo.add(self.updates_with_a_total, claim.update_id)
        key: Hashable = (tier, who) if tier != "background" else (tier, claim.low)
        current = self._current.get(key)
        if (unchanged := self.first_told.meet(claim, tier, len(self.totals))) is not None:
            self._change_from(unchanged)
            self._undo.then(partial(self._change_from, unchanged))
        if self._is_told_beside(claim, tier, key, current):
            return self._add_beside(claim, by)
        if current is not None and self._says_again(current, claim):
            if claim.revision == "lowered" and not current.lowered:
                self._rewrite()
                self._undo.set(current, "lowered", True)
                self._undo.append(self.lowered, current)
                self._correct(current, claim)
            return self._join(current, claim)
        word = self._word(claim, key, by)
        return self._say_total(word, current)

    def _add_floor(self, claim: FigureClaimed, by: _By, current: Statement | None) -> Statement:
        word = self._word(claim, (by.tier, by.who), by)
        word.become_floor()
        self._undo.append(self._floors, claim)
        return self._say_total(word, current)

    def _say_total(self, word: Statement, current: Statement | None) -> Statement:
        """Let it be its claimant's word on the total, behind the current one."""
        claim, key = word.claim, word.key
        self._set_aside_if_covered(word)
        self._undo.append(self.totals, word)
        if word.tier == "named" and word.low > self._highest:
            self._undo.set(self, "_highest", word.low)
        if word.low not in self.first_with:
            self._undo.put(self.first_with, word.low, word)
        self._undo.put(self._latest, id(word), word)
        if word.raised and word.tier == "named":
            self._undo.insert(self.raised, word, attrgetter("published_at"))
        if word.lowered:
            self._undo.append(self.lowered, word)
        if word.set_aside_by is not None and word.set_aside_by.key == key:
            return word  # said with its own correction: the correction stays the latest word
        if current is not None:
            self._undo.set(current, "superseded", True)
            self._undo.pop(self._latest, id(current))
            word.before = current.low
        self._undo.put(self._current, key, word)
        if word.lowered:
            self._correct(word, claim)
        return word

    def _is_told_beside(self, claim: FigureClaimed, tier: Tier, key: Hashable, current: Statement | None) -> bool:
        """Whether it is no word on the toll: it counts the attackers where others do not, or stands behind the toll in
        its claimant's own words."""
        if counts_attackers(claim):
            if self._counts_victims:
                return True
        elif tier == "named" and not self._counts_victims:
            self._undo.set(self, "_counts_victims", True)
        return tier != "background" and not self.first_told.is_own_word(claim, key, current)

    def _add_beside(self, claim: FigureClaimed, by: _By) -> Statement:
        key = (by.tier, by.who, "beside", claim.low, claim.high)
        if (known := self.others.get(key)) is not None:
            self._carried(known, claim.carrier)
            return known
        word = self._word(claim, key, by)
        word.beside = True
        self._undo.put(self.others, key, word)
        return word

    def _says_again(self, current: Statement, claim: FigureClaimed) -> bool:
        if current.tier == "background":
            return self.first_told.may_raise(current) or self.first_told.is_behind(claim)
        # a named claimant who repeats a figure after its correction takes a stand anew
        return current.set_aside_by is None and current.is_confirmed_by(claim)

    def _join(self, word: Statement, claim: FigureClaimed) -> Statement:
        self._carried(word, claim.carrier)
        if claim.revision == "raised" and not word.raised:
            self._undo.set(word, "raised", True)
            if word.tier == "named" and claim.scope == "total":
                self._undo.insert(self.raised, word, attrgetter("published_at"))
        return word

    def _set_aside_if_covered(self, word: Statement) -> None:
        """A total said at the time of a correction, or background that echoes a corrected one."""
        for correction in self._corrections:
            same_time = correction.published_at == word.published_at and not _goes_on(word, correction)
            ceiling = correction.echo_ceiling if word.tier == "background" else correction.ceiling
            covered = correction.new < word.low <= ceiling and _reaches(correction.word, word, correction.old)
            if covered and (same_time or (word.tier == "background" and not self._grows_again(word))):
                word.set_aside_by = correction.word
                self._undo.set(self, "_aside", None)

    def _grows_again(self, word: Statement) -> bool:
        """Whether it is told as a rise, or beside more who died: no echo of what was said before."""
        return word.raised or word.claim.update_id in self._with_increments

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
            if total is word or total.low <= new or not _reaches(word, total, claim.from_value):
                continue
            if old is None or total.low <= old or total.key == word.key:
                if total.set_aside_by is None:
                    self._rewrite()
                    self._undo.set(total, "set_aside_by", word)
                echo_ceiling = max(echo_ceiling, total.low)
                if total.tier != "background":
                    ceiling = max(ceiling, total.low)
        correction = _Correction(word, claim.published_at, new, ceiling, echo_ceiling, claim.from_value)
        self._undo.append(self._corrections, correction)


def _says_of_the_part_again(current: Statement, claim: FigureClaimed) -> bool:
    said = current.claim
    same = (said.scope, said.low, said.high, said.place) == (claim.scope, claim.low, claim.high, claim.place)
    return current.of_part and same


def _with_a_total(claims: Iterable[FigureClaimed]) -> set[str]:
    """The updates in which somebody with an office tells how many died in all, at the least."""
    return {
        claim.update_id for claim in claims
        if claim.scope == "total" and claim.revision != "prior" and claim.low and claim.qualifier not in BOUNDS
        and not claim.without_office and speaker(claim)[0] == "named"
    }  # fmt: skip


def _goes_on(word: Statement, correction: _Correction) -> bool:
    """Whether the update of a correction tells another toll that is not the one corrected: it has grown since."""
    said, corrected = word.claim, correction.word.claim
    return (word.official and said.update_id == corrected.update_id and word.low != correction.old
            and word.key != correction.word.key)


def _reaches(correction: Statement, total: Statement, old: int | None) -> bool:
    if correction.tier != "named":
        return total.tier != "named" or (total.low == old and correction.tier == "background")
    return correction.grade not in UNRELIABLE or total.key == correction.key
