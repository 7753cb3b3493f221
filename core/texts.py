"""Every sentence that the bot itself says, by key and language, from `core/locale/<language>.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

LANGUAGES = ("ko", "en")


@cache
def catalogue(language: str) -> dict[str, str]:
    """The flat catalogue `{"form.ask_date": "…"}` of one language."""
    raw = tomllib.loads((resources.files("core.locale") / f"{language}.toml").read_text("utf-8"))
    return dict(_flatten(raw, ""))


def _flatten(table: dict[str, object], prefix: str) -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for name, value in table.items():
        if isinstance(value, dict):
            flat += _flatten(value, f"{prefix}{name}.")
        else:
            flat.append((prefix + name, str(value)))
    return flat


def text(key: str, language: str, **params: object) -> str:
    """The sentence under `key`. Raises KeyError for an unknown key: a missing sentence is a bug, not a blank."""
    return catalogue(language)[key].format(**params)
