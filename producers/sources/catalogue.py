"""The file that names the sources (`sources.toml`): what each is, where, and what is known of its stories."""

from __future__ import annotations

import datetime as dt
import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from datelines.clocks.iana import available_timezones
from producers.formats import index
from producers.formats.common.format import Reading
from telemetry.secret import Secret

_LARGEST = 1_000_000  # bytes of the file


class CatalogueError(Exception):
    """The file cannot be used; one line says what, where and what to do."""


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is no time zone: name it as in Asia/Beirut")
    return name


def _format(name: str) -> str:
    if index.format_named(name) is None:
        raise ValueError(f"{name!r} is no format: see `newsroom formats`")
    return name


class CatalogueEntry(BaseModel):
    """One source, as the file has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=100, description="names it in metrics, logs and positions: keep it")
    kind: Literal["folder", "http"] = Field(description="a watched folder or file, or an address that is polled")
    path: Path | None = Field(default=None, description="of kind folder: the folder or file")
    links: bool = Field(default=False, description="of kind folder: links found inside it are followed")
    url: str | None = Field(default=None, description="of kind http: the address")
    carrier: str | None = Field(default=None, description="who prints it, whatever the documents say")
    story: str | None = Field(default=None, description="standing subject of its stories, whatever the documents say")
    country: Annotated[str | None, Field(pattern="^[A-Z]{2}$")] = Field(
        default=None, description="that its stories are about, ISO 3166 alpha-2")
    date: dt.date | None = Field(
        default=None, description="local day of its stories' newest update, where they say none")
    timezone: Annotated[str, AfterValidator(_zone)] | None = Field(
        default=None, description="IANA zone of its clock times")
    format: Annotated[str, AfterValidator(_format)] | None = Field(
        default=None, description="of its documents; else told from their content")
    interval: float = Field(default=60.0, ge=0.1, le=86_400, description="seconds between looks")
    follow: Literal["none", "pages", "entries", "all"] = Field(
        default="none", description="of kind http: fetch a feed's next pages, the stories its entries name, or both")
    pages: Literal["older", "newer"] = Field(
        default="older", description="of kind http: what a next page holds: a feed's archive, or what came since")
    headers: dict[str, str] = Field(
        default_factory=dict,
        description="of kind http: sent to its own host; env:NAME and file:PATH stand for secrets")
    allow_private: bool = Field(default=False, description="of kind http: addresses of the own network are allowed")
    ignore_robots: bool = Field(default=False, description="of kind http: an interface made for programs")

    @model_validator(mode="after")
    def _fits_its_kind(self) -> CatalogueEntry:
        wanted, other = ("path", "url") if self.kind == "folder" else ("url", "path")
        if getattr(self, wanted) is None:
            raise ValueError(f"kind {self.kind!r} needs {wanted}")
        if getattr(self, other) is not None:
            raise ValueError(f"{other} does not belong to kind {self.kind!r}")
        if self.links and self.kind != "folder":
            raise ValueError(f"links does not belong to kind {self.kind!r}")
        return self

    def reading(self, default_timezone: str) -> Reading:
        """What is known of its stories."""
        return Reading(
            day=self.date, timezone=self.timezone, carrier=self.carrier, default_timezone=default_timezone,
            subject=self.story, country=self.country, format=self.format,
        )

    def secrets(self) -> dict[str, Secret]:
        """Its headers with what they stand for. Raises CatalogueError."""
        return {name: Secret(self._value(name, value)) for name, value in self.headers.items()}

    def _value(self, header: str, value: str) -> str:
        kind, _, rest = value.partition(":")
        if kind == "env":
            if (found := os.environ.get(rest)) is None:
                raise CatalogueError(f"source {self.name!r}: header {header} is to come from {rest}, which is not set")
            return found
        if kind == "file":
            try:
                return Path(rest).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise CatalogueError(f"source {self.name!r}: header {header} is to come from {rest}, which cannot be "
                                     f"read: {error}") from error
        return value


def read_catalogue(path: Path) -> list[CatalogueEntry]:
    """The sources that the file names, in its order. Raises CatalogueError."""
    try:
        raw = path.read_bytes()[: _LARGEST + 1]
    except OSError as error:
        raise CatalogueError(f"{path} cannot be read ({error.strerror}): name the file of the sources") from error
    if len(raw) > _LARGEST:
        raise CatalogueError(f"{path} is larger than {_LARGEST:,} bytes: is that the file of the sources?")
    try:
        document = tomllib.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{path} is no TOML: {error}") from error
    tables = document.get("source")
    if not isinstance(tables, list) or not tables or document.keys() != {"source"}:
        raise CatalogueError(f"{path}: write one [[source]] table for each source, and nothing else")
    entries = [_entry(path, number, table) for number, table in enumerate(tables, 1)]
    names = [entry.name for entry in entries]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise CatalogueError(f"{path}: two sources are called {twice!r}: their positions would mix")
    return entries


def _entry(path: Path, number: int, table: Any) -> CatalogueEntry:
    try:
        return CatalogueEntry.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = f" ({table['name']!r})" if isinstance(table, dict) and "name" in table else ""
        field = ".".join(str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        where = f"{path}: source {number}{name}" + (f", {field}" if field else "")
        raise CatalogueError(f"{where}: {message}") from error
