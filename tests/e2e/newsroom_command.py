"""The command in this process: what it prints and its exit code, without waiting for an interpreter to start.

For questions about words and codes. What depends on a process of its own (signals, locks, imports, a closed pipe)
uses `newsroom_process`, as does one test of each family of commands, so that the entry point itself is tried.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import io
import json
import logging
import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from newsroom.cli.app import main
from tests.stores import going_to_use, lay_out, let_go

ROOT = Path(__file__).parents[2]


class Done(NamedTuple):
    """What a finished process tells, by the names that `subprocess.CompletedProcess` has for it."""

    returncode: int
    stdout: bytes
    stderr: bytes


def with_store(data: Path) -> Path:
    """The same data folder, made, with a store that the first command need not make: for tests that ask no more of it."""
    lay_out(data / "store")
    return data


def with_demo(data: Path) -> Path:
    """The same data folder, made as `newsroom run` on the stories of the demo leaves it."""
    let_go()
    return Path(shutil.copytree(_demo(), data, symlinks=True))


@functools.cache
def _demo() -> Path:
    """What is copied; made once in a process."""
    folder = Path(tempfile.mkdtemp(prefix="newsroom-demo-"))
    atexit.register(shutil.rmtree, folder)
    done = command("run", ROOT / "examples" / "mudslide", "--date", "2026-03-14", "--data", with_store(folder / "data"))
    assert done.returncode == 0, done.stderr.decode()
    let_go()
    return folder / "data"


def command(
    *arguments: str | Path, stdin: bytes = b"", environment: dict[str, str] | None = None, folder: Path = ROOT
) -> Done:
    """Run `newsroom` with these arguments in a folder, as `newsroom_process.newsroom` does in a process of its own."""
    out, err = io.BytesIO(), io.BytesIO()
    data = arguments[arguments.index("--data") + 1] if "--data" in arguments else (environment or {}).get("NEWSROOM_DATA")
    if data is not None:
        going_to_use(Path(data))
    variables = {"NEWSROOM_HEALTH_PORT": "0", **(environment or {})}
    with contextlib.chdir(folder), _apart(variables, stdin, out, err):
        sys.argv = ["newsroom", *map(str, arguments)]
        code = _code()
        for stream in (sys.stdout, sys.stderr):
            if not stream.closed:
                stream.flush()
        return Done(code, out.getvalue(), err.getvalue())


def answer(*arguments: str | Path) -> Any:
    """The JSON that a reading command prints; it must succeed."""
    done = command(*arguments, "--json")
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def _code() -> int:
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    except Exception:  # noqa: BLE001  what an interpreter does with it
        traceback.print_exc()
        return 1
    return 0


@contextlib.contextmanager
def _apart(environment: dict[str, str], stdin: bytes, out: io.BytesIO, err: io.BytesIO) -> Iterator[None]:
    """Streams, environment and loggers as a new process has them, put back afterwards."""
    before = dict(os.environ), sys.argv, sys.stdin, sys.stdout, sys.stderr, logging.root.handlers
    try:
        os.environ.update(environment)
        sys.stdin, sys.stdout, sys.stderr = _text(io.BytesIO(stdin)), _text(out), _text(err)
        logging.root.handlers = []  # else warnings would go to pytest and not to stderr
        yield
    finally:
        variables, sys.argv, sys.stdin, sys.stdout, sys.stderr, logging.root.handlers = before
        os.environ.clear()
        os.environ.update(variables)


def _text(stream: io.BytesIO) -> io.TextIOWrapper:
    return io.TextIOWrapper(stream, encoding="utf-8", write_through=True)
