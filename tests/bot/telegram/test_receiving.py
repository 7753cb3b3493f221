"""How updates reach us: nothing counts as taken before it is stored, and nothing stored is forgotten."""

from __future__ import annotations

import asyncio
import gc
import socket
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from telegram import Update

from bot.adapter import AdapterState, Misconfigured
from bot.telegram.intake import as_stored, from_stored
from bot.telegram.wire import Wire
from core.errors import Unavailable
from tests.bot.telegram.conftest import House, running
from tests.bot.telegram.talking import asks, gets_a_chart, label, told

SECRET = "not-for-everybody"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def by_webhook(house: House, port: int) -> Any:
    return house.settings(
        webhook_url=f"http://127.0.0.1:{port}/hook", webhook_secret=SECRET, webhook_listen=("127.0.0.1", port)
    )


async def test_by_webhook_the_same_conversation(house: House) -> None:
    mina = house.double.person()
    async with running(house.adapter(settings=by_webhook(house, free_port()), introduces=False)):
        await gets_a_chart(house, mina)
        await asks(house, mina)
        assert mina.answers[-1].labels


@pytest.mark.parametrize("secret", [None, "wrong"])
async def test_a_webhook_call_without_the_secret_is_turned_away(house: House, secret: str | None) -> None:
    port = free_port()
    mina = house.double.person()
    async with running(house.adapter(settings=by_webhook(house, port), introduces=False)):
        mina.say("/start")
        await mina.sees_button(label("choice.begin"))
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        forged = {"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}}
        async with aiohttp.ClientSession() as session:
            answer = await session.post(f"http://127.0.0.1:{port}/hook", json=forged, headers=headers)
        assert answer.status == 403
    assert len(house.store.rows("inbox")) == 1


async def test_a_webhook_answers_200_only_when_the_update_is_stored(house: House) -> None:
    mina = house.double.person()
    away = StoreAway(house)
    async with running(house.adapter(settings=by_webhook(house, free_port()), introduces=False)):
        await house.double.wait_for_call("setWebhook")
        away.begin()
        mina.say("/start")
        webhook = house.double.service.updates.webhook
        assert webhook is not None
        await asyncio.sleep(0.5)
        statuses = {status for _, status in webhook.attempts}
        assert 500 in statuses
        assert 200 not in statuses
        away.end()
        await mina.sees_button(label("choice.begin"))


async def test_polling_confirms_only_what_is_stored(house: House) -> None:
    mina = house.double.person()
    away = StoreAway(house)
    adapter = house.adapter(introduces=False)
    async with running(adapter):
        await house.double.wait_for(lambda: house.double.service.updates.polled)
        away.begin()
        mina.say("/start")
        await asyncio.sleep(0.3)
        assert house.double.service.updates.pending, "not confirmed"
        assert adapter.status.last_error == "store"
        away.end()
        await mina.sees_button(label("choice.begin"))
        await house.is_idle()


async def test_a_stop_while_the_store_is_away_confirms_nothing(house: House) -> None:
    """What several people said is still with the service, and the next process answers it."""
    people = [house.double.person(f"p{number}") for number in range(3)]
    away = StoreAway(house)
    async with running(house.adapter(introduces=False)) as adapter:
        await house.double.wait_for(lambda: house.double.service.updates.polled)
        away.begin()
        for person in people:
            person.say("/start")
        await asyncio.sleep(0.3)
        assert adapter.status.last_error == "store"
        await adapter.stop(drain_s=1)
        assert len(house.double.service.updates.pending) == len(people)
    away.end()
    async with running(house.adapter(introduces=False)):
        for person in people:
            await person.sees_button(label("choice.begin"))
        await house.is_idle()
    assert [len(person.answers) for person in people] == [1, 1, 1]


def test_half_of_an_emoji_is_stored_like_any_other_words() -> None:
    """It is no sound Unicode, and would stand in the way of everybody if it could not be stored."""
    said = rb'{"message_id": 1, "date": 1, "chat": {"id": 3, "type": "private"}, "text": "\ud83d \uc548\ub155"}'
    update = Update.de_json(Wire.parse_json_payload(b'{"update_id": 7, "message": %s}' % said), None)

    again = from_stored(as_stored(update))

    assert again.message is not None
    assert again.message.text == "\ud83d 안녕"


async def test_an_update_that_comes_twice_is_answered_once(house: House) -> None:
    mina = house.double.person()
    async with running(house.adapter(introduces=False)):
        mina.say("/start")
        await mina.sees_button(label("choice.begin"))
        house.double.repeat(mina.last_update_id)
        await house.is_idle()
        await asyncio.sleep(0.2)
        assert len(mina.answers) == 1


async def test_after_a_sudden_end_everything_that_was_taken_is_answered(house: House) -> None:
    """The process dies while the service is out of reach; the next one finds updates and replies in the store."""
    mina, ada = house.double.person("Mina"), house.double.person("Ada")
    first = asyncio.create_task(house.adapter(introduces=False).run())
    await gets_a_chart(house, mina)
    house.double.fault("sendMessage", code=503, times=10_000)
    mina.tap(label("topic.wealth"))
    ada.say("/start")
    await house.double.wait_for(lambda: not house.double.service.updates.pending)
    await asyncio.sleep(0.2)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert house.waiting
    house.double.api.faults.clear()
    adapter = house.adapter(introduces=False)
    async with running(adapter):
        await ada.sees_button(label("choice.begin"))
        await house.is_idle()
    assert [line.text for line in told(mina)].count(mina.answers[-1].text) == 1
    assert label("topic.love") in mina.answers[-1].labels
    assert adapter.status.repeats_possible == 2, "both had been tried: that much is said"


async def test_a_stop_finishes_what_is_under_way(house: House) -> None:
    mina = house.double.person()
    async with running(house.adapter(introduces=False)) as adapter:
        await gets_a_chart(house, mina)
        before = len(mina.answers)
        mina.tap(label("topic.wealth"))
        await house.double.wait_for(lambda: not house.double.service.updates.pending)
        await adapter.stop(drain_s=5)
    assert len(mina.answers) == before + 1
    assert not house.waiting
    assert adapter.status.state is AdapterState.STOPPED


async def test_it_waits_for_a_service_that_is_not_there_yet(house: House) -> None:
    house.double.fault("getMe", code=502, times=3)
    mina = house.double.person()
    async with running(house.adapter(introduces=False)):
        mina.say("/start")
        await mina.sees_button(label("choice.begin"))


# the web server leaves its socket to the garbage collector when it cannot bind it
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_a_port_that_is_taken_is_told_by_its_variable(house: House) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = by_webhook(house, taken.getsockname()[1])
        with pytest.raises(Misconfigured, match="SAJU_TELEGRAM_WEBHOOK_LISTEN"):
            await house.adapter(settings=settings, introduces=False).run()
    gc.collect()


class StoreAway:
    """A database that does not answer for a while."""

    def __init__(self, house: House) -> None:
        self._away = False
        opened: Callable[[], Any] = house.store.open

        def open_unless_away() -> Any:
            if self._away:
                raise Unavailable("database")
            return opened()

        house.store.open = open_unless_away  # type: ignore[method-assign]

    def begin(self) -> None:
        self._away = True

    def end(self) -> None:
        self._away = False
