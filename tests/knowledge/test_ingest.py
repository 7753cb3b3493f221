"""Texts reach a real Chroma directory, and only what changed is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.authored import InvalidText
from knowledge.embedders import FROZEN_IDF, HashedEmbedder
from knowledge.entry import Entry
from knowledge.ingest import status, sync
from knowledge.store import ForeignVectors, opened

SHORT = """\
collection: saju_knowledge
defaults: {topic: term, source: {book: 滴天髓, chapter: 天干}}
passages:
- {id: K001, about: [갑목], text: 갑목은 큰 나무예요., en: Yang wood., when: {day_gan: [甲], gender: [male]}}
- {id: K002, about: [을목], text: 을목은 꽃과 덩굴이에요., en: Yin wood.}
"""


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    directory = tmp_path / "texts"
    directory.mkdir()
    (directory / "stems.yaml").write_text(SHORT, "utf-8")
    return directory


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chroma"


def stored(path: Path, collection: str = "saju_knowledge") -> dict[str, Entry]:
    with opened(path, HashedEmbedder()) as store:
        return {entry.id: entry for entry in store.read(collection)[0]}


def test_all_shipped_texts_arrive(path: Path, entries: tuple[Entry, ...]) -> None:
    report = sync(path)
    assert report.written == len(entries)
    assert sum(found.count for found in status(path)) == len(entries)
    assert all(found.usable and found.physical.endswith("__saju-hash-v1-768") for found in status(path))
    for collection in ("saju_knowledge", "interpretation_rules", "fortune_patterns"):
        assert stored(path, collection) == {e.id: e for e in entries if e.collection == collection}


def test_a_second_sync_changes_nothing(path: Path, texts: Path) -> None:
    assert sync(path, texts=texts).written == 2
    again = sync(path, texts=texts)
    assert again.written == 0
    assert again.collections[0].unchanged == 2
    assert again.moved_aside is None


def test_a_changed_text_arrives_and_a_dropped_condition_is_gone(path: Path, texts: Path) -> None:
    sync(path, texts=texts)
    changed = SHORT.replace("큰 나무예요", "곧은 나무예요").replace(", gender: [male]", "")
    (texts / "stems.yaml").write_text(changed, "utf-8")
    report = sync(path, texts=texts)
    assert (report.collections[0].added, report.collections[0].changed, report.collections[0].removed) == (0, 1, 0)
    assert stored(path)["K001"].text == "갑목은 곧은 나무예요."
    assert stored(path)["K001"].conditions == {"day_gan": ("甲",)}


def test_a_removed_text_leaves(path: Path, texts: Path) -> None:
    sync(path, texts=texts)
    (texts / "stems.yaml").write_text("\n".join(SHORT.splitlines()[:-1]), "utf-8")
    assert sync(path, texts=texts).collections[0].removed == 1
    assert set(stored(path)) == {"K001"}


def test_a_bad_text_stops_the_sync_before_anything_is_written(path: Path, texts: Path) -> None:
    sync(path, texts=texts)
    (texts / "stems.yaml").write_text(SHORT.replace("을목은 꽃과 덩굴이에요.", "''"), "utf-8")
    with pytest.raises(InvalidText, match="K002"):
        sync(path, texts=texts)
    assert set(stored(path)) == {"K001", "K002"}


def test_vectors_of_another_table_are_refused_and_rebuilt(path: Path, texts: Path, tmp_path: Path) -> None:
    table = tmp_path / "other.csv"
    table.write_text(FROZEN_IDF.read_text("utf-8").replace(",5.", ",4."), "utf-8")
    sync(path, texts=texts, embedder=HashedEmbedder(table))
    with opened(path, HashedEmbedder()) as store, pytest.raises(ForeignVectors):
        store.read("saju_knowledge")
    assert not status(path)[0].usable
    report = sync(path, texts=texts)
    assert report.collections[0].rebuilt
    assert status(path)[0].usable


def test_a_directory_that_is_no_database_is_moved_aside(path: Path, texts: Path) -> None:
    path.mkdir()
    (path / "chroma.sqlite3").write_bytes(b"not a database at all" * 100)
    report = sync(path, texts=texts)
    assert report.moved_aside is not None
    assert (report.moved_aside / "chroma.sqlite3").read_bytes().startswith(b"not a database")
    assert set(stored(path)) == {"K001", "K002"}


def test_status_of_nothing_is_zero_and_makes_nothing(path: Path) -> None:
    assert [found.count for found in status(path)] == [0, 0, 0]
    assert not path.exists()
