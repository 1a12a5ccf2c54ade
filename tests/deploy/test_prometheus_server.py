"""A real Prometheus scrapes what the services serve: every metric arrives, every rule evaluates, alerts come and go."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.events import DeadLetter
from telemetry.endpoints import ServiceHealth, serving
from telemetry.metrics import Metrics
from tests.builders import claimed, filed, received
from tests.deploy.prometheus_server import PrometheusServer
from tests.deploy.test_prometheus import rules
from tests.servers.plugin import only_when_asked_for, unavailable
from tests.servers.process import ServerUnavailable
from tests.sinks.events import reconciled

pytestmark = pytest.mark.servers


@pytest.fixture
def metrics() -> Metrics:
    return Metrics("run", version="1.0", pipeline_version=1)


@pytest.fixture
def prometheus(metrics: Metrics, tmp_path: Path) -> Iterator[PrometheusServer]:
    only_when_asked_for()
    with serving(metrics.registry, ServiceHealth) as port:
        try:
            server = PrometheusServer(tmp_path, {"run": port}, waiting="1s")
            server.start()
        except ServerUnavailable as why:
            unavailable(why)
        yield server
        server.stop()


def tell_everything(metrics: Metrics) -> None:
    metrics.count([received("a"), filed("a"), claimed(), reconciled()])
    metrics.stage("deciding", 0.01)
    metrics.stored([1.0], [2.0], now=3.0)
    metrics.inserted("updates", 5, 0.01)
    metrics.position("work", "intake", 0, 5, 5)
    metrics.processed("work", "intake", 0)
    metrics.window("duplicates", 3, 1)
    metrics.polled("wire", ok=True, newest=1.0)
    metrics.gone("sink", "claims", 2)
    metrics.notified("here", 2, 0.1)
    metrics.not_notified("here", dead=True)
    metrics.notify_queue("here", 1, 1, 5.0)


def test_every_declared_metric_arrives_and_every_rule_evaluates(prometheus: PrometheusServer, metrics: Metrics) -> None:
    tell_everything(metrics)
    wanted = {metric.name + ("_bucket" if metric.kind == "histogram" else "") for metric in metrics.catalogue}
    prometheus.wait_until(lambda: wanted <= prometheus.names(), "every metric")
    prometheus.wait_until(lambda: "source:newsroom_source_newest_item_age_seconds:min" in prometheus.names(), "a recording")
    metrics.count([received("b")])
    metrics.stored([], [2.0], now=3.0)
    metrics.stage("deciding", 0.01)
    recorded = {rule["record"] for rule in rules("record")}
    prometheus.wait_until(lambda: recorded <= prometheus.names(), "every recording")
    assert prometheus.rule_problems() == {}


def test_garbage_and_a_store_that_is_away_raise_their_alerts_and_recovery_clears(
    prometheus: PrometheusServer, metrics: Metrics
) -> None:
    prometheus.wait_until(lambda: bool(prometheus.query("up == 1")), "a scrape")
    assert prometheus.firing() == set()
    metrics.count([DeadLetter(event_id="0" * 32, source="a.txt", stage="reading", reason="binary", detail="x",
                              origin=None, payload=b"", payload_bytes=0)])
    metrics.failed("store", 1)
    wanted = {"NewsroomDeadLetters", "NewsroomStoreAway"}
    prometheus.wait_until(lambda: prometheus.firing() == wanted, "both alerts and no other")
    metrics.recovered("store")
    prometheus.wait_until(lambda: prometheus.firing() == {"NewsroomDeadLetters"}, "the end of one")


def test_a_service_that_is_gone_is_told_until_it_is_back(
    prometheus: PrometheusServer, metrics: Metrics
) -> None:
    with contextlib.ExitStack() as running:
        port = running.enter_context(serving(metrics.registry, ServiceHealth))
        prometheus.scrape({"work": port})
        prometheus.wait_until(lambda: bool(prometheus.query('up{service="work"} == 1')), "a scrape")
    prometheus.wait_until(lambda: "NewsroomServiceDown" in prometheus.firing(), "the alert")
    with serving(metrics.registry, ServiceHealth, port=port):
        prometheus.wait_until(lambda: "NewsroomServiceDown" not in prometheus.firing(), "its end")
