"""The manners of the bot in a private chat."""

from __future__ import annotations

import asyncio

from core.texts import text
from tests.bot.telegram.conftest import House, running
from tests.bot.telegram.talking import agrees, asks, gets_a_chart, label, told


async def test_a_button_of_yesterday_is_answered_kindly(house: House) -> None:
    mina = house.double.person()
    async with running(house.adapter(introduces=False)):
        await agrees(house, mina)
        question = mina.answers[-1]
        old = question.keyboard[0][0]["callback_data"]  # type: ignore[index]
        mina.say("나")
        await mina.sees_button(label("choice.calendar.solar"))
        await house.is_idle()
        before = len(mina.answers)
        heard = await mina.hears(mina.press_stale(question, old))
        assert heard == label("telegram.stale")
        assert await mina.hears(mina.press_stale(question, "0:of another version")) == label("telegram.stale")
        await house.is_idle()
        assert len(mina.answers) == before, "the form stands where it stood"


async def test_a_button_pressed_twice_moves_the_form_once(house: House) -> None:
    mina = house.double.person()
    async with running(house.adapter(introduces=False)):
        await agrees(house, mina)
        question = mina.answers[-1]
        value = question.keyboard[0][0]["callback_data"]  # type: ignore[index]
        taps = [mina.press_stale(question, value) for _ in range(3)]
        for tap in taps:
            await mina.hears(tap)
        await house.is_idle()
        assert label("choice.calendar.solar") in question.labels
        assert [len(m.versions) for m in mina.answers] == [3], "consent, first question, second question"


async def test_a_typed_answer_sends_the_next_question_anew_and_takes_the_old_buttons(house: House) -> None:
    mina = house.double.person()
    async with running(house.adapter(introduces=False)):
        await agrees(house, mina)
        first = mina.answers[-1]
        mina.say("나")
        await house.is_idle()
        await house.double.wait_for(lambda: not first.labels)
        assert mina.answers[-1] is not first
        assert label("choice.calendar.solar") in mina.answers[-1].labels


async def test_button_data_tell_nothing_of_the_person(house: House) -> None:
    mina = house.double.person()
    async with running(house.adapter(introduces=False)):
        await gets_a_chart(house, mina)
        await asks(house, mina)
    sent = [call.params.get("reply_markup", "") for call in house.double.outbox()]
    shown = "".join(sent)
    assert "callback_data" in shown
    assert not any(secret in shown for secret in ("1990", "14:30", str(mina.user.id), "Mina"))


async def test_what_has_no_words_is_answered_with_kind_ones(house: House) -> None:
    mina = house.double.person()
    async with running(house.adapter(introduces=False)):
        mina.send_voice()
        await mina.sees(label("telegram.kind.voice"))
        mina.send_photo(b"\xff\xd8")
        await mina.sees(label("telegram.kind.photo"))
        mina.send_sticker()
        await mina.sees(label("telegram.kind.sticker"))
        mina.send_location(37.5, 127.0)
        await mina.sees(label("telegram.kind.place"))
        mina.send_contact("+821012345678", "Ada")
        await mina.sees(label("telegram.kind.contact"))
        await house.is_idle()
    assert not house.store.rows("users"), "nobody is known by it"


async def test_texts_that_wait_are_answered_together(house: House) -> None:
    """While an answer is being told, the person writes three more lines: one answer takes them all."""
    mina = house.double.person()
    async with running(house.adapter(introduces=False)):
        await agrees(house, mina)
        house.double.fault("sendMessage", code=429, retry_after=6, chat_id=mina.chat.id)
        mina.say("나")
        await house.double.wait_for_call("sendMessage", len(house.double.outbox("sendMessage")) + 1)
        for words in ("1990년 5월 15일", "오후 2시 반", "부산 여자"):
            mina.say(words)
        await house.is_idle()
        card = mina.answers[-1]
        assert label("choice.confirm.yes") in card.labels
        assert "14:30" in card.text
        assert len([row for row in house.store.rows("messages") if row["role"] == "user"]) <= 4


