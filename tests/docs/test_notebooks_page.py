"""docs/notebooks.md: its commands are run on the demo, and what its Python does with the files where the packages are."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from newsroom.show.answers.forms import FORMS
from tests.docs.test_editors_page import as_pattern
from tests.e2e.newsroom_command import ROOT, command, with_demo

PAGE = (ROOT / "docs" / "notebooks.md").read_text("utf-8")
SESSIONS = re.findall(r"^\$ newsroom (.*)\n((?:(?!\$|```).*\n)*)", PAGE.partition("## The embedded store")[0], re.MULTILINE)
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def run(folder: Path, *words: str) -> str:
    done = subprocess.run([sys.executable, *words], cwd=folder, capture_output=True, text=True, check=False,
                          env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, f"{words}: {done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the page's commands were run, with what each shows."""
    folder = tmp_path_factory.mktemp("notebooks")
    (folder / "examples").symlink_to(ROOT / "examples")
    with_demo(folder / "newsroom-data")
    assert len(SESSIONS) == 4
    for words, shown in SESSIONS:
        done = command(*shlex.split(words), folder=folder)
        assert done.returncode == 0, f"{words}: {done.stderr.decode()}"
        printed = done.stdout.decode()
        for line in shown.splitlines():
            assert re.search(as_pattern(line), printed), f"{words} does not show {line!r}"
    return folder


def packages(block: str) -> list[str]:
    return re.findall(r"^(?:import|from) (\w+)", block, re.MULTILINE)


def test_pandas_and_the_store_itself_can_be_tried_here() -> None:
    assert [packages(block) for block in BLOCKS] == [["pandas"], ["polars"], ["duckdb"], ["chdb"]]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: packages(block)[0])
def test_what_a_notebook_does_with_them_works(folder: Path, block: str) -> None:
    missing = [name for name in packages(block) if importlib.util.find_spec(name) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} is not here: tried by hand, as the page says")
    printed = run(folder, "-c", block)
    assert "38" in printed, "the corrected toll of the demo"


def test_a_store_that_a_notebook_has_open_is_told_in_one_line(folder: Path) -> None:
    opening = BLOCKS[-1].partition("store.query")[0] + "print('open', flush=True); input()"
    notebook = subprocess.Popen([sys.executable, "-c", opening], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert notebook.stdout is not None
        assert notebook.stdout.readline() == "open\n"
        done = subprocess.run([sys.executable, "-m", "newsroom", "figures"], cwd=folder, capture_output=True, text=True, check=False,
                              env={**os.environ, "PYTHONPATH": str(ROOT)})
        assert done.returncode == 1
        assert re.search("cannot be opened: .*; if another program has its files open, .* close it there$", done.stderr.splitlines()[-1])
    finally:
        notebook.communicate("\n")


def test_every_form_is_on_the_page() -> None:
    for name in FORMS:
        assert f"`{name}`" in PAGE
