"""A story out of the store, written for others: as a live blog, as ninjs, as an Atom feed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from newsroom.commands.incident_named import incident_named
from newsroom.errors import UsageFailure
from newsroom.settings import Settings
from newsroom.settling import open_store_to_ask
from newsroom.show.exports import atom, liveblog, ninjs
from newsroom.show.exports.output import write_whole
from newsroom.show.exports.story import ExportedStory, exported_story
from newsroom.show.lines import say
from sinks import queries
from sinks.store import Store
from streams.figures.policies import POLICIES

WRITERS: Mapping[str, Callable[[ExportedStory], bytes]] = {
    "liveblog": liveblog.write, "ninjs": ninjs.write, "atom": atom.write,
}  # fmt: skip

_TOLD = """
SELECT update_id, story, subject, story_headline, carrier, published_at, disposition, same_as, headline, text, country,
       language, reason, withdrawn_at
FROM timeline
WHERE story IN {stories:Array(String)}
ORDER BY published_at DESC, position, update_id
"""
_SPEAKING = "SELECT DISTINCT story FROM timeline WHERE update_id IN {updates:Array(String)} ORDER BY story"
_STORIES = 'newsroom sql "SELECT story, count() FROM timeline GROUP BY story ORDER BY story"'


def export(settings: Settings, story: str, *, format_: str, policy: str, out: Path | None) -> None:
    """Write the document to a file, else to stdout. Raises Failure, UsageFailure, StoreError."""
    write = WRITERS.get(format_)
    if write is None:
        raise UsageFailure(f"--format {format_!r} is none of {', '.join(WRITERS)}")
    if policy not in POLICIES:
        raise UsageFailure(f"--policy {policy!r} is none of {', '.join(POLICIES)}")
    with open_store_to_ask(settings) as store:
        document = write(_story_to_export(store, story, policy))
    if out is None:
        sys.stdout.buffer.write(document)
        return
    write_whole(out, document, "--out")
    say(f"{out}: {len(document):,} bytes")


def _story_to_export(store: Store, asked: str, policy: str) -> ExportedStory:
    """The story of this slug with the figures of all incidents that it speaks of; else of the incident of this id.

    Of an incident the stories that speak of it are one: several carriers seldom name a story alike. Raises
    UsageFailure where there is none, or several; StoreError.
    """
    figures = queries.figures(store, policy=policy)
    rows = _rows(store, [asked])
    if rows:
        known = {row["update_id"] for row in rows}
        ids = {figure["incident_id"] for figure in figures if not known.isdisjoint(_heard(figure))}
        return exported_story(asked, rows, [figure for figure in figures if figure["incident_id"] in ids], policy)
    try:
        incident = incident_named(store, asked).incident_id
    except UsageFailure as error:
        raise UsageFailure(f"there is no story {asked!r}: `{_STORIES}` lists them; as an incident: {error}") from error
    of_incident = [figure for figure in figures if figure["incident_id"] == incident]
    updates = sorted({update_id for figure in of_incident for update_id in _heard(figure)})
    stories = [str(story) for (story,) in store.query(_SPEAKING, {"updates": updates}).rows]
    return exported_story(incident, _rows(store, stories), of_incident, policy)


def _heard(figure: queries.FigureRow) -> set[str]:
    return {voice["update_id"] for voice in figure["claimants"]}


def _rows(store: Store, stories: list[str]) -> list[dict[str, Any]]:
    result = store.query(_TOLD, {"stories": stories})
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]
