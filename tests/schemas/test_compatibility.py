"""Every schema reads what every released version wrote; a break is named by version, field and reason."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import avro.schema
import fastavro
import pytest

from schemas.compatibility import NoSchema, check_schemas, incompatibilities
from schemas.events import EVENT_TYPES
from tests.schemas.breaks import CHANGES, Change, changed
from tests.schemas.examples import SCHEMAS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the house's schemas, with one version released."""
    shutil.copytree(SCHEMAS / "avro", tmp_path / "avro")
    shutil.copytree(SCHEMAS / "avro", tmp_path / "released" / "v1")
    for file in (tmp_path / "released" / "v1").iterdir():
        rewrite(file, version=1)
        rewrite(tmp_path / "avro" / file.name, version=1)
    return tmp_path


def rewrite(file: Path, **changes: Any) -> None:
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), **changes}), "utf-8")


def test_the_schemas_of_the_house_break_nothing() -> None:
    assert check_schemas() == []


def test_a_copy_of_them_breaks_nothing(folder: Path) -> None:
    assert check_schemas(folder=folder) == []


@pytest.mark.parametrize("change", CHANGES, ids=[change.name for change in CHANGES])
def test_a_break_is_named_by_version_field_and_reason(folder: Path, change: Change) -> None:
    current = folder / "avro" / "FigureReconciled.avsc"
    rewrite(current, **{**json.loads(changed(change)), "version": 2})
    assert check_schemas(folder=folder) == [f"FigureReconciled, as released in v1: {line}" for line in change.breaks]


def test_a_break_with_an_older_version_than_the_last_is_found(folder: Path) -> None:
    name = "UpdateWithdrawn.avsc"
    schema = json.loads((folder / "avro" / name).read_text("utf-8"))
    fields = [field for field in schema["fields"] if field["name"] != "reason"]
    (folder / "released" / "v2").mkdir()
    shutil.copy(folder / "avro" / name, folder / "released" / "v2" / name)
    rewrite(folder / "released" / "v1" / name, fields=fields)
    rewrite(folder / "released" / "v2" / name, version=2)
    rewrite(folder / "avro" / name, version=2)
    assert check_schemas(folder=folder) == ["UpdateWithdrawn, as released in v1: reason: is new and has no default"]


def test_a_change_without_a_new_version_is_found(folder: Path) -> None:
    rewrite(folder / "avro" / "UpdateFiled.avsc", doc="Something else.")
    [line] = check_schemas(folder=folder)
    assert line == "UpdateFiled, as released in v1: was changed since, but is still version 1: raise it"


def test_a_schema_in_the_folder_of_another_version_is_found(folder: Path) -> None:
    (folder / "released" / "v1").rename(folder / "released" / "v2")
    assert [line for line in check_schemas(folder=folder) if "v2: calls itself version 1" in line]


def test_a_schema_that_is_gone_is_found(folder: Path) -> None:
    (folder / "avro" / "DeadLetter.avsc").unlink()
    [line] = check_schemas(folder=folder)
    assert line.startswith("DeadLetter, as released in v1: there is no such schema any more")


def test_nothing_to_compare_with_is_said(folder: Path) -> None:
    shutil.rmtree(folder / "released")
    assert check_schemas(folder=folder) == ["no released schema to compare with"]


@pytest.mark.parametrize("text", ["", "{", '{"type": "nonsense"}', '{"type": "record", "name": "A", "fields": 7}'])
def test_a_file_that_is_no_schema_is_named(folder: Path, text: str) -> None:
    (folder / "avro" / "DeadLetter.avsc").write_text(text, "utf-8")
    [line] = check_schemas(folder=folder)
    assert line.startswith("avro/DeadLetter.avsc: no Avro schema: ")
    assert "\n" not in line
    with pytest.raises(NoSchema):
        incompatibilities(text, '"int"')


@pytest.mark.parametrize(("reader", "writer", "lines"), [
    ('"long"', '"int"', []),
    ('"int"', '"long"', ["the record: reader type: int not compatible with writer type: long"]),
    ('{"type": "map", "values": "int"}', '{"type": "map", "values": "string"}',
     ["[]: reader type: int not compatible with writer type: string"]),
    ('["null", "int"]', '["null", "string"]', ["the record: reader union lacking writer type string"]),
    ('"string"', '["null", "string"]', ["the record: reader type: string not compatible with writer type: null"]),
])
def test_schemas_of_other_kinds(reader: str, writer: str, lines: list[str]) -> None:
    assert incompatibilities(reader, writer) == lines


def test_fastavro_accepts_what_the_official_package_accepts() -> None:
    for struct in EVENT_TYPES:
        text = (SCHEMAS / "avro" / f"{struct.__name__}.avsc").read_text("utf-8")
        assert avro.schema.parse(text).get_prop("name") == struct.__name__
        assert fastavro.parse_schema(json.loads(text))
