"""Fixtures of schema registries: the stand-in, which needs nothing installed, and the real one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers import plugin
from tests.servers.process import ServerUnavailable
from tests.servers.registry_server import SchemaRegistryServer
from tests.servers.registry_standin import RegistryStandIn
from tests.servers.secure_kafka import _certificate


@pytest.fixture(scope="session")
def schema_registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SchemaRegistryServer]:
    """A running registry without schemas, one for the whole session; `registry.crt` in its folder is its own."""
    plugin.only_when_asked_for()
    folder = tmp_path_factory.mktemp("schema-registry")
    try:
        _certificate(folder, "registry")
        server = SchemaRegistryServer(folder, folder / "registry.crt", folder / "registry.key")
        server.start()
    except ServerUnavailable as why:
        plugin.unavailable(why)
    yield server
    server.kill()


@pytest.fixture
def registry_standin() -> Iterator[RegistryStandIn]:
    """An empty stand-in, running."""
    with RegistryStandIn() as standin:
        yield standin
