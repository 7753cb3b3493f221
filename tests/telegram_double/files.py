"""Files the bot and the people sent: kept whole, photos looked at as the service looks at them."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from itertools import count

from PIL import Image

from tests.telegram_double.call import Call, Upload
from tests.telegram_double.chats import Json
from tests.telegram_double.refusals import bad_request

MAX_PHOTO_BYTES = 10 << 20
MAX_DOCUMENT_BYTES = 50 << 20
MAX_DOWNLOAD_BYTES = 20 << 20
MAX_SIDES = 10_000  # width and height together
MAX_RATIO = 20


@dataclass(frozen=True, slots=True)
class Stored:
    id: str
    path: str
    name: str
    content: bytes
    declared_bytes: int  # a test may claim a size without carrying it

    def json(self) -> Json:
        return {"file_id": self.id, "file_unique_id": f"u{self.id}", "file_size": self.declared_bytes}


class Files:
    def __init__(self) -> None:
        self._files: dict[str, Stored] = {}
        self._numbers = count(1)

    def keep(self, folder: str, name: str, content: bytes, declared_bytes: int | None = None) -> Stored:
        number = next(self._numbers)
        suffix = name.rpartition(".")[2] if "." in name else "bin"
        size = len(content) if declared_bytes is None else declared_bytes
        stored = Stored(f"file-{number}", f"{folder}/file_{number}.{suffix}", name, content, size)
        self._files[stored.id] = stored
        return stored

    def get(self, file_id: str) -> Stored | None:
        return self._files.get(file_id)

    def at(self, path: str) -> Stored | None:
        return next((stored for stored in self._files.values() if stored.path == path), None)

    def content(self, file_id: str) -> bytes:
        return self._files[file_id].content

    def read_upload(self, call: Call, name: str, *, given: str | None = None) -> Upload | Stored:
        """The file of a parameter: `attach://part`, a part of the same name, or the id of a file sent before."""
        value = call.text(name) if given is None else given
        part = value.removeprefix("attach://") if value.startswith("attach://") else name
        if part in call.uploads and (value.startswith("attach://") or not value):
            upload = call.uploads[part]
            if not upload.content:
                raise bad_request("file must be non-empty")
            return upload
        if not value or value.startswith("attach://"):
            raise bad_request(f"There is no {name} in the request")
        if (stored := self.get(value)) is not None:
            return stored
        if value.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        raise bad_request("wrong remote file identifier specified: Wrong string length")

    def photo(self, file: Upload | Stored) -> list[Json]:
        """The sizes of a photo; refused when it is too big or no picture."""
        if len(file.content) > MAX_PHOTO_BYTES:
            raise bad_request("file is too big")
        width, height = _measured(file.content)
        if width + height > MAX_SIDES or max(width, height) > MAX_RATIO * min(width, height):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        stored = file if isinstance(file, Stored) else self.keep("photos", file.name, file.content)
        return [{**stored.json(), "width": width, "height": height}]

    def document(self, file: Upload | Stored) -> Json:
        if len(file.content) > MAX_DOCUMENT_BYTES:
            raise bad_request("file is too big")
        stored = file if isinstance(file, Stored) else self.keep("documents", file.name, file.content)
        kind = file.kind if isinstance(file, Upload) else "application/octet-stream"
        return {**stored.json(), "file_name": stored.name, "mime_type": kind}


def _measured(content: bytes) -> tuple[int, int]:
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture.load()
            return picture.size
    except (OSError, SyntaxError, ValueError) as error:  # what Pillow raises for what is no picture, or half of one
        raise bad_request("IMAGE_PROCESS_FAILED") from error
