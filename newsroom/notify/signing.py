"""Signatures after Standard Webhooks 1.0: HMAC-SHA256 of id, time and body, under each secret of the receiver.

Source: the Standard Webhooks specification, sections on signature scheme and secret serialization.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from pathlib import Path

from newsroom.errors import UsageFailure

PREFIX = "whsec_"
_SHORTEST, _LONGEST = 24, 64  # bytes
_LARGEST_FILE = 4096
_MOST = 4  # secrets at a time


def new_secret() -> str:
    """One of 32 random bytes, as it is written down."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def read_secrets(path: Path, where: str) -> tuple[bytes, ...]:
    """The secrets in a file, one a line. Raises UsageFailure, which tells `where` it was named and never a secret."""
    lines = read_private_lines(path, where)
    if len(lines) > _MOST:
        raise UsageFailure(f"{where}: {path} holds {len(lines)} secrets: at most {_MOST}, the one in use and those "
                           "that take its place")
    return tuple(_key(line, f"{where}: {path}") for line in lines)


def read_private_lines(path: Path, where: str, largest: int = _LARGEST_FILE) -> list[str]:
    """The lines of a file that holds secrets, at least one. Raises UsageFailure."""
    try:
        raw = path.read_bytes()[: largest + 1]
        text = raw.decode("utf-8")
    except OSError as error:
        raise UsageFailure(f"{where}: {path} cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise UsageFailure(f"{where}: {path} is no text in UTF-8") from error
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if len(raw) > largest or not lines:
        raise UsageFailure(f"{where}: {path} is {'too large' if lines else 'empty'}: write one a line")
    return lines


def headers_of(name: str, body: bytes, seconds: int, keys: Sequence[bytes]) -> dict[str, str]:
    """What a receiver needs to know that a message is ours and not of old: `seconds` since 1970, of this try."""
    signed = f"{name}.{seconds}.".encode() + body
    signatures = [base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode() for key in keys]
    return {
        "webhook-id": name, "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def _key(line: str, where: str) -> bytes:
    try:
        key = base64.b64decode(line.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not line.startswith(PREFIX) or not _SHORTEST <= len(key) <= _LONGEST:
        raise UsageFailure(f"{where} holds no secret: write {PREFIX} and {_SHORTEST} to {_LONGEST} bytes in base64 "
                           "(`newsroom notify secret` gives one)")
    return key
