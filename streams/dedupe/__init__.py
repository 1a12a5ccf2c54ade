"""Copies and revisions: which update repeats, renews or corrects another.

An update's disposition is a function of the *set* of updates that are remembered, never of arrival. Two updates are
kin when the later published one is a copy or a revision of the earlier one, and they were published within
DUPLICATE_WINDOW of each other; what an update is follows from its earlier kin alone:

- a copy of anything published before it is a duplicate, of the earliest such update;
- else a revision of anything is a revision (or, labelled so, a correction) of the latest such update;
- else it is new (or a correction).

So a late original turns an update that was filed as new into a copy, and both are filed again. An update with a
number, a qualifier or a denial that the earlier one does not have is never a copy.
"""

from __future__ import annotations

from streams.dedupe.kinship import DUPLICATE_WINDOW, RememberedUpdate, remembered_update
from streams.dedupe.window import Decision, Window

__all__ = ["DUPLICATE_WINDOW", "Decision", "RememberedUpdate", "Window", "remembered_update"]
