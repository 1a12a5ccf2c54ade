#!/usr/bin/env bash
# avro 1.12.2 (Apache's own package), read by itself and by fastavro 1.13.1, 28 November 2026.
#
# Expected: Avro's specification says that a decimal is its unscaled integer, and that the scale is the schema's: 12.5
# at scale 2 is the integer 1250, as 12.50 is. fastavro writes that.
# What happens: avro refuses a Decimal with more decimals than the scale, but writes one with fewer without bringing it
# to the scale: 12.5 becomes the integer 125, which everybody reads as 1.25, and 12 is read as 0.12.
# Why it matters: Decimal('12.5') and Decimal('12.50') are equal, so which one a rate (deaths in 100,000, a share of the
# injured) happens to be decides whether the figure on the log is ten or a hundred times too small. Nothing is raised.
set -eu
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check avro==1.12.2 fastavro==1.13.1

"$room/venv/bin/python" -I - <<'END'
import io
import json
import sys
from decimal import Decimal
from importlib.metadata import version

import avro.io
import avro.schema
import fastavro

SCHEMA = {"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 2}
official = avro.schema.parse(json.dumps(SCHEMA))


def written_by_avro(value):
    out = io.BytesIO()
    avro.io.DatumWriter(official).write(value, avro.io.BinaryEncoder(out))
    return out.getvalue()


def written_by_fastavro(value):
    out = io.BytesIO()
    fastavro.schemaless_writer(out, SCHEMA, value)
    return out.getvalue()


def read_by_both(data):
    return (
        avro.io.DatumReader(official).read(avro.io.BinaryDecoder(io.BytesIO(data))),
        fastavro.schemaless_reader(io.BytesIO(data), SCHEMA, None),
    )


print("avro", version("avro"), "fastavro", version("fastavro"), "scale 2")
seen = {}
for text in ("12.50", "12.5", "12"):
    for library, write in (("avro", written_by_avro), ("fastavro", written_by_fastavro)):
        both = read_by_both(write(Decimal(text)))
        print(f"{text} written by {library}: avro reads {both[0]}, fastavro reads {both[1]}")
        seen[text, library] = both
expected = {
    ("12.50", "avro"): "12.50", ("12.50", "fastavro"): "12.50",
    ("12.5", "avro"): "1.25", ("12.5", "fastavro"): "12.50",
    ("12", "avro"): "0.12", ("12", "fastavro"): "12.00",
}
if seen != {key: (Decimal(value), Decimal(value)) for key, value in expected.items()}:
    sys.exit("CHANGED: avro no longer writes a Decimal with fewer decimals than the scale too small")
print("As described: avro writes 12.5 as 1.25 and 12 as 0.12.")
END
