"""A schema registry with Confluent's REST API (Confluent's own, Karapace, Apicurio's `/apis/ccompat/v7`).

Subjects are named after the record (`newsroom.UpdateReceived`), not after the topic: several record types
share a topic.
"""

from __future__ import annotations

import dataclasses
import json
import re
import ssl
import time
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

import httpx

from schemas.codec import RegistryFailure

MAX_ANSWER_BYTES = 1024 * 1024  # the largest schema of the house has 10 kB
LARGEST_ID = 2**31 - 1  # registries count with Java's int
LARGEST_PORT = 65_535
_HEADERS = {
    "Accept": "application/vnd.schemaregistry.v1+json, application/json",
    "Accept-Encoding": "identity",  # so that the size limit counts what would be held in memory
    "Content-Type": "application/vnd.schemaregistry.v1+json",
}
_ADDRESS = re.compile(r"https?://(\[[0-9a-fA-F:.]+\]|[^\s\[\]/?#:]+)(:\d+)?(/[^\s?#]*)?")
_TOKEN = re.compile(r"[!-~]+")
_ASK_AGAIN = {408, 425, 429}
_NO_SUBJECT, _NO_SCHEMA, _NO_LEVEL = 40401, 40403, 40408


class RegistryError(RegistryFailure):
    """The registry could not be asked, or refused; one line says what and why. Never the record's fault.

    Whoever reads a record must not make it a dead letter for this: it can be read once the registry is right.
    """


