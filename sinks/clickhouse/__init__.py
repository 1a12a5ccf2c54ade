"""The store on a ClickHouse server, over its own protocol."""
