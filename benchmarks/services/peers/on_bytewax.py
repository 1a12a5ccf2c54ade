"""The house's desks on Bytewax, one worker. Usage: python -P on_bytewax.py HOST:PORT

Without recovery: the memories are not kept and no offset is committed, so it does less than our worker.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from bytewax import operators
from bytewax.connectors.kafka import KafkaSink, KafkaSinkMessage, KafkaSource
from bytewax.dataflow import Dataflow
from bytewax.run import cli_main

from benchmarks.services.peers.desks import LIKE_OURS, Desks, headers_of
from schemas.topics import INTAKE


def main(server: str) -> None:
    desks = Desks()

    def decided(message: Any) -> Iterator[Any]:
        for output in desks.decide(message.topic, message.partition, message.offset, message.timestamp[1], message.key,
                                   message.value, message.headers):
            yield KafkaSinkMessage(output.key.encode(), output.value, topic=output.topic, headers=headers_of(output))

    flow = Dataflow("desks")
    inputs = operators.input("intake", flow, KafkaSource([server], [INTAKE]))
    operators.output("outputs", operators.flat_map("decide", inputs, decided), KafkaSink([server], None, LIKE_OURS))
    cli_main(flow, workers_per_process=1)


if __name__ == "__main__":
    main(sys.argv[1])
