"""How events stand on Kafka: framed with a registry's schema ids when there is a registry.

Inside the house every event is in Avro single-object encoding; the body is the same in both framings, so that
only the header is exchanged at the border.
"""

from __future__ import annotations

from eventlog.port import LogError
from schemas.codec import Codec, CodecError, RegistryFailure


class Framing:
    """Exchanges headers; without a registry it leaves everything as it is. Safe to share between threads."""

    def __init__(self, codec: Codec | None = None) -> None:
        self._codec = codec

    def outgoing(self, type_name: str, value: bytes) -> bytes:
        """The value as it is written. Raises LogError while the registry cannot be asked."""
        if self._codec is None:
            return value
        try:
            return self._codec.with_schema_id(type_name, value)
        except RegistryFailure as error:
            raise LogError(str(error)) from error

    def incoming(self, type_name: str, value: bytes) -> bytes:
        """The value as it is read, whichever framing its writer used. Raises LogError as above.

        What cannot be understood is left as it is: who decodes it says what is wrong with it.
        """
        if self._codec is None:
            return value
        try:
            return self._codec.without_schema_id(type_name, value)
        except CodecError:
            return value
        except RegistryFailure as error:
            raise LogError(str(error)) from error


AS_IT_IS = Framing()
