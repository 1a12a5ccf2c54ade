"""Fixtures of ClickHouse servers: the front, which needs nothing installed, and the real ones."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from sinks.clickhouse.address import parse_address
from sinks.clickhouse.store import ClickHouseStore
from tests.servers import plugin
from tests.servers.clickhouse import ClickHouseFront, OldClickHouse
from tests.servers.process import ServerUnavailable

OWN_SERVER = "NEWSROOM_TEST_CLICKHOUSE"
OWN_PASSWORD = "NEWSROOM_TEST_CLICKHOUSE_PASSWORD"  # noqa: S105 - the name of a variable
SCRATCH = "newsroom_test"


@pytest.fixture(scope="session")
def clickhouse_front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouseFront]:
    """Today's engine behind the native protocol, one for the whole session."""
    front = ClickHouseFront(tmp_path_factory.mktemp("clickhouse-front"))
    front.start()
    yield front
    front.kill()


@pytest.fixture
def front_url(clickhouse_front: ClickHouseFront) -> str:
    """The address of an empty database on the running front."""
    if not clickhouse_front.running:
        clickhouse_front.start()
    emptied(ClickHouseStore(clickhouse_front.url))
    return clickhouse_front.url


@pytest.fixture(scope="session")
def old_clickhouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OldClickHouse]:
    """Debian's clickhouse-server, one for the whole session."""
    plugin.only_when_asked_for()
    try:
        server = OldClickHouse(tmp_path_factory.mktemp("old-clickhouse"))
        server.start()
    except ServerUnavailable as why:
        plugin.unavailable(why)
    yield server
    server.kill()


@pytest.fixture
def old_url(old_clickhouse: OldClickHouse) -> str:
    """The address of an empty database on Debian's clickhouse-server."""
    if not old_clickhouse.running:
        old_clickhouse.start()
    emptied(ClickHouseStore(old_clickhouse.url))
    return old_clickhouse.url


@pytest.fixture
def own_clickhouse() -> ClickHouseStore:
    """An empty scratch database on the server that NEWSROOM_TEST_CLICKHOUSE names."""
    url = os.environ[OWN_SERVER]
    address = parse_address(url)
    query = url.partition("?")[2]
    scratch = str(address._replace(database=SCRATCH)).replace("://", f"://{address.user}@")
    return emptied(ClickHouseStore(f"{scratch}?{query}", password=os.environ.get(OWN_PASSWORD, "")))


def emptied(store: ClickHouseStore) -> ClickHouseStore:
    """The same store, its database there and empty."""
    store.create_database()
    for (name,) in store.query("SHOW TABLES").rows:
        store.command(f"DROP TABLE {name}")
    return store
