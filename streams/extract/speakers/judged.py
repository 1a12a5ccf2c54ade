"""Who says a figure, weighed: each speaker of the update that can be its claimant, and nobody."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from schemas.bodies import carrier_words, is_issuer
from streams.extract.binding.evidence import distance_class
from streams.extract.binding.figure import Figure
from streams.extract.sentences.line import Line
from streams.extract.speakers.cast import Speaker
from streams.extract.speakers.phrases_of_speech import Attribution
from streams.extract.weighing.weights import Evidence, judges
from streams.extract.words.words_of_speech import BODIES_WORDS, GROUPS, ROLES, TITLES

_LONG = 60  # tokens to either side of a number that count as its sentence
_MOST = 16  # voices that are looked at
LINES_AHEAD = 2  # of a figure, in which its claimant may be named
_ROW = 14  # tokens of a row of a report, at most
RULED = 20  # how much more weighs whom the rules name in the figure's own sentence


@dataclass(slots=True, eq=False)
class NamedSpeaker:
    """A speaker where he is named: in sentence `at` of the update."""

    at: int
    line: Line
    attribution: Attribution
    speaker: Speaker
    speaks: bool  # a verb of saying or the like stands with the name
    place: tuple[int, int] = field(init=False)  # sentence and token
    shape: str = field(init=False)  # how he is named
    verb: str = field(init=False)
    weight: int | None = None  # of what speaks for him whatever the figure is, once somebody asked

    def __post_init__(self) -> None:
        self.place = (self.at, self.attribution.first)
        self.shape = _shape(self.line, self.attribution)
        self.verb = self.line.words[self.attribution.verb] if self.speaks else "-"


class Scene(NamedTuple):
    """Everybody named in an update, in order, and who issues the document, if anybody does."""

    voices: Sequence[NamedSpeaker]
    issuer: Speaker | None = None


def possible_claimants(scene: Scene, at: int) -> Sequence[NamedSpeaker]:
    """The voices that can be the claimant of a figure in sentence `at`: the last ones up to a little behind it."""
    end = bisect_right(scene.voices, at + LINES_AHEAD, key=lambda voice: voice.at)
    return scene.voices[max(end - _MOST, 0) : end]


class WhoSays:
    """Whose a figure is: it stands in sentence `at` and can be that of `voices`; `ruled` is whom the rules name."""

    __slots__ = ("at", "figure", "named", "own", "place", "ruled", "ruled_else", "speaking", "voices")

    def __init__(self, figure: Figure, at: int, voices: Sequence[NamedSpeaker], ruled: Speaker | None) -> None:
        self.figure = figure
        self.at = at
        self.voices = voices
        self.ruled = ruled
        self.ruled_else = "ruled nobody" if ruled is None else "ruled other"
        self.place = (at, figure.quantity.number_first)
        self.named = [voice.speaker for voice in voices]
        self.speaking = [voice for voice in voices if voice.speaks]
        self.own = len([voice for voice in self.speaking if voice.at == at])  # that speak in the figure's own sentence


def evidence_of_speaker(voice: NamedSpeaker, first: NamedSpeaker) -> Evidence:
    """What speaks for a voice as a claimant, whatever the figure is; `first` is the first of the update."""
    attribution, words = voice.attribution, voice.line.words
    speaks = "speaks" if voice.speaks else "named"
    found = [
        f"verb={voice.verb}", f"kind={voice.speaker.kind}/{speaks}", f"anonymous={voice.speaker.unnamed}",
        f"shape={voice.shape}/{speaks}", f"opens={voice is first}", f"last={words[attribution.end - 1]}/{speaks}",
        f"before name={words[attribution.first - 1] if attribution.first else '^'}/{speaks}",
        f"behind name={words[attribution.end] if attribution.end < len(words) else '$'}/{speaks}",
    ]  # fmt: skip
    return Evidence(pieces=found)


def evidence_of_voice(asked: WhoSays, voice: NamedSpeaker) -> Evidence:
    """What speaks for a voice as the claimant of this figure."""
    figure, attribution = asked.figure, voice.attribution
    speaks = "speaks" if voice.speaks else "named"
    distance = voice.at - asked.at
    if distance == 0:
        number = figure.quantity.number_first
        where = "before" if attribution.first < number else "after"
        gap = number - attribution.end if where == "before" else attribution.first - figure.quantity.last
        place = f"{where}/{distance_class(max(gap, 0))}"
    else:
        same = "p" if voice.line.paragraph == figure.line.paragraph else ""
        place = where = f"{max(min(distance, 2), -4)}{same}"
    agrees = "is ruled" if asked.ruled is voice.speaker else asked.ruled_else
    between, times = _count_between(asked, voice), asked.named.count(voice.speaker)
    groups = (
        (_of_where, speaks, where, place, min(between, 3), asked.own > 0, agrees, distance < 0),
        (_of_his_words, voice.verb, voice.speaker.kind, voice.shape, where, attribution.cited),
        (_of_figure, figure.relation, figure.category, speaks, where, min(times, 4)),
    )
    found: list[str] = []
    if distance < 0:
        found.append(f"w0={figure.line.words[0]}/{speaks}")
    if distance == 0:
        found += [f"within={word}/{where}" for word in _within(figure.line, attribution, figure)]
    return Evidence(groups, found)


def _of_where(
    speaks: str, where: str, place: str, between: int, own: bool, agrees: str, is_earlier: bool
) -> list[str]:
    """Where he is named, beside whom else, and whether the rules name him."""
    found = [
        f"{speaks}/{place}", f"{speaks}/{where}/{min(between, 2)}", f"{speaks}/{where}/{own}", agrees,
        f"{agrees}/{speaks}/{where}", f"between={between}/{speaks}",
    ]  # fmt: skip
    return [*found, f"after own={own}/{speaks}/{where}"] if is_earlier else found


def _of_his_words(verb: str, kind: str, shape: str, where: str, cited: bool) -> list[str]:
    """How he is named, and by which verb he speaks."""
    found = [f"verb={verb}/{where}", f"kind={kind}/{where}", f"shape={shape}/{where}"]
    return [*found, f"cited/{where}"] if cited else found


def _of_figure(relation: str, category: str, speaks: str, where: str, times: int) -> list[str]:
    """What figure it is, and how often he is named."""
    return [f"relation={relation}/{speaks}/{where}", f"category={category}/{speaks}", f"named often={times}"]


def _shape(line: Line, attribution: Attribution) -> str:
    """How somebody is named: by what he is, by title and name, or by a bare name, which may be a place's."""
    words = line.words[attribution.first : attribution.end]
    if not _TITLED.isdisjoint(words):
        return "titled" if line.capital(attribution.end - 1) and words[-1] not in _TITLED else "office"
    if not _BODIES.isdisjoint(words):
        return "body"
    return "pronoun" if len(words[0]) < 5 and not line.capital(attribution.first) else f"name{min(len(words), 3)}"


