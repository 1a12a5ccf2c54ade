"""What commands say in lines of text: all of it passes here, and nothing of it steers a terminal, whoever wrote it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address
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


def json_lines(values: Iterable[Any]) -> bytes:
    """Values as one JSON document each, on a line of its own, in UTF-8."""
    return b"".join(escaped_in_json(_encoded(value)).encode() + b"\n" for value in values)


def _formatted(value: Any, indent: int, escaped: str) -> bytes:
    document = msgspec.json.format(_encoded(value), indent=indent)
    return escaped_in_json(document, escaped).encode() + b"\n"


def _encoded(value: Any) -> str:
    return msgspec.json.encode(value, enc_hook=_address).decode()


def _address(value: Any) -> str:
    """Of what msgspec does not know the store gives only addresses of the network."""
    if isinstance(value, IPv4Address | IPv6Address):
        return str(value)
    raise ValueError(f"{type(value).__name__} has no form in JSON")
