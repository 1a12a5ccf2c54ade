#!/usr/bin/env bash
# Bytewax 0.21.1 with confluent-kafka 2.12.2, 30 November 2026. The broker is the one inside of librdkafka.
#
# Expected: bytewax.connectors.kafka.KafkaSinkMessage has a field `partition` beside topic, key, value, headers and
# timestamp. KafkaSink writes the message to that partition, as the library beneath it does when it is told one.
# What happens: KafkaSink hands all the others to the producer and leaves this one out. A message goes where its key
# is hashed to, or anywhere without a key; nothing is raised.
# Why it matters: whoever keeps what belongs together in one partition by its number, so that one reader meets it in
# order, finds it spread over all of them.
set -eu
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check bytewax==0.21.1 confluent-kafka==2.12.2

"$room/venv/bin/python" -I - <<'END'
import sys
from importlib.metadata import version

from bytewax import operators
from bytewax.connectors.kafka import KafkaSink, KafkaSinkMessage
from bytewax.dataflow import Dataflow
from bytewax.testing import TestingSource, run_main
from confluent_kafka import Consumer, Producer

WANTED = 3
holder = Producer({"bootstrap.servers": "none", "test.mock.num.brokers": 1})  # the mock broker lives as long as it
known = holder.list_topics("toll", timeout=10)
address = "{0.host}:{0.port}".format(next(iter(known.brokers.values())))
partitions = len(holder.list_topics("toll", timeout=10).topics["toll"].partitions)

messages = [KafkaSinkMessage(f"desk {n}".encode(), b"by bytewax", topic="toll", partition=WANTED) for n in range(40)]
flow = Dataflow("finding")
operators.output("out", operators.input("in", flow, TestingSource(messages)), KafkaSink([address], topic=None))
run_main(flow)

other = Producer({"bootstrap.servers": address})
for message in messages:
    other.produce("toll", b"by its library", message.key, partition=message.partition)
other.flush(10)

reader = Consumer({"bootstrap.servers": address, "group.id": "finding", "auto.offset.reset": "earliest"})
reader.subscribe(["toll"])
found = {b"by bytewax": [], b"by its library": []}
while sum(map(len, found.values())) < 2 * len(messages):
    message = reader.poll(30)
    if message is None or message.error():
        sys.exit(f"the mock broker does not answer: {message and message.error()}")
    found[message.value()].append(message.partition())
reader.close()

print("bytewax", version("bytewax"), "confluent-kafka", version("confluent-kafka"), partitions, "partitions")
for how, where in found.items():
    print(f"40 messages for partition {WANTED}, {how.decode()}: on partitions", *sorted(set(where)))
if set(found[b"by its library"]) != {WANTED}:
    sys.exit("CHANGED: the library beneath no longer writes where it is told")
if set(found[b"by bytewax"]) == {WANTED}:
    sys.exit("CHANGED: KafkaSink writes to the partition that its messages name")
print("As described: KafkaSink does not write to the partition that its messages name.")
END
