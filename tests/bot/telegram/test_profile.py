"""What Telegram shows of the bot, and the commands of admins."""

from __future__ import annotations

import pytest

from bot.telegram.updates import Event
from tests.bot.telegram.conftest import House, running
from tests.bot.telegram.talking import label

ADMIN_COMMANDS = {"stats", "health"}


class Desk:
    commands = frozenset(ADMIN_COMMANDS)

    async def answer(self, actor: str, command: str, words: str, language: str) -> str:
        return f"{command} ({words}) in {language} for {actor.partition(':')[0]}: all is <well> & quiet"


async def introduced(house: House) -> None:
    async with running(house.adapter()):
        await house.double.wait_for_call("setChatMenuButton")


async def test_commands_and_names_stand_in_each_language_and_place(house: House) -> None:
    await introduced(house)
    profile = house.double.service.profile
    for language in ("", "ko", "en"):
        for scope in ("default", "all_private_chats", "all_group_chats"):
            commands = {c["command"] for c in profile.commands[scope, language]}
            assert {"saju", "privacy", "help"} <= commands
            assert not commands & ADMIN_COMMANDS
            assert ("delete" in commands) is (scope != "all_group_chats")
        for told in (profile.names, profile.descriptions, profile.short_descriptions):
            assert told.get(language) or told[""], "a language without its own words shows the common ones"
    assert profile.names["en"] != profile.names[""]
    assert profile.commands["default", "en"] != profile.commands["default", "ko"]
    assert profile.menu_buttons[0] == {"type": "commands"}


async def test_what_stands_already_is_not_set_again(house: House) -> None:
    """Names may be set a few times a day only."""
    await introduced(house)
    before = len(house.double.outbox("setMyName")), len(house.double.outbox("setMyCommands"))
    async with running(house.adapter()):
        await house.double.wait_for_call("setChatMenuButton", 2)
    assert (len(house.double.outbox("setMyName")), len(house.double.outbox("setMyCommands"))) == before


async def test_a_profile_that_cannot_be_set_keeps_nobody_from_talking(house: House) -> None:
    for method in ("setMyName", "setMyCommands", "getMyDescription"):
        house.double.fault(method, code=429, retry_after=3600, times=100)
    mina = house.double.person()
    async with running(house.adapter()):
        mina.say("/start")
        await mina.sees_button(label("choice.begin"))


async def test_admins_have_their_commands_in_their_own_chat(house: House) -> None:
    chief, mina = house.double.person("Chief"), house.double.person("Mina")
    settings = house.settings(admins=frozenset({chief.user.id}))
    async with running(house.adapter(settings=settings, admin_desk=Desk())):
        chief.say("/stats 7d")
        await chief.sees("stats (7d) in ko for telegram: all is <well> & quiet")
        mina.say("/stats 7d")
        await mina.sees(label("command.unknown"))
        await house.double.wait_for(
            lambda: (f"chat:{chief.chat.id}", "ko") in house.double.service.profile.commands
        )
        scopes = {scope for scope, _ in house.double.service.profile.commands}
    assert f"chat:{mina.chat.id}" not in scopes


@pytest.mark.parametrize("language", ["fr", None])
async def test_who_speaks_another_language_is_spoken_to_in_that_of_the_house(
    house: House, language: str | None
) -> None:
    mina = house.double.person(language_code=language)
    async with running(house.adapter(introduces=False, language="en")):
        mina.send_voice()
        await mina.sees("voice messages")


def test_an_event_knows_its_address() -> None:
    assert Event("1", -5, 7, "ko").address.chat_id == "-5"
