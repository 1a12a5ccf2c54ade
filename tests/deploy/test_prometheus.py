"""Prometheus' files: checked by its own tools where they are, and against the catalogue and the runbook everywhere.

Debian's promtool knows no discovery in Kubernetes; that configuration is checked with files in its place.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from telemetry.metrics import Metrics
from tests.servers.plugin import only_when_asked_for, unavailable
from tests.servers.process import ServerUnavailable

ROOT = Path(__file__).parents[2]
PROMETHEUS = ROOT / "deploy" / "prometheus"
RUNBOOK = ROOT / "docs" / "runbook.md"
RULE_FILES = sorted((PROMETHEUS / "rules").glob("*.yml"))
UNIT_TESTS = sorted((PROMETHEUS / "tests").glob("*.yml"))


def tool(name: str, *arguments: object) -> str:
    """What the tool says; the test is skipped without it, and fails when it finds something wrong."""
    only_when_asked_for()
    found = shutil.which(name)
    if found is None:
        unavailable(ServerUnavailable(f"no {name}: install Debian's prometheus and prometheus-alertmanager"))
    done = subprocess.run([found, *map(str, arguments)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def rules(kind: str) -> list[dict[str, Any]]:
    return [rule for path in RULE_FILES for group in loaded(path)["groups"] for rule in group["rules"] if kind in rule]


def metric_names(expression: str) -> set[str]:
    """Names of metrics and recorded series in an expression."""
    return set(re.findall(r"(?<![\w:])((?:\w+:)?newsroom[\w:]*)", re.sub(r'"[^"]*"', "", expression)))


def known_names() -> set[str]:
    """Every name under which the catalogue or a recording rule can be asked for."""
    names = {rule["record"] for rule in rules("record")}
    for metric in Metrics("run", version="0", pipeline_version=0).catalogue:
        suffixes = ("_bucket", "_sum", "_count") if metric.kind == "histogram" else ("",)
        names |= {metric.name + suffix for suffix in suffixes}
    return names


@pytest.mark.servers
def test_the_configuration_and_the_rules_are_valid() -> None:
    assert "SUCCESS" in tool("promtool", "check", "config", PROMETHEUS / "prometheus.yml")
    assert "SUCCESS" in tool("promtool", "check", "rules", *RULE_FILES)


@pytest.mark.servers
def test_the_configuration_for_kubernetes_is_valid_but_for_the_discovery(tmp_path: Path) -> None:
    config = loaded(PROMETHEUS / "prometheus-kubernetes.yml")
    [job] = config["scrape_configs"]
    assert [each["role"] for each in job.pop("kubernetes_sd_configs")] == ["pod"]
    job["file_sd_configs"] = [{"files": ["none/*.yml"]}]
    config["rule_files"] = [str(path) for path in RULE_FILES]
    written = tmp_path / "prometheus.yml"
    written.write_text(yaml.safe_dump(config))
    assert "SUCCESS" in tool("promtool", "check", "config", written)


@pytest.mark.servers
@pytest.mark.parametrize("path", UNIT_TESTS, ids=lambda path: path.stem)
def test_every_alert_fires_and_stays_quiet_as_its_unit_test_says(path: Path) -> None:
    assert "SUCCESS" in tool("promtool", "test", "rules", path)


@pytest.mark.servers
def test_the_alertmanagers_configuration_is_valid() -> None:
    assert "SUCCESS" in tool("amtool", "check-config", ROOT / "deploy" / "alertmanager" / "alertmanager.yml")


def test_every_alert_has_a_unit_test_in_which_it_fires_and_one_in_which_it_is_quiet() -> None:
    cases = [case for path in UNIT_TESTS for test in loaded(path)["tests"] for case in test.get("alert_rule_test", ())]
    fires = {case["alertname"] for case in cases if case["exp_alerts"]}
    quiet = {case["alertname"] for case in cases if not case["exp_alerts"]}
    alerts = {rule["alert"] for rule in rules("alert")}
    assert fires == alerts
    assert quiet == alerts


def test_every_alert_has_a_section_in_the_runbook_and_every_section_an_alert() -> None:
    headings = re.findall(r"^## (\w+)$", RUNBOOK.read_text(encoding="utf-8"), re.MULTILINE)
    alerts = [rule["alert"] for rule in rules("alert")]
    assert headings == alerts, "both ways, in one order"
    for rule in rules("alert"):
        assert rule["annotations"]["runbook"] == f"docs/runbook.md#{rule['alert'].lower()}"
        assert rule["labels"]["severity"] in ("page", "ticket", "desk")


def test_links_within_the_runbook_lead_somewhere() -> None:
    text = RUNBOOK.read_text(encoding="utf-8")
    anchors = {heading.lower() for heading in re.findall(r"^## (\w+)$", text, re.MULTILINE)}
    assert set(re.findall(r"\]\(#(\w+)\)", text)) <= anchors
    for page in re.findall(r"\]\(([\w-]+\.md)\)", text):
        assert (RUNBOOK.parent / page).exists()


def test_rules_ask_only_for_metrics_that_there_are() -> None:
    known = known_names()
    asked = {name for rule in [*rules("record"), *rules("alert")] for name in metric_names(rule["expr"])}
    assert len(asked) > 15
    assert asked - known == set()
    assert {rule["record"] for rule in rules("record")} <= known


def test_the_objective_of_the_rules_is_a_bucket_of_the_metric() -> None:
    metric = next(m for m in Metrics("run", version="0", pipeline_version=0).catalogue
                  if m.name == "newsroom_received_to_stored_seconds")
    asked = {float(le) for rule in rules("record") for le in re.findall(r'le="([\d.]+)"', rule["expr"])}
    assert asked == {5.0}
    assert asked <= set(metric.buckets)


def test_the_runbook_names_every_reason_of_dead_letters() -> None:
    metric = next(m for m in Metrics("run", version="0", pipeline_version=0).catalogue
                  if m.name == "newsroom_dead_letters_total")
    reasons = next(label.values for label in metric.labels if label.name == "reason")
    text = RUNBOOK.read_text(encoding="utf-8")
    assert [reason for reason in reasons if f"`{reason}`" not in text and reason != "other"] == []


def test_metrics_and_settings_that_the_runbook_names_exist() -> None:
    from newsroom.settings import described

    text = RUNBOOK.read_text(encoding="utf-8")
    settings = {f"NEWSROOM_{name.upper()}" for name in described()}
    assert set(re.findall(r"NEWSROOM_[A-Z_]+", text)) <= settings
    bare = {metric.name for metric in Metrics("run", version="0", pipeline_version=0).catalogue}
    named = {name for code in re.findall(r"`([^`\n]+)`", text) for name in metric_names(code) if "_" in name}
    assert len(named) >= 3
    assert named - known_names() - bare == set()
