"""Why an incident is one event, and why the incident nearest to it is another.

The sites are cut and joined anew, as the book does it, and for each it is told which earlier one it is closest to and
what ties them. For the incident nearest to it the question is the same: why the later of the two began an event of its
own. Editors' merges and splits are told as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from schemas.events import FigureClaimed, IncidentsRelinked
from streams.incidents.book import Incident
from streams.incidents.linking import (
    COMPARED,
    JOINED_FROM,
    allowed_closeness,
    are_kept_apart,
    clusters,
    may_be_one,
    nearness,
)
from streams.incidents.relinks import Relink, Relinks
from streams.incidents.sites import NEAR_DAYS, WINDOW_DAYS, Origin, Site, cut, order, origin_of, writing_order
from streams.incidents.subjects import CauseOf, subject_of
from streams.incidents.ties import Tie, closeness, days_apart, ties


class Telling(NamedTuple):
    """What one story says of one event, and the incident that it is in."""

    site: Site
    claims: tuple[FigureClaimed, ...]  # in published order
    incident: Incident

    @property
    def update_ids(self) -> tuple[str, ...]:
        """By the first claim of each."""
        return tuple(dict.fromkeys(claim.update_id for claim in self.claims))


class Reason(NamedTuple):
    """Why one telling is of one event with another, or is not.

    - first: the incident begins with it; no other telling
    - one event: with `other`, the closest of the tellings before it
    - merged, split off: as the editor said in `edit`; no other telling
    - apart: of the incident asked about and the one nearest to it the later has `telling`, the earlier `other`; with
      `edit` where an editor split one of them off
    """

    kind: Literal["first", "one event", "merged", "split off", "apart"]
    telling: Telling
    other: Telling | None = None
    edit: IncidentsRelinked | None = None
    closeness: int | None = None  # the weights of the ties and of what speaks against any two; None without ties
    ties: tuple[Tie, ...] = ()
    forbidden: bool = False  # no ties can bring the two together
    nearest: Incident | None = None  # of apart: the other incident


def reasons_of(
    asked: Incident, incidents: Sequence[Incident], relinked: Iterable[IncidentsRelinked], cause_of: CauseOf
) -> list[Reason]:
    """One reason for each telling of an incident, in the order of their beginning, and what keeps the nearest apart.

    `incidents` are all of the desk, `asked` one of them; `relinked` what its editors merged and split, in their order.
    The nearest is looked for among incidents that were told of within NEAR_DAYS of this one.
    """
    near = [other for other in incidents if _days_between(asked, other) <= NEAR_DAYS]
    known = {claim.claim_id: claim for incident in incidents for claim in incident.claims}
    edits = {event.event_id: event for event in relinked}
    tellings = _tellings_of(near, known, _relinks(edits.values(), known), cause_of)
    own = tellings.pop(asked.incident_id)
    apart = _apart(own, tellings.values(), edits)
    return [*_within(own, edits), *([apart] if apart is not None else [])]


def _days_between(a: Incident, b: Incident) -> int:
    return max((a.claims[0].published_at - b.claims[-1].published_at).days,
               (b.claims[0].published_at - a.claims[-1].published_at).days)


def _relinks(edits: Iterable[IncidentsRelinked], claims: Mapping[str, FigureClaimed]) -> Relinks:
    return Relinks(Relink.of(edit, claims) for edit in edits)


def _tellings_of(
    near: Iterable[Incident], claims: Mapping[str, FigureClaimed], relinks: Relinks, cause_of: CauseOf
) -> dict[str, list[Telling]]:
    """The tellings of these incidents by incident, each in their order; a story is cut with all that it says."""
    gathered: dict[Origin, list[FigureClaimed]] = {}
    for claim in claims.values():
        gathered.setdefault(origin_of(claim, relinks), []).append(claim)
    home = {claim.claim_id: incident for incident in near for claim in incident.claims}
    found: dict[str, list[Telling]] = {}
    for origin in dict.fromkeys(origin_of(claims[claim_id], relinks) for claim_id in home):
        said = sorted(gathered[origin], key=writing_order)
        for site, held in cut(origin, said, subject_of(origin[0], cause_of), relinks):
            if (incident := home.get(held[0].claim_id)) is not None:
                found.setdefault(incident.incident_id, []).append(Telling(site, held, incident))
    return {incident_id: sorted(tellings, key=_order) for incident_id, tellings in found.items()}


def _within(own: Sequence[Telling], edits: Mapping[str, IncidentsRelinked]) -> list[Reason]:
    """Of the tellings that rules joined each with the closest before it; the first of those of an editor as he said."""
    unsplit = [number for number, telling in enumerate(own) if telling.site.split is None]
    linked = {n: [m for m in unsplit if m != n and may_be_one(own[n].site, own[m].site)] for n in unsplit}
    events = clusters(unsplit, lambda number: _order(own[number]),
                      lambda one, other: allowed_closeness(own[one].site, own[other].site), linked.__getitem__)
    found = []
    for number, telling in enumerate(own):
        event = next((event for event in events if number in event), None)
        before = [own[other] for other in sorted(event) if other < number] if event is not None else []
        if before:
            found.append(_tied("one event", telling, _closest(telling.site, before[:COMPARED])))
        elif number and (merge := _merge_of([own[other] for other in event or (number,)], edits)) is not None:
            found.append(Reason("merged", telling, edit=merge))
        elif telling.site.split is not None:
            found.append(Reason("split off", telling, edit=edits[telling.site.split]))
        else:
            found.append(Reason("first", telling))
    return found


def _merge_of(event: Iterable[Telling], edits: Mapping[str, IncidentsRelinked]) -> IncidentsRelinked | None:
    """The editors' first merge that names a claim of these tellings."""
    named = frozenset[str]().union(*(telling.site.merges for telling in event))
    return next((edit for event_id, edit in edits.items() if event_id in named), None)


