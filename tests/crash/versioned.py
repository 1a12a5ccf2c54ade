"""Folders of versioned items for the tests of kills: every wire, feeds and pages, edits, kills, holds, embargoes."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from tests.e2e.wires import HEADLINE, NOON, WIRES, Version, ap, ninjs

YEARS = 40_000_000  # minutes: an embargo that outlives the test
_TOLLS = [f"{count} people died in the mudslide in Trujillo, civil defense director Rosa Quillay said."
          for count in ("Five", "Seven", "Nine")]
_PARTS = [f"{hour}:{minute:02d} a.m.\n\n{words}" for hour, minute, words in (
    (11, 40, "Twelve houses are gone, mayor Luz Vera said."), (11, 20, _TOLLS[1]), (10, 50, _TOLLS[0]))]


def documents(rng: random.Random, count: int, items: int = 3) -> list[bytes]:
    """So many documents in an order of arrival that owes nothing to their versions; some come twice."""
    made = [_document(rng, items) for _ in range(count)]
    return [rng.choice(made) if rng.random() < 0.1 else document for document in made]


def written(folder: Path, raws: Sequence[bytes]) -> Path:
    """The documents as files that are read in this order."""
    folder.mkdir(parents=True)
    for number, raw in enumerate(raws):
        (folder / f"{number:05d}{_ending(raw)}").write_bytes(raw)
    return folder


def _document(rng: random.Random, items: int) -> bytes:
    make: Callable[[random.Random, int], bytes] = rng.choices(
        [_single, _several_at_once, _rolling, _feed, _plain, _junk], [8, 2, 4, 4, 3, 2])[0]
    return make(rng, items)


def _version(rng: random.Random) -> Version:
    return Version(
        rng.randrange(1, 7), rng.choice(_TOLLS), rng.choice(["usable"] * 5 + ["withheld", "canceled"]),
        rng.choice([""] * 5 + ["Correction: an earlier version was wrong."]),
        rng.choice([None] * 6 + [25, 45, YEARS]),
    )


def _single(rng: random.Random, items: int) -> bytes:
    return _of_item(WIRES[rng.choice(list(WIRES))](_version(rng)), rng.randrange(items))


def _several_at_once(rng: random.Random, items: int) -> bytes:
    return json.dumps({"items": [
        json.loads(_of_item(ninjs(_version(rng)), rng.randrange(items))) for _ in range(3)]}).encode()


def _rolling(rng: random.Random, items: int) -> bytes:
    """One of AP's “The Latest”: an item of several updates, each with its time."""
    parts = _PARTS[rng.randrange(3):]
    text = "\n\n".join(["TRUJILLO, Peru (AP) — The Latest on the mudslide in northern Peru (all times local):", *parts])
    raw = ap(_version(rng)._replace(text=text)).replace(HEADLINE.encode(), f"The Latest: {HEADLINE}".encode())
    return raw.replace(b"tru1", f"rolling{rng.randrange(items)}".encode())


def _feed(rng: random.Random, items: int) -> bytes:
    return ('<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">'
            f"<title>Meridian</title><id>urn:x:feed</id><updated>{NOON:%Y-%m-%dT%H:%M:%SZ}</updated>"
            + "".join(_entry(rng, items) for _ in range(2)) + "</feed>").encode()


def _entry(rng: random.Random, items: int) -> str:
    version, item = _version(rng), rng.randrange(items)
    made = f"{version.made_at:%Y-%m-%dT%H:%M:%SZ}"
    if version.status != "usable":
        return f'<at:deleted-entry ref="urn:x:{item}" when="{made}"/>'
    return (f"<entry><id>urn:x:{item}</id><title>{escape(HEADLINE)}, Peru</title><updated>{made}</updated>"
            f'<content type="text">{escape(version.text)}</content></entry>')


def _plain(rng: random.Random, items: int) -> bytes:
    return ("The Latest: Mudslide in northern Peru\n\nMarch 14, 2026\n\n"
            "TRUJILLO, Peru (AP) — The Latest on the mudslide in northern Peru (all times local):\n\n"
            + "\n\n".join(_PARTS[rng.randrange(3):])).encode()


def _junk(rng: random.Random, items: int) -> bytes:
    return b"\0\1" * rng.randrange(1, 4 * items)


def _of_item(raw: bytes, item: int) -> bytes:
    for name in (b"meridian:trujillo", b"tru1", b"trujillo#1"):
        raw = raw.replace(name, name + b"-%d" % item)
    return raw


def _ending(raw: bytes) -> str:
    if raw.startswith((b"{", b"[")):
        return ".json"
    if raw.startswith(b"<!DOCTYPE html"):
        return ".html"
    return ".xml" if raw.startswith(b"<") else ".txt"
