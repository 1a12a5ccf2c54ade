"""A real Prometheus with the configuration and rules of deploy/, scraping what a test serves.

Only times are shortened: the scraping and evaluation intervals, and on demand the `for` of alerts.
"""

from __future__ import annotations

import json
import shutil
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.servers.process import ServerProcess, ServerUnavailable

PROMETHEUS = Path(__file__).parents[2] / "deploy" / "prometheus"
LONGEST_WAIT = 180.0


class PrometheusServer(ServerProcess):
    """`targets` are the ports of the services by name. With `waiting` alerts fire after so long, else as deployed."""

    def __init__(self, folder: Path, targets: Mapping[str, int], *, interval: str = "1s", waiting: str | None = None) -> None:
        if shutil.which("prometheus") is None:
            raise ServerUnavailable("no prometheus: install Debian's package prometheus")
        super().__init__(folder)
        self._targets = folder / "targets"
        self._targets.mkdir()
        self.scrape(targets)
        config = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text("utf-8"))
        config["global"] = {"scrape_interval": interval, "evaluation_interval": interval}
        for job in config["scrape_configs"]:
            for discovery in job["file_sd_configs"]:
                discovery["refresh_interval"] = "1s"
        (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
        (folder / "rules").mkdir()
        for path in sorted((PROMETHEUS / "rules").glob("*.yml")):
            (folder / "rules" / path.name).write_text(yaml.safe_dump(_hurried(path, interval, waiting)))

    def command(self) -> list[str]:
        return ["prometheus", f"--config.file={self.folder / 'prometheus.yml'}",
                f"--storage.tsdb.path={self.folder / 'data'}", f"--web.listen-address=127.0.0.1:{self.port}"]

    def answers(self) -> bool:
        """Whether it is ready to be asked."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/-/ready", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def scrape(self, targets: Mapping[str, int]) -> None:
        """Scrape these services from now on."""
        told = [{"targets": [f"127.0.0.1:{port}"], "labels": {"service": name}} for name, port in targets.items()]
        unfinished = self._targets / "services.tmp"
        unfinished.write_text(yaml.safe_dump(told))
        unfinished.replace(self._targets / "services.yml")

    def query(self, expression: str) -> list[dict[str, Any]]:
        """What the expression gives now: labels and value of each series."""
        data = self._get("query", query=expression)
        return [{**each["metric"], "value": float(each["value"][1])} for each in data["result"]]

    def names(self) -> set[str]:
        """Every series name that it has seen."""
        return set(self._get("label/__name__/values"))

    def firing(self) -> set[str]:
        """The alerts that fire now."""
        return {alert["labels"]["alertname"] for alert in self._get("alerts")["alerts"] if alert["state"] == "firing"}

    def rule_problems(self) -> dict[str, str]:
        """Rules that could not be evaluated, and why."""
        groups = self._get("rules")["groups"]
        return {rule["name"]: rule["lastError"] for group in groups for rule in group["rules"] if rule.get("lastError")}

    def wait_until(self, true: Callable[[], bool], what: str, seconds: float = LONGEST_WAIT) -> None:
        """Wait until it is so; fails after a while with what was waited for."""
        deadline = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < deadline, f"{what} did not come; firing: {self.firing()}"
            time.sleep(0.2)

    def _get(self, path: str, **parameters: str) -> Any:
        query = urllib.parse.urlencode(parameters)
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v1/{path}?{query}", timeout=10) as answer:
            return json.load(answer)["data"]


def _hurried(path: Path, interval: str, waiting: str | None) -> dict[str, Any]:
    rules: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    for group in rules["groups"]:
        group["interval"] = interval
        for rule in group["rules"]:
            if waiting is not None and "for" in rule:
                rule["for"] = waiting
    return rules
