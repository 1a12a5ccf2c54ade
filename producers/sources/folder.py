"""A watched folder (or file): gives what is new or was changed since it was last looked at."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from producers.sources import files
from producers.sources.opening import kind_of
from producers.sources.source import Document, Look, SourceAway, Unusable
from producers.sources.walk import FolderRules, FolderWalk, passed_over_notice

_AT_ONCE = 100  # documents of one look
_CLOSED = (-1, -1)  # stands for a folder that cannot be listed
_Seen = dict[str, tuple[int, int]]  # path -> modified at (nanoseconds since 1970), bytes


class FolderSource:
    """Its position is what was seen of each file that is still there: a restart neither misses nor repeats one.

    Write a file under another ending and rename it when it is whole: half a file would be read as it is.
    """

    def __init__(self, name: str, path: Path, endings: tuple[str, ...], rules: FolderRules | None = None) -> None:
        self.name = name
        self._path = path
        self._endings = endings
        self._rules = rules or FolderRules()
        self._said: str | None = None

    async def look(self, position: str | None) -> Look:
        """What is new. Raises SourceAway for a folder that is not there or cannot be listed."""
        return await asyncio.to_thread(self._look, position)

    def _look(self, position: str | None) -> Look:
        seen = msgspec.json.decode(position, type=_Seen) if position else {}
        walk = self._walk()
        there = dict(self._there(walk))
        changed = sorted((stamp, path) for path, stamp in there.items() if seen.get(path) != stamp)
        documents, unusable, messages = [], [], []
        for stamp, path in changed[:_AT_ONCE]:
            if stamp == _CLOSED:
                unusable.append(Unusable(name=path, reason="unreadable", message=f"{path} cannot be listed: check its "
                                         "permissions; the rest of the folder is read"))
                continue
            found = files.read_file(path, follow=self._rules.links or path == str(self._path))
            if isinstance(found, files.SourceFile):
                documents.append(Document(name=found.name, raw=found.raw))
            elif found.reason == files.CHANGING:
                messages.append(found.message)
                del there[path]
            else:
                unusable.append(Unusable(name=found.name, reason=found.reason, message=found.message,
                                         head=found.head, size=found.size))
        notice = passed_over_notice(walk.passed_over) if walk else None
        if notice != self._said:
            self._said = notice
            messages += [notice] if notice else []
        left = {path for _, path in changed[_AT_ONCE:]}
        now = {path: stamp for path, stamp in there.items() if path not in left}
        now |= {path: seen[path] for path in left if path in seen}
        return Look(documents=tuple(documents), unusable=tuple(unusable), messages=tuple(messages), more=bool(left),
                    position=msgspec.json.encode(now, order="deterministic").decode())

    def _walk(self) -> FolderWalk | None:
        """None for a single file. Raises SourceAway for what is neither that nor a folder, and for our own places."""
        if self._rules.is_own(str(self._path)):
            raise SourceAway(f"{self._path} is newsroom's own (log, ledger or store): name stories")
        try:
            kind = kind_of(self._path.stat().st_mode)
        except OSError as error:
            raise self._away(error) from error
        if kind not in (None, "folder"):
            raise SourceAway(f"{self._path} is a {kind}: name a folder or a file")
        return FolderWalk(str(self._path), self._rules) if kind else None

    def _there(self, walk: FolderWalk | None) -> Iterator[tuple[str, tuple[int, int]]]:
        """The files that are looked at, and the folders that could not be. Raises SourceAway."""
        for name in [str(self._path)] if walk is None else (n for n in walk if n.lower().endswith(self._endings)):
            try:
                status = os.stat(name)
            except OSError:
                continue  # gone since it was listed
            yield name, (status.st_mtime_ns, status.st_size)
        for error in walk.failed if walk else ():
            if str(error.filename) == str(self._path):
                raise self._away(error)
            yield str(error.filename), _CLOSED

    def _away(self, error: OSError) -> SourceAway:
        return SourceAway(f"{self._path} cannot be listed ({error.strerror}): check that the folder is there and may "
                          "be read")
