"""The Bot API over HTTP: reads a call, lets faults have their way, answers in the envelope, keeps a journal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import web

from tests.telegram_double import chat_methods, delivery, editing, profile, sending
from tests.telegram_double.call import Call, read_call
from tests.telegram_double.chats import Json
from tests.telegram_double.faults import Fault, Faults
from tests.telegram_double.limiter import kind_of
from tests.telegram_double.refusals import NO_METHOD, Refused
from tests.telegram_double.service import Service

Method = Callable[[Service, Call], Awaitable[Any]]
METHODS: dict[str, Method] = {
    **delivery.METHODS,
    **sending.METHODS,
    **editing.METHODS,
    **profile.METHODS,
    **chat_methods.METHODS,
}
MAX_REQUEST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One call and what became of it. `status` 0: the answer never left. `spoilt`: by a fault, not by the rules."""

    method: str
    params: dict[str, str]
    at: float
    status: int
    words: str
    result: Any
    spoilt: bool

    @property
    def chat_id(self) -> int | None:
        return Call(self.method, self.params).chat_id


class BotApi:
    """Listens on loopback; `url` is the origin a client is pointed at."""

    def __init__(self, service: Service, token: str) -> None:
        self.service, self.token = service, token
        self.faults = Faults()
        self.journal: list[Entry] = []
        self.broken: list[Exception] = []  # what the double itself could not do
        self.url = ""
        self._closing = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=MAX_REQUEST_BYTES)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        app.router.add_get("/file/bot{token}/{path:.+}", self._file)
        app.router.add_route("*", "/{anything:.*}", self._nowhere)
        # a poller that went away must not count as one, so its handler ends with its connection
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        self._closing.set()
        await self.service.updates.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        try:
            call = await read_call(request)
        except Refused as refusal:
            self._record(Call(request.match_info["method"]), refusal.code, refusal.words, None, spoilt=False)
            return _envelope(refusal, self.service)
        if request.match_info["token"] != self.token:
            self._record(call, 401, "Unauthorized", None, spoilt=False)
            return _envelope(Refused(401, "Unauthorized"), self.service)
        self._watch(call)
        fault = self.faults.take(call)
        if fault is None:
            return await self._obey(call)
        if fault.after_effect:
            await self._obey(call, spoilt=True)
        return await self._spoil(request, call, fault)

    def _watch(self, call: Call) -> None:
        # what counts as a message is watched where it is counted, after the service has read it
        if kind_of(call.method) is None:
            self.service.limiter.watch(call.chat_id or 0, call.method, call.method)

    async def _obey(self, call: Call, *, spoilt: bool = False) -> web.Response:
        method = METHODS.get(call.method)
        try:
            if method is None:
                raise Refused(404, NO_METHOD)
            result = await method(self.service, call)
        except Refused as refusal:
            self._record(call, refusal.code, _words(refusal, self.service), None, spoilt=spoilt)
            return _envelope(refusal, self.service)
        except Exception as error:  # the double's own gap: kept for the judgement, a 500 for the bot meanwhile
            self.broken.append(error)
            return _envelope(Refused(500, "Internal Server Error"), self.service)
        self._record(call, 200, "", result, spoilt=spoilt)
        return web.Response(body=orjson.dumps({"ok": True, "result": result}), content_type="application/json")

    async def _spoil(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse:
        self._record(call, fault.code, fault.words, None, spoilt=True)
        if fault.hang_s is not None:
            await self._hang(fault.hang_s)
        if fault.drop or fault.hang_s is not None:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=499)
        if fault.raw_body is not None:
            return web.Response(status=fault.code, text=fault.raw_body, content_type="text/html")
        if fault.retry_after is not None:
            what = kind_of(call.method) or call.method
            self.service.limiter.announce(call.chat_id or 0, what, fault.retry_after)
        return _envelope(fault.refusal(), self.service)

    async def _hang(self, span_s: float) -> None:
        closing = asyncio.create_task(self._closing.wait())
        try:
            await asyncio.wait({closing}, timeout=self.service.clock.real(span_s))
        finally:
            closing.cancel()

    async def _file(self, request: web.Request) -> web.Response:
        stored = self.service.files.at(request.match_info["path"])
        if request.match_info["token"] != self.token or stored is None:
            return _envelope(Refused(404, "Not Found"), self.service)
        return web.Response(body=stored.content, content_type="application/octet-stream")

    async def _nowhere(self, request: web.Request) -> web.Response:
        self._record(Call(request.path), 404, "Not Found", None, spoilt=False)
        return _envelope(Refused(404, "Not Found"), self.service)

    def _record(self, call: Call, status: int, words: str, result: Any, *, spoilt: bool) -> None:
        now = self.service.clock.now()
        self.journal.append(Entry(call.method, call.params, now, status, words, result, spoilt))
        self.service.changes.tell()


def _wait_s(refusal: Refused, service: Service) -> float | None:
    """The wait in real seconds, a whole number where time is not scaled."""
    if refusal.retry_after is None:
        return None
    wait = service.clock.real(refusal.retry_after)
    return int(wait) if wait == int(wait) else wait


def _words(refusal: Refused, service: Service) -> str:
    if refusal.words or refusal.retry_after is None:
        return refusal.words
    return f"Too Many Requests: retry after {_wait_s(refusal, service):g}"


def _envelope(refusal: Refused, service: Service) -> web.Response:
    parameters: Json = {}
    headers: dict[str, str] = {}
    if (wait := _wait_s(refusal, service)) is not None:
        parameters["retry_after"] = wait
        headers["Retry-After"] = f"{wait:g}"
    if refusal.migrate_to is not None:
        parameters["migrate_to_chat_id"] = refusal.migrate_to
    body: Json = {"ok": False, "error_code": refusal.code, "description": _words(refusal, service)}
    if parameters:
        body["parameters"] = parameters
    return web.Response(
        status=refusal.code, body=orjson.dumps(body), content_type="application/json", headers=headers
    )
