"""Documents of a wire, bent: values swapped, keys dropped, bytes changed; and what holds for whatever comes of them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from producers.formats.common.format import HEAD, Format
from tests.producers import wire_gold

REASONS = {"empty", "binary", "malformed", "no_date", "unknown_place", "too_large", "not_a_story"}
VALUES: list[Any] = [
    None, True, False, 0, -1, 1.5, 1e300, "", " ", "x", "usable", "canceled", "embargoed", "2021-04-17T18:40:00Z",
    "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "\x00", "<p>", "The Latest: It rains\n\n9 p.m.\n\nIt rains.",
    "12:60 p.m.", [], {}, [[]], [{}], [None], {"value": 1}, {"name": []}, {"item": {"altids": []}}, ["a", "b"], "é\u2028",
]  # fmt: skip


def _bent(value: Any, draw: st.DrawFn, left: list[int]) -> Any:
    if left[0] and draw(st.integers(0, 12)) == 0:
        left[0] -= 1
        return draw(st.sampled_from(VALUES))
    if isinstance(value, dict):
        drop = draw(st.sampled_from([None, *value])) if left[0] else None
        return {key: _bent(each, draw, left) for key, each in value.items() if key != drop}
    if isinstance(value, list):
        return [_bent(each, draw, left) for each in value]
    return value


@st.composite
def mutants(draw: st.DrawFn, paths: Sequence[Path]) -> bytes:
    raw = draw(st.sampled_from(paths)).read_bytes()
    if draw(st.booleans()):
        return json.dumps(_bent(json.loads(raw), draw, [8])).encode()
    changed = bytearray(raw)
    for _ in range(draw(st.integers(1, 5))):
        changed[draw(st.integers(0, len(changed) - 1))] = draw(st.integers(0, 255))
    return bytes(changed[: draw(st.one_of(st.none(), st.integers(0, len(changed))))])


def a_wire_is_well_formed(form: Format, raw: bytes) -> None:
    form.matches(raw[:HEAD])
    assert all(link.address and link.kind in ("entry", "next_page") for link in form.links(raw))
    parsed = wire_gold.attempt(form, raw)
    assert wire_gold.attempt(form, raw) == parsed
    assert all(each.reason in REASONS and "\n" not in each.message for each in parsed.refused)
    for article in parsed.articles:
        assert bool(article.updates) != bool(article.recalls)
        assert article.headline
        assert 0 < len(article.story) <= 80
        times = [update.published_at for update in article.updates] + [recall.recalled_at for recall in article.recalls]
        assert all(time.utcoffset() == dt.timedelta(0) for time in times)
        assert all(update.item and update.versioned_at for update in article.updates)
