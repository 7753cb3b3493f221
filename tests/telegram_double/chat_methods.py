"""Methods about the chats themselves."""

from __future__ import annotations

from tests.telegram_double.call import Call
from tests.telegram_double.chats import Chat, Json, User
from tests.telegram_double.refusals import bad_request
from tests.telegram_double.service import Service


async def get_chat(service: Service, call: Call) -> Json:
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    return {
        **service.chat_of(call).json(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


async def get_chat_member(service: Service, call: Call) -> Json:
    chat, user_id = service.chat_of(call), call.integer("user_id")
    if user_id == service.bot.id:
        return bot_membership(service.bot, chat)
    user = chat.person if chat.person is not None and chat.person.id == user_id else chat.members.get(user_id)
    if user is None:
        raise bad_request("user not found")
    return membership(user, chat)


async def get_chat_administrators(service: Service, call: Call) -> list[Json]:
    chat = service.chat_of(call)
    if chat.person is not None:
        raise bad_request("there are no administrators in the private chat")
    return [membership(user, chat) for user in chat.members.values() if user.id in chat.administrators]


async def leave_chat(service: Service, call: Call) -> bool:
    chat = service.writable(call)
    if chat.person is not None:
        raise bad_request("chat member status can't be changed in private chats")
    chat.standing = "left"
    service.changes.tell()
    return True


def membership(user: User, chat: Chat) -> Json:
    if user.id not in chat.administrators:
        return {"status": "member", "user": user.json()}
    return {"status": "creator", "user": user.json(), "is_anonymous": False}


def bot_membership(bot: User, chat: Chat) -> Json:
    """The bot's own standing, with the fields each status is never without."""
    shown: Json = {"status": chat.standing, "user": bot.json()}
    if chat.standing == "kicked":
        shown["until_date"] = 0
    if chat.standing == "administrator":
        rights = (
            "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats "
            "can_restrict_members can_promote_members can_change_info can_invite_users can_post_stories "
            "can_edit_stories can_delete_stories can_pin_messages"
        ).split()
        shown |= dict.fromkeys(rights, True)
    return shown


METHODS = {
    "getchat": get_chat,
    "getchatmember": get_chat_member,
    "getchatadministrators": get_chat_administrators,
    "leavechat": leave_chat,
}