def evidence_of_nobody(asked: WhoSays) -> Evidence:
    """What speaks for nobody as the claimant, beside the voices that can be it."""
    figure, at, own, first = asked.figure, asked.at, asked.own, asked.figure.quantity.first
    before = [voice.line.paragraph for voice in asked.speaking if voice.at < at]
    groups = (
        (_of_no_voice, min(own, 2), bool(before), figure.line.paragraph in before, at == 0, min(len(asked.voices), 3)),
        (_of_no_speech, asked.ruled is not None, figure.relation, figure.category),
    )
    words: Set[str] = figure.line.present
    if len(figure.line.words) > _LONG:
        words = set(figure.line.words[max(first - _LONG, 0) : first + _LONG])
    return Evidence(groups, [f"nobody: w0={figure.line.words[0]}"], (("nobody: W", words),))


def _of_no_voice(own: int, earlier: bool, same: bool, is_first: bool, named: int) -> list[str]:
    """Who else is named, and where."""
    return [
        "nobody", f"nobody: own={own}/{earlier}/{same}", f"nobody: first={is_first}/{own > 0}", f"nobody: named={named}"
    ]  # fmt: skip


def _of_no_speech(is_ruled: bool, relation: str, category: str) -> list[str]:
    """What figure it is, and whether the rules name anybody."""
    return [f"nobody: ruled={is_ruled}", f"nobody: relation={relation}", f"nobody: category={category}"]


def issuer_among_carriers(carrier: str | None) -> Speaker | None:
    """Who speaks in a release: its carrier, where that is a body and no newsroom."""
    if carrier is None or not is_issuer(carrier):
        return None
    return Speaker(carrier, "body", set(carrier_words(carrier)))


def evidence_of_issuer(asked: WhoSays) -> Evidence:
    """What speaks for the issuer of the document as the claimant, beside the voices that can be it."""
    earlier, line = any(voice.at < asked.at for voice in asked.speaking), asked.figure.line
    found = (
        "issuer", f"issuer: ruled={asked.ruled is not None}", f"issuer: own={min(asked.own, 2)}/{earlier}",
        f"issuer: named={min(len(asked.voices), 3)}", f"issuer: relation={asked.figure.relation}",
        f"issuer: row={':' in line.present and len(line.words) < _ROW}/{earlier}",
        f"issuer: beside={any(asked.at - 1 <= voice.at <= asked.at for voice in asked.speaking)}",
    )
    return Evidence(pieces=found)


def judged_claimant(scene: Scene, figure: Figure, at: int, ruled: Speaker | None) -> Speaker | None:
    """The claimant that weighs most, or nobody."""
    voices = possible_claimants(scene, at)
    if not voices and scene.issuer is None:
        return None
    asked = WhoSays(figure, at, voices, ruled)
    judge = judges()["claimant"]
    scales = judge.scales
    best, most = None, judge.sum_of("yes", scales.weigh(evidence_of_nobody(asked), scales.start))
    if scene.issuer is not None:
        weight = judge.sum_of("yes", scales.weigh(evidence_of_issuer(asked), scales.start))
        if weight > most:
            best, most = scene.issuer, weight
    for voice in voices:
        if asked.own and voice.at < at:
            continue  # somebody else speaks in the figure's own sentence
        if voice.weight is None:
            voice.weight = scales.weigh(evidence_of_speaker(voice, scene.voices[0]), scales.start)
        weight = judge.sum_of("yes", scales.weigh(evidence_of_voice(asked, voice), voice.weight))
        if voice.speaker is ruled and voice.at == at:
            weight += RULED
        if weight > most:
            best, most = voice.speaker, weight
    return best


def _count_between(asked: WhoSays, voice: NamedSpeaker) -> int:
    """How many others speak between the voice and the number."""
    first, last, speaker = min(asked.place, voice.place), max(asked.place, voice.place), voice.speaker
    return len([True for other in asked.speaking if other.speaker is not speaker and first < other.place < last])


def _within(line: Line, attribution: Attribution, figure: Figure) -> set[str]:
    """The small words between name and number."""
    if attribution.first < figure.quantity.first:
        span = line.words[attribution.end : figure.quantity.first]
    else:
        span = line.words[figure.quantity.last + 1 : attribution.first]
    return set(span[:12]) & _TELLING


_TITLED = frozenset(ROLES | TITLES)
_BODIES = frozenset(BODIES_WORDS | GROUPS)
_TELLING = frozenset(
    ', ; : " ( — and but which that who after while when as though although because for with where in'.split()
)
