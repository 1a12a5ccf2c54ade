"""The log as a port, and its adapters."""