class RegistryAway(RegistryError):
    """The registry cannot be reached or is in trouble: asking again later may help."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Access:
    """Login and TLS: a name and a password, or a bearer token; `cafile` None trusts the system's authorities.

    `certfile` and `keyfile` (PEM, without a passphrase) are for mutual TLS.
    """

    username: str | None = None
    password: str | None = dataclasses.field(default=None, repr=False)
    token: str | None = dataclasses.field(default=None, repr=False)
    cafile: Path | None = None
    certfile: Path | None = None
    keyfile: Path | None = None

    def __post_init__(self) -> None:
        """Raises RegistryError when the parts do not fit together."""
        if (self.username is None) != (self.password is None):
            raise RegistryError("the schema registry's login needs both a username and a password")
        if self.username is not None and self.token is not None:
            raise RegistryError("the schema registry takes a username and password or a token, not both")
        if self.username is not None and ":" in self.username:
            raise RegistryError("a username for the schema registry has no colon")
        # anything else would be refused while sending, with the token in the message
        if self.token is not None and not _TOKEN.fullmatch(self.token):
            raise RegistryError("the schema registry's token is empty or holds what no token has, such as a new line")
        if self.keyfile is not None and self.certfile is None:
            raise RegistryError("the key for the schema registry needs its certificate file too")
        for file in self._files():
            if not file.is_file():
                raise RegistryError(f"no certificate or key file {file}")

    def _files(self) -> list[Path]:
        return [file for file in (self.cafile, self.certfile, self.keyfile) if file is not None]

    def headers(self) -> dict[str, str]:
        """The bearer token as a header, if there is one."""
        return {"Authorization": f"Bearer {self.token}"} if self.token is not None else {}

    def login(self) -> httpx.BasicAuth | None:
        """Name and password, if there are any."""
        if self.username is None or self.password is None:
            return None
        return httpx.BasicAuth(self.username, self.password)

    def tls(self, url: httpx.URL) -> ssl.SSLContext | bool:
        """What to check a TLS server with. Raises RegistryError for files that hold no certificate or key."""
        if url.scheme == "http":
            if self._files():
                raise RegistryError("certificates are for a schema registry at https://…, not http://…")
            return False
        try:
            context = ssl.create_default_context(cafile=self.cafile)
            if self.certfile is not None:
                context.load_cert_chain(self.certfile, self.keyfile, password=_no_passphrase)
        except (ssl.SSLError, OSError) as error:
            raise RegistryError(f"the certificates for the schema registry cannot be used: {error}") from error
        return context


ANYBODY = Access()


class Registry:
    """A client, safe to share between threads. Connecting, asking and answering take `seconds` at most, each.

    Raises RegistryError for an address or an access that cannot be right; nothing is sent yet.
    """

    def __init__(self, url: str, access: Access = ANYBODY, seconds: float = 10.0) -> None:
        self.url = _checked(url)
        self._seconds = seconds
        self._client = httpx.Client(
            base_url=self.url,
            auth=access.login(),
            headers=_HEADERS | access.headers(),
            verify=access.tls(httpx.URL(self.url)),
            timeout=seconds,
            trust_env=False,  # neither a proxy nor a netrc of the machine's: only what the settings say
        )

    def __enter__(self) -> Registry:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def id_of(self, subject: str, schema: str) -> int:
        """The id of the schema under the subject, registered if it is not there yet.

        A registry where it stands already needs to grant no more than reading. The schema is sent in one
        spelling, so that the same schema always has the same id.
        Raises RegistryError, also when the registry calls it incompatible with what the subject holds.
        """
        known = self.find(subject, schema)
        return known if known is not None else self._register(subject, schema)

    def find(self, subject: str, schema: str) -> int | None:
        """The id of the schema under the subject; None when it is not registered there."""
        answer = self._ask(
            f"look up {subject}", "POST", _path("subjects", subject), _body(schema), missing=(_NO_SUBJECT, _NO_SCHEMA)
        )
        return None if answer is None else _id(answer, f"look up {subject}")

    def _register(self, subject: str, schema: str) -> int:
        doing = f"register {subject}"
        return _id(self._ask(doing, "POST", _path("subjects", subject, "versions"), _body(schema)), doing)

    def schema(self, schema_id: int) -> str | None:
        """The Avro schema with this id; None when the registry has none, or one that is not Avro."""
        doing = f"look up schema {schema_id}"
        answer = self._ask(doing, "GET", _path("schemas", "ids", str(schema_id)), missing=(_NO_SCHEMA,))
        if answer is None:
            return None
        found: str = _field(answer, "schema", str, doing)
        return found if answer.get("schemaType") in (None, "AVRO") else None

    def incompatibilities(self, subject: str, schema: str) -> list[str]:
        """Why the schema and the versions that the subject holds do not agree; empty when they do.

        Each version is asked for by itself, since not every registry compares with all of them at once. What
        agreement means is the subject's level's say, see `level`; with NONE everything agrees.
        """
        held = self._ask(f"list {subject}", "GET", _path("subjects", subject, "versions"), missing=(_NO_SUBJECT,))
        if held is not None and not isinstance(held, list):
            raise RegistryError(f"the schema registry did not list {subject} as expected: its answer is no list")
        return [line for version in held or () for line in self._disagreement(subject, str(version), schema)]

    def _disagreement(self, subject: str, version: str, schema: str) -> list[str]:
        doing = f"compare {subject} with version {version}"
        path = _path("compatibility", "subjects", subject, "versions", version) + "?verbose=true"
        answer = self._ask(doing, "POST", path, _body(schema))
        if _field(answer, "is_compatible", bool, doing):
            return []
        messages = answer.get("messages")
        said = [_one_line(str(message)) for message in messages] if isinstance(messages, list) else []
        return [f"version {version}: {why}" for why in said or ["incompatible; it does not say why"]]

    def level(self, subject: str) -> str:
        """The compatibility level that holds for the subject: its own, or else the registry's."""
        doing = f"tell the compatibility of {subject}"
        own = self._ask(doing, "GET", _path("config", subject), missing=(_NO_SUBJECT, _NO_LEVEL))
        answer = own if own is not None else self._ask(doing, "GET", "config")
        return str(_field(answer, "compatibilityLevel", str, doing))

    def _ask(
        self, doing: str, method: str, path: str, body: dict[str, Any] | None = None, missing: tuple[int, ...] = ()
    ) -> Any:
        """The answer's JSON; None when the registry says with one of the codes `missing` that it has no such thing."""
        try:
            status, raw = self._fetch(doing, method, path, body)
        except httpx.HTTPError as error:
            trusted = ", and are the certificates right" if self.url.startswith("https") else ""
            raise RegistryAway(
                f"{self._did_not(doing)} ({_said(error)}): is it running and reachable{trusted}?"
            ) from error
        try:
            answer = json.loads(raw)
        except (ValueError, RecursionError):
            answer = None
        if httpx.codes.is_success(status):
            if answer is None:
                raise RegistryError(f"{self._did_not(doing)}: the answer is not JSON; is that a registry's address?")
            return answer
        code = answer.get("error_code") if isinstance(answer, dict) else None
        if status == httpx.codes.NOT_FOUND and code in missing:
            return None
        raise self._refusal(doing, status, answer, code)

    def _fetch(self, doing: str, method: str, path: str, body: dict[str, Any] | None) -> tuple[int, bytes]:
        deadline = time.monotonic() + self._seconds
        raw = bytearray()
        with self._client.stream(method, path, json=body) as response:
            for chunk in response.iter_raw():
                raw += chunk
                if len(raw) > MAX_ANSWER_BYTES:
                    raise RegistryError(f"{self._did_not(doing)}: the answer is larger than {MAX_ANSWER_BYTES} bytes")
                if time.monotonic() > deadline:
                    raise RegistryAway(f"{self._did_not(doing)} within {self._seconds:g} s: the answer goes on and on")
        return response.status_code, bytes(raw)

    def _refusal(self, doing: str, status: int, answer: Any, code: Any) -> RegistryError:
        message = answer.get("message") if isinstance(answer, dict) else None
        why = f"{status} {_one_line(message)}" if isinstance(message, str) else f"it answers {status}"
        line = f"{self._did_not(doing)}: {why}"
        if status >= httpx.codes.INTERNAL_SERVER_ERROR or status in _ASK_AGAIN:
            return RegistryAway(line)
        if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            return RegistryError(f"{line}; check the login and what it may do")
        if code is None:
            return RegistryError(f"{line}; is that a registry's address?")
        return RegistryError(line)

    def _did_not(self, doing: str) -> str:
        return f"the schema registry at {self.url} did not {doing}"


