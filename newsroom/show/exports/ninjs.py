"""A story as IPTC ninjs 3.1: {"items": [...], "figures": [...], "summary": ...}. Pure.

Each version of an update is an item, `uri` the same for all versions of it; where it has no headline, the story's
stands in: a text without any is read as if it began with one. One that was withdrawn is an item whose
`pubStatus` is canceled. ninjs has no place for figures: they stand beside the items, in `figures` for programs, in
`summary` for people. Every member of `items` is valid against the standard's JSON Schema.
"""

from __future__ import annotations

from html import escape
from typing import Any

from newsroom.show.exports.story import ExportedRecall, ExportedStory, ExportedVersion, figures_in_words, rfc3339
from newsroom.show.lines import json_for_pages

STANDARD = {"name": "ninjs", "version": "3.1", "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"}
_NOTE = "CORRECTION: corrects an earlier version"


def write(told: ExportedStory) -> bytes:
    """The document, in UTF-8."""
    document = {
        "items": [*(_item(told, update) for update in told.updates), *(_canceled(told, each) for each in told.recalls)],
        "story": told.story,
        "headline": told.headline,
        "policy": told.policy,
        "summary": figures_in_words(told),
        "figures": told.figures,
    }
    return json_for_pages(document, indent=1)


def _item(told: ExportedStory, update: ExportedVersion) -> dict[str, Any]:
    paragraphs = update.text.split("\n\n")
    item: dict[str, Any] = {
        "standard": STANDARD, "uri": update.item, "type": "text", "version": str(update.number),
        "firstCreated": rfc3339(update.published_at), "versionCreated": rfc3339(update.told_at), "pubStatus": "usable",
        "headlines": [{
            "role": "main", "contentType": "text/html", "value": escape(update.headline or told.headline, quote=False),
        }],
        "bodies": [{
            "role": "main", "contentType": "text/html",
            "value": "".join(f"<p>{escape(each, quote=False)}</p>" for each in paragraphs),
        }],
        "subjects": [{"name": told.subject, "literal": told.story}],
    }  # fmt: skip
    if told.language != "und":
        item["language"] = told.language
    if update.carrier:
        item["infoSources"] = [{"name": update.carrier}]
    if update.is_correction:
        item["edNote"] = _NOTE
    return item


def _canceled(told: ExportedStory, recall: ExportedRecall) -> dict[str, Any]:
    return {
        "standard": STANDARD, "uri": recall.item, "type": "text", "version": "1", "pubStatus": "canceled",
        "versionCreated": rfc3339(recall.recalled_at), "edNote": recall.reason,
        "subjects": [{"name": told.subject, "literal": told.story}],
    }  # fmt: skip
