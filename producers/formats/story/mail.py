"""A story that came by e-mail, its header above it: subject, sender and date are the header's. Pure."""

from __future__ import annotations

import datetime as dt
import email
import re
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime
from typing import NamedTuple

_HEADER = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{1,40}:[ \t].{0,998}\r?\n(?:[ \t].{1,998}\r?\n){0,20}){3,60}\r?\n")
_NEEDED = (b"from:", b"subject:", b"date:")
_ANSWERED = re.compile(r"\A(?:(?:re|fw|fwd|aw|wg|tr)\s?:\s{0,3})+", re.IGNORECASE)
_QUOTED = re.compile(r"^>.*\n?", re.MULTILINE)


class Mail(NamedTuple):
    """What an e-mail says; its text without what it quotes of others."""

    subject: str | None
    sender: str | None  # the name, not the address
    sent: dt.datetime | None
    text: bytes


def read_mail(raw: bytes) -> Mail | None:
    """The e-mail that a document is, None where it does not begin with a header that names sender, subject and date."""
    header = _HEADER.match(raw.lstrip(b"\xef\xbb\xbf\r\n"))
    fields = b"\n" + header[0].lower() if header is not None else b""
    if header is None or not all(b"\n" + name in fields for name in _NEEDED):
        return None
    message = email.message_from_bytes(raw.lstrip(b"\xef\xbb\xbf\r\n"), _class=EmailMessage, policy=default)
    try:
        body = message.get_body(("plain",))
        text = body.get_content() if body is not None else ""
        sender = parseaddr(str(message["From"]))[0]
        subject = _ANSWERED.sub("", " ".join(str(message["Subject"]).split()))
        sent = parsedate_to_datetime(str(message["Date"]))
    except (LookupError, ValueError, TypeError, AttributeError):  # garbled: its text is read as it stands
        return None
    return Mail(
        subject or None, " ".join(sender.split()) or None, sent if sent.tzinfo is not None else None,
        _QUOTED.sub("", text).encode("utf-8", "replace"),
    )  # fmt: skip
