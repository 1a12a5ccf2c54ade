"""An answer of a server is the same document as that of the embedded store, in every form."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from newsroom.show.answers.forms import FORMS
from schemas.events import UnreadFigure
from sinks.clickhouse.store import ClickHouseStore
from sinks.migrate import migrate
from sinks.questions.asking import ask_typed
from sinks.rows import COLUMNS, rows_of
from sinks.store import Store
from tests.sinks.events import NOON, claimed, filed, reconciled, voice
from tests.stores import opened

ASKED = (
    "SELECT * FROM timeline ORDER BY update_id", "SELECT * FROM current_claims ORDER BY claim_id", "SELECT * FROM current_figures",
    "SELECT toTimeZone(published_at, 'America/Lima') AS hour, count() AS n, [true] AS yes, NULL AS none FROM timeline GROUP BY hour",
    "SELECT map('a', toUInt256(7)) AS m, toUUID('61f0c404-5cb3-11e7-907b-a6006ad3dba0') AS id, toDate('2026-03-14') AS d, "
    "toDecimal64('1.25', 2) AS exact, toFloat32(0.1) AS f, CAST('a', 'Enum8(\\'a\\' = 1)') AS e, CAST('1.2.3.4', 'IPv4') AS ip, 'x\\n\\t' AS s",
    "SELECT place FROM current_figures WHERE 0", "SHOW TABLES", "DESCRIBE TABLE claims",
)


def filled(store: Store) -> Store:
    claim = claimed(claimant="Mayor")
    voices = (voice("Mayor", claim_id=claim.claim_id), voice(None, None, high=None))
    doubted = (UnreadFigure(evidence="18 stretchers", start=23, end=36),)
    for event in (filed("Five died.\n\nIt's said. 18 stretchers.", unread=doubted), claim, reconciled(5, 1, voices=voices)):
        table, [row] = rows_of(event, NOON)
        store.insert(table, COLUMNS[table], [row])
    return store


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with opened(tmp_path_factory.mktemp("forms") / "store") as store:
        yield filled(store)


@pytest.mark.parametrize("statement", ASKED)
def test_both_give_the_same_documents(statement: str, embedded: Store, front_url: str) -> None:
    server = ClickHouseStore(front_url)
    try:
        migrate(server)
        filled(server)
        here, there = ask_typed(embedded, statement), ask_typed(server, statement)
    finally:
        server.close()
    assert here.columns == there.columns
    for name, form in FORMS.items():
        assert form.write(there) == form.write(here), name
