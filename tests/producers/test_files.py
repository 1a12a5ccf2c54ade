"""Files, folders and standard input; what cannot be read is a value and the rest goes on."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from producers.sources.files import HEAD, LIMIT, LeftOut, SourceFile, Unreadable, find
from producers.sources.walk import FolderRules


def names(paths: list[str | Path]) -> list[str]:
    return [found.name for found in find(paths)]


def test_a_file_is_read_as_named(tmp_path: Path) -> None:
    story = tmp_path / "story.html"
    story.write_bytes(b"It rains.\r\n")
    assert list(find([story])) == [SourceFile(str(story), b"It rains.\r\n")]


def test_a_folder_gives_its_texts_at_any_depth_by_name(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c.md", "deep/er/d.TXT", "deep/a.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("It rains.")
    expected = ["a.txt", "b.txt", "deep/a.txt", "deep/er/d.TXT"]
    assert names([tmp_path])[:-1] == [str(tmp_path / name) for name in expected]
    assert names([str(tmp_path)]) == names([tmp_path])


def test_what_a_folder_holds_beside_is_told(tmp_path: Path) -> None:
    for name in ("a.txt", "b.html", "c.md", "d.PDF"):
        (tmp_path / name).write_text("It rains.")
    *read, left = find([tmp_path], (".txt", ".html"))
    assert [found.name for found in read] == [str(tmp_path / "a.txt"), str(tmp_path / "b.html")]
    assert isinstance(left, LeftOut)
    assert (left.count, "c.md" in left.message) == (2, True)


def test_a_folder_without_texts_is_said(tmp_path: Path) -> None:
    (found,) = find([tmp_path])
    assert isinstance(found, Unreadable)
    assert found.reason == "empty"
    assert str(tmp_path) in found.message


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"It rains.")))
    assert list(find(["-"])) == [SourceFile("stdin", b"It rains.")]


def test_what_is_missing_is_a_value_and_the_others_are_read(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_bytes(b"It rains.")
    missing, found = find([tmp_path / "missing.txt", story])
    assert isinstance(missing, Unreadable)
    assert missing.reason == "unreadable"
    assert "missing.txt cannot be read (No such file" in missing.message
    assert found == SourceFile(str(story), b"It rains.")


def test_a_name_that_no_file_can_have() -> None:
    (found,) = find(["a\x00b"])
    assert isinstance(found, Unreadable)


def test_a_file_too_large_keeps_its_head_and_size(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.write(b"It rains. ")
        file.truncate(10 * LIMIT)  # sparse: no bytes on the disk
    (found,) = find([large])
    assert isinstance(found, Unreadable)
    assert (found.reason, found.size, len(found.head)) == ("too_large", 10 * LIMIT, HEAD)
    assert "100,000,000 bytes" in found.message


def test_a_file_of_just_the_limit_is_read(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_bytes(b"a" * LIMIT)
    (found,) = find([story])
    assert isinstance(found, SourceFile)


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="needs an endless file")
def test_an_endless_file_is_not_read() -> None:
    (found,) = find(["/dev/zero"])
    assert isinstance(found, Unreadable)
    assert (found.reason, found.size) == ("unreadable", 0)
    assert "it is a device" in found.message


def test_an_unreadable_folder_and_file_are_values(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b.txt").write_text("It rains.")
    (tmp_path / "c.txt").symlink_to(tmp_path / "gone.txt")
    links = FolderRules(links=True)
    (tmp_path / "a").chmod(0)
    try:
        found = list(find([tmp_path], rules=links))
    finally:
        (tmp_path / "a").chmod(0o700)
    assert [type(each) for each in found if each.name.endswith(".txt")] == [SourceFile, Unreadable]
    if os.geteuid() != 0:  # root reads everything
        assert any(each.name.endswith("/a") and isinstance(each, Unreadable) for each in found)
