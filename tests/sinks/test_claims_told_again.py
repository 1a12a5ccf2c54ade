"""A claim that is told again, because what it copies is another now, is one claim in everything that is asked."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from schemas.events import FigureClaimed, UpdateFiled
from schemas.ids import digest
from sinks import queries
from sinks.editorial import published
from sinks.store import Store
from tests.sinks.conftest import Put
from tests.sinks.events import NOON, cause, claimed, filed, minutes, reconciled, voice, withdrawn

UPDATE, ORIGINAL = digest("update", "copy"), digest("update", "original")


def an_update(update_id: str, offset: int, **fields: Any) -> UpdateFiled:
    return filed("Five died.", update_id=update_id, carrier="CPN" if update_id == UPDATE else "PNA", **{
        "event_id": digest("filed", update_id, offset), "caused_by": cause(offset), **fields})


def told(offset: int, copy_of: str | None, **fields: Any) -> FigureClaimed:
    """The copy's claim as the input at `offset` left it."""
    claim = claimed(update_id=UPDATE, carrier="CPN", copy_of=copy_of)
    return msgspec.structs.replace(
        claim, event_id=digest("claimed", offset), caused_by=cause(offset), **fields)


ALONE = (an_update(UPDATE, 1), told(1, None))
ITS_ORIGINAL = claimed(update_id=ORIGINAL, caused_by=cause(2))
AS_A_COPY = (an_update(ORIGINAL, 2), an_update(UPDATE, 2, disposition="duplicate", same_as=ORIGINAL), ITS_ORIGINAL,
             told(2, ITS_ORIGINAL.claim_id))
RECALLED = (an_update(ORIGINAL, 3, disposition="withdrawn", withdrawn_at=NOON + minutes(60), reason="killed"),
            an_update(UPDATE, 3), told(3, None), withdrawn(ITS_ORIGINAL.claim_id, ORIGINAL, 3, NOON + minutes(60)))


def copies(store: Store, view: str) -> dict[Any, Any]:
    rows: list[Any] = store.query(f"SELECT claim_id, copy_of FROM {view}").rows
    assert len({claim_id for claim_id, _ in rows}) == len(rows)
    return dict(rows)


@pytest.mark.parametrize("order", [1, -1])
def test_the_latest_cause_counts_whatever_was_written_last(store: Store, put: Put, order: int) -> None:
    claim_id = ALONE[1].claim_id
    put(*[*ALONE, *AS_A_COPY][::order])
    assert copies(store, "current_claims") == {claim_id: ITS_ORIGINAL.claim_id, ITS_ORIGINAL.claim_id: None}
    put(*[*RECALLED, *RECALLED][::order])
    assert copies(store, "current_claims") == {claim_id: None}


def test_as_of_tells_what_it_copied_then(store: Store, put: Put) -> None:
    put(*ALONE, *AS_A_COPY)  # recorded a minute after the other
    claim_id = ALONE[1].claim_id
    assert copies(store, "claims_as_of(as_of = '2026-03-14 12:02:30')") == {claim_id: None}
    assert copies(store, "claims_as_of(as_of = '2026-03-14 12:30:00')")[claim_id] == ITS_ORIGINAL.claim_id


def test_at_leaves_out_what_followed_from_a_later_recall(store: Store, put: Put) -> None:
    put(*ALONE, *AS_A_COPY, *RECALLED)
    then, now = (
        {row["claim_id"]: row["copy_of"] for row in published.claims_at(store, NOON + minutes(at))} for at in (59, 60)
    )
    assert then == {ALONE[1].claim_id: ITS_ORIGINAL.claim_id, ITS_ORIGINAL.claim_id: None}
    assert now == {ALONE[1].claim_id: None}


def test_the_evidence_of_an_incident_shows_it_once_as_it_was_told_last(store: Store, put: Put) -> None:
    put(*ALONE, *AS_A_COPY)
    figure = reconciled(5, 2, voices=(voice(claim_id=ITS_ORIGINAL.claim_id, update_id=ORIGINAL),))
    put(figure)
    shown = queries.evidence(store, [figure.incident_id])
    assert {row["claim_id"]: row["copy_of"] for row in shown} == {
        ALONE[1].claim_id: ITS_ORIGINAL.claim_id, ITS_ORIGINAL.claim_id: None}
    assert len(shown) == 2


def test_a_step_names_the_input_that_changed_it_not_what_was_filed_anew_with_it(store: Store, put: Put) -> None:
    put(*ALONE, *AS_A_COPY, *RECALLED, reconciled(4, 1), reconciled(5, 2), reconciled(6, 3))
    rows = store.query("SELECT input, input_id, input_by FROM figure_history ORDER BY step").rows
    assert rows == [("update", UPDATE, "CPN"), ("update", ORIGINAL, "PNA"), ("withdrawal", ORIGINAL, None)]
