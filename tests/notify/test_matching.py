"""Which rules choose a change, and when a receiver may be told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datelines.clocks.iana import ZoneInfo
from newsroom.changes.change import PrintedToll, TollChange
from newsroom.notify.matching import chooses, due_at, end_of_quiet
from newsroom.notify.rules import QuietHours, RuleTable
from tests.builders import NOON

TOLL = PrintedToll(low=40, best=40, qualifier="exact", high=40, disputed=False, flags=(), ruled=False, printed="40",
                   interval="40")


def toll(best: int | None) -> PrintedToll:
    return msgspec.structs.replace(TOLL, best=best)


def change(before: int | None = 40, after: int | None = 44, **fields: Any) -> TollChange:
    known: dict[str, Any] = {
        "id": "a-house", "event_id": "a", "incident_id": "b", "aliases": (), "desk": "PE", "country": "PE",
        "place": "Trujillo", "place_printed": None, "cause": "landslide", "category": "killed", "policy": "house",
        "kinds": ("raised",), "before": toll(before), "after": toll(after), "who": (), "no_longer": (), "editor": None,
        "ruled_until": None, "since": NOON, "published_at": NOON, "recorded_at": NOON + dt.timedelta(hours=1),
    }
    return TollChange(**{**known, **fields})


def rule(**fields: Any) -> RuleTable:
    return RuleTable(**{"name": "r", "when": ("best_changed",), "to": ("desk",), **fields})


@pytest.mark.parametrize(("fields", "of", "chosen"), [
    ({}, {}, True),
    ({}, {"after": 40}, False),
    ({}, {"before": None}, False),
    ({}, {"after": None}, False),
    ({"by": 4}, {}, True),
    ({"by": 5}, {}, False),
    ({"by": 5}, {"after": 35}, True),
    ({"by_percent": 10.0}, {}, True),
    ({"by_percent": 10.1}, {}, False),
    ({"by": 100, "by_percent": 10.0}, {}, True),
    ({"by_percent": 50.0}, {"before": 0, "after": 1}, True),
    ({"countries": ("PE",)}, {}, True),
    ({"countries": ("PE",)}, {"country": "TR"}, False),
    ({"countries": ("PE",)}, {"country": None}, False),
    ({"categories": ("missing",)}, {}, False),
    ({"policy": "gtd"}, {}, False),
    ({"policy": "gtd"}, {"policy": "gtd"}, True),
    ({}, {"policy": "gtd"}, False),
    ({"published_within_hours": 2.0}, {}, True),
    ({"published_within_hours": 0.5}, {}, False),
    ({"when": ("corrected_down",)}, {}, False),
    ({"when": ("corrected_down", "new_incident")}, {"kinds": ("new_incident", "bounds")}, True),
    ({"when": ("ruling_expired",)}, {"kinds": ("ruling_expired", "raised")}, True),
])
def test_a_rule_chooses_what_it_says(fields: dict[str, Any], of: dict[str, Any], chosen: bool) -> None:
    assert chooses(rule(**fields), change(**of), "house") is chosen


def quiet(begin: str, until: str, zone: str = "America/Lima") -> QuietHours:
    return QuietHours.model_validate({"from": begin, "until": until, "timezone": zone})


@pytest.mark.parametrize(("hours", "now", "end"), [
    (quiet("22:30", "06:00"), "2026-03-14T23:00", "2026-03-15T06:00"),
    (quiet("22:30", "06:00"), "2026-03-15T01:00", "2026-03-15T06:00"),
    (quiet("22:30", "06:00"), "2026-03-14T22:30", "2026-03-15T06:00"),
    (quiet("22:30", "06:00"), "2026-03-15T06:00", None),
    (quiet("22:30", "06:00"), "2026-03-14T12:00", None),
    (quiet("12:00", "13:00"), "2026-03-14T12:30", "2026-03-14T13:00"),
    (quiet("12:00", "13:00"), "2026-03-14T11:59", None),
    (quiet("22:00", "02:30", "Europe/Berlin"), "2026-03-28T23:00", "2026-03-29T02:30"),  # a time that is left out
])
def test_quiet_hours_end_by_their_local_clock(hours: QuietHours, now: str, end: str | None) -> None:
    zone = ZoneInfo(hours.timezone)
    at = dt.datetime.fromisoformat(now).replace(tzinfo=zone).astimezone(dt.UTC)
    wanted = dt.datetime.fromisoformat(end).replace(tzinfo=zone).astimezone(dt.UTC) if end else None
    assert end_of_quiet(hours, at) == wanted


CLOCKS = st.times().map(lambda time: time.replace(second=0, microsecond=0, fold=0))


@given(begin=CLOCKS, until=CLOCKS, minutes=st.integers(0, 800_000),
       zone=st.sampled_from(["UTC", "America/Lima", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu"]),
       fold=st.floats(0, 3600), ago=st.one_of(st.none(), st.floats(0, 7200)), urgent=st.booleans())
def test_what_is_due_is_never_in_quiet_hours_nor_lost(
    begin: dt.time, until: dt.time, minutes: int, zone: str, fold: float, ago: float | None, urgent: bool
) -> None:
    if begin == until:
        return
    hours, now = QuietHours(begin=begin, until=until, timezone=zone), NOON + dt.timedelta(minutes=minutes)
    told_last = now - dt.timedelta(seconds=ago) if ago is not None else None
    due = due_at(hours, fold, urgent=urgent, now=now, told_last=told_last)
    assert now <= due <= now + dt.timedelta(days=1, hours=3)
    assert told_last is None or due >= told_last + dt.timedelta(seconds=fold)
    if not urgent:
        local = due.astimezone(ZoneInfo(zone))
        is_quiet = end_of_quiet(hours, due) is not None
        assert not is_quiet or local.fold, "but in an hour that comes twice"
