"""Small crawls whose pages are quick to read: stories as plain text, with other records between them."""

from __future__ import annotations

import gzip
import random
from itertools import islice
from pathlib import Path

from benchmarks.generated import pages
from benchmarks.generated_crawl import record, response

HOST = "http://wire.example"


def records_of(count: int, seed: int = 1) -> list[bytes]:
    """A warcinfo record, and for each page a request and a response; every seventh is followed by one with no date."""
    rng = random.Random(seed)
    made = [record("warcinfo", HOST, b"software: tests\r\n", "application/warc-fields", rng)]
    for number, page in enumerate(islice(pages(1 << 40, seed), count)):
        address = f"{HOST}/{seed}/{page.name}"
        made.append(record("request", address, b"GET / HTTP/1.1\r\n\r\n", "application/http; msgtype=request", rng))
        made.append(response(address, page.text.encode(), rng, content_type="text/plain"))
        if number % 7 == 0:
            made.append(response(f"{address}.old", b"It was a dark and stormy night.", rng, content_type="text/plain"))
    return made


def crawl(path: Path, count: int, seed: int = 1) -> str:
    path.write_bytes(b"".join(gzip.compress(each, mtime=0) for each in records_of(count, seed)))
    return str(path)
