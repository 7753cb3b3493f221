"""What Telegram shows of the bot before it is spoken to: commands, names, descriptions, the menu button."""

from __future__ import annotations

import logging
from collections.abc import Awaitable

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    MenuButtonCommands,
)
from telegram.error import TelegramError

from core.texts import LANGUAGES, text

_log = logging.getLogger(__name__)
_PERSON = "saju me people year daewoon why stop settings privacy mydata delete cancel help start".split()
_GROUP = ["saju", "privacy", "help"]
_ADMIN = ["stats", "health"]


async def introduce(bot: Bot, language: str) -> None:
    """Sets all of it, in every language; `language` is for clients that speak none of ours.

    What is right already is left alone, because the service lets a name be set only a few times a day. Nothing
    here is worth a failure: what could not be set is set at the next start.
    """
    for code in ("", *LANGUAGES):
        spoken = code or language
        await _try(_tell_names(bot, code, spoken))
        for scope, names in (
            (BotCommandScopeDefault(), _PERSON),
            (BotCommandScopeAllPrivateChats(), _PERSON),
            (BotCommandScopeAllGroupChats(), _GROUP),
        ):
            await _try(_tell_commands(bot, names, scope, code, spoken))
    await _try(bot.set_chat_menu_button(menu_button=MenuButtonCommands()))


async def introduce_to_admin(bot: Bot, chat_id: int) -> None:
    """The commands of admins, in their own chat only. Seeing them is no permission: each use is checked."""
    for language in LANGUAGES:
        scope = BotCommandScopeChat(chat_id)
        await _try(_tell_commands(bot, [*_PERSON, *_ADMIN], scope, language, language))


async def _tell_commands(bot: Bot, names: list[str], scope: BotCommandScope, code: str, spoken: str) -> None:
    wished = tuple(BotCommand(name, text(f"telegram.command.{name}", spoken)) for name in names)
    if await bot.get_my_commands(scope, code) != wished:
        await bot.set_my_commands(wished, scope, code)


async def _tell_names(bot: Bot, code: str, spoken: str) -> None:
    name, short, long = (text(f"telegram.profile.{key}", spoken) for key in ("name", "short", "long"))
    if (await bot.get_my_name(code)).name != name:
        await bot.set_my_name(name, code)
    if (await bot.get_my_short_description(code)).short_description != short:
        await bot.set_my_short_description(short, code)
    if (await bot.get_my_description(code)).description != long:
        await bot.set_my_description(long, code)


async def _try(call: Awaitable[object]) -> None:
    try:
        await call
    except TelegramError as error:
        _log.warning("the bot's profile was not set: %s", type(error).__name__)
