"""`newsroom desk`: serves the page until stopped."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import uvicorn
from starlette.applications import Starlette

from newsroom.errors import Failure, UsageFailure, complain
from newsroom.page.app import DeskPages, desk_app
from newsroom.page.asking import QuestionQueue
from newsroom.page.board import DeskBoard
from newsroom.page.editing import Editing, words_at_the_log
from newsroom.page.guard import Guard, speakers
from newsroom.page.live import LiveFeed
from newsroom.page.rendering import Renderer
from newsroom.pipeline import new_figures
from newsroom.services.desk.deciding import DecidesUnlessOthersDo
from newsroom.services.desk.following import BoardFollowing, ChangedIncidents, StoreFollowing, beside
from newsroom.services.desk.store import refuse_other_stores
from newsroom.services.pages import pages_port, serving_pages
from newsroom.services.stopping import DONE_AGAIN, stopped_by_signals
from newsroom.services.watching import Vitals, vitals
from newsroom.settings import Settings, on_kafka
from newsroom.wiring import open_log
from sinks.store import Store, StoreError

SILENCE_SECONDS = 60.0
CONNECTIONS_AT_MOST = 4_000
_END_SECONDS = 4.0

logger = logging.getLogger(__name__)


def desk(settings: Settings, ready: Callable[[str], None] = lambda _: None) -> None:
    """Serve the page until stopped; `ready` is told its address once it can be asked.

    Raises UsageFailure, Failure; StoreError for what no waiting cures.
    """
    refuse_other_stores(settings)
    guard = Guard(speakers(settings.desk_user_header, settings.desk_proxies, settings.desk_tokens_file))
    told = vitals("desk", SILENCE_SECONDS)
    with (
        stopped_by_signals(DONE_AGAIN, code=0) as stop, _listening(settings.desk_listen) as listener,
        serving_pages(told, settings, pages_port("desk", settings)),
    ):
        to_store, to_board = QuestionQueue[Store](), QuestionQueue[DeskBoard]()
        board, changed = DeskBoard(), ChangedIncidents()
        renderer = Renderer(board, lambda policy: new_figures(settings, policy), editing=guard.editing)
        following = StoreFollowing(settings, to_store, renderer, changed, told, stop)
        of_board = BoardFollowing(settings, to_board, renderer, board, changed, told, stop)
        server = _Server(listener, told, stop)
        pages = DeskPages(to_store, to_board, lambda: server.feed, renderer, guard, following, settings.desk_site)
        editing = Editing(pages, lambda policy: new_figures(settings, policy), words_at_the_log(
            lambda: open_log(settings, must_exist=True), _once_said(settings, told)))
        with (
            _refusing_at_the_end(to_store, to_board), server.running(desk_app(pages, editing.routes())),
            beside(lambda: of_board.run(server.feed), "board", stop, _END_SECONDS),
        ):
            where = f"http://{_host_port(listener)}/"
            complain(f"newsroom: the desk's page is at {where}")
            ready(where)
            following.run(server.feed)
        if of_board.failed is not None:
            raise of_board.failed
        if server.failed is not None:
            raise Failure(f"the desk's page could not be served any more: {server.failed!r}")


def _once_said(settings: Settings, told: Vitals) -> Callable[[], None]:
    """What is done when an editor has said something: it is counted, and decided if nobody does on this machine."""
    decide = None if on_kafka(settings) else DecidesUnlessOthersDo(settings)

    def said() -> None:
        told.metrics.desk_edits.inc()
        if decide is not None:
            threading.Thread(target=decide, name="editors-words", daemon=True).start()

    return said


@contextlib.contextmanager
def _refusing_at_the_end(*queues: QuestionQueue[Any]) -> Iterator[None]:
    """Whoever waits for an answer when nobody answers any more is told so."""
    try:
        yield
    finally:
        for questions in queues:
            questions.refuse_all(StoreError("the desk has ended"))


class _Server:
    """uvicorn in a thread of its own, so that the store's thread can be the main one."""

    def __init__(self, listener: socket.socket, told: Vitals, stop: threading.Event) -> None:
        self._listener, self._told, self._stop = listener, told, stop
        self._ready = threading.Event()
        self.feed: LiveFeed
        self.failed: BaseException | None = None

    @contextlib.contextmanager
    def running(self, app: Starlette) -> Iterator[None]:
        """While the block runs; readers are let go at its end."""
        thread = threading.Thread(target=self._run, args=(app,), name="page", daemon=True)
        thread.start()
        self._ready.wait()
        try:
            yield
        finally:
            self._loop.call_soon_threadsafe(self._end)
            thread.join(_END_SECONDS)

    def _run(self, app: Starlette) -> None:
        config = uvicorn.Config(
            app, log_config=None, access_log=False, lifespan="off", proxy_headers=False, server_header=False,
            timeout_keep_alive=15, timeout_graceful_shutdown=2, limit_concurrency=CONNECTIONS_AT_MOST, backlog=1024,
        )
        self._server = uvicorn.Server(config)
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001 - it is told where the service ends
            self.failed = error
        finally:
            self._ready.set()
            self._stop.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.feed = LiveFeed(self._loop, self._told.metrics.desk_skips.inc)
        self._told.metrics.desk_readers.set_function(lambda: self.feed.readers)
        self._ready.set()
        await self._server.serve(sockets=[self._listener])

    def _end(self) -> None:
        self.feed.end()
        self._server.should_exit = True


@contextlib.contextmanager
def _listening(address: str) -> Iterator[socket.socket]:
    """Raises UsageFailure for what is no address, Failure for one that cannot be had."""
    host, _, port = address.rpartition(":")
    if not host or not (port.isascii() and port.isdigit() and int(port) <= 65_535):
        raise UsageFailure(f"--listen {address!r} is no address: write HOST:PORT, as 127.0.0.1:6080")
    host = host.strip("[]")
    try:
        listener = socket.create_server((host, int(port)), family=socket.AF_INET6 if ":" in host else socket.AF_INET,
                                        backlog=1024)
    except OSError as error:
        raise Failure(f"the desk cannot be served at {address}: {error.strerror or error}; choose another with "
                      "--listen or NEWSROOM_DESK_LISTEN") from error
    with listener:
        yield listener


def _host_port(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
