"""What the bot told about itself: commands, names, descriptions and the menu button."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.telegram_double.chats import Chat, Json

CommandKey = tuple[str, str]  # scope, language code


@dataclass(slots=True)
class ProfileStore:
    """Texts by language code, "" being who speaks none of the others."""

    commands: dict[CommandKey, list[Json]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)  # 0 is the default of all private chats

    def commands_shown(self, scopes: list[str], language: str) -> list[Json]:
        """The list a person sees: the narrowest scope wins, and in it their language before the default."""
        for scope in scopes:
            for code in (language, ""):
                if found := self.commands.get((scope, code)):
                    return found
        return []


def scopes_of(chat: Chat, user_id: int) -> list[str]:
    """The scopes that hold for a person in a chat, narrowest first (core.telegram.org/bots/api#botcommandscope)."""
    if chat.person is not None:
        return [f"chat:{chat.id}", "all_private_chats", "default"]
    rules = user_id in chat.administrators
    own = [f"chat_member:{chat.id}:{user_id}", *([f"chat_administrators:{chat.id}"] if rules else [])]
    wide = [*(["all_chat_administrators"] if rules else []), "all_group_chats", "default"]
    return [*own, f"chat:{chat.id}", *wide]
