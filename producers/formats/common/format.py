"""What a format is: its name, how its documents are recognised, and the pure function that reads them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Literal, NamedTuple, TypeAlias

from datelines.places import Gazetteer
from producers.article import Parsed


class Asked(NamedTuple):
    """What the user said; None where nothing."""

    source: str
    day: dt.date | None
    timezone: str | None
    default_timezone: str


class Reading(NamedTuple):
    """What the user said of the stories; None where nothing. It wins over what a document says."""

    day: dt.date | None = None  # local day of the newest update
    timezone: str | None = None  # IANA name, of the page's clock
    carrier: str | None = None
    default_timezone: str = "America/New_York"
    subject: str | None = None  # the standing subject
    country: str | None = None  # that the stories are about, ISO 3166 alpha-2
    format: str | None = None  # name of the format; else it is told from the content

    def asked(self, source: str) -> Asked:
        """What was said of the times, for a document of this name."""
        return Asked(source, self.day, self.timezone, self.default_timezone)


Parse: TypeAlias = Callable[[bytes, str, Reading, Gazetteer], Parsed]
"""Bytes of a document, its name for messages, what was said of it, places -> what it holds. Pure: no network, no
clock. Raises NotAStory, and nothing else, for a document that cannot be read at all."""


class Link(NamedTuple):
    """Another document that this one points to."""

    address: str  # absolute, or relative to the document's own
    kind: Literal["next_page", "entry"]  # the feed's next page; the story that an entry only names


def no_links(_raw: bytes) -> tuple[Link, ...]:
    """The links of a format that stands alone."""
    return ()


class Format(NamedTuple):
    name: str
    what: str  # one line for a person
    endings: tuple[str, ...]  # of files that hold it, lower case, with the dot
    matches: Callable[[bytes], bool]  # whether a document that begins with these bytes (up to HEAD) is one
    parse: Parse
    links: Callable[[bytes], tuple[Link, ...]] = no_links  # for sources that follow them; never raises


HEAD = 64 * 1024  # bytes of a document that it is recognised by
