"""How many dead letters are kept whole: counted by source, told once, and seen in the metrics."""

from __future__ import annotations

from producers.intake.quota import LetterQuota, named_by
from producers.intake.taking import IntakeBatch
from schemas.dead_letters import letter_of_document
from telemetry.flood import FIRST, Flood
from telemetry.metrics import Metrics


def batch_of(*names: str) -> IntakeBatch:
    return IntakeBatch(dead_letters=[letter_of_document(name, "binary", f"{name} is binary", b"\0", 1) for name in names])


def test_each_source_has_a_quota_of_its_own_that_is_told_once_when_it_is_reached() -> None:
    quota, metrics = LetterQuota(2), Metrics("ingest", version="1", pipeline_version=1)
    batches = [batch_of("a/1", "a/2", "b/1"), batch_of("a/3", "a/4", "b/2"), batch_of("a/5")]
    for batch in batches:
        quota.keep_to(batch, named_by(["a", "b/"]))
        metrics.count(batch.dead_letters)
    whole = [letter.source for batch in batches for letter in batch.dead_letters if letter.payload]
    assert whole == ["a/1", "a/2", "b/1", "b/2"]
    assert [len(batch.messages) for batch in batches] == [0, 1, 0]
    assert batches[1].messages[0].startswith("a has given 2 dead letters")
    assert [letter.payload_bytes for batch in batches for letter in batch.dead_letters] == [1] * 7
    assert metrics.registry.get_sample_value("newsroom_short_dead_letters_total") == 3


def test_a_letter_whose_name_says_no_path_counts_for_all_of_them() -> None:
    (letter,) = batch_of("https://harbour.example/1").dead_letters
    assert named_by(["a", "b"])(letter) == "a, b"


def test_lines_of_one_kind_are_told_a_few_times_and_then_counted() -> None:
    said: list[str] = []
    flood = Flood(said.append)
    letters = batch_of(*(f"{number}.txt" for number in range(100))).dead_letters
    flood.tell([letter.detail for letter in letters], letters)
    flood.tell([f"{number}.txt: warning: read as of {number} March" for number in range(50)])
    flood.tell(["3 passed over in folders: 3 links"])
    flood.end()
    assert len(said) == FIRST + FIRST + 1 + 2
    assert said[-3:] == ["3 passed over in folders: 3 links",
                         "and 80 more of the same kind (binary): see `newsroom dead-letters`",
                         "and 30 more of the same kind (warning: read as of N March): see `newsroom dead-letters`"]
    flood.end()
    assert len(said) == FIRST + FIRST + 1 + 2
