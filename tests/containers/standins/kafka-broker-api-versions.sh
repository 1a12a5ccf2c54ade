#!/bin/sh
# As Kafka's own: asks the broker that is named by --bootstrap-server; the jars that tests fetch have not its tools.
exec python -c 'import sys; from kafka import KafkaAdminClient as A; A(bootstrap_servers=sys.argv[2], request_timeout_ms=8000).close()' "$@"
