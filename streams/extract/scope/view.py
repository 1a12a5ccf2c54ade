"""A figure among those of its update, as the rules of scope look at it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from schemas.events import Scope
from streams.extract.binding.figure import Figure

BODY_WORDS = frozenset("bodies body corpses remains".split())
PARTS = frozenset(("including", "among", "among counted", "partitive", "parted", "coordinate", "kinds"))
"""Relations that bind a number to some of those counted before."""


class View(msgspec.Struct, frozen=True, gc=False):
    """A figure, those before it in the update, and the standing subject's words."""

    figure: Figure
    earlier: Sequence[Figure]
    subject: frozenset[str]
    following: Figure | None
    scopes: Sequence[Scope]  # of the earlier figures
    update: Sequence[Figure]  # those around

    @property
    def previous(self) -> Figure | None:
        last = self.earlier[-1] if self.earlier else None
        return last if last is not None and last.line is self.figure.line else None

    def of(self, figure: Figure) -> View:
        """The same update around another figure."""
        return msgspec.structs.replace(self, figure=figure)

    def has_wider(self) -> bool:
        """Whether the update has a larger total of this category."""
        value = self.figure.quantity.value
        return value is not None and any(
            item.category == self.figure.category and (item.quantity.value or 0) > value for item in self.update
        )

    def same_before(self) -> Figure | None:
        """The last earlier figure of this category."""
        return next((item for item in reversed(self.earlier) if item.category == self.figure.category), None)
