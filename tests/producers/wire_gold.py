"""Documents of wires under gold/ and what they are read as: `python -m tests.producers.wire_gold` records it anew.

Inputs stand in gold/FORMAT/, what is recorded of each under the same name in gold/FORMAT/expected/. Look at the
difference before it is committed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from producers.article import NotAStory, Parsed, Refused
from producers.formats.common.format import Format, Reading
from producers.formats.wires import ap_media, ninjs
from tests.producers.pages import gazetteer

GOLD = Path(__file__).parent / "gold"
FOLDERS: dict[str, Format] = {"ninjs": ninjs.FORMAT, "ap": ap_media.FORMAT}


def inputs(folder: str) -> list[Path]:
    return sorted((GOLD / folder).glob("*.json"))


def parse(form: Format, raw: bytes, reading: Reading | None = None) -> Parsed:
    return form.parse(raw, "wire.json", reading or Reading(), gazetteer())


def attempt(form: Format, raw: bytes) -> Parsed:
    """As `parse`; a document that cannot be read at all is one refusal."""
    try:
        return parse(form, raw)
    except NotAStory as error:
        return Parsed(articles=(), refused=(Refused(reason=error.reason, message=str(error)),))


def parse_value(form: Format, value: Any, reading: Reading | None = None) -> Parsed:
    return parse(form, msgspec.json.encode(value), reading)


def recorded(parsed: Parsed) -> bytes:
    return msgspec.json.format(msgspec.json.encode(parsed), indent=1) + b"\n"


def expected(path: Path) -> Path:
    return path.parent / "expected" / path.name


def record() -> None:
    for folder, form in FOLDERS.items():
        for path in inputs(folder):
            expected(path).parent.mkdir(exist_ok=True)
            expected(path).write_bytes(recorded(parse(form, path.read_bytes())))


if __name__ == "__main__":
    record()
