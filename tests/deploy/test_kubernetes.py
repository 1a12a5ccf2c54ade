"""The manifests: valid against the API's schemas, and what they say of our services exists in the code."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from newsroom.notify.rules import read_rules
from newsroom.settings import described, from_environment
from tests.deploy.dockerfile import environment, stage, values
from tests.docs.test_operations import wrong_with

FOLDER = Path(__file__).parents[2] / "deploy" / "kubernetes"
KUSTOMIZATION: dict[str, Any] = yaml.safe_load((FOLDER / "kustomization.yaml").read_text("utf-8"))
FINAL = stage("services")
VERSIONS = ("1.30", "1.37")


def manifests() -> list[dict[str, Any]]:
    return [each for name in KUSTOMIZATION["resources"] for each in yaml.safe_load_all((FOLDER / name).read_text("utf-8"))]


def of(kind: str) -> list[dict[str, Any]]:
    return [each for each in manifests() if each["kind"] == kind]


def label(manifest: dict[str, Any]) -> str:
    return f"{manifest['kind']}-{manifest['metadata']['name']}"


WORKLOADS = [*of("Deployment"), *of("Job")]
SETTINGS: dict[str, str] = of("ConfigMap")[0]["data"]


def pod(workload: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = workload["spec"]["template"]["spec"]
    return found


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("manifest", manifests(), ids=label)
def test_the_manifest_is_valid(manifest: dict[str, Any], version: str) -> None:
    kubernetes_validate.validate(manifest, version, strict=True)


def test_a_wrong_manifest_is_noticed() -> None:
    wrong = {**of("Deployment")[0], "spec": {**of("Deployment")[0]["spec"], "replicaz": 3}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSIONS[-1], strict=True)


def test_every_file_is_listed() -> None:
    assert {path.name for path in FOLDER.glob("*.yaml")} - {"kustomization.yaml"} == set(KUSTOMIZATION["resources"])


@pytest.mark.parametrize("workload", WORKLOADS, ids=label)
def test_commands_settings_and_ports_are_those_of_the_code(workload: dict[str, Any]) -> None:
    [container] = pod(workload)["containers"]
    assert wrong_with(shlex.join(container["args"])) is None
    assert container["envFrom"] == [{"configMapRef": {"name": of("ConfigMap")[0]["metadata"]["name"]}}]
    page = {"name": "page", "containerPort": int(container["args"][-1].rpartition(":")[2])} \
        if "--listen" in container["args"] else None
    for port in container.get("ports", ()):
        if port == page:
            continue
        assert str(port["containerPort"]) == SETTINGS["NEWSROOM_HEALTH_PORT"] == values(FINAL, "EXPOSE")[0]
    names = {port["name"] for port in container.get("ports", ())}
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        if workload["kind"] == "Deployment":
            asked = container[probe]["httpGet"]
            assert asked["port"] in names
            assert asked["path"] == ("/readyz" if probe == "readinessProbe" else "/healthz")


def test_settings_exist_and_make_sense(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {name.removeprefix("NEWSROOM_").lower() for name in SETTINGS} <= set(described())
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    settings = from_environment()
    assert settings.log is not None
    assert settings.log.startswith("kafka://")
    assert settings.clickhouse_password is None, "only a file that a secret fills"


@pytest.mark.parametrize("workload", WORKLOADS, ids=label)
def test_pods_may_do_nothing_they_need_not(workload: dict[str, Any]) -> None:
    spec = pod(workload)
    [container] = spec["containers"]
    user, group = values(FINAL, "USER")[0].split(":")
    assert (spec["securityContext"]["runAsUser"], spec["securityContext"]["runAsGroup"]) == (int(user), int(group))
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["automountServiceAccountToken"] is False
    assert spec["enableServiceLinks"] is False, "a service newsroom-health would set NEWSROOM_HEALTH_PORT"
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]},
    }
    assert {"cpu", "memory"} <= set(container["resources"]["requests"])
    assert "memory" in container["resources"]["limits"]
    if workload["kind"] == "Deployment":
        assert spec["terminationGracePeriodSeconds"] >= 45


def test_whoever_writes_to_the_store_has_the_secret_and_the_way_to_it() -> None:
    folder = Path(SETTINGS["NEWSROOM_CLICKHOUSE_PASSWORD_FILE"]).parent
    with_secret = set()
    for workload in WORKLOADS:
        spec = pod(workload)
        [container] = spec["containers"]
        mounted = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
        assert set(mounted) == {volume["name"] for volume in spec["volumes"]}
        if mounted.get("secrets") == str(folder):
            with_secret.add(container["name"])
    assert with_secret == {"sink", "desk", "migrate"}
    [store] = [policy for policy in of("NetworkPolicy") if policy["metadata"]["name"] == "newsroom-store"]
    assert set(store["spec"]["podSelector"]["matchExpressions"][0]["values"]) == with_secret


def test_what_notify_reads_is_mounted_and_makes_sense(tmp_path: Path) -> None:
    [rules] = [each["data"]["notify.toml"] for each in of("ConfigMap") if "notify.toml" in each["data"]]
    (tmp_path / "notify.toml").write_text(rules)
    [workload] = [each for each in WORKLOADS if each["metadata"]["name"] == "newsroom-notify"]
    [container] = pod(workload)["containers"]
    mounted = {mount["mountPath"]: mount["name"] for mount in container["volumeMounts"]}
    folders = {receiver.addresses_file.parent for receiver in read_rules(tmp_path / "notify.toml").receivers.values()
               if receiver.addresses_file is not None}
    assert [mounted[str(folder)] for folder in folders] == ["receivers"]
    assert mounted[str(Path(container["args"][-1]).parent)] == "rules"
    assert Path(container["args"][2]).parent == Path("/var/lib/newsroom")


def test_every_deployment_has_a_budget_and_workers_scale_to_the_partitions() -> None:
    from schemas.topics import DESK_PARTITIONS

    budgets = {each["spec"]["selector"]["matchLabels"]["app.kubernetes.io/component"] for each in of("PodDisruptionBudget")}
    assert budgets == {"ingest", "work", "sink", "notify", "desk"}
    [scaler] = of("HorizontalPodAutoscaler")
    assert scaler["spec"]["scaleTargetRef"]["name"] == "newsroom-work"
    assert scaler["spec"]["maxReplicas"] == DESK_PARTITIONS
    replicas = {each["metadata"]["name"]: each["spec"].get("replicas") for each in of("Deployment")}
    assert replicas == {"newsroom-ingest": 1, "newsroom-work": None, "newsroom-sink": 1, "newsroom-notify": 1,
                        "newsroom-desk": 1}


@pytest.mark.parametrize("deployment", of("Deployment"), ids=label)
def test_no_two_versions_run_side_by_side(deployment: dict[str, Any]) -> None:
    assert deployment["spec"]["strategy"] == {"type": "Recreate"}


def test_scraping_is_allowed_where_prometheus_looks() -> None:
    [scraped] = [policy for policy in of("NetworkPolicy") if policy["metadata"]["name"] == "newsroom-scraped"]
    assert [port["port"] for port in scraped["spec"]["ingress"][0]["ports"]] == [int(SETTINGS["NEWSROOM_HEALTH_PORT"])]
    for workload in of("Deployment"):
        annotations = workload["spec"]["template"]["metadata"]["annotations"]
        assert annotations["prometheus.io/scrape"] == "true"
        assert annotations["prometheus.io/port"] == environment(FINAL)["NEWSROOM_HEALTH_PORT"]


def test_kustomize_puts_it_together() -> None:
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("no kubectl here")
    done = subprocess.run([kubectl, "kustomize", FOLDER], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    made = list(yaml.safe_load_all(done.stdout))
    assert len(made) == len(manifests())
    for manifest in made:
        kubernetes_validate.validate(manifest, VERSIONS[-1], strict=True)
        assert manifest["metadata"].get("namespace", "newsroom") == "newsroom"
    images = {container["image"] for each in made if each["kind"] in ("Deployment", "Job")
              for container in each["spec"]["template"]["spec"]["containers"]}
    assert images == {f"newsroom:{KUSTOMIZATION['images'][0]['newTag']}"}
