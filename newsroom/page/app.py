"""The routes: what can be asked of the desk, and in what form it is answered."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import msgspec
from sse_starlette import EventSourceResponse
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from newsroom.errors import Failure, UsageFailure
from newsroom.page.asked import CATEGORIES, SINCES, board_asked, query_of, two_times
from newsroom.page.asking import QuestionQueue, TooManyQuestions
from newsroom.page.board import BoardEntry, DeskBoard
from newsroom.page.box import HEIGHT, WIDTH, box_atom, box_json, box_oembed
from newsroom.page.downloads import claims_csv, figures_sql, incident_json
from newsroom.page.guard import Guard, NotAllowed, SafeHeaders
from newsroom.page.live import LiveFeed, TooManyReaders
from newsroom.page.reading import IncidentTold, TwoTimes
from newsroom.page.rendering import LiveView, Renderer
from sinks.editorial import editors_words
from sinks.store import Store, StoreError

PING_SECONDS = 20
SLOWEST_READER_SECONDS = 30.0
_STATIC = Path(__file__).parent / "static"
_TITLES = {400: "That cannot be asked", 403: "Not allowed", 404: "Not found", 405: "Not here", 413: "Too long",
           429: "Too many at once", 503: "Not now"}

logger = logging.getLogger(__name__)


class UpToDate(Protocol):
    """How far what is shown is behind what was said."""

    complete_until: dt.datetime

    def problem(self) -> str | None: ...


class DeskPages:
    """The handlers. `renderer` is used inside questions only: what it has belongs to the threads that answer them."""

    def __init__(
        self, questions: QuestionQueue[Store], to_board: QuestionQueue[DeskBoard], feed: Callable[[], LiveFeed],
        renderer: Renderer, guard: Guard, known: UpToDate, site: str | None = None,
    ) -> None:
        self.questions, self._to_board = questions, to_board
        self.feed, self.renderer, self.guard = feed, renderer, guard
        self._known = known
        self._site_set = site.rstrip("/") if site is not None else None
        self._boards: dict[tuple[object, ...], str] = {}  # what many ask for at once is made once

    async def board(self, request: Request) -> Response:
        now = dt.datetime.now(dt.UTC)
        asked, stamp = board_asked(request.query_params, now), self.feed().stamp()
        key = (asked, stamp, now.replace(second=0, microsecond=0), self.guard.speaker(request),
               request.query_params.get("since", ""), self._known.problem())
        if key not in self._boards:
            page = await self._to_board.ask(lambda _: self.renderer.board_page(
                asked, **self.shared(request, "board"), version=stamp, query=query_of(request.query_params),
                categories=CATEGORIES, sinces=SINCES, since=request.query_params.get("since", ""),
                page_query=lambda page: query_of(request.query_params, page=page)))
            if len(self._boards) > 100:
                self._boards.clear()
            self._boards[key] = page
        return HTMLResponse(self._boards[key])

    async def incident(self, request: Request) -> Response:
        when, stamp, typed = self._when(request), self.feed().stamp(), request.path_params["incident"]
        values = self.shared(request, "incident") | {"version": stamp, "site": self._site(request)}
        values["times"] = f"?{request.url.query}" if not when.now else ""
        values["said"] = request.query_params.get("said") == "1"
        return HTMLResponse(await self.questions.ask(
            lambda store: self.renderer.incident_page(store, typed, when, **values)))

    async def incident_as(self, request: Request) -> Response:
        told = await self._told(request)
        name = f"incident-{told.incident.incident_id[:12]}"
        match request.path_params["form"]:
            case "json":
                return Response(msgspec.json.encode(incident_json(told)), media_type="application/json")
            case "csv":
                return Response(claims_csv(told), media_type="text/csv; charset=utf-8",
                                headers={"Content-Disposition": f'attachment; filename="{name}.csv"'})
            case "sql":
                return PlainTextResponse(figures_sql(told))
        raise HTTPException(404, "an incident is given as .json, .csv and .sql")

    async def rulings(self, request: Request) -> Response:
        values = self.shared(request, "rulings")

        def read(store: Store) -> str:
            found = editors_words.all_rulings(store, dt.datetime.now(dt.UTC))
            return self.renderer.page("rulings.html", rulings=found, **values)

        return HTMLResponse(await self.questions.ask(read))

    async def box(self, request: Request) -> Response:
        theme = request.query_params.get("theme", "")
        if theme not in ("", "light", "dark"):
            raise UsageFailure(f"theme {theme!r} is none of light, dark")
        stamp = self.feed().stamp()
        return HTMLResponse(await self._of_entry(
            request, lambda entry: self.renderer.box(entry, theme=theme, version=stamp)))

    async def box_as(self, request: Request) -> Response:
        site = self._site(request)
        anywhere = {"Access-Control-Allow-Origin": "*"}
        match request.path_params["form"]:
            case "json":
                return JSONResponse(await self._of_entry(request, box_json), headers=anywhere)
            case "atom":
                return Response(await self._of_entry(request, partial(box_atom, site=site)),
                                media_type="application/atom+xml", headers=anywhere)
        raise HTTPException(404, "a box is given as .json and .atom")

    async def oembed(self, request: Request) -> Response:
        address, form = request.query_params.get("url", ""), request.query_params.get("format", "json")
        if form != "json":
            return PlainTextResponse("oEmbed is given as JSON only", 501)
        before, found, typed = address.partition("/box/")
        if not found or before != self._site(request):
            raise UsageFailure(f"url {address[:100]!r} is no toll box of this desk: write "
                               f"{self._site(request)}/box/INCIDENT")
        sizes = [request.query_params.get(name, str(most)) for name, most in
                 (("maxwidth", WIDTH), ("maxheight", HEIGHT))]
        if not all(size.isascii() and size.isdigit() and len(size) <= 6 for size in sizes):
            raise UsageFailure("maxwidth and maxheight are whole numbers of pixels")
        made = partial(box_oembed, site=self._site(request), width=int(sizes[0]), height=int(sizes[1]))
        return JSONResponse(await self._entry(typed, made), headers={"Access-Control-Allow-Origin": "*"})

    async def live(self, request: Request) -> Response:
        kind = request.path_params["kind"]
        if kind == "board":
            watched = LiveView("board", board_asked(request.query_params, dt.datetime.now(dt.UTC)))
        elif kind in ("incident", "box"):
            typed = request.query_params.get("incident", "")
            watched = LiveView(kind, await self._entry(typed, lambda entry: entry.incident_id))
        else:
            raise HTTPException(404, "live are a board, an incident and a box")
        seen = request.headers.get("last-event-id") or request.query_params.get("v", "")
        messages = self.feed().messages(watched, seen, lambda: self._whole(watched))
        try:  # what is refused has to be said before anything is sent
            first = await anext(messages)
        except StopAsyncIteration:
            raise TooManyReaders from None
        return EventSourceResponse(_all(first, messages), ping=PING_SECONDS, send_timeout=SLOWEST_READER_SECONDS)

    async def _whole(self, view: LiveView) -> Mapping[str, Any]:
        if view.kind == "incident":
            return await self.questions.ask(lambda store: self.renderer.whole_incident(store, str(view.what)))
        return await self._to_board.ask(lambda _: self.renderer.whole(view))

    def _when(self, request: Request) -> TwoTimes:
        """Raises UsageFailure, and Failure while what we had said by then is not all there."""
        when = two_times(request.query_params, dt.datetime.now(dt.UTC))
        if when.as_of is not None and when.as_of > self._known.complete_until:
            raise Failure(f"not all is here yet that was recorded by {when.as_of:%Y-%m-%d %H:%M:%S} UTC: try again in "
                          "some seconds")
        return when

    async def _told(self, request: Request) -> IncidentTold:
        when, typed = self._when(request), request.path_params["incident"]
        return await self.questions.ask(lambda store: self.renderer.read(store, typed, when))

    async def _of_entry(self, request: Request, make: Callable[[BoardEntry], Any]) -> Any:
        return await self._entry(request.path_params["incident"], make)

    async def _entry(self, typed: str, make: Callable[[BoardEntry], Any]) -> Any:
        def find(board: DeskBoard) -> Any:
            entry = board.find(typed)
            if entry is None:
                raise UsageFailure(f"there is no incident {typed[:40]!r} that stands, or there are several")
            return make(entry)

        return await self._to_board.ask(find)

    def _site(self, request: Request) -> str:
        """The address of the desk as readers know it."""
        return self._site_set or f"{request.url.scheme}://{request.url.netloc}"

    def shared(self, request: Request, here: str) -> dict[str, Any]:
        """What the frame of every page says."""
        return {"here": here, "speaker": self.guard.speaker(request), "problem": self._known.problem()}

    async def failed(self, request: Request, error: Exception) -> Response:
        """A plain page, or one line for programs, that says what is wrong."""
        status, told = _status_of(error)
        if status >= 500 and not isinstance(error, StoreError | TooManyQuestions | TooManyReaders):
            logger.error("a page could not be made", exc_info=error, extra={"path": request.url.path})
        headers = {"Retry-After": "5"} if status in (429, 503) else None
        if "text/html" not in request.headers.get("accept", ""):
            return PlainTextResponse(f"{told}\n", status, headers)
        page = self.renderer.page("error.html", title=_TITLES.get(status, "Something went wrong"), message=told,
                                  **self.shared(request, ""))
        return HTMLResponse(page, status, headers)


async def _all(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for message in rest:
        yield message


def _status_of(error: Exception) -> tuple[int, str]:
    match error:
        case HTTPException():
            return error.status_code, error.detail
        case UsageFailure():
            missing = str(error).startswith("there is no ")
            return 404 if missing else 400, str(error)
        case NotAllowed():
            return 403, str(error)
        case TooManyReaders():
            return 503, "as many as can be told at once look at this already: the page can be loaded again by hand"
        case TooManyQuestions():
            return 503, "too much is asked at once: try again in some seconds"
        case StoreError() | Failure():
            return 503, str(error)
    return 500, "the page could not be made; the desk's own log says why"




def desk_app(pages: DeskPages, more: list[Route]) -> Starlette:
    """The application, with `more` routes."""
    handlers: Mapping[Any, Any] = dict.fromkeys(
        (HTTPException, Failure, StoreError, NotAllowed, TooManyReaders, TooManyQuestions, Exception), pages.failed)
    return Starlette(
        routes=[
            Route("/", pages.board),
            Route("/incident/{incident}.{form:str}", pages.incident_as),
            Route("/incident/{incident}", pages.incident),
            Route("/rulings", pages.rulings),
            Route("/box/{incident}.{form:str}", pages.box_as),
            Route("/box/{incident}", pages.box),
            Route("/oembed", pages.oembed),
            Route("/live/{kind}", pages.live),
            *more,
            Mount("/static", StaticFiles(directory=_STATIC)),
        ],
        middleware=[Middleware(SafeHeaders)], exception_handlers=handlers,
    )
