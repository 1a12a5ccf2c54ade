"""A small corpus as a house gets it, in deliveries: wires with versions, feeds in several states, texts, a crawl."""

from __future__ import annotations

import gzip
import os
import random
import shutil
from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks.generated_crawl import record, response
from tests.e2e.wires import Version, ap, newsml, ninjs

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "mudslide"
WITHDRAWN = "07-quake.txt"
"""Of the first delivery: the file that an editor withdraws."""

_HELD_MINUTES = 60 * 24 * 366 * 60
_TOLL = "TRUJILLO, Peru (Meridian) — At least {} people died in the mudslide in Trujillo, mayor Ilan Torvik said."


def write_corpus(folder: Path) -> list[Path]:
    """The deliveries in their order: folders of files, and one crawl."""
    first = _delivery(folder / "1", {
        "01-item.json": ninjs(Version(1, _TOLL.format(12))),
        "02-item.json": ap(Version(1, _TOLL.format(14).replace("mayor Ilan Torvik", "the fire service"))),
        "03-item.xml": _another_item(newsml(Version(1, _TOLL.format(9).replace("mayor Ilan Torvik", "a nurse")))),
        "04-feed.rss": _rss({1: 7, 2: 9}),
        "05-feed.atom": _atom({1: 3, 2: 4}),
        "06-pna.txt": (EXAMPLES / "pna-the-latest.txt").read_bytes(),
        WITHDRAWN: b"CUSCO, Peru (CPN) - The Latest on the earthquake in Cusco:\n\n3:15 p.m.\n\nPolice say the earthquake "
                   b"in Cusco has killed at least 5 people and injured 31.\n",
        "08-held.json": ap(Version(1, _TOLL.format(99), embargo=_HELD_MINUTES)).replace(b"tru1", b"held1"),
    })
    crawl = _crawl(folder / "crawl.warc.gz")
    second = _delivery(folder / "2", {
        "01-item.json": ninjs(Version(2, _TOLL.format(11), note="Correction: mayor lowers toll")),
        "02-item.json": ap(Version(2, _TOLL.format(16).replace("mayor Ilan Torvik", "the fire service"))),
        "03-feed.rss": _rss({1: 8, 2: 9, 3: 11}),
        "04-feed.atom": _atom({1: 3, 2: 5, 3: 6}),
        "05-cpn.txt": (EXAMPLES / "cpn-the-latest.txt").read_bytes(),
    })
    third = _delivery(folder / "3", {
        "01-item.json": ninjs(Version(3, status="canceled", note="KILL: wrong town")),
        "02-item.xml": _another_item(newsml(Version(2, _TOLL.format(10).replace("mayor Ilan Torvik", "a nurse")))),
        "03-feed.rss": _rss({2: 9, 3: 11, 4: 12}),
        "04-feed.atom": _atom({1: 3, 3: 6}, gone=2),
        "05-meridian.txt": (EXAMPLES / "meridian-live.txt").read_bytes(),
    })
    return [first, crawl, second, third]


def _delivery(folder: Path, documents: dict[str, bytes]) -> Path:
    """Files whose names and times of change give the same order: `run` goes by the one, a watched folder by both."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number, (name, raw) in enumerate(documents.items()):
        (folder / name).write_bytes(raw)
        os.utime(folder / name, (1_773_500_000 + number, 1_773_500_000 + number))
    return folder


def _another_item(raw: bytes) -> bytes:
    return raw.replace(b"urn:meridian:trujillo", b"urn:meridian:hospital")


def _rss(tolls: dict[int, int]) -> bytes:
    items = "".join(
        f"<item><title>Ferry sinks off Chimbote in Peru, report {n}</title><guid>pna-ferry-{n}</guid>"
        f"<pubDate>Sat, 14 Mar 2026 1{n}:{toll:02}:00 GMT</pubDate><description>CHIMBOTE, Peru (PNA) - {toll} people "
        f"died when a ferry sank off Chimbote, police said on Saturday in report {n}.</description></item>"
        for n, toll in tolls.items())
    return f'<rss version="2.0"><channel><title>Pampas News Agency</title>{items}</channel></rss>'.encode()


def _atom(tolls: dict[int, int], gone: int | None = None) -> bytes:
    entries = "".join(
        f"<entry><id>tag:cpn.example,2026:bus-{n}</id><title>Bus crash near Oaxaca, update {n}</title>"
        f"<published>2026-03-14T1{n}:00:00Z</published><updated>2026-03-14T1{n}:{toll:02}:00Z</updated>"
        f"<content type='text'>{escape(_BUS.format(toll, n))}</content></entry>" for n, toll in tolls.items())
    tombstone = ("" if gone is None else f'<at:deleted-entry ref="tag:cpn.example,2026:bus-{gone}" '
                 'when="2026-03-14T18:30:00Z"><at:comment>wrong road</at:comment></at:deleted-entry>')
    return (f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">'
            f"<title>CPN</title><id>tag:cpn.example,2026:bus</id><updated>2026-03-14T19:00:00Z</updated>"
            f"<author><name>CPN</name></author>{tombstone}{entries}</feed>").encode()


_BUS = "OAXACA, Mexico (CPN) - A bus crash near Oaxaca has killed {} people, governor Mirela Castan said in update {}."

_PAGE = """The Latest: Flood in {city}

Published: March 14, 2026

{city}, {country} ({carrier}) — The Latest on the flood in {city} (all times local):

4:10 p.m.

The death toll from the flood in {city} has risen to {toll}, governor Sefa Okonwe says. At least 4 people are missing.

___

11:30 a.m.

Police say the flood in {city} has killed at least 2 people.
"""
_PAGES = (("Kumasi", "Ghana", "GNW", 8), ("Tamale", "Ghana", "GNW", 6), ("Bergen", "Norway", "NPS", 3),
          ("Kumasi", "Ghana", "CPN", 10))


def _crawl(path: Path) -> Path:
    rng = random.Random(1)
    frames = [record("warcinfo", "http://wire.example", b"software: tests\r\n", "application/warc-fields", rng)]
    for number, (city, country, carrier, toll) in enumerate(_PAGES):
        page = _PAGE.format(city=city, country=country, carrier=carrier, toll=toll)
        frames.append(response(f"http://wire.example/{number}", page.encode(), rng, content_type="text/plain"))
    path.write_bytes(b"".join(gzip.compress(frame, mtime=0) for frame in frames))
    return path
