"""What is printed of numbers and a ruling, and what one printing differs from another in."""

from __future__ import annotations

from collections.abc import Iterator

from newsroom.changes.change import ChangeKind, PrintedToll
from newsroom.changes.state import KnownNumbers
from newsroom.show.tables import printable, short_interval

NOTHING = PrintedToll(low=None, best=None, qualifier=None, high=None, disputed=False, flags=(), ruled=False,
                      printed="—", interval="unknown")


def printed_toll(numbers: KnownNumbers) -> PrintedToll:
    """The policy's numbers, or the ruling that holds; it widens the policy's band to hold its number."""
    low, best, qualifier, high = numbers.low, numbers.best, numbers.qualifier, numbers.high
    if (ruling := numbers.holding) is not None:
        best, qualifier = ruling.best, "exact"
        low = min(low, best) if low is not None else None
        high = max(high, best) if high is not None else None
    return PrintedToll(
        low=low, best=best, qualifier=qualifier, high=high, disputed=numbers.disputed, flags=numbers.flags,
        ruled=ruling is not None, printed=printable({"best": best, "best_qualifier": qualifier}),
        interval=short_interval(low, best, high),
    )


def differences(before: PrintedToll | None, after: PrintedToll) -> Iterator[ChangeKind]:
    """What the later printing differs in."""
    was = before or NOTHING
    if was.best is None or after.best is None:
        if after.best is not None:
            yield "first"
        elif was.best is not None:
            yield "unprintable"
    elif after.best != was.best:
        yield "raised" if after.best > was.best else "corrected_down"
    if after.disputed != was.disputed:
        yield "disputed" if after.disputed else "settled"
    if (after.low, after.high) != (was.low, was.high):
        yield "bounds"
    if (after.qualifier, after.flags) != (was.qualifier, was.flags):
        yield "wording"


def differences_of_rulings(before: KnownNumbers | None, after: KnownNumbers) -> Iterator[ChangeKind]:
    """Whether a ruling came to hold, or holds no more."""
    was, now = before.holding if before is not None else None, after.holding
    if now is not None and (was is None or was.ruling_id != now.ruling_id):
        yield "ruled"
    elif was is not None and now is None:
        yield "ruling_withdrawn"
