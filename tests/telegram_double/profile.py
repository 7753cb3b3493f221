"""Methods by which the bot tells who it is: commands by scope and language, names, descriptions, menu button."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from tests.telegram_double.call import Call
from tests.telegram_double.chats import Json
from tests.telegram_double.refusals import bad_request
from tests.telegram_double.service import Service

COMMAND = re.compile(r"[a-z0-9_]+")
LANGUAGE = re.compile(r"[a-z]{2}")
MAX_COMMANDS = 100
WIDE_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")
MENU_BUTTONS = ("commands", "web_app", "default")


async def set_my_commands(service: Service, call: Call) -> bool:
    given = call.value("commands", "can't parse commands JSON object") or []
    if not isinstance(given, list):
        raise bad_request("expected an Array of BotCommand")
    if len(given) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    commands = [_command(one) for one in given]
    service.profile.commands[_scope(service, call), _language(call)] = commands
    return True


async def get_my_commands(service: Service, call: Call) -> list[Json]:
    return service.profile.commands.get((_scope(service, call), _language(call)), [])


async def delete_my_commands(service: Service, call: Call) -> bool:
    service.profile.commands.pop((_scope(service, call), _language(call)), None)
    return True


async def set_chat_menu_button(service: Service, call: Call) -> bool:
    button = call.value("menu_button", "can't parse menu button JSON object") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in MENU_BUTTONS:
        raise bad_request("Can't parse menu button: MenuButton has unsupported type")
    service.profile.menu_buttons[_private_or_all(service, call)] = button
    return True


async def get_chat_menu_button(service: Service, call: Call) -> Json:
    buttons = service.profile.menu_buttons
    return buttons.get(_private_or_all(service, call)) or buttons.get(0) or {"type": "default"}


def _command(given: Any) -> Json:
    """A command's checks in the words of tdlib `BotCommand.cpp`; BOT_COMMAND_INVALID is the servers' own."""
    if not isinstance(given, dict) or "command" not in given or "description" not in given:
        raise bad_request("Can't parse BotCommand: expected an Object")
    name, description = str(given["command"]).strip().removeprefix("/"), str(given["description"]).strip()
    if not name:
        raise bad_request("Command must be non-empty")
    if len(name) > 32:
        raise bad_request("Command length must not exceed 32")
    if not COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("Command description must be non-empty")
    if len(description) > 256:
        raise bad_request("Command description must not exceed 256 in length")
    return {"command": name, "description": description}


def _scope(service: Service, call: Call) -> str:
    """The scope as a key: `default`, `chat:-5`, `chat_member:-5:7`."""
    scope = call.value("scope", "can't parse BotCommandScope JSON object") or {"type": "default"}
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind in WIDE_SCOPES:
        return str(kind)
    if kind not in CHAT_SCOPES:
        raise bad_request("Can't parse BotCommandScope: unsupported type specified")
    chat = service.chat_of(Call(call.method, {"chat_id": str(scope.get("chat_id", ""))}))
    member = f":{scope['user_id']}" if kind == "chat_member" else ""
    return f"{kind}:{chat.id}{member}"


def _language(call: Call) -> str:
    language = call.text("language_code")
    if language and not LANGUAGE.fullmatch(language):
        raise bad_request("Invalid language code specified")
    return language


def _private_or_all(service: Service, call: Call) -> int:
    if not call.text("chat_id"):
        return 0
    chat = service.chat_of(call)
    if chat.person is None:
        raise bad_request("chat not found")
    return chat.id


Method = Callable[[Service, Call], Awaitable[Any]]


def _told_by_language(store: str, field: str, most: int) -> tuple[Method, Method]:
    """The setter and the getter of a text kept by language."""

    async def tell(service: Service, call: Call) -> bool:
        if len(call.text(field)) > most:
            raise bad_request(f"{field.upper()}_TOO_LONG")
        getattr(service.profile, store)[_language(call)] = call.text(field)
        return True

    async def told(service: Service, call: Call) -> Json:
        texts: dict[str, str] = getattr(service.profile, store)
        return {field: texts.get(_language(call)) or texts.get("", "")}

    return tell, told


set_my_name, get_my_name = _told_by_language("names", "name", 64)
set_my_description, get_my_description = _told_by_language("descriptions", "description", 512)
set_my_short_description, get_my_short_description = _told_by_language(
    "short_descriptions", "short_description", 120
)

METHODS: dict[str, Method] = {
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
    "setmyname": set_my_name,
    "getmyname": get_my_name,
    "setmydescription": set_my_description,
    "getmydescription": get_my_description,
    "setmyshortdescription": set_my_short_description,
    "getmyshortdescription": get_my_short_description,
    "setchatmenubutton": set_chat_menu_button,
    "getchatmenubutton": get_chat_menu_button,
}
