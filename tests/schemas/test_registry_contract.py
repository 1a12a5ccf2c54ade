"""A stand-in of ours and a real registry keep the same contract."""

from __future__ import annotations

import json
from typing import Any

import pytest

from schemas.codec import Codec, encode
from schemas.compatibility import check_schemas, incompatibilities
from schemas.registry import Access, Registry, RegistryAway, RegistryError
from tests.contracts.registry import TRANSITIVE, SchemaRegistryContract, set_level
from tests.schemas.breaks import CHANGES, changed
from tests.schemas.examples import examples
from tests.servers.registry_server import SchemaRegistryServer
from tests.servers.registry_standin import RegistryStandIn

pytest_plugins = ["tests.servers.plugin"]


class TestStandIn(SchemaRegistryContract):
    @pytest.fixture
    def url(self, registry_standin: RegistryStandIn) -> str:
        return registry_standin.url

    def test_what_the_registry_objects_to_is_named(self, registry: Registry) -> None:
        fields = [{"name": "stage", "type": "long"}, {"name": "source", "type": "string"}]
        foreign = {"type": "record", "name": "DeadLetter", "namespace": "newsroom", "fields": fields}
        registry.id_of("newsroom.DeadLetter", json.dumps(foreign))
        found = check_schemas(registry)
        assert "DeadLetter, by the registry: version 1: event_id: is new and has no default" in found
        assert all(line.startswith("DeadLetter, by the registry: version 1: ") for line in found)
        with pytest.raises(RegistryError, match=r"did not register newsroom\.DeadLetter: 409"):
            Codec(registry).register()


class TestRealRegistry(SchemaRegistryContract):
    @pytest.fixture
    def url(self, schema_registry: SchemaRegistryServer) -> str:
        if not schema_registry.running:
            schema_registry.start()
        return schema_registry.url

    @pytest.mark.parametrize("change", CHANGES, ids=[change.name for change in CHANGES])
    def test_it_judges_as_we_do(self, registry: Registry, subject: str, change: Any) -> None:
        writer = json.dumps({**json.loads(changed(None)), "namespace": subject})
        reader = json.dumps({**json.loads(changed(change)), "namespace": subject})
        registry.id_of(subject, writer)
        set_level(registry, subject, TRANSITIVE)
        assert bool(registry.incompatibilities(subject, reader)) is bool(incompatibilities(reader, writer))

    def test_it_is_reached_over_tls_by_who_trusts_it(self, schema_registry: SchemaRegistryServer, url: str) -> None:
        access = Access(cafile=schema_registry.folder / "registry.crt")
        ids = Codec(Registry(schema_registry.tls_url, access)).register()
        assert ids == Codec(Registry(url)).register()
        with pytest.raises(RegistryAway, match=r"verify failed.*certificates"):
            Codec(Registry(schema_registry.tls_url)).register()

    def test_what_it_said_once_is_known_while_it_is_away(self, schema_registry: SchemaRegistryServer, url: str) -> None:
        warm, cold = Codec(Registry(url)), Codec(Registry(url))
        warm.register()
        written = [(type(event).__name__, warm.encode(event), event) for event in examples()]
        for name, raw, event in written:
            assert warm.decode(name, raw) == event
        schema_registry.kill()
        for name, raw, event in written:
            assert (warm.decode(name, raw), warm.encode(event)) == (event, raw)
            assert cold.decode(name, encode(event)) == event
            with pytest.raises(RegistryAway, match="running"):
                cold.decode(name, raw)
            with pytest.raises(RegistryAway, match="running"):
                cold.encode(event)
        schema_registry.start()
        for name, raw, event in written:
            assert (cold.decode(name, raw), cold.encode(event)) == (event, raw)
