"""The labelled stories are what README.md says they are: keys, spans, enumerations and covered kinds."""

from __future__ import annotations

import json
import pathlib
import re
from typing import Any, get_args

import pytest

from schemas.events import Category, Qualifier, Revision, Scope

HERE = pathlib.Path(__file__).resolve().parent
HALVES = ("dev", "test")
SECTIONS = {"preamble", "heading", "inline", "body"}
STORY_KEYS = {
    "id", "title", "dateline_place", "timezone_guess", "story_date", "text_file", "covers", "updates",
    "notes",
}  # fmt: skip
UPDATE_KEYS = {
    "time_text", "local_time_24h", "section", "start", "n_chars_approx", "first_words", "figures",
}  # fmt: skip
FIGURE_KEYS = {
    "value_low", "value_high", "qualifier", "category", "who", "claimant", "scope", "place", "evidence",
    "start", "end",
}  # fmt: skip
FIGURE_MAY = {"optional", "other_event", "revision", "from_value"}
OPEN = {"at_least", "more_than", "several", "dozens", "scores", "hundreds", "thousands"}

UNITS = "one two three four five six seven eight nine ten eleven twelve"
TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ORDINALS = "second third fourth fifth sixth seventh eighth ninth tenth"
SPELLED = "|".join(f"{UNITS} {TEENS} {TENS}".split())
COUNT = rf"(?:\d[\d,]*|{SPELLED})"

# Words by which a figure's evidence (or the update around it) shows that it is put in this way.
PHRASED_IN_EVIDENCE = {
    "number.digits": r"\b\d{2,}\b",
    "number.comma": r"\b\d{1,3},\d{3}\b",
    "number.spelled": rf"\b(?:{SPELLED})\b",
    "number.hyphened": r"\b(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-\w+",
    "number.ordinal": r"\b(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+th)\b",
    "number.range_to": rf"\b{COUNT}(?: to |-|–){COUNT}\b",
    "number.dozen": r"\ba dozen\b",
    "words.at_least": r"\bat least\b",
    "words.more_than": r"\bmore than\b",
    "words.over": r"\bover\b",
    "words.above": r"\babove\b",
    "words.tops": r"\btop(?:s|ped)\b",
    "words.up_to": r"\bup to\b",
    "words.as_many_as": r"\bas many as\b",
    "words.fewer_than": r"\bfewer than\b",
    "words.between_and": r"\bbetween\b.*\band\b",
    "words.about": r"\babout\b",
    "words.around": r"\baround\b",
    "words.some": r"\bsome\b",
    "words.approximately": r"\bapproximately\b",
    "words.nearly": r"\bnearly\b",
    "words.almost": r"\balmost\b",
    "words.estimated": r"\ban estimated\b",
    "phrase.rises": r"\b(?:rise|rises|risen|rose)\b",
    "phrase.climbs": r"\bclimb(?:s|ed)?\b",
    "phrase.jumps": r"\bjump(?:s|ed)?\b",
    "phrase.surges": r"\bsurge[ds]?\b",
    "phrase.stands_at": r"\bst(?:ands|ood) at\b",
    "phrase.now": r"\bnow\b",
    "phrase.lowered": r"\b(?:lower(?:s|ed|ing)|revised down|cut|reduced|corrected)\b",
    "phrase.fewer_than_before": r"\bfewer than\b(?! \d)",
    "phrase.more_bodies": r"\bmore (?:bodies|victims)\b",
    "phrase.sets_of_remains": r"\bsets of remains\b",
    "phrase.another": r"\banother\b",
    "phrase.bringing_total": r"\b(?:bringing|taking|pushing)\b",
    "phrase.including": r"\b(?:including|among them|included)\b",
    "phrase.n_of_m": rf"\b{COUNT} of (?:the|those) (?:\w+ )?{COUNT}\b",
    "phrase.dozen_of": r"\ba dozen of the\b",
    "phrase.leaving": r"\b(?:leaving|left)\b",
    "phrase.fatalities": r"\bfatalities\b",
    "phrase.bodies": r"\bbod(?:y|ies)\b",
    "phrase.lost_lives": r"\b(?:lost their lives|lives|to their deaths)\b",
    "phrase.passive": r"\b(?:was|were|been) (?:killed|injured|wounded|hurt)\b",
    "phrase.killed_active": r"\b(?:killed|killing|kills)\b",
    "phrase.unaccounted": r"\bunaccounted for\b",
    "phrase.in_custody": r"\bcustody\b",
    "phrase.arrested": r"\b(?:arrest(?:s|ed)|detained)\b",
    "phrase.evacuated": r"\bevacuated\b",
    "phrase.homeless": r"\bhomeless\b",
    "phrase.treated": r"\btreated\b",
    "phrase.pulled_alive": r"\b(?:pulled|dug|brought) (?:out )?alive\b",
}  # fmt: skip

