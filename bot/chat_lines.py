"""The conversation by JSON lines: what scripts and tests drive (INTERFACES, "The conversation by lines")."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

import orjson

from bot.application import Application
from bot.clock import Clock
from bot.lines import read_lines
from bot.settings import Settings
from core.errors import Unavailable
from core.messages import Address, Inbound, Reply
from core.texts import LANGUAGES

PLATFORMS = ("terminal", "telegram", "discord")


class BadLine(Exception):
    """The line is none of the documented ones; the message says what is expected."""


async def chat_by_lines(
    settings: Settings, clock: Clock, source: BinaryIO, sink: BinaryIO, images: Path | None
) -> None:
    """Answers every line until the input ends. One person after the other: the order of lines is the order."""
    driver = _Driver(settings, clock, images)
    await driver.start()
    try:
        for line in read_lines(source):
            sink.write(orjson.dumps(await driver.answer(line), option=orjson.OPT_APPEND_NEWLINE))
            sink.flush()
    finally:
        await driver.stop()


class _Driver:
    def __init__(self, settings: Settings, clock: Clock, images: Path | None) -> None:
        self._settings, self._clock, self._images = settings, clock, images
        self._application: Application | None = None
        self._pictures = 0

    async def start(self) -> None:
        self._application = Application(self._settings, self._clock)
        await self._application.start()

    async def stop(self) -> None:
        if self._application is not None:
            await self._application.stop()
            self._application = None

    async def answer(self, line: bytes) -> dict[str, Any]:
        try:
            request = orjson.loads(line)
            if not isinstance(request, dict):
                raise BadLine("a line is a JSON object")
            return await self._obey(request)
        except orjson.JSONDecodeError:
            return _error("the line is not JSON")
        except BadLine as bad:
            return _error(str(bad))
        except Unavailable as error:
            return _error("the database does not answer", error.code)

    async def _obey(self, request: dict[str, Any]) -> dict[str, Any]:
        if "advance_s" in request:
            return await self._advance(request["advance_s"])
        if request.get("restart") is True:
            await self.stop()
            await self.start()
            return {"replies": []}
        inbound = _inbound(request, self._clock)
        assert self._application is not None
        replies = await self._application.conversation.handle(inbound)
        return {"replies": [self._reply(r) for r in replies]}

    async def _advance(self, seconds: object) -> dict[str, Any]:
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            raise BadLine("advance_s is a number of seconds")
        try:
            self._clock.advance(seconds)
        except ValueError as error:
            raise BadLine(f"advance_s: {error}") from error
        assert self._application is not None
        await self._application.end_expired()
        return {"replies": []}

    def _reply(self, reply: Reply) -> dict[str, Any]:
        return {
            "text": reply.text,
            "choices": [{"value": c.value, "label": c.label} for c in reply.choices],
            "images": [{"alt": i.alt, "path": self._write(i.png)} for i in reply.images],
            "private": reply.private,
            "replaces": reply.replaces,
            "sources": list(reply.sources),
        }

    def _write(self, png: bytes) -> str | None:
        if self._images is None:
            return None
        self._pictures += 1
        path = self._images / f"{self._pictures:04}.png"
        path.write_bytes(png)
        return str(path)


def _inbound(request: dict[str, Any], clock: Clock) -> Inbound:
    user = _string(request, "user")
    platform = _string(request, "platform", "terminal")
    language = request.get("language")
    if platform not in PLATFORMS:
        raise BadLine(f"platform is one of: {', '.join(PLATFORMS)}")
    if language is not None and language not in LANGUAGES:
        raise BadLine(f"language is one of: {', '.join(LANGUAGES)}")
    given = [name for name in ("text", "press", "command") if name in request]
    if len(given) != 1:
        raise BadLine("a line holds exactly one of: text, press, command, advance_s, restart")
    return Inbound(
        event_id=_string(request, "event_id", str(uuid4())),
        address=Address(platform, chat_id=user, user_id=user),
        received_at=clock(),
        kind={"text": "text", "press": "choice", "command": "command"}[given[0]],  # type: ignore[arg-type]
        value=_string(request, given[0]),
        language=language,
    )


def _string(request: dict[str, Any], name: str, default: str | None = None) -> str:
    value = request.get(name, default)
    if not isinstance(value, str):
        raise BadLine(f"{name} is a text")
    return value


def _error(message: str, code: str = "bad_line") -> dict[str, Any]:
    return {"error": {"code": code, "message": message}}
