"""A desk editor's first day: eight pages of two stories, at 80 columns."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.newsroom_command import Done, answer, command, with_store
from tests.forms import one_in

pytestmark = pytest.mark.usefixtures("engine_kept")
CASES = Path(__file__).parent / "cases" / "editor"
NARROW = {"COLUMNS": "80"}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stories, five of which say no day and were tried again with it."""
    folder = with_store(tmp_path_factory.mktemp("editor") / "data")
    assert command("run", CASES / "stories", "--data", folder).returncode == 1
    assert command("dead-letters", "replay", "--date", "2026-06-16", "--data", folder).returncode == 0
    return folder


def text(done: Done) -> str:
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def shown(data: Path, *words: str) -> str:
    return text(command(*words, "--data", data, environment=NARROW))


@functools.cache
def incident(data: Path, country: str) -> str:
    [found] = answer("incidents", "list", "--country", country, "--data", data)
    return str(found["incident_id"][:8])


def test_replayed_letters_are_finished_and_the_folder_is_clean(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = command("run", CASES / "stories", "--data", data)
    assert first.stdout.startswith(b"8 files read, 11 updates in them, 11 of them new")
    assert first.returncode == 1
    replayed = text(command("dead-letters", "replay", "--date", "2026-06-16", "--data", data))
    assert replayed.startswith("5 of 5 dead letters tried again, 5 read; 16 new updates, ")
    assert len(answer("timeline", "--data", data)) == 27, "11 and 16, without another command"
    again = command("run", CASES / "stories", "--data", data)
    assert again.stdout.startswith(b"8 files read, 27 updates in them, 0 of them new; 0 rows written")
    assert again.returncode == 0
    assert b"no date" not in again.stderr
    assert text(command("dead-letters", "replay", "--data", data)).startswith("0 of 0 dead letters tried again")
    assert len(answer("dead-letters", "--data", data)) == 5


def tried(data: Path) -> set[str]:
    letters = answer("dead-letters", "--data", data)
    return {Path(letter["source"]).stem for letter in letters if letter["tried_again"]}


def test_a_replay_chooses_letters(tmp_path: Path) -> None:
    data = with_store(tmp_path / "data")
    broken = tmp_path / "empty.txt"
    broken.touch()
    assert command("run", CASES / "stories", broken, "--data", data).returncode == 1

    def replay(*chosen: str) -> Done:
        return command("dead-letters", "replay", "--date", "2026-06-16", *chosen, "--data", data)

    assert text(replay("--source", "nordwire-ferry.txt")).startswith("1 of 6 dead letters tried again, 1 read; 3 new")
    assert tried(data) == {"nordwire-ferry"}
    assert text(replay("--source", "*/abn-*.txt", "--limit", "1")).startswith("1 of 5 dead letters tried again")
    assert tried(data) == {"nordwire-ferry", "abn-bharuch"}
    none = replay("--source", "abn-bharuch.txt")
    assert (none.returncode, none.stdout) == (1, b"")
    assert none.stderr.startswith(b"newsroom: none of the 4 dead letters to try again is what was chosen")
    assert text(replay("--reason", "no_date")).startswith("3 of 4 dead letters tried again, 3 read")
    assert tried(data) == {"nordwire-ferry", "abn-bharuch", "abn-ferry", "tribune-article", "westminster-live"}
    failed = replay()
    assert failed.returncode == 1
    assert failed.stdout.startswith(b"1 of 1 dead letter tried again, 0 read")
    assert failed.stderr.startswith(b"newsroom: 1 failed again and is kept: ")
    assert len(answer("timeline", "--data", data)) == 27


def test_a_letter_beyond_its_turn_is_tried_once(tmp_path: Path) -> None:
    """What was tried before others is not tried with them, though it stands behind them."""
    data = tmp_path / "data"
    assert command("run", CASES / "stories", "--data", data).returncode == 1
    words = ("dead-letters", "replay", "--date", "2026-06-16", "--data", data)
    assert text(command(*words, "--source", "westminster-live.txt")).startswith("1 of 5")
    assert text(command(*words)).startswith("4 of 4 dead letters tried again, 4 read; 13 new updates")


@pytest.mark.parametrize("words", [("run",), ("ingest",)])
def test_a_path_that_names_nothing_is_an_error_and_no_letter(tmp_path: Path, words: tuple[str, ...]) -> None:
    data = tmp_path / "data"
    done = command(*words, CASES / "late" / "first.txt", "nowhere/at-all.txt", "--data", data)
    assert done.returncode == 1
    assert done.stderr == b"newsroom: there is no file or folder nowhere/at-all.txt: nothing was taken in; check the path\n"
    assert not data.exists()


def words_of(printed: str) -> set[str]:
    return set(printed.split())


@pytest.mark.parametrize("words", [
    ("figures",), ("figures", "--all-voices"), ("figures", "--policy", "all"), ("timeline",), ("incidents", "list"),
], ids=" ".join)  # fmt: skip
def test_at_80_columns_nothing_is_wider_and_no_word_is_broken(data: Path, words: tuple[str, ...]) -> None:
    narrow = shown(data, *words)
    assert max(map(len, narrow.splitlines())) <= 80
    wide = text(command(*words, "--data", data, environment={"COLUMNS": "400"}))
    assert words_of(narrow) == words_of(wide)


@pytest.mark.parametrize("more", one_in(2, [("--all-voices",), ()]), ids=" ".join)
def test_why_fits_80_columns(data: Path, more: tuple[str, ...]) -> None:
    narrow = shown(data, "why", incident(data, "ID"), *more)
    assert max(map(len, narrow.splitlines())) <= 80
    wide = text(command("why", incident(data, "ID"), *more, "--data", data, environment={"COLUMNS": "400"}))
    assert words_of(narrow) == words_of(wide)


def test_a_figure_and_below_it_one_line_a_claimant_that_stands(data: Path) -> None:
    lines = shown(data, "figures", "--incident", incident(data, "ID"), "--category", "rescued").splitlines()
    assert re.fullmatch(r"Balikpapan, ID: sinking \(incident [0-9a-f]{8}\)", lines[0])
    assert lines[1] == "  rescued: 116–118, print 118, since 16 Jun 14:15 UTC"
    said = [re.sub(r" [0-9a-f]{8} ", " ", " ".join(line.split())) for line in lines[2:4]]
    assert said == ["16 Jun 10:20 116 national search and rescue agency, in NRW", "16 Jun 14:15 118 Hendra Wibisana, in ABN"]
    assert lines[-1] == "1 more claim that does not count (overtaken, or of a part): --all-voices"
    every = shown(data, "figures", "--incident", incident(data, "ID"), "--category", "rescued", "--all-voices")
    assert "nobody named, in Harbour News; stands no" in every
    assert "--all-voices" not in every


def test_ids_that_are_shown_are_taken_by_other_commands(data: Path, tmp_path: Path) -> None:
    updates = {update["update_id"][:8] for update in answer("timeline", "--data", data)}
    for words in (("timeline",), ("figures",), ("why", incident(data, "IN"))):
        found = set(re.findall(r"\b[0-9a-f]{8}\b", shown(data, *words)))
        assert found & updates, words
    assert incident(data, "IN") in shown(data, "figures", "--country", "in")


def test_a_place_is_named_as_its_page_spells_it(data: Path) -> None:
    assert "Bharuch (Bharūch), IN: explosion" in shown(data, "figures")
    assert "Bharuch (Bharūch), IN: explosion" in shown(data, "incidents", "list")
    assert "Bharuch (Bharūch), IN: explosion" in shown(data, "why", incident(data, "IN"))
    [printed] = {figure["place_printed"] for figure in answer("figures", "--country", "IN", "--data", data)}
    assert printed == "Bharuch"


def test_questions_are_narrowed(data: Path) -> None:
    def figures(*words: str) -> list[tuple[str, str]]:
        return [(figure["country"], figure["category"]) for figure in answer("figures", *words, "--data", data)]

    assert {country for country, _ in figures()} == {"ID", "IN"}
    assert {country for country, _ in figures("--country", "id")} == {"ID"}
    assert figures("--category", "displaced") == [("IN", "displaced")]
    assert figures("--since", "2026-06-16T16:00Z") == [("IN", "killed"), ("IN", "injured"), ("IN", "missing")]
    assert figures("--since", "2026-06-16T16:00Z", "--at", "2026-06-16T16:30Z") == [
        ("IN", "killed"), ("IN", "injured"), ("IN", "missing")]
    assert figures("--incident", incident(data, "ID"), "--category", "killed") == [("ID", "killed")]
    assert set(figures("--incident", incident(data, "ID"), "--at", "2026-06-16T12:00Z", "--category", "killed")) == {
        ("ID", "killed")}, "those that it then was"

    def carriers(*words: str) -> list[str | None]:
        return [update["carrier"] for update in answer("timeline", *words, "--data", data)]

    assert carriers("--incident", incident(data, "IN"), "--category", "missing") == ["ABN", None, "ABN"]
    assert carriers("--since", "2026-06-16T16:00Z") == ["Harbour News - World", "ABN"]
    assert len(carriers("--country", "ID")) == 14
    assert set(carriers("--country", "ID", "--category", "detained")) == {"Harbour News"}
    steps = answer("why", incident(data, "ID"), "--category", "killed", "--since", "2026-06-16T14:00Z", "--data", data)
    assert [voice["value"] for voice in steps["figures"][0]["voices"] if voice["standing"]] == [33, 29, 34]
    assert min(step["published_at"] for step in steps["published_steps"]) >= "2026-06-16T14:00"


@pytest.mark.parametrize(("words", "told"), [
    (("figures", "--country", "Indonesia"), "--country 'Indonesia' is no country: write the two letters"),
    (("timeline", "--category", "dead"), "--category 'dead' is none of killed, injured"),
    (("figures", "--incident", "beef00"), "there is no incident 'beef00'"),
    (("incidents", "list", "--since", "yesterday"), "--since 'yesterday' is no time"),
    (("rulings", "--category", "dead"), "--category 'dead' is none of killed, injured"),
])
def test_what_cannot_be_chosen_is_one_line(data: Path, words: tuple[str, ...], told: str) -> None:
    done = command(*words, "--data", data)
    assert done.returncode == 2
    assert done.stderr.decode().startswith(f"newsroom: {told}")
    assert done.stderr.count(b"\n") == 1


def test_what_incidents_there_are(data: Path) -> None:
    found = answer("incidents", "list", "--data", data)
    assert [(each["country"], each["cause"]) for each in found] == [("IN", "explosion"), ("ID", "sinking")]
    assert {figure["category"]: figure["best"] for figure in found[0]["figures"]}["killed"] == 16
    assert [each["country"] for each in answer("incidents", "list", "--category", "detained", "--data", data)] == ["ID"]


def test_the_version_is_told() -> None:
    assert re.fullmatch(rb"newsroom \d+\.\d+\.\d+\S*\n", command("--version").stdout)


def late(data: Path) -> str:
    """Two pages, the earlier one second; the incident."""
    for name in ("first.txt", "second.txt"):
        assert command("run", CASES / "late" / name, "--date", "2026-06-16", "--data", data).returncode == 0
    [found] = answer("incidents", "list", "--data", data)
    return str(found["incident_id"][:8])


def test_a_page_that_comes_late_is_in_its_place_by_published_time(tmp_path: Path) -> None:
    data = with_store(tmp_path / "data")
    name = late(data)
    explained = answer("why", name, "--data", data)
    assert [(step["published_at"], step["best"]) for step in explained["published_steps"]] == [
        ("2026-06-16T16:00:00Z", 5), ("2026-06-16T20:00:00Z", 12), ("2026-06-17T02:00:00Z", 20)]
    for step in explained["published_steps"]:
        [then] = answer("figures", "--at", step["published_at"], "--data", data)
        assert (then["low"], then["best"], then["high"]) == (step["low"], step["best"], step["high"])
    told = shown(data, "why", name)
    assert "how it came about (recorded, UTC)" in told
    assert "what could be said when (published, UTC; late pages in their places)" in told
    assert re.findall(r"16 Jun \d\d:\d\d killed house: (\d+)$", told, re.MULTILINE) == ["5", "12"]


def test_a_plot_is_by_published_time_and_says_so(tmp_path: Path) -> None:
    data, out = with_store(tmp_path / "data"), tmp_path / "a.svg"
    name = late(data)
    rule(data, name, "21")
    assert command("plot", name, "--out", out, "--data", data).returncode == 0
    drawn = out.read_text(encoding="utf-8")
    for label in (">5<", ">12<", ">20<", "published, UTC (pages that came late", "ruled 21 by Night editor,"):
        assert label in drawn, label


def test_the_history_in_the_store_says_that_it_is_as_recorded(tmp_path: Path) -> None:
    data = with_store(tmp_path / "data")
    late(data)
    columns = {column["name"]: column["comment"] for column in answer("sql", "DESCRIBE TABLE figure_history", "--data", data)}
    assert columns["recorded_at"].startswith("time of the step: when the log took it")
    assert columns["published_at"].endswith("not the time of the step")
    steps = answer("sql", "SELECT input_published_at FROM figure_history WHERE policy = 'house' AND superseded_by IS NULL "
                          "ORDER BY recorded_at, cause_offset", "--data", data)
    assert [step["input_published_at"][:13] for step in steps] == ["2026-06-17T02", "2026-06-16T16", "2026-06-16T20"]


def rule(data: Path, name: str, best: str, *more: str) -> str:
    told = text(command("rule", name, "killed", "--best", best, "--by", "Night editor", "--reason", "called", *more,
                        "--data", data))
    return told.removeprefix("ruling ")[:8]


def test_rulings_are_told_and_what_became_of_them(tmp_path: Path) -> None:
    data = with_store(tmp_path / "data")
    name = late(data)
    assert shown(data, "rulings") == "no rulings yet\n"
    first, second = rule(data, name, "21"), rule(data, name, "22", "--until", "2099-01-01")
    figure = shown(data, "figures")
    assert re.search(r"killed: 12–22, print 22, since \d\d \w{3} \d\d:\d\d UTC", figure)
    ruled = re.sub(r"\s+", " ", figure)
    assert re.search(rf"ruled 22 by Night editor, \d\d \w+ \d{{4}} \d\d:\d\d UTC until 01 Jan 2099 00:00 UTC: called "
                     rf"\(ruling {second}; the policy says 12–20\)", ruled)
    assert states(data) == {first: "replaced", second: "standing"}
    text(command("rule", "--withdraw", second, "--by", "Chief", "--reason", "a slip", "--data", data))
    assert states(data) == {first: "standing", second: "withdrawn"}
    told = shown(data, "rulings")
    assert f"standing: 21 killed, ruling {first}" in told
    assert re.search(r"withdrawn \d\d \w+ \d{4} \d\d:\d\d UTC by Chief: a slip", told)
    withdrawn = next(each for each in answer("rulings", "--data", data) if each["state"] == "withdrawn")
    assert (withdrawn["best"], withdrawn["by"], withdrawn["withdrawn_by"]) == (22, "Night editor", "Chief")
    assert answer("rulings", "--country", "CL", "--data", data) == []


def test_a_ruling_is_on_its_incident_at_every_time_though_a_late_page_renamed_it(tmp_path: Path) -> None:
    data = with_store(tmp_path / "data")
    assert command("run", CASES / "late" / "first.txt", "--date", "2026-06-16", "--data", data).returncode == 0
    [before] = answer("incidents", "list", "--data", data)
    rule(data, before["incident_id"], "21")
    late(data)
    [now] = answer("figures", "--data", data)
    [at] = answer("figures", "--at", "2098-01-01", "--data", data)
    assert before["incident_id"] != now["incident_id"] == at["incident_id"]
    assert (now["best"], now["ruled"]) == (at["best"], at["ruled"]) == (21, True)
    assert [step["ruled_best"] for step in answer("why", now["incident_id"], "--data", data)["published_steps"]][-1] == 21


def states(data: Path) -> dict[str, str]:
    return {ruling["ruling_id"][:8]: ruling["state"] for ruling in answer("rulings", "--data", data)}


SIGNED = ("--by", "Desk chief", "--reason", "said so")


def figure_at(data: Path, moment: str) -> list[Any]:
    return [figure["best"] for figure in answer("figures", "--at", moment, "--data", data)]


def test_a_kill_had_been_published_and_a_bad_ingest_had_not(tmp_path: Path) -> None:
    data = with_store(tmp_path / "data")
    late(data)
    [twenty] = [update["update_id"] for update in answer("timeline", "--data", data) if "Elmer Tapia" in update["text"]]
    assert figure_at(data, "2026-06-17T03:00Z") == [20]
    killed = text(command("kill", twenty[:8], *SIGNED, "--data", data))
    assert killed.startswith("1 update killed: in what had been published until ")
    assert [figure["best"] for figure in answer("figures", "--data", data)] == [12], "it counts no more"
    assert figure_at(data, "2026-06-17T03:00Z") == [20], "it had been published until it was recalled"
    [entry] = [update for update in answer("timeline", "--data", data) if update["update_id"] == twenty]
    assert (entry["disposition"], entry["undone"]) == ("withdrawn", False)

    undone = text(command("withdraw", twenty[:8], *SIGNED, "--data", data))
    assert undone == "1 update withdrawn, as if never taken in\n"
    assert figure_at(data, "2026-06-17T03:00Z") == [12], "as if it had never come"
    assert twenty not in [update["update_id"] for update in answer("timeline", "--at", "2026-06-17T03:00Z", "--data", data)]
    [entry] = [update for update in answer("timeline", "--data", data) if update["update_id"] == twenty]
    assert (entry["disposition"], entry["undone"]) == ("withdrawn", True)
    assert "undone" in shown(data, "timeline")
    again = text(command("kill", twenty[:8], *SIGNED, "--data", data))
    assert "1 update withdrawn before, as if never taken in" in again
    assert figure_at(data, "2026-06-17T03:00Z") == [12], "what was withdrawn stays so"


def test_a_file_is_withdrawn_and_what_copied_it_stands_on_its_own_at_every_time(tmp_path: Path) -> None:
    data, copy = with_store(tmp_path / "data"), tmp_path / "copy.txt"
    copy.write_text((CASES / "late" / "second.txt").read_text(encoding="utf-8").replace("ABN", "MNA"), encoding="utf-8")
    late(data)
    assert command("run", copy, "--date", "2026-06-16", "--data", data).returncode == 0
    assert figure_at(data, "2026-06-16T21:00Z") == [12]
    told = text(command("withdraw", CASES / "late" / "second.txt", *SIGNED, "--data", data))
    assert told == "2 updates withdrawn, as if never taken in\n"
    [figure] = answer("figures", "--at", "2026-06-16T21:00Z", "--data", data)
    assert [voice["carriers"] for voice in figure["claimants"]] == [["MNA"]]
    assert "duplicate" not in {update["disposition"] for update in answer("timeline", "--at", "2026-06-16T21:00Z", "--data", data)}
