"""Who says a figure, weighed: each speaker of the update that can be its claimant, and nobody."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from streams.extract.binding.evidence import distance_class
from streams.extract.binding.figure import Figure
from streams.extract.sentences.line import Line
from streams.extract.speakers.cast import Speaker
from streams.extract.speakers.phrases_of_speech import Attribution
from streams.extract.speakers.words_of_speech import BODIES_WORDS, GROUPS, ROLES, TITLES
from streams.extract.weighing.weights import judges

_LONG = 60  # tokens to either side of a number that count as its sentence
_MOST = 16  # voices that are looked at
_AHEAD = 2


class NamedSpeaker(NamedTuple):
    """A speaker where he is named: in sentence `at` of the update."""

    at: int
    attribution: Attribution
    speaker: Speaker
    speaks: bool  # a verb of saying or the like stands with the name


class Scene(NamedTuple):
    """The sentences of an update, everybody named in them, in order, and who issues the document, if anybody does."""

    lines: Sequence[Line]
    voices: Sequence[NamedSpeaker]
    issuer: Speaker | None = None


def possible_claimants(scene: Scene, at: int) -> Sequence[NamedSpeaker]:
    """The voices that can be the claimant of a figure in sentence `at`: the last ones up to a little behind it."""
    end = bisect_right(scene.voices, at + _AHEAD, key=lambda voice: voice.at)
    return scene.voices[max(end - _MOST, 0) : end]


def evidence_of_voice(
    scene: Scene, figure: Figure, at: int, voice: NamedSpeaker, others: Sequence[NamedSpeaker], ruled: Speaker | None
) -> list[str]:
    """What speaks for a voice, of these and `others`, as the claimant of a figure in sentence `at`.

    `ruled` is whom the rules name.
    """
    line, attribution = figure.line, voice.attribution
    number = figure.quantity.number_first
    speaks = "speaks" if voice.speaks else "named"
    verb = scene.lines[voice.at].words[attribution.verb] if voice.speaks else "-"
    distance = voice.at - at
    kind = voice.speaker.kind
    if distance == 0:
        where = "before" if attribution.first < number else "after"
        gap = number - attribution.end if where == "before" else attribution.first - figure.quantity.last
        place = f"{where}/{distance_class(max(gap, 0))}"
    else:
        same = "p" if scene.lines[voice.at].paragraph == line.paragraph else ""
        where = f"{max(min(distance, 2), -4)}{same}"
        place = where
    between = [
        other for other in others
        if other.speaks and other.speaker is not voice.speaker and _lies_between(other, voice, at, number)
    ]  # fmt: skip
    own = any(other.speaks and other.at == at for other in others)
    agrees = "is ruled" if ruled is voice.speaker else "ruled nobody" if ruled is None else "ruled other"
    found = [
        f"{speaks}/{place}", f"{speaks}/{where}/{min(len(between), 2)}", f"{speaks}/{where}/{own}", agrees,
        f"{agrees}/{speaks}/{where}", f"verb={verb}", f"verb={verb}/{where}", f"kind={kind}/{speaks}",
        f"kind={kind}/{where}", f"relation={figure.relation}/{speaks}/{where}", f"category={figure.category}/{speaks}",
        f"anonymous={voice.speaker.anonymous}", f"between={min(len(between), 3)}/{speaks}",
    ]
    words = scene.lines[voice.at].words
    shape = _shape(scene.lines[voice.at], attribution)
    found += (f"shape={shape}/{speaks}", f"shape={shape}/{where}")
    found.append(f"last={words[attribution.end - 1]}/{speaks}")
    found.append(f"before name={words[attribution.first - 1] if attribution.first else '^'}/{speaks}")
    found.append(f"behind name={words[attribution.end] if attribution.end < len(words) else '$'}/{speaks}")
    times = sum(other.speaker is voice.speaker for other in others)
    found.append(f"named often={min(times, 4)}")
    found.append(f"opens={voice is scene.voices[0]}")
    if attribution.cited:
        found.append(f"cited/{where}")
    if distance < 0:
        found.append(f"w0={line.words[0]}/{speaks}")
        found.append(f"after own={own}/{speaks}/{where}")
    if distance == 0:
        found += [f"within={word}/{where}" for word in _within(line, attribution, figure)]
    return found


def _shape(line: Line, attribution: Attribution) -> str:
    """How somebody is named: by what he is, by title and name, or by a bare name, which may be a place's."""
    words = line.words[attribution.first : attribution.end]
    if not _TITLED.isdisjoint(words):
        return "titled" if line.capital(attribution.end - 1) and words[-1] not in _TITLED else "office"
    if not _BODIES.isdisjoint(words):
        return "body"
    return "pronoun" if len(words[0]) < 5 and not line.capital(attribution.first) else f"name{min(len(words), 3)}"


