"""The user's claimants file: what it changes, and one clear line for each way to get it wrong."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from datelines.places import load_gazetteer
from newsroom.claimants import known_claimants, read_claimants
from newsroom.errors import UsageFailure
from newsroom.settings import Settings
from streams.extract import Context, extract
from streams.extract.speakers.known_claimants import built_in_claimants
from tests.e2e.newsroom_command import command

PAGE = Path(__file__).parents[2] / "docs" / "claimants.md"
DAY = dt.date(2026, 3, 1)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    found = re.search(r"<!-- example: a test reads it -->\n```toml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found
    path = tmp_path / "claimants.toml"
    path.write_text(found[1], encoding="utf-8")
    return path


def claimants(text: str, settings: Settings) -> list[str | None]:
    context = Context(published_on=DAY, focus_country=None, subject="a storm", carrier=None, dateline_place=None,
                      gazetteer=load_gazetteer(), registry=known_claimants(settings))  # fmt: skip
    return [claim.claimant for claim in extract(text, context).claims]


def test_aliases_and_a_spokeswoman_are_one_voice(example: Path) -> None:
    text = "Ana Corvo said 12 people died.\n\nThirty people were hurt, according to the BRC."
    assert claimants(text, Settings(claimants=example)) == ["Brell Rescue Council", "Brell Rescue Council"]
    assert claimants(text, Settings()) == ["Ana Corvo", "BRC"]


def test_grades_hold_by_the_day_under_every_name(example: Path) -> None:
    grades = known_claimants(Settings(claimants=example)).grades()
    for name in ("Brell Rescue Council", "BRC"):
        assert [grades.of(name, dt.date(2024, 12, 31)), grades.of(name, dt.date(2025, 1, 1))] == ["C", "B"]
    assert grades.of("somebody", DAY) == "F"


def test_the_built_in_claimants_stay_known_and_can_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[[claimant]]\nname = "Who Band"\naliases = ["WHO"]\n', encoding="utf-8")
    registry = known_claimants(Settings(claimants=path))
    assert registry.canonical("WHO") == "Who Band"
    assert registry.canonical("the ICRC") == "International Committee of the Red Cross"
    assert built_in_claimants().canonical("WHO") == "World Health Organization"


WRONG = (
    ("[[claimant]\nname = 1", ", line 1: no TOML"),
    ('name = "A"', ": Object contains unknown field `name`: write only [[claimant]] tables"),
    ('claimant = "A"', ": Expected `array`, got `str`: write only [[claimant]] tables"),
    ('# mine\n[[claimant]]\nname = "A"\n\n[[claimant]]\nkind = "aid"',
     ", line 5: [[claimant]]: Object missing required field `name`"),
    ('[[claimant]]\nname = "A"\nalias = ["B"]', ", line 1: [[claimant]]: Object contains unknown field `alias`"),
    ('[[claimant]]\nname = "A"\naliases = "B"', ", line 1: aliases: Expected `array`, got `str`"),
    ('[[claimant]]\nname = "A"\nkind = "club"', ", line 1: kind: Invalid enum value 'club'"),
    ('[[claimant]]\nname = "A"\ngrades = [{reliability = "G"}]', ", line 1: grades[0].reliability: Invalid enum value 'G'"),
    ('[[claimant]]\nname = "A"\ngrades = [{reliability = "B", since = "May"}]', ", line 1: grades[0].since: "),
    ('[[claimant]]\nname = "A"\ngrades = [{reliability = "B", since = 2025-02-01, until = 2025-01-01}]',
     ", line 1: grades: since 2025-02-01 is not before until 2025-01-01"),
    ('[[claimant]]\nname = "A"\naliases = ["C"]\n[[claimant]]\nname = "the c"', ", line 4: aliases: 'the c' already means A"),
    ('[[claimant]]\nname = " "', ", line 1: name and aliases must not be empty"),
    ('[[claimant]]\nname = "A"\noffice = "B"\ngrades = [{reliability = "B"}]', ", line 1: grades: A speaks for an office"),
)  # fmt: skip


@pytest.mark.parametrize(("content", "told"), WRONG)
def test_a_wrong_file_gives_one_line_with_file_line_and_key(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "claimants.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageFailure) as failure:
        read_claimants(path)
    assert str(failure.value).startswith(f"{path}{told}")
    assert "\n" not in str(failure.value)
    assert str(failure.value).endswith("docs/claimants.md shows the form")


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_named_with_the_setting(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "claimants.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageFailure, match=r"cannot be read .*NEWSROOM_CLAIMANTS"):
        read_claimants(path)


STORY = b"""The Latest: Storm kills 12 in Norway

BERGEN, Norway (AP) - The Latest on a storm (all times local):

2 p.m.

Ana Corvo said 12 people died.
"""


def test_the_command_line_uses_the_file_and_ends_with_2_on_a_bad_one(example: Path, tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_bytes(STORY)
    asked = ("inspect", str(story), "--date", "2026-03-01", "--json")
    good = command(*asked, environment={"NEWSROOM_CLAIMANTS": str(example)})
    assert b'"claimant": "Brell Rescue Council"' in good.stdout
    example.write_text("[[claimant]]\n", encoding="utf-8")
    bad = command(*asked, environment={"NEWSROOM_CLAIMANTS": str(example)})
    assert (bad.returncode, bad.stdout) == (2, b"")
    assert bad.stderr.count(b"\n") == 1
    assert f"{example}, line 1".encode() in bad.stderr
