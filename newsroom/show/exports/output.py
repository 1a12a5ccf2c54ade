"""Documents that a command leaves in a file: there whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from newsroom.errors import Failure


def write_whole(out: Path, document: bytes, option: str) -> None:
    """Put the document in the place of what the file holds. Raises Failure; `option` is what names the file."""
    try:
        if out.exists() and not out.is_file():  # a pipe, a device: nothing that could be put in place of another
            out.write_bytes(document)
            return
        _replace(out.resolve(), document)
    except OSError as error:
        raise Failure(f"{out} cannot be written: {error.strerror}: name another file with {option}") from error


def _replace(out: Path, document: bytes) -> None:
    """Raises OSError; what is half written is gone then."""
    beside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with beside.open("xb") as file:
            file.write(document)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)
