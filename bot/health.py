"""Health, readiness and metrics by HTTP, on loopback unless SAJU_HEALTH_LISTEN says otherwise.

    /health    200 while the database answers, else 503; as JSON how everything is
    /ready     200 when people are answered, 503 before that and while stopping
    /metrics   for Prometheus

There is nothing personal in any of them, and no way to change anything.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.exposition import CONTENT_TYPE, exposed, figures_of_condition, figures_of_process, figures_of_use
from bot.settings import SettingsError
from bot.vitals import Condition, Vitals
from core.errors import Unavailable
from storage.statistics import statistics
from storage.store import Store
from storage.waiting import waiting

_HOUR: Final = timedelta(hours=1)


class HealthServer:
    """Between `start` and `stop`."""

    def __init__(self, vitals: Vitals, store: Store, clock: Callable[[], datetime]) -> None:
        given = {"vitals": vitals, "store": store, "clock": clock}
        pages: list[Any] = [("/health", _Health, given), ("/ready", _Ready, given), ("/metrics", _Metrics, given)]
        self._pages = Application(
            pages, log_function=_silent, default_handler_class=_Nothing, default_handler_args=given
        )
        self._server: HTTPServer | None = None

    def start(self, host: str, port: int) -> None:
        """Raises SettingsError where it cannot listen."""
        try:
            self._server = self._pages.listen(port, host, xheaders=False, idle_connection_timeout=30)
        except OSError as error:
            why = (error.strerror or "error").lower()
            raise SettingsError(f"SAJU_HEALTH_LISTEN: {host}:{port} cannot be listened on ({why})") from None

    async def stop(self) -> None:
        if self._server is not None:
            self._server.stop()
            await self._server.close_all_connections()


class _Page(RequestHandler):
    def initialize(self, vitals: Vitals, store: Store, clock: Callable[[], datetime]) -> None:
        self._vitals, self._store, self._clock = vitals, store, clock

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.set_header("Cache-Control", "no-store")

    def compute_etag(self) -> None:
        """The answer is another one at every look."""

    def write_error(self, status_code: int, **_: object) -> None:
        """No page: whoever asks here is a program."""
        self.set_header("Content-Type", "text/plain")
        self.finish(f"{status_code}\n")


class _Nothing(_Page):
    def prepare(self) -> None:
        self.send_error(404)


class _Health(_Page):
    async def get(self) -> None:
        condition = await self._vitals.look()
        self.set_status(200 if condition.is_alive else 503)
        self.set_header("Content-Type", "application/json")
        self.finish(orjson.dumps(_told(condition)) + b"\n")


class _Ready(_Page):
    async def get(self) -> None:
        ready = (await self._vitals.look()).is_ready
        self.set_status(200 if ready else 503)
        self.set_header("Content-Type", "text/plain")
        self.finish("ready\n" if ready else "not ready\n")


class _Metrics(_Page):
    async def get(self) -> None:
        """What the database cannot tell is left out while it is away."""
        figures = [*figures_of_process(), *figures_of_condition(await self._vitals.look())]
        now = self._clock()
        try:
            waits = await self._store.transact(waiting)
            hour = await self._store.transact(lambda db: statistics(db, now - _HOUR, now))
        except Unavailable:
            pass
        else:
            figures += figures_of_use(waits, hour)
        self.set_header("Content-Type", CONTENT_TYPE)
        self.finish(exposed(figures))


def _told(condition: Condition) -> dict[str, Any]:
    return {
        "alive": condition.is_alive,
        "ready": condition.is_ready,
        "stopping": condition.stopping,
        "database_ms": None if condition.database_ms is None else round(condition.database_ms, 1),
        "knowledge": "degraded" if condition.knowledge_degraded else "whole",
        "adapters": {
            name: {
                "state": status.state.value,
                "last_update_age_s": status.age_s(condition.at),
                "last_error": status.last_error,
                "last_error_at": status.last_error_at,
                "repeats_possible": status.repeats_possible,
            }
            for name, status in condition.adapters
        },
    }


def _silent(_: RequestHandler) -> None:
    """Nobody wants a line for every look at the health."""
