"""What comes of whole events whose batches taught nothing: the weights are learned four times, each time without the
quarter of the batches that is then read.

Usage: python -m tests.gold.quarters [--quarter N ...] [--show]

Needs scikit-learn, as `tests.gold.train` does. A quarter takes some two minutes. Printed are the scores of
`tests.gold.events` for each quarter and, weighted by their events, for all.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.gold.events import HERE, MEASURES

ROOT = HERE.parents[1]
QUARTERS = 4
_ALL = re.compile(r"^all\s+(\d+)((?:\s+[\d.]+)+)$", re.MULTILINE)
_BATCH = re.compile(r"b(\d+)")


def batches(quarter: int) -> list[str]:
    """The batches with events of a quarter: every fourth."""
    named = [(path.parent.name, _BATCH.fullmatch(path.parent.name)) for path in sorted((HERE / "batches").glob("*/events.json"))]
    return [name for name, number in named if number is not None and int(number[1]) % QUARTERS == quarter]


def scored(quarter: int, folder: Path, *, show: bool) -> tuple[int, list[float]]:
    """How many events a quarter has, and their scores in the order of MEASURES, read by a copy of the reader in
    `folder` that learned nothing from them. Raises CalledProcessError."""
    for path in ROOT.iterdir():
        if path.name != "streams" and not path.name.startswith("."):
            (folder / path.name).symlink_to(path)
    shutil.copytree(ROOT / "streams", folder / "streams")
    weights = folder / "streams" / "extract" / "weighing" / "weights.json"
    left_out = batches(quarter)
    train = ["-m", "tests.gold.train", "--without", *left_out, "--out", str(weights)]
    subprocess.run([sys.executable, *train], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    score = ["-m", "tests.gold.events", *left_out, *(["--show"] if show else [])]
    done = subprocess.run([sys.executable, *score], cwd=folder, check=True, capture_output=True, text=True)
    print(done.stdout, end="", flush=True)
    (found,) = _ALL.finditer(done.stdout)
    return int(found[1]), [float(value) for value in found[2].split()]


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quarter", type=int, nargs="*", default=range(QUARTERS), choices=range(QUARTERS))
    parser.add_argument("--show", action="store_true", help="each event")
    asked = parser.parse_args()
    found = []
    for quarter in asked.quarter:
        with tempfile.TemporaryDirectory() as folder:
            found.append(scored(quarter, Path(folder), show=asked.show))
    events = sum(count for count, _ in found)
    whole = [sum(count * scores[i] for count, scores in found) / events for i in range(len(MEASURES))]
    print(f"{'all quarters':14}{events:8}" + "".join(f"{value:12.3f}" for value in whole))


if __name__ == "__main__":
    main()
