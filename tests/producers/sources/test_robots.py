"""robots.txt, by RFC 9309: examples of the RFC and of files as they are."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producers.sources.http.robots import LIMIT, LONGEST_DELAY, Rules, rules_for

RFC = b"""
User-Agent: *
Disallow: *.gif$
Disallow: /example/
Allow: /publications/

User-Agent: foobot
Disallow:/
Allow:/example/page.html
Allow:/example/allowed.gif

User-Agent: barbot
User-Agent: bazbot
Disallow: /example/page.html

User-Agent: quxbot
"""


@pytest.mark.parametrize(("agent", "path", "allowed"), [
    ("foobot", "/", False), ("foobot", "/example/page.html", True), ("foobot", "/example/allowed.gif", True),
    ("FooBot", "/x", False), ("barbot", "/example/page.html", False), ("bazbot", "/example/page.html", False),
    ("barbot", "/a.gif", True), ("quxbot", "/example/", True), ("newsroom", "/a.gif", False),
    ("newsroom", "/a.gif?x", True), ("newsroom", "/example/x", False), ("newsroom", "/publications/x", True),
    ("newsroom", "/", True),
])  # fmt: skip
def test_the_example_of_the_rfc(agent: str, path: str, allowed: bool) -> None:
    assert rules_for(agent, RFC).allow(path) is allowed


@pytest.mark.parametrize(("rules", "path", "allowed"), [
    (b"", "/x", True),
    (b"Disallow: /", "/x", True),  # speaks to nobody
    (b"User-agent: *\nDisallow: /", "/x", False),
    (b"User-agent: *\nDisallow: /", "/robots.txt", True),
    (b"User-agent: *\nDisallow:", "/x", True),
    (b"User-agent: *\nAllow: /\nDisallow: /private/", "/private/x", False),  # the longest, not the first
    (b"User-agent: *\nDisallow: /\nAllow: /feeds/", "/feeds/live.xml", True),
    (b"User-agent: *\nDisallow: /page\nAllow: /page", "/page", True),  # of equals, the one that allows
    (b"User-agent: *\nDisallow: /*.json$", "/api/live.json", False),
    (b"User-agent: *\nDisallow: /*.json$", "/api/live.json?x=1", True),
    (b"User-agent: *\nDisallow: /*/live/*/raw", "/a/live/b/raw", False),
    (b"User-agent: *\nDisallow: /*/live/*/raw", "/a/live/raw", True),
    (b"User-agent: *\nDisallow: /a%3cd.html", "/a%3Cd.html", False),
    (b"User-agent: *\nDisallow: /%7Ejoe/", "/~joe/index.html", False),
    (b"User-agent: *\nDisallow: /\xc3\xa4", "/%C3%A4/x", False),
    (b"User-agent: Newsroom/2.0 # us\nDisallow: /x # all of it", "/x", False),
    (b"User-agent: *\nDisallow: /\n\nUser-agent: newsroom\nDisallow:", "/x", True),  # what is said to us counts alone
    (b"User-agent: newsroom\nDisallow: /a\n\nUser-agent: newsroom\nDisallow: /b", "/b", False),  # groups are joined
    (b"User-agent: newsroom\nUser-agent: other\nDisallow: /a", "/a", False),
    (b"User-agent: newsroombot\nDisallow: /", "/x", True),
    (b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /x\r\n", "/x", False),
    (b"user-agent : *\rDISALLOW : /x\rSitemap: https://news.example/s", "/x", False),
    (b"User-agent: *\nSitemap: /s\nDisallow: /x", "/x", False),
    (b"<html><body>No such page</body></html>", "/x", True),
    (b"\x00\xff\xfe\n:::\nUser-agent\n", "/x", True),
])  # fmt: skip
def test_files_as_they_are(rules: bytes, path: str, allowed: bool) -> None:
    assert rules_for("newsroom", rules).allow(path) is allowed


@pytest.mark.parametrize(("said", "delay"), [("5", 5.0), ("0.5", 0.5), ("99999", LONGEST_DELAY), ("-1", 0.0), ("x", 0.0),
                                             ("nan", 0.0), ("", 0.0)])  # fmt: skip
def test_a_delay_is_honoured_up_to_a_bound(said: str, delay: float) -> None:
    assert rules_for("newsroom", f"User-agent: *\nCrawl-delay: {said}\n".encode()).delay == delay


def test_what_is_beyond_the_limit_does_not_count() -> None:
    rules = b"User-agent: *\nDisallow: /a\n" + b"#" * LIMIT + b"\nDisallow: /b\n"
    assert not rules_for("newsroom", rules).allow("/a")
    assert rules_for("newsroom", rules).allow("/b")


@given(st.binary(max_size=300), st.text(max_size=30))
def test_any_file_says_something_of_any_path(raw: bytes, path: str) -> None:
    rules = rules_for("newsroom", raw)
    assert rules.allow(path) in (True, False)
    assert 0.0 <= rules.delay <= LONGEST_DELAY


@given(st.text("ab/*$", max_size=8), st.text("ab/", max_size=10))
def test_patterns_fit_as_their_regular_expressions_do(pattern: str, path: str) -> None:
    ends = pattern.endswith("$")
    expression = ".*".join(re.escape(part) for part in pattern.removesuffix("$").split("*")) + (r"\Z" if ends else "")
    assert Rules(((pattern, False),)).allow(path) is not bool(re.match(expression, path))


def test_a_pattern_of_stars_takes_no_time_worth_speaking_of() -> None:
    pattern = "/" + "*a" * 5_000 + "b"
    assert Rules(((pattern, False),)).allow("/" + "a" * 20_000)
