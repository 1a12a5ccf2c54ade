"""What tells decisions of the same input apart: the version of the rules, and the run that decided it again."""

from __future__ import annotations

from typing import NamedTuple

from schemas.ids import digest


class Stamp(NamedTuple):
    """`run` names a reprocessing; it is empty for what is decided as it comes."""

    version: int
    run: str = ""

    def id(self, kind: str, *parts: str) -> str:
        """An event id: the same each time that these rules decide this in this run."""
        return digest(kind, *parts, self.version, *([self.run] if self.run else []))
