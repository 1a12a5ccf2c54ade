"""What extraction gives: claims with the exact span they were read from."""

from __future__ import annotations

import datetime as dt

from datelines.places import Gazetteer
from schemas.events import Category, Place, Qualifier, Revision, Scope, Struct, UnreadFigure
from streams.extract.speakers.known_claimants import KnownClaimants


class Claim(Struct, frozen=True):
    """One figure as the text states it. `text[start:end] == evidence`; low <= high, high None when open."""

    category: Category
    value: int | None
    qualifier: Qualifier
    low: int | None
    high: int | None
    scope: Scope
    claimant: str | None
    anonymous: bool
    victims: str | None
    place: Place | None
    cause: str | None
    other_event: bool
    revision: Revision
    from_value: int | None
    evidence: str
    start: int
    end: int
    place_printed: str | None = None  # the name of the place as the text spells it
    without_office: bool = False  # the claimant: relatives, rebels, a party, a paper's own count


class Context(Struct, frozen=True):
    """What is known of the update that the text does not say."""

    published_on: dt.date  # the local day of publication: weekday words resolve backwards from it
    focus_country: str | None
    subject: str
    carrier: str | None
    dateline_place: Place | None
    gazetteer: Gazetteer
    registry: KnownClaimants | None = None  # claimants known by name; None: the built-in ones
    headline: str = ""  # of the story
    may_be_cut_off: bool = True  # the text may end anywhere: a number that is its last word may be half of one


class Extraction(Struct, frozen=True):
    language: str  # "en", another ISO 639-1 code, or "und"
    claims: tuple[Claim, ...]
    warnings: tuple[str, ...]
    unread: tuple[UnreadFigure, ...] = ()
    names: tuple[str, ...] = ()  # that the update prints, folded: by them two pages on one event are known
    happened_on: dt.date | None = None  # the day that the update gives the event
