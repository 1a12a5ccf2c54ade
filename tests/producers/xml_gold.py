"""Specimens in XML and what is read of them. `python -m tests.producers.xml_gold` writes expected.json anew: look at
the difference before it is committed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from producers.article import Article, NotAStory, Parsed
from producers.formats.common.format import Format, Reading
from producers.formats.wires import newsml, nitf
from tests.producers.pages import gazetteer

GOLD = Path(__file__).parent / "gold"
FORMATS = {"newsml": newsml.FORMAT, "nitf": nitf.FORMAT}


def specimens(name: str) -> list[Path]:
    return sorted((GOLD / name).glob("*.xml"))


def expected(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((GOLD / name / "expected.json").read_text("utf-8"))
    return found


def read(known: Format, raw: bytes | str, reading: Reading | None = None) -> Parsed:
    data = raw.encode() if isinstance(raw, str) else raw
    return known.parse(data, "wire.xml", reading or Reading(), gazetteer())


def only(known: Format, raw: str, reading: Reading | None = None) -> Article:
    """The one article of a document."""
    parsed = read(known, raw, reading)
    assert not parsed.refused
    (article,) = parsed.articles
    return article


def refusal(known: Format, raw: str, reading: Reading | None = None) -> NotAStory:
    """Why a document is refused, which it must be in one line that names it."""
    with pytest.raises(NotAStory) as error:
        read(known, raw, reading)
    assert str(error.value).startswith("wire.xml: ")
    assert "\n" not in str(error.value)
    return error.value


def recorded(known: Format, path: Path) -> Any:
    """What is read of a specimen, as JSON has it; only what is said, for a reader's sake."""
    try:
        parsed = known.parse(path.read_bytes(), path.name, Reading(), gazetteer())
    except NotAStory as error:
        return {"reason": error.reason, "message": str(error)}
    return _said(json.loads(msgspec.json.encode(parsed)))


def _said(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _said(each) for name, each in value.items() if each is not None and each != []}
    return [_said(each) for each in value] if isinstance(value, list) else value


def outcome(known: Format, raw: bytes | str, reading: Reading | None = None) -> str:
    """What came of it, in one string that two readings must share."""
    try:
        return msgspec.json.encode(read(known, raw, reading)).decode()
    except NotAStory as error:
        refused = f"{error.reason}: {error}"
    assert "\n" not in refused
    return refused


if __name__ == "__main__":
    for name, known in FORMATS.items():
        found = {path.name: recorded(known, path) for path in specimens(name)}
        text = json.dumps(found, indent=1, ensure_ascii=False, sort_keys=True)
        (GOLD / name / "expected.json").write_text(f"{text}\n", "utf-8")
