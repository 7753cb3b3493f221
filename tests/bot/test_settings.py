"""What the operator sets is read once, checked, and never echoed where it is secret."""

from __future__ import annotations

import os
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, read_settings

NO_DOTENV = Path("/nonexistent/.env")


def read(**environ: str) -> Settings:
    return read_settings(environ, NO_DOTENV)


def test_nothing_set_means_the_embedded_default_in_the_home_folder() -> None:
    settings = read(XDG_DATA_HOME="/somewhere")
    assert settings.data_dir == Path("/somewhere/saju-bot")
    assert settings.database_url is None
    assert (settings.session_minutes, settings.language, settings.log_format) == (30, "ko", "text")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SAJU_SESSION_MINUTES", "soon"),
        ("SAJU_SESSION_MINUTES", "0"),
        ("SAJU_SESSION_MINUTES", "-5"),
        ("SAJU_SESSION_MINUTES", "１０"),
        ("SAJU_LANGUAGE", "fr"),
        ("SAJU_LOG_FORMAT", "xml"),
        ("SAJU_NOW", "yesterday"),
        ("SAJU_ENCRYPTION_KEYS_FILE", "/nonexistent/keys"),
        ("SAJU_REDIS_URL", "127.0.0.1:6379"),
        ("SAJU_LOG_RETENTION_MONTHS", "0"),
        ("SAJU_BACKUP_AT", "24:00"),
        ("SAJU_BACKUP_AT", "3:30"),
        ("SAJU_BACKUP_AT", "03:30:15"),
        ("SAJU_BACKUP_RECIPIENT", "AGE-SECRET-KEY-1QQQ"),
        ("SAJU_BACKUP_KEEP_DAYS", "-1"),
    ],
)
def test_a_wrong_value_is_told_with_the_name_of_its_variable(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read(**{name: value})


def test_a_value_may_arrive_as_a_file(tmp_path: Path) -> None:
    file = tmp_path / "minutes"
    file.write_text("45\n", "utf-8")
    assert read(SAJU_SESSION_MINUTES_FILE=str(file)).session_minutes == 45


def test_the_same_thing_said_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SAJU_LANGUAGE"):
        read(SAJU_LANGUAGE="ko", SAJU_LANGUAGE_FILE=str(tmp_path / "language"))


def test_a_dotenv_file_fills_in_what_the_environment_leaves_open(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("SAJU_LANGUAGE=en\nSAJU_SESSION_MINUTES=10\n", "utf-8")
    settings = read_settings({"SAJU_SESSION_MINUTES": "20"}, dotenv)
    assert (settings.language, settings.session_minutes) == ("en", 20)


def test_the_test_clock_is_read_as_utc_where_no_zone_is_given() -> None:
    assert read(SAJU_NOW="2026-11-23T03:00:00").starts_at == datetime(2026, 11, 23, 3, tzinfo=UTC)
    assert read(SAJU_NOW="2026-11-23T12:00:00+09:00").starts_at == datetime(2026, 11, 23, 3, tzinfo=UTC)


def test_what_operations_need_has_a_default_but_for_who_may_read_the_backups() -> None:
    settings = read()
    assert (settings.redis_url, settings.backup_recipient) == (None, None)
    assert (settings.log_retention_months, settings.backup_keep_days) == (3, 7)
    assert settings.backup_at == time(3, 30)
    assert read(SAJU_BACKUP_AT="23:05").backup_at == time(23, 5)


def test_a_complaint_does_not_repeat_a_secret() -> None:
    with pytest.raises(SettingsError) as refused:
        read(SAJU_REDIS_URL="http://:hush@host")
    assert "hush" not in str(refused.value)
    with pytest.raises(SettingsError) as refused:
        read(SAJU_BACKUP_RECIPIENT="AGE-SECRET-KEY-1HUSH")
    assert "HUSH" not in str(refused.value)


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    printed = repr(
        read(
            SAJU_ENCRYPTION_KEYS="hush-hush",
            SAJU_DATABASE_URL="mysql+aiomysql://a:pw@h/d",
            SAJU_REDIS_URL="redis://:pw@h",
        )
    )
    assert "hush-hush" not in printed
    assert "pw@h" not in printed


def test_health_listens_on_loopback_unless_told_otherwise() -> None:
    assert read().health_listen == ("127.0.0.1", 8089)
    assert read(SAJU_HEALTH_LISTEN="[::1]:9000").health_listen == ("::1", 9000)
    with pytest.raises(SettingsError, match="SAJU_HEALTH_LISTEN"):
        read(SAJU_HEALTH_LISTEN="8089")


def test_the_watchdog_is_for_the_process_that_systemd_named() -> None:
    assert read(WATCHDOG_USEC="60000000", NOTIFY_SOCKET="@x").watchdog_s == 60
    assert read(WATCHDOG_USEC="60000000", WATCHDOG_PID=str(os.getpid())).watchdog_s == 60
    assert read(WATCHDOG_USEC="60000000", WATCHDOG_PID="1").watchdog_s is None
    assert read().watchdog_s is None
