"""Tells persons through Apprise: mail, Slack, Teams and whatever else it knows. Its addresses hold secrets."""

from __future__ import annotations

import hashlib
import logging

from newsroom.notify.webhooks import NotTaken

WAIT_SECONDS = 60.0  # for one message


class People:
    """One Apprise address, of a person or a channel; used by one thread."""

    def __init__(self, address: str) -> None:
        """Raises ValueError for what Apprise does not know; the message does not tell the address."""
        from apprise import Apprise  # a third of a second that who tells only programs need not wait

        logging.getLogger("apprise").setLevel(logging.CRITICAL)  # else it would log addresses that it cannot read
        self._apprise = Apprise()
        if not self._apprise.add(address):
            kind = address.partition("://")[0] if "://" in address else ""
            named = f"{kind}://… " if kind.isalnum() and len(kind) < 20 else ""
            raise ValueError(f"{named}is no address that Apprise knows")
        self.kind = address.partition("://")[0]

    def send(self, name: str, title: str, content: bytes) -> None:  # noqa: ARG002 - the text ends with it
        """Raises NotTaken unless the service took it."""
        from apprise import NotifyFormat

        try:
            taken = self._apprise.notify(body=content.decode(), title=title, body_format=NotifyFormat.TEXT,
                                         interpret_escapes=False, timeout=WAIT_SECONDS)
        except Exception as error:  # noqa: BLE001 - of a hundred plugins; what they say may hold the address
            raise NotTaken(f"its {self.kind} service failed ({type(error).__name__})") from None
        if not taken:
            raise NotTaken(f"its {self.kind} service did not take it")

    def close(self) -> None:
        """Nothing is kept open."""


def queue_suffix(address: str) -> str:
    """Tells an address from the others of its receiver, without telling it."""
    return hashlib.blake2b(address.encode(), digest_size=4).hexdigest()
