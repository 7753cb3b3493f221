"""Reads the single tags and references of Telegram's HTML, with the service's complaints and byte offsets."""

from __future__ import annotations

import html as standard
import re

TAGS = frozenset("a b strong i em s strike del u ins tg-spoiler tg-emoji span pre code blockquote".split())
SPACE = frozenset(" \t\n\r\v\f")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}  # the service knows no others: &nbsp; stays as typed
REFERENCE = re.compile(rb"&(#[0-9]{1,9}|#[xX][0-9a-fA-F]{1,8}|[a-z]{1,6});?")
Nested = list[tuple[str, str, str]]  # tag, argument, the text before it


class HtmlError(Exception):
    """What is wrong, as the service says it after `can't parse entities: `."""


class Html:
    """A place in a text of UTF-8 bytes, because the service complains in byte offsets."""

    def __init__(self, raw: bytes) -> None:
        self.raw, self.at = raw, 0

    @property
    def more(self) -> bool:
        return self.at < len(self.raw)

    @property
    def here(self) -> str:
        return chr(self.raw[self.at]) if self.more else ""

    @property
    def after(self) -> str:
        return chr(self.raw[self.at + 1]) if self.at + 1 < len(self.raw) else ""

    def take_character(self) -> str:
        start = self.at
        self.at += 1
        while self.more and self.raw[self.at] & 0xC0 == 0x80:
            self.at += 1
        return self.raw[start : self.at].decode()

    def skip_space(self) -> None:
        while self.here in SPACE:
            self.at += 1

    def take_until(self, *stops: str) -> str:
        start = self.at
        while self.more and self.here not in stops and self.here not in SPACE:
            self.at += 1
        return self.raw[start : self.at].decode()


def read_reference(html: Html) -> str:
    """The character of an `&reference;`, or nothing when it is none: the ampersand then stands for itself."""
    found = REFERENCE.match(html.raw, html.at)
    if found is None:
        return ""
    name = found[1].decode()
    character = standard.unescape(f"&{name};") if name.startswith("#") else NAMED.get(name, "")
    if character:
        html.at = found.end()
    return character


def read_start_tag(html: Html) -> tuple[str, str]:
    """The tag and its one argument that matters: a link, a language, an emoji or the fold of a quotation."""
    begin = html.at
    html.at += 1
    tag = html.take_until(">").lower()
    if not html.more:
        raise HtmlError(f"Unclosed start tag at byte offset {begin}")
    if tag not in TAGS:
        raise HtmlError(f'Unsupported start tag "{tag}" at byte offset {begin}')
    argument = ""
    while html.here != ">":
        html.skip_space()
        if html.here == ">":
            break
        name, value = _read_attribute(html, tag, begin)
        argument = _argument(tag, name, value) or argument
    html.at += 1
    if tag == "span" and argument != "spoiler":
        raise HtmlError(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
    return tag, argument


def read_end_tag(html: Html, nested: Nested) -> tuple[str, str, str]:
    begin = html.at
    if not nested:
        raise HtmlError(f"Unexpected end tag at byte offset {begin}")
    html.at += 2
    name = html.take_until(">").lower()
    html.skip_space()
    if html.here != ">":
        raise HtmlError(f"Unclosed end tag at byte offset {begin}")
    html.at += 1
    open_tag = nested[-1][0]
    if name and name != open_tag:
        raise HtmlError(f'Unmatched end tag at byte offset {begin}, expected "</{open_tag}>", found "</{name}>"')
    return nested.pop()


def _read_attribute(html: Html, tag: str, begin: int) -> tuple[str, str]:
    name = html.take_until("=", ">", "/", '"', "'")
    if not name:
        raise HtmlError(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
    html.skip_space()
    if html.here != "=":
        if not html.more:
            raise HtmlError(f'Unclosed start tag "{tag}" at byte offset {begin}')
        return name.lower(), ""
    html.at += 1
    html.skip_space()
    value = _read_value(html)
    if not html.more:
        raise HtmlError(f'Unclosed start tag "{tag}" at byte offset {begin}')
    return name.lower(), value


def _read_value(html: Html) -> str:
    quote = html.here
    if quote not in ("'", '"'):
        begin = html.at
        while html.here and (html.here.isalnum() or html.here in ".-"):
            html.at += 1
        if html.more and html.here not in SPACE and html.here != ">":
            raise HtmlError(f"Unexpected end of name token at byte offset {begin}")
        return html.raw[begin : html.at].decode().lower()
    html.at += 1
    value = ""
    while html.more and html.here != quote:
        value += (html.here == "&" and read_reference(html)) or html.take_character()
    html.at += 1
    return value


def _argument(tag: str, name: str, value: str) -> str:
    match tag, name:
        case "a", "href":
            return value
        case (("code" | "pre"), "class") if value.startswith("language-"):
            return value.removeprefix("language-")
        case "span", "class" if value.startswith("tg-"):
            return value.removeprefix("tg-")
        case "tg-emoji", "emoji-id":
            return value
        case "blockquote", "expandable":
            return "expandable"
        case _:
            return ""
