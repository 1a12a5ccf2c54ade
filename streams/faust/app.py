"""The pipeline's work on Faust: one agent on intake, partitions spread over workers.

Faust brings the inputs, shares the partitions among the workers and serves the health pages; deciding is the
desk's, as in every runner. At least once: outputs are acknowledged before an input's offset is committed, and
what is decided again gives the same bytes under the same ids. (Faust's `exactly_once` has open recovery bugs.)
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from typing import Any

import faust
from faust.types import StreamT
from faust.types.auth import CredentialsT
from faust.web import Request, Response, View

from eventlog.kafka.connection import PLAIN, Connection, Security, connect
from eventlog.kafka.framing import AS_IT_IS, Framing
from eventlog.port import EventLog, LogError
from schemas.records import Record
from schemas.topics import DERIVED_TOPICS, INTAKE
from streams.desk.bad_inputs import BadInputLimit
from streams.desk.desk import Desk
from streams.desk.memory import NO_LIMIT, Memory
from streams.faust.fetched import MAX_FETCHED, MAX_WAITING, FetchedSchema, FetchedTransport
from streams.faust.health import WorkerStatus, as_json, health_of
from streams.faust.settings import WorkerSettings
from streams.faust.worker import Worker, WorkerWatcher
from telemetry.stacks import telling_standstills

logger = logging.getLogger(__name__)

_REQUEST_SECONDS = 40.0  # aiokafka's own; Faust demands that it is no less than the session's


def make_app(
    *,
    new_desk: Callable[[], Desk],
    brokers: str,
    open_log: Callable[[], EventLog],
    open_watched: Callable[[], EventLog] | None = None,
    security: Security = PLAIN,
    settings: WorkerSettings | None = None,
    framing: Framing = AS_IT_IS,
    watcher: WorkerWatcher | None = None,
    limit: BadInputLimit = NO_LIMIT,
) -> tuple[faust.App, Callable[[], WorkerStatus]]:
    """A Faust app that does the desk's work, and a function that tells how it is.

    `brokers` is `kafka://host:port[,host:port]`; `open_log` opens the same log (`KafkaLog`), for rebuilding
    memories, `open_watched` one that soon gives up, for seeing whether it is there; `watcher` is told what the worker
    does. The topics must exist: the app makes none. Beyond `limit` of bad inputs the worker does nothing more, but says
    so.
    Raises LogError for an address or a security that makes no sense.
    """
    settings = settings or WorkerSettings()
    connection = connect(brokers, security)
    app = _bare_app(connection, settings)
    watcher = watcher or WorkerWatcher()
    worker = Worker(
        app, settings, new_memory=lambda: Memory(new_desk, limit), open_log=open_log,
        open_watched=open_watched or open_log, watcher=watcher, servers=connection.servers, framing=framing,
    )
    intake = app.topic(
        INTAKE, schema=FetchedSchema(), internal=False,
        acks=False,  # the worker commits by itself: what Faust counts as acknowledged is not what is safe
    )

    @app.agent(intake, name="desk")
    async def desk(stream: StreamT[list[Record]]) -> None:
        async for fetched in stream:
            await worker.take(fetched)

    _serve_pages(app, worker.status, watcher)
    return app, worker.status


def run_worker(
    *,
    new_desk: Callable[[], Desk],
    brokers: str,
    open_log: Callable[[], EventLog],
    open_watched: Callable[[], EventLog] | None = None,
    security: Security = PLAIN,
    settings: WorkerSettings | None = None,
    framing: Framing = AS_IT_IS,
    watcher: WorkerWatcher | None = None,
    limit: BadInputLimit = NO_LIMIT,
    stop: threading.Event | None = None,
) -> None:
    """Work until SIGTERM or SIGINT: then set `stop`, drain, commit and return. Logging is left as it is set up.

    While a broker hangs, the end may take the better part of a minute: whoever cannot wait may kill it.
    Raises LogError when the log is not as it must be, and what a worker cannot survive.
    """
    stop = stop or threading.Event()
    _check_topics(open_log)
    if stop.is_set():
        return
    app, status = make_app(
        new_desk=new_desk, brokers=brokers, open_log=open_log, open_watched=open_watched, security=security,
        settings=settings, framing=framing, watcher=watcher, limit=limit,
    )
    process = _Process(app, stop)
    try:
        with telling_standstills(lambda: health_of(status()), logger, lambda: app.loop):
            process.execute_from_commandline()
    except SystemExit as end:
        if end.code:
            raise app.crash_reason or process.crash_reason or end.__context__ or end from None


class _App(faust.App):
    def _create_directories(self) -> None:
        """None: they are for tables, and a worker that is killed would leave them behind."""


_App.logger = logging.getLogger("faust.app")  # its ups and downs are a library's lines


class _Process(faust.Worker):
    """Faust's process, which tells that it was told to stop."""

    def __init__(self, app: faust.App, stop: threading.Event) -> None:
        super().__init__(app, override_logging=False, redirect_stdouts=False, quiet=True)
        self.spinner = None  # it draws where the logs go
        self._told = stop

    def _schedule_shutdown(self, number: signal.Signals) -> None:
        self._told.set()
        super()._schedule_shutdown(number)


