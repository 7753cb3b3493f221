"""What the service refuses, in its own words, as the real client hears them."""

from __future__ import annotations

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    ReplyParameters,
)
from telegram.error import BadRequest, EndPointNotFound, InvalidToken

from tests.telegram_double.double import TelegramDouble
from tests.telegram_double.entities import MAX_TEXT
from tests.telegram_double.person import Person
from tests.telegram_double.samples import keyboard, png

OLDER_THAN_TWO_DAYS_S = 48 * 3600 + 1


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("a <b>bold", 'Can\'t find end tag corresponding to start tag "b"'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("한 <사주>", 'Unsupported start tag "사주" at byte offset 4'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("x <b", "Unclosed start tag at byte offset 2"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href=x!>y</a>", "Unexpected end of name token at byte offset 8"),
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
    ],
)
async def test_broken_html_is_refused_with_the_place(
    telegram: TelegramDouble, bot: Bot, mina: Person, html: str, words: str
) -> None:
    telegram.expect_refusal("can't parse entities", "sendMessage")
    with pytest.raises(BadRequest, match="Can't parse entities"):
        await bot.send_message(mina.user.id, html, parse_mode="HTML")
    (refused,) = telegram.outbox(status=400)
    assert refused.words == f"Bad Request: can't parse entities: {words}"


async def test_entities_are_placed_by_utf16_units(bot: Bot, mina: Person) -> None:
    html = "😀 <b>일간&amp;<i>甲</i></b> <code>a&lt;b</code> <blockquote expandable>긴 글</blockquote>&nbsp;"
    sent = await bot.send_message(mina.user.id, html, parse_mode="HTML")
    assert sent.text == "😀 일간&甲 a<b 긴 글&nbsp;"
    assert [(str(e.type), e.offset, e.length) for e in sent.entities] == [
        ("bold", 3, 4),
        ("italic", 6, 1),
        ("code", 8, 3),
        ("expandable_blockquote", 12, 3),
    ]


async def test_a_text_is_measured_after_its_tags_are_read(telegram: TelegramDouble, bot: Bot, mina: Person) -> None:
    telegram.expect_refusal("message is too long", "sendMessage")
    await bot.send_message(mina.user.id, f"<b>{'가' * MAX_TEXT}</b>", parse_mode="HTML")
    for text in ("가" * (MAX_TEXT + 1), "😀" * (MAX_TEXT // 2 + 1)):
        with pytest.raises(BadRequest, match="Message is too long"):
            await bot.send_message(mina.user.id, text)


async def test_an_empty_text_is_refused(telegram: TelegramDouble, bot: Bot, mina: Person) -> None:
    telegram.expect_refusal("message text is empty")
    telegram.expect_refusal("text must be non-empty")
    with pytest.raises(BadRequest, match="Message text is empty"):
        await bot.send_message(mina.user.id, "")
    with pytest.raises(BadRequest, match="Text must be non-empty"):
        await bot.send_message(mina.user.id, " \n")


async def test_a_button_carries_64_bytes_and_no_more(telegram: TelegramDouble, bot: Bot, mina: Person) -> None:
    telegram.expect_refusal("BUTTON_DATA_INVALID", "sendMessage")
    await bot.send_message(mina.user.id, "ok", reply_markup=keyboard(("좋아요", "가" * 21)))
    with pytest.raises(BadRequest, match="Button_data_invalid"):
        await bot.send_message(mina.user.id, "no", reply_markup=keyboard(("좋아요", "가" * 22)))


async def test_an_identical_edit_is_refused_and_one_without_keyboard_drops_it(
    telegram: TelegramDouble, bot: Bot, mina: Person
) -> None:
    telegram.expect_refusal("message is not modified: specified new message content", "editMessageText")
    buttons = keyboard(("음력", "v1:lunar"))
    sent = await bot.send_message(mina.user.id, "양력인가요?", reply_markup=buttons)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text(
            "<b></b>양력인가요?\n", mina.user.id, sent.message_id, reply_markup=buttons, parse_mode="HTML"
        )
    await bot.edit_message_text("양력인가요?", mina.user.id, sent.message_id)
    with pytest.raises(AssertionError, match="no button"):
        mina.tap("음력")


async def test_a_tap_takes_one_answer_in_time(telegram: TelegramDouble, bot: Bot, mina: Person) -> None:
    telegram.expect_refusal("query is too old and response timeout expired or query ID is invalid")
    await bot.send_message(mina.user.id, "?", reply_markup=keyboard(("네", "v1:yes")))
    answered, late = mina.tap("네"), mina.tap("네")
    assert answered is not None
    assert late is not None
    await bot.answer_callback_query(answered.id, "고마워요")
    assert await mina.hears(answered) == "고마워요"
    telegram.clock.advance(60)
    for tap in (answered, late):
        with pytest.raises(BadRequest, match="Query is too old"):
            await bot.answer_callback_query(tap.id)


async def test_what_is_not_there_can_neither_be_edited_deleted_nor_answered(
    telegram: TelegramDouble, bot: Bot, mina: Person
) -> None:
    for words in ("message to edit", "message to delete", "message to be replied"):
        telegram.expect_refusal(f"{words} not found")
    sent = await bot.send_message(mina.user.id, "곧 사라져요")
    await bot.delete_message(mina.user.id, sent.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", mina.user.id, sent.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(mina.user.id, sent.message_id)
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(mina.user.id, "x", reply_parameters=ReplyParameters(sent.message_id))
    alone = ReplyParameters(sent.message_id, allow_sending_without_reply=True)
    assert (await bot.send_message(mina.user.id, "y", reply_parameters=alone)).reply_to_message is None


async def test_old_messages_stay_and_a_persons_cannot_be_edited(
    telegram: TelegramDouble, bot: Bot, mina: Person
) -> None:
    telegram.expect_refusal("message can't be deleted for everyone")
    telegram.expect_refusal("message can't be edited")
    said = mina.say("내 글")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", mina.user.id, said.id)
    telegram.clock.advance(OLDER_THAN_TWO_DAYS_S)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bot.delete_message(mina.user.id, said.id)


async def test_a_photo_travels_as_multipart_and_must_be_one(
    telegram: TelegramDouble, bot: Bot, mina: Person
) -> None:
    telegram.expect_refusal("IMAGE_PROCESS_FAILED")
    telegram.expect_refusal("PHOTO_INVALID_DIMENSIONS")
    telegram.expect_refusal("message caption is too long")
    picture = png()
    sent = await bot.send_photo(mina.user.id, picture, caption="<b>사주</b> 표", parse_mode="HTML")
    assert (sent.photo[0].width, sent.photo[0].height, sent.caption) == (40, 20, "사주 표")
    loaded = await (await bot.get_file(sent.photo[0].file_id)).download_as_bytearray()
    assert bytes(loaded) == picture
    again = await bot.send_photo(mina.user.id, sent.photo[0].file_id)
    assert again.photo[0].file_id == sent.photo[0].file_id
    for content, words in ((picture[:60], "Image_process_failed"), (png(400, 4), "Photo_invalid_dimensions")):
        with pytest.raises(BadRequest, match=words):
            await bot.send_photo(mina.user.id, content)
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(mina.user.id, picture, caption="가" * 1025)


async def test_a_draft_is_seen_until_a_real_message_or_half_a_minute(
    telegram: TelegramDouble, bot: Bot, mina: Person
) -> None:
    for part in ("갑목은", "갑목은 큰 나무예요."):
        await bot.send_message_draft(mina.user.id, 7, part, api_kwargs={"can_stop": True})
    assert [(line.kind, line.text) for line in mina.transcript()][-1] == ("draft", "갑목은 큰 나무예요.")
    await bot.send_message(mina.user.id, "갑목은 큰 나무예요. 곧게 자라요.")
    assert mina.transcript()[-1].kind == "text"
    await bot.send_message_draft(mina.user.id, 8, "다음")
    telegram.clock.advance(31)
    assert mina.transcript()[-1].kind == "text"


async def test_a_draft_can_be_stopped_by_its_reader(telegram: TelegramDouble, bot: Bot, mina: Person) -> None:
    await bot.send_message_draft(mina.user.id, 7, "길고", api_kwargs={"can_stop": True})
    mina.stop_writing()
    (*_, update) = await bot.get_updates()
    assert update.api_kwargs["stopped_message_generation"]["draft_id"] == 7


async def test_a_draft_needs_a_number_and_a_private_chat(telegram: TelegramDouble, bot: Bot, mina: Person) -> None:
    telegram.expect_refusal("TEXTDRAFT_PEER_INVALID")
    telegram.expect_refusal("RANDOM_ID_INVALID")
    group = telegram.group("친구들", [mina])
    group.add_bot()
    with pytest.raises(BadRequest, match="Textdraft_peer_invalid"):
        await bot.send_message_draft(group.chat.id, 7, "x")
    with pytest.raises(BadRequest, match="Random_id_invalid"):
        await bot.send_message_draft(mina.user.id, 0, "x")


async def test_commands_are_kept_by_scope_and_language(telegram: TelegramDouble, bot: Bot, mina: Person) -> None:
    telegram.expect_refusal("BOT_COMMAND_INVALID", "setMyCommands")
    telegram.expect_refusal("chat not found", "setMyCommands")
    await bot.set_my_commands([BotCommand("today", "오늘의 운")], language_code="ko")
    await bot.set_my_commands([BotCommand("stats", "통계")], scope=BotCommandScopeChat(mina.user.id))
    assert [c.command for c in await bot.get_my_commands(language_code="ko")] == ["today"]
    assert not await bot.get_my_commands(language_code="en")
    assert [c.command for c in await bot.get_my_commands(scope=BotCommandScopeChat(mina.user.id))] == ["stats"]
    assert mina.commands() == {"stats": "통계"}
    assert telegram.person("Jun", language_code="ko").commands() == {"today": "오늘의 운"}
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await bot.set_my_commands([BotCommand("사주", "사주 보기")])
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.set_my_commands([BotCommand("stats", "통계")], scope=BotCommandScopeChat(5))


async def test_names_and_descriptions_are_kept_by_language(bot: Bot, telegram: TelegramDouble) -> None:
    await bot.set_my_name("사주", language_code="ko")
    await bot.set_my_short_description("Four pillars")
    assert (await bot.get_my_name(language_code="ko")).name == "사주"
    assert (await bot.get_my_short_description(language_code="ko")).short_description == "Four pillars"


async def test_what_the_double_does_not_know_is_404_and_never_true(telegram: TelegramDouble, bot: Bot) -> None:
    telegram.expect_refusal("Not Found: method not found", "sendRichMessage")
    with pytest.raises(EndPointNotFound):
        await bot.do_api_request("sendRichMessage", api_kwargs={"chat_id": 1})


async def test_a_wrong_token_is_refused(telegram: TelegramDouble) -> None:
    telegram.expect_refusal("Unauthorized")
    stranger = Bot("1:wrong", base_url=telegram.base_url)
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()
