"""A deadline is a timed assertion, and a busy machine is no defect: Hypothesis sets none here."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("untimed", parent=settings(), deadline=None)
settings.load_profile("untimed")
