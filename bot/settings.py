"""Settings: read from the environment and a `.env` file once, validated, frozen. Nobody else reads the environment.

Every variable may also arrive as `NAME_FILE`, a file that holds the value (systemd credentials do). A wrong value
raises `SettingsError` whose one line names the variable and never repeats a secret.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Literal, TypeVar

from dotenv import dotenv_values

from bot import settings_telegram
from bot.settings_telegram import TelegramSettings
from core.texts import LANGUAGES

T = TypeVar("T")


class SettingsError(Exception):
    """A variable cannot be used as it stands; the message names it and says what is expected."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator decided. Secrets are left out of `repr`."""

    data_dir: Path
    database_url: str | None = field(default=None, repr=False)  # None: SQLite in the data folder
    encryption_keys: str | None = field(default=None, repr=False)  # None: the key file of the data folder
    chroma_path: Path | None = None  # None: in the data folder
    session_minutes: int = 30
    language: str = "ko"
    log_format: Literal["text", "json"] = "text"
    starts_at: datetime | None = None  # tests only: the instant at which the clock starts
    operator_name: str | None = None
    operator_contact: str | None = None
    redis_url: str | None = field(default=None, repr=False)  # None: no cache
    log_retention_months: int = 3
    backup_dir: Path | None = None  # None: in the data folder
    backup_at: time = time(3, 30)  # on the clock of Seoul
    backup_recipient: str | None = None  # None: no backups
    backup_keep_days: int = 7
    telegram: TelegramSettings | None = None  # None: no token, so nobody talks to Telegram
    admins: frozenset[tuple[str, str]] = frozenset()  # platform and the account's number there
    health_listen: tuple[str, int] = ("127.0.0.1", 8089)
    notify_socket: str | None = None  # systemd's; None: nobody supervises us
    watchdog_s: float | None = None  # how long systemd waits for a sign of life; None: it does not


def read_settings(environ: Mapping[str, str] | None = None, dotenv: Path = Path(".env")) -> Settings:
    """Settings from `environ` (default: the process's own), a `.env` file filling what is not set there."""
    return _Reader({**_dotenv(dotenv), **(os.environ if environ is None else environ)}).settings()


def _dotenv(path: Path) -> dict[str, str]:
    return {k: v for k, v in dotenv_values(path).items() if v is not None} if path.is_file() else {}