async def test_a_changed_question_is_answered_anew(house: House) -> None:
    mina = house.double.person()
    async with running(house.adapter(introduces=False)):
        await gets_a_chart(house, mina)
        asked = mina.say("재물운 어때?")
        await house.is_idle()
        before = len(mina.answers)
        mina.edit(asked, "연애운 어때?")
        await house.is_idle()
        assert len(mina.answers) == before + 1
        house.double.clock.advance(3600)
        mina.edit(asked, "건강운 어때?")
        await mina.sees(label("telegram.edited_late"))


async def test_stop_ends_the_answer_where_it_is(house: House) -> None:
    """By the button under the draft, or by /stop; the words so far stay, with the follow-ups under them."""
    mina = house.double.person()
    slow = house.pace().slower_reading(8)
    async with running(house.adapter(introduces=False, pace=slow)):
        await gets_a_chart(house, mina, timeout_s=30)
        for stop in (lambda: mina.stop_writing(), lambda: mina.say("/stop")):
            mina.tap(label("topic.wealth"))
            drafts = len(house.double.outbox("sendMessageDraft"))
            await house.double.wait_for(lambda d=drafts: mina.transcript()[-1].kind == "draft")  # type: ignore[misc]
            stop()
            await mina.sees(label("telegram.stopped"))
            await house.is_idle()
            assert label("topic.love") in mina.answers[-1].labels
            house.double.clock.advance(60)
        mina.say("/stop")
        await mina.sees(label("telegram.nothing_to_stop"))


async def test_where_the_service_knows_no_drafts_the_message_itself_grows(house: House) -> None:
    house.double.fault("sendMessageDraft", code=404, words="Not Found: method not found", times=1000)
    mina = house.double.person()
    async with running(house.adapter(introduces=False, pace=house.pace().slower_reading(4))):
        await gets_a_chart(house, mina)
        await asks(house, mina)
        answer = mina.answers[-1]
        assert len(answer.versions) > 1
        assert label("telegram.stop") not in answer.labels
        assert label("topic.love") in answer.labels
        assert len(house.double.outbox("sendMessageDraft")) == 1, "it is not asked for again"
        assert sum(line.text == answer.text for line in told(mina)) == 1


async def test_an_answer_whose_markup_is_refused_goes_out_plain(house: House) -> None:
    mina = house.double.person()
    house.double.fault("sendMessage", code=400, words="Bad Request: can't parse entities: nonsense")
    async with running(house.adapter(introduces=False)):
        mina.say("/help")
        await mina.sees("/daewoon")
        assert house.double.outbox("sendMessage")[-1].params.get("parse_mode") is None


async def test_typing_shows_for_the_whole_wait(house: House) -> None:
    mina = house.double.person()
    async with running(house.adapter(introduces=False)):
        house.double.fault("sendMessage", code=502, chat_id=mina.chat.id, times=6)
        mina.say("/start")
        await house.double.wait_for_call("sendChatAction", 3)
        await mina.sees_button(label("choice.begin"))
        await house.is_idle()
        calls = len(house.double.outbox("sendChatAction"))
        await asyncio.sleep(0.5)
        assert len(house.double.outbox("sendChatAction")) == calls, "and for no longer"


async def test_deep_links_lead_where_they_say(house: House) -> None:
    mina, ada = house.double.person("Mina"), house.double.person("Ada")
    async with running(house.adapter(introduces=False)):
        mina.open_deeplink("saju")
        await mina.sees_button(label("choice.consent.yes"))
        ada.open_deeplink("ref_of-somebody")
        await ada.sees_button(label("choice.begin"))


async def test_a_picture_comes_with_its_title_and_its_words(house: House) -> None:
    mina = house.double.person()
    async with running(house.adapter(introduces=False)):
        await gets_a_chart(house, mina)
    photo = next(message for message in mina.answers if "photo" in message.content)
    assert photo.text.startswith(text("chart_reply.title", "ko", who="본인"))
    assert label("picture.alt.title") in photo.text
    assert [e["type"] for e in photo.content["caption_entities"]] == ["bold", "expandable_blockquote"]
