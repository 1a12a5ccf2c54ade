"""Poison on the log, and a store that is away: kept, waited for, and mended."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from benchmarks.generated import pages
from eventlog.kafka.log import KafkaLog
from schemas.codec import encode
from schemas.records import NewRecord
from tests.builders import received
from tests.e2e.newsroom_process import ROOT, answer, newsroom
from tests.services.conftest import House
from tests.services.running import sink_lag, wait_until, work_lag

AWAY_SECONDS = float(os.environ.get("NEWSROOM_TEST_STORE_AWAY_SECONDS", "10"))
UPDATES = 600
GOOD = encode(received("Police say four people died in the mudslide in Trujillo, Peru."))

POISON = {
    "random bytes": (b"\x8f\x02garbage that nobody wrote", "malformed"),
    "a truncated record": (GOOD[: len(GOOD) // 2], "malformed"),
    "a schema from the future": (b"\xc3\x01\xff\xff\xff\xff\xff\xff\xff\xff" + GOOD[10:], "future_schema"),
}


def letters(house: House) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer("dead-letters", "--log", house.log_url)
    return found


@pytest.mark.timeout(300)
def test_poison_lands_in_dead_letters_with_its_origin_and_stops_nothing(house: House, tmp_path: Path) -> None:
    log = KafkaLog(house.log_url)
    for name, (value, _) in POISON.items():
        log.append([NewRecord("intake", "PE", name, "UpdateReceived", value)])
    undated = tmp_path / "undated.txt"
    undated.write_text((ROOT / "examples" / "mudslide" / "pna-the-latest.txt").read_text(encoding="utf-8"))
    assert newsroom("ingest", undated, "--log", house.log_url).returncode == 1
    wait_until(lambda: len(letters(house)) == 4, 60, "all poison in dead_letters")
    by_source = {letter["source"]: letter for letter in letters(house)}
    places = [source for source in by_source if source.startswith("intake/")]
    assert len(places) == len(POISON)
    assert {by_source[place]["reason"] for place in places} == {reason for _, reason in POISON.values()}
    assert by_source[str(undated)]["reason"] == "no_date"

    mended = newsroom("dead-letters", "replay", "--date", "2026-03-14", "--log", house.log_url)
    assert mended.returncode == 0, mended.stderr.decode()
    wait_until(lambda: work_lag(log) == 0 and sink_lag(log) == 0, 60, "what was tried again is written")
    log.close()
    timeline = answer("timeline", "--store", house.store_url)
    assert len(timeline) == 5, "the story whose day was missing"
    again = [letter for letter in letters(house) if not letter["tried_again"]]
    assert len(again) == len(POISON), "what is still poison is kept again"


@pytest.mark.timeout(600)
def test_a_store_that_is_away_is_waited_for(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stories = tmp_path / "stories"
    stories.mkdir()
    for page in pages(UPDATES):
        (stories / page.name).write_text(page.text, encoding="utf-8")
    log = KafkaLog(house.log_url)
    house.store.kill()
    assert newsroom("ingest", stories, "--log", house.log_url).returncode == 0
    decided = wait_until(lambda: work_lag(log) == 0, 120, "work goes on while the store is away")
    time.sleep(AWAY_SECONDS)
    waiting = sink_lag(log)
    assert waiting > UPDATES
    assert house.sink.process.poll() is None, house.sink.logged()
    assert '"message": "the store is away: ' in house.sink.logged()
    house.store.restart()
    caught_up = wait_until(lambda: sink_lag(log) == 0, 120, "the lag falls to zero")
    log.close()
    (count,) = answer("sql", "SELECT uniqExact(update_id) AS n FROM updates", "--store", house.store_url)
    assert count["n"] == UPDATES
    with capsys.disabled():
        print(f"\nstore away {AWAY_SECONDS:.0f} s beyond the {decided:.1f} s in which all was decided; "
              f"{waiting} records waited, written {caught_up:.1f} s after it was back")
