"""Claims of one figure -> words, claim by claim in published order: what each claimant says and what was set aside.

- A claimant's later word supersedes the earlier, also when lower; but a later word whose interval holds
  the earlier one only confirms it;
- many carriers printing one claimant are one voice, and a copy says nothing that its original did not;
- one body under several names, a spokesman and his office are one voice (`claimants/one_voice.py`); which names are one
  is told by the names of those who speak of the total, so that nobody who speaks of a part changes whose total it is;
- a quoted earlier figure ("from 359") never votes;
- background (no claimant, or a carrier that quotes nobody) and one anonymous person are told apart from
  named claimants, because they may do less;
- a labelled correction sets aside earlier totals (`corrections.py`).

Which of several totals of one update counts: `first_told.py`; which parts raise the whole: `floors.py`.

Our own choice: background that repeats a figure says nothing new.
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
from streams.figures.claimants.one_voice import OneVoice
from streams.figures.claimants.speakers import FigureSpeakers, Tier, speaker
from streams.figures.said.corrections import Corrections
from streams.figures.said.first_told import FirstTold
from streams.figures.said.floors import Floors, says_again
from streams.figures.said.statements import (
    GROWING,
    Statement,
    counts_attackers,
    originals_of,
    statement_order,
)
from streams.figures.said.undo import Undo, take_back
from streams.grades import Grades

_A_MINUTE: Final = dt.timedelta(minutes=1)

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
        self._counts_victims = False  # the total of a named claimant does not say that it counts the attackers
        self._undo = Undo()
        self.first_told = FirstTold(self._undo)
        self._floors = Floors(self._undo, ordered)
        self._corrections = Corrections(self._undo, self.totals, self._with_increments)
        self._grades = grades
        self._speakers = FigureSpeakers(ordered)
        self._latest: dict[Hashable, Statement] = {}  # totals that their claimants have not superseded, by identity
        self._latest_in_order: list[Statement] | None = None
        self._parts: list[tuple[Hashable, FigureClaimed]] = []
        self._current: dict[Hashable, Statement] = {}
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
        first = statement_order(ordered[0])
        later = list(takewhile(lambda taken: taken.order > first, reversed(self._taken)))
        if len(later) == len(self._taken) < len(self._word_of):
            return False
        unready = come | {taken.claim.claim_id for taken in later}
        if not unready.isdisjoint(claim.copy_of for claim in ordered):
            return False
        if not (self._speakers.know(ordered) and self._floors.know(ordered)):
            return False
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
        return self._corrections.aside

    @property
    def rewritten(self) -> int:
        """How often a word that was there was set aside, or became a fall."""
        return self._corrections.rewritten

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

    def _add(self, claim: FigureClaimed) -> Statement:
        tier, who = speaker(claim)
        voice = self._speakers.voice(claim, who) if tier == "named" else None
        by = _By(tier, who if voice is None else voice.key, voice)
        if claim.revision == "prior":
            return self._add_prior(claim, by)
        if claim.scope == "total":
            return self._add_total(claim, by)
        floor = self._add_floor(claim, tier, who) if self._floors.may_be(claim, tier) else None
        return floor if floor is not None else self._add_other(claim, by)

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
                self._corrections.rewrite()
                self._undo.set(current, "lowered", True)
                self._undo.append(self.lowered, current)
                self._correct(current, claim)
            return self._join(current, claim)
        word = self._word(claim, key, by)
        return self._say_total(word, current)

    def _add_floor(self, claim: FigureClaimed, tier: Tier, who: str) -> Statement | None:
        """What is said of a part as a word on the total, or None where it tells nothing of that."""
        voice = self._speakers.voice_on_total(claim, who)
        key: Hashable = (tier, voice.key)
        current = self._current.get(key)
        if current is not None and says_again(current, claim):
            return self._join(current, claim)
        if not self._floors.is_raised_by(claim, tier):
            return None
        self._speakers.keep_apart(who)
        word = self._word(claim, key, _By(tier, voice.key, voice))
        word.become_floor()
        return self._say_total(word, current)

    def _say_total(self, word: Statement, current: Statement | None) -> Statement:
        """Let it be its claimant's word on the total, behind the current one."""
        claim, key = word.claim, word.key
        self._corrections.meet(word)
        self._undo.append(self.totals, word)
        self._floors.meet(word)
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

    def _correct(self, word: Statement, claim: FigureClaimed) -> None:
        if self.category in GROWING:
            self._corrections.make(word, claim)

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
