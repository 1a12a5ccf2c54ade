"""Schema ids without a registry, for tests of the codec alone."""

from __future__ import annotations


class IdsInMemory:
    """Gives the schemas their ids from 1, in the order in which they come."""

    def __init__(self) -> None:
        self.schemas: list[str] = []

    def id_of(self, subject: str, schema: str) -> int:
        if schema not in self.schemas:
            self.schemas.append(schema)
        return self.schemas.index(schema) + 1

    def schema(self, schema_id: int) -> str | None:
        return self.schemas[schema_id - 1] if 0 < schema_id <= len(self.schemas) else None
