"""Generated crawls: WARC files of invented pages, the same for the same seed.

The stories are those of `benchmarks.generated`, in the HTML that publishers wrap them in: half are live blogs, half
article pages, with JSON-LD metadata, menus, related links and scripts around them. Between the pages stand the
records that a crawl has as well: requests, images, redirects, pages that are gone.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import html
import json
import random
import re
import uuid
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.generated import Page, pages

HOST = "https://news.example"
MENU = ("World", "Business", "Sport", "Culture", "Weather", "Science", "Travel", "Opinion", "Video", "Podcasts")
TEASERS = ("Ferry line opens a second route", "Museum shows forgotten maps", "Bakers meet for the winter fair",
           "City council plants two hundred trees", "Old cinema to be a library", "Choir tours the valley towns")
_ITEM = re.compile(r"(\d+):(\d\d) (a|p)\.m\.\n\n(.*)", re.DOTALL)


class Crawled(NamedTuple):
    """A page as a server gives it."""

    address: str
    body: bytes


class Told(NamedTuple):
    """A page of `benchmarks.generated` in its parts."""

    headline: str
    dateline: str
    carrier: str
    published: dt.datetime  # of the newest update; in UTC, as if the page's clock were
    updates: list[tuple[dt.datetime, list[str]]]  # newest first, with their paragraphs


def crawled(count: int, seed: int = 1) -> Iterator[Crawled]:
    """So many pages, article pages and live blogs in turn."""
    rng = random.Random(f"{seed}/crawl")
    stories = pages(1 << 62, seed)
    for number in range(count):
        told = _told(next(stories))
        slug = re.sub(r"\W+", "-", told.headline.lower()).strip("-")
        address = f"{HOST}/{told.published:%Y/%m/%d}/{slug}-{number}"
        make = _live_blog if number % 2 else _article
        yield Crawled(address, make(told, address, rng).encode())


def warc(path: Path, count: int, seed: int = 1, *, frames: str = "record") -> int:
    """Write a WARC of so many pages; `frames` is what is one gzip frame: each "record", the "file", or "none" at all.

    Returns the bytes of the pages themselves.
    """
    rng = random.Random(f"{seed}/records")
    size = 0
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    with path.open("wb") as file:
        for number, page in enumerate(crawled(count, seed)):
            size += len(page.body)
            for record in _records(page, number, rng):
                if frames == "record":
                    file.write(gzip.compress(record, 6, mtime=0))
                else:
                    file.write(packer.compress(record) if frames == "file" else record)
        file.write(packer.flush() if frames == "file" else b"")
    return size


def record(kind: str, address: str, block: bytes, content_type: str, rng: random.Random) -> bytes:
    """One WARC record."""
    identity = uuid.UUID(int=rng.getrandbits(128), version=4)
    head = (f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{identity}>\r\n"
            f"WARC-Date: 2026-03-14T12:00:00Z\r\nWARC-Target-URI: {address}\r\n"
            f"Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n")
    return head.encode() + block + b"\r\n\r\n"


def response(address: str, body: bytes, rng: random.Random, *, status: str = "200 OK",
             content_type: str = "text/html; charset=utf-8", coding: str = "") -> bytes:  # fmt: skip
    """A record of what a server answered; `coding` says how the body is encoded."""
    head = f"HTTP/1.1 {status}\r\nServer: example\r\nContent-Type: {content_type}\r\n"
    head += f"Content-Encoding: {coding}\r\n" if coding else ""
    block = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    return record("response", address, block, "application/http; msgtype=response", rng)


def _records(page: Crawled, number: int, rng: random.Random) -> Iterator[bytes]:
    if number == 0:
        info = b"software: benchmarks.generated_crawl\r\nformat: WARC File Format 1.1\r\n"
        yield record("warcinfo", HOST, info, "application/warc-fields", rng)
    request = f"GET {page.address.removeprefix(HOST)} HTTP/1.1\r\nHost: news.example\r\n\r\n".encode()
    yield record("request", page.address, request, "application/http; msgtype=request", rng)
    packed = number % 3 == 0
    yield response(page.address, gzip.compress(page.body, 6, mtime=0) if packed else page.body, rng,
                   coding="gzip" if packed else "")
    if number % 5 == 0:
        yield response(f"{HOST}/images/{number}.jpg", rng.randbytes(4000), rng, content_type="image/jpeg")
    if number % 11 == 0:
        yield response(f"{HOST}/gone/{number}", b"<p>Gone.</p>", rng, status="404 Not Found")


def _told(page: Page) -> Told:
    head, _, rest = page.text.partition(" (all times local):\n\n")
    lines = [line for line in head.split("\n") if line]
    day = dt.datetime.strptime(lines[1].removeprefix("Published: "), "%B %d, %Y").replace(tzinfo=dt.UTC)
    updates = []
    for item in rest.split("\n___\n\n"):
        found = _ITEM.match(item)
        assert found is not None, item
        hour = int(found[1]) % 12 + (12 if found[3] == "p" else 0)
        updates.append((day.replace(hour=hour, minute=int(found[2])), found[4].strip().split("\n\n")))
    dateline, _, _ = lines[2].partition(" — ")
    place, _, carrier = dateline.rpartition(" (")
    return Told(lines[0].removeprefix("The Latest: "), place, carrier.rstrip(")"), updates[0][0], updates)


def _article(told: Told, address: str, rng: random.Random) -> str:
    """A report in whole paragraphs, the newest first."""
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": told.headline, "url": address,
            "datePublished": told.published.isoformat(), "dateModified": told.published.isoformat(),
            "publisher": {"@type": "Organization", "name": told.carrier}}
    paragraphs = [text for _, texts in told.updates for text in texts]
    paragraphs[0] = f"{told.dateline} ({told.carrier}) — {paragraphs[0]}"
    body = "\n".join(f"<p>{html.escape(text)}</p>" for text in paragraphs)
    return _page(told, data, f'<article class="story"><h1>{html.escape(told.headline)}</h1>\n'
                             f'<time datetime="{told.published.isoformat()}">{told.published:%d %B %Y}</time>\n'
                             f'<div class="body">\n{body}\n</div></article>', rng)


def _live_blog(told: Told, address: str, rng: random.Random) -> str:
    posts = [{"@type": "BlogPosting", "@id": f"{address}#{number}", "headline": texts[0][:70],
              "datePublished": at.isoformat(), "articleBody": "\n\n".join(texts)}
             for number, (at, texts) in enumerate(told.updates)]
    data = {"@context": "https://schema.org", "@type": "LiveBlogPosting", "@id": address, "url": address,
            "headline": told.headline, "coverageStartTime": told.updates[-1][0].isoformat(),
            "datePublished": told.updates[-1][0].isoformat(), "dateModified": told.published.isoformat(),
            "contentLocation": {"@type": "Place", "name": told.dateline.title()},
            "publisher": {"@type": "Organization", "name": told.carrier}, "liveBlogUpdate": posts}
    body = "\n".join(
        f'<section class="post" id="{number}"><time datetime="{at.isoformat()}">{at:%H:%M}</time>\n'
        + "\n".join(f"<p>{html.escape(text)}</p>" for text in texts) + "</section>"
        for number, (at, texts) in enumerate(told.updates)
    )
    return _page(told, data, f'<article class="live"><h1>{html.escape(told.headline)}</h1>\n{body}\n</article>', rng)


def _page(told: Told, data: object, story: str, rng: random.Random) -> str:
    menu = "".join(f'<li><a href="/{name.lower()}">{name}</a></li>' for name in MENU)
    related = "".join(f'<li><a href="/{rng.randrange(1 << 24)}">{rng.choice(TEASERS)}</a></li>' for _ in range(12))
    script = ";".join(f"track({rng.getrandbits(64)})" for _ in range(150))
    style = "".join(f".c{rng.randrange(1 << 20):x}{{margin:{rng.randrange(40)}px}}" for _ in range(150))
    title = html.escape(told.headline)
    return (f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>\n'
            f'<meta property="og:title" content="{title}">'
            f'<meta property="article:published_time" content="{told.published.isoformat()}">\n'
            f"<style>{style}</style><script>{script}</script>\n"
            f'<script type="application/ld+json">{json.dumps(data)}</script></head>\n'
            f"<body><header><nav><ul>{menu}</ul></nav></header>\n<main>{story}</main>\n"
            f"<aside><h2>More</h2><ul>{related}</ul></aside><footer><ul>{menu}</ul>"
            f"<p>All rights reserved.</p></footer></body></html>\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    size = warc(asked.path, asked.pages, asked.seed)
    print(f"{asked.pages:,} pages, {size / 1e6:.0f} MB of HTML in {asked.path.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
