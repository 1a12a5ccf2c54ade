"""Page furniture goes, news stays: each rule by its example, and sentences that look like it."""

from __future__ import annotations

import re

import pytest

from producers.formats.story.paragraph import junk, junk_rules
from producers.formats.story.paragraph.junk_rules import Junk

WHOLE = [*junk_rules.WHOLE, *junk_rules.CREDITS, *junk_rules.TAIL_WHOLE]
STARTS = [*junk_rules.CAPTION_STARTS, *junk_rules.TAIL_STARTS, *junk_rules.NOTE_STARTS]


@pytest.mark.parametrize("rule", WHOLE, ids=[rule.example for rule in WHOLE])
def test_each_rule_for_a_whole_paragraph_fits_its_example(rule: Junk) -> None:
    assert re.compile(rule.pattern, re.IGNORECASE).fullmatch(rule.example)
    assert not rule.needs or any(words in rule.example.lower() for words in rule.needs)


@pytest.mark.parametrize("rule", STARTS, ids=[rule.example for rule in STARTS])
def test_each_rule_for_a_beginning_fits_its_example(rule: Junk) -> None:
    assert re.compile(rule.pattern, re.IGNORECASE).match(rule.example)
    assert not rule.needs or any(words in rule.example.lower() for words in rule.needs)


JUNK = [rule.example for rule in (*junk_rules.WHOLE, *junk_rules.CREDITS, *junk_rules.CAPTION_STARTS)]


@pytest.mark.parametrize(
    "paragraph",
    [
        *JUNK,
        "Crews searched on Thursday as the count went to 247. (handout via AP)",
        "A bridge in Townsville, May 1, 2017. (AP Photo/Anna Example, File)",
        "A bridge in Townsville on Monday. AP Photo/Anna Example",
        "Five Ways To Keep Your Garden Green This Summer",
        "Story by the Associated Press.",
        "Reporting by Anna Example; Editing by Ben Sample",
    ],
)
def test_page_furniture(paragraph: str) -> None:
    assert junk.is_junk(paragraph)


@pytest.mark.parametrize(
    "paragraph",
    [
        "Officials said 24 suspects are being held",
        "By Monday, 20 people had died.",
        "By Sunday evening, 12 bodies had been found.",
        "Report by the ministry says at least 20 people died.",
        "Written warnings by officials said 12 towns were at risk.",
        "Photos show at least 12 bodies by the road.",
        "Video from the town shows 12 people on a roof.",
        "Police shared a photo of the missing girl (10).",
        "Related attacks killed 12 people in two towns.",
        "More than 60 people were killed.",
        "Read in court, the list held 12 names.",
        "Search teams found 12 bodies.",
        "Watch towers fell and killed three.",
        "Follow-up quakes killed 12.",
        "Online, the ministry put the toll at 12.",
        "Facebook said the film broke its terms of service.",
        "Oil spilled over 12 miles.",
        "12 comments on the toll came from the ministry.",
        "The count rose to 12 (from 9).",
        "An officer told The Associated Press that 12 died.",
        "The Associated Press counted 12 dead.",
        "Next of kin were told of 12 deaths.",
        "Ads for the show were pulled after 12 people died.",
        "Sign language was used to tell of 12 dead.",
        "In this town, 12 people died.",
        "File drawers hold the names of 12 dead.",
        "Corrections officials said 12 inmates died.",
        "“Nobody came out alive,” he said",
        "Trump, Clinton claim early wins",
        "Share prices fell on news of 12 dead.",
    ],
)
def test_news_that_looks_like_it(paragraph: str) -> None:
    assert not junk.is_junk(paragraph)
    assert not junk.begins_tail(paragraph)


def test_a_correction_note_is_part_of_the_story() -> None:
    for rule in junk_rules.NOTE_STARTS:
        assert junk.is_correction_note(rule.example)
        assert not junk.is_junk(rule.example)
    for news in ("Corrections officials said 12 died.", "This story may be corrected later.", "It corrects itself."):
        assert not junk.is_correction_note(news)


def test_sentence_ends() -> None:
    assert all(map(junk.ends_sentence, ("It rains.", "“It rains.”", "It rains (hard).", "Does it?", "As follows:")))
    assert not any(map(junk.ends_sentence, ("It rains", "toll at 12, Th", "At lea", "")))
