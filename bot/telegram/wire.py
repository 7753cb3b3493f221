"""The client's requests over aiohttp.

Every message is one request or two, and there is little else that a turn spends time on: the client's own transport
(httpx) takes twice the processor time for each (`make bench-telegram` beside it).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode
from urllib.request import getproxies, proxy_bypass

import aiohttp
import orjson
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

_KEPT_FOR_S: Final = 5.0  # shorter than servers keep a connection, so that none is found closed
_UPLOAD_S: Final = 20.0
_DEFAULT: Final = BaseRequest.DEFAULT_NONE
_HEADERS: Final = {"User-Agent": BaseRequest.USER_AGENT}
_FORM_HEADERS: Final = _HEADERS | {"Content-Type": "application/x-www-form-urlencoded"}
_OF_OURS: Final = ("message_id", "date", "chat")


class Wire(BaseRequest):
    """Fulfils the client's `BaseRequest`. `wait_s` is for connecting and, each time, for reading.

    Raises TimedOut and NetworkError, whose cause says whether anything was sent (failures.py). No message of theirs
    repeats an address: it holds the token.
    """

    __slots__ = ("_connections", "_session", "_wait_s")

    def __init__(self, connections: int, wait_s: float) -> None:
        self._connections, self._wait_s = connections, wait_s
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._wait_s

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=_KEPT_FOR_S)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = _DEFAULT,
        write_timeout: Any = _DEFAULT,
        connect_timeout: Any = _DEFAULT,
        pool_timeout: Any = _DEFAULT,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("a request before initialize()")
        files = request_data.multipart_data if request_data else {}
        read_s = self._seconds(read_timeout)
        connect_s = self._seconds(connect_timeout) + self._seconds(pool_timeout)
        write_s = _UPLOAD_S if files and write_timeout is _DEFAULT else self._seconds(write_timeout)
        # aiohttp knows no limit for writing alone: the one for everything holds it too
        limits = aiohttp.ClientTimeout(total=connect_s + write_s + read_s, connect=connect_s, sock_read=read_s)
        try:
            async with self._session.request(
                method,
                url,
                data=_body(request_data),
                timeout=limits,
                headers=_HEADERS if files else _FORM_HEADERS,
                proxy=_proxy(*url.split("/", 3)[::2]),
            ) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            raise NetworkError(f"aiohttp.{type(error).__name__}") from error

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The client's own takes longer, and takes also what is no sound Unicode.

        Of a message that we sent or changed the number is all that is read; to make objects of the rest of it would
        cost as much as sending it.
        """
        try:
            parsed: dict[str, Any] = orjson.loads(payload)
        except orjson.JSONDecodeError:
            return BaseRequest.parse_json_payload(payload)
        if isinstance(message := parsed.get("result"), dict) and "message_id" in message:
            parsed["result"] = {name: message[name] for name in _OF_OURS if name in message}
        return parsed

    def _seconds(self, given: Any) -> float:
        """A call may name its own limit; None, which means no limit to the client, is ours too."""
        return float(given) if isinstance(given, int | float) else self._wait_s


@lru_cache
def _proxy(scheme: str, host: str) -> str | None:
    """The proxy of the machine for `https:`, if it has one; aiohttp would look anew, in a thread, each time."""
    return None if proxy_bypass(host) else getproxies().get(scheme.rstrip(":"))


def _body(request_data: RequestData | None) -> aiohttp.FormData | str | None:
    if request_data is None:
        return None
    fields, files = request_data.json_parameters, request_data.multipart_data
    if not files:
        return urlencode(fields)
    form = aiohttp.FormData(fields)
    for name, (filename, content, kind) in files.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form
