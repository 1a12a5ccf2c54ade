"""The way of one text: language, triggers, sentences, figures, and what is known of each figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from schemas.events import ATTACKERS_INCLUDED, Scope, UnreadFigure
from streams.extract import language
from streams.extract.binding.attackers import counting_attackers
from streams.extract.binding.columns import BAR, read_row, tables
from streams.extract.binding.figure import Figure
from streams.extract.binding.grammar import IN_ROW, NumberRead, kills_things, read_numbers
from streams.extract.binding.judged import judged_numbers
from streams.extract.claim import Claim, Context, Extraction
from streams.extract.day_of_event import day_of_event
from streams.extract.landmarks import names_in
from streams.extract.places import Places
from streams.extract.scope.rules import scopes_of
from streams.extract.scope.sums import with_losses, with_parts_of_sums
from streams.extract.sentences.line import Line
from streams.extract.sentences.notes import agencies_in, notes_of
from streams.extract.sentences.tokens import sentences, tokenise
from streams.extract.speakers.attribution import Attributions
from streams.extract.speakers.cast import Cast, Speaker
from streams.extract.speakers.judged import issuer_among_carriers
from streams.extract.speakers.known_claimants import built_in_claimants
from streams.extract.speakers.offices import is_without_office
from streams.extract.standing.casualties import READ_FROM, SURE_FROM, WEIGHED_FROM, weight_of_casualties
from streams.extract.standing.corrections import replace_numbers, with_notes
from streams.extract.standing.corrections import voices as of_notes
from streams.extract.standing.dated_lines import under_a_past_date
from streams.extract.standing.denied import denied
from streams.extract.standing.doubts import weigh
from streams.extract.standing.events_at_hand import standing
from streams.extract.standing.found_alive import without_the_living
from streams.extract.standing.other_events import another_from, others
from streams.extract.standing.revisions import (
    Revised,
    lowered_by_their_old,
    revisions_of,
    with_whole_corrections,
    with_worded_falls,
)
from streams.extract.standing.sums_over_events import adds_up_events
from streams.extract.triggers import has_trigger
from streams.extract.words.cause import Causes


def extract(text: str, context: Context) -> Extraction:
    """The claims of one update, in the order of the text. Pure; never raises on any text; linear in its length.

    A text in another language than English, or in none that can be told, gives no claims and a warning.
    """
    code = language.detect(text)
    if code != "en":
        return Extraction(language=code, claims=(), warnings=(f"language {code}: not read for claims",))
    tells = has_trigger(text)
    if not (tells or _is_of_casualties(context.subject) or _is_of_casualties(context.headline)):
        return Extraction(language=code, claims=(), warnings=())
    lines = lines_of(text)
    notes = notes_of(lines, context.carrier)
    weight = weight_of_casualties(lines) if any(line.quantities for line in lines) else READ_FROM - 1
    numbers = numbers_of(lines, context) if weight >= READ_FROM else []
    judged = judged_numbers(numbers, notes, doubtful=tells and weight >= WEIGHED_FROM)
    figures = judged.figures
    unread = tuple(_unread(text, number) for number in judged.unread)
    if figures and any(line.marks and kills_things(line) for line in lines):
        figures = [item for item in figures if item.category != "killed" or item.group.head not in _BARE]
    if notes:
        figures = with_notes(figures, notes, lines)
    figures = with_losses(without_the_living(figures))
    if figures:
        figures = standing(figures, _words(lines), context.subject.lower().split(), sure=weight >= SURE_FROM)
    warnings = tuple(_flaws(text, lines))
    if not figures:
        return Extraction(language=code, claims=(), warnings=warnings, unread=unread)
    cast = Cast(text, context.registry or built_in_claimants())
    speakers = Attributions(lines, figures, cast, notes, context.carrier)
    voices = [speakers.claimant(figure) for figure in figures]
    dated = under_a_past_date(lines, context.published_on)
    past = [
        other or id(figure.line) in dated or adds_up_events(figure.line, context.published_on)
        for figure, other in zip(figures, others(figures, context.published_on), strict=True)
    ]
    elsewhere = [*_only_past(figures, past), *_from_another(lines)]
    places = Places(text, context, lines, speakers.spans(), elsewhere)
    causes = Causes(_words(lines), f"{context.subject} {context.headline}".lower().split())
    counting = counting_attackers(figures, lines)
    scopes = weigh(figures, scopes_of(figures, _home(context)), lines)
    scopes = with_parts_of_sums(figures, scopes, lines, counting)
    if notes:
        voices = of_notes(figures, voices, notes)
        replace_numbers(figures, scopes, past)
    revised = lowered_by_their_old(
        figures, revisions_of(figures, context.published_on), scopes, denied(figures, lines), past
    )  # fmt: skip
    scopes = with_whole_corrections(figures, revised, scopes)
    revised = with_worded_falls(figures, revised, [voice is not None for voice in voices])
    claims = tuple(
        _claim(text, figure, Setting(voice, scope, revision, places, causes, other, counts))
        for figure, voice, scope, revision, other, counts in zip(
            figures, voices, scopes, revised, past, counting, strict=True)
    )
    return Extraction(
        language=code, claims=claims, warnings=warnings, unread=unread,
        names=names_in((context.headline, *_without(text, elsewhere)), context.gazetteer, context.focus_country),
        happened_on=day_of_event(lines, context.published_on, elsewhere),
    )  # fmt: skip


@lru_cache(maxsize=256)
def _is_of_casualties(title: str) -> bool:
    """Whether its title has a word of them: then a text without one is read too ("We have taken eleven out")."""
    return has_trigger(title)


@lru_cache(maxsize=256)
def carrier_as_read(carrier: str | None) -> str | None:
    """The carrier; "" instead of one by whose name nothing is read otherwise, as most are."""
    if carrier is None or agencies_in(carrier) or issuer_among_carriers(carrier) is not None:
        return carrier
    return ""


def _only_past(figures: Sequence[Figure], past: Sequence[bool]) -> list[tuple[int, int]]:
    """The sentences all of whose figures are of other events."""
    told = {id(figure.line) for figure, other in zip(figures, past, strict=True) if not other}
    return [_span(figure.line) for figure in figures if id(figure.line) not in told]


def _from_another(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """The clauses on an earlier event of the same kind."""
    for line in lines:
        if (start := another_from(line)) is not None:
            yield line.tokens[start].start, line.tokens[-1].end


def _without(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[str]:
    """The text between these spans."""
    end = 0
    for start, stop in sorted(spans):
        yield text[end:start]
        end = max(end, stop)
    yield text[end:]


def lines_of(text: str) -> list[Line]:
    """The sentences of a text, marked."""
    return [Line(sentence) for sentence in sentences(tokenise(text))]


def numbers_of(lines: Sequence[Line], context: Context) -> list[NumberRead]:
    """Every number of an update, with what the grammar reads it as."""
    numbers: list[NumberRead] = []
    figures: list[Figure] = []
    rows = tables(lines) if any(BAR in line.present for line in lines) else {}
    for i, line in enumerate(lines):
        if id(line) in rows:
            in_row = read_row(line, rows[id(line)])
            figures += in_row
            numbers += [NumberRead(line, figure.quantity, figure.group, IN_ROW, figure) for figure in in_row]
        elif line.quantities:
            is_cut = context.may_be_cut_off and i == len(lines) - 1 and not line.closed
            found = read_numbers(line, figures, at_end=is_cut)
            figures += [number.figure for number in found if number.figure is not None]
            numbers += found
    return numbers


def _unread(text: str, number: NumberRead) -> UnreadFigure:
    """The number with the words of its noun."""
    tokens = number.line.tokens
    start = tokens[number.quantity.first].start
    end = tokens[max(number.group.end - 1, number.quantity.last)].end
    return UnreadFigure(evidence=text[start:end], start=start, end=end)


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
    counts_attackers: bool


def _home(context: Context) -> str:
    """The standing subject and the dateline: what these name is no part of the area."""
    return f"{context.subject} {context.dateline_place.name if context.dateline_place is not None else ''}"


def _span(line: Line) -> tuple[int, int]:
    return line.tokens[0].start, line.tokens[-1].end


def _words(lines: Sequence[Line]) -> list[str]:
    return [word for line in lines for word in line.words]


def _claim(text: str, figure: Figure, setting: Setting) -> Claim:
    quantity, tokens = figure.quantity, figure.line.tokens
    speaker, revised = setting.speaker, setting.revised
    start, end = tokens[figure.first].start, tokens[figure.last].end
    place = setting.places.of(start, end, _span(figure.line), setting.scope)
    return Claim(
        category=figure.category,
        value=quantity.value,
        qualifier=quantity.qualifier,
        low=quantity.low,
        high=quantity.high,
        scope=setting.scope,
        claimant=speaker.name if speaker else None,
        anonymous=speaker is not None and speaker.anonymous,
        victims=_victims(text, figure, setting),
        place=place.place,
        cause=setting.causes.of(figure.line.words),
        other_event=setting.other_event,
        revision=revised.revision,
        from_value=revised.from_value,
        evidence=text[start:end],
        start=start,
        end=end,
        place_printed=place.printed,
        without_office=speaker is not None and is_without_office(
            (*speaker.words, *speaker.name.lower().split()), speaker.belongs),
    )


def _victims(text: str, figure: Figure, setting: Setting) -> str | None:
    """The victim group as printed, without the number, and whether attackers are counted; None for a bare number."""
    group, tokens = figure.group, figure.line.tokens
    named = ""
    if group.head is not None and group.head not in ("others", "them", "those", "whom", "which"):
        named = " ".join(text[tokens[group.first_word].start : tokens[group.end - 1].end].split())
    if setting.scope == "total" and setting.counts_attackers:
        return f"{named}, {ATTACKERS_INCLUDED}" if named else ATTACKERS_INCLUDED
    return named or None