def evidence_of_nobody(
    scene: Scene, figure: Figure, at: int, voices: Sequence[NamedSpeaker], ruled: Speaker | None
) -> list[str]:
    """What speaks for nobody as the claimant, beside the voices that can be it."""
    first = figure.quantity.first
    own = sum(voice.speaks and voice.at == at for voice in voices)
    earlier = any(voice.speaks and voice.at < at for voice in voices)
    same = any(voice.speaks and voice.at < at and scene.lines[voice.at].paragraph == figure.line.paragraph
               for voice in voices)  # fmt: skip
    return [
        "nobody", f"nobody: ruled={ruled is not None}", f"nobody: own={min(own, 2)}/{earlier}/{same}",
        f"nobody: first={at == 0}/{own > 0}", f"nobody: relation={figure.relation}",
        f"nobody: category={figure.category}", f"nobody: w0={figure.line.words[0]}",
        f"nobody: named={min(len(voices), 3)}",
        *(f"nobody: W={word}" for word in set(figure.line.words[max(first - _LONG, 0) : first + _LONG])),
    ]


def issuer_among_carriers(carrier: str | None) -> Speaker | None:
    """Who speaks in a release: its carrier, where that is a body and no newsroom."""
    words = set(carrier.lower().replace(",", " ").split()) if carrier else set()
    if carrier is None or not words & _ISSUERS or words & _NEWSROOMS:
        return None
    return Speaker(carrier, "body", words)


_ISSUERS = frozenset(
    (
        "ministry department agency centre center office police command force service services council authority"
        " hospital brigade directorate commission institute unit society cross crescent monitor observatory guard corps"
        " rcmp constabulary headquarters sheriff government secretariat committee coordination administration"
        " prefecture municipality bureau army navy"
    ).split()
)
_NEWSROOMS = frozenset("news press radio television tv times post newspaper reuters broadcasting wire".split())


def evidence_of_issuer(
    figure: Figure, at: int, voices: Sequence[NamedSpeaker], ruled: Speaker | None
) -> list[str]:
    """What speaks for the issuer of the document as the claimant, beside the voices that can be it."""
    own = sum(voice.speaks and voice.at == at for voice in voices)
    earlier = any(voice.speaks and voice.at < at for voice in voices)
    return [
        "issuer", f"issuer: ruled={ruled is not None}", f"issuer: own={min(own, 2)}/{earlier}",
        f"issuer: named={min(len(voices), 3)}", f"issuer: relation={figure.relation}",
    ]


def judged_claimant(scene: Scene, figure: Figure, at: int, ruled: Speaker | None) -> Speaker | None:
    """The claimant that weighs most, or nobody."""
    model = judges()["claimant"]
    yes = model.choices.index("yes")
    voices = possible_claimants(scene, at)
    if not voices and scene.issuer is None:
        return None
    best, most = None, model.weigh(evidence_of_nobody(scene, figure, at, voices, ruled))[yes]
    if scene.issuer is not None:
        weight = model.weigh(evidence_of_issuer(figure, at, voices, ruled))[yes]
        if weight > most:
            best, most = scene.issuer, weight
    for voice in voices:
        weight = model.weigh(evidence_of_voice(scene, figure, at, voice, voices, ruled))[yes]
        if weight > most:
            best, most = voice.speaker, weight
    return best


def _lies_between(other: NamedSpeaker, voice: NamedSpeaker, at: int, number: int) -> bool:
    here, there, that = (at, number), (voice.at, voice.attribution.first), (other.at, other.attribution.first)
    return min(here, there) < that < max(here, there)


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
