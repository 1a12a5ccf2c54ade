#!/usr/bin/env bash
# clickhouse-connect 1.12.0 on chdb-core 26.9.0 (ClickHouse in the process), 28 November 2026.
#
# Expected: ClickHouse's documentation says that a DateTime64 is kept as an instant, and that a zone only decides how it
# is written and read as text. An aware datetime is one instant too: given as a parameter of a query, it should be
# compared as that instant with a column in UTC, wherever the program runs.
# What happens: a %(name)s parameter is written as text in the server's zone, which is the machine's when ClickHouse
# runs in the process, and the text does not say which zone. ClickHouse reads it in the column's zone, UTC. West of
# Greenwich the moment becomes hours too early, east of it hours too late. The other form of parameter,
# {name:DateTime64(3)}, and inserts are right everywhere.
# Why it matters: "what was said after 10:00", asked on an analyst's machine, brings an update of 10:00 as well, or
# leaves out those of the hours that follow. On a machine in UTC the same program is right, so no test there shows it.
set -eu
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check \
    clickhouse-connect==1.12.0 chdb-core==26.9.0 pandas==3.1.1 tzdata==2026.6

cat > "$room/ask.py" <<'END'
import os
import sys
from datetime import datetime, timedelta, timezone

import clickhouse_connect

ten = datetime(2026, 11, 28, 10, 0, tzinfo=timezone.utc)
client = clickhouse_connect.get_client(dsn=f"chdb://{sys.argv[1]}")
client.command("CREATE TABLE updates (published DateTime64(3, 'UTC')) ENGINE = Memory")
client.insert("updates", [[ten + timedelta(hours=hour)] for hour in (0, 3)])


def later_than_ten(parameter):
    query = f"SELECT toHour(published) FROM updates WHERE published > {parameter} ORDER BY published"
    return " ".join(f"{hour}:00" for (hour,) in client.query(query, parameters={"ten": ten}).result_rows)


for parameter in ("%(ten)s", "{ten:DateTime64(3)}"):
    print(f"{os.environ['TZ']} {parameter}: {later_than_ten(parameter) or 'none'}")
client.close()
END

echo "clickhouse-connect 1.12.0, chdb-core 26.9.0; updates of 10:00 and 13:00 UTC; which are later than 10:00 UTC?"
for zone in UTC America/Bogota Asia/Manila; do
    TZ=$zone "$room/venv/bin/python" -I "$room/ask.py" "$room/store-${zone#*/}"
done > "$room/seen"
cat "$room/seen"

cat > "$room/described" <<'END'
UTC %(ten)s: 13:00
UTC {ten:DateTime64(3)}: 13:00
America/Bogota %(ten)s: 10:00 13:00
America/Bogota {ten:DateTime64(3)}: 13:00
Asia/Manila %(ten)s: none
Asia/Manila {ten:DateTime64(3)}: 13:00
END
if ! diff "$room/described" "$room/seen"; then
    echo "CHANGED: the answer with a %(name)s parameter no longer hangs on the machine's zone as described" >&2
    exit 1
fi
echo "As described: with %(ten)s the answer hangs on the machine's zone."