def _one_spelling(schema: str) -> str:
    """The schema's JSON without the white space; raises ValueError when it is none."""
    return json.dumps(json.loads(schema), separators=(",", ":"), ensure_ascii=False)


def _checked(url: str) -> str:
    if "@" in url:
        raise RegistryError("the address of a schema registry holds no login; give it by its own settings")
    if not _ADDRESS.fullmatch(url):
        raise RegistryError(f"{url!r} is no address of a schema registry: write http(s)://host[:port][/path]")
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise RegistryError(f"{url!r} is no address of a schema registry: {_one_line(str(error))}") from error
    if parsed.port is not None and parsed.port > LARGEST_PORT:
        raise RegistryError(f"{url!r} is no address of a schema registry: no port is above {LARGEST_PORT}")
    return str(parsed).rstrip("/")


def _path(*parts: str) -> str:
    return "/".join(quote(part, safe="") for part in parts)


def _body(schema: str) -> dict[str, Any]:
    return {"schema": _one_spelling(schema)}


def _id(answer: Any, doing: str) -> int:
    found = _field(answer, "id", int, doing)
    if isinstance(found, bool) or not 0 <= found <= LARGEST_ID:
        raise RegistryError(f"the schema registry did not {doing} as expected: its id is {str(found)[:40]}")
    return int(found)


def _field(answer: Any, name: str, kind: type, doing: str) -> Any:
    found = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(found, kind):
        raise RegistryError(f"the schema registry did not {doing} as expected: its answer has no {name!r}")
    return found


def _said(error: httpx.HTTPError) -> str:
    return _one_line(str(error)) if str(error) else type(error).__name__


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))[:300]


def _no_passphrase() -> str:
    # without this the key of a file with a passphrase would ask for it at the terminal
    raise OSError("the key has a passphrase")
