"""JSON-LD of web pages, also broken as met in the wild: the blocks of a page, their values, the nodes in them. Pure.

What is repaired is how a value is written (commas, comments, raw control characters and quotes in strings, entities),
never what it says. What is cut off or garbled is read up to there, and what was still open then is marked.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

from producers.formats.web.markup import clean

Node: TypeAlias = dict[str, Any]

CUT = "\0cut"
"""A key of objects that the block ends in the middle of."""

_DEEPEST = 200  # objects and arrays within each other
_SCRIPT = re.compile(r"<!--|<script\b", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script", re.IGNORECASE)
_TYPE = re.compile(r"\btype\s{0,5}=\s{0,5}[\"']?\s{0,5}application/ld\+json", re.IGNORECASE)
_LONGEST_TAG = 2000  # characters
_ENTITIES = re.compile(r"[\s\[{]*+&(?:quot|#34|#x22);", re.IGNORECASE)

# Between values: white space, comments, marks that hid scripts from old readers.
_GAP = r"(?:\s|//[^\n]*+(?:\n|\Z)|/\*(?:[^*]|\*(?!/))*+\*/|<!--|-->|<!\[CDATA\[|\]\]>)*+"
_SPACE = re.compile(_GAP)
_SHORT_GAP = r"(?:\s|//[^\n]{0,200}\n|/\*[^*]{0,200}\*/)*+"  # looked at behind every quote
_NEXT_KEY = r'"[@A-Za-z][\w:@/.#-]{0,80}"\s*+:'
_INNER = r"[^\"\\]|\\."
_KEY = re.compile(rf'"((?:{_INNER})*+)"\s*+:', re.DOTALL)
# A quote ends a string where what follows can only stand behind a value; any other belongs to its text.
_BEHIND_VALUE = rf"{_SHORT_GAP}(?:\}}|,{{0,3}}{_SHORT_GAP}{_NEXT_KEY}|,{{1,3}}{_SHORT_GAP}\}}|\Z)"
_IN_OBJECT = re.compile(rf'"((?:{_INNER}|"(?!{_BEHIND_VALUE}))*+)"', re.DOTALL)
_IN_ARRAY = re.compile(rf'"((?:{_INNER}|"(?!{_SHORT_GAP}(?:[\],]|\Z)))*+)"', re.DOTALL)
_WORD = re.compile(r"[A-Za-z0-9.+-]{1,400}")
_NUMBER = re.compile(r"[+-]?(?:\d|\.\d)[\d.eE+-]*")
_WORDS = {"true": True, "false": False, "null": None, "True": True, "False": False, "None": None, "undefined": None,
          "NaN": None}  # fmt: skip
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": ""}
_VOCABULARIES = ("", "http://schema.org/", "https://schema.org/", "schema:", "http://www.schema.org/",
                 "https://www.schema.org/")  # fmt: skip
_NAME = re.compile(r"(?:https?://(?:www\.)?schema\.org/|schema:)?(.*)", re.DOTALL)


class JsonLdBlock(NamedTuple):
    """What a block of JSON-LD holds, and where it could not be read on (characters from its start)."""

    values: list[Any]
    broken_at: int | None


def blocks_of(page: str) -> Iterator[str]:
    """The texts of a page's JSON-LD scripts, in page order; those in comments are none of it."""
    at, open_comments = 0, True
    while found := _SCRIPT.search(page, at):
        at = found.end()
        if found[0] == "<!--":
            end = page.find("-->", at) if open_comments else -1
            open_comments = end >= 0
            at = end + 3 if end >= 0 else at
            continue
        close = page.find(">", at, at + _LONGEST_TAG)
        if close < 0:
            continue
        end_tag = _SCRIPT_END.search(page, close)
        end = end_tag.start() if end_tag else len(page)
        if _TYPE.search(page, at, close):
            yield page[close + 1 : end]
        at = end


def read_block(text: str) -> JsonLdBlock:
    """The values of a block, usually one; numbers as printed."""
    if _ENTITIES.match(text):
        text = html.unescape(text)
    try:
        value = json.loads(text, strict=False, parse_int=str, parse_float=str, parse_constant=_nothing)
    except (ValueError, RecursionError):
        return _Reader(text).read()
    return JsonLdBlock([value], None)


def _nothing(_constant: str) -> None:
    return None


