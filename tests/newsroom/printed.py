"""What commands print, as a pipe and as terminals get it, and what must not stand in it."""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from unittest import mock

from newsroom.cli.app import main

PIPE: Mapping[str, str] = {"TERM": "dumb"}
DUMB: Mapping[str, str] = {"TERM": "dumb", "TTY_COMPATIBLE": "1"}  # no styles; rich takes it to be 80 wide
COLOUR: Mapping[str, str] = {"TERM": "xterm-256color", "TTY_COMPATIBLE": "1", "COLUMNS": "80", "LINES": "25"}
_OURS = re.compile(r"\x1b\[[0-9;]*m")
_DIRECTED = frozenset("LRE RLE LRO RLO PDF LRI RLI FSI PDI".split())


class Printed(NamedTuple):
    stdout: str
    stderr: str
    code: int = 0


@contextlib.contextmanager
def captured(terminal: Mapping[str, str]) -> Iterator[list[str]]:
    """What is printed on stdout and stderr of such a terminal, in this process; it is in the list afterwards."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    found: list[str] = []
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "COLORTERM")}
    with (
        mock.patch.dict(os.environ, {**kept, **terminal}, clear=True),
        contextlib.redirect_stdout(out), contextlib.redirect_stderr(err),
    ):  # fmt: skip
        yield found
    for stream in (out, err):
        stream.flush()
        assert isinstance(stream.buffer, io.BytesIO)
        found.append(stream.buffer.getvalue().decode())


def command(*arguments: str, terminal: Mapping[str, str] = PIPE) -> Printed:
    """Run `newsroom` with these words in this process."""
    code = 0
    with captured(terminal) as found, mock.patch.object(sys, "argv", ["newsroom", *arguments]):
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
    return Printed(found[0], found[1], code)


def steering(text: str) -> list[str]:
    """The characters of a text that steer what shows it, by Unicode's own tables."""
    return sorted({
        each for each in text
        if (unicodedata.category(each) in ("Cc", "Cs", "Zl", "Zp") and each not in "\n\t")
        or unicodedata.bidirectional(each) in _DIRECTED or each in "\u061c\u200e\u200f"
    })  # fmt: skip


def without_styles(text: str) -> str:
    """What a terminal with colours got, without the colours."""
    return _OURS.sub("", text)
