"""Every schema reads what every released version wrote; the official avro package is the judge.

A version is released by copying its schemas to `schemas/released/v<version>/`; that folder is then never
changed. Whoever changes a schema in `schemas/avro/` afterwards raises its `version`.
"""

from __future__ import annotations

import json
from pathlib import Path

import avro.schema
import fastavro
import pytest
from avro.compatibility import ReaderWriterCompatibilityChecker, SchemaCompatibilityType

from schemas.events import EVENT_TYPES
from tests.schemas.examples import SCHEMAS

RELEASED = sorted((SCHEMAS / "released").glob("v*/*.avsc"))


def incompatibilities(reader: str, writer: str) -> list[str]:
    """What the reader's schema cannot read of the writer's; empty when it reads everything."""
    judge = ReaderWriterCompatibilityChecker()  # type: ignore[no-untyped-call]
    verdict = judge.get_compatibility(avro.schema.parse(reader), avro.schema.parse(writer))
    if verdict.compatibility is SchemaCompatibilityType.compatible:
        return []
    return [f"{where}: {what}" for where, what in zip(verdict.locations, verdict.messages, strict=True)]


def _current(name: str) -> str:
    return (SCHEMAS / "avro" / f"{name}.avsc").read_text("utf-8")


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_current_schema_reads_what_a_released_one_wrote(released: Path) -> None:
    assert incompatibilities(_current(released.stem), released.read_text("utf-8")) == []


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_released_schema_stands_in_the_folder_of_its_version(released: Path) -> None:
    assert json.loads(released.read_text("utf-8"))["version"] == int(released.parent.name.removeprefix("v"))


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_schema_that_changed_since_its_release_has_a_new_version(released: Path) -> None:
    then, now = json.loads(released.read_text("utf-8")), json.loads(_current(released.stem))
    assert now == then or now["version"] > then["version"]


def test_there_are_released_schemas_and_all_are_of_events_still_known() -> None:
    assert RELEASED
    assert {path.stem for path in RELEASED} <= {struct.__name__ for struct in EVENT_TYPES}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"name": "reason", "type": "long"}, "/fields/5"),
        ({"name": "severity", "type": "string"}, "/fields/6"),
    ],
    ids=["a field of another type", "a new field without a default"],
)
def test_the_judge_objects_to_a_break(change: dict[str, str], where: str) -> None:
    writer = json.loads(_current("UpdateWithdrawn"))
    reader = {**writer, "fields": [f for f in writer["fields"] if f["name"] != change["name"]] + [change]}
    found = incompatibilities(json.dumps(reader), json.dumps(writer))
    assert [entry for entry in found if entry.startswith(where)]


def test_fastavro_accepts_what_the_official_package_accepts() -> None:
    for struct in EVENT_TYPES:
        text = _current(struct.__name__)
        assert avro.schema.parse(text).get_prop("name") == struct.__name__
        assert fastavro.parse_schema(json.loads(text))
