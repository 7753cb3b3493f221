"""The same call means the same, whichever way it travels."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from telegram import Bot, InputMediaPhoto
from telegram.error import NetworkError

from tests.telegram_double.double import TelegramDouble, running_double
from tests.telegram_double.echo import bare_client
from tests.telegram_double.limiter import UNLIMITED
from tests.telegram_double.person import Person
from tests.telegram_double.samples import keyboard, png


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_query_form_and_json_are_read_alike(
    telegram: TelegramDouble, http: aiohttp.ClientSession, mina: Person
) -> None:
    url = f"{telegram.base_url}{telegram.token}"
    markup = {"inline_keyboard": [[{"text": "네", "callback_data": "v1:yes"}]]}
    asked = {"chat_id": str(mina.user.id), "text": "네?"}
    written = asked | {"reply_markup": json.dumps(markup)}
    answers = [
        await http.get(f"{url}/SENDMESSAGE", params=written),
        await http.post(f"{url}/sendMessage", data=written),
        await http.post(f"{url}/sendmessage", json={**asked, "chat_id": mina.user.id, "reply_markup": markup}),
    ]
    results = [(await answer.json())["result"] for answer in answers]
    assert {(result["text"], str(result["reply_markup"])) for result in results} == {("네?", str(markup))}
    assert [message.labels for message in mina.answers] == [["네"]] * 3


async def test_a_refusal_says_its_code_twice(telegram: TelegramDouble, http: aiohttp.ClientSession) -> None:
    telegram.expect_refusal("chat_id is empty")
    answer = await http.post(f"{telegram.base_url}{telegram.token}/sendMessage", data={"text": "x"})
    assert answer.status == 400
    assert await answer.json() == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: chat_id is empty",
    }


async def test_a_path_that_is_none_is_404(telegram: TelegramDouble, http: aiohttp.ClientSession) -> None:
    telegram.expect_refusal("Not Found")
    assert (await http.get(f"{telegram.api.url}/elsewhere")).status == 404


async def test_an_album_attaches_its_pictures_by_name(bot: Bot, mina: Person) -> None:
    album = [InputMediaPhoto(png(10, 10), caption="<i>하나</i>", parse_mode="HTML"), InputMediaPhoto(png(20, 20))]
    sent = await bot.send_media_group(mina.user.id, album)
    assert [message.photo[0].width for message in sent] == [10, 20]
    await bot.edit_message_media(InputMediaPhoto(png(30, 30)), mina.user.id, sent[0].message_id)
    assert mina.answers[0].content["photo"][0]["width"] == 30


async def test_deleting_many_skips_what_is_not_there(bot: Bot, mina: Person) -> None:
    sent = await bot.send_message(mina.user.id, "하나", reply_markup=keyboard(("네", "v1:yes")))
    await bot.delete_messages(mina.user.id, [sent.message_id, 999_999])
    assert not mina.answers


async def test_a_gap_of_the_double_fails_the_test_that_met_it() -> None:
    async with running_double(limits=UNLIMITED) as telegram, bare_client(telegram) as bot:
        mina = telegram.person("Mina")
        mina.say("/start")
        with pytest.raises(NetworkError, match="Internal Server Error"):
            await bot.send_message(mina.user.id, "*bold*", parse_mode="MarkdownV2")
        gaps: list[Any] = telegram.api.broken
        with pytest.raises(AssertionError, match="HTML only"):
            telegram.judge()
        gaps.clear()
