"""What a folder may hold: regular files at any depth, links where they are asked for, and nothing of our own."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from producers.sources.opening import kind_of

_OWN = "place of newsroom's own"
_SQLITE = ("", "-wal", "-shm", "-journal")
_STORE_LOCK = "store.lock"  # what every embedded store holds, also that of another data folder


class FolderRules(NamedTuple):
    """Which of what lies in a folder is read."""

    links: bool = False  # links that are found inside are followed
    own: tuple[Path, ...] = ()  # log, ledger and store: never read, whoever names them
    data: Path | None = None  # folder of these: passed over where it is come across, searched where it is named

    def is_own(self, name: str) -> bool:
        """Whether the name is one of our own places, or lies in one."""
        return bool(self.own) and _is_in(os.path.realpath(name), self.places())

    def places(self) -> frozenset[str]:
        """Our own places with what SQLite puts beside its files, as real paths."""
        return frozenset(os.path.realpath(place) + suffix for place in self.own for suffix in _SQLITE)


class FolderWalk:
    """The files of a folder by name, those of its own folders behind them; what was left aside is counted.

    `failed` are folders that could not be listed, `passed_over` counts by kind what is no file that may be read.
    """

    def __init__(self, folder: str, rules: FolderRules) -> None:
        self._folder = folder
        self._links = rules.links
        self._own = rules.places()
        self._own_met = self._own | ({os.path.realpath(rules.data)} if rules.data else set())
        self._seen: set[tuple[int, int]] = set()  # folders, by device and inode: links may lead in circles
        self.failed: list[OSError] = []
        self.passed_over: Counter[str] = Counter()

    def __iter__(self) -> Iterator[str]:
        """Never raises for what the folder holds."""
        waiting = [(self._folder, os.path.realpath(self._folder))]
        while waiting:
            folder, real = waiting.pop()
            inside: list[tuple[str, str]] = []
            for entry in self._listed(folder):
                where = entry.path, os.path.join(real, entry.name)
                kind = self._kind(entry, where[1])
                if kind is None:
                    yield entry.path
                elif kind == "folder":
                    inside.append(where if not entry.is_symlink() else (entry.path, os.path.realpath(entry.path)))
                else:
                    self.passed_over[kind] += 1
            waiting += reversed(inside)

    def _listed(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            if self._links:  # without them no folder is met twice
                status = os.stat(folder)
                if (status.st_dev, status.st_ino) in self._seen:
                    return []
                self._seen.add((status.st_dev, status.st_ino))
            with os.scandir(folder) as entries:
                return sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self.failed.append(error)
            return []

    def _kind(self, entry: os.DirEntry[str], real: str) -> str | None:
        """None for a file, "folder" for a folder that is searched, else why it is passed over."""
        if entry.is_symlink():
            if not self._links:
                return "link"
            if _is_in(os.path.realpath(entry.path), self._own_met):
                return _OWN
        elif real in self._own_met:
            return _OWN
        if entry.is_file():
            return None
        try:
            kind = kind_of(entry.stat().st_mode)
            return _OWN if kind == "folder" and os.path.isfile(os.path.join(entry.path, _STORE_LOCK)) else kind
        except OSError:
            return None  # a link that leads nowhere, or what is gone: reading it says so


def passed_over_notice(passed_over: Counter[str]) -> str | None:
    """One line for a person, with what to do; None where nothing was passed over."""
    count = passed_over.total()
    if not count:
        return None
    kinds = ", ".join(_counted(kind, of_kind) for kind, of_kind in sorted(passed_over.items()))
    hint = ": name a link itself to have it read, or follow links (--follow-links, or links = true of a source)"
    return f"{count:,} passed over in folders: {kinds}" + (hint if passed_over["link"] else "")


def _counted(kind: str, count: int) -> str:
    several = kind.replace("place", "places") if kind == _OWN else f"{kind}s"
    return f"{count:,} {kind if count == 1 else several}"


def _is_in(real: str, places: Iterable[str]) -> bool:
    return any(real == place or real.startswith(f"{place}{os.sep}") for place in places)
