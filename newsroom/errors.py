"""What a user can get wrong, as one line each."""

from __future__ import annotations

import sys

from schemas.characters import harmless_line


class Failure(Exception):
    """Something that ends a command: one line that says what, where and what to do; exit code 1."""


class UsageFailure(Failure):
    """The command's words are off; exit code 2."""


def complain(line: str) -> None:
    """Say one line on stderr; nothing in it steers a terminal, whoever wrote it."""
    print(harmless_line(line), file=sys.stderr, flush=True)
