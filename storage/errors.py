"""What storage reports beside `core.errors.Unavailable`.

Error
├── StartRefused    the store cannot be opened as it stands; the message says why and how to mend it
│   ├── WrongKeys       the key ring is missing, malformed or not the one this database was made with
│   └── OutdatedSchema  the schema is older or newer than this program
├── BackupFailed    a backup or a restore came to no good end; nothing was marked good, nothing older was removed
└── Damaged         stored bytes are not what this program wrote there: changed, moved or cut
"""

from __future__ import annotations

from core.errors import Error


class StartRefused(Error):
    """Told to the operator in one line; never holds a key."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.message = message

    def __str__(self) -> str:
        return self.message


class WrongKeys(StartRefused):
    """Without the right keys nothing starts: never plain text, never a new key over old data."""

    def __init__(self, message: str) -> None:
        super().__init__("wrong_keys", message)


class OutdatedSchema(StartRefused):
    """Told with what the database has and what this program needs."""

    def __init__(self, found: str | None, needed: str, mend: str = "run saju-bot db upgrade") -> None:
        super().__init__(
            "outdated_schema",
            f"the database schema is at {found or 'nothing'}, this program needs {needed}: {mend}",
        )


class BackupFailed(Error):
    """Told to the operator in one line; never holds a password or a key."""

    def __init__(self, message: str) -> None:
        super().__init__("backup_failed")
        self.message = message

    def __str__(self) -> str:
        return self.message


class Damaged(Error):
    """An authenticated ciphertext was refused: a flipped bit, another row's value, a cut, or another key."""

    def __init__(self, table: str, column: str) -> None:
        super().__init__("damaged_record", table=table, column=column)

    def __str__(self) -> str:
        return f"{self.params['table']}.{self.params['column']} is not what was written there"
