"""Opening what may be anything: only a regular file is read, and nothing is waited for."""

from __future__ import annotations

import errno
import os
import stat
from typing import BinaryIO

_KINDS = ((stat.S_ISFIFO, "FIFO"), (stat.S_ISSOCK, "socket"), (stat.S_ISLNK, "link"), (stat.S_ISDIR, "folder"))
_DEVICE = "device"


class NotAFile(OSError):
    """What a name stands for is no regular file; `strerror` says what it is."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(errno.EINVAL, f"it is a {kind}, not a file", name)


def kind_of(mode: int) -> str | None:
    """What a mode speaks of, as FIFO, socket, device, link, folder; None for a regular file."""
    if stat.S_ISREG(mode):
        return None
    return next((kind for is_it, kind in _KINDS if is_it(mode)), _DEVICE)


def open_regular(name: str, *, follow: bool = True) -> BinaryIO:
    """The file of this name, a link's target with `follow`. Raises NotAFile, OSError, ValueError (a NUL in the name).

    What it is is asked twice: before, since opening a device may do something, and on what was opened, which may be
    something else by then. A FIFO that was swapped in is opened without waiting for its writer.
    """
    _refuse(os.stat(name, follow_symlinks=follow).st_mode, name)
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY | (0 if follow else os.O_NOFOLLOW)
    descriptor = os.open(name, flags)
    try:
        _refuse(os.fstat(descriptor).st_mode, name)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def _refuse(mode: int, name: str) -> None:
    kind = kind_of(mode)
    if kind is not None:
        raise NotAFile(kind, name)
