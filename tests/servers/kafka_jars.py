"""Fetches the Kafka broker's jars from Maven Central, by coordinates, once per user and version.

Needs a Java of 17 or newer and Maven: Debian's `openjdk-17-jre-headless` and `maven`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

POM = Path(__file__).parent / "kafka" / "pom.xml"
FETCH_SECONDS = 300


class ServerUnavailable(Exception):
    """The real server cannot be had here; the message says why and what would help."""


def kafka_jars() -> Path:
    """The folder with the broker's jars, fetched if this user has not done so yet.

    Raises ServerUnavailable without Java, without Maven, or when Maven cannot fetch them.
    """
    if shutil.which("java") is None:
        raise ServerUnavailable("no java on PATH: install openjdk-17-jre-headless or newer")
    folder = _cache() / f"kafka-{hashlib.blake2b(POM.read_bytes(), digest_size=8).hexdigest()}"
    if not folder.is_dir():
        _fetch(folder)
    return folder


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "newsroom-tests"


def _fetch(folder: Path) -> None:
    """Fills the folder whole or not at all, however many do it at the same time."""
    if shutil.which("mvn") is None:
        raise ServerUnavailable("no mvn on PATH: install maven")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="fetching-") as scratch:
        jars = Path(scratch) / "jars"
        command = [
            "mvn", "--batch-mode", "--quiet", "--file", str(POM), "dependency:copy-dependencies",
            f"-DoutputDirectory={jars}", "-DincludeScope=runtime",
        ]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise ServerUnavailable(f"Maven did not fetch the Kafka jars within {FETCH_SECONDS} s") from None
        if done.returncode:
            reason = next((line for line in done.stdout.splitlines() if "ERROR" in line), done.stderr.strip())
            raise ServerUnavailable(f"Maven cannot fetch the Kafka jars: {reason[:400]}")
        try:
            jars.rename(folder)
        except OSError:
            if not folder.is_dir():  # else another process was first, with the same jars
                raise
