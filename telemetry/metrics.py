"""Every metric of the house, declared once: its name, its meaning, who tells it, and what its labels may be.

`Metrics` belongs to one process and is passed to whoever has something to tell; there is no global one. Times
are seconds, moments are seconds since 1970, counters end in `_total`. A label either lists all its values
(anything else is counted as `other`) or says what bounds them. Series whose labels are all listed are there
from the start with 0, so that the first increment is seen as one.
"""

from __future__ import annotations

import itertools
import platform
import time
from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, TypeVar, get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from schemas.events import (
    Category,
    ClaimWithdrawn,
    DeadLetter,
    Disposition,
    Event,
    FigureChanged,
    FigureClaimed,
    FigureReconciled,
    UpdateFiled,
    UpdateReceived,
)

OTHER = "other"
Kind = Literal["counter", "gauge", "histogram"]
Service = Literal["ingest", "work", "sink", "run", "notify", "desk"]
SERVICES: tuple[str, ...] = get_args(Service)


class Label(NamedTuple):
    """`values` are all there may be; without them `bound` says what limits their number."""

    name: str
    values: tuple[str, ...] = ()
    bound: str = ""

    def value(self, value: str) -> str:
        return value if not self.values or value in self.values else OTHER


class Declared(NamedTuple):
    """One metric as the catalogue has it; `name` is the name it is scraped under, but for a histogram's suffixes."""

    name: str
    kind: Kind
    meaning: str
    told_by: tuple[str, ...]
    labels: tuple[Label, ...]
    buckets: tuple[float, ...] = ()


_M = TypeVar("_M", Counter, Gauge, Histogram)

_DISPOSITION = Label("disposition", get_args(Disposition))
_LANGUAGE = Label("language", ("en", "es", "fr", "de", "it", "pt", "nl", "id", "tr", "pl", "und", OTHER))
_CATEGORY = Label("category", get_args(Category))
_POLICY = Label("policy", ("house", "ucdp", "acled", "gtd", OTHER))
_DISPUTED = Label("disputed", ("true", "false"))
_LETTER_STAGE = Label("stage", ("reading", "sending", "deciding", "writing", OTHER))
_REASON = Label("reason", (
    "empty", "binary", "no_date", "unknown_place", "too_large", "not_a_story", "unreadable", "malformed",
    "future_schema", "undecidable", "unknown_update", "refused", "refused_by_log", "gone", "changing", OTHER,
))
_STAGE = Label("stage", (
    "reading", "rebuilding", "deciding", "sending", "log_commit", "log_read", "store_read", "store_insert", OTHER,
))
_WINDOW = Label("window", ("duplicates", "incidents"))
_AWAY = Label("of", ("log", "store", "source"))
_OUTCOME = Label("outcome", ("ok", "failed"))
_TABLE = Label("table", bound="tables of the store")
_RECEIVER = Label("receiver", bound="receivers that notify.toml names")
_SOURCE = Label("source", bound="sources that the settings name")
_PARTITION = (
    Label("group", bound="consumer groups of the house"), Label("topic", bound="topics of the house"),
    Label("partition", bound="partitions of a topic"),
)
_SHORT = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_RECEIVED = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0, 7200.0)
_PUBLISHED = (1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 14_400.0, 86_400.0, 604_800.0)


