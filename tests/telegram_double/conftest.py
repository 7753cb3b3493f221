"""A running double, and the real client pointed at it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from tests.telegram_double.double import TelegramDouble, running_double
from tests.telegram_double.echo import bare_client
from tests.telegram_double.limiter import UNLIMITED
from tests.telegram_double.person import Person


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramDouble]:
    """Without limits, so that each test meets only the rule it is about."""
    async with running_double(limits=UNLIMITED) as double:
        yield double


@pytest.fixture
async def bot(telegram: TelegramDouble) -> AsyncIterator[Bot]:
    async with bare_client(telegram) as client:
        yield client


@pytest.fixture
def mina(telegram: TelegramDouble) -> Person:
    """A person who has begun to talk with the bot."""
    person = telegram.person("Mina")
    person.say("/start")
    return person
