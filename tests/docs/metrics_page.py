"""The page of all metrics, from the catalogue in telemetry/metrics.py."""

from __future__ import annotations

from telemetry.metrics import Declared, Label, Metrics

_HEAD = """# Metrics
Every service serves these at `/metrics`; [operations.md](operations.md) says where, [runbook.md](runbook.md) what to do when they look wrong. This page is made from `telemetry/metrics.py` by `make docs`.

Times are seconds, moments seconds since 1970, counters end in `_total`. A histogram has `_bucket`, `_sum` and `_count`. What is on no list is counted as `other`. Beside these there are the usual `process_*` metrics of the process itself. `run` is the one-process runner.

| metric | kind | meaning | labels | told by |
|---|---|---|---|---|
"""


def page() -> str:
    catalogue = Metrics("run", version="0", pipeline_version=0).catalogue
    return _HEAD + "".join(map(_row, catalogue)) + "\n## Buckets\n" + "".join(
        f"- `{metric.name}`: {', '.join(f'{bound:g}' for bound in metric.buckets)} s\n"
        for metric in catalogue if metric.buckets
    )


def _row(metric: Declared) -> str:
    labels = "; ".join(map(_label, metric.labels)) or "none"
    return f"| `{metric.name}` | {metric.kind} | {metric.meaning} | {labels} | {', '.join(metric.told_by)} |\n"


def _label(label: Label) -> str:
    return f"`{label.name}`: " + (", ".join(label.values) if label.values else label.bound)
