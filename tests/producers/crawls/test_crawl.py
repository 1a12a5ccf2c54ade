"""A file in portions: whatever their size and wherever they go on, together they are what the file holds."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.generated_crawl import warc
from datelines.places import load_gazetteer
from producers.crawls.crawl import Portion, is_crawl, key_of, portions
from producers.formats.common.format import Reading
from tests.forms import example_count
from tests.producers.crawls.small import crawl, records_of

READING = Reading()


def read(name: str, position: str | None = None, size: int = 10) -> list[Portion]:
    found = list(portions(name, position, READING, load_gazetteer(), size))
    assert [portion.is_last for portion in found] == [False] * (len(found) - 1) + [True]
    assert {(portion.file, portion.key) for portion in found} == {(name, key_of(name))}
    return found


def held(found: list[Portion]) -> tuple[list[str], list[str]]:
    """Pages and dead letters, by their names."""
    return ([page.name for portion in found for page in portion.pages],
            [letter.source for portion in found for letter in portion.dead_letters])


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    return crawl(tmp_path_factory.mktemp("crawls") / "a.warc.gz", 30)


def test_a_crawl_is_its_pages_and_what_could_not_be_read(file: str) -> None:
    found = read(file)
    pages, letters = held(found)
    assert (len(pages), len(letters)) == (30, 5)
    assert all(page.parsed.articles[0].updates for portion in found for page in portion.pages)
    assert [letter.reason for portion in found for letter in portion.dead_letters] == ["no_date"] * 5
    assert all(len(portion.pages) + len(portion.dead_letters) <= 10 for portion in found)
    assert [line for portion in found for line in portion.messages if "passed over" in line] == [
        f"{file}: passed over 30 request records, 1 warcinfo records"]
    assert sum(portion.read for portion in found) == Path(file).stat().st_size


@given(st.integers(1, 40), st.integers(1, 40), st.data())
@settings(max_examples=example_count(15), deadline=None)
def test_reading_goes_on_behind_any_portion(file: str, size: int, other: int, data: st.DataObject) -> None:
    first = read(file, size=size)
    taken = data.draw(st.integers(1, len(first)))
    rest = read(file, first[taken - 1].position, other)
    assert held(first[:taken] + rest) == held(first)


def test_what_was_read_to_its_end_is_told_so(file: str) -> None:
    (again,) = read(file, read(file)[-1].position)
    assert not again.pages
    assert again.messages == (f"{file}: was read to its end before, and nothing was added since",)
    assert again.position == read(file)[-1].position


def test_what_was_added_since_is_read(tmp_path: Path) -> None:
    """Also behind a record that was being written when the file was read."""
    parts = [gzip.compress(each) for each in records_of(4)]
    path = tmp_path / "growing.warc.gz"
    path.write_bytes(b"".join(parts[:-1]) + parts[-1][:50])
    first = read(str(path))
    assert first[-1].dead_letters[-1].reason == "malformed"
    assert first[-1].dead_letters[-1].payload == parts[-1][:50]
    (same,) = read(str(path), first[-1].position)
    assert not same.dead_letters
    path.write_bytes(b"".join(parts))
    rest = read(str(path), first[-1].position)
    assert held(first)[0] + held(rest)[0] == held(read(str(path)))[0]
    assert not held(rest)[1]


def test_another_file_of_the_name_is_read_from_its_beginning(tmp_path: Path) -> None:
    position = read(crawl(tmp_path / "a.warc.gz", 5, seed=1))[0].position
    found = read(crawl(tmp_path / "a.warc.gz", 5, seed=2), position)
    assert held(found) == held(read(str(tmp_path / "a.warc.gz")))
    assert "not the file that was read before" in found[0].messages[0]


@pytest.mark.parametrize("position", ["", "x", ":", "1-x:3", "0-::", "9999999999:1:2"])
def test_a_position_of_another_version_is_none(file: str, position: str) -> None:
    assert held(read(file, position)) == held(read(file))


def test_broken_bytes_are_a_dead_letter_with_their_place(tmp_path: Path) -> None:
    parts = [gzip.compress(each) for each in records_of(3)]
    path = tmp_path / "broken.warc.gz"
    path.write_bytes(b"".join([*parts[:5], b"garbage", *parts[5:]]))
    found = read(str(path))
    place = sum(map(len, parts[:5]))
    (letter,) = [each for portion in found for each in portion.dead_letters if each.reason == "malformed"]
    assert (letter.source, letter.payload, letter.payload_bytes) == (f"{path}#{place}", b"garbage", 7)
    assert letter.detail in [line for portion in found for line in portion.messages]
    assert f"from byte {place} to byte {place + 7} (7 bytes)" in letter.detail
    assert len(held(found)[0]) == 3


@pytest.mark.parametrize("missing", ["folder", "nothing"])
def test_a_file_that_cannot_be_read_is_a_dead_letter(tmp_path: Path, missing: str) -> None:
    path = tmp_path if missing == "folder" else tmp_path / "none.warc"
    (portion,) = read(str(path), "4-ab:17")
    assert [letter.reason for letter in portion.dead_letters] == ["unreadable"]
    assert portion.position == "4-ab:17"
    assert portion.messages == (portion.dead_letters[0].detail,)


@pytest.mark.parametrize("frames", ["file", "none"])
def test_crawls_that_are_packed_otherwise(tmp_path: Path, frames: str) -> None:
    warc(tmp_path / "a.warc.gz", 6)
    warc(tmp_path / "b.warc", 6, frames=frames)
    assert (tmp_path / "b.warc").stat().st_size != (tmp_path / "a.warc.gz").stat().st_size
    names = held(read(str(tmp_path / "a.warc.gz"), size=2))
    assert len(names[0] + names[1]) == 6
    found = read(str(tmp_path / "b.warc"), size=2)
    assert held(found) == names
    assert held(found[:1] + read(str(tmp_path / "b.warc"), found[0].position)) == names


def test_crawls_are_known_by_their_endings() -> None:
    assert [name for name in ("a.warc", "b.WARC.GZ", "c.warc.zst", "warc", "d.gz", "e.warc.txt") if is_crawl(name)] == [
        "a.warc", "b.WARC.GZ", "c.warc.zst"]
