"""The vocabulary: events, topics, Avro schemas, ids."""