class Metrics:
    """The metrics of one process, on a registry of their own. Everything here may be called from any thread."""

    def __init__(
        self, service: Service, *, version: str, pipeline_version: int, registry: CollectorRegistry | None = None
    ) -> None:
        self.registry = registry or CollectorRegistry()
        self.catalogue: list[Declared] = []
        ProcessCollector(registry=self.registry)
        self._declare_flow()
        self._declare_times()
        self._declare_positions()
        self._declare_surroundings()
        self._declare_desk()
        self._declare_notify()
        self.build_info.labels(service, version, str(pipeline_version), platform.python_version()).set(1)
        self._counted: dict[tuple[str, ...], Counter] = {}

    def _declare_flow(self) -> None:
        self.updates_ingested = self._counter(
            "newsroom_updates_ingested_total", "Updates that the log took in", ("ingest", "run"))
        self.updates_filed = self._counter(
            "newsroom_updates_filed_total", "Updates filed, each time again when its disposition changes",
            ("work", "run"), _DISPOSITION, _LANGUAGE)
        self.claims = self._counter(
            "newsroom_claims_total", "Figures read out of updates, each time again when what it copies changes",
            ("work", "run"), _CATEGORY)
        self.unread_figures = self._counter(
            "newsroom_unread_figures_total", "Numbers that may count casualties and were read as no claim, each time "
            "again when their update is filed again", ("work", "run"))
        self.claims_withdrawn = self._counter(
            "newsroom_claims_withdrawn_total", "Claims whose update was recalled", ("work", "run"))
        self.figures = self._counter(
            "newsroom_figures_total", "Figures reconciled anew", ("work", "run"), _POLICY, _DISPUTED)
        self.dead_letters = self._counter(
            "newsroom_dead_letters_total", "What could not be processed and was kept", SERVICES,
            _LETTER_STAGE, _REASON)
        self.short_letters = self._counter(
            "newsroom_short_dead_letters_total", "Dead letters kept without bytes: their source is over its quota",
            ("ingest", "run"))

    def _declare_times(self) -> None:
        self.stage_seconds = self._histogram(
            "newsroom_stage_seconds", "Time that a stage took for one batch", SERVICES, _SHORT, _STAGE)
        self.received_to_stored = self._histogram(
            "newsroom_received_to_stored_seconds", "From the log taking an update in to the store having its row",
            ("sink", "run"), _RECEIVED)
        self.published_to_stored = self._histogram(
            "newsroom_published_to_stored_seconds", "From the time an update bears to the store having its row",
            ("sink", "run"), _PUBLISHED)
        self.insert_seconds = self._histogram(
            "newsroom_store_insert_seconds", "Time that the store took for one block of rows", ("sink", "run"),
            _SHORT, _TABLE)

    def _declare_positions(self) -> None:
        self.lag = self._gauge(
            "newsroom_consumer_lag_records", "Records of the partition that the group has still to do",
            ("work", "sink", "run", "notify"), *_PARTITION)
        self.next_offset = self._gauge(
            "newsroom_consumer_next_offset", "First record of the partition that the group has not done",
            ("work", "sink", "run", "notify"), *_PARTITION)
        self.last_processed = self._gauge(
            "newsroom_last_processed_timestamp_seconds", "When the group last did a record of the partition",
            ("work", "sink", "run"), *_PARTITION)

        self.records_gone = self._counter(
            "newsroom_records_gone_total", "Records that the log no longer had when the group came to read them, each "
            "time again when a memory is rebuilt without them", ("work", "sink", "run", "notify"), *_PARTITION[:2])

    def _declare_surroundings(self) -> None:
        self.rows = self._counter(
            "newsroom_store_rows_total", "Rows that the store has acknowledged", ("sink", "run"), _TABLE)
        self.retries = self._counter(
            "newsroom_retries_total", "Attempts that failed and are made again, by what was away", SERVICES, _AWAY)
        self.attempts = self._gauge(
            "newsroom_failed_attempts", "Attempts in a row that failed until now; 0 when all is well", SERVICES, _AWAY)
        self.stopped = self._gauge(
            "newsroom_stopped_by_bad_inputs", "1: it does nothing more, for too many inputs were bad", ("work",))
        self.window_entries = self._gauge(
            "newsroom_window_entries", "What the memory holds within its window", ("work", "run"), _WINDOW)
        self.window_evictions = self._counter(
            "newsroom_window_evictions_total", "What left a window of the memory by age", ("work", "run"), _WINDOW)
        self.disputed = self._gauge(
            "newsroom_figures_disputed", "Figures of the last three days that are disputed now", ("sink", "run"),
            _POLICY)
        self.longest_dispute = self._gauge(
            "newsroom_longest_dispute_seconds", "How long the longest of these disputes has stood; 0 without one",
            ("sink", "run"), _POLICY)
        self.polls = self._counter(
            "newsroom_source_polls_total", "Times that a source was looked at", ("ingest",), _SOURCE, _OUTCOME)
        self.newest_item = self._gauge(
            "newsroom_source_newest_item_timestamp_seconds", "When the newest item of the source was published",
            ("ingest",), _SOURCE)
        self.build_info = self._gauge(
            "newsroom_build_info", "1; its labels say what runs", SERVICES, Label("service", SERVICES),
            Label("version", bound="one a process"), Label("pipeline_version", bound="one a process"),
            Label("python", bound="one a process"))

    def _declare_desk(self) -> None:
        self.desk_readers = self._gauge(
            "newsroom_desk_readers", "Readers who have a live page of the desk open", ("desk",))
        self.desk_incidents = self._gauge(
            "newsroom_desk_incidents", "Incidents that stand on the desk's board", ("desk",))
        self.desk_behind = self._gauge(
            "newsroom_desk_behind_records", "Records of the log that the desk's page does not show yet", ("desk",))
        self.desk_change_seconds = self._histogram(
            "newsroom_desk_change_seconds", "From the log taking a change of a figure to the desk's readers being told",
            ("desk",), _RECEIVED)
        self.desk_skips = self._counter(
            "newsroom_desk_skips_total", "Times that a slow reader was told the newest and not what lay between",
            ("desk",))
        self.desk_edits = self._counter(
            "newsroom_desk_edits_total", "Words that editors said on the desk's page", ("desk",))

    def _declare_notify(self) -> None:
        told_by = ("notify",)
        self.notify_sent = self._counter(
            "newsroom_notify_sent_total", "Messages that the receiver acknowledged", told_by, _RECEIVER)
        self.notify_changes = self._counter(
            "newsroom_notify_changes_total", "Changes that these messages told", told_by, _RECEIVER)
        self.notify_failed = self._counter(
            "newsroom_notify_failed_total", "Tries of a message that the receiver did not acknowledge", told_by,
            _RECEIVER)
        self.notify_dead = self._counter(
            "newsroom_notify_dead_total", "Messages that became dead letters after their last try", told_by, _RECEIVER)
        self.notify_seconds = self._histogram(
            "newsroom_notify_sent_seconds", "From a message being made to its receiver acknowledging it", told_by,
            _RECEIVED, _RECEIVER)
        self.notify_waiting = self._gauge(
            "newsroom_notify_waiting", "Messages, and changes held back for one, that wait", told_by, _RECEIVER)
        self.notify_oldest = self._gauge(
            "newsroom_notify_oldest_seconds", "Age of the oldest message that waits; 0 without one", told_by, _RECEIVER)
        self.notify_dead_letters = self._gauge(
            "newsroom_notify_dead_letters", "Dead letters that are kept", told_by, _RECEIVER)
        self.notify_unreadable = self._counter(
            "newsroom_notify_unreadable_total", "Records of figures that could not be read, of which nobody was told",
            told_by)

    def notify_receiver(self, receiver: str) -> None:
        """Its series are there from the start with 0, so that the first increment is seen as one."""
        for metric in (self.notify_sent, self.notify_changes, self.notify_failed, self.notify_dead):
            metric.labels(receiver)

    def notified(self, receiver: str, changes: int, seconds: float) -> None:
        """A receiver acknowledged a message of so many changes, so long after it was made."""
        self.notify_sent.labels(receiver).inc()
        self.notify_changes.labels(receiver).inc(changes)
        self.notify_seconds.labels(receiver).observe(max(0.0, seconds))

    def not_notified(self, receiver: str, *, dead: bool) -> None:
        """It did not; `dead`: it is not asked again."""
        self.notify_failed.labels(receiver).inc()
        self.notify_dead.labels(receiver).inc(dead)

    def notify_queue(self, receiver: str, waiting: int, dead: int, oldest_seconds: float) -> None:
        """How much waits for a receiver, how long the oldest of it has, and how much is dead."""
        self.notify_waiting.labels(receiver).set(waiting)
        self.notify_dead_letters.labels(receiver).set(dead)
        self.notify_oldest.labels(receiver).set(oldest_seconds)

    def count(self, events: Iterable[Event]) -> None:
        """Count what a stage returned, or what was taken in, once the log has it."""
        counted = list(events)
        self.short_letters.inc(sum(map(_is_short, counted)))
        self.unread_figures.inc(sum(len(event.unread) for event in counted if isinstance(event, UpdateFiled)))
        for series, times in Tally(series for event in counted for series in _series_of(event)).items():
            self._counter_of(series).inc(times)

    def stage(self, stage: str, seconds: float) -> None:
        """A stage (named as `telemetry.stages` names it) took so long for a batch."""
        self.stage_seconds.labels(_STAGE.value(stage.replace(" ", "_"))).observe(seconds)

    def stored(self, published_at: Iterable[float], received_at: Iterable[float], now: float | None = None) -> None:
        """The store has rows of updates published and received at these moments."""
        moment = time.time() if now is None else now
        for published in published_at:
            self.published_to_stored.observe(max(0.0, moment - published))
        for received in received_at:
            self.received_to_stored.observe(max(0.0, moment - received))

    def inserted(self, table: str, rows: int, seconds: float) -> None:
        """The store acknowledged one block."""
        self.rows.labels(table).inc(rows)
        self.insert_seconds.labels(table).observe(seconds)

    def position(self, group: str, topic: str, partition: int, next_offset: int, end_offset: int) -> None:
        """Where a group stands on a partition, and where that ends."""
        where = (group, topic, str(partition))
        self.next_offset.labels(*where).set(next_offset)
        self.lag.labels(*where).set(max(0, end_offset - next_offset))

    def processed(self, group: str, topic: str, partition: int, now: float | None = None) -> None:
        """A record of the partition was done just now."""
        moment = time.time() if now is None else now
        self.last_processed.labels(group, topic, str(partition)).set(moment)

    def gave_up(self, group: str, topic: str, partition: int) -> None:
        """This process has the partition no more: another tells of it from now on."""
        for metric in (self.next_offset, self.lag, self.last_processed):
            metric.remove(group, topic, str(partition))

    def gone(self, group: str, topic: str, records: int) -> None:
        """So many records were taken off the log before the group read them."""
        self.records_gone.labels(group, topic).inc(records)

    def failed(self, of: Literal["log", "store", "source"], attempt: int) -> None:
        """The `attempt`th try in a row failed."""
        self.retries.labels(of).inc()
        self.attempts.labels(of).set(attempt)

    def recovered(self, of: Literal["log", "store", "source"]) -> None:
        """It works again."""
        self.attempts.labels(of).set(0)

    def window(self, window: Literal["duplicates", "incidents"], entries: int, evicted: int) -> None:
        """How much is within a window now, and how much left it since this was last told."""
        self.window_entries.labels(window).set(entries)
        self.window_evictions.labels(window).inc(evicted)

    def polled(self, source: str, *, ok: bool, newest: float | None = None) -> None:
        """A source was looked at; `newest` is when its newest item was published, where that is known."""
        self.polls.labels(source, "ok" if ok else "failed").inc()
        if newest is not None:
            self.newest_item.labels(source).set(newest)

    def _counter_of(self, series: tuple[str, ...]) -> Counter:
        found = self._counted.get(series)
        if found is None:
            counter: Counter = getattr(self, series[0])
            labels = next(d.labels for d in self.catalogue if d.name == f"newsroom_{series[0]}_total")
            values = [label.value(value) for label, value in zip(labels, series[1:], strict=True)]
            found = self._counted[series] = counter.labels(*values) if values else counter
        return found

    def _counter(self, name: str, meaning: str, told_by: Sequence[str], *labels: Label) -> Counter:
        declared = self._declared(Declared(name, "counter", meaning, tuple(told_by), labels))
        counter = Counter(name, meaning, [label.name for label in labels], registry=self.registry)
        return _with_all_series(counter, declared)

    def _gauge(self, name: str, meaning: str, told_by: Sequence[str], *labels: Label) -> Gauge:
        declared = self._declared(Declared(name, "gauge", meaning, tuple(told_by), labels))
        gauge = Gauge(name, meaning, [label.name for label in labels], registry=self.registry)
        return _with_all_series(gauge, declared)

    def _histogram(
        self, name: str, meaning: str, told_by: Sequence[str], buckets: tuple[float, ...], *labels: Label
    ) -> Histogram:
        declared = self._declared(Declared(name, "histogram", meaning, tuple(told_by), labels, buckets))
        names = [label.name for label in labels]
        return _with_all_series(Histogram(name, meaning, names, buckets=buckets, registry=self.registry), declared)

    def _declared(self, metric: Declared) -> Declared:
        self.catalogue.append(metric)
        return metric


def _with_all_series(metric: _M, declared: Declared) -> _M:
    """Make the series of a counter or gauge whose labels are all listed."""
    if declared.labels and declared.kind != "histogram" and all(label.values for label in declared.labels):
        for values in itertools.product(*(label.values for label in declared.labels)):
            metric.labels(*values)
    return metric


def _is_short(event: Event) -> bool:
    return isinstance(event, DeadLetter) and bool(event.payload_bytes) and not event.payload


def _series_of(event: Event) -> list[tuple[str, ...]]:
    """The counters of an event with their label values; none for events that are not counted."""
    match event:
        case UpdateReceived():
            return [("updates_ingested",)]
        case UpdateFiled():
            return [("updates_filed", event.disposition, event.language)]
        case FigureClaimed():
            return [("claims", event.category)]
        case FigureChanged():
            disputed = "true" if event.disputed else "false"
            return [("figures", figure.policy, disputed) for figure in event.figures]
        case FigureReconciled():
            return [("figures", event.policy, "true" if event.disputed else "false")]
        case ClaimWithdrawn():
            return [("claims_withdrawn",)]
        case DeadLetter():
            return [("dead_letters", event.stage, event.reason)]
        case _:
            return []
