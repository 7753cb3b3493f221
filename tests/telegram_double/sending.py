"""Methods that put something new before a person."""

from __future__ import annotations

from typing import Any

from tests.telegram_double.call import Call
from tests.telegram_double.chats import Chat, Draft, Json, Message
from tests.telegram_double.entities import MAX_TEXT, checked_caption, checked_text, formatted, utf16_length
from tests.telegram_double.keyboards import read_keyboard
from tests.telegram_double.refusals import bad_request
from tests.telegram_double.service import Service

DRAFT_S = 30.0
TYPING_S = 5.0
ACTIONS = frozenset(
    "cancel typing record_video upload_video record_audio record_voice upload_audio upload_voice upload_photo "
    "upload_document choose_sticker pick_up_location find_location record_video_note upload_video_note".split()
)


async def send_message(service: Service, call: Call) -> Json:
    content = text_content(call)
    return _send(service, call, content).json()


async def send_photo(service: Service, call: Call) -> Json:
    file = service.files.read_upload(call, "photo")
    return _send(service, call, {"photo": service.files.photo(file), **caption_content(call)}).json()


async def send_document(service: Service, call: Call) -> Json:
    file = service.files.read_upload(call, "document")
    return _send(service, call, {"document": service.files.document(file), **caption_content(call)}).json()


async def send_media_group(service: Service, call: Call) -> list[Json]:
    media = call.value("media", "can't parse media JSON object")
    if not isinstance(media, list):
        raise bad_request("expected an Array of InputMedia")
    if not 2 <= len(media) <= 10:
        raise bad_request("must include 2-10 items to send as an album")
    contents = [media_content(service, call, item) for item in media]
    chat = service.writable(call)
    for _ in contents:
        service.admit(chat, call.method)
    return [service.post(chat, service.bot, content).json() for content in contents]


async def send_message_draft(service: Service, call: Call) -> bool:
    text, entities = formatted(call.text("text"), call.text("parse_mode"), given_entities(call, "entities"))
    if utf16_length(text) > MAX_TEXT:
        raise bad_request("Message is too long")
    chat = service.writable(call)
    if chat.person is None:
        raise bad_request("TEXTDRAFT_PEER_INVALID")
    if (draft_id := call.integer("draft_id")) == 0:
        raise bad_request("RANDOM_ID_INVALID")
    service.admit(chat, call.method, "draft")
    draft = chat.drafts.setdefault(draft_id, Draft(draft_id, text, entities, 0.0))
    draft.text, draft.entities = text, entities
    draft.expires_at = service.clock.now() + DRAFT_S
    draft.can_stop, draft.kept_on_stop = call.flag("can_stop"), call.flag("keep_on_stop")
    draft.versions.append(text)
    service.changes.tell()
    return True


async def send_chat_action(service: Service, call: Call) -> bool:
    if (action := call.text("action").lower()) not in ACTIONS:
        raise bad_request("Wrong parameter action in request")
    chat = service.writable(call)
    chat.typing_until = 0.0 if action == "cancel" else service.clock.now() + TYPING_S
    service.changes.tell()
    return True


def text_content(call: Call) -> Json:
    given = given_entities(call, "entities")
    text, entities = checked_text(call.text("text"), call.text("parse_mode"), given)
    return {"text": text, **({"entities": entities} if entities else {})}


def caption_content(call: Call) -> Json:
    given = given_entities(call, "caption_entities")
    return _captioned(*checked_caption(call.text("caption"), call.text("parse_mode"), given))


def media_content(service: Service, call: Call, item: Any) -> Json:
    """A photo or document of an album or of an edit, with its caption."""
    kind = item.get("type") if isinstance(item, dict) else None
    if kind not in ("photo", "document"):
        raise bad_request("Can't parse InputMedia: type of the media is unsupported")
    file = service.files.read_upload(call, kind, given=str(item.get("media", "")))
    content: Json = {kind: service.files.photo(file) if kind == "photo" else service.files.document(file)}
    caption = checked_caption(item.get("caption", ""), item.get("parse_mode", ""), item.get("caption_entities"))
    return content | _captioned(*caption)


def given_entities(call: Call, name: str) -> list[Json] | None:
    entities = call.value(name, f"can't parse {name} JSON object")
    return entities if isinstance(entities, list) else None


def _captioned(caption: str, entities: list[Json]) -> Json:
    content: Json = {"caption": caption} if caption else {}
    return content | ({"caption_entities": entities} if entities else {})


def _send(service: Service, call: Call, content: Json) -> Message:
    keyboard = read_keyboard(call)
    chat = service.writable(call)
    reply_to = _replied_to(call, chat)
    service.admit(chat, call.method)
    return service.post(chat, service.bot, content, keyboard=keyboard, reply_to=reply_to)


def _replied_to(call: Call, chat: Chat) -> Message | None:
    given = call.value("reply_parameters", "can't parse reply parameters JSON object")
    if given is None:
        given = {
            "message_id": call.integer("reply_to_message_id"),
            "allow_sending_without_reply": call.flag("allow_sending_without_reply"),
        }
    if not isinstance(given, dict):
        raise bad_request("Object expected as reply parameters")
    if not given.get("message_id"):
        return None
    message = chat.message(int(given["message_id"]))
    if message is None and not given.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return message


METHODS = {
    "sendmessage": send_message,
    "sendphoto": send_photo,
    "senddocument": send_document,
    "sendmediagroup": send_media_group,
    "sendmessagedraft": send_message_draft,
    "sendchataction": send_chat_action,
}
