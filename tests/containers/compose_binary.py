"""Compose v2, which Debian 12 has not: built from its Go module, once per user."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
from pathlib import Path

from tests.servers.kept import kept
from tests.servers.process import ServerUnavailable

VERSION = "v2.29.7"
_PACKAGE = "github.com/docker/compose/v2"
_LEAST_GO = (1, 21)
# also a Go module: Debian 12's Go 1.19 can fetch it, but not yet start it by itself
_TOOLCHAIN = "golang.org/toolchain@v0.0.1-go1.23.12.linux-"
_SECONDS = 3600


def compose_binary() -> Path:
    """Its path. Raises ServerUnavailable without Go or when it cannot be built."""
    go = shutil.which("go")
    if go is None:
        raise ServerUnavailable("no go on PATH, with which Compose is built: apt-get install golang-go")
    return kept(f"compose-{VERSION}", lambda folder: _build(go, folder)) / "cmd"


def _build(go: str, folder: Path) -> None:
    version = re.search(r"go(\d+)\.(\d+)", _go(go, "version"))
    if version is None or (int(version[1]), int(version[2])) < _LEAST_GO:
        go = _newer(go)
    _go(go, "install", "-trimpath", f"-ldflags=-s -w -X {_PACKAGE}/internal.Version={VERSION}",
        f"{_PACKAGE}/cmd@{VERSION}", GOBIN=str(folder))


def _newer(go: str) -> str:
    """A Go that is new enough, from the module cache, where nothing may be executed as it comes."""
    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    home = Path(json.loads(_go(go, "mod", "download", "-json", _TOOLCHAIN + machine))["Dir"])
    for path in (*(home / "bin").iterdir(), *(home / "pkg" / "tool").glob("*/*")):
        path.chmod(0o555)
    return str(home / "bin" / "go")


def _go(go: str, *words: str, **environment: str) -> str:
    try:
        done = subprocess.run([go, *words], env={**os.environ, **environment}, cwd="/", capture_output=True, text=True,
                              timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        raise ServerUnavailable(f"go {words[0]} of Compose took longer than {_SECONDS} s") from None
    if done.returncode:
        raise ServerUnavailable(f"go {words[0]} failed: {done.stderr.strip()[-800:]}")
    return done.stdout
