"""`newsroom sql --format`, `--output` as a user runs them, on the demo."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.e2e.newsroom_command import ROOT, answer, command, with_demo
from tests.stores import let_go

pytestmark = pytest.mark.usefixtures("engine_kept")

CLAIMS = "SELECT claim_id, value, published_at FROM current_claims ORDER BY claim_id"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_demo(tmp_path_factory.mktemp("forms") / "data")


def document(data: Path, form: str, *asked: str) -> bytes:
    done = command("sql", *asked, "--format", form, "--data", data)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


def test_every_form_holds_every_row(data: Path) -> None:
    rows = answer("sql", CLAIMS, "--data", data)
    assert len(rows) == 31
    assert json.loads(document(data, "json", CLAIMS)) == rows
    assert [json.loads(line) for line in document(data, "ndjson", CLAIMS).splitlines()] == rows
    ids = [row["claim_id"] for row in rows]
    assert [row["claim_id"] for row in csv.DictReader(io.StringIO(document(data, "csv", CLAIMS).decode()))] == ids
    assert [line.split("\t")[0] for line in document(data, "tsv", CLAIMS).decode().splitlines()[1:]] == ids
    assert pq.read_table(io.BytesIO(document(data, "parquet", CLAIMS)))["claim_id"].to_pylist() == ids
    assert pa.ipc.open_file(document(data, "arrow", CLAIMS)).read_all()["claim_id"].to_pylist() == ids


def test_recipes_and_their_list_have_forms_too(data: Path, tmp_path: Path) -> None:
    recipe = document(data, "csv", "--query", "toll-by-claimant", "--param", "category=killed").decode()
    assert recipe.splitlines()[0] == "place,category,claimant,said_at,qualifier,number,scope,carriers"
    done = command("sql", "--queries", "--format", "tsv", "--data", tmp_path / "none")
    assert done.stdout.decode().splitlines()[0] == "query\tquestion\tparameters"


@pytest.mark.parametrize("name", ["claims.csv", "claims.ndjson", "claims.parquet", "claims.arrow"])
def test_a_file_is_written_in_the_form_that_its_name_ends_in(data: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    out.write_text("of before")
    done = command("sql", CLAIMS, "--output", out, "--data", data)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == f"{out}: 31 rows, {out.stat().st_size:,} bytes\n"
    assert out.read_bytes() == document(data, out.suffix[1:], CLAIMS)
    assert os.listdir(tmp_path) == [name]


def test_the_format_that_is_named_counts_more_than_the_ending(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "claims.txt"
    assert command("sql", CLAIMS, "--format", "csv", "--output", out, "--data", data).returncode == 0
    assert out.read_text().startswith("claim_id,value,published_at\n")


def test_a_question_that_fails_leaves_the_file_as_it_was(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "claims.csv"
    out.write_text("of before")
    assert command("sql", "SELECT nothing FROM current_claims", "--output", out, "--data", data).returncode == 1
    assert (out.read_text(), os.listdir(tmp_path)) == ("of before", ["claims.csv"])


def test_a_file_that_cannot_be_written_is_one_line(data: Path, tmp_path: Path) -> None:
    done = command("sql", CLAIMS, "--output", tmp_path / "none" / "claims.csv", "--data", data)
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == [
        f"newsroom: {tmp_path}/none/claims.csv cannot be written: No such file or directory: name another file with --output"]


@pytest.mark.parametrize(("asked", "said"), [
    (["--format", "xml"], "--format 'xml' is none of csv, tsv, json, ndjson, parquet, arrow"),
    (["--output", "claims"], "--output 'claims' does not say in which form: end its name in .csv"),
    (["--output", "claims.xls"], "--output 'claims.xls' does not say in which form"),
    (["--json", "--format", "csv"], "--json is --format json: leave it out for csv"),
])
def test_a_form_that_there_is_none_of_is_one_line_and_exit_code_2(data: Path, asked: list[str], said: str) -> None:
    done = command("sql", CLAIMS, *asked, "--data", data)
    assert done.returncode == 2
    (line,) = done.stderr.decode().splitlines()
    assert said in line


@pytest.mark.parametrize("written", ["FORMAT CSV", "INTO OUTFILE 'claims.csv'", "INTO OUTFILE 'claims.csv' FORMAT Parquet"])
def test_the_form_is_an_option_and_no_part_of_the_statement(data: Path, written: str) -> None:
    done = command("sql", f"{CLAIMS} {written}", "--data", data)
    assert done.returncode == 1
    (line,) = done.stderr.decode().splitlines()
    assert "leave out INTO OUTFILE and FORMAT" in line
    assert "--format and --output" in line


@pytest.mark.parametrize("form", ["parquet", "arrow"])
def test_a_terminal_gets_no_binary(data: Path, form: str) -> None:
    let_go()
    ours, theirs = pty.openpty()
    try:
        done = subprocess.run([sys.executable, "-m", "newsroom", "sql", CLAIMS, "--format", form, "--data", data],
                              stdout=theirs, stderr=subprocess.PIPE, cwd=ROOT, check=False)
    finally:
        os.close(theirs)
        os.close(ours)
    assert done.returncode == 2
    assert done.stderr.decode() == f"newsroom: {form} is nothing to read on a terminal: name a file with --output\n"


def test_values_are_printed_as_sql_prints_them(data: Path) -> None:
    done = command("sql", "SELECT true AS t, NULL AS n, ['a'] AS a, toDateTime64('2026-03-14 12:00:00', 3, 'UTC') AS at", "--data", data)
    heads, _, row = done.stdout.decode().splitlines()
    assert heads.split() == ["t", "n", "a", "at"]
    assert row.split() == ["true", "NULL", "['a']", "2026-03-14", "12:00:00.000"]
