"""From the log taking a change to its being on the screen, in Debian's Chromium: the demo's stories, update by update.

    python -m benchmarks.services.screen --runs 3

First with everything on one machine (`newsroom desk` on a SQLite log), then with Kafka, a worker, a sink and the
engine of embedded stores behind a server's front. The clock of both ends is this machine's.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from eventlog.kafka.connection import connect
from eventlog.kafka.topics import ensure_topics
from sinks.clickhouse.store import ClickHouseStore
from sinks.migrate import migrate
from tests.page.conftest import CHROMIUM
from tests.page.desk_house import DeskHouse
from tests.page.looked_at import LookedAt
from tests.page.scenes import Screens, the_demo_comes_in
from tests.page.served_house import ServedHouse
from tests.servers.clickhouse import ClickHouseFront
from tests.servers.kafka_broker import KafkaBroker
from tests.services.running import Service, work


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, measured in (("one machine", _on_one_machine), ("services", _on_services)):
            _tell(name, [measured(browser) for _ in range(runs)])
        browser.close()


def _on_one_machine(browser: Browser) -> Screens:
    with tempfile.TemporaryDirectory(prefix="newsroom-screen-") as folder, DeskHouse(Path(folder)) as house:
        return _seen(browser, house)


def _on_services(browser: Browser) -> Screens:
    with tempfile.TemporaryDirectory(prefix="newsroom-screen-") as name:
        folder = Path(name)
        broker, front, services = KafkaBroker(folder / "kafka"), ClickHouseFront(folder / "store"), list[Service]()
        try:
            broker.start()
            front.start()
            url = f"kafka://{broker.address}"
            ensure_topics(connect(url), replication=1)
            store = ClickHouseStore(front.url)
            store.create_database()
            migrate(store)
            services += [work(url, folder / "work.log"),
                         Service("sink", ["--log", url, "--store", front.url], folder / "sink.log")]
            with ServedHouse(url, front.url, folder) as house:
                return _seen(browser, house)
        finally:
            for service in services:
                service.kill()
            front.kill()
            broker.stop()


def _seen(browser: Browser, house: LookedAt) -> Screens:
    with browser.new_context() as context:
        return the_demo_comes_in(house, context.new_page())


def _tell(name: str, runs: list[Screens]) -> None:
    for page in Screens._fields:
        seconds = sorted(each for run in runs for each in getattr(run, page))
        print(f"{name}, {page}: {len(seconds)} changes, median {statistics.median(seconds):.2f} s, longest "
              f"{seconds[-1]:.2f} s")


if __name__ == "__main__":
    main()
