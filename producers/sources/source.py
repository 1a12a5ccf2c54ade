"""What a source is: something that is looked at again and again and gives documents that are new."""

from __future__ import annotations

from typing import Protocol

from schemas.events import Struct


class Document(Struct, frozen=True):
    """Bytes as they came, under the name they have there (an address, a path)."""

    name: str
    raw: bytes
    media_type: str | None = None  # as the server said it, without parameters; None where nobody did


class Unusable(Struct, frozen=True):
    """What gave no document and never will as it is: kept as a dead letter, once."""

    name: str
    reason: str  # too_large, unreadable, refused
    message: str  # one line: what, where, what to do
    head: bytes = b""  # the first bytes, where there are any
    size: int = 0  # bytes of the original, as far as it was read


class Look(Struct, frozen=True):
    """What one look at a source gave. `position` is kept once the log has the documents, and given to the next look."""

    documents: tuple[Document, ...] = ()
    unusable: tuple[Unusable, ...] = ()
    messages: tuple[str, ...] = ()  # one line each: what a person should know of it
    position: str | None = None  # the source's own words, JSON
    more: bool = False  # there is more at once: look again without waiting


class SourceAway(Exception):
    """The source could not be looked at now; one line says why. It is looked at again later, from the same position.

    `retry_after` is how many seconds it asked to be left alone, None where it did not.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Source(Protocol):
    """One source. A look that is cut off or whose documents the log did not take is made again from its position."""

    @property
    def name(self) -> str: ...

    async def look(self, position: str | None) -> Look:
        """What is new since the look that gave `position` (None: the first ever). Raises SourceAway."""
        ...
