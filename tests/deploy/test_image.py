"""The images, as far as they can be tried without an engine: what their file says, its steps run in a clean folder.

tests/containers builds them and runs them.
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
from tests.deploy.dockerfile import ROOT, Step, environment, stage, stages, values
from tests.servers.plugin import only_when_asked_for

PAGE = ROOT / "tests/producers/gold/html/live-cards.html"
BUILD, SERVICES, ALONE = stage("build"), stage("services"), stage("alone")


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


def test_the_services_image_is_what_is_built_and_has_only_the_product_and_is_not_root() -> None:
    assert [step.value for step in stages()[-1]] == ["services"]
    assert values(SERVICES, "COPY") == ["--from=build /opt/newsroom /opt/newsroom", "--from=build /build/product /opt/newsroom"]
    user, group = values(SERVICES, "USER")[-1].split(":")
    assert int(user) > 0
    assert int(group) > 0
    [made] = values(SERVICES, "RUN")
    assert "pip uninstall" in made
    assert f"--uid {user}" in made
    assert f"--gid {group}" in made


def test_the_image_for_one_machine_is_that_of_the_services_and_the_engine() -> None:
    assert [step.instruction for step in ALONE] == ["FROM", "COPY"]
    assert values(ALONE, "FROM") == ["services AS alone"]
    assert values(ALONE, "COPY") == ["--from=build /build/engine /opt/newsroom"]


def test_everything_installed_is_pinned_by_hash() -> None:
    for command in values(BUILD, "RUN"):
        if " -r requirements/" in command:
            assert "--require-hashes --only-binary :all:" in command
        elif "pip" in command.split() and {"install", "wheel"} & set(command.split()):
            assert "--no-deps" in command


def test_settings_ports_and_the_entry_point_are_those_of_the_code() -> None:
    told = environment(SERVICES)
    settings = {f"NEWSROOM_{name.upper()}" for name in described()}
    assert {name for name in told if name.startswith("NEWSROOM_")} <= settings
    assert values(SERVICES, "EXPOSE") == [told["NEWSROOM_HEALTH_PORT"]]
    assert int(told["NEWSROOM_HEALTH_PORT"]) == PORTS["work"]
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    assert json.loads(values(SERVICES, "ENTRYPOINT")[0])[0] in scripts
    assert values(SERVICES, "VOLUME") == values(SERVICES, "WORKDIR") == [told["NEWSROOM_DATA"]]


def test_the_health_check_tells_a_living_service_from_one_that_is_not() -> None:
    [check] = values(SERVICES, "HEALTHCHECK")
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
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder /opt/newsroom of the services' image, at another place."""
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
            command = re.sub(r"^(--mount=\S+ )+", "", step.value)
            command = re.sub(r"(?<![\w.])(/build|/opt/newsroom)(?=[/\s]|$)", lambda place: here[place[1]], command)
            done = subprocess.run(["sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True)
            assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    _copy_of_built(SERVICES, root)
    yield Path(here["/opt/newsroom"])
    shutil.rmtree(root)


@pytest.fixture(scope="module")
def alone(services: Path) -> Path:
    """The same with what the image for one machine adds; the services' image is no longer to be had then."""
    _copy_of_built(ALONE, services.parents[1])
    return services


def _copy_of_built(stage: list[Step], root: Path) -> None:
    for value in values(stage, "COPY"):
        source, target = (root / name.lstrip("/") for name in value.split()[1:])
        if source != target:
            shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)


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
def test_the_steps_for_services_leave_no_tools_and_no_embedded_engine(services: Path, tmp_path: Path) -> None:
    before = _files(services)
    assert "every schema reads" in _newsroom(services, tmp_path, "schemas", "check").stdout
    told = _newsroom(services, tmp_path, "demo")
    assert told.returncode == 1
    assert "the embedded store needs chdb" in told.stderr
    assert "Traceback" not in told.stderr
    assert _newsroom(services, tmp_path, "inspect", str(PAGE)).returncode == 0
    assert _files(services) == before
    for absent in ("pip", "setuptools", "hatchling", "pytest", "mypy", "tests", "chdb", "pandas", "numpy"):
        found = subprocess.run([services / "bin" / "python", "-c", f"import {absent}"], cwd=tmp_path,
                               env=_environment(services, tmp_path), capture_output=True).returncode
        assert found != 0, f"{absent} is left"


@pytest.mark.servers
@pytest.mark.timeout(900)
def test_the_steps_for_one_machine_make_a_newsroom_that_does_all_and_writes_nothing_to_itself(
    alone: Path, tmp_path: Path
) -> None:
    before = _files(alone)
    assert "Trujillo" in _newsroom(alone, tmp_path, "demo").stdout
    taken_in = _newsroom(alone, tmp_path, "run", str(ROOT / "examples" / "mudslide"), "--date", "2026-03-14")
    assert taken_in.returncode == 0, taken_in.stderr
    for form in ("csv", "json", "parquet", "arrow"):
        asked = _newsroom(alone, tmp_path, "sql", "SELECT * FROM timeline", "--format", form, "--output", form)
        assert asked.returncode == 0, asked.stderr
        assert (tmp_path / form).stat().st_size > 0
    assert _files(alone) == before


def _newsroom(built: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([built / "bin" / "newsroom", *words], cwd=folder, env=_environment(built, folder),
                          capture_output=True, text=True, timeout=300)


def _environment(built: Path, folder: Path) -> dict[str, str]:
    return {"PATH": f"{built / 'bin'}:/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(folder),
            "NEWSROOM_DATA": str(folder / "data"), "TMPDIR": str(folder)}


def _files(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.lstat().st_size, path.lstat().st_mtime_ns) for path in folder.rglob("*")}
