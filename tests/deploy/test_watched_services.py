"""A real Prometheus over the real services: the demo fills every metric, troubles raise their alerts, their end clears.

Alerts fire after a second here, so that a lag which is seen once may raise one for a moment: what is asked for is
where it ends. The garbage's alert ends a quarter of an hour after the last dead letter: NEWSROOM_TEST_ALERTS_END=1 waits for that.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from newsroom.notify.signing import new_secret
from telemetry.metrics import Metrics
from tests.deploy.prometheus_server import PrometheusServer
from tests.deploy.test_prometheus import rules
from tests.deploy.watched_house import BESIDE, EXAMPLES, WatchedHouse
from tests.notify.receiving import Receiver
from tests.servers.clickhouse import ClickHouseFront
from tests.servers.kafka_broker import KafkaBroker
from tests.servers.plugin import only_when_asked_for, unavailable
from tests.servers.process import ServerUnavailable

pytestmark = [pytest.mark.servers, pytest.mark.timeout(1800)]
UPDATES = 13
ALERTS_END = os.environ.get("NEWSROOM_TEST_ALERTS_END") == "1"
OF_AN_OLD_STORY = {"NewsroomSourceSilent"}
"""The demo's story is of March: that its source has nothing newer is so, whatever else happens."""


@pytest.fixture(params=["sqlite", "kafka"])
def log_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    only_when_asked_for()
    if request.param == "sqlite":
        return f"sqlite://{tmp_path / 'log.sqlite'}"
    url: str = request.getfixturevalue("kafka_url")
    return url


@pytest.fixture
def house(log_url: str, front_url: str, tmp_path: Path) -> Iterator[WatchedHouse]:
    house = WatchedHouse(tmp_path, log_url, front_url)
    yield house
    house.end()


@pytest.fixture
def prometheus(house: WatchedHouse, tmp_path: Path) -> Iterator[PrometheusServer]:
    try:
        server = PrometheusServer(tmp_path / "prometheus", house.ports, waiting="1s")
        server.start()
    except ServerUnavailable as why:
        unavailable(why)
    yield server
    server.stop()


def told(prometheus: PrometheusServer, expression: str) -> float:
    """The sum of what the expression gives."""
    return float(sum(each["value"] for each in prometheus.query(expression)))


def all_up(prometheus: PrometheusServer, count: int = 3) -> bool:
    return told(prometheus, "sum(up)") == count


def load_demo(house: WatchedHouse, prometheus: PrometheusServer, receiver: Receiver | None = None) -> None:
    """With a receiver the page and the messages run, too."""
    house.start("ingest", "work", "sink")
    prometheus.wait_until(lambda: all_up(prometheus), "the services")
    if receiver is not None:
        house.tell(receiver)
        house.start(*BESIDE)
        prometheus.scrape(house.all_ports)
        prometheus.wait_until(lambda: all_up(prometheus, len(house.all_ports)), "those beside them")
    prometheus.wait_until(lambda: told(prometheus, "count(newsroom_consumer_next_offset{group='work'})") > 0, "a look")
    for story in sorted(EXAMPLES.glob("*.txt")):
        house.deliver(story.name)
    prometheus.wait_until(
        lambda: told(prometheus, "newsroom_received_to_stored_seconds_count") >= UPDATES, "the demo in the store")


def tells(prometheus: PrometheusServer, expression: str, value: float) -> bool:
    return told(prometheus, expression) == value


def test_the_demo_fills_every_metric_and_every_rule_evaluates(
    house: WatchedHouse, prometheus: PrometheusServer
) -> None:
    with Receiver(new_secret()).serving() as receiver:
        load_demo(house, prometheus, receiver)
        prometheus.wait_until(lambda: told(prometheus, "newsroom_notify_sent_total") > 0, "a message")
    catalogue = Metrics("run", version="0", pipeline_version=0).catalogue
    wanted = {metric.name + ("_bucket" if metric.kind == "histogram" else "") for metric in catalogue}
    wanted.remove("newsroom_records_gone_total")  # it has a series for what is gone, and nothing is
    prometheus.wait_until(lambda: wanted <= prometheus.names(), f"every metric of {wanted}")
    recorded = {rule["record"] for rule in rules("record")}
    prometheus.wait_until(lambda: recorded <= prometheus.names(), "every recording")
    assert prometheus.rule_problems() == {}
    for expression, value in {
        "newsroom_updates_ingested_total": UPDATES,
        "newsroom_updates_filed_total{disposition='duplicate'}": 3,
        "newsroom_store_rows_total{table='updates'}": UPDATES,
        "newsroom_published_to_stored_seconds_count": UPDATES,
        "newsroom_window_entries{window='duplicates'}": UPDATES,
        "newsroom_window_entries{window='incidents'}": 1,
        "newsroom_dead_letters_total": 0,
        "newsroom_failed_attempts": 0,
        "count(newsroom_build_info)": 5,
        "newsroom_desk_behind_records": 0,
        "newsroom_desk_incidents": 1,
    }.items():
        prometheus.wait_until(partial(tells, prometheus, expression, value), f"{expression} == {value}")
    claims, rows = "newsroom_claims_total", "newsroom_store_rows_total{table='claims'}"
    prometheus.wait_until(lambda: told(prometheus, claims) == told(prometheus, rows) > 0, f"{claims} == {rows}")
    prometheus.wait_until(lambda: told(prometheus, "sum(group:newsroom_consumer_lag_records:sum)") == 0, "no lag")


