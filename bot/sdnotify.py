"""What systemd is told of the service: one datagram a message (sd_notify(3), systemd.exec(5) `NOTIFY_SOCKET`)."""

from __future__ import annotations

import logging
import socket

_log = logging.getLogger(__name__)


class Supervisor:
    """`address` is a path, or a name in the abstract namespace after an @; None: nobody listens.

    A message that cannot be delivered is logged and nothing more: the service works without being watched.
    """

    def __init__(self, address: str | None) -> None:
        self._address = None if address is None else _spelled(address)

    def ready(self) -> None:
        self._tell("READY=1")

    def status(self, words: str) -> None:
        """One line, shown by `systemctl status`; nothing personal."""
        self._tell(f"STATUS={words}")

    def alive(self) -> None:
        self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        self._tell("STOPPING=1")

    def _tell(self, message: str) -> None:
        if self._address is None:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
                channel.settimeout(1)  # a full queue must not hold up the loop
                channel.sendto(message.encode(), self._address)
        except OSError as error:
            _log.warning(
                "systemd was not told %s: %s", message.partition("=")[0], (error.strerror or "error").lower()
            )


def _spelled(address: str) -> str:
    """As the kernel wants it: an abstract name begins with a zero byte."""
    return f"\0{address[1:]}" if address.startswith("@") else address
