"""Telegram's HTML parse mode, as strict as the service: tags, attributes, nesting, UTF-16 offsets.

A rewriting in Python of the rules of `parse_html` in tdlib/td `td/telegram/MessageEntity.cpp`.
"""

from __future__ import annotations

from typing import Any

from tests.telegram_double.html_tags import Html, HtmlError, read_end_tag, read_reference, read_start_tag
from tests.telegram_double.refusals import bad_request

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_RAW_BYTES = 1 << 15
MAX_ENTITIES = 100

KINDS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("tg-spoiler", "span"), "spoiler"),
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
SPACES = " \t\n\r\v\f"
Entity = dict[str, Any]


def utf16_length(text: str) -> int:
    """Telegram counts everything in UTF-16 units: a Hangul syllable is one, an emoji two."""
    return len(text.encode("utf-16-le")) // 2


def formatted(raw: str, parse_mode: str, given: list[Entity] | None = None) -> tuple[str, list[Entity]]:
    """The text a person will see and its entities; refused as the service refuses broken markup."""
    if len(raw.encode()) > MAX_RAW_BYTES:
        raise bad_request("Text is too long")
    match parse_mode.lower():
        case "" | "none":
            return _trimmed(raw, list(given or []))
        case "html":
            return _trimmed(*_parsed_html(raw))
        case "markdown" | "markdownv2":
            # the house writes HTML only; a second parser here would be one nobody's bot meets
            raise AssertionError("the double reads HTML only")
        case _:
            raise bad_request("Unsupported parse_mode")


def checked_text(raw: str, parse_mode: str, given: list[Entity] | None = None) -> tuple[str, list[Entity]]:
    if not raw:
        raise bad_request("Message text is empty")
    text, entities = formatted(raw, parse_mode, given)
    if not text:
        raise bad_request("Text must be non-empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad_request("Message is too long")
    return text, entities


def checked_caption(raw: str, parse_mode: str, given: list[Entity] | None = None) -> tuple[str, list[Entity]]:
    text, entities = formatted(raw, parse_mode, given)
    if utf16_length(text) > MAX_CAPTION:
        raise bad_request("Message caption is too long")
    return text, entities


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Leading line breaks and trailing space are cut by the service, so two edits may be the same text to it."""
    lead = len(text) - len(text.lstrip(SPACES))
    kept = text.strip(SPACES)
    cut, end = utf16_length(text[:lead]), utf16_length(kept)
    placed = []
    for entity in entities:
        start = max(entity["offset"] - cut, 0)
        stop = min(entity["offset"] + entity["length"] - cut, end)
        if stop > start:
            placed.append({**entity, "offset": start, "length": stop - start})
    return kept, placed[:MAX_ENTITIES]


def _parsed_html(raw: str) -> tuple[str, list[Entity]]:
    try:
        return _read(Html(raw.encode()))
    except HtmlError as error:
        raise bad_request(f"Can't parse entities: {error}") from error


def _read(html: Html) -> tuple[str, list[Entity]]:
    out, entities, nested = "", [], []
    while html.more:
        if html.here == "&" and (character := read_reference(html)):
            out += character
        elif html.here != "<":
            out += html.take_character()
        elif html.after != "/":
            tag, argument = read_start_tag(html)
            nested.append((tag, argument, out))
        else:
            tag, argument, before = read_end_tag(html, nested)
            entities += _entity(tag, argument, before, out)
    if nested:
        raise HtmlError(f'Can\'t find end tag corresponding to start tag "{nested[-1][0]}"')
    return out, sorted(entities, key=lambda e: (e["offset"], -e["length"]))


def _entity(tag: str, argument: str, before: str, out: str) -> list[Entity]:
    offset = utf16_length(before)
    length = utf16_length(out) - offset
    if length == 0:
        return []
    entity: Entity = {"type": KINDS[tag], "offset": offset, "length": length}
    if tag == "a":
        url = argument or out[len(before) :]
        if "." not in url and "://" not in url:
            return []  # what is no link is shown as plain text
        entity["url"] = url
    elif tag == "tg-emoji":
        if not argument.isdigit() or int(argument) == 0:
            raise HtmlError("Invalid custom emoji identifier specified")
        entity["custom_emoji_id"] = argument
    elif tag == "blockquote" and argument:
        entity["type"] = "expandable_blockquote"
    elif tag in ("code", "pre") and argument:
        entity["language"] = argument
    return [entity]
