"""The desks with no engine around them: no worker can do more on one core.

Usage: python -P no_engine.py none URL COUNT; a line of JSON tells the seconds that so many inputs took to decide and
encode. They are read from the log before the clock runs, and the first fifth is not counted.
"""

from __future__ import annotations

import json
import sys
import time

from datelines.places import load_gazetteer
from eventlog.kafka.log import KafkaLog
from eventlog.reading import read_all
from newsroom.pipeline import new_desk
from schemas.topics import INTAKE
from streams.desk.memory import Memory

WARMING = 0.2


def main(url: str, count: int) -> None:
    log, made = KafkaLog(url), new_desk(load_gazetteer())
    partitions = [(Memory(made), list(read_all(log, INTAKE, number))) for number in range(log.partitions(INTAKE))]
    inputs = sorted(
        ((record.recorded_at, record.partition, record.offset, record, memory)
         for memory, records in partitions for record in records), key=lambda item: item[:3],
    )
    assert len(inputs) == count
    for number, (*_, record, memory) in enumerate(inputs):
        if number == round(WARMING * count):
            began = (time.perf_counter(), time.process_time())
        memory.decide(record)
    counted = (count - round(WARMING * count)) / count  # the driver divides by all of them
    print(json.dumps({"seconds": (time.perf_counter() - began[0]) / counted,
                      "cpu": (time.process_time() - began[1]) / counted}))


if __name__ == "__main__":
    main(sys.argv[2], int(sys.argv[3]))
