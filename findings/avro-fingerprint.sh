#!/usr/bin/env bash
# avro 1.12.2 (Apache's own package) beside fastavro 1.13.1, 28 November 2026.
#
# Expected: Avro's specification makes a schema's fingerprint from its Parsing Canonical Form, which leaves out logical
# types and then writes a primitive type by its name alone: a long with a logicalType comes to "long".
# What happens: avro leaves out the logical type and keeps {"type":"long"} around it. The fingerprint of every schema
# with a time, a uuid or a decimal in bytes is another than the specification's, which fastavro gives; without logical
# types the two agree.
# Why it matters: single-object encoding puts that fingerprint before every message, to find the schema by. What one
# package writes, the other's table of schemas does not know: updates that are whole end among the unreadable ones.
set -eu
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check avro==1.12.2 fastavro==1.13.1

"$room/venv/bin/python" -I - <<'END'
import json
import sys
from importlib.metadata import version

import avro.schema
from fastavro.schema import fingerprint, to_parsing_canonical_form


def update(published):
    return {"type": "record", "name": "Update", "fields": [{"name": "published", "type": published}]}


CANONICAL = '{"name":"Update","type":"record","fields":[{"name":"published","type":"long"}]}'
NESTED = CANONICAL.replace('"long"', '{"type":"long"}')

print("avro", version("avro"), "fastavro", version("fastavro"))
seen = []
for published in ("long", {"type": "long", "logicalType": "timestamp-micros"}):
    schema = update(published)
    official = avro.schema.parse(json.dumps(schema))
    form = to_parsing_canonical_form(schema)
    prints = (official.fingerprint("CRC-64-AVRO").hex(), fingerprint(form, "CRC-64-AVRO"))
    print(f"type {json.dumps(published)}")
    print(f"  avro      {official.canonical_form}  {prints[0]}")
    print(f"  fastavro  {form}  {prints[1]}")
    seen.append((official.canonical_form, form, prints[0] == prints[1]))
if seen != [(CANONICAL, CANONICAL, True), (NESTED, CANONICAL, False)]:
    sys.exit("CHANGED: avro's canonical form of a logical type is no longer the one described")
print("As described: with a logical type, avro's fingerprint is another than the specification's.")
END
