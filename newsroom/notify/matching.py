"""Which rules choose a change, and when a receiver may be told."""

from __future__ import annotations

import datetime as dt

from datelines.clocks.iana import ZoneInfo
from newsroom.changes.change import TollChange
from newsroom.notify.rules import QuietHours, RuleTable


def chooses(rule: RuleTable, change: TollChange, policy: str) -> bool:
    """Whether the rule wants this change told; `policy` is the one that a rule looks at which names none."""
    if change.policy != (rule.policy or policy):
        return False
    if (rule.countries and change.country not in rule.countries) or (
        rule.categories and change.category not in rule.categories
    ):
        return False
    if rule.published_within_hours is not None and (
        change.recorded_at - change.published_at > dt.timedelta(hours=rule.published_within_hours)
    ):
        return False
    return any(kind in rule.when for kind in change.kinds) or (
        "best_changed" in rule.when and _changed_enough(rule, change)
    )


def _changed_enough(rule: RuleTable, change: TollChange) -> bool:
    before = change.before.best if change.before is not None else None
    after = change.after.best
    if before is None or after is None or before == after:
        return False
    by = abs(after - before)
    if rule.by is None and rule.by_percent is None:
        return True
    return (rule.by is not None and by >= rule.by) or (
        rule.by_percent is not None and by * 100 >= rule.by_percent * before
    )


def end_of_quiet(quiet: QuietHours, now: dt.datetime) -> dt.datetime | None:
    """When the quiet hours end in which `now` is; None outside of them."""
    zone = ZoneInfo(quiet.timezone)
    local = now.astimezone(zone)
    clock = local.time()
    over_midnight = quiet.until < quiet.begin
    if over_midnight:
        is_quiet = clock >= quiet.begin or clock < quiet.until
        day = local.date() + dt.timedelta(days=clock >= quiet.begin)
    else:
        is_quiet = quiet.begin <= clock < quiet.until
        day = local.date()
    if not is_quiet:
        return None
    end = dt.datetime.combine(day, quiet.until, zone).astimezone(dt.UTC)
    return max(end, now)  # where clocks are set back, the end may come twice: the first is enough


def due_at(
    quiet: QuietHours | None, fold_seconds: float, *, urgent: bool, now: dt.datetime, told_last: dt.datetime | None
) -> dt.datetime:
    """When a receiver that was told last at that time is to be told of what was chosen now."""
    due = now
    if told_last is not None:
        due = max(due, told_last + dt.timedelta(seconds=fold_seconds))
    if quiet is not None and not urgent:
        due = end_of_quiet(quiet, due) or due
    return due
