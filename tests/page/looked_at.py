"""A page that is served, as tests ask it; what stands behind it is a house's own."""

from __future__ import annotations

import datetime as dt
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import httpx

from schemas.events import UpdateReceived
from tests.builders import NOON, received
from tests.services.running import Service

PATIENCE_SECONDS = 60.0
_ADDRESS = re.compile(r"the desk's page is at (http://\S+)/")


class LookedAt(ABC):
    """The page of `desk`, which runs."""

    def __init__(self, desk: Service) -> None:
        self._serves(desk)

    def _serves(self, desk: Service) -> None:
        self.desk = desk
        self.address = self._address()
        self.client = httpx.Client(base_url=self.address, timeout=PATIENCE_SECONDS)

    @abstractmethod
    def take_in(self, update: UpdateReceived) -> None:
        """An update comes in and is decided, now or soon."""

    @abstractmethod
    def decide(self) -> None:
        """Have what is on intake decided, now or soon."""

    def take(self, text: str, at: dt.datetime = NOON, **fields: Any) -> str:
        """The same of an update with this text; its id."""
        update = received(text, at, **fields)
        self.take_in(update)
        return update.update_id

    def page(self, path: str, **asked: Any) -> httpx.Response:
        """As a browser asks for it."""
        return self.client.get(path, headers={"accept": "text/html"}, **asked)

    def until(self, path: str, holds: Callable[[str], bool]) -> str:
        """The page once it is so."""
        began = time.monotonic()
        while not holds(text := str(self.page(path).text)):
            assert time.monotonic() - began < PATIENCE_SECONDS, f"{text}\n{self.desk.logged()}"
            time.sleep(0.1)
        return text

    def incident(self) -> str:
        """The id of the one incident on the board."""
        text = self.until("/", lambda page: "/incident/" in page)
        found = set(re.findall(r'/incident/([0-9a-f]+)"', text))
        assert len(found) == 1
        return str(found.pop())

    def close(self) -> None:
        """Stop the page, which must end well."""
        self.client.close()
        code, _seconds = self.desk.stop()
        assert code == 0, self.desk.logged()
        assert "Traceback" not in self.desk.logged(), self.desk.logged()

    def _address(self) -> str:
        began = time.monotonic()
        while (found := _ADDRESS.search(self.desk.logged())) is None:
            assert self.desk.process.poll() is None, self.desk.logged()
            assert time.monotonic() - began < PATIENCE_SECONDS, self.desk.logged()
            time.sleep(0.1)
        return str(found[1])
