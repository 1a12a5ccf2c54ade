"""Why an incident is one event, and what keeps the nearest apart, as told to whoever asks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from newsroom.commands.published.figures_at import relinks_until
from sinks.editorial import published
from sinks.store import Store
from streams.extract.words.cause import cause_of
from streams.incidents.book import Incident
from streams.incidents.in_words import figures_of_both, in_words, said, shared_names, spelling_of
from streams.incidents.reasons import Reason, Telling, reasons_of


def linking_told(
    store: Store, names: Collection[str], desk: str, incidents: Sequence[Incident]
) -> list[dict[str, Any]]:
    """The reasons of the incident that has one of these ids, each with its sentence; none when nothing stands of it.

    `incidents` are all of its desk as they stand now. Raises StoreError.
    """
    asked = next((incident for incident in incidents if incident.incident_id in names), None)
    if asked is None:
        return []
    relinked = [event for event in relinks_until(store, None) if event.desk == desk]
    reasons = reasons_of(asked, incidents, relinked, cause_of)
    tellings = [telling for reason in reasons for telling in (reason.telling, reason.other) if telling is not None]
    update_ids = {update_id for telling in tellings for update_id in telling.update_ids}
    spelling = spelling_of(published.texts_of(store, sorted(update_ids)))
    return [_told(reason, spelling) for reason in reasons]


def _told(reason: Reason, spelling: Mapping[str, str]) -> dict[str, Any]:
    telling, other, edit = reason.telling, reason.other, reason.edit
    return {
        "kind": reason.kind, "said": said(reason, spelling), "telling": _telling(telling),
        "other": _telling(other) if other is not None else None,
        "nearest_id": reason.nearest.incident_id if reason.nearest is not None else None,
        "closeness": reason.closeness, "forbidden": reason.forbidden,
        "ties": [{"what": tie.what, "weight": tie.weight, "words": in_words(tie, other, telling, spelling)}
                 for tie in reason.ties if other is not None],
        "names": shared_names(other, telling, spelling) if other is not None else [],
        "figures": figures_of_both(other, telling) if other is not None else [],
        "edit": {"by": edit.by, "reason": edit.reason, "at": edit.published_at, "kind": edit.kind}
        if edit is not None else None,
    }


def _telling(telling: Telling) -> dict[str, Any]:
    return {
        "incident_id": telling.incident.incident_id, "story": telling.site.story,
        "update_ids": list(telling.update_ids),
        "carriers": sorted({claim.carrier for claim in telling.claims if claim.carrier}), "began": telling.site.began,
    }
