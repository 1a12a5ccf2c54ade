"""The one table of topics: what stands on each, how it is keyed, how long it is kept, who writes and reads.

Every keyed topic has the same number of partitions, so that a desk's records have the same partition
number on all of them.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from schemas.events import (
    ClaimWithdrawn,
    DeadLetter,
    Event,
    FigureChanged,
    FigureClaimed,
    FigureReconciled,
    IncidentsMerged,
    IncidentSplit,
    IncidentsRelinked,
    Reprocessed,
    RulingFiled,
    RulingMade,
    RulingWithdrawn,
    UpdateFiled,
    UpdateReceived,
    UpdateWithdrawn,
)

INTAKE = "intake"
TIMELINE = "timeline"
CLAIMS = "claims"
FIGURES = "figures"
DEAD_LETTERS = "dead_letters"
DERIVED_TOPICS = (TIMELINE, CLAIMS, FIGURES)
"""In the order in which an input's outputs are folded."""

WORK_GROUP = "work"  # groups: whose offsets tell how far the desks, the sink and the second tries are
SINK_GROUP = "sink"
NOTIFY_GROUP = "notify"  # keeps its offsets itself, with what it still has to tell
DEAD_LETTERS_GROUP = "dead_letters_replay"

DESK_PARTITIONS = 12


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """One topic. `retention_days` None keeps records for ever; `cleanup` is Kafka's `cleanup.policy`."""

    name: str
    key: str  # what the key of its records is, in words
    records: tuple[type[Event], ...]
    partitions: int
    retention_days: int | None
    cleanup: Literal["delete"] = "delete"  # never compacted: every record counts, not the last of its key
    written_by: tuple[str, ...]
    read_by: tuple[str, ...]


_DESK = "the desk: ISO 3166 alpha-2 of the story's focus country, or ZZ/<story> without one"

TOPICS: tuple[Topic, ...] = (
    Topic(
        name=INTAKE,
        key=_DESK,
        records=(UpdateReceived, UpdateWithdrawn, RulingMade, RulingWithdrawn, IncidentsMerged, IncidentSplit),
        partitions=DESK_PARTITIONS,
        retention_days=None,  # everything else can be derived again from it
        written_by=("producers.events", "newsroom.commands.editors"),
        read_by=("streams.desk.desk",),
    ),
    Topic(
        name=TIMELINE,
        key=_DESK,
        records=(UpdateFiled,),
        partitions=DESK_PARTITIONS,
        retention_days=None,
        written_by=("streams.desk.desk",),
        read_by=("sinks.writer", "streams.desk.desk"),
    ),
    Topic(
        name=CLAIMS,
        key=_DESK,
        records=(FigureClaimed, ClaimWithdrawn),
        partitions=DESK_PARTITIONS,
        retention_days=None,
        written_by=("streams.desk.desk",),
        read_by=("sinks.writer", "streams.desk.desk"),
    ),
    Topic(
        name=FIGURES,
        key=_DESK,
        records=(FigureReconciled, FigureChanged, RulingFiled, IncidentsRelinked, Reprocessed),
        partitions=DESK_PARTITIONS,
        retention_days=None,  # what was said at a past hour is answered from its recorded times
        written_by=("streams.desk.desk",),
        read_by=("sinks.writer", "streams.desk.desk", "newsroom.changes.following"),
    ),
    Topic(
        name=DEAD_LETTERS,
        key="the source: file, address, place on the log, or who said it",
        records=(DeadLetter,),
        partitions=1,
        retention_days=None,
        written_by=("producers.intake.taking", "streams.desk.memory", "sinks.writer", "newsroom.commands.dead_letters"),
        read_by=("newsroom.commands.dead_letters",),
    ),
)

_TOPIC_OF: dict[type[Event], str] = {record: topic.name for topic in TOPICS for record in topic.records}


def topic_of(event: Event) -> str:
    """The name of the topic that this event belongs on."""
    return _TOPIC_OF[type(event)]
