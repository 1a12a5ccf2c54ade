"""The house of deploy/compose.yaml in containers, the images of others stood in for."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.containers.base_image import base_image_name, base_tarball
from tests.containers.compose_binary import compose_binary
from tests.containers.engine import Engine, run
from tests.deploy.dockerfile import ROOT
from tests.servers.kafka_broker import kafka_jars
from tests.servers.registry_server import registry_home

ONCE = ("topics", "migrate")  # they do their work and end
SERVICES = ("kafka", "registry", "clickhouse", "ingest", "work", "sink", "prometheus", "alertmanager", "grafana")
OURS = ("ingest", "work", "sink")
SERVICES_IMAGE, ALONE_IMAGE = "newsroom", "newsroom-alone"
BRIDGE = "newsroom-tests"  # as compose.standins.yaml names it
HEALTHY_SECONDS = 600
_BUILD_SECONDS = 3600
_PIP_SETTINGS = ("index-url", "extra-index-url", "trusted-host", "proxy", "timeout", "default-timeout")


class ContainerHouse:
    """Everything that `docker compose up` starts; `spool` is the folder whose stories are taken in."""

    def __init__(self, engine: Engine) -> None:
        """Raises ServerUnavailable."""
        self.engine = engine
        self.spool = engine.folder / "spool"
        self.spool.mkdir(mode=0o755)
        self._binary, self._base = compose_binary(), base_tarball()
        self._files = [ROOT / "deploy" / "compose.yaml", ROOT / "tests" / "containers" / "compose.standins.yaml"]
        conf, ca = _pip_secrets(engine.folder)
        self._environment = engine.environment | {
            "STANDIN_KAFKA": str(kafka_jars()), "STANDIN_REGISTRY": str(registry_home()),
            "STANDIN_SPOOL": str(self.spool), "STANDIN_PIP_CONF": str(conf), "STANDIN_CA": str(ca),
            "STANDIN_OPEN_FILES": str(_open_files()), "BUILDKIT_PROGRESS": "plain",
        }

    def build(self) -> None:
        """The services' image, the one for a machine alone, and the stand-ins', which stand on that."""
        with step("the base image is there"):
            self.engine.docker("import", "--change", "CMD python3", self._base, base_image_name())
        for service, image in (("work", SERVICES_IMAGE), ("alone", ALONE_IMAGE), ("kafka", "newsroom-standins")):
            with step(f"the image {image} is built"):
                self.compose("build", service, timeout=_BUILD_SECONDS)

    def up(self) -> None:
        """Start everything; what needs others waits for them, and so does this."""
        self.engine.let_through(BRIDGE)
        self.compose("up", "--detach", "--no-build", timeout=HEALTHY_SECONDS)

    def down(self) -> None:
        """Stop and remove containers, networks and volumes. Harmless when there are none."""
        self.compose("down", "--volumes", "--remove-orphans")

    def compose(self, *words: str, timeout: float = 300) -> str:
        """What `docker compose` printed. Raises Failed."""
        files = [word for path in self._files for word in ("--file", str(path))]
        return run([str(self._binary), *files, *words], self._environment, timeout)

    def newsroom(self, *words: str) -> str:
        """What a reading command printed in the container of the service that writes the store."""
        return self.compose("exec", "--no-TTY", "sink", "newsroom", *words)

    def states(self) -> dict[str, str]:
        """How each service is: `healthy`, `exited 0`, `starting` and so on."""
        lines = self.compose("ps", "--all", "--format", "json").splitlines()
        return {each["Service"]: _state(each) for each in map(json.loads, lines)}

    def wait_until_healthy(self) -> None:
        """Prints when each became so. Fails after HEALTHY_SECONDS, and when something ended that should not."""
        wanted = dict.fromkeys(SERVICES, "healthy") | dict.fromkeys(ONCE, "exited 0")
        started, seen = time.monotonic(), set[str]()

        def come() -> bool:
            states = self.states()
            for name in sorted(wanted.keys() - seen):
                if states.get(name) == wanted[name]:
                    seen.add(name)
                    print(f"{time.monotonic() - started:8.1f} s    {name} {wanted[name]}", flush=True)
            return seen == wanted.keys() and states == wanted

        wait_until(come, HEALTHY_SECONDS, lambda: f"{self.states()}\n{self.compose('logs', '--tail', '15')}")

    def crash(self, service: str) -> None:
        """Kill its process, as nobody from outside would: whether it comes back is up to the engine."""
        os.kill(int(self.inspect(service)["State"]["Pid"]), signal.SIGKILL)

    def inspect(self, service: str) -> dict[str, Any]:
        """What the engine knows of its container."""
        container = self.compose("ps", "--all", "--quiet", service).strip()
        found: list[dict[str, Any]] = json.loads(self.engine.docker("inspect", container))
        return found[0]


def wait_until(true: Callable[[], bool], seconds: float, otherwise: Callable[[], str]) -> None:
    """Ask every second until it is so; fails with `otherwise` after that many seconds."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, otherwise()
        time.sleep(1)


@contextmanager
def step(what: str) -> Iterator[None]:
    """Prints how long it took."""
    started = time.monotonic()
    yield
    print(f"{time.monotonic() - started:8.1f} s  {what}", flush=True)


def _state(container: dict[str, Any]) -> str:
    if container["State"] == "running":
        return str(container["Health"] or "running")
    return f"{container['State']} {container['ExitCode']}"


def _open_files() -> int:
    """The limit that compose.yaml gives ClickHouse, or the highest that can be given here: not every root may raise it."""
    wanted = 262_144
    done = subprocess.run(["prlimit", f"--nofile={wanted}:{wanted}", "true"], capture_output=True)
    return wanted if done.returncode == 0 else resource.getrlimit(resource.RLIMIT_NOFILE)[1]


def _pip_secrets(folder: Path) -> tuple[Path, Path]:
    """A pip.conf with what pip is told on this machine of its index, and the certificates that it trusts, if any."""
    told = {}
    listed = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True)
    for line in listed.stdout.splitlines():
        name, _, value = line.partition("=")
        told[name.rpartition(".")[2]] = value.strip("'")
    conf, ca = folder / "pip.conf", folder / "ca.pem"
    lines = [f"{name} = {told[name]}" for name in _PIP_SETTINGS if name in told]
    ca.touch(mode=0o600)
    if "cert" in told:
        ca.write_bytes(Path(told["cert"]).read_bytes())
        lines.append("cert = /run/secrets/ca")
    conf.touch(mode=0o600)
    conf.write_text("\n".join(["[global]", *lines, ""]))
    return conf, ca
