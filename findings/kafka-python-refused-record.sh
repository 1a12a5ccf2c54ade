#!/usr/bin/env bash
# kafka-python 3.0.12 with a Kafka 4.4.0 broker, 29 November 2026. Needs Java 17 or newer, and Maven to fetch the broker.
#
# Expected: the comment in kafka-python's own code (TransactionManager.classify_batch_error) says that an idempotent
# producer without transactions just fails the batch that the broker refuses, and nothing else. Java's producer does so:
# the next send goes through.
# What happens: two things. After one record that is refused for good (too large for its topic, or dated beyond what
# the topic lets pass) every later send fails with that error, for the code returns "fatal" where its comment says
# otherwise, until the producer is made anew. And flush() raises UnknownError("Future not done") when the broker made
# it split a batch, though the parts are on their way.
# Why it matters: one bad record stops a service for good. An error of a later send names a reason that is not its own,
# so that whoever drops what "is too large" drops good records without end.
set -eu
room=$(mktemp -d)
broker=
trap 'test -z "$broker" || kill "$broker" 2>/dev/null || true; rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check kafka-python==3.0.12

cat > "$room/pom.xml" <<'END'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>broker</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>4.4.0</version>
  </dependency></dependencies>
</project>
END
mvn --batch-mode --quiet --file "$room/pom.xml" dependency:copy-dependencies "-DoutputDirectory=$room/jars"

read -r port controller <<END
$("$room/venv/bin/python" -c 'import socket
both = [socket.create_server(("127.0.0.1", 0)) for _ in "ab"]
print(*(each.getsockname()[1] for each in both))')
END
cat > "$room/server.properties" <<END
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$controller
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=$room/data
offsets.topic.replication.factor=1
END
java -cp "$room/jars/*" kafka.tools.StorageTool format --cluster-id bmV3c3Jvb20tdGVzdHM --config "$room/server.properties" \
    > "$room/format.log" 2>&1
java -cp "$room/jars/*" kafka.Kafka "$room/server.properties" > "$room/broker.log" 2>&1 &
broker=$!

"$room/venv/bin/python" -I - "127.0.0.1:$port" <<'END'
import logging
import os
import sys
import time

import kafka
from kafka import KafkaAdminClient, KafkaProducer
from kafka.errors import KafkaError, UnknownError

logging.getLogger("kafka").setLevel(logging.CRITICAL)
address = sys.argv[1]
for _ in range(60):
    try:
        admin = KafkaAdminClient(bootstrap_servers=address)
        break
    except KafkaError:
        time.sleep(1)
admin.create_topics({
    "small": {"num_partitions": 1, "replication_factor": 1, "configs": {"max.message.bytes": "20000"}},
    "dated": {"num_partitions": 1, "replication_factor": 1,
              "configs": {"message.timestamp.type": "CreateTime", "message.timestamp.before.max.ms": "3600000"}},
})
admin.wait_for_topics(["small", "dated"])


def outcome(future):
    try:
        return f"taken at offset {future.get(10).offset}"
    except KafkaError as error:
        return type(error).__name__


def producer(**settings):
    return KafkaProducer(bootstrap_servers=address, enable_idempotence=True, acks="all", **settings)


seen = {}
for topic, bad in {"small": {"value": os.urandom(60_000)}, "dated": {"value": b"old", "timestamp_ms": 1_000}}.items():
    one = producer()
    seen[topic] = [outcome(one.send(topic, b"good")), outcome(one.send(topic, **bad)),
                   outcome(one.send(topic, b"good again"))]
    one.close()
    other = producer()
    seen[topic].append(outcome(other.send(topic, b"by a new producer")))
    other.close()
    print(topic, "| before:", seen[topic][0], "| refused:", seen[topic][1], "| after:", seen[topic][2], "| new producer:",
          seen[topic][3])

splitting = producer(linger_ms=2_000, batch_size=1_000_000)
futures = [splitting.send("small", os.urandom(8_000)) for _ in range(8)]
try:
    splitting.flush(20)
    flushed = "done"
except UnknownError as error:
    flushed = str(error)
parts = {outcome(future).split(" at")[0] for future in futures}
print("eight records in a batch that is split | flush:", flushed, "| each of them in the end:", *parts)

print("kafka-python", kafka.__version__)
wanted = {"small": "MessageSizeTooLargeError", "dated": "InvalidTimestampError"}
if any(told[1] != wanted[topic] or told[2] != wanted[topic] or not told[3].startswith("taken")
       for topic, told in seen.items()):
    sys.exit("CHANGED: a send after a refused record no longer fails with its error")
if "Future not done" not in flushed or parts != {"taken"}:
    sys.exit("CHANGED: flush no longer fails when a batch was split")
print("As described: one refused record fails all later ones, and flush fails where a batch is split.")
END
