"""The image, as far as it can be tried without an engine: what its file says, and its steps run in a clean folder.

Not tried: the base image, users and the read-only file system of a container.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom.services.pages import PORTS
from newsroom.settings import described
from telemetry.endpoints import ServiceHealth, serving
from telemetry.metrics import Metrics
from tests.deploy.dockerfile import ROOT, environment, stages, values
from tests.servers.plugin import only_when_asked_for

BUILD, FINAL = stages()




def copied() -> list[str]:
    return [name for value in values(BUILD, "COPY") for name in value.split()[:-1]]


def test_every_package_is_copied_and_passes_the_ignore_file() -> None:
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    wanted = {*packages["packages"], *packages["force-include"], "pyproject.toml", "README.md", "LICENSE"}
    assert wanted <= set(copied())
    let_through = {line.removeprefix("!") for line in (ROOT / "deploy/Dockerfile.dockerignore").read_text().splitlines()
                   if line.startswith("!")}
    assert let_through == set(copied())
    assert all((ROOT / name).exists() for name in copied())


def test_the_last_stage_takes_only_the_product_and_is_not_root() -> None:
    assert values(FINAL, "COPY") == ["--from=build /opt/newsroom /opt/newsroom"]
    user, group = values(FINAL, "USER")[-1].split(":")
    assert int(user) > 0
    assert int(group) > 0
    [made] = values(FINAL, "RUN")
    assert "pip uninstall" in made
    assert f"--uid {user}" in made
    assert f"--gid {group}" in made


def test_everything_installed_is_pinned_by_hash() -> None:
    for command in values(BUILD, "RUN"):
        if " -r requirements/" in command:
            assert "--require-hashes --only-binary :all:" in command
        elif "pip" in command.split() and ("install" in command or "wheel" in command):
            assert "--no-deps" in command


def test_settings_ports_and_the_entry_point_are_those_of_the_code() -> None:
    told = environment(FINAL)
    settings = {f"NEWSROOM_{name.upper()}" for name in described()}
    assert {name for name in told if name.startswith("NEWSROOM_")} <= settings
    assert values(FINAL, "EXPOSE") == [told["NEWSROOM_HEALTH_PORT"]]
    assert int(told["NEWSROOM_HEALTH_PORT"]) == PORTS["work"]
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    assert json.loads(values(FINAL, "ENTRYPOINT")[0])[0] in scripts
    assert values(FINAL, "VOLUME") == values(FINAL, "WORKDIR") == [told["NEWSROOM_DATA"]]


def test_the_health_check_tells_a_living_service_from_one_that_is_not() -> None:
    [check] = values(FINAL, "HEALTHCHECK")
    command: list[str] = json.loads(check.partition("CMD ")[2])
    assert command[0] == "python"
    state = ServiceHealth()

    def asked(port: int) -> int:
        return subprocess.run([sys.executable, *command[1:]], env={**os.environ, "NEWSROOM_HEALTH_PORT": str(port)},
                              capture_output=True, timeout=30).returncode

    with serving(Metrics("work", version="1", pipeline_version=1).registry, lambda: state) as port:
        assert asked(port) == 0
        state = ServiceHealth(("the log is away",))
        assert asked(port) == 0, "it lives"
        state = ServiceHealth(("stalled",), alive=False)
        assert asked(port) == 1
    assert asked(port) == 1, "nobody answers"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder /opt/newsroom that the first stage makes, at another place."""
    only_when_asked_for()
    root = tmp_path_factory.mktemp("image")
    here = {"/build": str(root / "build"), "/opt/newsroom": str(root / "opt" / "newsroom")}
    (root / "bin").mkdir()
    (root / "bin" / "python").symlink_to(sys.executable)
    folder = Path(here["/build"])
    folder.mkdir()
    environment = {"PATH": f"{root / 'bin'}:{os.environ['PATH']}", "HOME": str(root), "TMPDIR": str(root)}
    environment |= {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "REQUESTS_"))
                    or name.lower().endswith("_proxy")}
    for step in BUILD:
        if step.instruction == "COPY":
            *sources, target = step.value.split()
            for source in sources:
                _copy(ROOT / source, folder / target, into=target.endswith("/"))
        elif step.instruction == "RUN":
            command = re.sub(r"(?<![\w.])(/build|/opt/newsroom)(?=[/\s]|$)", lambda place: here[place[1]], step.value)
            done = subprocess.run(["sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True)
            assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    yield Path(here["/opt/newsroom"])
    shutil.rmtree(root)


def _copy(source: Path, target: Path, *, into: bool) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        place = target / source.name if into else target
        place = place / source.name if place.is_dir() else place
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, place)


@pytest.mark.servers
@pytest.mark.timeout(900)
def test_the_steps_make_a_newsroom_that_runs_writes_nothing_to_itself_and_has_no_tools_left(
    built: Path, tmp_path: Path
) -> None:
    before = _files(built)
    data = tmp_path / "data"
    told = {"PATH": f"{built / 'bin'}:/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", "NEWSROOM_DATA": str(data),
            "HOME": str(tmp_path), "TMPDIR": str(tmp_path)}

    def run(*words: str) -> str:
        done = subprocess.run(words, cwd=tmp_path, env=told, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "Trujillo" in run("newsroom", "demo")
    assert "every schema reads" in run("newsroom", "schemas", "check")
    assert _files(built) == before
    for absent in ("pip", "setuptools", "hatchling", "pytest", "mypy", "tests"):
        found = subprocess.run([built / "bin" / "python", "-c", f"import {absent}"], cwd=tmp_path, env=told,
                               capture_output=True).returncode
        assert found != 0, f"{absent} is left"


def _files(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.lstat().st_size, path.lstat().st_mtime_ns) for path in folder.rglob("*")}
