"""Faust alone: an agent that does nothing with what it gets, or forwards it.

Usage: python -P bare_faust.py empty|forward URL COUNT; a line of JSON tells the seconds that so many records took.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import tempfile
import time

import faust
from faust.types import StreamT

from schemas.topics import INTAKE, TIMELINE


def main(role: str, url: str, count: int) -> None:
    logging.basicConfig(level="ERROR")
    app = faust.App(
        role, broker=url, store="memory://", key_serializer="raw", value_serializer="raw", web_enabled=False,
        topic_allow_declare=False, topic_disable_leader=True, datadir=tempfile.mkdtemp(prefix="newsroom-bench-"),
    )
    intake = app.topic(INTAKE, key_type=bytes, value_type=bytes)
    timeline = app.topic(TIMELINE, key_type=bytes, value_type=bytes)
    seen, began = 0, (0.0, 0.0)

    @app.agent(intake)
    async def agent(stream: StreamT[bytes]) -> None:
        nonlocal seen, began
        async for event in stream.events():
            if seen == 0:
                began = (time.perf_counter(), time.process_time())
            seen += 1
            message = event.message
            if role == "forward":
                await timeline.send(key=message.key, value=message.value, partition=message.partition)
            if seen == count:
                if role == "forward":
                    await app.producer.flush()
                took, cpu = time.perf_counter() - began[0], time.process_time() - began[1]
                print(json.dumps({"seconds": took, "cpu": cpu}), flush=True)
                os.kill(os.getpid(), signal.SIGTERM)

    process = faust.Worker(app, override_logging=False, redirect_stdouts=False, quiet=True)
    process.spinner = None
    process.execute_from_commandline()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
