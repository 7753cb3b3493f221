"""A door between a client and a server on loopback: open, slammed, or a wall that swallows what is said."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Self


class Gate:
    """An async context that listens on a port of its own and passes bytes on to `port`."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._passing: set[asyncio.Task[None]] = set()
        self._swallows = False
        self.port = 0

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.slam()

    async def open(self) -> None:
        self._swallows = False
        if self._server is None:
            self._server = await asyncio.start_server(self._let_in, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def slam(self) -> None:
        """Cuts every connection and refuses new ones."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for task in self._passing:
            task.cancel()
        await asyncio.gather(*self._passing, return_exceptions=True)
        writers, self._writers = self._writers, set()
        for writer in writers:
            await _close(writer)

    def swallow(self) -> None:
        """Connections stay, and nothing comes through any more."""
        self._swallows = True

    async def _let_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self._target)
        if writer not in self._writers:  # slammed meanwhile
            await _close(inner_writer)
            return
        self._writers.add(inner_writer)
        for source, sink in ((reader, inner_writer), (inner_reader, writer)):
            task = asyncio.create_task(self._pass(source, sink))
            self._passing.add(task)
            task.add_done_callback(self._passing.discard)

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while said := await source.read(65536):
                if not self._swallows:
                    sink.write(said)
                    await sink.drain()
        sink.close()


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
