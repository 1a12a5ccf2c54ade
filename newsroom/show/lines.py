"""What commands say in lines of text: all of it passes here, and nothing of it steers a terminal, whoever wrote it."""

from __future__ import annotations

import sys
from typing import Any

import msgspec

from schemas.characters import escaped_in_json, harmless_line


def say(line: str) -> None:
    """One line on stdout."""
    print(harmless_line(line))


def json_text(value: Any, *, indent: int) -> bytes:
    """A value as a JSON document, in UTF-8, with a newline at its end."""
    return _formatted(value, indent, "")


def json_for_pages(value: Any, *, indent: int) -> bytes:
    """As `json_text`, fit to stand in a script of a page: nothing in it ends or opens an element or a comment."""
    return _formatted(value, indent, "<>&")


def print_json(value: Any) -> None:
    sys.stdout.buffer.write(json_text(value, indent=2))


def _formatted(value: Any, indent: int, escaped: str) -> bytes:
    document = msgspec.json.format(msgspec.json.encode(value), indent=indent).decode()
    return escaped_in_json(document, escaped).encode() + b"\n"
