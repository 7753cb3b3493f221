"""The whole way of a person through the bot, seen from their side only, with the service's limits in force."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from core.texts import text
from tests.bot.telegram.conftest import House, running

BIRTH = {"ko": "1990년 5월 15일 오후 2시 반 부산 여자", "en": "1990-05-15 14:30 Busan female"}
PATIENCE_S = 8.0


@dataclass(frozen=True, slots=True)
class Words:
    """The bot's sentences and labels in one language."""

    language: str

    def __call__(self, key: str, **params: object) -> str:
        return text(key, self.language, **params)


@pytest.fixture(params=["ko", "en"])
def words(request: pytest.FixtureRequest) -> Words:
    return Words(request.param)


async def test_by_buttons(strict_house: House, words: Words) -> None:
    """/start, consent, the form by its buttons, picture, answer, follow-up, /why and /delete."""
    mina = strict_house.double.person(language_code=words.language)
    async with running(strict_house.adapter()):
        mina.say("/start")
        await mina.sees_button(words("choice.begin"), timeout_s=PATIENCE_S)
        mina.tap(words("choice.begin"))
        form = await mina.sees_button(words("choice.consent.yes"))
        for label in ("consent.yes", "subject.self", "calendar.solar"):
            mina.tap(words(f"choice.{label}"), form)
            await strict_house.is_idle()
        await mina.sees(words("form.date.ask").partition("\n")[0])
        assert mina.answers[-1] is form, "the form stays one message while it is answered by buttons"
        mina.say("1990-05-15")
        form = await mina.sees_button(words("choice.time.mi"))
        for label in ("time.mi", "place.busan", "sex.female"):
            mina.tap(words(f"choice.{label}"), form)
            await strict_house.is_idle()
        card = await mina.sees_button(words("choice.confirm.yes"))
        assert card is form
        mina.tap(words("choice.confirm.yes"))
        await finishes_with_the_chart(strict_house, mina, words)


async def test_by_one_sentence(strict_house: House, words: Words) -> None:
    mina = strict_house.double.person(language_code=words.language)
    async with running(strict_house.adapter()):
        mina.say(BIRTH[words.language])
        await mina.sees_button(words("choice.consent.yes"), timeout_s=PATIENCE_S)
        mina.tap(words("choice.consent.yes"))
        await strict_house.is_idle()
        mina.say(BIRTH[words.language])
        await mina.sees_button(words("choice.confirm.yes"))
        mina.tap(words("choice.confirm.yes"))
        await finishes_with_the_chart(strict_house, mina, words)


async def finishes_with_the_chart(house: House, mina, words: Words) -> None:  # type: ignore[no-untyped-def]
    answer = await mina.sees_button(words("topic.wealth"), timeout_s=PATIENCE_S)
    await house.is_idle()
    kinds = [line.kind for line in mina.transcript() if line.sender == "bot"]
    assert kinds.count("photo") == 1
    assert words("chart_reply.title", who="본인" if words.language == "ko" else "you") in mina.screen()
    mina.tap(words("topic.wealth"), answer)
    await house.is_idle()
    assert house.double.outbox("sendMessageDraft"), "a long answer is seen growing"
    assert mina.answers[-1].labels, "the follow-ups stand under the last answer"
    mina.say("/why")
    await mina.sees(words("answer.why_title"), timeout_s=PATIENCE_S)
    mina.say("/delete")
    await mina.sees_button(words("choice.delete.yes"), timeout_s=PATIENCE_S)
    mina.tap(words("choice.delete.yes"))
    await mina.sees(words("command.deleted"), timeout_s=PATIENCE_S)
    await house.is_idle()
    assert not house.double.limiter.refused, "no limit was met, because ours come first"
    assert not house.store.rows("users")
