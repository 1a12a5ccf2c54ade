"""What the client and the codec count on of a schema registry; whoever claims to be one runs these."""

from __future__ import annotations

import io
import json
import uuid
from typing import Any

import fastavro
import httpx
import pytest

from schemas.codec import Codec, Malformed, SchemaFromTheFuture, encode
from schemas.compatibility import check_schemas
from schemas.events import EVENT_TYPES, Event
from schemas.registry import Registry, RegistryAway, RegistryError
from tests.schemas.examples import SCHEMAS, examples

TRANSITIVE = "BACKWARD_TRANSITIVE"
NO_SUCH_ID = 2_000_000_000


def grown(text: str, **field: Any) -> str:
    """The schema with one more field."""
    schema = json.loads(text)
    return json.dumps({**schema, "fields": [*schema["fields"], field]})


def set_level(registry: Registry, subject: str, level: str) -> None:
    """Set the subject's own compatibility level, as who runs the registry does; the subject must exist."""
    url = f"{registry.url}/config/{subject}"
    httpx.put(url, json={"compatibility": level}, trust_env=False).raise_for_status()


class SchemaRegistryContract:
    """Subclasses give the fixture `url`: the address of a running registry."""

    @pytest.fixture
    def registry(self, url: str) -> Registry:
        return Registry(url)

    @pytest.fixture
    def text(self) -> str:
        """A schema that nobody else has registered."""
        schema = json.loads((SCHEMAS / "avro" / "UpdateWithdrawn.avsc").read_text("utf-8"))
        return json.dumps({**schema, "namespace": f"test{uuid.uuid4().hex}"})

    @pytest.fixture
    def subject(self, text: str) -> str:
        return f"{json.loads(text)['namespace']}.UpdateWithdrawn"

    def test_a_schema_has_one_id_however_it_is_spelled(self, registry: Registry, subject: str, text: str) -> None:
        assert registry.find(subject, text) is None
        schema_id = registry.id_of(subject, text)
        assert registry.id_of(subject, json.dumps(json.loads(text), indent=4)) == schema_id
        assert registry.find(subject, text) == schema_id
        assert registry.find(subject, grown(text, name="more", type="int", default=0)) is None

    def test_a_schema_is_read_back_by_its_id(self, registry: Registry, subject: str, text: str) -> None:
        found = registry.schema(registry.id_of(subject, text))
        assert found is not None
        assert json.loads(found) == json.loads(text)
        assert registry.schema(NO_SUCH_ID) is None

    def test_a_schema_that_is_not_avro_is_none_of_ours(self, registry: Registry, subject: str) -> None:
        proto = 'syntax = "proto3"; message Toll { int64 killed = 1; }'
        body = {"schemaType": "PROTOBUF", "schema": proto}
        schema_id = httpx.post(f"{registry.url}/subjects/{subject}/versions", json=body, trust_env=False).json()["id"]
        assert registry.schema(schema_id) is None

    def test_a_subject_has_a_level_of_its_own_or_the_registrys(
        self, registry: Registry, subject: str, text: str
    ) -> None:
        before = registry.level(subject)
        registry.id_of(subject, text)
        assert registry.level(subject) == before
        set_level(registry, subject, TRANSITIVE)
        assert registry.level(subject) == TRANSITIVE

    def test_a_break_is_refused_and_a_compatible_change_is_taken(
        self, registry: Registry, subject: str, text: str
    ) -> None:
        more = grown(text, name="severity", type="string", default="none")
        broken = grown(text, name="severity", type="string")
        assert registry.incompatibilities(subject, text) == []  # of a subject that is not there yet
        first = registry.id_of(subject, text)
        set_level(registry, subject, TRANSITIVE)
        assert registry.incompatibilities(subject, more) == []
        assert registry.incompatibilities(subject, broken)
        with pytest.raises(RegistryError, match="409") as refused:
            registry.id_of(subject, broken)
        assert not isinstance(refused.value, RegistryAway)
        assert "\n" not in str(refused.value)
        assert registry.id_of(subject, more) != first

    def test_a_break_with_an_older_version_than_the_last_is_found(
        self, registry: Registry, subject: str, text: str
    ) -> None:
        with_default = grown(text, name="severity", type="string", default="none")
        registry.id_of(subject, text)
        registry.id_of(subject, with_default)
        set_level(registry, subject, TRANSITIVE)
        [line] = registry.incompatibilities(subject, grown(text, name="severity", type="string"))
        assert line.startswith("version 1: ")

    def test_what_is_no_schema_is_refused(self, registry: Registry, subject: str) -> None:
        with pytest.raises(RegistryError, match="422"):
            registry.id_of(subject, '{"type": "nonsense"}')

    def test_the_schemas_of_the_house_pass_its_check(self, registry: Registry) -> None:
        for subject in Codec(registry).register():
            set_level(registry, subject, TRANSITIVE)
        assert check_schemas(registry) == []
        set_level(registry, "newsroom.UpdateFiled", "NONE")
        [line] = check_schemas(registry)
        assert "NONE of newsroom.UpdateFiled" in line
        set_level(registry, "newsroom.UpdateFiled", TRANSITIVE)

    def test_every_schema_is_registered_under_its_name(self, registry: Registry) -> None:
        ids = Codec(registry).register()
        assert set(ids) == {f"newsroom.{struct.__name__}" for struct in EVENT_TYPES}
        assert Codec(registry).register() == ids

    @pytest.mark.parametrize("event", examples(), ids=lambda event: type(event).__name__)
    def test_events_travel_in_confluents_format(self, registry: Registry, event: Event) -> None:
        name = type(event).__name__
        raw = Codec(registry).encode(event)
        schema_id = int.from_bytes(raw[1:5], "big")
        assert raw == b"\x00" + schema_id.to_bytes(4, "big") + encode(event)[10:]
        assert Codec(registry).decode(name, raw) == event
        # as any reader would that knows nothing but the registry
        text = registry.schema(schema_id)
        assert text is not None
        body = io.BytesIO(raw[5:])
        fields = fastavro.schemaless_reader(body, fastavro.parse_schema(json.loads(text)), None)
        assert isinstance(fields, dict)
        assert fields["event_id"] == event.event_id
        assert body.read() == b""

    def test_either_writers_bytes_are_read(self, registry: Registry) -> None:
        codec = Codec(registry)
        for event in examples():
            assert codec.decode(type(event).__name__, encode(event)) == event
            with pytest.raises(Malformed, match="registry"):
                Codec().decode(type(event).__name__, codec.encode(event))

    def test_what_is_cut_or_carries_more_is_malformed(self, registry: Registry) -> None:
        codec = Codec(registry)
        event = next(event for event in examples() if type(event).__name__ == "UpdateWithdrawn")
        raw = codec.encode(event)
        for damaged in [*(raw[:length] for length in range(len(raw))), raw + b"\x00"]:
            with pytest.raises(Malformed):
                codec.decode("UpdateWithdrawn", damaged)

    def test_an_id_of_another_event_is_malformed(self, registry: Registry) -> None:
        codec = Codec(registry)
        event = next(event for event in examples() if type(event).__name__ == "UpdateWithdrawn")
        with pytest.raises(Malformed, match="hold a UpdateWithdrawn"):
            codec.decode("UpdateFiled", codec.encode(event))

    def test_an_unknown_id_is_from_the_future(self, registry: Registry) -> None:
        for unknown in (0, NO_SUCH_ID, 2**31, 2**32 - 1):
            with pytest.raises(SchemaFromTheFuture, match=str(unknown)):
                Codec(registry).decode("UpdateWithdrawn", b"\x00" + unknown.to_bytes(4, "big") + b"body")

    def test_a_newer_versions_schema_is_from_the_future(self, registry: Registry, subject: str, text: str) -> None:
        newer = registry.id_of(subject, grown(text, name="severity", type="string", default="none"))
        codec = Codec(registry)
        for _ in range(2):
            with pytest.raises(SchemaFromTheFuture, match="newer"):
                codec.decode("UpdateWithdrawn", b"\x00" + newer.to_bytes(4, "big") + b"body")
