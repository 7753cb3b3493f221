"""Every sentence that the bot itself says, by key and language: `core/locale/<language>.toml` and, by subject,
`core/locale/<subject>.<language>.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

LANGUAGES = ("ko", "en")


@cache
def catalogue(language: str) -> dict[str, str]:
    """The flat catalogue `{"form.ask_date": "…"}` of one language. Raises ValueError for a key given twice."""
    flat: dict[str, str] = {}
    for file in resources.files("core.locale").iterdir():
        if file.name == f"{language}.toml" or file.name.endswith(f".{language}.toml"):
            entries = _flatten(tomllib.loads(file.read_text("utf-8")), "")
            if twice := flat.keys() & entries.keys():
                raise ValueError(f"{file.name}: given twice: {', '.join(sorted(twice))}")
            flat |= entries
    return flat


def _flatten(table: dict[str, object], prefix: str) -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            flat |= _flatten(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = str(value)
    return flat


def text(key: str, language: str, **params: object) -> str:
    """The sentence under `key`. Raises KeyError for an unknown key: a missing sentence is a bug, not a blank."""
    return catalogue(language)[key].format(**params)
