"""Hostile and broken XML is refused with one line, quickly and within memory; sound XML is read whatever its dress."""

from __future__ import annotations

import codecs
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import tostring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producers.article import NotAStory
from producers.formats.common import safe_xml
from producers.formats.common.safe_xml import local, read_xml, root_of


def refused(raw: bytes) -> NotAStory:
    with pytest.raises(NotAStory) as error:
        read_xml(raw, "wire.xml")
    assert str(error.value).startswith("wire.xml: ")
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 400
    return error.value


def _laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "lol">{entities}]><a>&l9;</a>'.encode()


OWN_DEFINITIONS = {
    "billion laughs": _laughs(),
    "quadratic blowup": b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 100_000 + b'">]><a>' + b"&b;" * 100_000 + b"</a>",
    "external entity": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>',
    "parameter entity": b'<!DOCTYPE a [<!ENTITY % b SYSTEM "file:///etc/hostname"> %b;]><a/>',
    "parameter entity beside an external DTD": b'<!DOCTYPE a SYSTEM "a.dtd" [<!ENTITY % b "<!ENTITY c \'d\'>"> %b;]><a>&c;</a>',
    "default attribute": b'<!DOCTYPE a [<!ATTLIST b c CDATA "' + b"x" * 100_000 + b'">]><a>' + b"<b/>" * 100_000 + b"</a>",
    "behind comments": b"<!-- > --><?p > ?>\n<!DOCTYPE a PUBLIC 'b' \"c\" [<!ENTITY l0 'lol'>]><a>&l0;</a>",
    "in UTF-16": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16"),
    "in UTF-16 without a mark": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16-be"),
}


@pytest.mark.parametrize("raw", OWN_DEFINITIONS.values(), ids=OWN_DEFINITIONS)
def test_what_defines_anything_itself_is_refused(raw: bytes) -> None:
    error = refused(raw)
    assert error.reason == "malformed"
    assert "DOCTYPE defines" in str(error)


@pytest.mark.parametrize("kind", ["SYSTEM", 'PUBLIC "-//X//Y//EN"'])
def test_an_external_definition_is_allowed_and_never_read(kind: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.dtd"
    secret.write_text('<!ENTITY secret "the secret"><!ELEMENT a ANY>')
    document = f'<!DOCTYPE a {kind} "{secret.as_uri()}"><a>&nbsp;&eacute;{{}}</a>'
    assert read_xml(document.format("").encode(), "wire.xml").text == "\xa0é"
    error = refused(document.format("&secret;").encode())
    assert "undefined entity &secret;" in str(error)
    assert "the secret" not in str(error)


def test_an_address_as_system_definition_is_never_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", asked)
    read_xml(b'<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss.dtd"><rss/>', "wire.xml")


MANY = 1_000_000
LARGE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nested": (lambda: b"<a>" * MANY, "deep"),
    "nested and closed": (lambda: b"<a>" * MANY + b"</a>" * MANY, "deep"),
    "elements": (lambda: b"<a>" + b"<b/>" * (3 * MANY) + b"</a>", "elements"),
    "attributes of one tag": (lambda: b"<a " + b" ".join(b'a%d="x"' % n for n in range(800_000)) + b"/>", "a tag or comment"),
    "attributes of many": (lambda: b"<a>" + b'<b c="x" d="y"/>' * 600_000 + b"</a>", "attributes"),
    "one attribute": (lambda: b'<a b="' + b"x" * (10 * MANY) + b'"/>', "a tag or comment"),
    "one comment": (lambda: b"<a><!--" + b"x" * (10 * MANY) + b"--></a>", "a tag or comment"),
    "namespace": (lambda: b"<a xmlns:p='" + b"x" * 100_000 + b"'>" + b"<p:b p:c='1'/>" * 500_000 + b"</a>", "namespace"),
    "names": (
        lambda: b"<a xmlns:p='" + b"x" * 290 + b"'>" + b"".join(b"<p:b%d p:c%d=''/>" % (n, n) for n in range(240_000)) + b"</a>", "names"
    ),
    "bytes": (lambda: b"<a>" + b"x" * safe_xml.LARGEST + b"</a>", "bytes"),
}  # fmt: skip


@pytest.mark.parametrize("name", LARGE)
def test_what_is_too_large_is_refused(name: str) -> None:
    made, what = LARGE[name]
    error = refused(made())
    assert error.reason == "too_large"
    assert what in str(error)


