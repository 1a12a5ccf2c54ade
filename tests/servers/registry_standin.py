"""NOT a schema registry: a stand-in of ours that follows what Confluent's REST API documents, in memory.

It lets the tests that need no server hold the client and the codec to the API. What it says is held to the
same contract as a real registry (`tests/contracts/registry.py`). It asks for a login or a certificate when told
to, which the real one of the tests does not. Its judge of compatibility is ours, so it proves nothing of that.
"""

from __future__ import annotations

import json
import re
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import unquote

from schemas.compatibility import NoSchema, incompatibilities


class Refused(Exception):
    """An HTTP status, the API's error code and a message."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(status, code, message)
        self.status, self.code, self.message = status, code, message


class RegistryStandIn:
    """Serves on a loopback port from `with` to the end of it; `asked` has every request line so far."""

    def __init__(self, authorization: str | None = None, tls: ssl.SSLContext | None = None) -> None:
        self.asked: list[str] = []
        self._authorization = authorization
        self._schemas: list[dict[str, Any]] = []  # the id of each is its place, from 1
        self._subjects: dict[str, list[int]] = {}
        self._levels: dict[str, str] = {}
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._scheme = "http"
        if tls is not None:
            self._scheme = "https"
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> RegistryStandIn:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, path: str, authorization: str | None, body: Any) -> Any:
        """The answer to one request. Raises Refused."""
        with self._lock:
            self.asked.append(f"{method} {path}")
            if self._authorization not in (None, authorization):
                raise Refused(401, 40101, "Unauthorized")
            for pattern, route in _ROUTES:
                match = re.fullmatch(pattern, f"{method} {path.partition('?')[0]}")
                if match:
                    return route(self, *map(unquote, match.groups()), *([body] if method != "GET" else []))
            raise Refused(404, 404, "HTTP 404 Not Found")

    def _register(self, subject: str, body: Any) -> Any:
        self._check_schema(body)
        held = self._subjects.get(subject, [])
        for schema_id in held:
            if self._schemas[schema_id - 1] == _kept(body):
                return {"id": schema_id}
        if messages := self._messages(subject, body, held):
            raise Refused(409, 409, f"Schema being registered is incompatible: {messages}")
        if _kept(body) not in self._schemas:
            self._schemas.append(_kept(body))
        schema_id = self._schemas.index(_kept(body)) + 1
        self._subjects[subject] = [*held, schema_id]
        return {"id": schema_id}

    def _find(self, subject: str, body: Any) -> Any:
        if subject not in self._subjects:
            raise Refused(404, 40401, f"Subject '{subject}' not found.")
        for version, schema_id in enumerate(self._subjects[subject], 1):
            if self._schemas[schema_id - 1] == _kept(body):
                return {"subject": subject, "id": schema_id, "version": version, "schema": body["schema"]}
        raise Refused(404, 40403, "Schema not found")

    def _schema(self, schema_id: str) -> Any:
        if not 0 < int(schema_id) <= len(self._schemas):
            raise Refused(404, 40403, f"Schema {schema_id} not found")
        kept = self._schemas[int(schema_id) - 1]
        return {"schema": kept["schema"] if isinstance(kept["schema"], str) else json.dumps(kept["schema"])} | (
            {} if kept["type"] == "AVRO" else {"schemaType": kept["type"]}
        )

    def _versions(self, subject: str) -> Any:
        if subject not in self._subjects:
            raise Refused(404, 40401, f"Subject '{subject}' not found.")
        return list(range(1, len(self._subjects[subject]) + 1))

    def _compatible(self, subject: str, version: str, body: Any) -> Any:
        self._check_schema(body)
        held = self._subjects.get(subject, [])
        if not 0 < int(version) <= len(held):
            raise Refused(404, 40402, f"Version {version} not found.")
        messages = self._messages(subject, body, [held[int(version) - 1]])
        return {"is_compatible": not messages, "messages": messages}

    def _messages(self, subject: str, body: Any, held: list[int]) -> list[str]:
        level = self._levels.get(subject, "BACKWARD")
        against = {"BACKWARD": held[-1:], "BACKWARD_TRANSITIVE": held, "NONE": []}[level]
        writers = [json.dumps(self._schemas[schema_id - 1]["schema"]) for schema_id in against]
        return [line for writer in writers for line in incompatibilities(body["schema"], writer)]

    def _check_schema(self, body: Any) -> None:
        if body.get("schemaType", "AVRO") == "AVRO":
            try:
                incompatibilities(body["schema"], body["schema"])
            except NoSchema as error:
                raise Refused(422, 42201, f"Invalid schema: {error}") from error

    def _level(self, subject: str) -> Any:
        if subject not in self._levels:
            raise Refused(404, 40408, f"Subject '{subject}' does not have subject-level compatibility configured")
        return {"compatibilityLevel": self._levels[subject]}

    def _global_level(self) -> Any:
        return {"compatibilityLevel": "BACKWARD"}

    def _set_level(self, subject: str, body: Any) -> Any:
        self._levels[subject] = body["compatibility"]
        return body


_ROUTES: list[tuple[str, Any]] = [
    ("POST /subjects/([^/]+)/versions", RegistryStandIn._register),
    ("POST /subjects/([^/]+)", RegistryStandIn._find),
    (r"GET /schemas/ids/(\d+)", RegistryStandIn._schema),
    ("GET /subjects/([^/]+)/versions", RegistryStandIn._versions),
    (r"POST /compatibility/subjects/([^/]+)/versions/(\d+)", RegistryStandIn._compatible),
    ("GET /config/([^/]+)", RegistryStandIn._level),
    ("GET /config", RegistryStandIn._global_level),
    ("PUT /config/([^/]+)", RegistryStandIn._set_level),
]


def _kept(body: Any) -> dict[str, Any]:
    kind = body.get("schemaType", "AVRO")
    return {"type": kind, "schema": json.loads(body["schema"]) if kind == "AVRO" else body["schema"]}


def _handler(standin: RegistryStandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else each answer waits for an acknowledgement of its head

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def do_PUT(self) -> None:
            self._serve()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name it overrides
            """Say nothing."""

        def _serve(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status = 200
            try:
                body = json.loads(raw) if raw else None
                answer = standin.answer(self.command, self.path, self.headers.get("Authorization"), body)
            except Refused as refused:
                status, answer = refused.status, {"error_code": refused.code, "message": refused.message}
            text = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/vnd.schemaregistry.v1+json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

    return Handler
