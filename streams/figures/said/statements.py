"""Words: what each claimant says, since when, and in whose name.

A word is a run of claims in which one claimant says the same figure, whoever prints it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Sequence
from typing import Final

from schemas.events import ATTACKERS_INCLUDED, Category, FigureClaimed, Qualifier
from streams.figures.claimants.speakers import Tier
from streams.grades import Reliability

GROWING: Final[frozenset[Category]] = frozenset({"killed", "injured"})
BARE_WORDS: Final[frozenset[Qualifier]] = frozenset({"several", "dozens", "scores", "hundreds", "thousands"})
ROUNDED: Final[frozenset[Qualifier]] = BARE_WORDS | {"about"}
VAGUE: Final[frozenset[Qualifier]] = ROUNDED | {"range", "more_than"}
BOUNDS: Final[frozenset[Qualifier]] = frozenset({"up_to", "fewer_than"})
UNRELIABLE: Final = "DE"

VAGUENESS: Final[dict[Qualifier, int]] = {"exact": 2, "at_least": 1}
_STATED: Final[frozenset[Qualifier]] = frozenset({"exact", "at_least", "about"})


def statement_order(claim: FigureClaimed) -> tuple[dt.datetime, int, int, int, str]:
    """Sort key: earliest first.

    At one published time the lower one on the page comes first, since pages print the newest on top
    (across pages the position says nothing, it only keeps the order total); then vague before exact,
    then the lower figure, then the claim id.
    """
    return (
        claim.published_at, -claim.position, VAGUENESS.get(claim.qualifier, 0), claim.low or 0, claim.claim_id
    )


def counts_attackers(claim: FigureClaimed) -> bool:
    """Whether those who did it are among the dead that the claim counts."""
    return claim.victims is not None and claim.victims.endswith(ATTACKERS_INCLUDED)


_FOUGHT: Final = frozenset(
    "attacker attackers assailant assailants gunman gunmen shooter shooters bomber bombers raider raiders terrorist"
    " terrorists militant militants insurgent insurgents mercenary mercenaries bandit bandits fighter fighters"
    " combatant combatants operative operatives militiaman militiamen rebel rebels hoodlum hoodlums".split()
)


def counts_only_attackers(claim: FigureClaimed) -> bool:
    """Whether the claim counts none but those who did it, or whom somebody fights: "15 terrorists"."""
    return claim.victims is not None and claim.victims.casefold().rpartition(" ")[2] in _FOUGHT


class Statement:
    """One claimant's run of the same or confirming figures. `low` is 0 and `number` None if unsaid."""

    __slots__ = (
        "before", "beside", "carriers", "claim", "claimant", "counts_attackers", "grade", "high", "key", "low",
        "lowered", "number", "of_part", "official", "order", "published_at", "qualifier", "raised", "set_aside_by",
        "superseded", "tier",
    )

    def __init__(
        self, claim: FigureClaimed, key: Hashable, tier: Tier, grade: Reliability, claimant: str | None = None
    ) -> None:
        self.claim = claim  # the first of the run
        self.order = statement_order(claim)
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
        self.counts_attackers = counts_attackers(claim)
        self.before: int | None = None  # floor of the word that this one superseded
        self.of_part = False  # a part that is more than every total said so far: at least so many
        self.beside = False  # the claimant gives another total in the same update
        self.superseded = False  # the same claimant said something else later
        self.set_aside_by: Statement | None = None

    def become_floor(self) -> None:
        """Let what was said of a part stand for the whole: at least so many."""
        self.of_part, self.high, self.number, self.qualifier = True, None, self.low, "at_least"
        self.raised = self.lowered = False

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


def originals_of(claims: Sequence[FigureClaimed]) -> dict[str, str]:
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
