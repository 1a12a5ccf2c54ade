"""What the units say exists in the code, and systemd takes them."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from newsroom.settings import described
from tests.docs.test_operations import wrong_with

DEPLOY = Path(__file__).parents[2] / "deploy"
FOLDER = DEPLOY / "systemd"
UNITS = sorted(FOLDER.glob("*.service"))
SERVICES = [path for path in UNITS if path.name != "newsroom.service"]


def settings_of(path: Path) -> list[tuple[str, str]]:
    """The lines of [Service], repeated names included."""
    section = path.read_text("utf-8").partition("[Service]\n")[2].partition("\n[")[0]
    pairs = [line.partition("=") for line in section.splitlines() if "=" in line]
    return [(name, value) for name, _, value in pairs]


def environment_of(path: Path) -> dict[str, str]:
    pairs = [value.partition("=") for name, value in settings_of(path) if name == "Environment"]
    return {name: value for name, _, value in pairs}


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_the_command_and_its_settings_are_ours(path: Path) -> None:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.read(path)
    assert set(parser.sections()) <= {"Unit", "Service", "Install"}
    [command] = [value for name, value in settings_of(path) if name == "ExecStart"]
    program, _, words = command.partition(" ")
    assert Path(program).name == "newsroom"
    assert wrong_with(words) is None
    assert {name.removeprefix("NEWSROOM_").lower() for name in environment_of(path)} <= set(described())


def test_there_is_a_unit_for_every_service() -> None:
    commands = {shlex.split(value)[1] for path in SERVICES for name, value in settings_of(path) if name == "ExecStart"}
    assert commands == {"ingest", "work", "sink", "notify", "desk"}


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_has_its_file_of_settings_and_whoever_reads_the_spool_makes_it(path: Path) -> None:
    told = settings_of(path)
    [file] = [value for name, value in told if name == "EnvironmentFile"]
    assert Path(file).parent == Path("/etc/newsroom")
    assert (FOLDER / Path(file).name).is_file()
    assert f"deploy/systemd/{Path(file).name} /etc/newsroom/" in (DEPLOY / "README.md").read_text("utf-8")
    values = dict(told)
    made = [value for name, value in told if name == "ExecStartPre"]
    reads_spool = "/var/spool/newsroom" in values["ExecStart"]
    assert made == (["+/bin/mkdir --parents /var/spool/newsroom"] if reads_spool else [])
    assert (values["User"], values["StateDirectory"]) == ("newsroom", "newsroom")
    assert values["WorkingDirectory"] == "/var/lib/newsroom"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.env")), ids=lambda path: path.name)
def test_a_file_of_settings_holds_what_is_read(path: Path) -> None:
    names = re.findall(r"^(NEWSROOM_\w+)=", path.read_text("utf-8"), re.MULTILINE)
    assert names
    assert {name.removeprefix("NEWSROOM_").lower() for name in names} <= set(described())


def test_services_on_one_machine_have_ports_of_their_own_where_prometheus_looks() -> None:
    ports = {path.name: environment_of(path)["NEWSROOM_HEALTH_PORT"].replace("%i", "6066") for path in SERVICES}
    assert len(set(ports.values())) == len(ports)
    targets = yaml.safe_load((DEPLOY / "prometheus/targets/one-machine.yml.example").read_text("utf-8"))
    scraped = {target["labels"]["service"]: target["targets"][0].partition(":")[2] for target in targets}
    assert scraped == {re.sub(r"newsroom-(\w+)@?\.service", r"\1", name): port for name, port in ports.items()}


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_service_is_started_again_and_may_take_its_time_to_stop(path: Path) -> None:
    told = dict(settings_of(path))
    assert told["Restart"] == "always"
    assert int(told["TimeoutStopSec"]) >= 45
    assert told["NoNewPrivileges"] == "yes"
    assert told["ProtectSystem"] == "strict"


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """With this Python in the place of the program, which need not be installed here."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze here")
    for path in [*UNITS, FOLDER / "newsroom.timer"]:
        text = path.read_text("utf-8").replace("/opt/newsroom/bin/newsroom", sys.executable)
        (tmp_path / path.name).write_text(text.replace("User=newsroom\n", ""))
    names = [path.name.replace("@.", "@6066.") for path in UNITS]
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *names, "newsroom.timer"], cwd=tmp_path,
                          env={"PATH": "/usr/bin:/bin", "SYSTEMD_UNIT_PATH": f"{tmp_path}:"}, capture_output=True, text=True,
                          timeout=60)
    ours = [line for line in done.stderr.splitlines() if "newsroom" in line]
    assert ours == []
    assert done.returncode == 0, done.stderr
