"""What an export tells of a story: its updates as versions of items, what was taken back, its figures. Pure."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from newsroom.show.tables import as_said, printable, short_interval
from schemas.events import Struct
from schemas.ids import digest


class ExportedVersion(Struct, frozen=True):
    """An update: the first or a later version of an item."""

    item: str  # of the update that it renews or corrects, else its own; a URI
    number: int  # 1 for the item's first
    published_at: dt.datetime  # UTC: when the item's first version was told
    told_at: dt.datetime  # UTC: when this one was
    headline: str | None
    text: str  # paragraphs parted by blank lines
    carrier: str | None
    is_correction: bool


class ExportedRecall(Struct, frozen=True):
    """An item that was taken back: it is not told."""

    item: str
    recalled_at: dt.datetime  # UTC
    reason: str


class ExportedStatement(Struct, frozen=True):
    """The word of one claimant."""

    claimant: str | None
    carriers: tuple[str, ...]
    words: str  # "at least 45"
    low: int | None
    high: int | None  # None: open
    scope: str
    at: dt.datetime  # UTC
    standing: bool  # whether it still counts


class ExportedFigure(Struct, frozen=True):
    """What can be printed of one category of one incident."""

    incident: str  # a URI
    place: str | None
    country: str | None
    cause: str | None
    category: str
    low: int | None
    best: int | None
    high: int | None  # None: open
    printed: str  # best in the words to print it with: "at least 45"
    disputed: bool
    as_of: dt.datetime  # UTC
    ruled_by: str | None  # the editor whose word is printed
    said: tuple[ExportedStatement, ...]


class ExportedStory(Struct, frozen=True):
    story: str  # its slug
    uri: str
    subject: str
    headline: str
    country: str | None
    language: str
    told_at: dt.datetime  # UTC: when the newest of what was told, copies too, was told or taken back
    policy: str  # of the figures
    updates: tuple[ExportedVersion, ...]  # newest first
    recalls: tuple[ExportedRecall, ...]
    figures: tuple[ExportedFigure, ...]


def uri(digest_: str) -> str:
    """An id of ours as the URI that it has outside: the same 128 bits."""
    return uuid.UUID(digest_).urn


def exported_story(
    name: str, rows: Sequence[Mapping[str, Any]], figures: Sequence[Mapping[str, Any]], policy: str
) -> ExportedStory:
    """What a story is told as: rows of the view `timeline`, newest first, at least one, and figures under a policy.

    `name` is what it is asked for by: a story's slug, an incident's id. Copies are left out. A revision or correction
    is a later version of what it renews. An update that was withdrawn is recalled.
    """
    newest = rows[0]
    return ExportedStory(
        story=newest["story"], uri=uri(digest("export", name)), subject=newest["subject"],
        headline=newest["story_headline"], country=newest["country"], language=newest["language"],
        told_at=max(row["withdrawn_at"] or row["published_at"] for row in rows),
        policy=policy, updates=_updates(rows),
        recalls=tuple(_recalled(row) for row in rows if row["disposition"] == "withdrawn"),
        figures=tuple(_figure(row) for row in figures),
    )  # fmt: skip


def _recalled(row: Mapping[str, Any]) -> ExportedRecall:
    return ExportedRecall(item=uri(row["update_id"]), recalled_at=row["withdrawn_at"] or row["published_at"],
                          reason=row["reason"] or "withdrawn")


def _updates(rows: Sequence[Mapping[str, Any]]) -> tuple[ExportedVersion, ...]:
    same_as = {row["update_id"]: row["same_as"] for row in rows}
    told = [row for row in rows if row["disposition"] not in ("duplicate", "withdrawn")]
    place = {row["update_id"]: index for index, row in enumerate(told)}
    made: dict[str, ExportedVersion] = {}
    of_item = sorted(((_first(row["update_id"], same_as), -place[row["update_id"]], row) for row in told),
                     key=lambda each: each[:2])  # fmt: skip
    for first, versions in groupby(of_item, key=lambda each: each[0]):
        published_at = None
        for number, (_, _, row) in enumerate(versions, start=1):
            published_at = published_at or row["published_at"]
            made[row["update_id"]] = ExportedVersion(
                item=uri(first), number=number, published_at=published_at, told_at=row["published_at"],
                headline=row["headline"], text=row["text"], carrier=row["carrier"],
                is_correction=row["disposition"] == "correction",
            )  # fmt: skip
    return tuple(made[row["update_id"]] for row in told)


def _first(update_id: str, same_as: Mapping[str, str | None]) -> str:
    """The update at the end of the chain of what each renews or copies."""
    seen = {update_id}
    while (earlier := same_as.get(update_id)) is not None and earlier not in seen:
        seen.add(earlier)
        update_id = earlier
    return update_id


def _figure(row: Mapping[str, Any]) -> ExportedFigure:
    return ExportedFigure(
        incident=uri(row["incident_id"]), place=row["place"], country=row["country"], cause=row["cause"],
        category=row["category"], low=row["low"], best=row["best"], high=row["high"], printed=printable(row),
        disputed=row["disputed"], as_of=row["updated_at"], ruled_by=row["ruled_by"] if row["ruled"] else None,
        said=tuple(
            ExportedStatement(
                claimant=voice["claimant"], carriers=tuple(voice["carriers"]),
                words=as_said(voice["value"], voice["qualifier"], voice["low"], voice["high"]), low=voice["low"],
                high=voice["high"], scope=voice["scope"], at=voice["published_at"], standing=voice["standing"],
            )
            for voice in row["claimants"]
        ),
    )  # fmt: skip


def figures_in_words(told: ExportedStory) -> str:
    """The figures as a person reads them, a paragraph for each; "" without any."""
    if not told.figures:
        return ""
    as_of = max(figure.as_of for figure in told.figures)
    heading = f"Figures as of {as_of:%d %B %Y, %H:%M} UTC, by the policy «{told.policy}»."
    return "\n\n".join([heading, *(_in_words(figure) for figure in told.figures)])


def _in_words(figure: ExportedFigure) -> str:
    where = ", ".join(name for name in (figure.place, figure.country) if name) or "place unknown"
    ends = short_interval(figure.low, figure.best, figure.high)
    notes = ["disputed"] if figure.disputed else []
    notes += [f"ruled by {figure.ruled_by}"] if figure.ruled_by else []
    said = [
        f"{said.claimant or 'nobody named'}: {said.words}{'' if said.scope == 'total' else f' ({said.scope})'}"
        for said in figure.said if said.standing
    ]  # fmt: skip
    line = f"{figure.category.capitalize()}, {figure.cause or 'cause unknown'} in {where}: {figure.printed} [{ends}]"
    line = "; ".join([line, *notes])
    return f"{line}. Who says so: {'; '.join(said)}." if said else f"{line}."


def rfc3339(moment: dt.datetime) -> str:
    """In UTC, exact: "2026-03-14T15:20:00Z"."""
    return moment.astimezone(dt.UTC).isoformat().removesuffix("+00:00") + "Z"
