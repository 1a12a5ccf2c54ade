"""Who speaks of a figure: whose names are one voice, and who has no office."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from schemas.bodies import is_issuer
from schemas.events import FigureClaimed
from streams.figures.claimants.one_voice import OneVoice, voices_of_names
from streams.grades import claimant_key

Tier = Literal["named", "anonymous", "background"]


def speaker(claim: FigureClaimed) -> tuple[Tier, str]:
    """Who speaks, by the name in the claim: a named claimant, one anonymous person, or nobody (background).

    A carrier that quotes nobody is nobody, but where it is a body that issues what it prints: a ministry's own report.
    """
    if claim.claimant is None:
        return ("anonymous" if claim.anonymous else "background"), ""
    key = claimant_key(claim.claimant)
    if claim.anonymous:
        return "anonymous", key
    if claim.carrier is not None and key == claimant_key(claim.carrier) and not is_issuer(claim.carrier):
        return "background", ""
    return "named", key


class FigureSpeakers:
    """Who is one voice, by the names in the claims, and who has no office."""

    def __init__(self, claims: Sequence[FigureClaimed]) -> None:
        self._names_on_total = _names(claim for claim in claims if _is_on_total(claim))
        self._names = _names(claims)
        self._voices_on_total = voices_of_names(self._names_on_total)
        self._voices = voices_of_names(self._names)
        self._apart: set[str] = set()  # who is a voice on the total by what he says of a part alone
        # what somebody is called may stand only where he is first named
        self._officeless = {claimant_key(c.claimant) for c in claims if c.without_office and c.claimant}

    def know(self, claims: Sequence[FigureClaimed]) -> bool:
        """Take in the names of claims that come later; False where they change who was one voice, or had an office."""
        officeless = {claimant_key(c.claimant) for c in claims if c.without_office and c.claimant}
        if not officeless <= self._officeless:
            return False
        on_total = self._names_on_total | _names(claim for claim in claims if _is_on_total(claim))
        names = self._names | _names(claims)
        if len(on_total) == len(self._names_on_total) and len(names) == len(self._names):
            return True
        if any(claimant_key(name) in self._apart for name in on_total - self._names_on_total):
            return False
        voices_on_total, voices = voices_of_names(on_total), voices_of_names(names)
        if any(voices_on_total[key] != voice for key, voice in self._voices_on_total.items()):
            return False
        if any(voices[key] != voice for key, voice in self._voices.items()):
            return False
        self._names_on_total, self._names = on_total, names
        self._voices_on_total, self._voices = voices_on_total, voices
        return True

    def voice(self, claim: FigureClaimed, who: str) -> OneVoice:
        """Whose voice the named claimant of the claim is."""
        voices = self._voices_on_total if _is_on_total(claim) else self._voices
        return voices[who]

    def voice_on_total(self, claim: FigureClaimed, who: str) -> OneVoice:
        """Whose voice the named claimant is where what he says of a part raises the total: that of who gives a total by
        the same name, else one of its own."""
        name = claim.claimant if claim.claimant is not None else who
        return self._voices_on_total.get(who) or OneVoice(who, (name,))

    def keep_apart(self, who: str) -> None:
        """He has become a voice on the total by what he says of a part: a total by him changes whose voice that is."""
        if who not in self._voices_on_total:
            self._apart.add(who)

    def without_office(self, names: Iterable[str | None]) -> bool:
        return any(claimant_key(name) in self._officeless for name in names if name)


def _names(claims: Iterable[FigureClaimed]) -> frozenset[str]:
    named = (claim.claimant for claim in claims if speaker(claim)[0] == "named")
    return frozenset(name for name in named if name is not None)


def _is_on_total(claim: FigureClaimed) -> bool:
    return claim.scope == "total" and claim.revision != "prior"
