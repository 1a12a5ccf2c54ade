"""What can go wrong between us and a ClickHouse server, and what a retry may cure."""

from __future__ import annotations

from clickhouse_driver import errors

from sinks.store import StoreError, StoreUnavailable, error_line

# server errors that pass: overload, limits, restarts, replicas and Keeper out of reach, a disk that is full
_PASSING_CODES = frozenset({
    32,  # ATTEMPT_TO_READ_AFTER_EOF
    101,  # UNEXPECTED_PACKET_FROM_CLIENT, after a connection was cut
    159,  # TIMEOUT_EXCEEDED
    160,  # TOO_SLOW
    173,  # CANNOT_ALLOCATE_MEMORY
    198,  # DNS_ERROR
    202,  # TOO_MANY_SIMULTANEOUS_QUERIES
    203,  # NO_FREE_CONNECTION
    209,  # SOCKET_TIMEOUT
    210,  # NETWORK_ERROR
    225,  # NO_ZOOKEEPER
    236,  # ABORTED
    241,  # MEMORY_LIMIT_EXCEEDED
    242,  # TABLE_IS_READ_ONLY
    243,  # NOT_ENOUGH_SPACE
    252,  # TOO_MANY_PARTS
    254,  # NO_ACTIVE_REPLICAS
    279,  # ALL_CONNECTION_TRIES_FAILED
    285,  # TOO_FEW_LIVE_REPLICAS
    286,  # UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE
    289,  # REPLICA_IS_NOT_IN_QUORUM
    319,  # UNKNOWN_STATUS_OF_INSERT
    369,  # ALL_REPLICAS_ARE_STALE
    394,  # QUERY_WAS_CANCELLED
    439,  # CANNOT_SCHEDULE_TASK
    473,  # DEADLOCK_AVOIDED
    745,  # SERVER_OVERLOADED
    999,  # KEEPER_EXCEPTION
})
_PASSING = (
    errors.NetworkError, errors.SocketTimeoutError, errors.UnexpectedPacketFromServerError,
    errors.UnknownPacketFromServerError, errors.ChecksumDoesntMatchError, OSError, EOFError,
)
_UNKNOWN_DATABASE = 81
_WRONG_CERTIFICATE = ("CERTIFICATE_VERIFY_FAILED", "certificate verify failed", "Hostname mismatch")


def explained(where: str, doing: str, error: Exception) -> StoreError:
    """The driver's error as one clear line: StoreUnavailable when a retry may cure it, else StoreError."""
    text = error_line(_message(error)) or type(error).__name__
    what = f"the store at {where} failed while {doing}: {text}"
    if isinstance(error, errors.ServerException):
        if error.code == _UNKNOWN_DATABASE:
            return StoreError(f"the store at {where} has no such database: run `newsroom migrate` on it")
        return (StoreUnavailable if error.code in _PASSING_CODES else StoreError)(what)
    if isinstance(error, _PASSING):
        if any(sign in text for sign in _WRONG_CERTIFICATE):
            return StoreError(f"the store at {where} shows a certificate that cannot be trusted: {text}")
        return StoreUnavailable(f"the store at {where} cannot be reached while {doing}: {text}")
    return StoreError(what)


def _message(error: Exception) -> str:
    message = getattr(error, "message", None)
    return message if isinstance(message, str) and message else str(error)
