"""A group of people that a bot may be asked into."""

from __future__ import annotations

from tests.telegram_double.chats import Chat, Membership, Message
from tests.telegram_double.person import Person, standing_update
from tests.telegram_double.service import Service

SUPERGROUP_BASE = -1_000_000_000_000


class Group:
    """`chat` is what people say things in; the first member made the group and administers it."""

    def __init__(self, service: Service, chat: Chat, members: list[Person]) -> None:
        self._service, self.chat, self.members = service, chat, members
        for person in members:
            chat.members[person.user.id] = person.user
        chat.administrators.add(members[0].user.id)

    def add_bot(self, by: Person | None = None, *, administrator: bool = False) -> None:
        self._stands("administrator" if administrator else "member", by)
        self._notice({"new_chat_members": [self._service.bot.json()]}, by)

    def kick_bot(self, by: Person | None = None) -> None:
        self._stands("kicked", by)

    def migrate(self) -> Group:
        """Becomes a supergroup with a new id, as groups do when they grow."""
        old = self.chat
        new = Chat(SUPERGROUP_BASE + old.id, "supergroup", old.title, administrators=set(old.administrators))
        new.standing = old.standing
        self._service.add_chat(new)
        moved = Group(self._service, new, self.members)
        self._notice({"migrate_to_chat_id": new.id})
        old.migrated_to, old.standing = new.id, "left"
        moved._notice({"migrate_from_chat_id": old.id})
        return moved

    def _stands(self, standing: Membership, by: Person | None) -> None:
        before, self.chat.standing = self.chat.standing, standing
        body = standing_update(self._service, self.chat, (by or self.members[0]).user, before)
        self._service.updates.add("my_chat_member", body, self.chat.id)
        self._service.changes.tell()

    def _notice(self, content: dict[str, object], by: Person | None = None) -> Message:
        message = self._service.post(self.chat, (by or self.members[0]).user, content)
        self._service.updates.add("message", message.json(), self.chat.id)
        return message
