"""Web pages and live blogs under gold/ and what they are read as: `python -m tests.producers.page_gold` records it anew.

Inputs stand in gold/html/ and gold/liveblog/, what is recorded of each under the same name in expected/ beside them.
Look at the difference before it is committed. All are also seeds for whoever mutates documents.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from producers.article import NotAStory, Parsed
from producers.formats.common.format import Format, Reading
from producers.formats.web import html_page, liveblog
from tests.producers.pages import gazetteer

GOLD = Path(__file__).parent / "gold"
FOLDERS: dict[str, Format] = {"html": html_page.FORMAT, "liveblog": liveblog.FORMAT}
SOURCE = "page.html"
REASONS = {"empty", "binary", "malformed", "no_date", "unknown_place", "too_large", "not_a_story"}


def inputs(folder: str) -> list[Path]:
    return sorted(path for path in (GOLD / folder).iterdir() if path.is_file())


def seeds() -> list[Path]:
    """All fixtures of both formats."""
    return [path for folder in FOLDERS for path in inputs(folder)]


def read(folder: str, page: bytes | str, reading: Reading | None = None) -> Parsed:
    raw = page.encode() if isinstance(page, str) else page
    return FOLDERS[folder].parse(raw, SOURCE, reading or Reading(), gazetteer())


def attempt(folder: str, raw: bytes, reading: Reading | None = None) -> Parsed | tuple[str, str]:
    """What is read, or the reason and the line of the NotAStory."""
    try:
        return read(folder, raw, reading)
    except NotAStory as error:
        return error.reason, str(error)


def holds_together(found: Parsed | tuple[str, str]) -> None:
    """What is true of whatever a page is read as."""
    if isinstance(found, tuple):
        reason, message = found
        assert reason in REASONS
        assert message.startswith(SOURCE)
        assert "\n" not in message
        return
    assert found.articles
    for article in found.articles:
        assert article.updates
        assert article.headline
        assert [update.position for update in article.updates] == list(range(len(article.updates)))
        assert all("\n" not in warning for warning in article.warnings)
    assert all("\n" not in refused.message and refused.reason in REASONS for refused in found.refused)
    recorded(found)


def recorded(parsed: Parsed) -> bytes:
    return msgspec.json.format(msgspec.json.encode(parsed), indent=1) + b"\n"


def expected(path: Path) -> Path:
    return path.parent / "expected" / f"{path.name}.json"


def record() -> None:
    for folder in FOLDERS:
        for path in inputs(folder):
            expected(path).parent.mkdir(exist_ok=True)
            expected(path).write_bytes(recorded(read(folder, path.read_bytes())))


if __name__ == "__main__":
    record()
