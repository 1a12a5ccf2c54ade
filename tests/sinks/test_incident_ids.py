"""What an id of an incident means in the store: who stands under it now, whatever became of the one that had it."""

from __future__ import annotations

import pytest

from schemas.events import FigureReconciled
from sinks.incident_ids import IncidentRow, incidents_meant, newest_incidents
from sinks.store import Store
from tests.sinks.conftest import Put
from tests.sinks.events import reconciled

OLD, NEW, LAST = "aaa1" * 8, "bbb2" * 8, "ccc3" * 8


def void(incident_id: str, heir: str | None, offset: int, aliases: tuple[str, ...] = ()) -> FigureReconciled:
    return reconciled(None, offset, incident_id=incident_id, superseded_by=heir, aliases=aliases, voices=())


def meant(store: Store, beginning: str) -> list[tuple[str, bool]]:
    return [(each.incident_id, each.stands) for each in incidents_meant(store, beginning)]


@pytest.mark.parametrize("digits", [3, 8, 32])
def test_an_id_or_its_beginning_means_the_incident_once_whatever_was_said_of_it(
    digits: int, store: Store, put: Put
) -> None:
    put(reconciled(5, 1, incident_id=OLD), reconciled(7, 2, incident_id=OLD))
    put(reconciled(2, 2, incident_id=OLD, category="missing"))
    put(reconciled(3, 3, incident_id=LAST))
    assert incidents_meant(store, OLD[:digits]) == [IncidentRow(OLD, "PE", "Trujillo", "PE", "landslide", True)]


def test_an_old_id_means_who_took_its_incident_over_however_often(store: Store, put: Put) -> None:
    put(reconciled(5, 1, incident_id=OLD), void(OLD, NEW, 2), reconciled(5, 2, incident_id=NEW))
    assert meant(store, OLD) == [(NEW, True)]
    put(void(NEW, LAST, 3), reconciled(5, 3, incident_id=LAST))
    assert meant(store, OLD[:3]) == meant(store, NEW[:3]) == meant(store, LAST) == [(LAST, True)]


def test_an_id_that_is_only_named_as_one_of_before_means_the_incident_that_names_it(store: Store, put: Put) -> None:
    put(reconciled(5, 1, incident_id=NEW, aliases=(OLD,)))
    assert meant(store, OLD[:8]) == [(NEW, True)]
    put(void(NEW, LAST, 2, aliases=(OLD,)), reconciled(5, 2, incident_id=LAST, aliases=(NEW,)))
    assert meant(store, OLD[:8]) == [(LAST, True)]


def test_an_id_that_came_back_means_its_own_incident_again(store: Store, put: Put) -> None:
    put(reconciled(5, 1, incident_id=OLD), void(OLD, NEW, 2), reconciled(5, 2, incident_id=NEW, aliases=(OLD,)))
    put(void(NEW, OLD, 3, aliases=(OLD,)), reconciled(5, 3, incident_id=OLD, aliases=(NEW,)))
    assert meant(store, OLD) == meant(store, NEW) == [(OLD, True)]
    put(void(OLD, None, 4, aliases=(NEW,)))
    assert meant(store, OLD) == [(OLD, False)], "it ended: whom it became part of before does not count"


def test_one_that_ended_is_found_as_that_and_only_where_none_stands(store: Store, put: Put) -> None:
    put(reconciled(5, 1, incident_id=OLD), void(OLD, NEW, 2), reconciled(5, 2, incident_id=NEW), void(NEW, None, 3))
    assert incidents_meant(store, OLD) == [IncidentRow(NEW, "PE", "Trujillo", "PE", "landslide", False)]
    beside = OLD[:6] + "f" * 26
    put(reconciled(5, 4, incident_id=beside))
    assert meant(store, OLD[:6]) == [(beside, True)]
    assert meant(store, OLD) == [(NEW, False)]


def test_a_beginning_may_mean_several_and_one_of_nobody_means_none(store: Store, put: Put) -> None:
    beside = OLD[:6] + "f" * 26
    put(reconciled(5, 1, incident_id=LAST, aliases=(beside,)), reconciled(5, 2, incident_id=OLD))
    assert meant(store, OLD[:6]) == [(OLD, True), (LAST, True)]
    assert meant(store, "fff") == []
    assert meant(store, "%") == []


def test_the_newest_are_those_last_changed(store: Store, put: Put) -> None:
    put(reconciled(5, 1, incident_id=OLD), reconciled(5, 3, incident_id=NEW), reconciled(5, 2, incident_id=LAST))
    put(reconciled(5, 4, incident_id="ddd4" * 8), void("ddd4" * 8, None, 5))
    assert [each.incident_id for each in newest_incidents(store, 2)] == [NEW, LAST]


def test_an_incident_of_which_nothing_is_known_is_called_by_its_id(store: Store, put: Put) -> None:
    put(reconciled(5, 1, incident_id=OLD, place=None, country=None, cause=None), reconciled(5, 1, incident_id=NEW))
    assert [incidents_meant(store, each)[0].title for each in (OLD, NEW)] == [OLD, "Trujillo, PE, landslide"]
