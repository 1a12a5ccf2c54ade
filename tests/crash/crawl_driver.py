"""Takes crawls into a log of its own, and says so for each portion: the process that the crash tests kill.

Usage: python -m tests.crash.crawl_driver DATA WORKERS FILES...
"""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

from eventlog.sqlite.log import SqliteLog
from producers.crawls.crawl import Portion
from producers.crawls.workers import read_crawls
from producers.formats.common.format import Reading
from schemas.records import record_of
from tests.producers.pages import events_of


class Positions:
    def __init__(self, path: Path) -> None:
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.execute("CREATE TABLE IF NOT EXISTS positions (name TEXT PRIMARY KEY, value TEXT)")

    def get(self, name: str, /) -> str | None:
        row = self._file.execute("SELECT value FROM positions WHERE name = ?", (name,)).fetchone()
        return row and str(row[0])

    def put(self, name: str, value: str, /) -> None:
        self._file.execute("INSERT OR REPLACE INTO positions VALUES (?, ?)", (name, value))


def append(log: SqliteLog, portion: Portion) -> None:
    events = [event for page in portion.pages for article in page.parsed.articles
              for event in events_of(article, page.name)]
    records = [record_of(event, event.desk) for event in events]
    log.append(records + [record_of(letter, letter.source) for letter in portion.dead_letters])


def main() -> None:
    data, workers, *files = sys.argv[1:]
    folder = Path(data)
    folder.mkdir(exist_ok=True)
    log, positions = SqliteLog(folder / "log.sqlite"), Positions(folder / "positions.sqlite")
    for portion in read_crawls(files, positions, Reading(), workers=int(workers)):
        print(f"read {len(portion.pages)}", flush=True)
        append(log, portion)
        positions.put(portion.key, portion.position)
        print(f"kept {portion.position}", flush=True)
    log.close()


if __name__ == "__main__":
    main()
