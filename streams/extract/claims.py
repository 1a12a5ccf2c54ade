"""The way of one text: language, triggers, sentences, figures, and what is known of each figure."""

from __future__ import annotations

from streams.extract import language
from streams.extract.attribution import Attributions
from streams.extract.cast import Cast, Speaker
from streams.extract.cause import cause_of
from schemas.events import Scope
from streams.extract.claim import Claim, Context, Extraction
from streams.extract.grammar import Figure, read_figures
from streams.extract.line import Line
from streams.extract.registry import built_in
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
            figures += read_figures(line, figures, at_end=i == len(lines) - 1 and not line.closed)
    if not figures:
        return Extraction(language=code, claims=(), warnings=())
    speakers = Attributions(lines, Cast(text, built_in()))
    claims = tuple(
        _claim(text, figure, speakers.claimant(figure), scope, revised)
        for figure, scope, revised in zip(
            figures, scopes_of(figures, context.subject), revisions_of(figures), strict=True
        )
    )
    return Extraction(language=code, claims=claims, warnings=())


def _claim(text: str, figure: Figure, speaker: Speaker | None, scope: Scope, revised: Revised) -> Claim:
    quantity, tokens = figure.quantity, figure.line.tokens
    start, end = tokens[figure.first].start, tokens[figure.last].end
    return Claim(
        category=figure.category, value=quantity.value, qualifier=quantity.qualifier, low=quantity.low,
        high=quantity.high, scope=scope, claimant=speaker.name if speaker else None,
        anonymous=speaker is not None and speaker.anonymous,
        victims=figure.group.head, place=None, cause=cause_of(figure.line.words), other_event=False,
        revision=revised.revision, from_value=revised.from_value,
        evidence=text[start:end], start=start, end=end,
    )
