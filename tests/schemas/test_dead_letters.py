"""What is kept of what could not be processed, and under which key."""

from __future__ import annotations

from schemas.codec import decode
from schemas.dead_letters import LONGEST_PAYLOAD, letter_of_document, letter_of_record, record_of_letter
from schemas.records import Record
from schemas.topics import CLAIMS, DEAD_LETTERS
from tests.builders import NOON


def test_a_document_is_named_by_its_bytes_and_reason() -> None:
    letter = letter_of_document("a.txt", "binary", "a.txt is not text", b"\x00\x01", 2)
    assert (letter.source, letter.stage, letter.reason, letter.payload_bytes) == ("a.txt", "reading", "binary", 2)
    same = letter_of_document("a.txt", "binary", "told in other words", b"\x00\x01", 2)
    other = letter_of_document("a.txt", "binary", "a.txt is not text", b"\x00\x02", 2)
    assert letter.event_id == same.event_id != other.event_id


def test_a_record_is_named_by_its_place_whatever_is_said_of_it() -> None:
    record = Record(CLAIMS, 3, 17, "PE", "x", "FigureClaimed", b"rubbish", NOON)
    letter = letter_of_record(record, "writing", "malformed", "not Avro")
    assert (letter.source, letter.stage, letter.payload, letter.payload_bytes) == ("claims/3@17", "writing", b"rubbish", 7)
    assert letter.origin is not None
    assert (letter.origin.topic, letter.origin.partition, letter.origin.offset) == (CLAIMS, 3, 17)
    assert letter_of_record(record, "deciding", "undecidable", "too large").event_id == letter.event_id


def test_every_kind_is_cut_to_what_a_log_takes_and_says_how_much_there_was() -> None:
    long = b"x" * (LONGEST_PAYLOAD + 5)
    of_record = letter_of_record(Record(CLAIMS, 0, 0, "PE", "x", "X", long, NOON), "writing", "malformed", "not Avro")
    of_document = letter_of_document("a.txt", "too_large", "a.txt is too large", long, 3 * len(long))
    assert (of_record.payload, of_record.payload_bytes) == (long[:LONGEST_PAYLOAD], len(long))
    assert (of_document.payload, of_document.payload_bytes) == (long[:LONGEST_PAYLOAD], 3 * len(long))


def test_its_key_on_the_log_is_its_source() -> None:
    letter = letter_of_document("a.txt", "binary", "a.txt is not text", b"\x00\x01", 2)
    record = record_of_letter(letter)
    assert (record.topic, record.key, record.id, record.type) == (DEAD_LETTERS, "a.txt", letter.event_id, "DeadLetter")
    assert decode(record.type, record.value) == letter
