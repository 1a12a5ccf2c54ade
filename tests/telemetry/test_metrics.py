"""What the metrics say of events, and that the lists of label values are those of the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from schemas.events import DeadLetter, Event, FigureReconciled, UnreadFigure
from streams.desk.told import Told
from streams.extract import language
from streams.figures.policies import POLICIES
from telemetry.metrics import OTHER, Metrics
from tests.builders import claimed, filed, received
from tests.sinks.events import reconciled, voice

ROOT = Path(__file__).parents[2]


@pytest.fixture
def metrics() -> Metrics:
    return Metrics("run", version="1.2.3", pipeline_version=7)


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def figure(*, disputed: bool, policy: str = "house") -> FigureReconciled:
    return reconciled(5, 1, disputed=disputed, policy=policy, voices=(voice("Mayor", 5),))


def letter(stage: str, reason: str) -> DeadLetter:
    return DeadLetter(event_id="0" * 32, source="a.txt", stage=stage, reason=reason, detail="x", origin=None,
                      payload=b"", payload_bytes=0)


def test_events_are_counted_by_what_they_say(metrics: Metrics) -> None:
    events: list[Event] = [
        received("a"), received("b"), filed("a"), filed("b", disposition="duplicate", language="es"), claimed("killed"),
        claimed("killed", 6), claimed("missing"), figure(disputed=True), figure(disputed=False, policy="acled"),
        letter("reading", "empty"),
    ]
    metrics.count(events)
    assert value(metrics, "newsroom_updates_ingested_total") == 2
    assert value(metrics, "newsroom_updates_filed_total", disposition="new", language="en") == 1
    assert value(metrics, "newsroom_updates_filed_total", disposition="duplicate", language="es") == 1
    assert value(metrics, "newsroom_claims_total", category="killed") == 2
    assert value(metrics, "newsroom_claims_total", category="missing") == 1
    assert value(metrics, "newsroom_figures_total", policy="house", disputed="true") == 1
    assert value(metrics, "newsroom_figures_total", policy="acled", disputed="false") == 1
    assert value(metrics, "newsroom_dead_letters_total", stage="reading", reason="empty") == 1


def test_a_change_of_a_figure_counts_under_every_policy(metrics: Metrics) -> None:
    metrics.count(Told().changes([figure(disputed=True), figure(disputed=True, policy="acled")], whole=False))
    assert value(metrics, "newsroom_figures_total", policy="house", disputed="true") == 1
    assert value(metrics, "newsroom_figures_total", policy="acled", disputed="true") == 1


def test_unread_figures_are_counted_with_each_filing_of_their_update(metrics: Metrics) -> None:
    assert value(metrics, "newsroom_unread_figures_total") == 0
    doubted = tuple(UnreadFigure(evidence=str(n), start=n, end=n + 1) for n in range(2))
    metrics.count([filed("a", unread=doubted), filed("b"), filed("a", unread=doubted, disposition="duplicate")])
    assert value(metrics, "newsroom_unread_figures_total") == 4


def test_counting_twice_adds_up(metrics: Metrics) -> None:
    for _ in range(3):
        metrics.count([filed("a"), filed("b")])
    assert value(metrics, "newsroom_updates_filed_total", disposition="new", language="en") == 6


def test_what_is_on_no_list_is_counted_as_other_and_makes_no_series(metrics: Metrics) -> None:
    before = len(generate_latest(metrics.registry).splitlines())
    metrics.count([filed(str(n), language=f"x{n}") for n in range(50)])
    metrics.count([letter("reading", f"reason {n}") for n in range(50)])
    metrics.stage("nobody knows it", 0.1)
    assert value(metrics, "newsroom_updates_filed_total", disposition="new", language=OTHER) == 50
    assert value(metrics, "newsroom_dead_letters_total", stage="reading", reason=OTHER) == 50
    added = len(generate_latest(metrics.registry).splitlines()) - before
    assert added < 30, "one histogram, no series for each value"


def test_counters_stand_at_zero_before_anything_happens(metrics: Metrics) -> None:
    assert value(metrics, "newsroom_dead_letters_total", stage="writing", reason="malformed") == 0
    assert value(metrics, "newsroom_retries_total", of="store") == 0


def test_positions_give_lag_and_go_with_the_partition(metrics: Metrics) -> None:
    where = {"group": "work", "topic": "intake", "partition": "3"}
    metrics.position("work", "intake", 3, 40, 100)
    metrics.processed("work", "intake", 3, now=5.0)
    assert value(metrics, "newsroom_consumer_lag_records", **where) == 60
    assert value(metrics, "newsroom_consumer_next_offset", **where) == 40
    assert value(metrics, "newsroom_last_processed_timestamp_seconds", **where) == 5.0
    metrics.gave_up("work", "intake", 3)
    metrics.gave_up("work", "intake", 4)
    assert value(metrics, "newsroom_consumer_lag_records", **where) is None


def test_waits_to_the_store_are_seconds_from_both_times(metrics: Metrics) -> None:
    metrics.stored([100.0, 200.0], [290.0], now=300.0)
    assert value(metrics, "newsroom_published_to_stored_seconds_sum") == 300.0
    assert value(metrics, "newsroom_received_to_stored_seconds_sum") == 10.0
    metrics.stored([400.0], [], now=300.0)
    assert value(metrics, "newsroom_published_to_stored_seconds_sum") == 300.0, "a page from the future waits for nothing"


def test_attempts_rise_and_fall_and_retries_only_rise(metrics: Metrics) -> None:
    for attempt in (1, 2, 3):
        metrics.failed("store", attempt)
    assert value(metrics, "newsroom_failed_attempts", of="store") == 3
    metrics.recovered("store")
    assert value(metrics, "newsroom_failed_attempts", of="store") == 0
    assert value(metrics, "newsroom_retries_total", of="store") == 3


def test_windows_sources_and_inserts(metrics: Metrics) -> None:
    metrics.window("duplicates", 40, 2)
    metrics.window("duplicates", 39, 3)
    metrics.inserted("updates", 10, 0.2)
    metrics.polled("wire", ok=True, newest=77.0)
    metrics.polled("wire", ok=False)
    assert value(metrics, "newsroom_window_entries", window="duplicates") == 39
    assert value(metrics, "newsroom_window_evictions_total", window="duplicates") == 5
    assert value(metrics, "newsroom_store_rows_total", table="updates") == 10
    assert value(metrics, "newsroom_store_insert_seconds_count", table="updates") == 1
    assert value(metrics, "newsroom_source_polls_total", source="wire", outcome="failed") == 1
    assert value(metrics, "newsroom_source_newest_item_timestamp_seconds", source="wire") == 77.0


def test_the_build_is_told(metrics: Metrics) -> None:
    text = generate_latest(metrics.registry).decode()
    assert re.search(r'newsroom_build_info\{pipeline_version="7",python="3\.\d+\.\d+",service="run",version="1.2.3"\} 1.0', text)


def test_two_processes_parts_do_not_share_a_registry() -> None:
    first, second = (Metrics("sink", version="1", pipeline_version=1) for _ in range(2))
    first.inserted("claims", 1, 0.1)
    assert value(second, "newsroom_store_rows_total", table="claims") is None
    given = CollectorRegistry()
    assert Metrics("sink", version="1", pipeline_version=1, registry=given).registry is given


def test_names_and_units_follow_the_conventions(metrics: Metrics) -> None:
    for metric in metrics.catalogue:
        assert metric.name.startswith("newsroom_")
        assert re.fullmatch(r"[a-z_]+", metric.name)
        assert (metric.kind == "counter") == metric.name.endswith("_total")
        assert not re.search(r"milli|micro|_ms\b|minutes|hours|percent", metric.name)
        assert metric.meaning
        assert not metric.meaning.endswith(".")
        assert metric.told_by
        if metric.kind == "histogram":
            assert metric.name.endswith("_seconds")
            assert list(metric.buckets) == sorted(metric.buckets)
        for label in metric.labels:
            assert bool(label.values) != bool(label.bound), f"{metric.name}: {label.name} lists its values or says its bound"


def test_the_catalogue_is_all_there_is(metrics: Metrics) -> None:
    scraped = {family.name for family in metrics.registry.collect() if not family.name.startswith("process_")}
    assert scraped == {metric.name.removesuffix("_total") for metric in metrics.catalogue}


def literals(pattern: str, *folders: str) -> Iterator[str]:
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            yield from re.findall(pattern, path.read_text(encoding="utf-8"))


def listed(metrics: Metrics, name: str, label: str) -> set[str]:
    metric = next(m for m in metrics.catalogue if m.name == name)
    return {v for each in metric.labels if each.name == label for v in each.values}


def test_the_listed_values_are_those_of_the_code(metrics: Metrics) -> None:
    assert listed(metrics, "newsroom_figures_total", "policy") == {*POLICIES, OTHER}
    assert listed(metrics, "newsroom_updates_filed_total", "language") == {*language._FUNCTION_WORDS, "und", OTHER}
    reasons = listed(metrics, "newsroom_dead_letters_total", "reason")
    folders = ("producers", "streams", "sinks", "newsroom")
    said = {*literals(r'NotAStory\(\s*"(\w+)"', *folders), *literals(r'reason="(\w+)"', *folders),
            *literals(r'Unread\w*\([^)]*?"(\w+)",', *folders)}
    assert len(said) >= 8, said
    assert said <= reasons
    stages = {*literals(r'(?:stages?|steps)\("([a-z ]+)"', *folders)}
    assert len(stages) >= 5
    assert {stage.replace(" ", "_") for stage in stages} <= listed(metrics, "newsroom_stage_seconds", "stage")
    assert {*literals(r'stage="(\w+)"', *folders)} <= listed(metrics, "newsroom_dead_letters_total", "stage")
