"""What tests fetch or build once per user and keep: folders in this user's cache, each filled whole or not at all."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def kept(name: str, fill: Callable[[Path], None]) -> Path:
    """The folder of this name in the cache; if it is not there yet, `fill` makes it at the path that it is given.

    One at a time: neither Maven's store nor what else fills is made for several.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "newsroom-tests"
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (cache / name).is_dir():
            with tempfile.TemporaryDirectory(dir=cache, prefix="fetching-") as scratch:
                new = Path(scratch) / "new"
                fill(new)
                new.rename(cache / name)
    return cache / name
