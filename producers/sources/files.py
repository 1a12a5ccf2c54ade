"""Files, folders and standard input as sources of pages; what cannot be read is a value, so that a run goes on."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, TypeAlias

import msgspec

from producers.sources.opening import NotAFile, open_regular
from producers.sources.walk import FolderRules, FolderWalk, passed_over_notice
from schemas.counted import counted

LIMIT = 10_000_000  # bytes; a page of text is rarely over 100,000
HEAD = 64 * 1024  # bytes kept of what is too large
STDIN = "-"
CHANGING = "changing"
_TRIES = 3  # at a file that changes while it is read
_PAUSE_SECONDS = 0.05
_TICK_SECONDS = 0.02  # writes that lie no further apart may leave the same time of change; less than the pause


class SourceFile(msgspec.Struct, frozen=True):
    """A page's bytes, at most LIMIT of them, and the name it was read under."""

    name: str
    raw: bytes


class Unreadable(msgspec.Struct, frozen=True):
    """A path that gave no page. `reason` is unreadable, too_large, empty, refused or changing; `message` one line with
    what to do."""

    name: str
    reason: str
    message: str
    head: bytes = b""  # the first bytes, where there are any
    size: int = 0  # bytes of the original; of an endless one, those that were read


class LeftOut(msgspec.Struct, frozen=True):
    """How many of what was found were not looked at: their endings are of no format, or they are no files."""

    name: str
    count: int
    message: str


class ReadElsewhere(msgspec.Struct, frozen=True):
    """A file that is not read here but by what knows its kind."""

    name: str


FoundFile: TypeAlias = SourceFile | Unreadable | LeftOut | ReadElsewhere


def find(
    paths: Sequence[str | Path], endings: tuple[str, ...] = (".txt",),
    is_read_elsewhere: Callable[[str], bool] = lambda _: False, rules: FolderRules | None = None,
) -> Iterator[FoundFile]:
    """The pages under the paths: a file as named (or what a link so named leads to), a folder's files of these endings
    at any depth by name, "-" for standard input. What of a folder is left out is told.

    Reads one file at a time and never more than LIMIT bytes of it. Never raises for what a path holds, and never waits
    for it.
    """
    asked = rules or FolderRules()
    passed_over: Counter[str] = Counter()
    for path in map(str, paths):
        if path == STDIN:
            yield read_named(path)
        elif asked.is_own(path):
            yield Unreadable(path, "refused", f"{path} is newsroom's own (log, ledger or store): name stories")
        elif os.path.isdir(path):
            walk = FolderWalk(path, asked)
            yield from _find_in_folder(path, walk, endings, is_read_elsewhere, follow=asked.links)
            passed_over += walk.passed_over
        elif is_read_elsewhere(path):
            yield ReadElsewhere(path)
        else:
            yield read_named(path)
    notice = passed_over_notice(passed_over)
    if notice is not None:
        yield LeftOut(", ".join(map(str, paths)), passed_over.total(), notice)


def _find_in_folder(
    folder: str, walk: FolderWalk, endings: tuple[str, ...], is_read_elsewhere: Callable[[str], bool], *, follow: bool,
) -> Iterator[FoundFile]:
    count = 0
    others: list[str] = []
    for name in walk:
        if name.lower().endswith(endings):
            count += 1
            yield read_file(name, follow=follow)
        elif is_read_elsewhere(name):
            count += 1
            yield ReadElsewhere(name)
        else:
            others.append(os.path.basename(name))
    for error in walk.failed:
        count += 1
        yield _unreadable(error.filename, error)
    if not count:
        yield Unreadable(folder, "empty", f"{folder} holds no {' or '.join(endings)} files: name the files themselves, "
                                          "or another folder")
    elif others:
        endings_of = "another ending" if len(others) == 1 else "other endings"
        yield LeftOut(folder, len(others), f"{folder}: {counted(len(others), 'file')} with {endings_of} left out, the "
                                           f"first {others[0]}: name a file itself to have it read")


def first_missing(paths: Sequence[str]) -> str | None:
    """The first of the paths that names nothing; None where each names something, or standard input."""
    return next((path for path in paths if path != STDIN and not os.path.lexists(path)), None)


def read_named(path: str) -> SourceFile | Unreadable:
    """A file as named, or what a link so named leads to; "-" for standard input."""
    return _read("stdin", sys.stdin.buffer, size=0) if path == STDIN else read_file(path)


def read_file(name: str, *, follow: bool = True) -> SourceFile | Unreadable:
    """What stands in a file, as it was at one moment: one that changes meanwhile is read again, a few times.

    Without `follow` a link is unreadable, and so is always what is no regular file.
    """
    for _ in range(_TRIES):
        try:
            found = _read_unchanged(name, follow=follow)
        except (OSError, ValueError) as error:  # ValueError: a name with a NUL
            return _unreadable(name, error)
        if found is not None:
            return found
        time.sleep(_PAUSE_SECONDS)
    return Unreadable(name, CHANGING, f"{name} changed each of the {_TRIES} times that it was read: left for the next "
                                      "look; take it in when it is whole")


def _read_unchanged(name: str, *, follow: bool) -> SourceFile | Unreadable | None:
    """None when it was changed or replaced meanwhile, or a moment ago. Raises OSError, ValueError."""
    with open_regular(name, follow=follow) as file:
        before = os.fstat(file.fileno())
        if 0 <= time.time() - before.st_mtime < _TICK_SECONDS:
            return None
        found = _read(name, file, size=before.st_size)
        now = [os.fstat(file.fileno())]
    if os.path.exists(name):  # one that is gone was read whole
        now.append(os.stat(name))
    return found if all(_stamp(status) == _stamp(before) for status in now) else None


def _stamp(status: os.stat_result) -> tuple[int, ...]:
    return status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size


def _read(name: str, file: BinaryIO, *, size: int) -> SourceFile | Unreadable:
    try:
        raw = file.read(HEAD if size > LIMIT else LIMIT + 1)
    except OSError as error:
        return _unreadable(name, error)
    if max(size, len(raw)) > LIMIT:
        size = max(size, len(raw))
        message = f"{name} is too large ({size:,} bytes, at most {LIMIT:,}): name a file that holds one story"
        return Unreadable(name, "too_large", message, raw[:HEAD], size)
    return SourceFile(name, raw)


def _unreadable(name: object, error: OSError | ValueError) -> Unreadable:
    if isinstance(error, NotAFile):
        message = f"{name} cannot be read ({error.strerror}): name a file, or give what it holds to -, standard input"
        return Unreadable(str(name), "unreadable", message)
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Unreadable(str(name), "unreadable", f"{name} cannot be read ({why}): check the path and its permissions")
