"""Births remembered on purpose, seen from the phone: short buttons, an old yes, and the way back another day."""

from __future__ import annotations

from bot.telegram.keyboards import MOST_BYTES
from tests.bot.telegram.conftest import House, running
from tests.bot.telegram.talking import gets_a_chart, label
from tests.telegram_double.person import Person


async def presses(house: House, person: Person, key: str) -> None:
    person.tap(label(key))
    await house.is_idle()


async def remembers(house: House, person: Person) -> None:
    await presses(house, person, "choice.people.remember")
    await presses(house, person, "choice.remember.yes")


async def test_who_comes_back_another_day_goes_on_with_one_tap(house: House) -> None:
    mina = house.double.person()
    async with running(house.adapter()):
        await gets_a_chart(house, mina)
        assert "people" in mina.commands()
        await remembers(house, mina)
    house.clock.advance(days=1)
    async with running(house.adapter(introduces=False)):
        before = len(mina.answers)
        mina.say("/start")
        await house.is_idle()
        await presses(house, mina, "choice.people.go_on")
        since = "\n".join(message.text for message in mina.answers[before:])
    assert "庚 경" in since
    assert label("topic.wealth") in mina.answers[-1].labels


async def test_an_old_yes_to_remembering_is_a_button_of_yesterday(house: House) -> None:
    mina = house.double.person()
    house.double.allow_refusal("message is not modified")  # the buttons were gone when the press came
    async with running(house.adapter(introduces=False)):
        await gets_a_chart(house, mina)
        await presses(house, mina, "choice.people.remember")
        question = mina.answers[-1]
        yes = question.keyboard[0][0]["callback_data"]  # type: ignore[index]
        mina.say("성격 알려줘")
        await house.is_idle()
        assert await mina.hears(mina.press_stale(question, yes)) == label("telegram.stale")
        await house.is_idle()
    assert house.store.rows("saved_births") == []


async def test_the_buttons_of_the_chart_last_and_those_of_ten_people_fit_a_phone(house: House) -> None:
    mina = house.double.person()
    async with running(house.adapter(introduces=False)):
        await gets_a_chart(house, mina)
        chart = mina.answers[-1]
        mina.say("성격 알려줘")
        await house.is_idle()
        mina.tap(label("choice.people.remember"), chart)
        await house.is_idle()
        await presses(house, mina, "choice.remember.yes")
        (kept,) = house.store.rows("saved_births")
        async with house.open() as work:
            (user_id,) = {row["user_id"] for row in house.store.rows("users")}
            for number in range(9):
                birth = {**kept["birth"], "day": 1 + number}
                called = "other:열두글자까지적는긴이름" if number == 8 else "other:friend"
                await work.saved_births.save(user_id, called, birth, f"{number}".encode(), house.clock())
            await work.commit()
        mina.say("/people")
        await house.is_idle()
    keyboard = mina.answers[-1].keyboard or []
    assert sum(len(row) for row in keyboard) == 11
    assert len(keyboard) <= 8, "the short names in pairs"
    for button in (button for row in keyboard for button in row):
        assert len(button["callback_data"].encode()) <= MOST_BYTES
        assert "friend" not in button["callback_data"]
