"""Editors' words on the page: each is shown with what it would make of the figures, and said once that is confirmed.

What is said is the same event on the log as of the command, by the same rules (`newsroom/commands/editors.py`).
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qs, quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from newsroom.commands import editors
from newsroom.commands.editors import EditorsWords
from newsroom.commands.incident_named import incident_named
from newsroom.errors import UsageFailure
from newsroom.moments import moment_of
from newsroom.page import previews
from newsroom.page.app import DeskPages
from newsroom.page.asked import CATEGORIES
from newsroom.page.guard import COOKIE, SPEAKS_FOR_SECONDS, NotAllowed, check_origin
from newsroom.page.previews import NewFigures, Outlook
from newsroom.page.reading import TwoTimes
from schemas.characters import harmless_line
from sinks.store import Store

LONGEST_FORM = 64 * 1024  # bytes
LONGEST_REASON = 2_000  # characters
MOST_NUMBER = 10**9
WRONG_TOKENS_AT_MOST = 10  # in a minute, of all who try
WORDS = ("rule", "unrule", "recall", "merge", "split")

logger = logging.getLogger(__name__)


class _Form(NamedTuple):
    """What was typed: the first value of each field, and all of `update`."""

    fields: Mapping[str, str]
    updates: Sequence[str]

    def need(self, name: str, what: str) -> str:
        value = self.fields.get(name, "").strip()
        if not value:
            raise UsageFailure(f"{what} is missing: go back and fill it in")
        return value


class Editing:
    """The routes of editors. `say` puts words on the log; it may take a while, and runs in a thread of its own."""

    def __init__(self, pages: DeskPages, new_figures: NewFigures, say: Callable[[EditorsWords], None]) -> None:
        self._pages, self._new_figures, self._say = pages, new_figures, say
        self._wrong: list[float] = []

    def routes(self) -> list[Route]:
        if not self._pages.guard.editing:
            return []
        return [
            Route("/speak", self.speak), Route("/speak", self.take_token, methods=["POST"]),
            Route("/edit/{word}", self.form), Route("/edit/{word}", self.said, methods=["POST"]),
        ]

    async def speak(self, request: Request) -> Response:
        return self._page(request, "speak.html", with_tokens=self._pages.guard.with_tokens)

    async def take_token(self, request: Request) -> Response:
        check_origin(request)
        form, guard = await _read(request), self._pages.guard
        answer = RedirectResponse("/speak", 303)
        if form.fields.get("end"):
            answer.delete_cookie(COOKIE)
            return answer
        now = time.monotonic()
        self._wrong = [at for at in self._wrong if now - at < 60]
        if len(self._wrong) >= WRONG_TOKENS_AT_MOST:
            raise HTTPException(429, "too many wrong tokens were tried: wait a minute")
        cookie = guard.cookie_of(form.fields.get("token", ""))
        if cookie is None:
            self._wrong.append(now)
            logger.warning("a wrong token was tried", extra={"from": request.client.host if request.client else "?"})
            raise NotAllowed("nobody has this token: look it up and type it again")
        answer.set_cookie(COOKIE, cookie, max_age=SPEAKS_FOR_SECONDS, httponly=True, samesite="strict",
                          secure=request.url.scheme == "https")
        return answer

    async def form(self, request: Request) -> Response:
        word, speaker = _word(request), self._speaker(request)
        query = {name: harmless_line(value)[:200] for name, value in request.query_params.items()}
        told, typed = None, query.get("incident", "")
        if not typed:
            raise UsageFailure("it is not said of which incident: open the form from the page of one")
        if word != "split":
            await self._pages.questions.ask(lambda store: incident_named(store, typed))
        else:
            told = await self._pages.questions.ask(
                lambda store: self._pages.renderer.read(store, typed, TwoTimes()).updates)
        return self._page(request, "edit.html", word=word, fields=query, updates=told, chosen=(), outlook=None,
                          categories=CATEGORIES, mark=self._pages.guard.mark(speaker))

    async def said(self, request: Request) -> Response:
        word, speaker = _word(request), self._speaker(request)
        form = await _read(request)
        self._pages.guard.check_form(request, speaker, form.fields.get("mark"))
        form.need("reason", "the reason")

        def weigh(store: Store) -> tuple[EditorsWords, list[Outlook]]:
            return self._weighed(store, word, form, speaker)

        words, outlook = await self._pages.questions.ask(weigh)
        if form.fields.get("confirmed") != "1":
            told = words.told.partition(": ")[2] if word == "rule" else words.told  # it has no id before it is said
            return self._page(request, "edit.html", word=word, fields=form.fields, chosen=form.updates, updates=None,
                              outlook=outlook, told=told, categories=CATEGORIES,
                              mark=self._pages.guard.mark(speaker))
        await asyncio.to_thread(self._say, words)
        logger.info("an editor said something", extra={"word": word, "by": speaker, "told": words.told})
        return RedirectResponse(f"/incident/{quote(form.need('incident', 'the incident'), safe='')}?said=1", 303)

    def _weighed(self, store: Store, word: str, form: _Form, by: str) -> tuple[EditorsWords, list[Outlook]]:
        """The events as the command makes them, and what they would come to."""
        reason = harmless_line(form.need("reason", "the reason"))
        if len(reason) > LONGEST_REASON:
            raise UsageFailure(f"the reason has {len(reason):,} characters: {LONGEST_REASON:,} are taken at most")
        incident = form.need("incident", "the incident")
        match word:
            case "rule":
                best, category = _number(form.need("best", "the number")), form.need("category", "the category")
                until = moment_of("until", form.fields.get("until", "").strip() or None)
                return (editors.ruling_of(store, incident, category, best, by, reason, until),
                        previews.outlook_of_ruling(store, incident, category, best, self._new_figures))
            case "unrule":
                ruling = form.need("ruling", "the ruling")
                return (editors.ruling_withdrawn_of(store, ruling, by, reason),
                        previews.outlook_of_unruling(store, incident, ruling, self._new_figures))
            case "recall":
                update = form.need("update", "the update")
                undo = form.need("kind", "what happened") == "withdraw"
                return (editors.recall_of(store, update, by, reason, undo=undo),
                        previews.outlook_of_recall(store, incident, {update}, self._new_figures))
            case "merge":
                both = [incident, form.need("other", "the other incident")]
                return (editors.merge_of(store, both, by, reason),
                        previews.outlook_of_merge(store, both, self._new_figures))
        if not form.updates:
            raise UsageFailure("no update is chosen: go back and choose those to be split off")
        since = moment_of("since", form.fields.get("since", "").strip() or None)
        return (editors.split_of(store, incident, form.updates, since, by, reason),
                previews.outlook_of_split(store, incident, set(form.updates), self._new_figures))

    def _speaker(self, request: Request) -> str:
        speaker = self._pages.guard.speaker(request)
        if speaker is None:
            raise NotAllowed("it is not known who speaks: open /speak first, or come by way of the proxy that knows")
        return speaker

    def _page(self, request: Request, template: str, **values: Any) -> Response:
        return HTMLResponse(self._pages.renderer.page(template, **self._pages.shared(request, "speak"), **values))


def _word(request: Request) -> str:
    word: str = request.path_params["word"]
    if word not in WORDS:
        raise HTTPException(404, f"an editor can {', '.join(WORDS)}")
    return word


_NUMBER = re.compile(r"[0-9]+|[0-9]{1,3}(,[0-9]{3})+")


def _number(text: str) -> int:
    bare = text.replace(",", "")
    if _NUMBER.fullmatch(text) is None or len(bare) > 10 or int(bare) > MOST_NUMBER:
        raise UsageFailure(f"{text[:30]!r} is no number of people: write it in digits")
    return int(bare)


async def _read(request: Request) -> _Form:
    """Raises HTTPException for a form that is too long or none."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(400, "this is no form of this page")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_FORM:
            raise HTTPException(413, f"a form may have {LONGEST_FORM:,} bytes at most")
    try:
        read = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=1_000, strict_parsing=bool(body))
    except ValueError as error:
        raise HTTPException(400, "this is no form of this page") from error
    fields = {name: values[0] for name, values in read.items()}
    return _Form(fields, [harmless_line(each).strip() for each in read.get("update", ())])


def words_at_the_log(open_log: Callable[[], Any], said: Callable[[], None]) -> Callable[[EditorsWords], None]:
    """What puts words on the log that `open_log` opens, and then calls `said`."""

    def say(words: EditorsWords) -> None:
        with open_log() as log:
            editors.put_on_log(log, words)
        said()

    return say
