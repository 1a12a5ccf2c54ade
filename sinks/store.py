"""The store as the rest of the house sees it: insert rows, ask, change.

Guarantees every adapter gives (`tests/contracts/store.py` runs them against each):
an acknowledged insert survives a crash, and a block of rows is there whole or not at all;
`query` cannot write; times come back aware, in UTC, and named tuples as dicts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol, TypeAlias

Row: TypeAlias = tuple[object, ...]

_QUESTION = re.compile(
    r"(?:\s|\(|--[^\n]*\n|/\*.*?\*/)*(select|with|from|show|describe|desc|explain|exists)\b",
    re.IGNORECASE | re.DOTALL,
)
_TOKEN = re.compile(
    r"(?P<blank>\s+|--[^\n]*|/\*(?:(?!/\*|\*/).)*\*/)"
    r"|(?P<quoted>'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|\"(?:[^\"\\]|\\.)*\")"
    r"|\w+|/(?!\*)|[-()\[\]{}.,:;+*%<>=!?|@^~&]",
    re.DOTALL | re.ASCII,
)
_OUTPUT = re.compile(r"\binto\b|\bformat\s+\w+$", re.IGNORECASE)
_LONGEST_MESSAGE = 400  # characters; the store's own messages may quote a whole statement


class Result(NamedTuple):
    """The answer to a question: names and ClickHouse types of its columns, and its rows."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: list[Row]


class Store(Protocol):
    """A ClickHouse, embedded or on a server, with one current database."""

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Insert the rows, each in the order of `columns`, as one block. No rows: nothing happens.

        Raises StoreError when the store did not take them; then none of them is there, or (after a lost
        connection) all: inserting them again is safe in every table of ours.
        """

    def query(self, sql: str, parameters: Mapping[str, object] | None = None) -> Result:
        """Ask; `{name:Type}` in the statement stands for a parameter. Raises StoreError.

        The engine itself refuses whatever would write, so a statement that a user typed may be given.
        """

    def command(self, sql: str) -> None:
        """Run one statement that answers nothing (CREATE, DROP, EXCHANGE, ...). Raises StoreError."""

    def close(self) -> None:
        """Let go of the store; nothing else may be called afterwards."""


class StoreError(Exception):
    """The store could not be opened, read or written; one line says what, where and what to do."""


class StoreAddressError(StoreError):
    """What was given as the address of a store is none."""


class StoreInUse(StoreError):
    """Another process holds the store and did not finish in time."""


class StoreUnavailable(StoreError):
    """The store is away or overloaded: the same may succeed when it is tried again later."""


def must_be_question(sql: str) -> None:
    """Raise StoreError for what is not one statement of those that only read."""
    if not _QUESTION.match(sql):
        raise StoreError(
            "only questions may be asked here: the statement has to start with "
            "SELECT, WITH, SHOW, DESCRIBE, EXPLAIN or EXISTS"
        )
    bare = _bare(sql).rstrip("; \t\r\n")
    if _OUTPUT.search(bare):
        raise StoreError("an answer is given back, not written or formatted: leave out INTO OUTFILE and FORMAT, "
                         "`newsroom sql` has --format and --output")
    if ";" in bare:
        raise StoreError("only one statement may be asked at a time: a semicolon stands between two")


def _bare(sql: str) -> str:
    """The statement without comments and with nothing in its quotes.

    Raises StoreError for what could be read in two ways: other quotes and comments than these, and signs of no use.
    """
    bare, at = [], 0
    while at < len(sql):
        token = _TOKEN.match(sql, at)
        if token is None:
            raise StoreError(f"{sql[at]!r} has no place in a question outside of quotes, or its quotes do not end: "
                             "write strings in '…' and names in \"…\"")
        bare.append(" " if token["blank"] else "''" if token["quoted"] else token[0])
        at = token.end()
    return "".join(bare)


def is_selection(sql: str) -> bool:
    """True for a statement that answers with rows of its own choosing and can stand as a subquery."""
    found = _QUESTION.match(sql)
    return found is not None and found[1].lower() in ("select", "with", "from")


def error_line(message: str) -> str:
    """A ClickHouse error message without codes, stack trace and version, on one line."""
    text = message.split("Stack trace", 1)[0]
    text = re.sub(r"Code: \d+\. |DB::Exception: |\(version [^)]*\)|^default: |, $", "", text)
    text = re.sub(r"\s+", " ", text).strip(" .,")
    return text if len(text) <= _LONGEST_MESSAGE else text[:_LONGEST_MESSAGE].rstrip() + " …"
