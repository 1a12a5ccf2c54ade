"""Pages/s and MB/s per core of reading a crawl, beside fastwarc and trafilatura alone on the same file.

Each pair reads the same generated WARC twice in one fresh process, one way and the other in turn: ours (the file to
parsed articles, in portions) and alone (fastwarc's records, decoded by it, text and metadata by trafilatura, as a
script would). Both use one core and are timed in processor time, so that the machine's other work counts for
neither. Then all cores read the file's copies with as many workers, by the clock.

Usage: python -m benchmarks.parts.crawl [--pages N] [--pairs N] [--files N]
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.generated_crawl import warc

LIBRARIES = ("FastWARC", "trafilatura", "lxml", "msgspec")
WAYS = ("ours", "alone", "records")


class Forgotten(dict[str, str]):
    """Positions that are kept nowhere."""

    def put(self, name: str, value: str, /) -> None:
        self[name] = value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--files", type=int, default=0, help="files for all cores (default: as many as cores)")
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(_measured(asked.measure[0], Path(asked.measure[1]))))
        return
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as folder:
        path = Path(folder) / "crawl.warc.gz"
        size = warc(path, asked.pages)
        print(f"{platform.platform()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python "
              f"{platform.python_version()}, " + ", ".join(f"{name} {version(name)}" for name in LIBRARIES))
        print(f"{asked.pages:,} pages, {size / 1e6:.1f} MB of HTML in {path.stat().st_size / 1e6:.1f} MB; "
              f"python -m benchmarks.parts.crawl {' '.join(sys.argv[1:])}\n")
        _print_pairs([_pair(path, number) for number in range(asked.pairs)], asked.pages, size)
        _all_cores(path, asked.files, asked.pages, size)


def _pair(path: Path, number: int) -> dict[str, dict[str, Any]]:
    ways = WAYS if number % 2 else WAYS[::-1]  # whoever goes first may find the file in no cache
    command = [sys.executable, "-m", "benchmarks.parts.crawl", "--measure"]
    return {way: json.loads(subprocess.run([*command, way, str(path)], check=True, stdout=subprocess.PIPE,
                                           text=True).stdout) for way in ways}


def _measured(way: str, path: Path) -> dict[str, Any]:
    """One way in this process: seconds of its processor, counts, memory."""
    run = {"ours": _ours, "alone": _alone, "records": _records}[way]
    run(path, 20)  # what is loaded once
    began, wall = time.process_time(), time.perf_counter()
    counts = run(path, None)
    return {"seconds": time.process_time() - began, "wall": time.perf_counter() - wall, "counts": counts,
            "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _ours(path: Path, most: int | None) -> dict[str, int]:
    from datelines.places import load_gazetteer
    from producers.crawls.crawl import portions
    from producers.formats.common.format import Reading

    counts: Counter[str] = Counter()
    for portion in portions(str(path), None, Reading(), load_gazetteer(), size=most or 50):
        counts["pages"] += len(portion.pages)
        counts["updates"] += sum(len(a.updates) for page in portion.pages for a in page.parsed.articles)
        counts.update(f"refused: {letter.reason}" for letter in portion.dead_letters)
        if most:
            break
    return dict(counts)


def _alone(path: Path, most: int | None) -> dict[str, int]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType
    from trafilatura import bare_extraction

    counts: Counter[str] = Counter()
    with path.open("rb") as file:
        for record in ArchiveIterator(file, record_types=WarcRecordType.response, auto_decode="all"):
            if record.http_headers.status_code == 200 and record.http_content_type == "text/html":
                counts["pages"] += 1
                counts["texts"] += bare_extraction(record.reader.read(), with_metadata=True) is not None
                if counts["pages"] == most:
                    break
    return dict(counts)


def _records(path: Path, most: int | None) -> dict[str, int]:
    """Our reading without the parsing."""
    from producers.crawls.payload import UsablePayload, payload
    from producers.crawls.records import WholeRecord, records
    from producers.crawls.stream import BEGINNING

    with path.open("rb") as file:
        read = itertools.islice(records(file, BEGINNING, payload), most)
        return {"pages": sum(isinstance(each, WholeRecord) and isinstance(each.what, UsablePayload) for each in read)}


def _print_pairs(pairs: list[dict[str, dict[str, Any]]], pages: int, size: int) -> None:
    print(f"one core, {len(pairs)} runs each: medians (lowest to highest)")
    for way, what in zip(WAYS, ("WARC to articles", "fastwarc + trafilatura", "WARC to pages' bytes"), strict=True):
        runs = [pair[way] for pair in pairs]
        speed = _spread([pages / run["seconds"] for run in runs], ",.0f")
        megabytes = _spread([size / 1e6 / run["seconds"] for run in runs], ",.1f")
        each = statistics.median(run["seconds"] for run in runs) / pages * 1e3
        print(f"{what:24}{speed} pages/s; {megabytes} MB/s of HTML; {each:.2f} ms a page; "
              f"{max(run['peak_mib'] for run in runs):.0f} MiB; {runs[0]['counts']}")
    print(f"{'ours / alone, time':24}{_spread([p['ours']['seconds'] / p['alone']['seconds'] for p in pairs], '.2f')}\n")


def _spread(values: list[float], form: str) -> str:
    return f"{statistics.median(values):{form}} ({min(values):{form}} to {max(values):{form}})"


def _all_cores(path: Path, files: int, pages: int, size: int) -> None:
    """By the clock, with the start of the workers; beside it the same with one process."""
    from producers.crawls.workers import read_crawls, usable_cores
    from producers.formats.common.format import Reading

    count = files or usable_cores()
    copies = [shutil.copy(path, path.with_name(f"{number}.warc.gz")) for number in range(count)]
    for workers in (1, usable_cores()):
        began, spent = time.perf_counter(), _processor_seconds()
        read = sum(len(portion.pages) + len(portion.dead_letters)
                   for portion in read_crawls([str(copy) for copy in copies], Forgotten(), Reading(), workers=workers))
        seconds, spent = time.perf_counter() - began, _processor_seconds() - spent
        assert read >= pages * count
        print(f"{count} files, workers={workers}: {read / seconds:,.0f} pages/s, {size * count / 1e6 / seconds:,.1f} "
              f"MB/s by the clock ({seconds:.1f} s); {spent:.1f} s of processor time, so that "
              f"{spent / seconds:.1f} cores were had")


def _processor_seconds() -> float:
    """Of this process and those of its children that have ended."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


if __name__ == "__main__":
    main()
