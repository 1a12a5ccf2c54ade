"""A watched folder (or file): gives what is new or was changed since it was last looked at."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from producers.sources import files
from producers.sources.source import Document, Look, SourceAway, Unusable

_AT_ONCE = 100  # documents of one look
_CLOSED = (-1, -1)  # stands for a folder that cannot be listed
_Seen = dict[str, tuple[int, int]]  # path -> modified at (nanoseconds since 1970), bytes


class FolderSource:
    """Its position is what was seen of each file that is still there: a restart neither misses nor repeats one.

    Write a file under another ending and rename it when it is whole: half a file would be read as it is.
    """

    def __init__(self, name: str, path: Path, endings: tuple[str, ...]) -> None:
        self.name = name
        self._path = path
        self._endings = endings

    async def look(self, position: str | None) -> Look:
        """What is new. Raises SourceAway for a folder that is not there or cannot be listed."""
        return await asyncio.to_thread(self._look, position)

    def _look(self, position: str | None) -> Look:
        seen = msgspec.json.decode(position, type=_Seen) if position else {}
        there = dict(self._there())
        changed = sorted((stamp, path) for path, stamp in there.items() if seen.get(path) != stamp)
        documents, unusable = [], []
        for stamp, path in changed[:_AT_ONCE]:
            if stamp == _CLOSED:
                unusable.append(Unusable(name=path, reason="unreadable", message=f"{path} cannot be listed: check its "
                                         "permissions; the rest of the folder is read"))
                continue
            for found in files.find([path]):
                if isinstance(found, files.SourceFile):
                    documents.append(Document(name=found.name, raw=found.raw))
                elif isinstance(found, files.Unreadable):
                    unusable.append(Unusable(name=found.name, reason=found.reason, message=found.message,
                                             head=found.head, size=found.size))
        left = {path for _, path in changed[_AT_ONCE:]}
        now = {path: stamp for path, stamp in there.items() if path not in left}
        now |= {path: seen[path] for path in left if path in seen}
        return Look(documents=tuple(documents), unusable=tuple(unusable), more=bool(left),
                    position=msgspec.json.encode(now, order="deterministic").decode())

    def _there(self) -> Iterator[tuple[str, tuple[int, int]]]:
        """The files that are looked at, and the folders that could not be. Raises SourceAway."""
        failed: list[OSError] = []
        for path in self._paths(failed):
            try:
                status = path.stat()
            except OSError:
                continue  # gone since it was listed
            yield str(path), (status.st_mtime_ns, status.st_size)
        for error in failed:
            if str(error.filename) == str(self._path):
                raise SourceAway(f"{self._path} cannot be listed ({error.strerror}): check that the folder is there "
                                 "and may be read")
            yield str(error.filename), _CLOSED

    def _paths(self, failed: list[OSError]) -> Iterator[Path]:
        if self._path.is_file():
            yield self._path
            return
        for parent, _, names in os.walk(self._path, onerror=failed.append):
            yield from (Path(parent, name) for name in names if name.lower().endswith(self._endings))
