"""The house stays in order: folders that a newcomer can take in, and no circles."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rooms import House

FULLEST = 13
"""Modules of a folder, its `__init__` apart."""

ARROWS = {"streams": 12, "newsroom": 61, "producers": 14}
"""How many arrows may run between the rooms of a folder."""


@pytest.fixture(scope="module")
def house() -> House:
    return House(Path(__file__).parent.parent)


def test_no_folder_is_a_heap(house: House) -> None:
    assert {folder: count for folder, count in house.files_in().items() if count > FULLEST} == {}


def test_nothing_imports_in_circles(house: House) -> None:
    assert house.circles() == []
    assert house.circles_of_folders() == []


@pytest.mark.parametrize(("folder", "most"), ARROWS.items(), ids=list(ARROWS))
def test_few_arrows_run_between_rooms(house: House, folder: str, most: int) -> None:
    arrows = house.arrows(folder)
    assert len(arrows) <= most, sorted(arrows)


def test_every_folder_says_what_flows_in_and_out(house: House) -> None:
    folders = {name.rpartition("/")[0] for name in house.trees}
    assert [folder for folder in sorted(folders) if f"{folder}/__init__" not in house.trees] == []


def test_a_circle_is_found(tmp_path: Path) -> None:
    for name, text in {"a": "from streams.b import x", "b": "def f():\n    import streams.a"}.items():
        (tmp_path / "streams").mkdir(exist_ok=True)
        (tmp_path / "streams" / f"{name}.py").write_text(text)
    assert House(tmp_path).circles() == [("streams/a", "streams/b")]
