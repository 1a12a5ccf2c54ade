"""`newsroom run` on folders that hold what is no story: nothing hangs, nothing of ours is eaten, others cannot read it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.e2e.newsroom_command import answer, command
from tests.services.sources_house import story

OTHERS = stat.S_IRWXG | stat.S_IRWXO


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with a story and a FIFO, in which data is kept, too, and a folder of stories that is linked to."""
    here = tmp_path / "here"
    here.mkdir()
    (here / "1.txt").write_text(story(1))
    (tmp_path / "2.txt").write_text(story(2))
    (here / "2.txt").symlink_to(tmp_path / "2.txt")
    os.mkfifo(here / "pipe.txt")
    return here


def wide(folder: Path) -> list[str]:
    """What others have rights to; a link has none of its own."""
    return [str(path) for path in (folder, *folder.rglob("*"))
            if not path.is_symlink() and path.stat().st_mode & OTHERS]


def test_a_folder_with_its_own_data_and_a_fifo_is_run_again_and_again(here: Path) -> None:
    for _ in range(2):
        done = command("run", here, "--data", here / "data")
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(b"1 file read, 1 update in it")
        assert b"passed over in folders: 1 FIFO, 1 link" in done.stderr
    assert b"1 place of newsroom's own" in done.stderr
    assert answer("dead-letters", "--data", here / "data") == []
    done = command("run", here, "--data", here / "data", "--follow-links")
    assert done.stdout.startswith(b"2 files read, 2 updates in them, 1 of them new")


def test_ingest_passes_over_the_same(here: Path) -> None:
    log = f"sqlite://{here}/log.sqlite"
    done = command("ingest", here, "--log", log, environment={"NEWSROOM_LEDGER": str(here / "ledger.txt")})
    assert done.returncode == 0, done.stderr
    assert b"passed over in folders: 1 FIFO, 1 link" in done.stderr
    done = command("ingest", here / "pipe.txt", "--log", log)
    assert done.returncode == 1
    assert b"it is a FIFO" in done.stderr


def test_a_store_that_is_named_is_refused(here: Path) -> None:
    assert command("run", here, "--data", here / "data").returncode == 0
    done = command("run", here / "data" / "store", "--data", here / "data")
    assert done.returncode == 1
    assert b"newsroom's own" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX rights")
def test_nobody_else_may_read_what_is_kept_whatever_it_was_before(here: Path) -> None:
    data = here / "data"
    run = ("run", here / "1.txt", "--data", data)
    assert command(*run).returncode == 0
    assert wide(data) == []
    for path in (path for path in (data, *data.rglob("*")) if not path.is_symlink()):
        path.chmod(path.stat().st_mode | 0o055)
    assert command("timeline", "--data", data).returncode == 0
    assert wide(data / "store") == []
    assert command(*run).returncode == 0
    assert wide(data) == []


def test_a_folder_that_holds_more_than_ours_keeps_its_rights_but_our_files_do_not(here: Path) -> None:
    here.chmod(0o755)
    out = here / "told.json"
    assert command("run", here / "1.txt", "--data", here).returncode == 0
    assert command("export", "the-mudslide-in-northern-peru", "--format", "ninjs", "--out", out, "--data", here
                    ).returncode == 0
    assert stat.S_IMODE(here.stat().st_mode) == 0o755
    assert out.stat().st_mode & OTHERS, "what is written for others has the rights that its user gives"
    for name in ("log.sqlite", "store"):
        assert wide(here / name) == [], name


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to have files of another user")
def test_what_another_user_owns_is_said(here: Path) -> None:
    data = here / "data"
    assert command("run", here / "1.txt", "--data", data).returncode == 0
    (data / "log.sqlite").chmod(0o644)
    os.chown(data / "log.sqlite", 12345, 12345)
    done = command("dead-letters", "--data", data)
    assert done.returncode == 0, done.stderr
    assert b"log.sqlite can be read or written by others, and is not ours to change" in done.stderr
    assert stat.S_IMODE((data / "log.sqlite").stat().st_mode) == 0o644
