"""What asking for an address gives, and what is remembered of it to ask better the next time."""

from __future__ import annotations

import hashlib
from typing import TypeAlias

import httpx

from producers.sources.source import Document, SourceAway, Unusable
from schemas.events import Struct


class FetchedBefore(Struct, frozen=True):
    """What is remembered of an address that was fetched. Its size is bounded."""

    digest: str = ""  # of the body, or of what was refused
    at: str = ""  # fingerprint of the final address, whose validators these are
    etag: str | None = None
    modified: str | None = None
    since: float = 0.0  # seconds since 1970: when this digest was first seen
    checked: float = 0.0  # when it was last found to be so
    tries: int = 0  # that failed since


class Fetched(Struct, frozen=True):
    """A whole body, under its final address."""

    url: httpx.URL  # to see links from; the document's name is fit to be shown
    document: Document
    known: FetchedBefore


class Unchanged(Struct, frozen=True):
    """The server says that what is known still holds, or that there is nothing."""


class Rejected(Struct, frozen=True):
    """What will not be taken, however often it is asked for."""

    unusable: Unusable
    known: FetchedBefore
    outright: bool = False  # the very address asked for, before anybody was asked


Outcome: TypeAlias = Fetched | Unchanged | Rejected


class Gone(SourceAway):
    """The server answers, and will not give this: 401, 403, 404, 410 and the like."""


def content_digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()
