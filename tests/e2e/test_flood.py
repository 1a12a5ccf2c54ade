"""Thousands of bad documents: a summary and a count, a bounded log, and nothing that goes unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.newsroom_command import answer, command
from tests.services.sources_house import story

BAD = 3000
QUOTA = {"NEWSROOM_DEAD_LETTERS_PER_SOURCE": "100"}


@pytest.fixture(scope="module")
def flood(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("flood") / "stories"
    folder.mkdir()
    for number in range(BAD):
        (folder / f"{number:05d}.txt").write_bytes(b"" if number % 3 == 0 else b"\0" * (100 + number))
    (folder / "good.txt").write_text(story(1))
    return folder


@pytest.fixture(scope="module")
def told(flood: Path) -> list[str]:
    done = command("run", flood, "--data", flood.parent / "data", environment=QUOTA)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{BAD + 1:,} files read, 1 update in them".encode())
    return done.stderr.decode().splitlines()


def test_a_flood_is_told_in_a_few_lines_by_reason(told: list[str], flood: Path) -> None:
    assert len(told) == 20 + 20 + 1 + 2 + 1  # lines, the quota, how many more, how it ended
    more = [line for line in told if line.startswith("and ")]
    assert [line.partition(": ")[0] for line in more] == [
        "and 1,980 more of the same kind (binary)", "and 980 more of the same kind (empty)"]
    assert all(f"see `newsroom dead-letters --data {flood.parent / 'data'}`" in line for line in more)
    assert told[-1].startswith(f"newsroom: {BAD} could not be processed")


def test_beyond_its_quota_a_source_s_letters_are_kept_without_bytes_and_that_is_said_once(
    told: list[str], flood: Path
) -> None:
    (said,) = (line for line in told if "has given 100 dead letters" in line)
    assert said.startswith(str(flood))
    letters = answer("dead-letters", "--data", flood.parent / "data")
    assert len({letter["source"] for letter in letters}) == len(letters) == BAD
    assert [letter["source"] for letter in letters if letter["payload"]] == [
        str(flood / f"{number:05d}.txt") for number in range(100) if number % 3]
    assert all(letter["bytes"] == 100 + number for number, letter in enumerate(letters) if number % 3)


def test_a_replay_says_what_was_not_kept(told: list[str], flood: Path) -> None:
    done = command("dead-letters", "replay", "--data", flood.parent / "data")
    assert done.returncode == 1
    assert b"3000 failed again" in done.stderr


@pytest.mark.parametrize(("limit", "shown"), [((), 50), (("--limit", "3"), 3)])
def test_the_newest_are_shown_and_how_many_there_are(
    told: list[str], flood: Path, limit: tuple[str, ...], shown: int
) -> None:
    done = command("dead-letters", "--data", flood.parent / "data", *limit, environment={"COLUMNS": "400"})
    lines = done.stdout.decode().splitlines()
    assert sum("reading" in line for line in lines) == shown
    assert f"the newest {shown} of " in lines[-1]
    assert f"{BAD - 1:05d}.txt" in "".join(lines)
    assert len(answer("dead-letters", "--data", flood.parent / "data", *limit)) == (3 if limit else len(
        answer("dead-letters", "--data", flood.parent / "data")))


def test_a_document_without_an_update_says_so(tmp_path: Path) -> None:
    feed = tmp_path / "empty.rss"
    feed.write_text('<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour</title>'
                    "<link>https://harbour.example/</link><description>News</description></channel></rss>")
    done = command("run", feed, "--data", tmp_path / "data")
    assert b"empty.rss: holds no update: there is no story in it" in done.stderr, (done.stdout, done.stderr)
    assert done.returncode == 0