# Words by which a text shows a number that is no claim, or a turn of phrase wider than one figure.
SAID_IN_TEXT = {
    "phrase.put_at": rf"\bputs?\b[^.]*\b{COUNT}\b",
    "phrase.killed_and_wounded": r"\bkill(?:ed|ing)\b[^.]*\band (?:wound|injur|hurt)",
    "phrase.casualties": r"\bcasualt(?:y|ies)\b",
    "not.age": r", \d{1,2}[,;.]|\b\d{1,2}-year-old|\byoungest|\boldest|\baged \d|\bunder \d\d\b",
    "not.date": r"\b(?:19|20)\d\d\b|\b(?:Aug|Sept|Oct|Nov|Dec)\. \d|\b(?:March|April|May|June) \d",
    "not.distance": r"\b(?:kilomet|miles?\b|met(?:er|re)s?\b|-meter|yards?\b|feet\b|inches\b)",
    "not.magnitude": r"\bmagnitude\b",
    "not.money": r"\$|\b(?:pesos|soles|rupees|taka|dinars|euros|shillings|pounds|dollars|lira)\b",
    "not.phone_calls": r"\bcalls\b",
    "not.crowd": r"\bcrowd\b",
    "not.at_risk": r"\blive (?:in|within|near|below)\b|\bday shift\b|\bat risk\b|\bin the path\b",
    "not.capacity": r"\blicensed for\b|\bbuilt for\b|\bseats\b|\bcapacity\b",
    "not.attackers": r"\b(?:bombers|gunmen|attackers|assailants|warplanes)\b",
    "not.draft_pick": r"\bpicks?\b|\bwere picked\b(?! up)",
    "not.race_time": r"\b(?:seconds|lap|laps|marathon)\b",
}  # fmt: skip

# Who says it: judged by the annotator, no word shows them for certain.
ATTRIBUTED = {
    "attr.title_name", "attr.agency_citing", "attr.embassy_via", "attr.media_reports", "attr.post",
    "attr.unnamed", "attr.according_to", "attr.pronoun", "attr.surname", "attr.short_office", "attr.acronym",
    "attr.officials", "attr.none",
}  # fmt: skip
JUDGED = {"phrase.new_from_old", "phrase.list_ellipsis", "phrase.zero", "phrase.cut_off", "not.projection"}
BY_LABEL = (
    {f"category.{name}" for name in get_args(Category)}
    | {f"qualifier.{name}" for name in get_args(Qualifier)}
    | {f"scope.{name}" for name in get_args(Scope)}
    | {f"revision.{name}" for name in get_args(Revision)}
    | {"not.past_disaster", "victims.named_group", "killed_or_wounded", "optional.single_person"}
    | {"no_figures"}
)
KINDS = set(PHRASED_IN_EVIDENCE) | set(SAID_IN_TEXT) | ATTRIBUTED | JUDGED | BY_LABEL

Story = dict[str, Any]


def stories(half: str) -> list[Story]:
    return [json.loads(path.read_text()) for path in sorted((HERE / half / "labels").glob("*.json"))]


def figures(story: Story) -> list[dict[str, Any]]:
    return [figure for update in story["updates"] for figure in update["figures"]]


def text_of(half: str, story: Story) -> str:
    return (HERE / half / str(story["text_file"])).read_text()


def kinds_shown_by_labels(story: Story) -> set[str]:
    """The kinds that follow from the labels alone."""
    shown: set[str] = set() if figures(story) else {"no_figures"}
    for figure in figures(story):
        if figure.get("other_event"):
            shown.add("not.past_disaster")
            continue
        if figure.get("optional"):
            shown |= {"optional.single_person"} if figure["value_low"] == 1 else set()
            continue
        shown |= {f"{name}.{figure[name]}" for name in ("category", "qualifier", "scope")}
        shown.add(f"revision.{figure.get('revision', 'none')}")
        shown |= {"victims.named_group"} if figure["scope"] == "subset" and figure["who"] else set()
        if re.search(r"\b(?:killed|dead) (?:or|and) (?:wounded|hurt|injured|missing)\b", figure["evidence"]):
            shown |= {"killed_or_wounded"} if figure["category"] == "other" else set()
    return shown


def kinds_shown_by_words(half: str, story: Story) -> set[str]:
    """The kinds whose words stand in the evidence or in the text."""
    evidences = [str(figure["evidence"]) for figure in figures(story)]
    text = text_of(half, story)
    return {
        kind
        for kind, words in PHRASED_IN_EVIDENCE.items()
        if any(re.search(words, evidence, re.I) for evidence in evidences)
    } | {kind for kind, words in SAID_IN_TEXT.items() if re.search(words, text)}


@pytest.mark.parametrize("half", HALVES)
def test_every_text_has_its_label_and_no_id_stands_twice(half: str) -> None:
    names = {path.stem for path in (HERE / half / "text").glob("*.txt")}
    assert names == {path.stem for path in (HERE / half / "labels").glob("*.json")}
    assert names == {story["id"] for story in stories(half)}
    other = {story["id"] for name in HALVES if name != half for story in stories(name)}
    assert not names & other
    assert sum(bool(figures(story)) for story in stories(half)) >= 12
    assert sum(not figures(story) for story in stories(half)) == 10