class _Reader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def settings(self) -> Settings:
        return Settings(
            data_dir=self._path("SAJU_DATA_DIR") or _default_data_dir(self._environ),
            database_url=self._text("SAJU_DATABASE_URL"),
            encryption_keys=self._text("SAJU_ENCRYPTION_KEYS"),
            chroma_path=self._path("SAJU_CHROMA_PATH"),
            session_minutes=self._whole_number("SAJU_SESSION_MINUTES", 30, lowest=1, highest=1440),
            language=self._one_of("SAJU_LANGUAGE", LANGUAGES, "ko"),
            log_format="json" if self._one_of("SAJU_LOG_FORMAT", ("text", "json"), "text") == "json" else "text",
            starts_at=self._instant("SAJU_NOW"),
            operator_name=self._text("SAJU_OPERATOR_NAME"),
            operator_contact=self._text("SAJU_OPERATOR_CONTACT"),
            redis_url=self._redis_url(),
            log_retention_months=self._whole_number("SAJU_LOG_RETENTION_MONTHS", 3, lowest=1, highest=120),
            backup_dir=self._path("SAJU_BACKUP_DIR"),
            backup_at=self._time_of_day("SAJU_BACKUP_AT", time(3, 30)),
            backup_recipient=self._recipient(),
            backup_keep_days=self._whole_number("SAJU_BACKUP_KEEP_DAYS", 7, lowest=1, highest=3650),
            telegram=self._telegram(),
            admins=self._admins(),
            health_listen=self._checked("SAJU_HEALTH_LISTEN", settings_telegram.listen) or ("127.0.0.1", 8089),
            notify_socket=self._environ.get("NOTIFY_SOCKET") or None,
            watchdog_s=self._watchdog_s(),
        )

    def _telegram(self) -> TelegramSettings | None:
        token = self._checked("SAJU_TELEGRAM_TOKEN", settings_telegram.token)
        base_url = self._checked("SAJU_TELEGRAM_BASE_URL", settings_telegram.base_url)
        webhook_url = self._checked("SAJU_TELEGRAM_WEBHOOK_URL", settings_telegram.webhook_url)
        secret = self._checked("SAJU_TELEGRAM_WEBHOOK_SECRET", settings_telegram.webhook_secret)
        listen = self._checked("SAJU_TELEGRAM_WEBHOOK_LISTEN", settings_telegram.listen)
        most = self._whole_number("SAJU_TELEGRAM_MESSAGES_PER_S", 30, lowest=1, highest=1_000_000)
        if webhook_url is not None and secret is None:
            raise SettingsError("SAJU_TELEGRAM_WEBHOOK_SECRET must be set with SAJU_TELEGRAM_WEBHOOK_URL")
        if token is None:
            return None
        return TelegramSettings(
            token,
            base_url or settings_telegram.base_url(settings_telegram.DEFAULT_BASE_URL),
            webhook_url,
            secret,
            listen or ("127.0.0.1", 8443),
            most,
            frozenset(int(number) for platform, number in self._admins() if platform == "telegram"),
        )

    def _admins(self) -> frozenset[tuple[str, str]]:
        return self._checked("SAJU_ADMINS", settings_telegram.admins) or frozenset()

    def _watchdog_s(self) -> float | None:
        """systemd names the process that it watches: one that we start inherits the variables, not the duty."""
        microseconds, pid = self._environ.get("WATCHDOG_USEC", ""), self._environ.get("WATCHDOG_PID")
        if not microseconds.isascii() or not microseconds.isdigit() or pid not in (None, "", str(os.getpid())):
            return None
        return int(microseconds) / 1e6 or None

    def _checked(self, name: str, check: Callable[[str], T]) -> T | None:
        """The value as `check` gives it back, None when it was not given; the complaint never repeats it."""
        value = self._text(name)
        try:
            return None if value is None else check(value)
        except ValueError as error:
            raise SettingsError(f"{name} {error}") from None

    def _text(self, name: str) -> str | None:
        value, file = self._environ.get(name), self._environ.get(f"{name}_FILE")
        if value and file:
            raise SettingsError(f"{name} and {name}_FILE are both set: keep one of them")
        if file:
            try:
                value = Path(file).read_text("utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise SettingsError(f"{name}_FILE names a file that cannot be read ({_kind(error)})") from error
        return value or None

    def _path(self, name: str) -> Path | None:
        value = self._text(name)
        return Path(value).expanduser() if value else None

    def _whole_number(self, name: str, default: int, *, lowest: int, highest: int) -> int:
        value = self._text(name)
        if value is None:
            return default
        if not (value.isascii() and value.isdigit()) or not lowest <= int(value) <= highest:
            raise SettingsError(f"{name} must be a whole number from {lowest} to {highest}")
        return int(value)

    def _one_of(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        value = self._text(name) or default
        if value not in allowed:
            raise SettingsError(f"{name} must be one of: {', '.join(allowed)}")
        return value

    def _time_of_day(self, name: str, default: time) -> time:
        value = self._text(name)
        if value is None:
            return default
        if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value, re.ASCII):
            raise SettingsError(f"{name} must be a time of day such as 03:30")
        return time.fromisoformat(value)

    def _redis_url(self) -> str | None:
        """Never repeated in the complaint: it may hold a password."""
        value = self._text("SAJU_REDIS_URL")
        if value is not None and not value.startswith(("redis://", "rediss://", "unix://")):
            raise SettingsError("SAJU_REDIS_URL must begin with redis://, rediss:// or unix://")
        return value

    def _recipient(self) -> str | None:
        """Never repeated in the complaint: it may be the secret half."""
        value = self._text("SAJU_BACKUP_RECIPIENT")
        if value is not None and not value.startswith("age1"):
            raise SettingsError(
                "SAJU_BACKUP_RECIPIENT must be the public half of a key pair, which begins with age1"
            )
        return value

    def _instant(self, name: str) -> datetime | None:
        value = self._text(name)
        if value is None:
            return None
        try:
            moment = datetime.fromisoformat(value)
        except ValueError as error:
            raise SettingsError(f"{name} must be an ISO instant such as 2026-11-23T03:00:00Z") from error
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _default_data_dir(environ: Mapping[str, str]) -> Path:
    base = environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "saju-bot"


def _kind(error: Exception) -> str:
    return (error.strerror or "error").lower() if isinstance(error, OSError) else "not UTF-8"
