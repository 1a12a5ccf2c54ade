"""What servers on Java share: how Maven fetches them from Maven Central, once per user and version, and how they run.

Needs a Java of 17 or newer and Maven: Debian's `openjdk-17-jre-headless` and `maven`.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.servers.kept import kept
from tests.servers.process import ServerUnavailable

FETCH_SECONDS = 300


def java(temporary: Path) -> list[str]:
    """A short-lived JVM with little data, whose start-up counts; it unpacks its libraries into the folder."""
    return [
        "java", "-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto",
        "-XX:-UsePerfData", f"-Djava.io.tmpdir={temporary}",
    ]


def fetched(name: str, goal: Callable[[Path], list[str]]) -> Path:
    """The folder of this name in this user's cache, filled by Maven if it is not there yet.

    `goal` gives Maven's arguments that fill a folder. Raises ServerUnavailable without Java, without Maven, or when
    Maven cannot fetch it.
    """
    if shutil.which("java") is None:
        raise ServerUnavailable("no java on PATH: install openjdk-17-jre-headless or newer")
    return kept(name, lambda folder: _fetch(name, folder, goal))


def _fetch(name: str, folder: Path, goal: Callable[[Path], list[str]]) -> None:
    if shutil.which("mvn") is None:
        raise ServerUnavailable("no mvn on PATH: install maven")
    try:
        # away from any pom of ours, which Maven would read
        done = subprocess.run(
            ["mvn", "--batch-mode", "--quiet", *goal(folder)], capture_output=True, text=True, check=False,
            timeout=FETCH_SECONDS, cwd=folder.parent,
        )
    except subprocess.TimeoutExpired:
        raise ServerUnavailable(f"Maven did not fetch {name} within {FETCH_SECONDS} s") from None
    if done.returncode:
        reason = next((line for line in done.stdout.splitlines() if "ERROR" in line), done.stderr.strip())
        raise ServerUnavailable(f"Maven cannot fetch {name}: {reason[:400]}")
