"""Whatever the way to Telegram does to us: everybody ends with each answer once, whole and in order."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.adapter import AdapterState, Misconfigured
from tests.bot.telegram.conftest import House, running
from tests.bot.telegram.talking import asks, gets_a_chart, label, told
from tests.telegram_double.chats import Message
from tests.telegram_double.person import Person
from tests.telegram_double.screen import Line

METHODS = (
    "sendMessage",
    "sendPhoto",
    "sendMessageDraft",
    "sendChatAction",
    "editMessageText",
    "editMessageReplyMarkup",
)
TROUBLES: dict[str, dict[str, Any]] = {
    "told to wait": {"code": 429, "retry_after": 2, "times": 2},
    "bad gateway": {"code": 502, "raw_body": "<html>Bad Gateway</html>", "times": 2},
    "server error": {"code": 500},
    "cut off": {"drop": True, "times": 2},
    "silence": {"hang_s": 10, "times": 1},
    "answer lost": {"drop": True, "after_effect": True},
    "answer spoilt": {"code": 502, "after_effect": True},
}
# What a repetition meets whose first answer got lost: the only refusals that these troubles may bring.
ECHOES = ("message is not modified", "query is too old", "message to edit not found")


@pytest.fixture
async def smooth(house: House) -> list[Line]:
    """What a person is told when nothing goes wrong."""
    if not _SMOOTH:
        ada = house.double.person("Ada")
        async with running(house.adapter(introduces=False)):
            await journey(house, ada)
            await asyncio.sleep(0.3)  # buttons of answered questions go when it is quiet
        _SMOOTH.extend(told(ada))
    return _SMOOTH


_SMOOTH: list[Line] = []


async def journey(house: House, person: Person) -> None:
    await gets_a_chart(house, person, timeout_s=20)
    await asks(house, person, timeout_s=20)


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_every_answer_comes_once(house: House, smooth: list[Line], trouble: str) -> None:
    """As many people as there are methods, each of whom meets the trouble in another one."""
    for words in ECHOES:
        house.double.allow_refusal(words)
    people = {method: house.double.person(method) for method in METHODS}
    faults = [
        house.double.fault(method, chat_id=person.chat.id, **TROUBLES[trouble]) for method, person in people.items()
    ]
    faults.append(house.double.fault("answerCallbackQuery", skip=3, **TROUBLES[trouble]))
    async with running(house.adapter(introduces=False)):
        await asyncio.gather(*(journey(house, person) for person in people.values()))
        for person in people.values():
            await screen_is(house, person, smooth)
    assert [fault.method for fault in faults if not fault.met] == [], "every trouble struck"


async def screen_is(house: House, person: Person, expected: list[Line]) -> None:
    """A second copy stays until the updates that may lie before it are in."""
    for _ in range(300):
        if shown(told(person)) == shown(expected):
            return
        await asyncio.sleep(0.01)
    assert shown(told(person)) == shown(expected)


def shown(lines: list[Line]) -> list[tuple[str, str, tuple[tuple[str, ...], ...]]]:
    return [(line.kind, line.text, line.labels) for line in lines]


@pytest.mark.parametrize("trouble", ["told to wait", "bad gateway", "cut off", "answer lost", "silence"])
async def test_trouble_with_polling_loses_and_repeats_nothing(
    house: House, smooth: list[Line], trouble: str
) -> None:
    house.double.fault("getUpdates", skip=2, **TROUBLES[trouble])
    mina = house.double.person("Mina")
    async with running(house.adapter(introduces=False)):
        await journey(house, mina)
        assert shown(told(mina)) == shown(smooth)


async def test_a_person_who_blocks_in_mid_answer_gets_nothing_more(house: House) -> None:
    mina = house.double.person()
    adapter = house.adapter(introduces=False)
    async with running(adapter):
        await gets_a_chart(house, mina)
        house.double.fault("sendMessage", code=403, chat_id=mina.chat.id, times=100)
        calls = len(house.double.outbox("sendMessage"))
        await asks(house, mina)
        assert len(house.double.outbox("sendMessage")) == calls + 1, "one refusal is enough"
        given_up = [row for row in house.store.rows("outbox") if row["status"] == "given_up"]
        assert [row["reason"] for row in given_up] == ["blocked"]
        assert adapter.status.state is AdapterState.RUNNING


async def test_who_comes_back_after_blocking_is_answered(house: House) -> None:
    mina = house.double.person()
    async with running(house.adapter(introduces=False)):
        await gets_a_chart(house, mina)
        mina.block()
        await house.is_idle()
        mina.unblock()
        await asks(house, mina)
        assert mina.answers[-1].labels


async def test_a_second_poller_is_outlived(house: House, smooth: list[Line]) -> None:
    """During a deployment two daemons may poll for a while; the service tells both 409."""
    house.double.allow_refusal("terminated by other getUpdates request")
    mina = house.double.person()
    adapter, other = house.adapter(introduces=False), house.adapter(introduces=False)
    async with running(adapter):
        async with running(other):
            await asyncio.sleep(0.5)
        await journey(house, mina)
        assert shown(told(mina)) == shown(smooth)
        assert adapter.status.last_error == "conflict"


async def test_a_wrong_token_stops_the_start_and_is_never_logged(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.double.expect_refusal("Unauthorized")
    wrong = "7000000001:BBwrongwrongwrongwrongwrongwrongwro"
    adapter = house.adapter(settings=house.settings(token=wrong))
    with pytest.raises(Misconfigured, match="SAJU_TELEGRAM_TOKEN") as refused:
        await adapter.run()
    assert adapter.status.state is AdapterState.FAILED
    assert wrong.partition(":")[2] not in f"{refused.value} {caplog.text}"


async def test_no_log_holds_the_token_or_what_was_said(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    mina = house.double.person()
    for trouble in ("bad gateway", "cut off", "silence"):
        house.double.fault("sendMessage", skip=1, **TROUBLES[trouble])
    house.double.fault("getUpdates", code=502, raw_body="<html>Bad Gateway</html>", skip=1)
    async with running(house.adapter()):
        await journey(house, mina)
    ours = "\n".join(r.getMessage() for r in caplog.records if r.levelname != "DEBUG" or r.name.startswith("bot"))
    assert house.double.token.partition(":")[2] not in caplog.text
    assert "1990" not in ours
    assert label("topic.wealth") not in ours


async def test_a_lost_answer_does_not_cost_the_person_their_own_words(house: House) -> None:
    """Between the two copies the person wrote something: it stays, the copy goes."""
    mina = house.double.person()
    async with running(house.adapter(introduces=False)):
        await gets_a_chart(house, mina)
        house.double.fault("sendMessage", hang_s=6, after_effect=True, chat_id=mina.chat.id)
        mina.say("/help")
        await mina.sees("/daewoon")
        own: Message = mina.say("고마워")
        await house.is_idle()
        await house.double.wait_for_call("deleteMessages")
        await asyncio.sleep(0.1)
        assert own in mina.chat.seen
        assert sum("/daewoon" in message.text for message in mina.answers) == 1
