"""Files, folders and standard input as sources of pages; what cannot be read is a value, so that a run goes on."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, TypeAlias

import msgspec

LIMIT = 10_000_000  # bytes; a page of text is rarely over 100,000
HEAD = 64 * 1024  # bytes kept of what is too large
STDIN = "-"


class SourceFile(msgspec.Struct, frozen=True):
    """A page's bytes, at most LIMIT of them, and the name it was read under."""

    name: str
    raw: bytes


class Unreadable(msgspec.Struct, frozen=True):
    """A path that gave no page. `reason` is unreadable, too_large or empty; `message` one line with what to do."""

    name: str
    reason: str
    message: str
    head: bytes = b""  # the first bytes, where there are any
    size: int = 0  # bytes of the original; of an endless one, those that were read


class LeftOut(msgspec.Struct, frozen=True):
    """How many files of a folder were not looked at, since their endings are of no format."""

    name: str
    count: int
    message: str


FoundFile: TypeAlias = SourceFile | Unreadable | LeftOut


def files_under(paths: Sequence[str]) -> Iterator[str]:
    """The files as named, and those of the folders at any depth, by name. Never raises."""
    for path in paths:
        if path != STDIN and os.path.isdir(path):
            for parent, folders, names in os.walk(path):
                folders.sort()
                yield from (os.path.join(parent, name) for name in sorted(names))
        else:
            yield path


def find(
    paths: Sequence[str | Path], endings: tuple[str, ...] = (".txt",),
    is_read_elsewhere: Callable[[str], bool] = lambda _: False,
) -> Iterator[FoundFile]:
    """The pages under the paths: a file as named, a folder's files of these endings at any depth by name, "-" for
    standard input. What of a folder is left out is told, but for what is read elsewhere.

    Reads one file at a time and never more than LIMIT bytes of it. Never raises for what a path holds.
    """
    for path in paths:
        if str(path) == STDIN:
            yield _read("stdin", sys.stdin.buffer, size=0)
        elif os.path.isdir(path):
            yield from _find_in_folder(str(path), endings, is_read_elsewhere)
        else:
            yield _read_file(str(path))


def _find_in_folder(
    folder: str, endings: tuple[str, ...], is_read_elsewhere: Callable[[str], bool]
) -> Iterator[FoundFile]:
    failed: list[OSError] = []
    count = 0
    elsewhere = 0
    others: list[str] = []
    for parent, folders, names in os.walk(folder, onerror=failed.append):
        folders.sort()
        for name in sorted(names):
            if name.lower().endswith(endings):
                count += 1
                yield _read_file(os.path.join(parent, name))
            elif is_read_elsewhere(name):
                elsewhere += 1
            else:
                others.append(name)
        while failed:
            count += 1
            yield _unreadable(failed[0].filename, failed.pop(0))
    for error in failed:
        count += 1
        yield _unreadable(error.filename, error)
    if not count + elsewhere:
        yield Unreadable(folder, "empty", f"{folder} holds no {' or '.join(endings)} files: name the files themselves, "
                                          "or another folder")
    elif others:
        yield LeftOut(folder, len(others), f"{folder}: {len(others)} files with other endings left out, the first "
                                           f"{others[0]}: name a file itself to have it read")


def _read_file(name: str) -> FoundFile:
    try:
        with open(name, "rb") as file:
            status = os.fstat(file.fileno())
            return _read(name, file, size=status.st_size if stat.S_ISREG(status.st_mode) else 0)
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL
        return _unreadable(name, error)


def _read(name: str, file: BinaryIO, *, size: int) -> FoundFile:
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
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Unreadable(str(name), "unreadable", f"{name} cannot be read ({why}): check the path and its permissions")
