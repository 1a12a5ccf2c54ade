"""A change that a person can be told: of one category of an incident under one policy, before and after."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from schemas.events.parts import Category, Qualifier, Struct

ChangeKind = Literal[
    "new_incident", "first", "raised", "corrected_down", "unprintable", "disputed", "settled", "bounds", "wording",
    "ruled", "ruling_withdrawn", "ruling_expired", "merged", "renamed", "split", "withdrawn", "reprocessed",
]
"""What a change is; it may be several. `corrected_down`: the number to print is lower, whoever lowered it.
`unprintable`: there was one and is none. `withdrawn`: nobody says anything any more. `reprocessed`: newer rules."""


class PrintedToll(Struct, frozen=True):
    """What can be printed, with the ruling that holds: low <= best <= high wherever they are known."""

    low: int | None
    best: int | None
    qualifier: Qualifier | None
    high: int | None  # null when open
    disputed: bool
    flags: tuple[str, ...]  # from_parts, revised_down, inconsistent
    ruled: bool  # best is an editor's number
    printed: str  # best in the words it may be printed with: "at least 45"; "—" when there is none
    interval: str  # low, best and high in short: "61–65+"


class SpokenWord(Struct, frozen=True):
    """A word that came in with the change."""

    claimant: str | None
    carriers: tuple[str, ...]
    said: str  # in the words it was said with: "at least 65"
    published_at: dt.datetime
    update_id: str
    claim_id: str


class EditorsWord(Struct, frozen=True):
    """An editor's word that a change follows from."""

    word: Literal["ruling", "ruling_withdrawn", "merge", "split"]
    by: str
    reason: str


class TollChange(Struct, frozen=True):
    """What changed for whoever prints it. The same events give the same changes, with the same ids, at any restart."""

    id: str  # that of the figure's event, and the policy; of an expired ruling from the ruling's id
    event_id: str  # of the figure
    incident_id: str
    aliases: tuple[str, ...]  # ids the incident had before: `merged`, `renamed` tell when they became so
    desk: str
    country: str | None  # ISO 3166 alpha-2
    place: str | None
    place_printed: str | None  # the name as its page spells it, where it differs
    cause: str | None  # quake, attack, flood, ...
    category: Category
    policy: str
    kinds: tuple[ChangeKind, ...]
    before: PrintedToll | None  # None: nothing was told of it before
    after: PrintedToll
    who: tuple[SpokenWord, ...]  # whose words came in, in published order; the newest MOST_WORDS
    no_longer: tuple[str, ...]  # claimants whose word is gone and who said nothing else: recalled, or moved elsewhere
    editor: EditorsWord | None
    ruled_until: dt.datetime | None  # end of the ruling that holds
    since: dt.datetime  # published time of the word, or time of the ruling or its end, by which it is printed so
    published_at: dt.datetime  # of the input that it follows from
    recorded_at: dt.datetime  # when the log took it; of an expired ruling when it ended


MOST_WORDS = 8