class _Reader:
    """Reads what is nearly JSON from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.values: list[Any] = []
        self.open: list[Any] = []
        self.key: str | None = None  # that waits for its value, in the innermost object

    def read(self) -> JsonLdBlock:
        while self._step():
            pass
        whole = self.at >= len(self.text) and not self.open
        for container in self.open:
            if isinstance(container, dict):
                container[CUT] = True
        return JsonLdBlock(self.values, None if whole or (self.values and not self.open) else self.at)

    def _step(self) -> bool:
        """Read one token; False at the end, or where nothing can be made of the next."""
        gap = _SPACE.match(self.text, self.at)
        self.at = gap.end() if gap else self.at
        char = self.text[self.at : self.at + 1]
        if char and char in ",;":  # trailing, doubled and missing commas are all the same
            self.key = None
            self.at += 1
            return True
        if char and char in "}]":
            return self._close(char)
        if self.open and isinstance(self.open[-1], dict) and self.key is None:
            return self._take_key()
        return self._take_value(char)

    def _close(self, char: str) -> bool:
        if not self.open or isinstance(self.open[-1], dict) != (char == "}"):
            return False
        self.open.pop()
        self.key = None
        self.at += 1
        return True

    def _take_key(self) -> bool:
        found = _KEY.match(self.text, self.at)
        if found is None:
            return False
        self.key, self.at = _unescaped(found[1]), found.end()
        return True

    def _take_value(self, char: str) -> bool:
        if char and char in "{[" and len(self.open) < _DEEPEST:
            value: Any = {} if char == "{" else []
            self._put(value)
            self.open.append(value)
            self.at += 1
            return True
        if char == '"' and self.open:
            found = (_IN_OBJECT if isinstance(self.open[-1], dict) else _IN_ARRAY).match(self.text, self.at)
            value = _unescaped(found[1]) if found else None
        else:
            found = _WORD.match(self.text, self.at) if self.open else None
            word = found[0] if found else ""
            if word not in _WORDS and not _NUMBER.fullmatch(word):
                return False
            value = _WORDS.get(word, word)
        if found is None:
            return False
        self._put(value)
        self.at = found.end()
        return True

    def _put(self, value: Any) -> None:
        if not self.open:
            self.values.append(value)
        elif isinstance(self.open[-1], dict):
            self.open[-1].setdefault(self.key, value)
        else:
            self.open[-1].append(value)
        self.key = None


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_letter, text) if "\\" in text else text


def _letter(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    return chr(int(code, 16)) if code else _ESCAPED.get(escape[3], escape[3])


class Graph:
    """The nodes of a document's JSON-LD, in page order; a reference by `@id` stands for the node it names."""

    def __init__(self, values: Sequence[Any]) -> None:
        self.nodes = list(_walk(values))
        self._by_id: dict[str, Node] = {}
        for node in self.nodes:
            name = identity(node)
            if name is not None and not _is_reference(node):
                self._by_id.setdefault(name, node)

    def of_type(self, suffix: str) -> list[Node]:
        """The nodes of a type, or of all types of this ending."""
        return [node for node in self.nodes if any(name.endswith(suffix) for name in types(node))]

    def all(self, node: Node, name: str) -> list[Any]:
        """The values of a property, in order: nodes and strings, references resolved."""
        return [self._resolved(value) for value in _members(_property(node, name))]

    def nodes_of(self, node: Node, name: str) -> list[Node]:
        return [value for value in self.all(node, name) if isinstance(value, dict)]

    def text(self, node: Node, *names: str) -> str | None:
        """The first text under one of these properties; of a node its name, value or text."""
        return next((text for name in names for value in self.all(node, name) if (text := self.words(value))), None)

    def words(self, value: Any) -> str | None:
        """What a value says: a string itself, a node its text, name or value. Clean, None for nothing."""
        if isinstance(value, dict):
            inner = (_property(value, name) for name in ("@value", "text", "name", "value"))
            value = next((each for each in inner if isinstance(each, str)), None)
        return (clean(value).strip() or None) if isinstance(value, str) else None

    def _resolved(self, value: Any) -> Any:
        if isinstance(value, dict) and _is_reference(value):
            return self._by_id.get(identity(value) or "", value)
        return self._by_id.get(value, value) if isinstance(value, str) else value


def identity(node: Node) -> str | None:
    """The `@id` of a node."""
    name = node.get("@id", node.get("id"))
    return name if isinstance(name, str) and name else None


def types(node: Node) -> list[str]:
    """The names of its types, without their vocabulary."""
    found = node.get("@type", node.get("type"))
    names = found if isinstance(found, list) else [found]
    return [match[1] for name in names if isinstance(name, str) and (match := _NAME.fullmatch(name))]


def _is_reference(node: Node) -> bool:
    return node.keys() <= {"@id", "id", "@type", "type"}


def _property(node: Node, name: str) -> Any:
    return next((node[prefix + name] for prefix in _VOCABULARIES if prefix + name in node), None)


def _members(value: Any) -> list[Any]:
    """A value as a list: JSON-LD writes one value bare, several as an array, `@list` or `@set`."""
    if isinstance(value, dict) and (inner := value.get("@list", value.get("@set"))) is not None:
        value = inner
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _walk(values: Sequence[Any]) -> Iterator[Node]:
    rest = list(reversed(values))
    while rest:
        value = rest.pop()
        if isinstance(value, dict):
            yield value
            rest.extend(reversed(list(value.values())))
        elif isinstance(value, list):
            rest.extend(reversed(value))
