"""Bodies in HTML, XHTML and NITF: their paragraphs, and nothing of what stands beside them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from producers.formats.common.fragment import text_of_html

BODIES = {
    "<p>One\n two &amp; three.</p>\n<p>Four.</p>": "One two & three.\n\nFour.",
    "<h2>7 p.m.</h2><p>It rains.</p>": "7 p.m.\n\nIt rains.",
    "<p>7 p.m.<br/>It rains.</p>": "7 p.m.\nIt rains.",
    "<ul><li>One.</li><li>Two.</li></ul>": "One.\n\nTwo.",
    "<div>One.</div><div>Two <b>bold</b> words.</div>": "One.\n\nTwo bold words.",
    "<p>One.</p><figure><img src='a'><figcaption>12 dead</figcaption></figure><p>Two.</p>": "One.\n\nTwo.",
    "<p>One.</p><ASIDE>Read more</ASIDE><script>if (a<b) {}</script><p>Two.</p>": "One.\n\nTwo.",
    "<p>One.<figure></p><p>Two.</p>": "One.\n\nTwo.",
    "<nitf><head><title>T</title></head><body><body.head><hedline><hl1>T</hl1></hedline></body.head><body.content>"
    "<block><p>One.</p><hl2>7 p.m.</hl2><media><media-caption>C</media-caption></media><p>Two.</p></block>"
    "</body.content></body></nitf>": "One.\n\n7 p.m.\n\nTwo.",
    "Plain\nlines.\r\n\r\n\r\nTwo &amp; \x00three\u200b.": "Plain\nlines.\n\nTwo & three.",
    "5 < 6 &lt; 7": "5 < 6 < 7",
    "": "",
}  # fmt: skip


@pytest.mark.parametrize("html", BODIES)
def test_a_body(html: str) -> None:
    assert text_of_html(html) == BODIES[html]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("part", ["<figure>", "<figure ", "<", "</figure ", "<p><a ", "<!--", "<head x='", "&", "<br>\n"])
def test_what_is_never_closed_takes_no_long_time(part: str) -> None:
    text_of_html(part * 200_000)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["<p>", "</p>", "<figure>", "</figure>", "<br>", "<", ">", "&lt;", "a", "\n", "\x00"])).map("".join))
def test_never_more_than_one_blank_line(html: str) -> None:
    text = text_of_html(html)
    assert "\n\n\n" not in text
    assert text == text.strip()
