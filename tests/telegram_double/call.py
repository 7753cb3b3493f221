"""One request to the Bot API, whichever way its parameters travelled."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web

from tests.telegram_double.refusals import bad_request


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    content: bytes
    kind: str


@dataclass(slots=True)
class Call:
    """`method` is in lower case; `params` are texts, objects among them as JSON text."""

    method: str
    params: dict[str, str] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.params.get(name, "")

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("true", "1", "yes")

    def integer(self, name: str, default: int = 0) -> int:
        """A number, or the default for what is none: the service does not complain about these."""
        try:
            return int(self.text(name))
        except ValueError:
            return default

    def value(self, name: str, complaint: str) -> Any:
        """A JSON parameter; None when it was not given."""
        if not (raw := self.text(name)):
            return None
        try:
            return orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            raise bad_request(complaint) from error

    @property
    def chat_id(self) -> int | None:
        return int(raw) if (raw := self.text("chat_id")).lstrip("-").isdigit() else None


async def read_call(request: web.Request) -> Call:
    """GET or POST; query, form, JSON and multipart all mean the same."""
    call = Call(request.match_info["method"].lower(), dict(request.query))
    match request.content_type:
        case "application/json":
            _add_json(call, await request.read())
        case "multipart/form-data" | "application/x-www-form-urlencoded":
            for name, value in (await request.post()).items():
                if isinstance(value, web.FileField):
                    call.uploads[name] = Upload(value.filename, value.file.read(), value.content_type)
                else:
                    call.params[name] = value if isinstance(value, str) else bytes(value).decode()
    return call


def _add_json(call: Call, body: bytes) -> None:
    try:
        given = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError as error:
        raise bad_request("can't parse JSON object") from error
    for name, value in given.items():
        call.params[name] = value if isinstance(value, str) else orjson.dumps(value).decode()
