"""Decides the whole intake again under the rules of this version: what older rules said of it is superseded.

What was said stays on the log and in the store, and `--as-of` still answers it. No worker may run meanwhile: each
partition's memory is made anew from its first input, and the mark that the partition is done comes last, so that one
that was cut off is simply done again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from datelines.places import load
from eventlog.port import EventLog, NewRecord, Record
from eventlog.reading import read_all
from newsroom.one_process import OneProcess, record_of
from newsroom.progress import Progress
from newsroom.settings import Settings
from newsroom.wiring import new_desk, open_log, open_store
from schemas.codec import CodecError, decode
from schemas.events import Cause, Reprocessed, UpdateFiled
from schemas.ids import digest
from sinks.writer import Writer
from streams.desk import PIPELINE_VERSION, Desk
from streams.work import INTAKE, WORK_GROUP, Memory
from telemetry.stages import Stages


class Redone(NamedTuple):
    partitions: int
    inputs: int


def reprocess(settings: Settings) -> None:
    """Decide all of intake again where an older version did; embedded, the store is brought up to date with it.

    Raises LogError, StoreError, Failure.
    """
    with open_log(settings, must_exist=True) as log:
        with Progress("inputs") as progress:
            done = decide_again(log, new_desk(load(), settings), PIPELINE_VERSION, settings.batch,
                                lambda inputs: progress.advance(inputs, ""))
        if settings.log is None:
            with open_store(settings) as store:
                OneProcess(log, Writer(log, store), new_desk(load(), settings), Stages(), settings.batch).sink()
    print(f"{done.inputs} inputs in {done.partitions} partitions decided again by version {PIPELINE_VERSION}"
          if done.partitions else f"version {PIPELINE_VERSION} decided everything already")


def decide_again(
    log: EventLog, new_desk: Callable[[], Desk], version: int, batch: int,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Redone:
    """Decide the inputs below each partition's committed offset again, where older rules decided one of them.

    Raises LogError.
    """
    partitions = inputs = 0
    for partition in range(log.partitions(INTAKE)):
        below = log.committed(WORK_GROUP, INTAKE, partition)
        if below == 0 or _decided_by(log, partition, version, batch):
            continue
        mark = _again(log, partition, below, Memory(new_desk), version, batch, on_progress)
        log.append([record_of(mark, mark.desk)])
        partitions, inputs = partitions + 1, inputs + below
    return Redone(partitions, inputs)


def _again(
    log: EventLog, partition: int, below: int, memory: Memory, version: int, batch: int,
    on_progress: Callable[[int], None],
) -> Reprocessed:
    starts = {topic: log.latest(topic, partition) for topic in ("timeline", "claims", "figures")}
    key = ""
    waiting: list[Record] = []
    for record in read_all(log, INTAKE, partition, end=below, batch=batch):
        key = record.key
        waiting.append(record)
        if len(waiting) == batch:
            log.append(_decided(memory, waiting))
            on_progress(len(waiting))
            waiting = []
    log.append(_decided(memory, waiting))
    on_progress(len(waiting))
    return Reprocessed(
        event_id=digest("reprocessed", partition, below, version, *starts.values()), desk=key, partition=partition,
        below=below, timeline_from=starts["timeline"], claims_from=starts["claims"], figures_from=starts["figures"],
        caused_by=Cause(topic=INTAKE, partition=partition, offset=below - 1), pipeline_version=version,
    )


def _decided(memory: Memory, records: list[Record]) -> list[NewRecord]:
    return [NewRecord(*output) for record in records for output in memory.decide(record)]


def _decided_by(log: EventLog, partition: int, version: int, batch: int) -> bool:
    """Whether these rules decided every input: since the last reprocessing, or at all."""
    start = 0
    for record in read_all(log, "figures", partition, batch=batch):
        if record.type == Reprocessed.__name__ and isinstance(mark := decode(record.type, record.value), Reprocessed):
            start = mark.timeline_from
    for record in read_all(log, "timeline", partition, start=start, batch=batch):
        try:
            event = decode(record.type, record.value)
        except CodecError:
            continue  # told and passed over by whoever folds it
        if isinstance(event, UpdateFiled) and event.pipeline_version < version:
            return False
    return True
