"""robots.txt as RFC 9309 has it: the group for us, the longest rule wins, * and $ in patterns. Pure.

The standard library's robotparser takes the first rule instead of the longest and knows no patterns: it would let
through what "Allow: /" followed by "Disallow: /private/" or "Disallow: /*.json$" keep out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

LIMIT = 500 * 1024  # bytes that are read of a robots.txt, as the RFC wants at the least
LONGEST_DELAY = 30.0  # seconds of Crawl-delay that are honoured
_NUMBER = re.compile(r"\d{1,9}(\.\d*)?", re.ASCII)
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


class Rules(NamedTuple):
    """What a robots.txt says to one agent."""

    rules: tuple[tuple[str, bool], ...] = ()  # pattern, whether it allows
    delay: float = 0.0  # seconds between requests, at most LONGEST_DELAY

    def allow(self, path: str) -> bool:
        """Whether a path with its query may be fetched."""
        path = _normal(path)
        if path == "/robots.txt":
            return True
        fitting = [(len(pattern), allows) for pattern, allows in self.rules if _fits(pattern, path)]
        return max(fitting, default=(0, True))[1]  # of equally long ones, the one that allows


def rules_for(agent: str, raw: bytes) -> Rules:
    """What the file says to the agent of this name (a product token such as "newsroom"), else to all."""
    ours: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    named = False
    agents: set[str] = set()
    in_rules = True
    for key, value in _lines(raw):
        if key == "user-agent":
            if in_rules:
                agents, in_rules = set(), False
            agents.add(value.lower())
            named = named or value.lower() == agent.lower()
        elif key in ("allow", "disallow", "crawl-delay"):
            in_rules = True
            if agent.lower() in agents:
                ours.append((key, value))
            if "*" in agents:
                others.append((key, value))
    return _rules(ours if named else others)


def _lines(raw: bytes) -> Iterator[tuple[str, str]]:
    for line in re.split(r"[\r\n]+", raw[:LIMIT].decode("utf-8-sig", "replace")):
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            # the token alone counts: "Newsroom/1.0" speaks to newsroom
            value = value.strip()
            key = key.strip().lower()
            yield key, value.partition("/")[0].strip() if key == "user-agent" else value


def _rules(lines: list[tuple[str, str]]) -> Rules:
    rules = tuple((_normal(value), key == "allow") for key, value in lines if key != "crawl-delay" and value)
    delays = (float(value) for key, value in lines if key == "crawl-delay" and _NUMBER.fullmatch(value))
    return Rules(rules, min(max(delays, default=0.0), LONGEST_DELAY))


def _normal(path: str) -> str:
    """One spelling for paths that mean the same: what need not be escaped is not, the rest is in upper case."""
    escaped = quote(path, safe="/%?#[]@!$&'()*+,;=:-._~|")
    return re.sub(r"%([0-9A-Fa-f]{2})", _unescape, escaped)


def _unescape(match: re.Match[str]) -> str:
    byte = int(match[1], 16)
    return chr(byte) if byte in _UNRESERVED else match[0].upper()


def _fits(pattern: str, path: str) -> bool:
    """Whether a pattern fits a path from its beginning. In linear time: patterns come from strangers."""
    ends = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not rest:
        return not ends or path == first
    at = len(first)
    last = rest.pop()
    for part in rest:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return (path.endswith(last) and len(path) - len(last) >= at) if ends else path.find(last, at) >= 0
