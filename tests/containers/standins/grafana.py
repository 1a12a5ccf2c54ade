"""Stands in for grafana/grafana, which Debian has not: draws nothing, but reads what is provisioned.

/api/health answers 200 when every source of deploy/grafana/provisioning, its variables taken from the environment,
answers a question, and every dashboard can be read and asks only such sources; else 503 with what is wrong.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml
from clickhouse_driver import Client

_PROVISIONING = Path("/etc/grafana/provisioning")


def sources() -> list[dict[str, Any]]:
    """The sources as provisioned. Raises KeyError for a variable that is not set."""
    [path] = (_PROVISIONING / "datasources").glob("*.yml")
    text = re.sub(r"\$\{(\w+)\}", lambda name: os.environ[name[1]], path.read_text("utf-8"))
    return list(yaml.safe_load(text)["datasources"])


def ask(source: dict[str, Any]) -> None:
    """Raises what the source's client raises when it does not answer."""
    if source["type"] == "prometheus":
        with urllib.request.urlopen(f"{source['url']}/api/v1/query?query=up", timeout=5) as answer:  # noqa: S310
            json.load(answer)["data"]["result"]
    else:
        how = source["jsonData"]
        client = Client(how["host"], how["port"], user=how["username"], database=how["defaultDatabase"],
                        password=source["secureJsonData"]["password"], connect_timeout=5, send_receive_timeout=5)
        client.execute("SELECT count() FROM current_figures")
        client.disconnect()


def dashboards() -> list[dict[str, Any]]:
    """Every dashboard in the provisioned folders."""
    [path] = (_PROVISIONING / "dashboards").glob("*.yml")
    folders = [Path(provider["options"]["path"]) for provider in yaml.safe_load(path.read_text("utf-8"))["providers"]]
    return [json.loads(path.read_text("utf-8")) for folder in folders for path in folder.glob("*.json")]


def problems() -> list[str]:
    """What keeps a desk from seeing its dashboards, a line each."""
    found = []
    provisioned = sources()
    for source in provisioned:
        try:
            ask(source)
        except Exception as error:  # noqa: BLE001 - whatever its client raises is the answer
            found.append(f"{source['name']}: {error!r}")
    known = {source["uid"] for source in provisioned} | {"-- Grafana --"}
    drawn = dashboards()
    if not drawn:
        found.append("no dashboard")
    for dashboard in drawn:
        asked = set(re.findall(r'"uid": "([^"]+)"', json.dumps([panel["datasource"] for panel in dashboard["panels"]
                                                                 if "datasource" in panel])))
        found += [f"{dashboard['title']}: no source {uid}" for uid in sorted(asked - known)]
    return found


class Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        wrong = problems() if self.path == "/api/health" else ["no such page"]
        self.send_response(503 if wrong else 200)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(json.dumps({"problems": wrong}).encode())
        if wrong:
            print(*wrong, sep="\n", file=sys.stderr, flush=True)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it overrides
        """Say nothing."""


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    ThreadingHTTPServer(("0.0.0.0", 3000), Health).serve_forever()  # noqa: S104 - in a container
