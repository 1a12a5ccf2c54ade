"""The way of one text: language, triggers, sentences, figures, and what is known of each figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from schemas.events import Scope
from streams.extract import language
from streams.extract.attribution import Attributions
from streams.extract.cast import Cast, Speaker
from streams.extract.cause import Causes
from streams.extract.claim import Claim, Context, Extraction
from streams.extract.corrections import replace_numbers, with_notes
from streams.extract.corrections import voices as of_notes
from streams.extract.doubts import weigh
from streams.extract.events_at_hand import standing
from streams.extract.figures import Figure
from streams.extract.grammar import kills_things, read_figures
from streams.extract.line import Line
from streams.extract.notes import notes_of
from streams.extract.other_events import others
from streams.extract.places_of_claims import Places
from streams.extract.registry import built_in_claimants
from streams.extract.revisions import Revised, revisions_of
from streams.extract.scope import scopes_of
from streams.extract.tokens import sentences, tokenise
from streams.extract.triggers import has_trigger


def extract(text: str, context: Context) -> Extraction:
    """The claims of one update, in the order of the text. Pure; never raises on any text; linear in its length.

    A text in another language than English, or in none that can be told, gives no claims and a warning.
    """
    code = language.detect(text)
    if code != "en":
        return Extraction(language=code, claims=(), warnings=(f"language {code}: not read for claims",))
    if not has_trigger(text):
        return Extraction(language=code, claims=(), warnings=())
    lines = [Line(sentence) for sentence in sentences(tokenise(text))]
    figures: list[Figure] = []
    for i, line in enumerate(lines):
        if line.quantities:
            is_cut = context.may_be_cut_off and i == len(lines) - 1 and not line.closed
            figures += read_figures(line, figures, at_end=is_cut)
    if figures and any(line.marks and kills_things(line) for line in lines):
        figures = [item for item in figures if item.category != "killed" or item.group.head not in _BARE]
    notes = notes_of(lines, context.carrier)
    if notes:
        figures = with_notes(figures, notes, lines)
    if figures:
        figures = standing(figures, _words(lines), context.subject.lower().split())
    warnings = tuple(_flaws(text, lines))
    if not figures:
        return Extraction(language=code, claims=(), warnings=warnings)
    speakers = Attributions(lines, figures, Cast(text, context.registry or built_in_claimants()), notes)
    voices = [speakers.claimant(figure) for figure in figures]
    places = Places(text, context, speakers.spans())
    causes = Causes(_words(lines), context.subject.lower().split())
    scopes = weigh(figures, scopes_of(figures, _home(context)), lines)
    past = others(figures, context.published_on)
    if notes:
        voices = of_notes(figures, voices, notes)
        replace_numbers(figures, scopes, past)
    claims = tuple(
        _claim(text, figure, Setting(voice, scope, revised, places, causes, other))
        for figure, voice, scope, revised, other in zip(
            figures, voices, scopes, revisions_of(figures), past, strict=True
        )
    )
    return Extraction(language=code, claims=claims, warnings=warnings)


def _flaws(text: str, lines: Sequence[Line]) -> Iterator[str]:
    """What is wrong with numbers that cannot be trusted and are not read, beside words of casualties."""
    for line in lines:
        for quantity in line.quantities:
            if quantity.flaw is not None and line.marks:
                start, end = line.tokens[quantity.first].start, line.tokens[quantity.last].end
                yield f"{quantity.flaw}, not read: {text[start:end][:80]}"


_BARE = frozenset({None, "others", "them", "more"})


class Setting(NamedTuple):
    """What is known of a figure besides its own words."""

    speaker: Speaker | None
    scope: Scope
    revised: Revised
    places: Places
    causes: Causes
    other_event: bool


def _home(context: Context) -> str:
    """The standing subject and the dateline: what these name is no part of the area."""
    return f"{context.subject} {context.dateline_place.name if context.dateline_place is not None else ''}"


def _words(lines: Sequence[Line]) -> list[str]:
    return [word for line in lines for word in line.words]


def _claim(text: str, figure: Figure, setting: Setting) -> Claim:
    quantity, tokens = figure.quantity, figure.line.tokens
    speaker, revised = setting.speaker, setting.revised
    start, end = tokens[figure.first].start, tokens[figure.last].end
    place = setting.places.of(start, end, (tokens[0].start, tokens[-1].end))
    return Claim(
        category=figure.category,
        value=quantity.value,
        qualifier=quantity.qualifier,
        low=quantity.low,
        high=quantity.high,
        scope=setting.scope,
        claimant=speaker.name if speaker else None,
        anonymous=speaker is not None and speaker.anonymous,
        victims=_victims(text, figure),
        place=place.place,
        cause=setting.causes.of(figure.line.words),
        other_event=setting.other_event,
        revision=revised.revision,
        from_value=revised.from_value,
        evidence=text[start:end],
        start=start,
        end=end,
        place_printed=place.printed,
    )


def _victims(text: str, figure: Figure) -> str | None:
    """The victim group as printed, without the number; None for a bare number."""
    group, tokens = figure.group, figure.line.tokens
    if group.head is None or group.head in ("others", "them", "those", "whom", "which"):
        return None
    return " ".join(text[tokens[group.first_word].start : tokens[group.end - 1].end].split())
