"""The user's own claimants: the file that NEWSROOM_CLAIMANTS names, checked to the line, beside the built-in ones."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import msgspec

from newsroom.errors import UsageFailure
from newsroom.settings import Settings
from streams.extract.speakers.known_claimants import (
    ClaimantEntry,
    KnownClaimants,
    built_in_claimants,
    claimant_name_key,
)

_HEADER = re.compile(r"\s*\[\[\s*claimant\s*\]\]")
_ENTRY = re.compile(r"`\$\.claimant\[(\d+)\]\.?([^`]*)`")
_AT_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)$")
HELP = "docs/claimants.md shows the form"


class _File(msgspec.Struct, forbid_unknown_fields=True):
    claimant: tuple[ClaimantEntry, ...] = ()


def known_claimants(settings: Settings) -> KnownClaimants:
    """The built-in claimants and the user's. Raises UsageFailure for a file that cannot be used."""
    if settings.claimants is None:
        return built_in_claimants()
    return built_in_claimants().with_entries(read_claimants(settings.claimants))


def read_claimants(path: Path) -> tuple[ClaimantEntry, ...]:
    """The entries of a claimants file. Raises UsageFailure: one line with the file, the line or key, what to do."""
    text = _text(path)
    lines = [number for number, line in enumerate(text.splitlines(), 1) if _HEADER.match(line)]
    try:
        entries = msgspec.convert(tomllib.loads(text), _File).claimant
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        where = f"{path}, line {at[1]}" if at else f"{path}, at its end"
        raise UsageFailure(f"{where}: no TOML ({_AT_LINE.sub('', str(error))}): mend it; {HELP}") from None
    except msgspec.ValidationError as error:
        raise UsageFailure(f"{path}{_wrong(str(error), lines)}; {HELP}") from None
    for number, entry in enumerate(entries):
        if reason := _contradiction(entry, entries[:number]):
            raise UsageFailure(f"{path}{_line(lines, number)}: {reason}; {HELP}")
    return entries


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        reason = error.strerror or "unknown reason"
    except UnicodeDecodeError:
        reason = "it is not UTF-8"
    raise UsageFailure(f"{path} cannot be read ({reason}): let NEWSROOM_CLAIMANTS name a claimants file, or unset it")


def _wrong(error: str, lines: list[int]) -> str:
    """Where the first wrong entry is, its key, what is wrong with it and what to do."""
    reason, _, path = error.partition(" - at ")
    at = _ENTRY.match(path)
    if at is None:
        return f": {reason}: write only [[claimant]] tables"
    return f"{_line(lines, int(at[1]))}: {at[2] or '[[claimant]]'}: {reason}: mend this entry"


def _line(lines: list[int], number: int) -> str:
    return f", line {lines[number]}" if number < len(lines) else f", claimant {number + 1}"


def _contradiction(entry: ClaimantEntry, before: tuple[ClaimantEntry, ...]) -> str | None:
    """What makes an entry useless though each of its keys is well written; None for nothing."""
    names = [entry.name, *entry.aliases]
    if not all(claimant_name_key(name) for name in names):
        return "name and aliases must not be empty: write a name or leave the entry out"
    if entry.office is not None and entry.grades:
        return f"grades: {entry.name} speaks for an office: grade the office instead"
    for grade in entry.grades:
        if grade.since is not None and grade.until is not None and grade.since >= grade.until:
            return f"grades: since {grade.since} is not before until {grade.until}: swap or mend the days"
    for other in before:
        taken = {claimant_name_key(name) for name in (other.name, *other.aliases)}
        shared = next((name for name in names if claimant_name_key(name) in taken), None)
        if shared is not None:
            return f"aliases: {shared!r} already means {other.name}: leave it with one of them"
    return None