def _apart(
    own: Sequence[Telling], others: Iterable[Sequence[Telling]], edits: Mapping[str, IncidentsRelinked]
) -> Reason | None:
    """What keeps the nearest incident apart; None where there is no other.

    How near an incident is, is told as joining tells it: the first telling of the later one with those that the earlier
    had by then, the mean of the closest and of all.
    """
    nearest: tuple[float, Telling, list[Telling], Sequence[Telling]] | None = None
    for other in others:
        earlier, later = sorted((own, other), key=lambda tellings: _order(tellings[0]))
        first = later[0]
        by_then = [telling for telling in earlier if _order(telling) < _order(first)
                   and days_apart(telling.site, first.site) <= WINDOW_DAYS][:COMPARED]
        if not by_then:  # an editor's merge holds tellings of long before
            continue
        each = [closeness(first.site, telling.site) for telling in by_then]
        near = nearness(each)
        if nearest is None or near > nearest[0]:
            nearest = near, first, by_then, other
    if nearest is None:
        return None
    _, first, by_then, other = nearest
    split = first.site.split or by_then[0].site.split
    if split is not None:
        return Reason("apart", first, by_then[0], edits[split], nearest=other[0].incident)
    forbidding = [telling for telling in by_then if are_kept_apart(first.site, telling.site)]
    compared = _closest(first.site, forbidding or by_then)
    if not forbidding and closeness(first.site, compared.site) >= JOINED_FROM:  # it is the others that keep it apart
        compared = min(by_then, key=lambda telling: closeness(first.site, telling.site))
    return _tied("apart", first, compared)._replace(forbidden=bool(forbidding), nearest=other[0].incident)


def _closest(site: Site, tellings: Sequence[Telling]) -> Telling:
    return max(tellings, key=lambda telling: closeness(site, telling.site))


def _tied(kind: Literal["one event", "apart"], telling: Telling, other: Telling) -> Reason:
    return Reason(kind, telling, other, closeness=closeness(telling.site, other.site),
                  ties=tuple(ties(telling.site, other.site)))


def _order(telling: Telling) -> tuple[object, ...]:
    return order(telling.site)
