"""A worker of the checkout that stands first on the path, be it this one or an earlier one.

Usage: python -P on_faust.py URL PORT, until SIGTERM; then a line of JSON tells what it did. PROFILE in the environment
names a file that takes a profile of the event loop's thread.
"""

from __future__ import annotations

import contextlib
import cProfile
import functools
import importlib
import json
import logging
import os
import sys
from typing import Any

PARTS = {
    "gazetteer": ("datelines.places.load_gazetteer", "datelines.places.load"),
    "new_desk": ("newsroom.pipeline.new_desk", "newsroom.wiring.new_desk"),
    "log": ("eventlog.kafka.log.KafkaLog", "eventlog.kafka.KafkaLog"),
    "run": ("streams.faust.app.run_worker", "streams.faust_app.run_worker"),
    "settings": ("streams.faust.settings.WorkerSettings", "streams.faust_app.WorkerSettings"),
    "watcher": ("streams.faust.worker.WorkerWatcher", "streams.faust_worker.WorkerWatcher"),
}
"""What a worker is put together of: where it is, and where it was before 29 November 2026."""


def _part(name: str) -> Any:
    for address in PARTS[name]:
        module, _, of_module = address.rpartition(".")
        with contextlib.suppress(ImportError, AttributeError):
            return getattr(importlib.import_module(module), of_module)
    raise SystemExit(f"this checkout has no {name} where it is looked for: {', '.join(PARTS[name])}")


def main(url: str, port: str) -> None:
    logging.basicConfig(level="ERROR")
    sums = dict.fromkeys(("inputs", "outputs", "batches", "deciding", "sending"), 0.0)

    class Summing(_part("watcher")):  # type: ignore[misc]
        def decided(self, batch: Any) -> None:
            for name, value in (("inputs", len(batch.inputs)), ("outputs", len(batch.outputs)), ("batches", 1),
                                ("deciding", batch.deciding_seconds), ("sending", batch.sending_seconds)):
                sums[name] += value

    asked = json.loads(os.environ.get("SETTINGS", "{}"))
    _part("run")(new_desk=_part("new_desk")(_part("gazetteer")()), brokers=url,
                 open_log=functools.partial(_part("log"), url),
                 settings=_part("settings")(web_port=int(port), **asked), watcher=Summing())
    print(json.dumps(sums))


if __name__ == "__main__":
    if profile := os.environ.get("PROFILE"):
        with cProfile.Profile() as profiler:
            main(*sys.argv[1:])
        profiler.dump_stats(profile)
    else:
        main(*sys.argv[1:])
