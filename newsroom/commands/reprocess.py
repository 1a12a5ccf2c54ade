"""Decides the whole intake again under the rules of this version: what older rules said of it is superseded.

What was said stays on the log and in the store, and `--as-of` still answers it. No worker may run meanwhile (Kafka
tells, and refuses; the embedded store has one user anyway): each partition's memory is made anew from its first input,
and the mark that the partition is done comes last, so that one that was cut off is simply done again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import islice
from typing import NamedTuple

from datelines.places import load_gazetteer
from eventlog.port import EventLog, LogError
from eventlog.reading import read_all
from newsroom.errors import Failure
from newsroom.one_machine.one_process import OneProcess
from newsroom.pipeline import new_desk
from newsroom.settings import Settings
from newsroom.settling import open_log_and_store
from newsroom.show.lines import say
from newsroom.show.progress import Progress
from newsroom.wiring import open_log
from schemas.codec import CodecError
from schemas.counted import counted
from schemas.events import Cause, Reprocessed, UpdateFiled
from schemas.records import TopicPartition, event_in, record_of
from schemas.topics import CLAIMS, DERIVED_TOPICS, FIGURES, INTAKE, TIMELINE, WORK_GROUP
from streams.desk.desk import Desk
from streams.desk.memory import Memory
from streams.desk.traffic import PIPELINE_VERSION
from streams.stamp import Stamp
from telemetry.stages import Stages


class Redone(NamedTuple):
    partitions: int
    inputs: int


def reprocess(settings: Settings, *, everything: bool = False) -> None:
    """Decide all of intake again where an older version did, or everywhere; embedded, the store follows at once.

    Raises LogError, StoreError, Failure, UsageFailure.
    """
    gazetteer = load_gazetteer()

    def decided(log: EventLog) -> Redone:
        with Progress("inputs") as progress:
            return decide_again(log, lambda stamp: new_desk(gazetteer, settings, stamp)(), PIPELINE_VERSION,
                                settings.batch, lambda inputs: progress.advance(inputs, ""), everything=everything)

    if settings.log is None:
        with open_log_and_store(settings, must_exist=True) as (log, store):
            done = decided(log)
            OneProcess(log, store, new_desk(gazetteer, settings), Stages(), settings.batch).sink()
    else:
        with open_log(settings, must_exist=True) as log:
            _refuse_beside_workers(log)
            done = decided(log)
    redone = f"{counted(done.inputs, 'input')} in {counted(done.partitions, 'partition')}"
    say(f"{redone} decided again by version {PIPELINE_VERSION}"
          if done.partitions else f"version {PIPELINE_VERSION} decided everything already: --all decides it again "
          "nevertheless, as after a change of claimants' grades")


def decide_again(
    log: EventLog, new_desk: Callable[[Stamp], Desk], version: int, batch: int,
    on_progress: Callable[[int], None] = lambda _: None, *, everything: bool = False,
) -> Redone:
    """Decide every input again, partition by partition, where older rules decided one of them, or in all.

    Raises LogError.
    """
    partitions = inputs = 0
    for partition in range(log.partitions(INTAKE)):
        below = log.latest(INTAKE, partition)
        if below and (everything or not _decided_by(log, partition, version, batch)):
            _again(log, partition, below, new_desk, version, batch, on_progress)
            partitions, inputs = partitions + 1, inputs + below
    return Redone(partitions, inputs)


def _refuse_beside_workers(log: EventLog) -> None:
    """Kafka lets nobody but a group's members commit its offsets, as long as it has any. Raises Failure."""
    stand = {TopicPartition(INTAKE, n): log.committed(WORK_GROUP, INTAKE, n) for n in range(log.partitions(INTAKE))}
    try:
        log.commit(WORK_GROUP, stand)
    except LogError as error:
        raise Failure(f"{error}; nothing was decided again: stop every `newsroom work` first") from error


def _again(
    log: EventLog, partition: int, below: int, new_desk: Callable[[Stamp], Desk], version: int, batch: int,
    on_progress: Callable[[int], None],
) -> None:
    """Decide the partition's inputs, and mark and commit them in one go when the last one is decided."""
    starts = {topic: log.latest(topic, partition) for topic in DERIVED_TOPICS}
    # what was cut off before its mark has other ids: its outputs must not be taken for those of this run
    stamp = Stamp(version, "/".join(f"{topic}@{start}" for topic, start in starts.items()))
    memory = Memory(lambda: new_desk(stamp))
    key = ""
    records = read_all(log, INTAKE, partition, end=below, batch=batch)
    while taken := list(islice(records, batch)):
        log.append([output for record in taken for output in memory.decide(record)])
        key = taken[-1].key
        on_progress(len(taken))
    first = [log.read(topic, partition, start, 1) for topic, start in starts.items()]
    mark = Reprocessed(
        event_id=stamp.id("reprocessed", str(partition), str(below)), desk=key, partition=partition, below=below,
        timeline_from=starts[TIMELINE], claims_from=starts[CLAIMS], figures_from=starts[FIGURES],
        started_at=min((records[0].recorded_at for records in first if records), default=dt.datetime.now(dt.UTC)),
        caused_by=Cause(topic=INTAKE, partition=partition, offset=below - 1), pipeline_version=version,
    )
    log.append([record_of(mark, key)], group=WORK_GROUP, offsets={TopicPartition(INTAKE, partition): below})


def _decided_by(log: EventLog, partition: int, version: int, batch: int) -> bool:
    """Whether these rules decided every input since the last reprocessing, or from the first on."""
    start = 0
    for record in read_all(log, FIGURES, partition, batch=batch):
        if record.type == Reprocessed.__name__ and isinstance(mark := event_in(record), Reprocessed):
            start = mark.timeline_from
    for record in read_all(log, TIMELINE, partition, start=start, batch=batch):
        try:
            event = event_in(record)
        except CodecError:
            continue  # told and passed over by whoever folds it
        if isinstance(event, UpdateFiled) and event.pipeline_version < version:
            return False
    return True
