"""Who says a figure: the attributions of each sentence, and the speaker whom each belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from streams.extract.binding.figure import PUT_RIGHT, Figure
from streams.extract.sentences.line import Line
from streams.extract.sentences.notes import Note
from streams.extract.speakers.cast import Cast, Speaker
from streams.extract.speakers.judged import (
    LINES_AHEAD,
    NamedSpeaker,
    Scene,
    issuer_among_carriers,
    judged_claimant,
)
from streams.extract.speakers.mentions import mentions
from streams.extract.speakers.phrases_of_speech import Attribution, attributions
from streams.extract.words.vocabulary import WEEKDAYS
from streams.extract.words.words_of_speech import AUTHORITIES

_BACKGROUND = frozenset({"which", "where", "that", "when"})
_EVENTS = frozenset(
    "blast blasts attack attacks bombing bombings quake earthquake explosion explosions storm flood"
    " floods fire crash collapse shooting disaster violence raid raids strike strikes tsunami".split()
)


NO_NOTES: Mapping[int, Note] = MappingProxyType({})


class Spoken(NamedTuple):
    attribution: Attribution
    speaker: Speaker


class Attributions:
    """The speakers of an update, sentence by sentence; `claimant` says whose a figure is."""

    def __init__(
        self, lines: list[Line], figures: Sequence[Figure], cast: Cast, notes: Mapping[int, Note] = NO_NOTES,
        carrier: str | None = None,
    ) -> None:
        self._spoken: dict[int, list[Spoken]] = {}
        voices: list[NamedSpeaker] = []
        self.scene = Scene(voices, issuer_among_carriers(carrier))
        self._lines = lines
        self._counting = {id(figure.line) for figure in figures}
        self._index = {id(line): i for i, line in enumerate(lines)}
        last = max((self._index[id(figure.line)] for figure in figures), default=-1) + LINES_AHEAD
        for i, line in enumerate(lines):
            self._spoken[i] = [
                Spoken(attribution, speaker)
                for attribution in _of_others(attributions(line), notes.get(id(line)))
                if (speaker := cast.meet(line, attribution)) is not None
            ]
            voices += [NamedSpeaker(i, line, item.attribution, item.speaker, True) for item in self._spoken[i]]
            cast.overhear(line)
            # behind the last figure a name tells who speaks no more, but may still be that of somebody met before
            if id(line) not in notes and (i <= last or cast.may_be_named(line)):
                voices += [
                    NamedSpeaker(i, line, mention, speaker, False)
                    for mention in mentions(line, [item.attribution for item in self._spoken[i]])
                    if (speaker := cast.named(line, mention)) is not None
                ]

    def claimant(self, figure: Figure) -> Speaker | None:
        """Who says the figure, or None for background: whom the rules name, weighed with everybody else named."""
        ruled = self.ruled(figure)
        if PUT_RIGHT in figure.flags:
            return ruled
        return judged_claimant(self.scene, figure, self.at(figure), ruled)

    def at(self, figure: Figure) -> int:
        """The number of the figure's sentence."""
        return self._index[id(figure.line)]

    def ruled(self, figure: Figure) -> Speaker | None:
        """Who says the figure by the rules alone."""
        i = self._index[id(figure.line)]
        at = figure.quantity.number_first
        spoken = self._spoken[i]
        before = [item for item in spoken if item.attribution.verb < at]
        after = [item for item in spoken if item.attribution.first > at]
        cited = [item for item in spoken if item.attribution.cited]
        if cited:
            return cited[0].speaker
        if before:
            speaker = before[-1].speaker
            return None if _is_background(figure, before[-1]) else speaker
        if after:
            return after[0].speaker
        return None if spoken or PUT_RIGHT in figure.flags else self._inherited(figure, i)

    def _inherited(self, figure: Figure, i: int) -> Speaker | None:
        """A sentence without attribution keeps the claimant of the one before it in its paragraph."""
        line = self._lines[i]
        if not _EVENTS.isdisjoint(line.words[: figure.first]) and figure.relation == "governed":
            return None
        more = "also" in line.words or (figure.group.more and figure.category == "killed")
        goes_on = (more and i > 0 and id(self._lines[i - 1]) in self._counting) or self._framed(i)
        for k in range(i - 1, max(i - 4, -1), -1):
            if self._lines[k].paragraph != line.paragraph and not (goes_on and k == i - 1):
                return None
            if self._spoken[k]:
                return self._spoken[k][-1].speaker
        return None

    def spans(self) -> list[tuple[int, int]]:
        """Where in the text speakers are named, appositions included."""
        found = []
        for i, spoken in self._spoken.items():
            tokens = self._lines[i].tokens
            for attribution, _ in spoken:
                for first, end in filter(None, ((attribution.first, attribution.end), attribution.apposition)):
                    if end > first:
                        found.append((tokens[first].start, tokens[end - 1].end))
        return found

    def _framed(self, i: int) -> bool:
        """The sentences right before and right after have the same speaker, the latter in this paragraph."""
        if i == 0 or i + 1 >= len(self._lines) or self._lines[i + 1].paragraph != self._lines[i].paragraph:
            return False
        before, after = self._spoken[i - 1], self._spoken[i + 1]
        return bool(before and after) and before[-1].speaker is after[0].speaker


def _of_others(found: list[Attribution], note: Note | None) -> list[Attribution]:
    """Without those of a correction note whose speaker is the desk's own text: "an earlier version said"."""
    if note is None:
        return found
    return [
        item for item in found
        if not any((first < item.end and item.first < end) or first <= item.verb < end for first, end in note.own)
    ]  # fmt: skip


_WHEN = WEEKDAYS | frozenset("on early late again earlier in a statement also reporters".split())


def _is_background(figure: Figure, item: Spoken) -> bool:
    """A relative clause tells what everybody knows: "in which 58 died", "a collapse that killed 60"."""
    words = figure.line.words
    between = words[item.attribution.verb + 1 : figure.first]
    for k, word in enumerate(between):
        if word not in _BACKGROUND or _WHEN.issuperset(between[:k]):  # "said late Friday that …": what was said
            continue
        if between[k - 1] in (",", "in") or word in ("which", "where"):
            return True
        if word == "that" and item.attribution.verb + 2 + k in figure.line.mark_at:
            return AUTHORITIES.isdisjoint(item.speaker.words)
    return False
