"""The settings of Telegram, checked one by one. Each function raises ValueError with what is expected instead."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

DEFAULT_BASE_URL = "https://api.telegram.org"
PLATFORMS = ("telegram", "discord")
_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{3,64}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """`base_url` is what the client puts the token behind; `webhook_url` None: updates are polled."""

    token: str = field(repr=False)
    base_url: str = f"{DEFAULT_BASE_URL}/bot"
    webhook_url: str | None = None
    webhook_secret: str | None = field(default=None, repr=False)
    webhook_listen: tuple[str, int] = ("127.0.0.1", 8443)
    messages_per_s: int = 30
    admins: frozenset[int] = frozenset()


def token(value: str) -> str:
    if not _TOKEN.fullmatch(value):
        raise ValueError("must be a token as BotFather gives it: digits, a colon and a long word")
    return value


def base_url(value: str) -> str:
    """The origin of a Bot API server, with or without the `/bot` at its end; without a token."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"must be the address of a Bot API server such as {DEFAULT_BASE_URL}")
    plain = value.rstrip("/")
    return plain if plain.endswith("/bot") else f"{plain}/bot"


def webhook_url(value: str) -> str:
    parts = urlsplit(value)
    on_this_machine = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and on_this_machine)):
        raise ValueError("must be an https address that Telegram can reach")
    return value


def webhook_secret(value: str) -> str:
    """Never repeated in the complaint."""
    if not _SECRET.fullmatch(value):
        raise ValueError("must be 1 to 256 letters, digits, - and _")
    return value


def listen(value: str) -> tuple[str, int]:
    host, colon, port = value.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not colon or not host or not (port.isascii() and port.isdigit()) or not 1 <= int(port) <= 65535:
        raise ValueError("must be an address and a port such as 127.0.0.1:8443")
    return host, int(port)


def admins(value: str) -> frozenset[tuple[str, str]]:
    """`telegram:123,discord:456` as pairs of platform and number."""
    found = set()
    for one in filter(None, (part.strip() for part in value.split(","))):
        platform, _, number = one.partition(":")
        if platform not in PLATFORMS or not (number.isascii() and number.isdigit()):
            raise ValueError("must list admins such as telegram:123,discord:456")
        found.add((platform, number))
    return frozenset(found)
