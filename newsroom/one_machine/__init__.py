"""The pipeline of one machine: desks here, or spread over processes, between a SQLite log and an embedded store."""
