"""Questions asked by many and answered by the one thread that has what is asked; how many wait is bounded."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import time
from collections.abc import Callable
from typing import Any, Generic, NamedTuple, TypeVar

WAITING_AT_MOST = 300

S = TypeVar("S")
T = TypeVar("T")


class TooManyQuestions(Exception):
    """So many wait already that another one would be answered too late."""


class _Question(NamedTuple):
    ask: Callable[[Any], Any]
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[Any]


class QuestionQueue(Generic[S]):
    """`ask` is called on an event loop, `serve` by the thread that has the S that is asked."""

    def __init__(self) -> None:
        self._questions: queue.Queue[_Question] = queue.Queue(WAITING_AT_MOST)

    async def ask(self, question: Callable[[S], T]) -> T:
        """The answer. Raises TooManyQuestions, and whatever the question does."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        try:
            self._questions.put_nowait(_Question(question, loop, answer))
        except queue.Full as error:
            raise TooManyQuestions from error
        return await answer

    def serve(self, asked: S, seconds: float) -> None:
        """Answer what comes for so many seconds; the one under way is finished."""
        until = time.monotonic() + seconds
        while True:
            left = until - time.monotonic()
            try:
                question = self._questions.get(timeout=left) if left > 0 else self._questions.get_nowait()
            except queue.Empty:
                return
            if not question.answer.cancelled():
                _answer(question, asked)
            if time.monotonic() > until:
                return

    def refuse_all(self, error: Exception) -> None:
        """Nothing is answered any more: tell those who wait."""
        while True:
            try:
                question = self._questions.get_nowait()
            except queue.Empty:
                return
            with contextlib.suppress(RuntimeError):  # the loop has ended, and with it whoever waited
                question.loop.call_soon_threadsafe(_fail, question.answer, error)


def _answer(question: _Question, asked: object) -> None:
    tell: Callable[[asyncio.Future[Any], Any], None] = _give
    try:
        told = question.ask(asked)
    except Exception as error:  # noqa: BLE001 - it is the asker's, who has it raised there
        tell, told = _fail, error
    with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
        question.loop.call_soon_threadsafe(tell, question.answer, told)


def _give(answer: asyncio.Future[Any], found: Any) -> None:
    if not answer.done():
        answer.set_result(found)


def _fail(answer: asyncio.Future[Any], error: Exception) -> None:
    if not answer.done():
        answer.set_exception(error)
