"""What an address is, and what of it may be kept and shown."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from producers.sources.http.addresses import RefusedAddress, origin, parse_url, public_address, with_echo, without_echo

BASE = httpx.URL("https://feed.example/live/feed.xml?page=1")


@pytest.mark.parametrize(("text", "expected"), [
    ("https://news.example/a#b", "https://news.example/a"),
    ("  /a b  ", "https://feed.example/a%20b"),
    ("story", "https://feed.example/live/story"),
    ("//other.example/x", "https://other.example/x"),
    ("?page=2", "https://feed.example/live/feed.xml?page=2"),
    ("HTTP://NEWS.example:80/ä", "http://news.example/%C3%A4"),
    ("http://news.example:8080/", "http://news.example:8080/"),
    ("http://bücher.example/", "http://xn--bcher-kva.example/"),
    ("http://xn--zzzz--.example/", "http://xn--zzzz--.example/"),
])  # fmt: skip
def test_links_are_seen_from_where_they_stand(text: str, expected: str) -> None:
    assert str(parse_url(text, BASE)) == expected


@pytest.mark.parametrize("text", [
    "file:///etc/passwd", "ftp://news.example/", "javascript:alert(1)", "data:text/plain,x", "mailto:desk@news.example",
    "gopher://127.0.0.1:6379/_x", "http://", "http:///x", "http://%31%32%37.0.0.1/", "http://a b/", "http://[::1",
    "http://news.example:25/", "http://news.example:0/", "http://news.example:99999/", "http://news.example:x/",
    "http://1.2.3.999/", "http://me:secret@news.example/", "http://me@news.example/", "http://news.example\\@127.0.0.1/",
    "http://news.example/\n", "http://news.example/a\r\nX: y", "http://" + "a" * 5000, "http://１２７.0.0.1/",
])  # fmt: skip
def test_what_is_not_followed(text: str) -> None:
    with pytest.raises(RefusedAddress) as refused:
        parse_url(text + "/" if text.endswith("\n") else text, BASE)
    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)


@given(st.text(), st.booleans())
def test_any_text_is_an_address_or_refused(text: str, is_whole: bool) -> None:
    try:
        url = parse_url(text, None if is_whole else BASE)
    except RefusedAddress:
        return
    assert url.scheme in ("http", "https")
    assert url.raw_host
    assert not url.userinfo
    assert public_address(url).isascii()


@pytest.mark.parametrize("name", ["apikey", "api_key", "API-Key", "x-api-key", "key", "token", "access_token", "auth", "sig",
                                  "signature", "password", "client_secret", "X-Amz-Signature", "api%5Fkey"])  # fmt: skip
def test_keys_in_an_address_are_not_shown(name: str) -> None:
    url = parse_url(f"https://api.example/feed?q=1&{name}=s3cret&page=2")
    assert public_address(url) == "https://api.example/feed?q=1&page=2"
    assert public_address(httpx.URL(f"https://me:s3cret@api.example/?{name}=s3cret#s3cret")) == "https://api.example/"


@pytest.mark.parametrize("name", ["page", "id", "author", "keyword", "signal", "tokenized", "seq"])
def test_other_parameters_are(name: str) -> None:
    assert public_address(parse_url(f"https://api.example/feed?{name}=x%20y")) == f"https://api.example/feed?{name}=x%20y"


def test_a_key_that_a_cursor_repeats_is_not_kept_but_asked_with() -> None:
    own = parse_url("https://api.example/feed?apikey=s3cret")
    on = parse_url("/feed?seq=7&apikey=s3cret&token=cursor", own)
    kept = without_echo(on, own)
    assert kept == "https://api.example/feed?seq=7&token=cursor"
    assert str(with_echo(kept, own)) == "https://api.example/feed?seq=7&token=cursor&apikey=s3cret"


def test_a_key_is_not_given_to_another_host() -> None:
    own = parse_url("https://api.example/feed?apikey=s3cret")
    assert str(with_echo("https://other.example/feed?seq=7", own)) == "https://other.example/feed?seq=7"


def test_origins() -> None:
    same = {origin(parse_url(text)) for text in ("https://a.example/x", "https://A.example.:443/y?z", "https://a.example")}
    assert len(same) == 1
    others = ("http://a.example", "https://a.example:8443", "https://b.a.example")
    assert not same & {origin(parse_url(text)) for text in others}
