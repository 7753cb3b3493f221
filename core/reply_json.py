"""A reply as JSON and back, for the time between the commit of its turn and the messenger's receipt."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from core.messages import Address, Choice, Image, Outgoing, Reply


def outgoing_to_json(outgoing: Outgoing) -> dict[str, Any]:
    """Address and reply, without the pieces: a reply that is read again was told in part before, or late."""
    address, reply = outgoing.address, outgoing.reply
    return {
        "address": [address.platform, address.chat_id, address.user_id],
        "text": reply.text,
        "choices": [[choice.value, choice.label] for choice in reply.choices],
        "images": [[b64encode(image.png).decode(), image.alt] for image in reply.images],
        "private": reply.private,
        "replaces": reply.replaces,
        "sources": list(reply.sources),
    }


def address_and_reply(raw: Mapping[str, Any]) -> tuple[Address, Reply]:
    """The inverse of `outgoing_to_json`."""
    reply = Reply(
        raw["text"],
        tuple(Choice(value, label) for value, label in raw["choices"]),
        tuple(Image(b64decode(png), alt) for png, alt in raw["images"]),
        raw["private"],
        raw["replaces"],
        tuple(raw["sources"]),
    )
    return Address(*raw["address"]), reply
