"""A wrong notify.toml is one line with file, table and key; secrets are told in none."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsroom.errors import UsageFailure
from newsroom.notify.receivers import queues_of
from newsroom.notify.rules import read_rules
from newsroom.notify.signing import new_secret
from tests.e2e.newsroom_command import command

GOOD = """
policy = "acled"

[receivers.desk]
kind = "webhook"
url = "https://hooks.example.org/tolls"
secret_file = "secret"

[receivers.night]
kind = "people"
addresses_file = "night"
quiet = { from = 22:30:00, until = "06:00", timezone = "America/Lima" }

[[rules]]
name = "jumps"
when = ["best_changed", "corrected_down"]
by = 10
by_percent = 20.0
countries = ["PE"]
categories = ["killed"]
to = ["desk", "night"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secret").write_text(f"# of the desk\n{new_secret()}\n{new_secret()}\n")
    (tmp_path / "night").write_text("json://127.0.0.1:9999/one\njson://127.0.0.1:9999/two\n")
    return tmp_path


def written(folder: Path, text: str) -> Path:
    path = folder / "notify.toml"
    path.write_text(text)
    return path


def test_the_file_is_read_and_its_queues_are_one_an_address(folder: Path) -> None:
    rules = read_rules(written(folder, GOOD))
    assert rules.policy == "acled"
    queues = queues_of(rules, "newsroom/test")
    assert [queue.receiver for queue in queues] == ["desk", "night", "night"]
    assert len({queue.name for queue in queues}) == 3
    assert [(queue.fold_seconds, queue.changes_in_one) for queue in queues] == [(0.0, 1), (30.0, 100), (30.0, 100)]
    (folder / "night").write_text("json://127.0.0.1:9999/two\njson://127.0.0.1:9999/one\n")
    assert {queue.name for queue in queues_of(rules, "a")} == {queue.name for queue in queues}, "whatever their order"


@pytest.mark.parametrize(("before", "after", "words"), [
    ("by = 10", "by = 0", "[[rules]] 1 ('jumps'), by: Input should be greater than or equal to 1"),
    ("by = 10", "bye = 10", "[[rules]] 1 ('jumps'), bye: Extra inputs are not permitted"),
    ('"corrected_down"', '"corected"', "[[rules]] 1 ('jumps'), when.1: Input should be 'new_incident'"),
    ('["PE"]', '["Peru"]', "[[rules]] 1 ('jumps'), countries.0: String should match"),
    ('["killed"]', '["dead"]', "[[rules]] 1 ('jumps'), categories.0: Input should be 'killed'"),
    ('["desk", "night"]', '["desk", "day"]', "[[rules]] 1 ('jumps'), to: there is no [receivers.day]"),
    ('"acled"', '"ours"', "policy: 'ours' is none of house, ucdp, acled, gtd"),
    ('"best_changed", ', "", "[[rules]] 1 ('jumps'): by and by_percent belong to when"),
    ("America/Lima", "Lima", "[receivers.night], quiet.timezone: 'Lima' is no time zone"),
    ('"06:00"', '"22:30"', "[receivers.night], quiet: quiet hours that end when they begin are none"),
    ('"06:00"', '"6 am"', "[receivers.night], quiet.until: Invalid isoformat string: '6 am'"),
    ("https://hooks", "http://hooks", "[receivers.desk]: a webhook outside the own network needs https"),
    ("https://hooks", "https://me:pw@hooks", "with a name or password in the address is refused"),
    ('secret_file = "secret"\n', "", "[receivers.desk]: kind 'webhook' needs secret_file"),
    ('addresses_file = "night"\n', "", "[receivers.night]: kind 'people' needs addresses_file or addresses_env"),
    ('addresses_file = "night"\n', 'addresses_file = "night"\nurl = "x"\n', "url does not belong to kind 'people'"),
    ("[receivers.desk]", "[receivers.Desk]", "[receivers.Desk]: a name is lower-case letters"),
    ("[[rules]]", "[rules]", "rules: Input should be a valid tuple"),
    ("policy =", "policy", "is no TOML"),
], ids=str)
def test_what_is_wrong_is_said_with_table_and_key(before: str, after: str, words: str, folder: Path) -> None:
    assert before in GOOD
    path = written(folder, GOOD.replace(before, after))
    done = command("notify", "--rules", path, "--data", folder / "data")
    line = done.stderr.decode()
    assert done.returncode == 2, line
    assert line.startswith(f"newsroom: {path}")
    assert words in line
    assert len(line.splitlines()) == 1


@pytest.mark.parametrize(("name", "content", "words"), [
    ("secret", "whsec_c2hvcnQ=", "holds no secret: write whsec_"),
    ("secret", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "holds no secret: write whsec_"),
    ("secret", "", "is empty: write one a line"),
    ("secret", None, "cannot be read (No such file or directory)"),
    ("night", "sesame://user:hunter2@host", "address 1 (sesame://… is no address that Apprise knows)"),
    ("night", "hunter2", "address 1 (is no address that Apprise knows)"),
])
def test_secrets_that_cannot_be_used_are_refused_and_never_told(
    name: str, content: str | None, words: str, folder: Path
) -> None:
    (folder / name).unlink() if content is None else (folder / name).write_text(content)
    with pytest.raises(UsageFailure) as refused:
        queues_of(read_rules(written(folder, GOOD)), "newsroom/test")
    assert words in str(refused.value)
    assert "hunter2" not in str(refused.value)
    assert f"[receivers.{'desk' if name == 'secret' else 'night'}]" in str(refused.value)


def test_addresses_may_come_from_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(folder, GOOD.replace('addresses_file = "night"', 'addresses_env = "NIGHT_SHIFT"'))
    with pytest.raises(UsageFailure, match="NIGHT_SHIFT is not set"):
        queues_of(read_rules(path), "newsroom/test")
    monkeypatch.setenv("NIGHT_SHIFT", "json://127.0.0.1:9999/one json://127.0.0.1:9999/two")
    assert [queue.receiver for queue in queues_of(read_rules(path), "a")] == ["desk", "night", "night"]


def test_no_secret_is_in_what_a_queue_shows(folder: Path) -> None:
    (folder / "night").write_text("json://user:hunter2@127.0.0.1:9999/one\n")
    queues = queues_of(read_rules(written(folder, GOOD)), "newsroom/test")
    assert "hunter2" not in repr(queues)
    assert (folder / "secret").read_text().splitlines()[1] not in repr(queues)


def test_a_file_that_is_not_there_is_said() -> None:
    done = command("notify", "--rules", "/nowhere/notify.toml")
    assert done.returncode == 2
    assert b"/nowhere/notify.toml cannot be read" in done.stderr
