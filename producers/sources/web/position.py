"""What a source on the web keeps between two looks: where it stands and what it has, in bounded size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from producers.sources.source import SourceAway
from producers.sources.web.fetched import FetchedBefore
from schemas.events import Struct

ENTRIES = 400  # that are remembered, and the most that are followed of one page


class Spot(Struct, frozen=True):
    """One page of the source and what is known of it. `address` None: the source's own."""

    address: str | None = None
    known: FetchedBefore | None = None


class Position(Struct, frozen=True):
    """JSON of this is the source's position: at most about 200 kB."""

    version: Literal[1] = 1
    source: str = ""  # fingerprint of the source's address: for another one, none of the rest counts
    head: Spot = Spot()  # the page that is looked at each time; of a feed that is read on and on, its newest
    older: Spot | None = None  # the page of a first fetch that comes next
    left: int | None = None  # how many more of them there may be; None before the first fetch
    # by fingerprint of their addresses; those used last are last
    entries: Mapping[str, FetchedBefore] = msgspec.field(default_factory=dict)


def load_position(text: str | None, source: str, name: str) -> Position:
    """The position that was kept of this address; the very first one for None and for another address.

    Raises SourceAway for what is none: beginning anew on its own would bring everything again.
    """
    if text is None:
        return Position(source=source)
    try:
        position = msgspec.json.decode(text, type=Position)
    except msgspec.DecodeError as error:
        raise SourceAway(f"the position kept of {name} cannot be read ({error}): remove it to begin anew") from error
    return position if position.source == source else Position(source=source)


def dump_position(position: Position) -> str:
    entries = dict(list(position.entries.items())[-ENTRIES:])
    return msgspec.json.encode(msgspec.structs.replace(position, entries=entries)).decode()
