"""Which format a document is read in."""

from __future__ import annotations

import pytest

from datelines.places import load_gazetteer
from producers.article import NotAStory
from producers.formats.common.format import Reading
from producers.formats.index import FORMATS, endings, format_named, parse_document, recognised
from tests.fuzz.fuzzing import FIXTURES
from tests.producers.formats.reported import refusal

STORY = b"LIMA, Peru (PNA) - The Latest on the dam in Peru (all times local):\n\nMarch 14, 2026, 9 p.m.\n\nIt rains.\n"
FOLDERS = {"ap": "ap", "ninjs": "ninjs", "newsml": "newsml", "nitf": "nitf", "feed": "feed", "liveblog": "liveblog",
           "html": "html"}


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_fixture_is_recognised_by_its_content(folder: str) -> None:
    documents = [path for path in (FIXTURES / folder).iterdir() if path.is_file() and path.name != "expected.json"]
    assert documents
    assert {path.name: recognised(path.read_bytes()).name for path in documents} == {
        path.name: FOLDERS[folder] for path in documents
    }


@pytest.mark.parametrize("raw", [STORY, b"[UPDATE] " + STORY, b"<p>" + STORY, b"\xef\xbb\xbf" + STORY,
                                 b"<div><p>" + STORY + b"</p></div>", b"<UPDATE> " + STORY, b"<PNA>\n\n" + STORY])
def test_text_is_what_nothing_else_claims(raw: bytes) -> None:
    assert len(parse_document(raw, "page", Reading(), load_gazetteer()).articles) == 1


@pytest.mark.parametrize(
    ("raw", "reason", "said"),
    [
        (b"<?xml version='1.0'?><invoice><p>" + STORY + b"</p></invoice>", "not_a_story", "XML of a kind"),
        (b"<invoice><p>" + STORY + b"</p></invoice>", "not_a_story", "XML of a kind that is not read, it begins with 'invoice'"),
        (b"\xef\xbb\xbf <!-- a --><x:invoice xmlns:x='urn:x'><p>" + STORY + b"</p></x:invoice >\n", "not_a_story", "XML of a kind"),
        (("<invoice><p>" + STORY.decode() + "</p></invoice>").encode("utf-16"), "not_a_story", "XML of a kind"),
        (b"<invoice><p>" + STORY + b"</invoice>", "malformed", "doc"),
        (b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss><p>" + STORY + b"</p></rss>", "malformed", "doc"),
        (b'{"text": "' + STORY.replace(b"\n", b"\\n") + b'"}', "not_a_story", "JSON of a kind"),
        (b'{"text": ' + b"[" * 100_000, "malformed", "doc"),
        (b'[{"text": "cut', "malformed", "doc"),
    ],
)
def test_data_of_an_unknown_kind_is_never_read_as_a_page(raw: bytes, reason: str, said: str) -> None:
    with pytest.raises(NotAStory, match=said) as refused:
        parse_document(raw, "doc", Reading(), load_gazetteer())
    assert refused.value.reason == reason
    assert len(str(refused.value).splitlines()) == 1


def test_newsml_of_before_g2_is_refused_by_its_name() -> None:
    said = refusal("xml-undeclared/a-newsml1.xml")
    assert said.reason == "not_a_story"
    assert "XML of a kind that is not read, NewsML 1.x: of XML news NewsML-G2, NITF, RSS and Atom are" in str(said)


def test_the_format_that_is_asked_for_wins() -> None:
    assert len(parse_document(b'{"x": 1} ' + STORY, "page", Reading(format="text"), load_gazetteer()).articles) == 1
    with pytest.raises(ValueError, match="fax"):
        parse_document(STORY, "page", Reading(format="fax"), load_gazetteer())
    assert format_named("fax") is None


def test_names_are_told_apart_and_endings_are_known() -> None:
    assert len({known.name for known in FORMATS}) == len(FORMATS)
    assert {".txt", ".json", ".xml", ".html", ".rss"} <= set(endings())
