"""What the bot told about itself: commands, names, descriptions and the menu button."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.telegram_double.chats import Json

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