@pytest.mark.parametrize("half", HALVES)
def test_keys_are_the_documented_ones(half: str) -> None:
    for story in stories(half):
        assert set(story) == STORY_KEYS, story["id"]
        assert story["text_file"] == f"text/{story['id']}.txt"
        for update in story["updates"]:
            assert set(update) == UPDATE_KEYS, story["id"]
            assert update["section"] in SECTIONS
            assert (update["time_text"] is None) == (update["local_time_24h"] is None), story["id"]
            for figure in update["figures"]:
                assert FIGURE_KEYS <= set(figure) <= FIGURE_KEYS | FIGURE_MAY, (story["id"], figure)


@pytest.mark.parametrize("half", HALVES)
def test_spans_are_their_text_and_lie_in_their_update(half: str) -> None:
    for story in stories(half):
        text = text_of(half, story)
        starts = [update["start"] for update in story["updates"]] + [len(text)]
        assert starts == sorted(starts), story["id"]
        for update, end in zip(story["updates"], starts[1:], strict=True):
            heading = update["time_text"] or ""
            assert text[update["start"] :].startswith(heading), (story["id"], heading)
            body = text[update["start"] + len(heading) :]
            assert " ".join(body.split()).startswith(update["first_words"]), (story["id"], heading)
            for figure in update["figures"]:
                assert text[figure["start"] : figure["end"]] == figure["evidence"], (story["id"], figure)
                assert update["start"] <= figure["start"] < figure["end"] <= end, (story["id"], figure)


@pytest.mark.parametrize("half", HALVES)
def test_figures_are_enumerated_and_their_ends_fit_their_qualifier(half: str) -> None:
    for story in stories(half):
        for figure in figures(story):
            where = (story["id"], figure["evidence"])
            assert figure["category"] in get_args(Category), where
            assert figure["scope"] in get_args(Scope), where
            assert figure.get("revision", "raised") in set(get_args(Revision)) - {"none"}, where
            assert "from_value" not in figure or figure["revision"] in {"raised", "lowered"}, where
            low, high, qualifier = figure["value_low"], figure["value_high"], figure["qualifier"]
            if qualifier in {"exact", "about"}:
                assert low == high is not None, where
            elif qualifier == "range":
                assert low < high, where
            elif qualifier in {"up_to", "fewer_than"}:
                assert low is None, where
                assert high is not None, where
            else:
                assert qualifier in OPEN, where
                assert low is not None, where
                assert high is None, where


def numbers_stated(words: str) -> set[int]:
    """Every number that stands in `words`: in digits, spelled out, as an ordinal or as a dozen."""
    value = {word: number for number, word in enumerate(f"{UNITS} {TEENS}".split(), 1)}
    value |= {word: number * 10 for number, word in enumerate(TENS.split(), 2)}
    value |= {word: number for number, word in enumerate(ORDINALS.split(), 2)} | {"dozen": 12}
    stated = {int(digits.replace(",", "")) for digits in re.findall(r"\d+(?:,\d{3})*", words)}
    for compound in re.findall(r"[a-z]+(?:-[a-z]+)?", words.casefold()):
        parts = [value[part] for part in compound.split("-") if part in value]
        stated |= {sum(parts)} if parts else set()
    return stated


@pytest.mark.parametrize("half", HALVES)
def test_the_number_of_a_figure_stands_in_its_evidence(half: str) -> None:
    vague = {"several", "dozens", "scores", "hundreds", "thousands"}
    for story in stories(half):
        for figure in figures(story):
            where = (story["id"], figure["evidence"])
            if figure["qualifier"] in vague:
                assert figure["qualifier"].rstrip("s") in figure["evidence"].casefold(), where
                continue
            values = {abs(end) for end in (figure["value_low"], figure["value_high"]) if end is not None}
            single = figure.get("optional") and values <= {0, 1}  # "a boy", "nobody", "no injuries"
            assert single or values <= numbers_stated(figure["evidence"]), where


@pytest.mark.parametrize("half", HALVES)
def test_covers_names_known_kinds_that_the_story_shows(half: str) -> None:
    for story in stories(half):
        claimed = set(story["covers"])
        assert claimed <= KINDS, (story["id"], claimed - KINDS)
        assert len(claimed) == len(story["covers"]), story["id"]
        shown = kinds_shown_by_labels(story) | kinds_shown_by_words(half, story) | ATTRIBUTED | JUDGED
        assert claimed <= shown, (story["id"], claimed - shown)


@pytest.mark.parametrize("half", HALVES)
def test_every_kind_is_covered_in_this_half(half: str) -> None:
    covered = {kind for story in stories(half) for kind in story["covers"]}
    assert not KINDS - covered, sorted(KINDS - covered)
