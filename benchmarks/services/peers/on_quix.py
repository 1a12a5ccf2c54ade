"""The house's desks on Quix Streams, one worker. Usage: python -P on_quix.py HOST:PORT

At least once, as our worker, but the memories are not kept.
"""

from __future__ import annotations

import sys
from typing import Any

from quixstreams import Application
from quixstreams.context import message_context
from quixstreams.models.serializers import SerializationContext, Serializer

from benchmarks.services.peers.desks import LIKE_OURS, Desks, headers_of
from schemas.records import NewRecord
from schemas.topics import DERIVED_TOPICS, INTAKE


class _Bytes(Serializer):  # type: ignore[misc]
    def __call__(self, value: NewRecord, ctx: SerializationContext) -> bytes:  # noqa: ARG002
        return value.value


def main(server: str) -> None:
    desks = Desks()

    def decided(value: bytes, key: bytes, timestamp: int, headers: Any) -> list[NewRecord]:
        place = message_context()
        return desks.decide(place.topic, place.partition, place.offset, timestamp, key, value, headers or ())

    app = Application(server, consumer_group="desks", auto_offset_reset="earliest", auto_create_topics=False,
                      use_changelog_topics=False, producer_extra_config=LIKE_OURS, loglevel="ERROR")
    topics = {name: app.topic(name, value_serializer=_Bytes()) for name in DERIVED_TOPICS}
    outputs = app.dataframe(app.topic(INTAKE, value_deserializer="bytes")).apply(decided, expand=True, metadata=True)
    outputs = outputs.set_headers(lambda output, *_: headers_of(output))
    outputs.to_topic(lambda output, *_: topics[output.topic], key=lambda output: output.key.encode())
    app.run()


if __name__ == "__main__":
    main(sys.argv[1])
