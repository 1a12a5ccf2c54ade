"""Brings a store to the version of this program: numbered SQL files, each applied once, in order."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from importlib.resources import files
from typing import NamedTuple

from sinks.store import Store, StoreError

_FILE_NAME = re.compile(r"(\d{4})_(\w+)\.sql")
_COLUMNS = ("number", "name", "checksum", "applied_at")
_OWN_DATABASE = "{database}"  # in a statement: the database of the store


class Migration(NamedTuple):
    number: int
    name: str
    checksum: str
    statements: tuple[str, ...]


def migrations() -> list[Migration]:
    """The migrations that this version ships, by number."""
    found = []
    for entry in (files("sinks") / "migrations").iterdir():
        if match := _FILE_NAME.fullmatch(entry.name):
            found.append(_migration(int(match[1]), match[2], entry.read_text("utf-8")))
    return sorted(found)


def migrate(
    store: Store, shipped: Sequence[Migration] | None = None, *, name: str = "the store"
) -> list[Migration]:
    """Apply what the store has not seen yet, and all behind that, and return it; nothing to do: an empty list.

    A migration cut off half-way is run again from its top: its statements may all be repeated.
    Raises StoreError for a store of a newer version, and for one that was made by other migrations; `name` is what
    the message calls it.
    """
    ours = list(migrations() if shipped is None else shipped)
    seen = _seen(store)
    _check(ours, seen, name)
    # one whose row was lost is run again, and all behind it: a later one replaces views that an earlier one made
    first = min({migration.number for migration in ours} - seen.keys(), default=None)
    missing = [migration for migration in ours if first is not None and migration.number >= first]
    for migration in missing:
        for statement in statements_for(store, migration):
            store.command(statement)
        now = dt.datetime.now(dt.UTC)
        store.insert("migrations", _COLUMNS, [(migration.number, migration.name, migration.checksum, now)])
    return missing


def statements_for(store: Store, migration: Migration) -> list[str]:
    """The statements of a migration as this store takes them. Raises StoreError."""
    [[database]] = store.query("SELECT currentDatabase()").rows
    return [statement.replace(_OWN_DATABASE, f"`{database}`") for statement in migration.statements]


def check_version(store: Store, shipped: Sequence[Migration] | None = None, *, name: str = "the store") -> None:
    """Raise StoreError unless the store is of this version: neither newer, nor older, nor made by other migrations."""
    ours = migrations() if shipped is None else shipped
    seen = _seen(store)
    _check(ours, seen, name)
    if len(seen) < len(ours):
        raise StoreError(f"{name} is not of this version yet (it has seen {len(seen)} of {len(ours)} migrations): "
                         "run `newsroom migrate` on it")


def _migration(number: int, name: str, text: str) -> Migration:
    checksum = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("--"))
    statements = tuple(part.strip() for part in re.split(r";\s*(?:\n|$)", code) if part.strip())
    return Migration(number, name, checksum, statements)


def _seen(store: Store) -> dict[int, str]:
    """Numbers and checksums of the migrations that the store has seen."""
    if not store.query("EXISTS TABLE migrations").rows[0][0]:
        return {}
    rows = store.query("SELECT number, checksum FROM migrations FINAL ORDER BY number").rows
    return {int(str(number)): str(checksum) for number, checksum in rows}


def _check(ours: Sequence[Migration], seen: dict[int, str], name: str) -> None:
    known = {migration.number: migration for migration in ours}
    newest = max(known, default=0)
    for number, checksum in seen.items():
        if number > newest:
            raise StoreError(
                f"{name} was written by a newer version (its migration is {number}, the newest known here "
                f"is {newest}); upgrade newsroom, or use another store"
            )
        if number not in known or known[number].checksum != checksum:
            raise StoreError(
                f"{name} was made by another migration {number} than the one of this version; "
                "use the version that made it, or another store"
            )
