"""schema.org LiveBlogPosting: JSON-LD in a web page, or a JSON-LD document by itself. Pure."""

from __future__ import annotations

from datelines.places import Gazetteer
from producers.article import NotAStory, Parsed
from producers.formats.common.format import Format, Reading
from producers.formats.web import html_page
from producers.formats.web.live_posting import postings, read_blocks
from producers.formats.web.markup import decoded, is_page


def parse(raw: bytes, source: str, reading: Reading, gazetteer: Gazetteer) -> Parsed:
    """The live blogs of a document; a page without any is read as a page. Raises NotAStory."""
    text = decoded(raw, source)
    if text.lstrip()[:1] not in ("{", "["):
        return html_page.parse(raw, source, reading, gazetteer)
    parsed = postings(read_blocks([text], source), source, reading, gazetteer)
    if not parsed.articles:
        if parsed.refused:
            raise NotAStory(parsed.refused[0].reason, parsed.refused[0].message)
        raise NotAStory("not_a_story", f"{source}: no LiveBlogPosting with a liveBlogUpdate in it: name another format")
    return parsed


def _matches(head: bytes) -> bool:
    """Whether it speaks of a live blog. One that begins further down in a page is found as the page is read."""
    head = head.replace(b"\x00", b"")
    is_json = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] in (b"{", b"[")
    return b"LiveBlogPosting" in head and (is_json or is_page(head))


FORMAT = Format(
    name="liveblog", what="a live blog as schema.org LiveBlogPosting: JSON-LD, in a web page or by itself",
    endings=(".jsonld", ".html", ".htm"), matches=_matches, parse=parse,
)
