"""The person's side: what people do, and what the bot is told of it."""

from __future__ import annotations

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.telegram_double.double import TelegramDouble, running_double
from tests.telegram_double.echo import bare_client
from tests.telegram_double.person import Person


async def test_a_command_comes_with_its_entity_and_the_persons_language(telegram: TelegramDouble, bot: Bot) -> None:
    jun = telegram.person("Jun", language_code="en")
    jun.open_deeplink("ref_42")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "/start ref_42"
    assert [(str(e.type), e.offset, e.length) for e in update.message.entities] == [("bot_command", 0, 6)]
    assert update.effective_user is not None
    assert update.effective_user.language_code == "en"


async def test_a_tap_tells_the_message_as_it_was_and_only_on_buttons_there_are(
    telegram: TelegramDouble, bot: Bot, mina: Person
) -> None:
    row = [InlineKeyboardButton("양력", callback_data="v1:solar")]
    sent = await bot.send_message(mina.user.id, "양력인가요?", reply_markup=InlineKeyboardMarkup([row]))
    with pytest.raises(AssertionError, match="no button '음력'"):
        mina.tap("음력")
    mina.tap("양력")
    query = (await bot.get_updates())[-1].callback_query
    assert query is not None
    assert query.message is not None
    assert (query.data, query.message.message_id) == ("v1:solar", sent.message_id)


async def test_a_link_button_back_to_the_bot_opens_the_private_chat(telegram: TelegramDouble, bot: Bot) -> None:
    mina, jun = telegram.person("Mina"), telegram.person("Jun")
    group = telegram.group("친구들", [mina, jun])
    group.add_bot()
    url = f"https://t.me/{bot.username}?start=go"
    link = InlineKeyboardMarkup([[InlineKeyboardButton("둘이서 보기", url=url)]])
    await bot.send_message(group.chat.id, "여기서는 말고요", reply_markup=link)
    jun.tap("둘이서 보기")
    update = (await bot.get_updates())[-1]
    assert update.message is not None
    assert (update.message.text, update.message.chat_id) == ("/start go", jun.user.id)


async def test_who_blocked_the_bot_hears_no_more(telegram: TelegramDouble, bot: Bot, mina: Person) -> None:
    mina.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(mina.user.id, "거기 있나요?")
    mina.unblock()
    await bot.send_message(mina.user.id, "다시 만나요")
    told = [u.my_chat_member for u in await bot.get_updates() if u.my_chat_member]
    assert [(m.old_chat_member.status, m.new_chat_member.status) for m in told] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]
    mina.deactivate()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(mina.user.id, "?")


async def test_nobody_is_written_to_first(telegram: TelegramDouble, bot: Bot) -> None:
    telegram.expect_refusal("chat not found")
    stranger, member = telegram.person("?"), telegram.person("Mina")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(stranger.user.id, "hi")
    telegram.group("친구들", [member]).add_bot()
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(member.user.id, "hi")


async def test_a_bot_in_a_group_hears_only_what_is_meant_for_it(
    telegram: TelegramDouble, bot: Bot, mina: Person
) -> None:
    group = telegram.group("친구들", [mina])
    group.add_bot()
    sent = await bot.send_message(group.chat.id, "안녕하세요")
    message = group.chat.message(sent.message_id)
    for text in ("점심 먹었어?", "/today", "/today@other_bot", f"@{bot.username} 오늘은?"):
        mina.say(text, group.chat)
    mina.say("네", group.chat, to=message)
    assert _texts(await bot.get_updates(), group.chat.id) == ["/today", f"@{bot.username} 오늘은?", "네"]


async def test_a_group_that_throws_the_bot_out(telegram: TelegramDouble, bot: Bot, mina: Person) -> None:
    group = telegram.group("친구들", [mina], kind="supergroup")
    group.add_bot()
    group.kick_bot()
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(group.chat.id, "hi")


async def test_a_group_that_grew_has_a_new_number(telegram: TelegramDouble, bot: Bot, mina: Person) -> None:
    telegram.expect_refusal("group chat was upgraded to a supergroup chat")
    group = telegram.group("친구들", [mina])
    group.add_bot()
    moved = group.migrate()
    with pytest.raises(ChatMigrated) as refusal:
        await bot.send_message(group.chat.id, "hi")
    assert refusal.value.new_chat_id == moved.chat.id
    await bot.send_message(moved.chat.id, "hi")
    kinds = [u.message for u in await bot.get_updates() if u.message and u.message.chat_id == group.chat.id]
    assert kinds[-1].migrate_to_chat_id == moved.chat.id


async def test_every_kind_of_message_and_an_edit_can_be_read(
    telegram: TelegramDouble, bot: Bot, mina: Person
) -> None:
    mina.send_photo(b"jpeg", "사진")
    mina.send_voice()
    mina.send_sticker()
    mina.send_location(37.5, 127.0)
    mina.send_contact("+8210", "Jun")
    mina.edit(mina.say("90년 3월 5일"), "90년 3월 6일")
    mina.send_unknown_kind("a_later_kind", {"x": 1})
    updates = await bot.get_updates()
    read = [u.effective_message for u in updates if u.effective_message]
    assert [bool(m) for m in (read[1].photo, read[2].voice, read[3].sticker, read[4].location)] == [True] * 4
    assert updates[-2].edited_message is not None
    assert updates[-2].edited_message.text == "90년 3월 6일"
    assert "a_later_kind" in updates[-1].api_kwargs


async def test_a_refusal_nobody_expected_fails_the_test() -> None:
    async with running_double() as telegram, bare_client(telegram) as bot:
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(5, "hi")
        with pytest.raises(AssertionError, match="sendmessage 400 Bad Request: chat not found"):
            telegram.judge()
        telegram.expect_refusal("chat not found")


async def test_an_expected_refusal_that_does_not_come_fails_the_test() -> None:
    with pytest.raises(AssertionError, match="never refused with 'chat not found'"):
        async with running_double() as telegram:
            telegram.expect_refusal("chat not found")


def _texts(updates: tuple[Update, ...], chat_id: int) -> list[str]:
    messages = [u.message for u in updates if u.message is not None and u.message.chat_id == chat_id]
    return [message.text for message in messages if message.text]
