"""An answer in each form is read again by what others read that form with, and says what the rows do."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from newsroom.show.answers.forms import FORMS
from newsroom.show.answers.table import print_result
from sinks.store import Result
from tests.newsroom.printed import COLOUR, PIPE, captured, without_styles

NOON = dt.datetime(2026, 3, 14, 12, tzinfo=dt.UTC)
ANSWER = Result(
    ("who", "number", "share", "sure", "at", "hour", "words", "said", "nobody"),
    ("Nullable(String)", "Nullable(Int64)", "Float64", "Bool", "DateTime64(3, 'UTC')", "DateTime('America/Lima')",
     "Array(LowCardinality(String))", "Tuple(who Nullable(String), number Decimal(9, 2), Array(Nullable(Int64)))", "Nullable(Nothing)"),
    [
        ('Mayor "Ilo", acting', 61, 0.5, True, NOON, NOON, ["it's", "b"], {"who": None, "number": Decimal("1.50"), "3": [1, None]}, None),
        (None, None, 1.0, False, NOON, NOON, [], {"who": "\\", "number": Decimal(2), "3": []}, None),
        ("", -1, 2.0, True, NOON, NOON, ["a\nb"], {"who": "x", "number": Decimal(2), "3": []}, None),
        ("two\nlines\tand \\n", 0, 2.0, True, NOON, NOON, ["NULL"], {"who": "x", "number": Decimal(2), "3": []}, None),
    ],
)  # fmt: skip


def written(form: str, answer: Result = ANSWER) -> bytes:
    return FORMS[form].write(answer)


def test_csv_tells_null_from_an_empty_text() -> None:
    text = written("csv").decode()
    lines = list(csv.reader(io.StringIO(text)))
    assert lines[0] == list(ANSWER.columns)
    assert lines[1] == ['Mayor "Ilo", acting', "61", "0.5", "true", "2026-03-14 12:00:00.000", "2026-03-14 07:00:00",
                        r"['it\'s','b']", "(NULL,1.5,[1,NULL])", ""]
    assert [line[0] for line in lines[2:]] == ["", "", "two\nlines\tand \\n"]
    assert text.splitlines()[2].startswith(",")
    assert text.splitlines()[3].startswith('"",')


def test_tsv_has_a_line_a_row_and_can_be_undone() -> None:
    lines = [line.split("\t") for line in written("tsv").decode().removesuffix("\n").split("\n")]
    assert {len(line) for line in lines} == {len(ANSWER.columns)}
    assert [line[0] for line in lines[1:]] == ['Mayor "Ilo", acting', "\\N", "", r"two\nlines\tand \\n"]
    assert lines[1][6] == r"['it\'s','b']"
    assert lines[3][6] == r"['a\nb']"


def test_json_and_a_line_of_json_for_each_row_say_the_same() -> None:
    rows = json.loads(written("json"))
    assert [json.loads(line) for line in written("ndjson").splitlines()] == rows
    assert rows[0]["at"] == "2026-03-14T12:00:00Z"
    assert rows[3]["who"] == "two\nlines\tand \\n"
    assert (rows[1]["who"], rows[2]["who"]) == (None, "")


@pytest.mark.parametrize("form", ["parquet", "arrow"])
def test_columns_have_the_types_that_others_expect(form: str) -> None:
    table = read(form, written(form))
    assert {field.name: str(field.type) for field in table.schema} == {
        "who": "string", "number": "int64", "share": "double", "sure": "bool", "at": "timestamp[ms, tz=UTC]",
        "hour": f"timestamp[{'ms' if form == 'parquet' else 's'}, tz=America/Lima]", "words": "list<element: string>" if form == "parquet" else "list<item: string>",
        "said": "struct<who: string, number: decimal128(9, 2), 3: list<element: int64>>" if form == "parquet"
                else "struct<who: string, number: decimal128(9, 2), 3: list<item: int64>>",
        "nobody": "null",
    }
    assert table.to_pylist() == [dict(zip(ANSWER.columns, row, strict=True)) for row in ANSWER.rows]


@pytest.mark.parametrize("form", FORMS)
def test_an_answer_without_rows_has_its_columns(form: str) -> None:
    empty = written(form, ANSWER._replace(rows=[]))
    if form in ("parquet", "arrow"):
        assert read(form, empty).column_names == list(ANSWER.columns)
    elif form in ("csv", "tsv"):
        assert empty.decode().split(written(form).decode()[3]) == [*ANSWER.columns[:-1], "nobody\n"]
    else:
        assert json.loads(empty or "[]") == []


def test_what_arrow_has_no_type_for_is_text() -> None:
    answer = Result(("big", "kind", "map"), ("UInt256", "Enum8('a' = 1)", "Map(String, UInt256)"), [(2**200, "a", {"x": 1})])
    assert read("arrow", written("arrow", answer)).to_pylist() == [{"big": str(2**200), "kind": "a", "map": [("x", "1")]}]


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "ndjson"])
def test_no_text_steers_who_shows_it(form: str) -> None:
    hostile = Result(("a\x1b[31m",), ("String",), [("b\x1b]0;x\x07\u202e",)])
    assert not any(sign in written(form, hostile).decode() for sign in "\x1b\x07\u202e")


def test_a_table_in_a_pipe_is_a_line_a_row_and_never_cut() -> None:
    wide = Result(("id", "text", "n"), ("String", "String", "Int64"), [("a" * 300, "b\n" * 200, 7), ("c", "d", 1234)])
    with captured(PIPE) as found:
        print_result(wide)
    heads, rule, first, second = found[0].splitlines()
    assert heads.split() == list(wide.columns)
    assert set(rule) <= set(" ─")
    assert first.split() == ["a" * 300, "b\\n" * 200, "7"]
    assert second.split() == ["c", "d", "1234"]
    assert len(first) == len(second), "numbers stand by their ends"


def test_a_terminal_too_narrow_for_the_columns_gets_row_by_row() -> None:
    names = tuple(f"column_{number}" for number in range(12))
    with captured(COLOUR) as found:
        print_result(Result(names, ("String",) * 12, [tuple(f"value {number}" for number in range(12)), ("x" * 200,) * 12]))
    lines = without_styles(found[0]).splitlines()
    assert lines[0] == "row 1"
    assert lines[1] == "  column_0   value 0"
    assert "  column_11  " + "x" * 200 in lines


def test_a_single_value_keeps_its_lines() -> None:
    for terminal in (PIPE, COLOUR):
        with captured(terminal) as found:
            print_result(Result(("statement",), ("String",), [("CREATE VIEW x\n(\n    y Int8\n)",)]))
        assert [line.strip() for line in without_styles(found[0]).splitlines() if line.strip()][-4:] == ["CREATE VIEW x", "(", "y Int8", ")"]


def test_on_a_terminal_a_text_has_its_lines_under_each_other() -> None:
    with captured(COLOUR) as found:
        print_result(Result(tuple("abcdefgh"), ("String",) * 8, [("one\ntwo " + "x" * 30,) * 8]))
    lines = without_styles(found[0]).splitlines()
    assert lines[:3] == ["row 1", "  a  one", "     two " + "x" * 30]


def read(form: str, document: bytes) -> Any:
    if form == "parquet":
        return pq.read_table(io.BytesIO(document))
    return pa.ipc.open_file(io.BytesIO(document)).read_all()
