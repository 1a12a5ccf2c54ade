"""The lines of docs/operations.md that start watching give Prometheus files that it takes, with every service in them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from newsroom.services.pages import PORTS
from tests.docs.test_operations import OPERATIONS, ROOT, text_of


@pytest.fixture
def watch(tmp_path: Path) -> Path:
    """The folder that the lines make, but for the last one, which starts the server."""
    _, _, section = text_of(OPERATIONS).partition("\n## Watching it\n")
    block = re.search(r"```console\n(.*?)```", section, re.DOTALL)
    assert block
    *lines, last = [line.removeprefix("$ ") for line in block[1].splitlines()]
    assert last.startswith("prometheus --config.file=watch/prometheus.yml ")
    shutil.copytree(ROOT / "deploy", tmp_path / "deploy")
    for line in lines:
        subprocess.run(["sh", "-c", line], cwd=tmp_path, check=True)
    return tmp_path / "watch"


def test_every_service_is_a_target_on_its_own_port_and_no_other(watch: Path) -> None:
    targets = [target for path in watch.glob("targets/*.yml") for target in yaml.safe_load(path.read_text("utf-8"))]
    assert {target["labels"]["service"]: target["targets"] for target in targets} == {
        service: [f"127.0.0.1:{port}"] for service, port in PORTS.items()
    }


def test_prometheus_takes_the_files(watch: Path) -> None:
    if shutil.which("promtool") is None:
        pytest.skip("no promtool here")
    done = subprocess.run(["promtool", "check", "config", "prometheus.yml"], cwd=watch, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
