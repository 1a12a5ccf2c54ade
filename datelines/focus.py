"""Which country a story is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from schemas.events import Place

if TYPE_CHECKING:
    from datelines.gazetteer import Gazetteer


def focus(
    gazetteer: Gazetteer, *, subject: str, headline: str, texts: Sequence[str], dateline: Place | None
) -> str | None:
    """The country (ISO alpha-2) a story is about: from the standing subject, then headline, then text, then dateline."""
    near = dateline.country if dateline else None
    for part in (subject, headline, " ".join(texts)):
        votes = Counter(m.place.country for m in gazetteer.mentions(part, near) if m.place.country)
        if votes:
            best = max(votes.values())
            return next(code for code, count in votes.items() if count == best)
    return near
