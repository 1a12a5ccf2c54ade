"""How far the files of a data folder are, and so what a killed command was doing."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

_DERIVED = ("timeline", "claims", "figures")
_REBUILT = "__rebuild"


class Standing(NamedTuple):
    """What stands in the files of a data folder."""

    intake: int = 0  # records
    derived: int = 0
    decided: int = 0  # inputs
    written: int = 0  # records that the sink is behind of
    marks: int = 0  # partitions decided again
    ledger: tuple[object, ...] = ()
    tables: frozenset[tuple[str, str]] = frozenset()  # name and definition, which names the table's files

    @property
    def rebuilding(self) -> bool:
        return any(_REBUILT in name for name, _ in self.tables)


def standing(data: Path) -> Standing:
    """Of files that may be damaged or gone: what cannot be read counts as nothing."""
    counted = dict(_ask(data / "log.sqlite", "SELECT topic, count(*) FROM log GROUP BY topic"))
    groups = dict(_ask(data / "log.sqlite", "SELECT consumer_group, sum(next_offset) FROM offsets GROUP BY 1"))
    marks = _ask(data / "log.sqlite", "SELECT count(*) FROM records WHERE type = 'Reprocessed'")
    ledger = _ask(data / "ledger.sqlite", "SELECT (SELECT count(*) FROM updates), (SELECT count(*) FROM recalls), "
                                          "(SELECT count(*) FROM waiting), (SELECT group_concat(value) FROM positions)")
    definitions = (data / "store" / "clickhouse" / "metadata" / "newsroom").glob("*.sql")
    return Standing(
        intake=counted.get("intake", 0), derived=sum(counted.get(topic, 0) for topic in _DERIVED),
        decided=groups.get("work", 0), written=groups.get("sink", 0), marks=marks[0][0] if marks else 0,
        ledger=ledger[0] if ledger else (), tables=frozenset((path.name, _text(path)) for path in definitions),
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(errors="replace")[:120]
    except OSError:
        return ""


def _ask(path: Path, question: str) -> list[tuple]:  # type: ignore[type-arg]
    if not path.exists():
        return []
    with contextlib.suppress(sqlite3.Error), contextlib.closing(
        sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    ) as file:
        return file.execute(question).fetchall()
    return []


def doing(command: str, before: Standing, after: Standing) -> str:
    """What a command was at when it was killed, told from what it left."""
    return _DOING.get(command, _taking)(before, after)


def _taking(before: Standing, after: Standing) -> str:
    if after.written >= after.derived and after.decided >= after.intake:
        return "before its first write" if after[:-1] == before[:-1] else "all written"
    if after.intake > before.intake and after.ledger == before.ledger and after.decided == before.decided:
        return "on the log, ledger not yet"
    if after.decided < after.intake:
        return "deciding" if after.decided > before.decided else "on the log, not decided"
    return "decided, writing rows"


def _replaying(before: Standing, after: Standing) -> str:
    had = {name for name, _ in before.tables}
    if after.tables == before.tables:
        return "before its first table"
    moved = [name for name, _ in after.tables - before.tables if name in had and _REBUILT not in name]
    if moved:
        return "tables swapped, clearing away" if after.rebuilding else "all done"
    return "filling new tables"


def _redoing(before: Standing, after: Standing) -> str:
    if after.derived == before.derived:
        return "before its first write"
    if after.marks == before.marks:
        return "deciding again, no mark yet"
    return "decided again, writing rows" if after.written < after.derived else "between marks, or done"


def _reading(_before: Standing, _after: Standing) -> str:
    return "reading"


_DOING: dict[str, Callable[[Standing, Standing], str]] = {
    "replay": _replaying, "reprocess": _redoing, "export": _reading,
}