def _check_topics(open_log: Callable[[], EventLog]) -> None:
    log = open_log()
    try:
        counts = {topic: log.partitions(topic) for topic in (INTAKE, *DERIVED_TOPICS)}
    finally:
        log.close()
    if len(set(counts.values())) != 1:
        told = ", ".join(f"{topic} {count}" for topic, count in counts.items())
        raise LogError(f"these topics must have equally many partitions, but have: {told}; see `newsroom topics`")


def _bare_app(connection: Connection, settings: WorkerSettings) -> faust.App:
    app = _App(
        settings.group,
        broker=[f"kafka://{server}" for server in connection.servers],
        broker_credentials=_credentials(connection.security),
        broker_session_timeout=settings.session_seconds,
        broker_heartbeat_interval=settings.heartbeat_seconds,
        broker_request_timeout=max(_REQUEST_SECONDS, settings.session_seconds),
        broker_max_poll_records=MAX_FETCHED,
        stream_buffer_maxsize=MAX_WAITING,
        consumer_auto_offset_reset="earliest",
        processing_guarantee="at_least_once",
        store="memory://",
        key_serializer="raw",
        value_serializer="raw",
        topic_allow_declare=False,  # topics and their partitions are `newsroom topics`' affair
        topic_disable_leader=True,
        reply_create_topic=False,
        autodiscover=False,
        web_bind=settings.web_host,
        web_host=settings.web_host,
        web_port=settings.web_port,
    )
    app.transport = FetchedTransport(app.conf.broker_consumer, app)
    return app


def _credentials(security: Security) -> CredentialsT | None:
    context = security.ssl_context()
    if security.mechanism is not None:
        return faust.SASLCredentials(
            mechanism=security.mechanism, username=security.username, password=security.password, ssl_context=context
        )
    return faust.SSLCredentials(context) if context is not None else None


def _serve_pages(app: faust.App, status: Callable[[], WorkerStatus], watcher: WorkerWatcher) -> None:
    @app.page("/healthz")
    async def healthz(view: View, _request: Request) -> Response:
        """200 while the worker lives; 503 when inputs wait and nothing has happened for too long."""
        now = status()
        return _answer(view, now, well=now.alive)

    @app.page("/readyz")
    async def readyz(view: View, _request: Request) -> Response:
        """200 when the worker holds its partitions, their memories stand and the log is there; 503 until then."""
        now = status()
        return _answer(view, now, well=now.ready)

    @app.page("/metrics")
    async def metrics(view: View, request: Request) -> Response:
        """Whatever the watcher makes of it; 404 when it makes nothing."""
        page = watcher.metrics_page(status(), request.headers.get("Accept"))
        if page is None:
            return view.text("no metrics", status=404)
        return view.bytes(page[0], headers={"Content-Type": page[1]})


def _answer(view: Any, status: WorkerStatus, *, well: bool) -> Response:
    answer: Response = view.json(as_json(status), status=200 if well else 503)
    return answer
