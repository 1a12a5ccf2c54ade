"""Values are printed as the engine itself prints them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from newsroom.show.answers.values import is_number, printer_of
from sinks.embedded import EmbeddedStore
from sinks.store import Store

VALUES = r"""
true | 1 | -5 | toUInt64(18446744073709551615) | toInt256('-12345678901234567890123456789')
1.0 | 0.1 | 0.3 | -0.0 | 123456789012345678.0 | 100000000000000000000.0 | 1e21 | 1e-5 | 0.000001 | 1e-7 | 1.5e-10 | 1e100 | -1e300 | 1.7976931348623157e308 | 5e-324 | nan | inf | -inf
toFloat32(0.1) | toFloat32(16777216) | toFloat32(1e-7) | toBFloat16(1.5) | toDecimal64('1.50', 2) | toDecimal64('100', 2)
toDate('2026-03-14') | toDate32('1950-01-02') | toDateTime('2026-03-14 12:00:00', 'UTC') | toDateTime('2026-03-14 12:00:00', 'America/Lima')
toDateTime64('2026-03-14 12:00:00.5', 3, 'UTC') | toDateTime64('2026-03-14 12:00:00.123456', 6, 'Asia/Kathmandu') | toDateTime64('2026-03-14 12:00:00', 0, 'UTC') | toDateTime64('1960-03-14 12:00:00.25', 3, 'UTC')
'it''s' | 'a\tb\nc\\' | '' | toFixedString('ab', 2) | toLowCardinality('x') | toUUID('61f0c404-5cb3-11e7-907b-a6006ad3dba0')
CAST('a', 'Enum8(\'a\' = 1, \'b\' = 2)') | toIPv4('1.2.3.4') | toIPv6('::1') | toIntervalDay(3)
[] | ['a', 'it''s', 'b\n'] | [1, NULL, 3] | [true, false] | [0.1, 1.0] | [[1, 2], []] | [NULL] | [toDecimal64('1.50', 2)] | [toIntervalDay(3)]
('a', 1, NULL) | tuple('x') | map('k', 1, 'l''', 2) | [('a', [toDate('2026-01-01')])] | CAST((1, 'x'), 'Tuple(a UInt8, `b c` String)') | (toFloat32(0.1), nan)
[toUUID('61f0c404-5cb3-11e7-907b-a6006ad3dba0')] | [CAST('a', 'Enum8(\'a\' = 1)')] | [toIPv4('1.2.3.4')] | [toDateTime64('2026-03-14 12:00:00.5', 3, 'UTC')]
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = EmbeddedStore(tmp_path_factory.mktemp("values") / "store")
    yield store
    store.close()


@pytest.mark.parametrize("value", [each.strip() for line in VALUES.strip().splitlines() for each in line.split(" | ")])
def test_a_value_is_printed_as_sql_does(store: Store, value: str) -> None:
    answer = store.query(f"SELECT {value} AS found, toString(found) AS text")
    [(found, text)] = answer.rows
    assert printer_of(answer.types[0])(found) == text


def test_numbers_stand_by_their_ends() -> None:
    assert all(map(is_number, ("UInt8", "Nullable(Int64)", "LowCardinality(Nullable(Float32))", "Decimal(9, 2)")))
    assert not any(map(is_number, ("String", "Bool", "DateTime", "Array(Int64)", "IPv4", "UUID")))
