"""Files encrypted to a public recipient (age-encryption.org/v1, X25519): who makes them cannot read them again."""

from __future__ import annotations

from pathlib import Path

import pyrage
from pyrage.x25519 import Identity, Recipient

from storage.errors import StartRefused


def parse_recipient(text: str) -> Recipient:
    """The public half, `age1…`; `StartRefused` for anything else, never repeated: it may be the secret half."""
    try:
        return Recipient.from_str(text)
    except pyrage.RecipientError as error:
        secret = text.upper().startswith("AGE-SECRET-KEY-")
        wrong = "is the secret half, which must not stay on this machine" if secret else "is not an age recipient"
        raise StartRefused("bad_recipient", f"SAJU_BACKUP_RECIPIENT {wrong}: it begins with age1") from error


def read_identity(path: Path) -> Identity:
    """The secret half from a file as `age-keygen` and `saju-bot keys generate --backup` write it."""
    try:
        lines = [line.strip() for line in path.read_text("ascii").splitlines()]
        secrets = [line for line in lines if line and not line.startswith("#")]
        if len(secrets) != 1:
            raise StartRefused("bad_identity", f"{path} must hold one line that begins with AGE-SECRET-KEY-1")
        return Identity.from_str(secrets[0])
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise StartRefused("bad_identity", f"{path} cannot be read as an age identity") from error


def new_identity() -> tuple[str, str]:
    """A fresh secret half and its recipient, as texts."""
    identity = Identity.generate()
    return str(identity), str(identity.to_public())
