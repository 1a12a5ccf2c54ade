"""One process at a time tells what an outbox holds: two would tell everything twice."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

from newsroom.errors import Failure

LOCK_SUFFIX = "-lock"


@contextlib.contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """Hold the outbox while the block runs; a process that is killed lets go. Raises Failure if another has it."""
    with path.with_name(path.name + LOCK_SUFFIX).open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Failure(f"another `newsroom notify` is telling what {path} holds: end it first, or give this one a "
                          "data folder of its own with --data") from error
        yield
