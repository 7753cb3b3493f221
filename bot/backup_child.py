"""A backup in a process of its own: its memory and its failures are not the daemon's."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from typing import Final

# The environment goes along as it is, so no password and no key ever stands on a command line.
BACKUP_COMMAND: Final = (sys.executable, "-m", "bot", "backup", "create")
_GRACE_S: Final = 10.0


async def make_backup(command: tuple[str, ...] = BACKUP_COMMAND) -> tuple[int, str]:
    """The exit code and the last line that was told. When cancelled, the child is ended first."""
    child = await asyncio.create_subprocess_exec(*command, stdin=DEVNULL, stdout=PIPE, stderr=PIPE)
    try:
        out, complaint = await child.communicate()
    except asyncio.CancelledError:
        await _end(child)
        raise
    assert child.returncode is not None
    return child.returncode, _last_line(complaint if child.returncode else out)


async def _end(child: Process) -> None:
    """Asked first: it removes its unfinished file and its scratch schema."""
    if child.returncode is not None:
        return
    child.terminate()
    try:
        async with asyncio.timeout(_GRACE_S):
            await child.wait()
    except TimeoutError:
        child.kill()
        await child.wait()


def _last_line(told: bytes) -> str:
    lines = told.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else ""
