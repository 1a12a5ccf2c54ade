"""deploy/compose.yaml as its reader starts it, in real containers of an engine of the test's own.

`make test-containers` runs it, for it takes half an hour where nothing is fetched yet. One house for all tests, in the
order in which they stand. Not tried: the images of others (compose.standins.yaml has what stands in for them), and
the official base image of Python.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from tests.containers.engine import Engine, Failed
from tests.containers.house import (
    ALONE_IMAGE,
    HEALTHY_SECONDS,
    ONCE,
    OURS,
    SERVICES,
    SERVICES_IMAGE,
    ContainerHouse,
    step,
    wait_until,
)
from tests.e2e.newsroom_process import ROOT, answer, newsroom, without_recorded_times
from tests.servers.plugin import unavailable
from tests.servers.process import ServerUnavailable

pytestmark = [pytest.mark.containers, pytest.mark.timeout(5400)]
MOST_BYTES = {SERVICES_IMAGE: 500_000_000, ALONE_IMAGE: 1_100_000_000}
COME_SECONDS = 240
Figures: TypeAlias = list[dict[str, Any]]
DAY = ("--date", "2026-03-14")
STORY = "pna-the-latest.txt"
NEWER = """10:30 p.m.

Civil defense director Rosa Quillay has lowered the death toll from the mudslide in Trujillo to 36 from 38.

___

9:40 p.m.
"""


@pytest.fixture(scope="module")
def house() -> Iterator[ContainerHouse]:
    """Built; nothing of it runs yet. In the end nothing of it is left."""
    folder = Path(tempfile.mkdtemp(prefix="newsroom-containers-", dir=os.environ.get("TMPDIR", "/var/tmp")))  # noqa: S108
    folder.chmod(0o755)
    try:
        engine = Engine(folder)
        with step("what is not on this machine yet is fetched and built"):
            made = ContainerHouse(engine)
        with step("the engine runs"):
            engine.start()
    except ServerUnavailable as why:
        shutil.rmtree(folder)
        unavailable(why)
    try:
        for story in (ROOT / "examples" / "mudslide").iterdir():
            shutil.copy(story, made.spool)
        made.build()
        yield made
    finally:
        with step("all is taken down"):
            made.down()
            assert engine.docker("ps", "--all", "--quiet") == ""
            engine.stop()
            shutil.rmtree(folder)


def by_one_process(house: ContainerHouse, folder: Path) -> Figures:
    """The figures of the stories that lie in the spool now, and of those that lay there before."""
    newsroom("run", house.spool, *DAY, "--data", folder)
    return without_recorded_times(answer("figures", "--data", folder))


def by_the_house(house: ContainerHouse) -> Figures:
    return without_recorded_times(json.loads(house.newsroom("figures", "--json")))


@pytest.mark.parametrize("image", [SERVICES_IMAGE, ALONE_IMAGE])
def test_an_image_says_what_weighs_and_that_of_the_services_is_light(house: ContainerHouse, image: str) -> None:
    layers = house.engine.docker("history", "--no-trunc", "--human=false", "--format", "{{.Size}}\t{{.CreatedBy}}", image)
    sizes = []
    for size, made_by in (line.split("\t", 1) for line in layers.splitlines()):
        if int(size):
            sizes.append(int(size))
            print(f"{int(size) / 1e6:8.1f} MB  {made_by[:80] or 'the base image'}")
    print(f"{sum(sizes) / 1e6:8.1f} MB  {image} in all")
    assert sum(sizes) < MOST_BYTES[image]


def test_one_machine_needs_one_image_and_no_network(house: ContainerHouse) -> None:
    alone = ("run", "--rm", "--network", "none", "--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", ALONE_IMAGE)  # noqa: S108
    with step("the demo in a container without a network"):
        printed = house.engine.docker(*alone, "demo")
    assert "print 38" in printed


def test_the_services_image_says_what_it_has_not(house: ContainerHouse) -> None:
    with pytest.raises(Failed, match="the embedded store needs chdb"):
        house.engine.docker("run", "--rm", "--network", "none", SERVICES_IMAGE, "demo")


def test_all_services_become_healthy(house: ContainerHouse) -> None:
    with step("compose up returned"):
        house.up()
    with step("all are healthy"):
        house.wait_until_healthy()


def test_the_demos_figures_come_out(house: ContainerHouse, tmp_path: Path) -> None:
    wanted = by_one_process(house, tmp_path)
    with step("the demo's figures stand in the store"):
        wait_until(lambda: by_the_house(house) == wanted, COME_SECONDS,
                   lambda: house.newsroom("figures"))
    print(house.newsroom("figures"))


def test_prometheus_scrapes_every_service(house: ContainerHouse) -> None:
    address = house.compose("port", "prometheus", "9090").strip()

    def up() -> set[str]:
        with urllib.request.urlopen(f"http://{address}/api/v1/query?query=up==1", timeout=10) as found:
            return {each["metric"]["service"] for each in json.load(found)["data"]["result"]}

    with step("Prometheus, asked from outside, has scraped every service"):
        wait_until(lambda: up() == set(OURS), 120, lambda: str(up()))


@pytest.mark.parametrize("service", SERVICES)
def test_a_crashed_service_comes_back_by_itself(house: ContainerHouse, service: str) -> None:
    before = house.inspect(service)["RestartCount"]
    with step(f"{service} was killed, came back and is healthy"):
        house.crash(service)
        wait_until(lambda: house.inspect(service)["RestartCount"] > before, 60, lambda: f"{service} did not come back")
        wait_until(lambda: house.states()[service] == "healthy", HEALTHY_SECONDS,
                   lambda: house.compose("logs", "--tail", "30", service))


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_stopped_in_good_order_and_started_again(house: ContainerHouse, service: str) -> None:
    with step(f"{service} was stopped, started and is healthy"):
        house.compose("stop", service)
        ended = house.inspect(service)["State"]
        assert ended["ExitCode"] == 0 or service not in OURS, house.compose("logs", "--tail", "30", service)
        house.compose("start", service)
        wait_until(lambda: house.states()[service] == "healthy", HEALTHY_SECONDS,
                   lambda: house.compose("logs", "--tail", "30", service))


def test_after_all_that_nothing_is_lost_and_news_still_come_through(house: ContainerHouse, tmp_path: Path) -> None:
    house.wait_until_healthy()
    assert by_the_house(house) == by_one_process(house, tmp_path)
    text = (house.spool / STORY).read_text("utf-8")
    unfinished = house.spool / f".{STORY}"
    unfinished.write_text(text.replace("9:40 p.m.\n", NEWER, 1), "utf-8")
    unfinished.replace(house.spool / STORY)
    wanted = by_one_process(house, tmp_path)
    with step("a newer toll stands in the store"):
        wait_until(lambda: by_the_house(house) == wanted, COME_SECONDS, lambda: house.newsroom("figures"))
    assert "print 36" in house.newsroom("figures")
    assert json.loads(house.newsroom("dead-letters", "--json")) == []
    assert {house.states()[name] for name in ONCE} == {"exited 0"}
