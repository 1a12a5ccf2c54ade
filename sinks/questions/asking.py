"""Asking the store what somebody typed: only what is on the list of statements, tables and functions goes through.

The engine's own parser says what a statement is (`EXPLAIN AST`, which runs nothing of it), so no other reading of it
can be smuggled past; and every line of what the parser says has to be known. What is not known is refused, whether it
would do harm or not.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sinks.questions.functions import is_allowed
from sinks.store import Result, Store, StoreError, must_be_question

_PARTS = frozenset("""
    SelectWithUnionQuery SelectIntersectExceptQuery SelectQuery Subquery WithElement ExpressionList
    TablesInSelectQuery TablesInSelectQueryElement TableExpression TableJoin ArrayJoin SampleRatio
    Asterisk QualifiedAsterisk ColumnsRegexpMatcher QualifiedColumnsRegexpMatcher ColumnsListMatcher
    QualifiedColumnsListMatcher ColumnsTransformerList ColumnsExceptTransformer ColumnsReplaceTransformer
    ColumnsReplaceTransformer::Replacement OrderByElement InterpolateElement WindowDefinition WindowListElement
    Literal Explain DescribeQuery ShowTables ShowColumns ShowCreateTableQuery ShowCreateViewQuery ExistsTableQuery
    ExistsViewQuery
""".split())
_LINE = re.compile(r" *(\S+) ?(.*)", re.DOTALL)
_BEHIND_NAME = re.compile(r"(?: \(alias .*| \(children \d+\))+$", re.DOTALL)
_SHOW = re.compile(  # the parser does not tell what is shown, nor from where
    r"\s*(?:show\s+(?:full\s+)?tables|show\s+(?:extended\s+)?(?:full\s+)?(?:columns|fields)\s+from\s+\w+"
    r"|show\s+create\s+(?:table\s+|view\s+)?\w+)(?:\s+(?:not\s+)?i?like\s+'[^'\\]*')?\s*;?\s*",
    re.IGNORECASE,
)
_ABOUT = """
SELECT currentDatabase(), (SELECT groupArray(name) FROM system.databases),
       (SELECT groupArray(name) FROM system.tables WHERE database = currentDatabase())
"""


class _House(NamedTuple):
    """What is there to be named."""

    database: str
    others: frozenset[str]  # databases that are none of ours
    views: frozenset[str]  # tables and views of ours, short and in full: those with parameters are called as functions


def ask_typed(store: Store, sql: str) -> Result:
    """The answer to what somebody typed. Raises StoreError, also for what is on no list."""
    must_be_question(sql)
    ((database, databases, tables),) = store.query(_ABOUT).rows
    views = {name for table in _names(tables) for name in (table, f"{database}.{table}")}
    house = _House(str(database), frozenset(_names(databases)) - {str(database)}, frozenset(views))
    if re.match(r"\s*show\b", sql, re.IGNORECASE) and not _SHOW.fullmatch(sql):
        raise _refused("this SHOW", "SHOW TABLES, SHOW COLUMNS FROM and SHOW CREATE TABLE may be asked")
    for (said,) in store.query(f"EXPLAIN AST {sql}").rows:
        for line in str(said).splitlines():
            _check(line, house)
    return store.query(sql)


def _check(line: str, house: _House) -> None:
    """Raises StoreError for a part of a statement that is on no list."""
    found = _LINE.fullmatch(line)
    kind, rest = (found[1], found[2]) if found else (line, "")
    name = _BEHIND_NAME.sub("", rest)
    if kind == "Function":
        if not is_allowed(name) and name not in house.views:
            raise _refused(f"the function {name}", "use those that follow from their arguments alone "
                                                   "(sinks/questions/functions.py lists them)")
    elif kind in ("Identifier", "TableIdentifier"):
        first, dot, _ = name.partition(".")
        if first in house.others or (kind == "TableIdentifier" and dot and first != house.database):
            raise _refused(name, "only newsroom's own tables and views may be read: `newsroom sql \"SHOW TABLES\"`")
    elif kind not in _PARTS:
        raise _refused(f"{kind} in a question", "ask with SELECT, and without SETTINGS and APPLY")


def _refused(what: str, instead: str) -> StoreError:
    return StoreError(f"{what} is not allowed here: {instead}")


def _names(found: object) -> list[str]:
    return [str(name) for name in found] if isinstance(found, list | tuple) else []
