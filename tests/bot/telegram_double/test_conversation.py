"""A real client talks to the double as it would to Telegram."""

from __future__ import annotations

from tests.bot.telegram_double.echo import echo_bot
from tests.telegram_double.double import running_double


async def test_a_polling_bot_echoes_what_a_person_says() -> None:
    async with running_double() as telegram, echo_bot(telegram):
        mina = telegram.person("Mina")
        mina.say("안녕하세요")
        await mina.sees("안녕하세요")
        assert [str(line) for line in mina.transcript()] == ["Mina: 안녕하세요", "bot: 안녕하세요"]
