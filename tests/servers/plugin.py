"""Pytest's way to the real servers: fixtures that start them, the marker `servers`, and when to skip.

Tests that use a server are skipped, with the reason, unless NEWSROOM_TEST_SERVERS=1 asks for them. With
NEWSROOM_REQUIRE_SERVERS=1 a server that cannot be had fails the tests instead of skipping them.

Several processes may share these tests out (`--dist loadgroup`): each starts the servers that its tests need, on
ports of its own. A module's tests stay together, and so on one set of servers; a test with a timeout of its own is a
long one and goes by itself, before the short ones.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.servers.kafka_broker import KafkaBroker
from tests.servers.process import ServerUnavailable
from tests.servers.secure_kafka import SecureKafka, start_secure_kafka
from tests.servers.topics import empty_topics

REQUIRED = os.environ.get("NEWSROOM_REQUIRE_SERVERS") == "1"
ASKED_FOR = REQUIRED or os.environ.get("NEWSROOM_TEST_SERVERS") == "1"
pytest_plugins = ["tests.servers.clickhouse_fixtures", "tests.servers.registry_fixtures"]
SERVER_FIXTURES = {
    "kafka_broker", "secure_kafka", "clickhouse_front", "old_clickhouse", "own_clickhouse", "schema_registry",
}
_STARTED: list[str] = []  # what the summary says of the servers


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "servers: needs a real server (every test that uses a server's fixture)")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if SERVER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("servers")
        if not _is_long(item):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
    items.sort(key=_is_long, reverse=True)


def _is_long(item: pytest.Item) -> bool:
    return item.get_closest_marker("servers") is not None and item.get_closest_marker("timeout") is not None


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["started"] = _STARTED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    _STARTED.extend(node.workeroutput["started"] if hasattr(node, "workeroutput") else ())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in _STARTED:
        terminalreporter.write_line(line)


@pytest.fixture(autouse=True)
def _a_data_folder_of_its_own(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test on Kafka remembers of its log beside it would be taken for what another test's log has."""
    if request.node.get_closest_marker("servers") is not None and "NEWSROOM_DATA" not in os.environ:
        folder: Path = request.getfixturevalue("tmp_path")
        monkeypatch.setenv("NEWSROOM_DATA", str(folder / "newsroom-data"))


def only_when_asked_for() -> None:
    """Skip the test unless real servers are to be used."""
    if not ASKED_FOR:
        pytest.skip("needs a real server: set NEWSROOM_TEST_SERVERS=1 (make test-servers)")


def unavailable(why: ServerUnavailable) -> NoReturn:
    """Skip the test, or fail it where servers are required."""
    if REQUIRED:
        pytest.fail(str(why), pytrace=False)
    pytest.skip(str(why))


@pytest.fixture(scope="session")
def kafka_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaBroker]:
    """A running Kafka broker without topics, one for the whole session."""
    only_when_asked_for()
    try:
        broker = KafkaBroker(tmp_path_factory.mktemp("kafka"))
        broker.start()
    except ServerUnavailable as why:
        unavailable(why)
    _STARTED.append(f"Kafka {broker.address} started in {broker.start_seconds:.1f} s")
    yield broker
    broker.kill()


@pytest.fixture
def kafka_url(kafka_broker: KafkaBroker) -> str:
    """The running broker's address, with all topics of the house there and empty, and no group."""
    if not kafka_broker.running:
        kafka_broker.start()
    url = f"kafka://{kafka_broker.address}"
    empty_topics(url)
    return url


@pytest.fixture(scope="session")
def secure_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureKafka]:
    """A running broker with TLS and logins, with the topics of the house."""
    only_when_asked_for()
    try:
        secure = start_secure_kafka(tmp_path_factory.mktemp("secure-kafka"))
    except ServerUnavailable as why:
        unavailable(why)
    _STARTED.append(f"Kafka with TLS {secure.broker.address} started in {secure.broker.start_seconds:.1f} s")
    empty_topics(f"kafka://{secure.broker.address}")
    yield secure
    secure.broker.kill()
