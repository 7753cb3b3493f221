"""What an operator may say about Telegram, and what they are told when it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, read_settings

TOKEN = "7000000001:AAtesttesttesttesttesttesttesttestt"
SECRET = "a-long-secret-of-ours"
NOWHERE = Path("/nonexistent/.env")


def read(**environ: str) -> Settings:
    return read_settings({"HOME": "/tmp", **environ}, NOWHERE)


def test_without_a_token_nobody_talks_to_telegram() -> None:
    assert read().telegram is None


def test_a_token_is_enough() -> None:
    telegram = read(SAJU_TELEGRAM_TOKEN=TOKEN).telegram
    assert telegram is not None
    assert telegram.base_url == "https://api.telegram.org/bot"
    assert telegram.webhook_url is None
    assert telegram.messages_per_s == 30


@pytest.mark.parametrize("given", ["http://127.0.0.1:8081", "http://127.0.0.1:8081/", "http://127.0.0.1:8081/bot"])
def test_a_server_is_named_with_or_without_its_path(given: str) -> None:
    telegram = read(SAJU_TELEGRAM_TOKEN=TOKEN, SAJU_TELEGRAM_BASE_URL=given).telegram
    assert telegram is not None
    assert telegram.base_url == "http://127.0.0.1:8081/bot"


def test_a_webhook_has_its_secret_and_its_place() -> None:
    telegram = read(
        SAJU_TELEGRAM_TOKEN=TOKEN,
        SAJU_TELEGRAM_WEBHOOK_URL="https://example.org/hook",
        SAJU_TELEGRAM_WEBHOOK_SECRET=SECRET,
        SAJU_TELEGRAM_WEBHOOK_LISTEN="[::1]:9000",
    ).telegram
    assert telegram is not None
    assert (telegram.webhook_secret, telegram.webhook_listen) == (SECRET, ("::1", 9000))


def test_admins_are_told_by_platform() -> None:
    settings = read(SAJU_TELEGRAM_TOKEN=TOKEN, SAJU_ADMINS="telegram:12, discord:34,telegram:56")
    assert settings.telegram is not None
    assert settings.telegram.admins == {12, 56}
    assert ("discord", "34") in settings.admins


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SAJU_TELEGRAM_TOKEN", "not a token"),
        ("SAJU_TELEGRAM_BASE_URL", "api.telegram.org"),
        ("SAJU_TELEGRAM_WEBHOOK_URL", "http://example.org/hook"),
        ("SAJU_TELEGRAM_WEBHOOK_SECRET", "spaces are wrong"),
        ("SAJU_TELEGRAM_WEBHOOK_LISTEN", "8443"),
        ("SAJU_TELEGRAM_WEBHOOK_LISTEN", "127.0.0.1:99999"),
        ("SAJU_TELEGRAM_MESSAGES_PER_S", "0"),
        ("SAJU_TELEGRAM_MESSAGES_PER_S", "many"),
        ("SAJU_ADMINS", "12345"),
        ("SAJU_ADMINS", "telegram:mina"),
    ],
)
def test_a_wrong_value_names_its_variable(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name) as complaint:
        read(**{"SAJU_TELEGRAM_TOKEN": TOKEN, name: value})
    assert "\n" not in str(complaint.value)


def test_a_wrong_secret_is_not_repeated() -> None:
    for name in ("SAJU_TELEGRAM_TOKEN", "SAJU_TELEGRAM_WEBHOOK_SECRET"):
        with pytest.raises(SettingsError) as complaint:
            read(**{"SAJU_TELEGRAM_TOKEN": TOKEN, name: "hush hush"})
        assert "hush" not in str(complaint.value)


def test_a_webhook_without_a_secret_is_refused() -> None:
    with pytest.raises(SettingsError, match="SAJU_TELEGRAM_WEBHOOK_SECRET"):
        read(SAJU_TELEGRAM_TOKEN=TOKEN, SAJU_TELEGRAM_WEBHOOK_URL="https://example.org/hook")


def test_secrets_are_not_shown() -> None:
    settings = read(
        SAJU_TELEGRAM_TOKEN=TOKEN,
        SAJU_TELEGRAM_WEBHOOK_URL="https://example.org/hook",
        SAJU_TELEGRAM_WEBHOOK_SECRET=SECRET,
    )
    assert "AAtest" not in repr(settings)
    assert SECRET not in repr(settings)
