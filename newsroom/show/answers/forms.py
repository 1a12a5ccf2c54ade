"""An answer of the store as a document: one form each, the same from an embedded store and from a server.

The engine's own forms are not used: its Arrow has bare numbers for times to the second, enums and addresses, its
Parquet refuses a column that is all NULL, and the protocol of servers has none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from newsroom.show.answers.values import has_parts, printer_of
from newsroom.show.lines import json_lines, json_text
from schemas.characters import harmless
from sinks.store import Result, Row


class AnswerForm(NamedTuple):
    """`write` gives the bytes; those of a form that is no text are not for a terminal."""

    write: Callable[[Result], bytes]
    is_text: bool = True


def _json(answer: Result) -> bytes:
    return json_text(_objects(answer), indent=2)


def _ndjson(answer: Result) -> bytes:
    return json_lines(_objects(answer))


def _csv(answer: Result) -> bytes:
    """As RFC 4180 has it, with newlines of Unix: nothing is NULL, and "" an empty text."""
    return _lines(answer, ",", null="", kept_apart=lambda _: _quoted)


def _tsv(answer: Result) -> bytes:
    r"""As ClickHouse has it: \N is NULL; \t, \n, \r and \\ stand for what would end a value or a line."""
    return _lines(answer, "\t", null="\\N", kept_apart=lambda kind: one_line if has_parts(kind) else _escaped)


def _parquet(answer: Result) -> bytes:
    from newsroom.show.answers.arrow import parquet_bytes  # a fifth of a second that other forms need not wait

    return parquet_bytes(answer)


def _arrow(answer: Result) -> bytes:
    from newsroom.show.answers.arrow import arrow_bytes

    return arrow_bytes(answer)


FORMS: Mapping[str, AnswerForm] = {
    "csv": AnswerForm(_csv), "tsv": AnswerForm(_tsv), "json": AnswerForm(_json), "ndjson": AnswerForm(_ndjson),
    "parquet": AnswerForm(_parquet, is_text=False), "arrow": AnswerForm(_arrow, is_text=False),
}  # fmt: skip


def texts(answer: Result) -> Iterator[list[str | None]]:
    """The rows with their values as SQL prints them, None for NULL."""
    printers = [printer_of(kind) for kind in answer.types]
    for row in answer.rows:
        yield [None if value is None else text(value) for text, value in zip(printers, row, strict=True)]


_BREAKS = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}
_ONE_LINE = str.maketrans(_BREAKS)
_ESCAPES = str.maketrans({"\\": "\\\\", **_BREAKS})


def one_line(text: str) -> str:
    r"""The text on one line: `\n` for a newline, and so on."""
    return text.translate(_ONE_LINE)


def _objects(answer: Result) -> list[dict[str, Any]]:
    return [_object(answer.columns, row) for row in answer.rows]


def _object(columns: tuple[str, ...], row: Row) -> dict[str, Any]:
    return dict(zip(columns, row, strict=True))


def _lines(
    answer: Result, between: str, *, null: str, kept_apart: Callable[[str], Callable[[str], str]]
) -> bytes:
    """`kept_apart` gives for a type what keeps its values apart from what stands between them."""
    kept = [kept_apart(kind) for kind in answer.types]
    lines = [between.join(map(kept_apart("String"), answer.columns))]
    for row in texts(answer):
        lines.append(between.join(null if text is None else of(text) for of, text in zip(kept, row, strict=True)))
    return harmless("\n".join(lines) + "\n").encode()


def _quoted(text: str) -> str:
    if text and not any(sign in text for sign in ',"\r\n') and text == text.strip():
        return text
    return '"' + text.replace('"', '""') + '"'


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)
