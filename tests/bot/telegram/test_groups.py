"""In groups the bot says where to find it, and nothing else."""

from __future__ import annotations

import pytest

from tests.bot.telegram.conftest import House, running
from tests.bot.telegram.talking import BIRTH, label


async def test_a_start_in_a_group_moves_to_the_private_chat(house: House) -> None:
    mina = house.double.person("Mina")
    friends = house.double.group("Friends", [mina])
    friends.add_bot()
    async with running(house.adapter(introduces=False)):
        mina.say("/start@saju_test_bot", friends.chat)
        await mina.sees(label("telegram.group.move"), chat=friends.chat)
        mina.tap(label("telegram.group.open"))
        await mina.sees_button(label("choice.consent.yes"))


@pytest.mark.parametrize(
    "words", [f"@saju_test_bot {BIRTH['ko']}", f"/saju {BIRTH['ko']}", "/delete", "/mydata", "/me"]
)
async def test_nothing_of_anybody_is_taken_or_told_in_a_group(house: House, words: str) -> None:
    mina = house.double.person("Mina")
    friends = house.double.group("Friends", [mina])
    friends.add_bot()
    async with running(house.adapter(introduces=False)):
        mina.say(words, friends.chat)
        answer = await mina.sees(label("telegram.group.move"), chat=friends.chat)
        await house.is_idle()
    assert "1990" not in answer.text
    assert not house.store.rows("users")
    assert not house.store.rows("sessions")


async def test_words_that_are_for_others_are_not_answered(house: House) -> None:
    mina, ada = house.double.person("Mina"), house.double.person("Ada")
    friends = house.double.group("Friends", [mina, ada])
    friends.add_bot(administrator=True)
    async with running(house.adapter(introduces=False)):
        await mina.sees(label("telegram.group.hello"), chat=friends.chat)
        mina.say("점심 뭐 먹지?", friends.chat)
        ada.say("/start@another_bot", friends.chat)
        ada.send_voice(chat=friends.chat)
        await house.is_idle()
    assert sum(message.by_bot for message in friends.chat.seen) == 1


async def test_privacy_asked_in_a_group_is_answered_in_private(house: House) -> None:
    mina = house.double.person("Mina")
    friends = house.double.group("Friends", [mina])
    friends.add_bot()
    async with running(house.adapter(introduces=False)):
        mina.say("/privacy", friends.chat)
        await mina.sees(label("telegram.group.move"), chat=friends.chat)
        mina.tap(label("telegram.group.open"))
        await mina.sees("/mydata")


async def test_a_group_that_became_a_supergroup_is_answered_where_it_went(house: House) -> None:
    mina = house.double.person("Mina")
    friends = house.double.group("Friends", [mina])
    friends.add_bot()
    async with running(house.adapter(introduces=False)):
        await mina.sees(label("telegram.group.hello"), chat=friends.chat)
        house.double.fault("sendMessage", code=502, chat_id=friends.chat.id, times=2)
        house.double.allow_refusal("upgraded to a supergroup")
        mina.say("/saju", friends.chat)
        await house.double.wait_for_call("sendMessage", 2)
        moved = friends.migrate()
        await mina.sees(label("telegram.group.move"), chat=moved.chat)
        await house.is_idle()


async def test_a_group_that_threw_the_bot_out_hears_no_more(house: House) -> None:
    mina = house.double.person("Mina")
    friends = house.double.group("Friends", [mina])
    friends.add_bot()
    async with running(house.adapter(introduces=False)):
        await mina.sees(label("telegram.group.hello"), chat=friends.chat)
        mina.say("/saju", friends.chat)
        friends.kick_bot()
        await house.is_idle()
        calls = len(house.double.outbox("sendMessage"))
        mina.say("/start")
        await mina.sees_button(label("choice.begin"))
        assert len(house.double.outbox("sendMessage")) <= calls + 1
