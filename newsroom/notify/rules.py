"""The file that says who is told of what (`notify.toml`): receivers, and rules that choose changes for them."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

import httpx
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from datelines.clocks.iana import available_timezones
from newsroom.changes.change import ChangeKind
from newsroom.errors import UsageFailure
from producers.sources.http.addresses import RefusedAddress, parse_url
from schemas.events import Category
from streams.figures.policies import POLICIES

_LARGEST = 1_000_000  # bytes of the file
_MOST_RECEIVERS = 50  # each has a thread and a connection
_NAME = "^[a-z0-9][a-z0-9_-]{0,39}$"

RuleKind = Literal[ChangeKind, "best_changed"]


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is no time zone: name it as in Asia/Beirut")
    return name


def _clock(text: Any) -> Any:
    """TOML has times of its own; in quotes they are the same."""
    return dt.time.fromisoformat(text) if isinstance(text, str) else text


def _policy(name: str) -> str:
    if name not in POLICIES:
        raise ValueError(f"{name!r} is none of {', '.join(POLICIES)}")
    return name


_Clock = Annotated[dt.time, BeforeValidator(_clock)]
_Policy = Annotated[str, AfterValidator(_policy)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class QuietHours(_Table):
    """From one local time until another, over midnight where that is earlier."""

    begin: _Clock = Field(alias="from", description="local time at which they begin")
    until: _Clock = Field(description="local time at which they end")
    timezone: Annotated[str, AfterValidator(_zone)] = Field(description="IANA zone of these times")

    @model_validator(mode="after")
    def _lasts(self) -> QuietHours:
        if self.begin == self.until:
            raise ValueError("quiet hours that end when they begin are none: leave them out")
        if self.begin.tzinfo is not None or self.until.tzinfo is not None:
            raise ValueError("quiet hours are local times: name their zone as timezone")
        return self


class ReceiverTable(_Table):
    """One `[receivers.NAME]`, as the file has it."""

    kind: Literal["webhook", "people"] = Field(description="a program at an address, or persons through Apprise")
    url: str | None = Field(default=None, description="of a webhook: where messages are posted")
    url_file: Path | None = Field(default=None, description="of a webhook: file that holds the address, where that is "
                                                            "a secret itself")
    secret_file: Path | None = Field(default=None, description="of a webhook: file that holds the secret that messages "
                                     "are signed with, whsec_ and base64; a second line is signed with, too")
    allow_private: bool = Field(default=False, description="of a webhook: addresses of the own network are allowed, "
                                                           "and http without TLS")
    ca_file: Path | None = Field(default=None, description="of a webhook: authorities trusted for its certificate, PEM")
    addresses_file: Path | None = Field(default=None, description="of people: file of Apprise addresses, one a line")
    addresses_env: str | None = Field(default=None, description="of people: variable of the environment that holds "
                                                                "them, divided by blanks")
    fold_seconds: Annotated[float, Field(ge=0, le=86_400)] | None = Field(
        default=None, description="at most one message in so many seconds, which holds all changes until then; "
        "else 0 of a webhook, with a message for each change, and 30 of people")
    quiet: QuietHours | None = Field(default=None, description="hours in which messages are held back, to be folded at "
                                                               "their end")
    tries: int = Field(default=20, ge=1, le=1000, description="times that a message is tried until it is a dead letter")
    first_wait_seconds: float = Field(default=5.0, gt=0, le=3600, description="wait after a first failure; it doubles")
    longest_wait_seconds: float = Field(default=600.0, gt=0, le=86_400, description="up to so many seconds")

    @model_validator(mode="after")
    def _fits_its_kind(self) -> ReceiverTable:
        of_webhooks = ("url", "url_file", "secret_file", "ca_file")
        of_people = ("addresses_file", "addresses_env")
        ours, others = (of_webhooks, of_people) if self.kind == "webhook" else (of_people, of_webhooks)
        for name in others:
            if getattr(self, name) is not None:
                raise ValueError(f"{name} does not belong to kind {self.kind!r}")
        if (getattr(self, ours[0]) is None) == (getattr(self, ours[1]) is None):
            raise ValueError(f"kind {self.kind!r} needs {ours[0]} or {ours[1]}: one of them")
        if self.kind == "webhook" and self.secret_file is None:
            raise ValueError("kind 'webhook' needs secret_file: `newsroom notify secret` writes one")
        if self.kind == "people" and self.allow_private:
            raise ValueError("allow_private does not belong to kind 'people'")
        if self.url is not None:
            webhook_address(self.url, allow_private=self.allow_private)
        return self


class RuleTable(_Table):
    """One `[[rules]]`, as the file has it. A change must be of one of its kinds, and of all else that it names."""

    name: str = Field(min_length=1, max_length=80, description="told with what it chose")
    when: tuple[RuleKind, ...] = Field(min_length=1, description="kinds of changes; best_changed: the number to print "
                                       "is another, by as much as by or by_percent say")
    to: tuple[str, ...] = Field(min_length=1, description="names of receivers")
    by: Annotated[int, Field(ge=1)] | None = Field(default=None, description="of best_changed: by at least so many")
    by_percent: Annotated[float, Field(gt=0)] | None = Field(
        default=None, description="of best_changed: or by at least so many percent of the number before")
    countries: tuple[Annotated[str, Field(pattern="^[A-Z]{2}$")], ...] = Field(
        default=(), description="only these, ISO 3166 alpha-2")
    categories: tuple[Category, ...] = Field(default=(), description="only these: killed, injured, missing, ...")
    policy: _Policy | None = Field(default=None, description="whose figures; else that of the file, or house")
    published_within_hours: Annotated[float, Field(gt=0)] | None = Field(
        default=None, description="only what was published so shortly before the log took it: no alarm from an archive")
    urgent: bool = Field(default=False, description="quiet hours do not hold it back")

    @model_validator(mode="after")
    def _fits_together(self) -> RuleTable:
        if "best_changed" not in self.when and (self.by is not None or self.by_percent is not None):
            raise ValueError("by and by_percent belong to when = [\"best_changed\"]")
        return self


class _File(_Table):
    policy: _Policy = Field(default="house", description="whose figures rules look at that name no other")
    source: str = Field(default="urn:newsroom", pattern=r"^[!-~]{1,200}$", description="a URI that tells the events of "
                        "this newsroom from those of others, in CloudEvents' source")
    receivers: dict[Annotated[str, Field(pattern=_NAME)], ReceiverTable] = Field(min_length=1,
                                                                                 max_length=_MOST_RECEIVERS)
    rules: tuple[RuleTable, ...] = Field(min_length=1)


class NotifyRules(_File):
    """The whole file, with paths as they are seen from its folder."""

    path: Path


def webhook_address(text: str, *, allow_private: bool) -> httpx.URL:
    """Raises ValueError; the message does not tell the address, which may be a secret."""
    try:
        url = parse_url(text)
    except RefusedAddress as error:
        raise ValueError(f"no address of a webhook: {error}") from None
    if url.scheme != "https" and not allow_private:
        raise ValueError("a webhook outside the own network needs https (allow_private says that it is inside)")
    return url


def read_rules(path: Path) -> NotifyRules:
    """The receivers and rules of the file. Raises UsageFailure: one line with file, table and key."""
    try:
        raw = path.read_bytes()[: _LARGEST + 1]
    except OSError as error:
        raise UsageFailure(f"{path} cannot be read ({error.strerror}): name the file of receivers and rules with "
                           "--rules (docs/notify.md has an example)") from error
    if len(raw) > _LARGEST:
        raise UsageFailure(f"{path} is larger than {_LARGEST:,} bytes: is that the file of receivers and rules?")
    try:
        document = tomllib.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageFailure(f"{path} is no TOML: {error}") from error
    try:
        found = _File.model_validate(document)
    except ValidationError as error:
        raise UsageFailure(f"{path}: {_first_of(error, document)}") from error
    for number, rule in enumerate(found.rules, 1):
        if unknown := next((name for name in rule.to if name not in found.receivers), None):
            raise UsageFailure(f"{path}: [[rules]] {number} ({rule.name!r}), to: there is no [receivers.{unknown}]")
    return NotifyRules(policy=found.policy, source=found.source, rules=found.rules, path=path, receivers={
        name: _seen_from(path.parent, table) for name, table in found.receivers.items()})


def _seen_from(folder: Path, table: ReceiverTable) -> ReceiverTable:
    files = ("url_file", "secret_file", "ca_file", "addresses_file")
    return table.model_copy(update={name: folder / given for name in files
                                    if (given := getattr(table, name)) is not None})


def _first_of(error: ValidationError, document: dict[str, Any]) -> str:
    """Table, key and what is wrong."""
    first = error.errors(include_input=False, include_url=False)[0]
    message = first["msg"].removeprefix("Value error, ")
    match first["loc"]:
        case ("receivers", str(name), "[key]"):
            return f"[receivers.{name}]: a name is lower-case letters, digits, - and _, at most 40"
        case ("receivers", str(name), *rest):
            where = f"[receivers.{name}]"
        case ("rules", int(number), *rest):
            table = document["rules"][number]
            name = f" ({table['name']!r})" if isinstance(table, dict) and "name" in table else ""
            where = f"[[rules]] {number + 1}{name}"
        case (str(name), *rest):
            if name in ("receivers", "rules") and first["type"] in ("missing", "too_short"):
                wanted = "[receivers.NAME]" if name == "receivers" else "[[rules]]"
                return f"there is no {wanted} table: write at least one"
            where, rest = name, list(rest)
        case _:
            where, rest = "the file", []
    key = ".".join(str(part) for part in rest)
    return f"{where}{f', {key}' if key else ''}: {message}"
