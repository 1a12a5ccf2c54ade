"""A thread beside the work of a service: it looks again and again until the work ends."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def running_beside(look_on: Callable[[threading.Event], None], name: str, end_seconds: float) -> Iterator[None]:
    """Run `look_on` in a thread of this name while the block runs; it is to end within so many seconds of its event."""
    stop = threading.Event()
    thread = threading.Thread(target=look_on, args=(stop,), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=end_seconds)
