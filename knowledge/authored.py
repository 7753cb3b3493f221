"""Reads the authored texts (`texts/*.yaml`) and refuses whatever is not sound, naming file and id.

A file holds one theme::

    collection: saju_knowledge
    defaults: {topic: term, confidence: 0.9, status: classical, source: {book: 滴天髓, chapter: 天干}}
    passages:
    - id: K001
      about: [갑목]
      text: ...
      en: ...
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from core.errors import Error
from knowledge import entry as values
from knowledge.entry import Entry
from knowledge.vocabulary import fault

TEXTS = Path(__file__).parent / "texts"
_FIELDS = frozenset("id about subject when topic polarity confidence school status source text en".split())
_PREFIX = {"saju_knowledge": "K", "interpretation_rules": "R", "fortune_patterns": "P"}
_LOADER: Any = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)  # the C loader is ten times faster where it is built in


class InvalidText(Error):
    """A passage that cannot be taken as it stands; the message names file, id and fault."""

    def __init__(self, file: str, id_: str, reason: str) -> None:
        super().__init__("invalid_text", file=file, id=id_, reason=reason)

    def __str__(self) -> str:
        return "{file}: {id}: {reason}".format(**self.params)


def load(directory: Path = TEXTS) -> tuple[Entry, ...]:
    """Every passage under `directory`, ordered by id. Raises InvalidText for the first fault."""
    entries: dict[str, Entry] = {}
    for path in sorted(directory.glob("*.yaml")):
        for entry in _file(path):
            if entry.id in entries:
                raise InvalidText(path.name, entry.id, f"the id is taken in {entries[entry.id].category}.yaml")
            entries[entry.id] = entry
    return tuple(entries[id_] for id_ in sorted(entries))


def _file(path: Path) -> Iterable[Entry]:
    try:
        document = yaml.load(path.read_text("utf-8"), Loader=_LOADER)  # a safe loader, see above
    except yaml.YAMLError as error:
        raise InvalidText(path.name, "-", f"not YAML: {error}") from error
    collection = document.get("collection") if isinstance(document, Mapping) else None
    if collection not in values.COLLECTIONS:
        raise InvalidText(path.name, "-", f"unknown collection {collection!r}")
    defaults = document.get("defaults", {})
    for raw in document.get("passages", ()):
        yield _entry(path, str(collection), {**defaults, **raw})


def _entry(path: Path, collection: str, raw: Mapping[str, Any]) -> Entry:
    id_ = str(raw.get("id", "?"))

    def refuse(reason: str) -> InvalidText:
        return InvalidText(path.name, id_, reason)

    for name in raw:
        if name not in _FIELDS:
            raise refuse(f"unknown field {name!r}")
    if not (id_.startswith(_PREFIX[collection]) and id_[1:].isdigit()):
        raise refuse(f"an id of {collection} is {_PREFIX[collection]} and digits")
    source = raw.get("source")
    if not isinstance(source, Mapping) or not source.get("book") or not source.get("chapter"):
        raise refuse("no source {book, chapter}")
    entry = Entry(
        id=id_,
        collection=collection,
        category=path.stem,
        topic=str(raw.get("topic", "")),
        text=" ".join(str(raw.get("text", "")).split()),
        english=" ".join(str(raw.get("en", "")).split()),
        about=tuple(str(term) for term in raw.get("about", ())),
        conditions=_conditions(raw.get("when", {}), refuse),
        subject=_conditions(raw.get("subject", {}), refuse),
        polarity=str(raw.get("polarity", "=")),
        confidence=float(raw.get("confidence", 0.6)),
        school=str(raw.get("school", "common")),
        status=str(raw.get("status", "practice")),
        book=str(source["book"]),
        chapter=str(source["chapter"]),
    )
    if (reason := _fault(entry)) is not None:
        raise refuse(reason)
    return entry


def _conditions(raw: object, refuse: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(raw, Mapping):
        raise refuse("conditions are a mapping of a name to a list")
    conditions: dict[str, tuple[str, ...]] = {}
    for name in sorted(raw):
        accepted = raw[name]
        if not isinstance(accepted, list):
            raise refuse(f"condition {name!r} needs a list")
        conditions[str(name)] = tuple(str(value) for value in accepted)
        if (reason := fault(str(name), conditions[str(name)])) is not None:
            raise refuse(reason)
    return conditions


def _fault(entry: Entry) -> str | None:
    closed = {
        "topic": (entry.topic, values.TOPICS),
        "polarity": (entry.polarity, values.POLARITIES),
        "status": (entry.status, values.STATUSES),
        "school": (entry.school, values.SCHOOLS),
    }
    for name, (value, known) in closed.items():
        if value not in known:
            return f"unknown {name} {value!r}"
    if not 0 < entry.confidence <= 0.9:
        return "confidence is above 0 and at most 0.9"
    if not entry.text or not entry.english:
        return "text and en are both needed"
    return None
