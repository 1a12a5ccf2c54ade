"""The desks bound to Kafka: the one room of `streams` that knows of networks and clocks."""
