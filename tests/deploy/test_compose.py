"""The compose file: what it says of our services exists in the code, and what it mounts and waits for exists at all."""

from __future__ import annotations

import hashlib
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from newsroom.notify.rules import read_rules
from newsroom.settings import Settings, described, from_environment
from sinks.clickhouse.address import parse_address
from tests.deploy.dockerfile import environment, stage
from tests.docs.test_operations import wrong_with

DEPLOY = Path(__file__).parents[2] / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if service["image"] == "newsroom")
PORTS = {"kafka": {9092, 9093}, "clickhouse": {9000}, "registry": {8080}, "prometheus": {9090}, "alertmanager": {9093},
         "grafana": {3000}}
PORTS |= {name: {int(environment(stage("services"))["NEWSROOM_HEALTH_PORT"])} for name in OURS}
PORTS["desk"].add(int(Settings().desk_listen.rpartition(":")[2]))


def told(name: str) -> dict[str, str]:
    return {key: str(value) for key, value in SERVICES[name].get("environment", {}).items()}


def without_variables(text: str) -> str:
    """The text with the default of every ${NAME:-default}."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)


def test_all_services_are_there() -> None:
    assert OURS == ["desk", "ingest", "migrate", "notify", "sink", "topics", "work"]
    assert set(SERVICES) == {*OURS, "kafka", "clickhouse", "registry", "prometheus", "alertmanager", "grafana"}


@pytest.mark.parametrize("name", OURS)
def test_our_commands_exist(name: str) -> None:
    command = SERVICES[name]["command"]
    assert wrong_with(shlex.join(command)) is None
    assert command[0] == name


@pytest.mark.parametrize("name", OURS)
def test_our_settings_are_read_and_make_sense(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in described():
        monkeypatch.delenv(f"NEWSROOM_{variable.upper()}", raising=False)
    for variable, value in told(name).items():
        assert variable.removeprefix("NEWSROOM_").lower() in described()
        monkeypatch.setenv(variable, without_variables(value))
    settings = from_environment()
    if settings.store is not None:
        address = parse_address(settings.store)
        assert (address.host, address.user, address.database) == ("clickhouse", "newsroom", "newsroom")


def test_every_host_and_port_that_is_named_is_a_service_that_listens_there() -> None:
    text = (DEPLOY / "compose.yaml").read_text("utf-8") + (
        DEPLOY / "prometheus/targets/compose.yml").read_text("utf-8") + (
        DEPLOY / "prometheus/targets/alertmanager/compose.yml").read_text("utf-8")
    text = re.sub(r"#.*", "", text)
    named = re.findall(r"(?:[/@]|: |\[)([a-z]+):(\d{4,5})\b", text)
    assert len(named) >= 8
    for host, port in named:
        if host != "localhost":
            assert int(port) in PORTS[host], f"{host}:{port}"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_what_is_waited_for_can_come(name: str) -> None:
    for other, condition in SERVICES[name].get("depends_on", {}).items():
        awaited = SERVICES[other]
        match condition["condition"]:
            case "service_healthy":
                assert "test" in awaited.get("healthcheck", {}), f"{other} has no health check"
            case "service_completed_successfully":
                assert other in ("topics", "migrate")
            case unknown:
                pytest.fail(f"no such condition: {unknown}")


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_what_is_mounted_exists_and_nothing_listens_beyond_this_machine(name: str) -> None:
    for volume in SERVICES[name].get("volumes", ()):
        source = volume.split(":")[0]
        if source.startswith("."):
            assert (DEPLOY / source).exists(), source
            assert volume.endswith(":ro")
        else:
            assert source in COMPOSE["volumes"]
    for port in SERVICES[name].get("ports", ()):
        address, _, inside = port.split(":")
        assert address == "127.0.0.1"
        assert int(inside) in PORTS[name]


@pytest.mark.parametrize("name", OURS)
def test_our_containers_may_do_nothing_they_need_not(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["tmpfs"] == ["/tmp"]  # noqa: S108 - in the container
    assert int(service["stop_grace_period"].removesuffix("s")) >= 45, "docs/operations.md says how long a stop may take"


def test_what_notify_reads_is_mounted_and_makes_sense() -> None:
    service = SERVICES["notify"]
    mounted = dict(volume.split(":")[:2] for volume in service["volumes"])
    [rules] = [source for source, target in mounted.items() if target == told("notify")["NEWSROOM_NOTIFY_RULES"]]
    receivers = read_rules(DEPLOY / rules).receivers.values()
    secrets = {Path("/run/secrets") / name for name in service["secrets"]}
    assert {receiver.addresses_file for receiver in receivers} == secrets
    assert set(service["secrets"]) <= set(COMPOSE["secrets"])
    assert service["profiles"] == ["notify"], "without addresses it would not start"


def test_images_are_of_a_version() -> None:
    for name, service in SERVICES.items():
        if name not in OURS:
            assert re.search(r":v?\d+\.\d+", service["image"]), service["image"]


def test_the_servers_digests_are_those_of_the_clients_passwords() -> None:
    digests = told("clickhouse")
    for digest, password in (
        ("CLICKHOUSE_WRITER_PASSWORD_SHA256", told("sink")["NEWSROOM_CLICKHOUSE_PASSWORD"]),
        ("CLICKHOUSE_ANALYST_PASSWORD_SHA256", told("grafana")["CLICKHOUSE_ANALYST_PASSWORD"]),
    ):
        assert without_variables(digests[digest]) == hashlib.sha256(without_variables(password).encode()).hexdigest()


def test_grafanas_sources_get_every_variable_that_they_name() -> None:
    sources = (DEPLOY / "grafana/provisioning/datasources/newsroom.yml").read_text("utf-8")
    assert set(re.findall(r"\$\{(\w+)\}", sources)) <= set(told("grafana"))
