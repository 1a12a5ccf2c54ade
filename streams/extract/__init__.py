"""Casualty claims read from the text of an update."""

from __future__ import annotations

from streams.extract.claim import Claim, Context, Extraction
from streams.extract.claims import extract

__all__ = ["Claim", "Context", "Extraction", "extract"]
