"""The examples of docs/extending.md do what the page says when they are run as they stand there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from datelines.places import load_gazetteer
from producers.article import NotAStory
from producers.formats.common.format import Format, Reading
from schemas.events import FigureClaimed
from streams.extract import extract
from streams.extract.speakers.known_claimants import KnownClaimants
from streams.extract.words import categories
from streams.extract.words.categories import PREDICATES, Predicate
from streams.extract.words.phrases import Phrases
from streams.figures.reconcile import reconcile
from streams.grades import UNGRADED
from tests.builders import NOON, claimed, minutes
from tests.producers.pages import events_of
from tests.streams.extract.test_phrasings import context

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "extending.md").read_text("utf-8")


def example(section: str, language: str) -> str:
    text = PAGE.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    [code] = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    return str(code)


def run(section: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "example"}
    exec(compile(example(section, "python"), section, "exec", dont_inherit=True), names)  # noqa: S102 - our own page
    return names


@pytest.fixture(scope="module")
def partner() -> Format:
    known: Format = run("A new format")["FORMAT"]
    return known


POST = {"id": "p:1", "version": 2, "at": "2026-03-14T10:00:00-05:00",
        "text": "At least 12 people were killed in Trujillo, officials say."}


def story(**fields: Any) -> bytes:
    known = {"subject": "the mudslide in northern Peru", "carrier": "PNA", "city": "TRUJILLO, Peru", "posts": [POST]}
    return msgspec.json.encode({**known, **fields})


def test_the_format_reads_a_story_that_can_be_taken_in(partner: Format) -> None:
    assert partner.matches(story())
    parsed = partner.parse(story(), "a.json", Reading(), load_gazetteer())
    [update] = events_of(parsed.articles[0], "a.json")
    assert (update.desk, update.carrier, update.story) == ("PE", "PNA", "the-mudslide-in-northern-peru")
    assert (update.published_at, update.item, update.version) == (NOON.replace(hour=15), "p:1", "2")
    assert partner.parse(story(), "a.json", Reading(), load_gazetteer()) == parsed


@pytest.mark.parametrize(("raw", "reason"), [
    (b"The Latest: no JSON", "malformed"), (b"", "malformed"), (b"{}", "malformed"), (story(posts=[]), "empty"),
])
def test_the_format_says_what_is_no_story(partner: Format, raw: bytes, reason: str) -> None:
    with pytest.raises(NotAStory) as refused:
        partner.parse(raw, "a.json", Reading(), load_gazetteer())
    assert refused.value.reason == reason
    assert "\n" not in str(refused.value)


def test_a_post_that_cannot_be_placed_leaves_the_others_alone(partner: Format) -> None:
    parsed = partner.parse(story(posts=[{**POST, "at": "2026-03-14T10:00:00"}, POST]), "a.json", Reading(), load_gazetteer())
    assert [refused.reason for refused in parsed.refused] == ["no_date"]
    assert len(parsed.articles) == 1


def test_the_policy_takes_the_highest_whatever_the_order() -> None:
    policy = run("A new policy")["HIGHEST"]
    claims: list[FigureClaimed] = [
        claimed(value=number, at=NOON + minutes(after), claimant=name, carrier="PNA")
        for number, after, name in ((45, 0, "Residents"), (38, 60, "Civil defense"), (41, 120, "Police"))
    ]
    figures = [reconcile(order, policy, UNGRADED) for order in (claims, claims[::-1])]
    assert figures[0] == figures[1]
    assert figures[0] is not None
    assert figures[0].best == 45
    assert "Best is the highest standing figure." in figures[0].explanation


def test_the_claimants_are_known_by_all_their_names_and_graded_by_the_day() -> None:
    registry = KnownClaimants(tomllib.loads(example("Claimants", "toml"))["claimant"])
    assert registry.canonical("TPHO") == registry.canonical("provincial health office") == "Trujillo Province Health Office"
    assert registry.canonical("Rosa Quillay") == "Civil Defense of Peru"
    day = NOON.date()
    assert registry.reliability("TPHO", day) == "B"
    assert registry.reliability("TPHO", day.replace(year=2024)) == "C"
    assert registry.reliability("Rosa Quillay", day) == "F"


@pytest.mark.parametrize("page", ["extending.md", "architecture.md", "runbook.md", "sql-cookbook.md"])
def test_files_and_folders_that_the_pages_name_exist(page: str) -> None:
    text = re.sub(r"```.*?```", "", (ROOT / "docs" / page).read_text("utf-8"), flags=re.DOTALL)
    named = re.findall(r"`((?:[a-z_]+/)+[\w.-]*)`", text)
    assert named or page == "runbook.md"
    missing = [name for name in named if not any((ROOT / base / name).exists() for base in ("", "streams"))]
    assert missing == []


def test_a_phrasing_is_weighed_without_being_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    [row] = tomllib.loads(example("A phrasing", "toml"))["predicate"]
    [words] = row["phrases"]
    text = f"Twelve people were {words} when the hill gave way above the village. Two others died in hospital, police said."
    known = extract(text, context())
    added = Predicate(words, row["category"], row["form"], row["example"])
    monkeypatch.setattr(categories, "PHRASES", Phrases((*PREDICATES, added)))
    monkeypatch.setattr(categories, "NEEDED", categories.NEEDED | {words})
    assert [(claim.category, claim.value) for claim in extract(text, context()).claims] == [("killed", 12), ("killed", 2)]
    assert "were entombed" not in " ".join(claim.evidence for claim in known.claims)
