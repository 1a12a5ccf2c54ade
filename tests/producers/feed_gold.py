"""Feeds under gold/feed/ and what they are read as: `python -m tests.producers.feed_gold` records it anew.

Inputs stand in gold/feed/, what is recorded of each in gold/feed/expected/, with the links to follow. Look at the
difference before it is committed.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from producers.article import Parsed
from producers.formats.common.format import Reading
from producers.formats.web.feed import links, parse
from tests.producers.pages import gazetteer

GOLD = Path(__file__).parent / "gold" / "feed"


def inputs() -> list[Path]:
    return sorted(path for path in GOLD.iterdir() if path.is_file())


def read(raw: bytes, reading: Reading | None = None) -> Parsed:
    return parse(raw, "feed.xml", reading or Reading(), gazetteer())


def recorded(raw: bytes) -> bytes:
    shown = {"parsed": read(raw), "links": links(raw)}
    return msgspec.json.format(msgspec.json.encode(shown), indent=1) + b"\n"


def expected(path: Path) -> Path:
    return path.parent / "expected" / f"{path.name}.json"


def record() -> None:
    for path in inputs():
        expected(path).parent.mkdir(exist_ok=True)
        expected(path).write_bytes(recorded(path.read_bytes()))


if __name__ == "__main__":
    record()
