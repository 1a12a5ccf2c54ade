"""What a later update is to an earlier one, told from the two alone."""

from __future__ import annotations

import datetime as dt
from typing import Final

import msgspec

from schemas.events import UpdateFiled
from streams.dedupe import alignment
from streams.dedupe.alignment import Likeness
from streams.dedupe.wording import Wording, wording

DUPLICATE_WINDOW: Final = dt.timedelta(hours=72)
"""Updates published further apart are not kin, whatever they say."""

SHORT_WORDS: Final = 8
"""Texts below this many words repeat by chance: they are compared within one story only, and whole."""

SAME_HEADING_SIMILARITY: Final = 0.5
"""Share of common words from which an update under the same heading of the same page is a rewrite of it."""


class RememberedUpdate(msgspec.Struct, frozen=True, gc=False):
    """What is remembered of an update."""

    published_at: dt.datetime
    update_id: str
    carrier: str | None
    story: str
    correction: bool
    wording: Wording
    item: str | None = None  # the publisher's id, of an update that is an item by itself
    version: str | None = None

    @property
    def order(self) -> tuple[dt.datetime, str]:
        """Published order."""
        return self.published_at, self.update_id

    @property
    def is_short(self) -> bool:
        return self.wording.length < SHORT_WORDS

    @property
    def heading(self) -> tuple[str | None, str, dt.datetime]:
        return self.carrier, self.story, self.published_at

    def is_version_of(self, other: RememberedUpdate) -> bool:
        """Whether the publisher says that both are the same item."""
        return self.item is not None and self.item == other.item and self.version != other.version


def remembered_update(update: UpdateFiled) -> RememberedUpdate:
    return RememberedUpdate(
        update.published_at, update.update_id, update.carrier, update.story, "correction" in update.flags,
        wording(update.text, update.carrier),
        update.item if update.time_text is None else None,  # under a heading it is one update of an item that has more
        update.version,
    )


def kinship(earlier: RememberedUpdate, later: RememberedUpdate) -> Likeness | None:
    """What the later published of two updates is to the other: a copy, a revision, or nothing.

    The same words are a copy, also when labelled a correction: it corrects nothing. The same words but for the
    numbers are a revision. Under the same heading of the same page, other words are a rewrite: a revision. All other
    texts of SHORT_WORDS and more are aligned; a labelled correction that differs by a word is no copy. Another version
    of the same item is a revision at least, whatever it says. What lies further apart than DUPLICATE_WINDOW is nothing.
    """
    apart = later.published_at - earlier.published_at
    if apart > DUPLICATE_WINDOW:
        return None
    one, other = earlier.wording, later.wording
    if one.skeleton == other.skeleton and (earlier.story == later.story or not later.is_short):
        return "copy" if one.words == other.words else "revision"
    if not apart and earlier.heading == later.heading:
        return "revision" if similarity(earlier, later) >= SAME_HEADING_SIMILARITY else None
    is_any_short = one.length < SHORT_WORDS or other.length < SHORT_WORDS
    found = None if is_any_short else alignment.likeness(one, other)
    if found is None:
        return "revision" if later.is_version_of(earlier) else None
    corrects = later.correction and not earlier.correction
    return "revision" if found == "copy" and corrects else found


def similarity(one: RememberedUpdate, other: RememberedUpdate) -> float:
    """0 to 1, rounded so that it is the same number everywhere."""
    return alignment.wording_similarity(one.wording, other.wording)
