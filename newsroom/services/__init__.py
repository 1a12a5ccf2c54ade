"""The commands that run until they are stopped: each a process, told about in structured logs and metrics."""
