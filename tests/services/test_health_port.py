"""A worker that cannot serve its health page says so in one line and does not start."""

from __future__ import annotations

import socket

from tests.e2e.newsroom_process import newsroom

NO_LOG = "kafka://127.0.0.1:1"  # the page comes first: no log is needed to see that its port is taken


def test_a_taken_port_ends_it_with_a_line_that_says_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = newsroom("work", "--log", NO_LOG, environment={"NEWSROOM_HEALTH_PORT": port})
    assert done.returncode == 1
    (line,) = done.stderr.decode().splitlines()
    assert f"127.0.0.1:{port}" in line
    assert "Address already in use" in line
    assert "NEWSROOM_HEALTH_PORT" in line


def test_an_address_that_is_not_ours_does_too() -> None:
    environment = {"NEWSROOM_HEALTH_HOST": "192.0.2.1", "NEWSROOM_HEALTH_PORT": "60660"}
    done = newsroom("work", "--log", NO_LOG, environment=environment)
    assert done.returncode == 1
    (line,) = done.stderr.decode().splitlines()
    assert "192.0.2.1:60660" in line
    assert "NEWSROOM_HEALTH_HOST" in line
