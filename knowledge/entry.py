"""An authored piece of knowledge with everything that is known about it, and its form in Chroma's flat metadata."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields

from core.facts import Conditions
from core.ports import Passage

EXPLAINS = "saju_knowledge"  # explains terms, in words that are true whoever reads them
COLLECTIONS = (EXPLAINS, "interpretation_rules", "fortune_patterns")
TOPICS = frozenset("overview character wealth career love marriage health study family move year luck term".split())
POLARITIES = frozenset("+-=")
STATUSES = frozenset(("classical", "practice", "modern"))
SCHOOLS = frozenset(("common", "eokbu", "johu", "gyeokguk", "jawan", "modern"))

Metadata = dict[str, str | float | list[str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One passage as its author wrote it.

    `conditions` must hold for a chart before the passage is told to its owner. `subject` is softer: it says whose
    chart an explanation is interesting to unasked; whoever asks for the term by name (`about`) gets it anyway.
    `category` is the file it stands in. `confidence` is 0-1, never above 0.9 (KNOWLEDGE scale).
    """

    id: str
    collection: str
    category: str
    topic: str
    text: str
    english: str
    about: tuple[str, ...]
    conditions: Conditions
    subject: Conditions
    polarity: str
    confidence: float
    school: str
    status: str
    book: str
    chapter: str

    @property
    def searchable(self) -> str:
        """What is embedded: the terms it is about, then the Korean text."""
        return f"{' '.join(self.about)}\n{self.text}"

    @property
    def digest(self) -> str:
        """Hash of everything in it; equal digests mean that nothing has changed."""
        parts = [f"{f.name}={_plain(getattr(self, f.name))}" for f in fields(self)]
        return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()

    def passage(self, language: str, score: float = 0.0) -> Passage:
        """As the core sees it, in `language` (anything but "en" is Korean)."""
        return Passage(
            id=self.id,
            collection=self.collection,
            text=self.english if language == "en" else self.text,
            source=f"{self.book}, {self.chapter}",
            topic=self.topic,
            conditions=self.conditions,
            polarity=self.polarity,
            confidence=self.confidence,
            score=score,
        )

    def metadata(self) -> Metadata:
        """Flat, without None or empty lists: Chroma refuses both."""
        flat: Metadata = {
            "category": self.category,
            "topic": self.topic,
            "english": self.english,
            "polarity": self.polarity,
            "confidence": self.confidence,
            "school": self.school,
            "status": self.status,
            "book": self.book,
            "chapter": self.chapter,
            "digest": self.digest,
        }
        if self.about:
            flat["about"] = list(self.about)
        flat |= {f"cond_{name}": list(values) for name, values in self.conditions.items()}
        flat |= {f"subj_{name}": list(values) for name, values in self.subject.items()}
        return flat


def from_metadata(id_: str, collection: str, text: str, metadata: Mapping[str, object]) -> Entry:
    """The entry that `Entry.metadata` was made from. Raises KeyError or TypeError for a foreign record."""
    return Entry(
        id=id_,
        collection=collection,
        category=str(metadata["category"]),
        topic=str(metadata["topic"]),
        text=text,
        english=str(metadata["english"]),
        about=_strings(metadata.get("about", ())),
        conditions=_prefixed(metadata, "cond_"),
        subject=_prefixed(metadata, "subj_"),
        polarity=str(metadata["polarity"]),
        confidence=float(str(metadata["confidence"])),
        school=str(metadata["school"]),
        status=str(metadata["status"]),
        book=str(metadata["book"]),
        chapter=str(metadata["chapter"]),
    )


def _prefixed(metadata: Mapping[str, object], prefix: str) -> dict[str, tuple[str, ...]]:
    return {key[len(prefix) :]: _strings(metadata[key]) for key in sorted(metadata) if key.startswith(prefix)}


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise TypeError(f"expected a list, found {type(value).__name__}")
    return tuple(str(item) for item in value)


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return repr(sorted((name, tuple(values)) for name, values in value.items()))
    return repr(value)