def test_hostile_documents_stay_within_memory() -> None:
    # in a process of its own, with 400 MB more than it has when everything is loaded and made
    script = """
import resource
from producers.article import NotAStory
from producers.formats.common.safe_xml import read_xml
from tests.producers.formats.test_safe_xml import LARGE, OWN_DEFINITIONS
documents = [*OWN_DEFINITIONS.values(), *(made() for made, _ in LARGE.values())]
with open("/proc/self/statm") as file:
    now = int(file.read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (now + 400_000_000, resource.RLIM_INFINITY))
for raw in documents:
    try:
        read_xml(raw, "wire.xml")
    except NotAStory:
        print("refused")
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["refused"] * (len(LARGE) + len(OWN_DEFINITIONS))


def test_long_text_is_no_long_tag() -> None:
    text = "At least 12 people died. " * 100_000
    assert read_xml(f"<a>{text}</a>".encode(), "wire.xml").text == text
    assert read_xml(f"<a><![CDATA[{text}]]></a>".encode(), "wire.xml").text == text


DEEP = b"<a>" * safe_xml.DEEPEST + b"</a>" * safe_xml.DEEPEST


def test_the_deepest_is_read() -> None:
    assert len(list(read_xml(DEEP, "wire.xml").iter())) == safe_xml.DEEPEST
    assert refused(b"<a>" + DEEP + b"</a>").reason == "too_large"


ENCODED = {
    "no declaration": "<a>é “12”</a>".encode(),
    "mark": codecs.BOM_UTF8 + "<a>é “12”</a>".encode(),
    "mark against the declaration": codecs.BOM_UTF8 + '<?xml version="1.0" encoding="latin1"?><a>é “12”</a>'.encode(),
    "UTF-16": '<?xml version="1.0" encoding="UTF-16"?><a>é “12”</a>'.encode("utf-16"),
    "UTF-16 without a mark": '<?xml version="1.0" encoding="UTF-16"?><a>é “12”</a>'.encode("utf-16-le"),
    "UTF-16 that says UTF-8": '<?xml version="1.0" encoding="utf-8"?><a>é “12”</a>'.encode("utf-16-be"),
    "UTF-8 that says UTF-16": '<?xml version="1.0" encoding="utf-16"?><a>é “12”</a>'.encode(),
    "UTF-32": "<a>é “12”</a>".encode("utf-32"),
    "Windows-1252": '<?xml version="1.0" encoding="windows-1252"?><a>é “12”</a>'.encode("cp1252"),
    "Windows-1252 that says Latin 1": '<?xml version="1.0" encoding="ISO-8859-1"?><a>é “12”</a>'.encode("cp1252"),
    "Windows-1252 that says UTF-8": '<?xml version="1.0" encoding="UTF-8"?><a>é “12”</a>'.encode("cp1252"),
    "Windows-1252 that says nothing": "<a>é “12”</a>".encode("cp1252"),
    "white space before the declaration": '\r\n <?xml version="1.0"?><a>é “12”</a>'.encode(),
}


@pytest.mark.parametrize("raw", ENCODED.values(), ids=ENCODED)
def test_the_text_is_read_whatever_its_encoding(raw: bytes) -> None:
    assert read_xml(raw, "wire.xml").text == "é “12”"
    found = root_of(raw)
    assert found is not None
    assert found.name == "a"


BROKEN = {
    "empty": b"", "blank": b" \n\t", "only a mark": codecs.BOM_UTF8, "a NUL": b"\0", "a tag cut off": b"<a b", "no root": b"<!-- -->",
    "text": b"The Latest: Dam bursts", "a page": b"<html><body><p>Dam bursts<br></body></html>", "two roots": b"<a/><b/>",
    "unknown entity": b"<a>&nbsp;</a>", "control character": b"<a>\x01</a>", "DOCTYPE cut off": b"<!DOCTYPE a 'b",
    "attribute twice": b'<a xmlns:x="u" xmlns:y="u" x:b="1" y:b="2"/>', "unknown prefix": b"<x:a/>",
    "unknown encoding": b'<?xml version="1.0" encoding="klingon"?><a/>', "UTF-7": b'<?xml version="1.0" encoding="utf-7"?><a/>',
    "no text encoding": b'<?xml version="1.0" encoding="base64"?><a/>', "odd UTF-16": codecs.BOM_UTF16_LE + b"<\0a\0/\0>",
    "not in its encoding": b'<?xml version="1.0" encoding="shift_jis"?><a>\xff</a>', "wrong mark": codecs.BOM_UTF16_BE + b"<a/>",
}  # fmt: skip


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_refused(raw: bytes) -> None:
    assert refused(raw).reason == "malformed"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b'<?xml version="1.0"?><!-- <rss> -->\n<!DOCTYPE nitf SYSTEM "a>b"> <n:nitf xmlns:n="u">', "nitf"),
        (b"<!DOCTYPE html><html lang='en'>", "html"),
        (b'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="', "newsItem"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>', None), (b"The Latest <nitf>", None), (b"<!-- <nitf>", None), (b"", None), (b"\xff\xfe<", None),
    ],
)  # fmt: skip
def test_the_root_is_told_from_the_head(head: bytes, name: str | None) -> None:
    found = root_of(head)
    assert (found.name if found else None) == name


def test_names_lose_their_namespace() -> None:
    root = read_xml(b'<n:nitf xmlns:n="http://iptc.org/std/NITF/2006-10-18/" xmlns="u"><body/></n:nitf>', "wire.xml")
    assert [local(element) for element in root.iter()] == ["nitf", "body"]


PIECES = st.sampled_from(
    [b"<a>", b"</a>", b"<b c='d'>", b"</b>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?xml version='1.0' encoding='", b"'?>", b"<!DOCTYPE a",
     b" SYSTEM 'x'", b"[", b"]", b">", b"<!ENTITY e 'f'>", b"&e;", b"&nbsp;", b"&#0;", b"&#x41;", b"utf-16", b"\xff\xfe", b"\xef\xbb\xbf", b"\0",
     b"xmlns='", b"<p:q xmlns:p='u'/>", b"\xe9", b"\xf0\x9f\x98\x80"]
)  # fmt: skip


@given(st.one_of(st.binary(max_size=200), st.lists(st.one_of(PIECES, st.binary(max_size=5)), max_size=20).map(b"".join)))
def test_any_bytes_give_a_tree_or_one_clear_line(raw: bytes) -> None:
    root_of(raw)
    first, again = read(raw), read(raw)
    assert first == again
    assert b"\n" not in first or first.startswith(b"<")
    assert first.startswith((b"<", b"malformed wire.xml: ", b"too_large wire.xml: "))


def read(raw: bytes) -> bytes:
    try:
        return tostring(read_xml(raw, "wire.xml"))
    except NotAStory as error:
        return f"{error.reason} {error}".encode()
