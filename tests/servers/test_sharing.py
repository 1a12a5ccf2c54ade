"""What lets several processes share out the tests on servers."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_make_collects_tests_on_servers_wherever_they_are(request: pytest.FixtureRequest) -> None:
    """To collect all tests in every process costs more than to start the servers; in `make test` all are there."""
    (line,) = [line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith("ON_SERVERS := ")]
    named = [ROOT / path for path in line.removeprefix("ON_SERVERS := ").split()]
    assert all(path.exists() for path in named)
    on_servers = {item.path for item in request.session.items if item.get_closest_marker("servers")}
    assert [path for path in sorted(on_servers) if not any(path.is_relative_to(each) for each in named)] == []
