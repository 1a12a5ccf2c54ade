"""The command as a user runs it: a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.stores import let_go

ROOT = Path(__file__).parents[2]


def newsroom(
    *arguments: str | Path, stdin: bytes | None = None, environment: dict[str, str] | None = None,
    timeout: float = 120,
) -> subprocess.CompletedProcess[bytes]:
    let_go()
    return subprocess.run(
        [sys.executable, "-m", "newsroom", *map(str, arguments)], cwd=ROOT, input=stdin, capture_output=True,
        timeout=timeout, env={**os.environ, "NEWSROOM_HEALTH_PORT": "0", **(environment or {})},
    )


def start(*arguments: str | Path) -> subprocess.Popen[bytes]:
    let_go()
    return subprocess.Popen([sys.executable, "-m", "newsroom", *map(str, arguments)], cwd=ROOT,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def answer(*arguments: str | Path) -> Any:
    """The JSON that a reading command prints; it must succeed."""
    done = newsroom(*arguments, "--json")
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def without_recorded_times(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name != "recorded_at"} for row in rows]
