"""Every panel asks for what exists: metrics of the catalogue, and SQL that the store answers on the demo."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from sinks.store import Store
from telemetry.metrics import Metrics
from tests.deploy.test_prometheus import known_names, metric_names, rules, tool
from tests.docs.demo import demo_store

GRAFANA = Path(__file__).parents[2] / "deploy" / "grafana"
DASHBOARDS = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((GRAFANA / "dashboards").glob("*.json"))}
SOURCES: dict[str, Any] = {
    source["uid"]: source
    for source in yaml.safe_load((GRAFANA / "provisioning/datasources/newsroom.yml").read_text("utf-8"))["datasources"]
}


def targets(kind: str) -> list[tuple[str, dict[str, Any]]]:
    """The questions to data sources of that kind, with the titles of their panels."""
    return [
        (panel["title"], target) for dashboard in DASHBOARDS.values() for panel in dashboard["panels"]
        for target in panel["targets"] if SOURCES[target["datasource"]["uid"]]["type"] == kind
    ]


EXPRESSIONS = [(title, target["expr"]) for title, target in targets("prometheus")]
STATEMENTS = [(title, target["rawSql"]) for title, target in targets("grafana-clickhouse-datasource")]


def test_there_are_both_dashboards_and_each_panel_has_a_place_and_a_meaning() -> None:
    assert set(DASHBOARDS) == {"pipeline", "news-desk"}
    for dashboard in DASHBOARDS.values():
        panels = dashboard["panels"]
        assert len({panel["id"] for panel in panels}) == len(panels)
        cells = [(x, y) for panel in panels for grid in [panel["gridPos"]]
                 for x in range(grid["x"], grid["x"] + grid["w"]) for y in range(grid["y"], grid["y"] + grid["h"])]
        assert len(set(cells)) == len(cells), "no panel covers another"
        assert max(x for x, _ in cells) < 24
        for panel in panels:
            assert panel["title"]
            assert panel["description"]
            assert panel["targets"]
            kind = SOURCES[panel["datasource"]["uid"]]["type"]
            assert panel["datasource"]["type"] == kind
    assert len({dashboard["uid"] for dashboard in DASHBOARDS.values()}) == 2


@pytest.mark.parametrize(("title", "expression"), EXPRESSIONS)
def test_panels_ask_only_for_metrics_that_there_are(title: str, expression: str) -> None:
    names = metric_names(expression)
    assert names - known_names() == set(), title
    assert names or re.search(r"\b(up|process_\w+)\{job=", expression)


def test_every_metric_is_on_a_dashboard_or_in_a_rule_that_is() -> None:
    asked = {name for _, expression in EXPRESSIONS for name in metric_names(expression)}
    asked |= {name for rule in rules("record") if rule["record"] in asked for name in metric_names(rule["expr"])}
    for metric in Metrics("run", version="0", pipeline_version=0).catalogue:
        names = {metric.name, *(metric.name + suffix for suffix in ("_bucket", "_sum", "_count"))}
        assert names & asked, metric.name


@pytest.mark.servers
def test_prometheus_can_read_every_expression(tmp_path: Path) -> None:
    panels = [{"record": f"panel:{number}", "expr": expr} for number, (_, expr) in enumerate(EXPRESSIONS)]
    written = tmp_path / "panels.yml"
    written.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": panels}]}))
    assert "SUCCESS" in tool("promtool", "check", "rules", written)


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with demo_store() as store:
        yield store


@pytest.fixture(scope="module")
def chosen(store: Store) -> dict[str, str]:
    """The first value of each variable of the news desk, each found by its own question."""
    values: dict[str, str] = {}
    for variable in DASHBOARDS["news-desk"]["templating"]["list"]:
        result = store.query(filled(variable["query"], values))
        column = result.columns.index("__value") if "__value" in result.columns else 0
        values[variable["name"]] = str(result.rows[0][column])
    return values


def filled(sql: str, values: dict[str, str]) -> str:
    """The statement as Grafana would send it for a time range that holds the demo."""
    sql = re.sub(r"\$__timeFilter\(([\w.]+)\)", r"\1 >= toDateTime('2026-03-14') AND \1 <= toDateTime('2026-03-16')", sql)
    sql = re.sub(r"\$\{(\w+)\}", lambda match: values[match[1]], sql)
    assert "$" not in sql, f"neither a variable nor a known macro: {sql}"
    return sql


def test_variables_begin_with_the_dead_under_the_house_policy(chosen: dict[str, str]) -> None:
    assert (chosen["category"], chosen["policy"]) == ("killed", "house")


@pytest.mark.parametrize(("title", "sql"), STATEMENTS)
def test_every_panel_of_the_desk_has_an_answer_on_the_demo(
    store: Store, chosen: dict[str, str], title: str, sql: str
) -> None:
    result = store.query(filled(sql, chosen))
    assert result.rows, title
    if "AS time" in sql:
        assert result.columns[0] == "time"
        assert "DateTime" in result.types[0]


def test_the_desk_shows_the_corrected_toll(store: Store, chosen: dict[str, str]) -> None:
    sql = dict(STATEMENTS)["Low, best and high of the incident"]
    assert store.query(filled(sql, chosen)).rows[-1][1:] == (37, 38, None)


def test_the_data_source_reads_as_the_analyst() -> None:
    source = SOURCES["newsroom-clickhouse"]
    assert source["jsonData"]["username"] == "analyst"
    assert source["jsonData"]["defaultDatabase"] == "newsroom"
    assert source["secureJsonData"]["password"] == "${CLICKHOUSE_ANALYST_PASSWORD}"  # noqa: S105
