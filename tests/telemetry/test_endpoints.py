"""The three pages over real sockets."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator

import pytest

from telemetry.endpoints import PATHS, CannotServe, Pulse, ServiceHealth, serving
from telemetry.metrics import Metrics

METRICS = Metrics("run", version="1", pipeline_version=1)


class Service:
    def __init__(self) -> None:
        self.state = ServiceHealth()
        self.port = 0

    def health(self) -> ServiceHealth:
        return self.state

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, bytes, str | None]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        result = answer.status, answer.read(), answer.getheader("Content-Type")
        connection.close()
        return result


@pytest.fixture
def service() -> Iterator[Service]:
    service = Service()
    with serving(METRICS.registry, service.health) as service.port:
        yield service


def test_metrics_are_served_as_prometheus_reads_them(service: Service) -> None:
    status, body, kind = service.get("/metrics")
    assert status == 200
    assert kind is not None
    assert kind.startswith("text/plain")
    assert b"newsroom_build_info{" in body
    status, body, kind = service.get("/metrics?x=1", Accept="application/openmetrics-text; version=1.0.0")
    assert status == 200
    assert kind is not None
    assert kind.startswith("application/openmetrics-text")
    assert body.endswith(b"# EOF\n")


def test_health_and_readiness_are_apart(service: Service) -> None:
    assert [service.get(path)[0] for path in ("/healthz", "/readyz")] == [200, 200]
    service.state = ServiceHealth(("the log is away",))
    assert [service.get(path)[0] for path in ("/healthz", "/readyz")] == [200, 503]
    assert json.loads(service.get("/readyz")[1]) == {"problems": ["the log is away"], "ready": False, "alive": True}
    service.state = ServiceHealth(("it hangs",), alive=False)
    status, body, _ = service.get("/healthz")
    assert (status, json.loads(body)) == (503, {"problems": ["it hangs"], "ready": False, "alive": False})


def test_an_unknown_page_names_those_there_are(service: Service) -> None:
    status, body, _ = service.get("/")
    assert (status, json.loads(body)) == (404, {"pages": list(PATHS)})


def test_a_head_has_no_body_and_nothing_can_be_posted(service: Service) -> None:
    assert service.get("/healthz", "HEAD")[:2] == (200, b"")
    assert service.get("/healthz", "POST")[0] == 501


def test_a_failing_health_is_told_and_the_server_goes_on(service: Service) -> None:
    def failing() -> ServiceHealth:
        raise ZeroDivisionError("no health")

    with serving(METRICS.registry, failing) as port:
        other = Service()
        other.port = port
        assert other.get("/healthz")[0] == 500
        assert other.get("/metrics")[0] == 200
    assert service.get("/healthz")[0] == 200


def test_a_taken_port_is_one_clear_line(service: Service) -> None:
    with (
        pytest.raises(CannotServe, match=rf"127\.0\.0\.1:{service.port}: Address already in use; choose another"),
        serving(METRICS.registry, service.health, port=service.port),
    ):
        pass


@pytest.mark.parametrize(("host", "port"), [("no such host.invalid", 0), ("127.0.0.1", 99_999)])
def test_an_impossible_address_is_one_clear_line(host: str, port: int) -> None:
    with pytest.raises(CannotServe, match="choose another port or address"), serving(METRICS.registry, ServiceHealth, host, port):
        pass


def test_the_port_is_free_again_afterwards() -> None:
    with serving(METRICS.registry, ServiceHealth) as port:
        pass
    with serving(METRICS.registry, ServiceHealth, port=port) as again:
        assert again == port


def test_a_connection_answers_once_so_that_none_outlives_the_service(service: Service) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=10)
    connection.request("GET", "/healthz", headers={"Connection": "keep-alive"})
    answer = connection.getresponse()
    assert answer.read()
    assert answer.will_close
    connection.close()


def test_ipv6_loopback_is_served_where_there_is_one() -> None:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            pass
    except OSError as error:
        pytest.skip(f"no IPv6 here: {error}")
    with serving(METRICS.registry, ServiceHealth, "::1") as port:
        connection = http.client.HTTPConnection("::1", port, timeout=10)
        connection.request("GET", "/healthz")
        assert connection.getresponse().status == 200
        connection.close()


def test_a_pulse_lives_while_it_beats_and_says_why_it_is_not_ready() -> None:
    now = 0.0
    pulse = Pulse(60, now=lambda: now)
    assert pulse.health() == ServiceHealth(("it is starting",)), "nothing is done yet"
    assert not pulse.health().ready
    pulse.beat()
    assert pulse.health() == ServiceHealth()
    assert pulse.health().ready
    now = 50.0
    pulse.unready("it rebuilds a memory")
    assert pulse.health() == ServiceHealth(("it rebuilds a memory",))
    now = 105.0
    assert pulse.health().alive, "to say so was a sign of life"
    now = 111.0
    assert pulse.health() == ServiceHealth(("no sign of life for 61 s",), alive=False)
    pulse.lives()
    assert pulse.health() == ServiceHealth(("it rebuilds a memory",)), "a sign of life is no round that is done"
    pulse.beat()
    assert pulse.health() == ServiceHealth()
