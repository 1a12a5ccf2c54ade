"""Texts for editors are refused as what they are; a story that speaks of such things is none."""

from __future__ import annotations

import pytest

from producers.article import NotAStory
from producers.formats.story.line.notices import notice_in
from tests.producers.pages import read

STORY = "LIMA, Peru (AP) — At least 60 people were killed when a ferry sank, officials said."


@pytest.mark.parametrize("opening", [
    "BC-LT--Peru-Ferry, KILL ADVISORY,0115\nURGENT\nKILL", "STORY KILLED", "MANDATORY KILL", "BULLETIN KILL,0090",
    "Peru-Ferry, KILL", "STORY WITHDRAWN", "LIMA, Peru (AP) -- EDITORS:\n\nKill the story slugged Peru-Ferry.\n\nA kill is mandatory.",
    "EDITORS, please kill our story on the ferry.",
])  # fmt: skip
def test_a_kill_in_plain_words_says_how_it_is_obeyed(opening: str) -> None:
    with pytest.raises(NotAStory, match="a kill notice: take back what it names with `newsroom kill`"):
        read(f"{opening}\n\n{STORY}")


@pytest.mark.parametrize(("opening", "what"), [
    ("+++ EDITORIAL ADVISORY +++", "a note to editors"), ("ATTENTION EDITORS - The picture shows a victim.", "a note to editors"),
    ("EDITORS: We plan a story of 600 words.", "a note to editors"), ("Editors, please hold item 12.", "a note to editors"),
    ("Dear clients,\n\nPlease note our plans.", "a note to editors"), ("NEWS BUDGET", "a note to editors"),
    ("SHOTLIST:\n1. Various of a boat", "a list of a video's shots"), ("++STORYLINE AND SHOTLIST++", "a list of a video's shots"),
])  # fmt: skip
def test_other_texts_for_editors_are_named(opening: str, what: str) -> None:
    assert (notice_in(f"{opening}\n\n{STORY}") or "").startswith(what)


@pytest.mark.parametrize("opening", [
    "", "Eds: UPDATES death toll in lede, grafs 3-5.", "EDITORS: This story contains graphic details.", "FLOODS KILL 12, MAYOR SAYS",
    "Editor's note: This corrects the toll.", "KILLED: 12. INJURED: 40.", "Storm kills two\n\nKill the engine, the captain told them.",
    "MEDIA ADVISORY: Sheriff to speak at noon", "Editors at the paper were among the dead.", "The shotlist of the film was found on board.",
])  # fmt: skip
def test_a_story_is_no_notice(opening: str) -> None:
    assert notice_in(f"{opening}\n\n{STORY}") is None


@pytest.mark.parametrize("words", ["EDITORS: Kill the story slugged Ferry.", "KILL", "ATTENTION EDITORS", "EDITORS: We plan more."])
def test_a_word_to_editors_among_updates_makes_them_no_notice(words: str) -> None:
    assert notice_in(f"Ferry sinks off Peru\n\n13:10 - {words}\n\n12:40 - Sixty people are dead, officials said.") is None
    assert notice_in(f"Ferry sinks off Peru\n\n13:10\n{words}\n\n12:40\nSixty people are dead, officials said.") is None


def test_a_notice_far_down_in_a_text_is_part_of_it() -> None:
    assert notice_in("\n\n".join([STORY] * 20 + ["KILL"])) is None
