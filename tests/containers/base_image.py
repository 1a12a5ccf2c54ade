"""A stand-in for the image that deploy/Dockerfile builds on: Debian 12 by debootstrap, with Debian's own Python.

As there, `python` and its pip stand in /usr/local. What differs: it is Debian's Python 3.11, and 20 MB heavier.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from tests.containers.engine import debians
from tests.deploy.dockerfile import DOCKERFILE
from tests.servers.kept import kept
from tests.servers.process import ServerUnavailable

_SUITE = "bookworm"
_VERSION = 1  # of what is done here; another makes it anew
_SECONDS = 1800
# what Debian's slim image has not either
_LEFT_OUT = ("usr/share/doc", "usr/share/info", "usr/share/locale", "usr/share/man", "var/cache/apt", "var/lib/apt/lists")


def base_image_name() -> str:
    """The image that the Dockerfile builds on when it is not told another."""
    found = re.search(r"^ARG PYTHON_IMAGE=(\S+)$", DOCKERFILE.read_text("utf-8"), re.MULTILINE)
    assert found is not None
    return found[1]


def base_tarball() -> Path:
    """Its file system, made once per user. Raises ServerUnavailable."""
    return kept(f"debian-{_SUITE}-python-{_VERSION}", _bootstrapped) / "base.tar"


def _bootstrapped(folder: Path) -> None:
    folder.mkdir()
    root = folder / "root"
    packages = "ca-certificates,netbase,python3,python3-venv,tzdata"
    _run(debians("debootstrap", "apt-get install debootstrap"), "--variant=minbase", f"--include={packages}", _SUITE,
         str(root), *_mirror())
    _run("chroot", str(root), "python3", "-m", "venv", "/usr/local")
    left_out = [f"--exclude=./{name}/*" for name in _LEFT_OUT]
    _run("tar", "--create", "--numeric-owner", "--file", str(folder / "base.tar"), "--directory", str(root), *left_out, ".")
    shutil.rmtree(root)


def _mirror() -> list[str]:
    """The mirror that this machine takes Debian's packages from; none where debootstrap may use its own."""
    asked = subprocess.run(["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages",
                            f"Codename: {_SUITE}", "Component: main"], capture_output=True, text=True, check=False)
    return [uri.rstrip("/") for uri in asked.stdout.split() if uri.startswith("http")][:1]


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, errors="replace", timeout=_SECONDS)
    if done.returncode:
        raise ServerUnavailable(f"{words[0]} failed: {(done.stdout + done.stderr).strip()[-800:]}")
