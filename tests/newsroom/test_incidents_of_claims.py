"""Claims in the store carry the incident that they speak of, whatever editors merge, split and recall, and when pages come.

The truth is the desk's own: the claims that stand and the editors' words, linked anew.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks.generated import pages
from newsroom.commands import editors
from newsroom.commands.published.figures_at import claim_of_row, relinks_until
from newsroom.commands.run import run_stories
from newsroom.errors import Failure
from newsroom.settings import Settings
from newsroom.wiring import open_store
from producers.formats.common.format import Reading
from schemas.events import FigureClaimed
from sinks.store import Store
from streams.extract.words.cause import cause_of
from streams.incidents.book import Book
from telemetry.stages import Stages
from tests.e2e.newsroom_command import with_store
from tests.forms import forms
from tests.stores import engine_kept, going_to_use

_STANDING = """
SELECT incident_id, any(desk), arraySort(groupUniqArrayArray(voices.update_id)) FROM current_figures
GROUP BY incident_id ORDER BY incident_id
"""


def linked_anew(store: Store) -> dict[str, str]:
    """Claim -> incident, as a desk has it that hears all claims and editors at once."""
    told = store.query("SELECT * FROM current_claims")
    claims: dict[str, list[FigureClaimed]] = {}
    for row in told.rows:
        claim = claim_of_row(dict(zip(told.columns, row, strict=True)))
        claims.setdefault(claim.desk, []).append(claim)
    relinks = relinks_until(store, None)
    found: dict[str, str] = {}
    for desk, of_desk in claims.items():
        book = Book(cause_of)
        for claim in of_desk:
            book.add(claim)
        for relink in relinks:
            if relink.desk == desk:
                book.relink(relink)
        found |= {claim.claim_id: incident.incident_id for incident in book.incidents() for claim in incident.claims}
    return found


def edit(settings: Settings, rng: random.Random, what: str | None = None) -> str:
    """One word of an editor on what stands, whatever it means; what it was."""
    with open_store(settings) as store:
        standing: list[Any] = store.query(_STANDING).rows
    desks: dict[str, list[str]] = {}
    for incident_id, desk, _ in standing:
        desks.setdefault(desk, []).append(incident_id)
    several = [ids for ids in desks.values() if len(ids) > 1]
    dividable = [(incident_id, updates) for incident_id, _, updates in standing if len(updates) > 1]
    what = what or rng.choice(["merge"] * 4 * bool(several) + ["split"] * 5 * bool(dividable) + ["recall"])
    try:
        if what == "merge":
            editors.merge(settings, rng.sample(rng.choice(several), 2), "Night editor", "one event")
        elif what == "split":
            incident_id, updates = rng.choice(dividable)
            moved = rng.sample(updates, rng.randrange(1, len(updates)))
            since = rng.choice([None, dt.datetime(2005, 1, 4, tzinfo=dt.UTC)])
            editors.split(settings, incident_id, moved, since, "Night editor", "two events")
        else:
            editors.withdraw(settings, rng.choice(rng.choice(standing)[2]), "Night editor", "not ours")
    except Failure:  # a split that would move all of an incident's claims is refused, for one
        return "refused"
    return what


@pytest.fixture(scope="module", params=forms((1, 80, 4), (2, 1500, 12)))
def edited(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store of pages that came in any order, with editors' words in between and at the end."""
    seed, updates, edits = request.param
    rng = random.Random(seed)
    folder = tmp_path_factory.mktemp("edited")
    stories = []
    for page in pages(updates, seed):
        (folder / page.name).write_text(page.text, encoding="utf-8")
        stories.append(str(folder / page.name))
    rng.shuffle(stories)
    settings = Settings(data=with_store(folder / "data"))
    done: Counter[str] = Counter()
    with engine_kept():
        going_to_use(settings.data)
        for part in (stories[::2], stories[1::2]):
            run_stories(part, settings, Stages(), Reading())
            done.update(edit(settings, rng) for _ in range(edits))
            done.update([edit(settings, rng, "recall")])
    assert done["merge"]
    assert done["split"]
    assert done["recall"]
    with open_store(settings, must_exist=True) as store:
        yield store


def test_claims_carry_the_incident_that_they_speak_of(edited: Store) -> None:
    """Every one that a figure hears has its own. Of the others at most one in a hundred has none, and one in 500 that of
    another: where a story's toll starts again, the view has only the time to tell its claims apart."""
    truth = linked_anew(edited)
    rows: Any = edited.query("SELECT claim_id, incident_id FROM current_claims WHERE NOT other_event").rows
    assert {claim_id for claim_id, _ in rows} == truth.keys()
    heard = {claim_id for (claim_id,) in edited.query("SELECT arrayJoin(voices.claim_id) FROM current_figures").rows}
    astray = {claim_id for claim_id, found in rows if found not in (truth[claim_id], None)}
    assert astray.isdisjoint(heard)
    assert len(astray) * 500 <= len(rows)
    untold = {claim_id for claim_id, found in rows if found is None}
    assert untold.isdisjoint(heard)
    assert len(untold) * 100 <= len(rows)


def test_their_incidents_are_those_that_stand(edited: Store) -> None:
    gone = ("SELECT count() FROM current_claims WHERE incident_id NOT IN (SELECT incident_id FROM current_figures)")
    assert edited.query(gone).rows == [(0,)]
    assert edited.query("SELECT count() FROM current_figures WHERE incident_id NOT IN "
                        "(SELECT assumeNotNull(incident_id) FROM current_claims)").rows == [(0,)]


def test_claims_that_count_no_more_can_be_joined_with_theirs(edited: Store) -> None:
    """The table has them too; the view has one row for each claim ever told."""
    rows: Any = edited.query(
        "SELECT count(), uniqExact(c.claim_id), countIf(i.incident_id IS NOT NULL AND NOT c.other_event) FROM claims AS c FINAL "
        "INNER JOIN incidents_of_claims(as_of = '2299-12-31 00:00:00') AS i ON i.claim_id = c.claim_id "
        "WHERE c.claim_id IN (SELECT claim_id FROM claims_withdrawn)").rows
    [[told, claims, placed]] = rows
    assert told >= claims >= placed > 0
