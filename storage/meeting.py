"""Whom an event is from: the person and the newest session by one statement, which every turn begins with."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import aliased

from core.messages import Address
from core.ports import Session, User
from storage import crypto
from storage.keyring import Wrapped
from storage.models import DataKey, UserRow, UserSession
from storage.sessions import OF_SESSION, newest_of, session_of
from storage.users import user_of
from storage.vault import Vault

_UserKey, _SessionKey = aliased(DataKey), aliased(DataKey)
_OF_PERSON = UserSession.user_id == UserRow.user_id
_MEET = (
    select(
        UserRow.user_id.label("person_id"),
        UserRow.preferences,
        UserRow.consent_version,
        UserRow.consented_at,
        *OF_SESSION,
        _SessionKey.kind,
        _SessionKey.kek_id,
        _SessionKey.wrapped_key,
    )
    .join(_UserKey, _UserKey.owner_id == UserRow.user_id)
    .outerjoin(UserSession, and_(_OF_PERSON, UserSession.session_id == newest_of(UserRow.user_id)))
    .outerjoin(_SessionKey, _SessionKey.owner_id == UserSession.session_id)
    .where(UserRow.platform == bindparam("on_platform"), UserRow.account_bidx == bindparam("account"))
)


async def find(vault: Vault, system: crypto.DataKey, address: Address) -> tuple[User, Session | None] | None:
    """None for who is not known, and for who was erased after the backup that brought the row back."""
    account = system.blind_index("account", address.platform, address.user_id)
    row = (await vault.db.execute(_MEET, {"on_platform": address.platform, "account": account})).one_or_none()
    if row is None:
        return None
    user = user_of(row.person_id, row.preferences, row.consent_version, row.consented_at)
    if row.session_id is None:
        return user, None
    key = None
    if row.wrapped_key is not None:
        key = vault.unwrapped(row.session_id, row.kind, Wrapped(row.kek_id, row.wrapped_key))
    return user, session_of(row, key)
