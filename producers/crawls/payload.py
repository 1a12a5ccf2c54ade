"""What a WARC record holds for us: a page's bytes as its server meant them, or why it is passed over."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, Protocol, TypeAlias

from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader, ZstdReader
from fastwarc.warc import HeaderMap, WarcRecord

LIMIT = 10_000_000  # bytes of a page, decoded
HEAD = 64 * 1024  # bytes kept of what is refused
_STEP = 64 * 1024
_HTTP_HEAD = 64 * 1024  # bytes in which a response's own header ends; fastwarc takes half of it
_MOST_CODINGS = 3
_MARKUP = (b"<", b"{", b"[")  # what a document without a type begins with
_TEXT = {"text/html", "text/plain", "text/xml", "application/xhtml", "application/xml", "application/json"}
_IN_TEXT = {"text/html", "text/plain", "application/xhtml+xml"}  # where HTTP's charset goes before the document's own
_GROUPS = {"application", "audio", "font", "image", "text", "video"}


class UsablePayload(NamedTuple):
    name: str  # the address it was found at
    raw: bytes


class PassedOver(NamedTuple):
    what: str  # one of few kinds, as "request records"


class UnusablePayload(NamedTuple):
    """A page that cannot be used. `message` is one line."""

    name: str
    reason: str  # too_large, malformed
    message: str
    head: bytes
    size: int  # bytes, as far as they were read


Payload: TypeAlias = UsablePayload | PassedOver | UnusablePayload


class _Reader(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


def payload(record: WarcRecord) -> Payload:
    """The page of a response with status 200, or of a resource, in a type that stories are told in."""
    kind = str(record.record_type)
    if kind not in ("response", "resource"):
        return PassedOver(f"{kind} records")
    name = "".join(c if c.isprintable() else "\ufffd" for c in record.headers.get("WARC-Target-URI") or "").strip(" <>")
    if not name:
        return PassedOver("records without an address")
    if name.partition("?")[0].endswith("/robots.txt"):
        return PassedOver("rules for crawlers")
    media = _media_type(record.headers.get("Content-Type"))
    if kind == "response":
        return _response(record, name) if media == "application/http" else PassedOver("responses that are not HTTP")
    return _document(name, _read(record.reader, LIMIT + 1)) if _is_wanted(media) else PassedOver(_group(media))


def _response(record: WarcRecord, name: str) -> Payload:
    begin = _read(record.reader, _HTTP_HEAD)
    headers = HeaderMap("latin1")
    try:
        length = headers.parse(io.BytesIO(begin))
    except OSError:  # too long a header
        headers, length = HeaderMap("latin1"), 0
    if headers.status_code is None:
        return PassedOver("responses without an HTTP status")
    if headers.status_code != 200:
        return PassedOver(f"responses with HTTP status {headers.status_code}")
    media = _media_type(headers.get("Content-Type"))
    if not (_is_wanted(media) if media else begin[length:].lstrip().startswith(_MARKUP)):
        return PassedOver(_group(media))
    return _decoded(name, begin[length:] + _read(record.reader, LIMIT + 1), headers)


def _decoded(name: str, body: bytes, headers: HeaderMap) -> Payload:
    """The body without what was done to it for its way.

    Crawlers store it as it came, or undo the coding and leave the header: so a body that cannot be decoded at all is
    taken as it is.
    """
    codings = [coding.strip().lower() for field in ("Content-Encoding", "Transfer-Encoding")
               for value in headers.get_multiple(field) for coding in value.split(",")]
    codings = [coding for coding in codings if coding not in ("", "identity", "none")]
    unknown = [coding for coding in codings if coding not in _CODINGS]
    if unknown or len(codings) > _MOST_CODINGS:
        message = f"{name}: encoded as {', '.join(codings)[:80]}, which is not read: take the page from another crawl"
        return UnusablePayload(name, "malformed", message, body[:HEAD], len(body))
    for coding in reversed(codings):
        if len(body) <= LIMIT:
            body = _CODINGS[coding](body) or body
    content_type = headers.get("Content-Type") or ""
    return _document(name, _in_utf8(body, content_type) if _media_type(content_type) in _IN_TEXT else body)


def _document(name: str, raw: bytes) -> Payload:
    if len(raw) <= LIMIT:
        return UsablePayload(name, raw)
    message = f"{name} is too large (over {LIMIT:,} bytes when decoded): it is not taken in"
    return UnusablePayload(name, "too_large", message, raw[:HEAD], len(raw))


def _in_utf8(body: bytes, content_type: str) -> bytes:
    """The body in the encoding that every format tries first, if HTTP names another that fits."""
    charset = content_type.lower().partition("charset=")[2].partition(";")[0].strip("\"' ")
    try:
        if charset and not body.startswith(b"\xef\xbb\xbf") and not _is_utf8(body):
            return body.decode(charset).encode()
    except (LookupError, ValueError):  # an unknown one, or not the body's: the format finds out
        pass
    return body


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _media_type(content_type: str | None) -> str:
    return (content_type or "").partition(";")[0].strip().lower()


def _is_wanted(media: str) -> bool:
    return media in _TEXT or (media.startswith(("application/", "text/")) and media.endswith(("+xml", "+json")))


def _group(media: str) -> str:
    """Few kinds whatever servers say."""
    group = media.partition("/")[0]
    return f"documents of type {group}/*" if group in _GROUPS else "documents of no known type"


def _read(reader: _Reader, most: int) -> bytes:
    """Up to `most` bytes: fewer at the end."""
    return b"".join(_parts(reader, most))


def _undone(decoder: _Reader) -> bytes:
    """What a decoder makes of bytes in memory, up to where they are not encoded as they should be."""
    parts = []
    try:
        for part in _parts(decoder, LIMIT + 1):
            parts.append(part)
    except OSError:  # the decoder's
        pass
    return b"".join(parts)


def _parts(reader: _Reader, most: int) -> Iterator[bytes]:
    while most > 0 and (part := reader.read(min(_STEP, most))):
        yield part
        most -= len(part)


def _deflated(body: bytes) -> bytes:
    """`deflate` is zlib by the standard, and bare deflate from some servers."""
    decoded = _undone(GzipReader(io.BytesIO(body), zlib=True))
    if decoded or body.lstrip().startswith(_MARKUP):
        return decoded
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(body, LIMIT + 1)
    except zlib.error:
        return b""


def _gzipped(body: bytes) -> bytes:
    return _undone(GzipReader(io.BytesIO(body)))


_CODINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "gzip": _gzipped, "x-gzip": _gzipped, "deflate": _deflated,
    "br": lambda body: _undone(BrotliReader(io.BytesIO(body))),
    "zstd": lambda body: _undone(ZstdReader(io.BytesIO(body))),
    "chunked": lambda body: _undone(ChunkedReader(io.BytesIO(body))),
}  # fmt: skip
