"""A story as schema.org LiveBlogPosting, in JSON-LD. Pure.

A live blog shows each item as it is now: the newest version stands alone, its `dateModified` saying when it was made,
and what a correction says stands in `correction`. The format has no word for what was withdrawn: it is not in it. The
figures stand in `about` as Observations for programs and in `abstract` for people.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from newsroom.show.exports.story import (
    ExportedFigure,
    ExportedStatement,
    ExportedStory,
    ExportedVersion,
    figures_in_words,
    rfc3339,
)
from newsroom.show.lines import json_for_pages

PUBLISHER = "Newsroom"
_MARKUP = re.compile(r"<|&#?\w")


def write(told: ExportedStory) -> bytes:
    """The document, in UTF-8; `application/ld+json`, by itself or for a script of a page."""
    newest: dict[str, ExportedVersion] = {}
    for update in told.updates:
        if update.item not in newest or newest[update.item].number < update.number:
            newest[update.item] = update
    shown = [update for update in told.updates if newest[update.item] is update]
    posting: dict[str, Any] = {
        "@context": "https://schema.org", "@type": "LiveBlogPosting", "@id": told.uri,
        "headline": _body(told.headline),
        "publisher": {"@type": "Organization", "name": PUBLISHER},
    }  # fmt: skip
    if told.language != "und":
        posting["inLanguage"] = told.language
    if shown:
        posting["coverageStartTime"] = rfc3339(min(update.published_at for update in shown))
    if told.figures:
        posting["abstract"] = figures_in_words(told)
        posting["about"] = [_observation(figure) for figure in told.figures]
    posting["liveBlogUpdate"] = [_update(update) for update in shown]
    return json_for_pages(posting, indent=1)


def _update(update: ExportedVersion) -> dict[str, Any]:
    body = _body(update.text)
    posting: dict[str, Any] = {
        "@type": "BlogPosting", "@id": update.item, "datePublished": rfc3339(update.published_at), "articleBody": body,
    }  # fmt: skip
    if update.told_at != update.published_at:
        posting["dateModified"] = rfc3339(update.told_at)
    if update.headline:
        posting["headline"] = _body(update.headline)
    if update.carrier:
        posting["sourceOrganization"] = {"@type": "Organization", "name": update.carrier}
    if update.is_correction:
        posting["correction"] = {
            "@type": "CorrectionComment", "text": body, "datePublished": rfc3339(update.told_at),
        }  # fmt: skip
    return posting


def _body(text: str) -> str:
    """A text or a headline; as HTML where it holds what readers would take for markup."""
    if not _MARKUP.search(text):
        return text
    return "".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in text.split("\n\n"))


def _observation(figure: ExportedFigure) -> dict[str, Any]:
    """Of each category of an incident one: `minValue`, `value`, `maxValue` are low, best and high."""
    where = {"name": figure.place, "address": figure.country}
    about = {
        "@type": "Event", "@id": figure.incident, "name": figure.cause,
        "location": {"@type": "Place", **_said(where)} if any(where.values()) else None,
    }  # fmt: skip
    more = {"disputed": figure.disputed, "printed": figure.printed, "ruledBy": figure.ruled_by}
    return {
        "@type": "Observation", "observationAbout": _said(about), "measuredProperty": figure.category,
        "observationDate": rfc3339(figure.as_of),
        **_said({"minValue": figure.low, "value": figure.best, "maxValue": figure.high}),
        "additionalProperty": _properties(more), "subjectOf": [_claim(said) for said in figure.said],
    }  # fmt: skip


def _claim(said: ExportedStatement) -> dict[str, Any]:
    """What one claimant says: `text` in words, its interval in `minValue` and `maxValue`."""
    more = {"scope": said.scope, "standing": said.standing, "minValue": said.low, "maxValue": said.high}
    return {
        "@type": "Claim", "text": said.words, "datePublished": rfc3339(said.at),
        **_said({"author": {"name": said.claimant} if said.claimant else None}),
        "publisher": [{"@type": "Organization", "name": carrier} for carrier in said.carriers],
        "additionalProperty": _properties(more),
    }  # fmt: skip


def _properties(values: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"@type": "PropertyValue", "name": name, "value": value} for name, value in _said(values).items()]


def _said(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
