"""Ids are facts: digests of what identifies a thing, never random and never of arrival."""

import datetime as dt
import hashlib


def digest(kind: str, *parts: str | int | dt.datetime | None) -> str:
    """The 32 hex digits that name the thing of this kind with these identifying parts.

    Parts are told apart by their lengths, so that ("ab", "c") and ("a", "bc") differ, and None from "".
    """
    told = [kind.encode()]
    for part in parts:
        if part is None:
            told.append(b"\x00-")
            continue
        text = part.isoformat() if isinstance(part, dt.datetime) else str(part)
        raw = text.encode("utf-8", "surrogatepass")
        told.append(b"\x00%d:%b" % (len(raw), raw))
    return hashlib.blake2b(b"".join(told), digest_size=16).hexdigest()