def test_a_killed_worker_is_told_and_its_return_clears_it(house: WatchedHouse, prometheus: PrometheusServer) -> None:
    house.start("ingest", "work", "sink")
    prometheus.wait_until(lambda: all_up(prometheus), "the services")
    house.kill("work")
    house.deliver("pna-the-latest.txt")
    wanted = {"NewsroomServiceDown", "NewsroomOffsetsStand"}
    prometheus.wait_until(lambda: prometheus.firing() - OF_AN_OLD_STORY == wanted, "the worker's alerts and no other")
    assert prometheus.query('ALERTS{alertname="NewsroomServiceDown", service="work"}')
    assert prometheus.query('ALERTS{alertname="NewsroomOffsetsStand", group="work", topic="intake"}')
    house.start("work")
    prometheus.wait_until(lambda: not wanted & prometheus.firing(), "the end of both", seconds=150)
    prometheus.wait_until(lambda: told(prometheus, "newsroom_store_rows_total{table='updates'}") > 0, "the rows")


def test_a_store_that_is_gone_is_told_and_its_return_clears_it(
    house: WatchedHouse, prometheus: PrometheusServer, clickhouse_front: ClickHouseFront
) -> None:
    load_demo(house, prometheus)
    prometheus.wait_until(lambda: prometheus.firing() <= OF_AN_OLD_STORY, "no alert")
    clickhouse_front.kill()
    house.deliver("cpn-the-latest.txt", "21 bodies", "22 bodies")
    prometheus.wait_until(lambda: "NewsroomStoreAway" in prometheus.firing(), "the store's alert")
    others = {"NewsroomServiceDown", "NewsroomDeadLetters", "NewsroomLogAway"}
    prometheus.wait_until(lambda: not others & prometheus.firing(), "it without those of others")
    clickhouse_front.start()
    prometheus.wait_until(lambda: "NewsroomStoreAway" not in prometheus.firing(), "its end")
    assert told(prometheus, "newsroom_retries_total{of='store', service='sink'}") > 0


def test_garbage_is_told_by_its_reason_and_nothing_else_happens(
    house: WatchedHouse, prometheus: PrometheusServer
) -> None:
    house.start("ingest", "work", "sink")
    prometheus.wait_until(lambda: all_up(prometheus), "the services")
    garbage = house.deliver_garbage()
    house.append_garbage()
    reasons = 'count(ALERTS{alertname="NewsroomDeadLetters", alertstate="firing", reason=~"binary|malformed"})'
    prometheus.wait_until(lambda: told(prometheus, reasons) == 2, "an alert for each kind of garbage")
    garbage.unlink()
    house.deliver("pna-the-latest.txt")
    stored = "newsroom_store_rows_total{table='updates'}"
    prometheus.wait_until(lambda: told(prometheus, stored) > 0, "a story after it")
    prometheus.wait_until(lambda: prometheus.firing() - OF_AN_OLD_STORY == {"NewsroomDeadLetters"}, "its alert alone")
    if ALERTS_END:
        prometheus.wait_until(lambda: "NewsroomDeadLetters" not in prometheus.firing(), "its end", seconds=1000)


@pytest.mark.parametrize("log_url", ["kafka"], indirect=True)
def test_a_broker_that_is_gone_is_told_by_worker_and_sink_and_its_return_clears_it(
    house: WatchedHouse, prometheus: PrometheusServer, kafka_broker: KafkaBroker
) -> None:
    load_demo(house, prometheus)
    kafka_broker.kill()
    away = 'count(ALERTS{alertname="NewsroomLogAway", alertstate="firing", service=~"work|sink"})'
    prometheus.wait_until(lambda: told(prometheus, away) == 2, "the alert of both")
    prometheus.wait_until(lambda: "NewsroomStoreAway" not in prometheus.firing(), "it without the store's")
    kafka_broker.start()
    prometheus.wait_until(lambda: "NewsroomLogAway" not in prometheus.firing(), "its end", seconds=150)
    house.deliver("cpn-the-latest.txt", "21 bodies", "22 bodies")
    stored = "newsroom_store_rows_total{table='updates'}"
    prometheus.wait_until(lambda: told(prometheus, stored) > UPDATES, "what came since")
