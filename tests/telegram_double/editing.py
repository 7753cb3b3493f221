"""Methods that change, take away or answer what is already there."""

from __future__ import annotations

from tests.telegram_double.call import Call
from tests.telegram_double.chats import Chat, Json, Message
from tests.telegram_double.keyboards import read_keyboard
from tests.telegram_double.refusals import NOT_MODIFIED, OLD_QUERY, bad_request
from tests.telegram_double.sending import caption_content, media_content, text_content
from tests.telegram_double.service import Service

DELETABLE_S = 48 * 3600.0
CAPTION_FIELDS = ("caption", "caption_entities")
REACTIONS = frozenset(
    (
        "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 "
        "😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 "
        "👾 🤷‍♂ 🤷 🤷‍♀ 😡 "
    ).split()
)


async def edit_message_text(service: Service, call: Call) -> Json:
    content = text_content(call)
    keyboard = read_keyboard(call)
    message = _editable(service, call)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    return _edit(service, call, message, content, keyboard)


async def edit_message_caption(service: Service, call: Call) -> Json:
    caption = caption_content(call)
    keyboard = read_keyboard(call)
    message = _editable(service, call)
    if "text" in message.content:
        raise bad_request("there is no caption in the message to edit")
    kept = {name: value for name, value in message.content.items() if name not in CAPTION_FIELDS}
    return _edit(service, call, message, kept | caption, keyboard)


async def edit_message_media(service: Service, call: Call) -> Json:
    media = call.value("media", "can't parse input media JSON object")
    content = media_content(service, call, media)
    return _edit(service, call, _editable(service, call), content, read_keyboard(call))


async def edit_message_reply_markup(service: Service, call: Call) -> Json:
    keyboard = read_keyboard(call)
    message = _editable(service, call)
    return _edit(service, call, message, message.content, keyboard)


async def delete_message(service: Service, call: Call) -> bool:
    chat = service.writable(call)
    message = service.message_of(call, chat, "message to delete")
    _check_deletable(service, chat, message)
    _delete(service, message)
    return True


async def delete_messages(service: Service, call: Call) -> bool:
    """Those that are not there are skipped, as the service does."""
    numbers = call.value("message_ids", "can't parse message_ids JSON object")
    if not isinstance(numbers, list) or not numbers:
        raise bad_request("Message identifiers are not specified")
    if len(numbers) > 100:
        raise bad_request("Too many message identifiers specified")
    chat = service.writable(call)
    found = [message for number in numbers if (message := chat.message(int(number)))]
    for message in found:
        _check_deletable(service, chat, message)
    for message in found:
        _delete(service, message)
    return True


async def answer_callback_query(service: Service, call: Call) -> bool:
    tap = service.taps.get(call.text("callback_query_id"))
    if tap is None or tap.answered or service.clock.now() > tap.at + service.limiter.limits.tap_s:
        raise bad_request(OLD_QUERY)
    if len(call.text("text")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    tap.answered, tap.shown, tap.alert = True, call.text("text"), call.flag("show_alert")
    service.changes.tell()
    return True


async def set_message_reaction(service: Service, call: Call) -> bool:
    message = service.message_of(call, service.chat_of(call), "message to react")
    reactions = call.value("reaction", "can't parse reaction types JSON object") or []
    if not isinstance(reactions, list):
        raise bad_request("expected an Array of ReactionType")
    if any(one.get("type") != "emoji" or one.get("emoji") not in REACTIONS for one in reactions):
        raise bad_request("REACTION_INVALID")
    if len(reactions) > 1:  # a bot without premium leaves one
        raise bad_request("REACTIONS_TOO_MANY")
    message.reactions = reactions
    service.changes.tell()
    return True


async def pin_chat_message(service: Service, call: Call) -> bool:
    chat = service.writable(call)
    message = service.message_of(call, chat, "message to pin")
    _check_may_pin(chat)
    message.pinned = True
    return True


async def unpin_chat_message(service: Service, call: Call) -> bool:
    chat = service.writable(call)
    _check_may_pin(chat)
    if call.text("message_id"):
        service.message_of(call, chat, "message to unpin").pinned = False
    elif latest := [message for message in chat.seen if message.pinned]:
        latest[-1].pinned = False
    else:
        raise bad_request("Message to unpin not found")
    return True


def _editable(service: Service, call: Call) -> Message:
    chat = service.writable(call)
    message = service.message_of(call, chat, "message to edit")
    if not message.by_bot:
        raise bad_request("message can't be edited")
    return message


def _edit(service: Service, call: Call, message: Message, content: Json, keyboard: list[list[Json]] | None) -> Json:
    """An edit says all anew: one without `reply_markup` leaves the message without buttons."""
    service.admit(message.chat, call.method)
    if content == message.content and keyboard == message.keyboard:
        raise bad_request(NOT_MODIFIED)
    service.change(message, content, keyboard)
    return message.json()


def _check_deletable(service: Service, chat: Chat, message: Message) -> None:
    if service.clock.now() - message.date > DELETABLE_S:
        raise bad_request("message can't be deleted for everyone")
    if not message.by_bot and chat.person is None and chat.standing != "administrator":
        raise bad_request("message can't be deleted")


def _delete(service: Service, message: Message) -> None:
    message.deleted = True
    service.changes.tell()


def _check_may_pin(chat: Chat) -> None:
    if chat.person is None and chat.standing != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")


METHODS = {
    "editmessagetext": edit_message_text,
    "editmessagecaption": edit_message_caption,
    "editmessagemedia": edit_message_media,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "deletemessages": delete_messages,
    "answercallbackquery": answer_callback_query,
    "setmessagereaction": set_message_reaction,
    "pinchatmessage": pin_chat_message,
    "unpinchatmessage": unpin_chat_message,
}
