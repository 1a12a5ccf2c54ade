"""What lets several processes share out the tests on servers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.servers.process import free_ports

ROOT = Path(__file__).parents[2]


def test_make_collects_tests_on_servers_wherever_they_are(request: pytest.FixtureRequest) -> None:
    """To collect all tests in every process costs more than to start the servers; in `make test` all are there."""
    (line,) = [line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith("ON_SERVERS := ")]
    named = [ROOT / path for path in line.removeprefix("ON_SERVERS := ").split()]
    assert all(path.exists() for path in named)
    on_servers = {item.path for item in request.session.items if item.get_closest_marker("servers")}
    assert [path for path in sorted(on_servers) if not any(path.is_relative_to(each) for each in named)] == []


def test_a_port_is_not_given_twice_before_its_server_listens() -> None:
    """A broker asks in two goes: by chance among 750 ports both gave it the same one."""
    given = [port for _ in range(60) for port in free_ports(5)]
    assert len(set(given)) == len(given)
