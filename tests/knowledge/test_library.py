"""The library as the core sees it, over a real Chroma directory."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.facts import Facts, holds
from core.ports import Library
from knowledge.authored import load
from knowledge.embedders import HashedEmbedder
from knowledge.ingest import sync
from knowledge.library import ChromaLibrary
from knowledge.retrieval import Shelf

QUESTIONS = [
    "제 재물운은 어때요?",
    "저는 어떤 성격이에요?",
    "결혼은 누구랑 해요?",
    "도화살이 뭐예요?",
    "올해 운은요?",
    "시험 붙을까요",
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("library") / "chroma"
    sync(path)
    return path


@pytest.fixture(scope="module")
def library(filled: Path) -> ChromaLibrary:
    return ChromaLibrary(filled)


async def test_a_term_is_explained_to_anybody(library: Library) -> None:
    found = await library.search("용신이 뭐예요?")
    assert found[0].topic == "term"
    assert "용신" in found[0].text
    assert found[0].source == "滴天髓, 衰旺"
    assert found[0].score >= found[-1].score > 0


async def test_hanja_and_hangul_find_the_same(library: Library) -> None:
    assert (await library.search("食神"))[0].id == (await library.search("식신"))[0].id


async def test_english_is_answered_in_english(library: Library) -> None:
    found = await library.search("what is the peach blossom star", language="en")
    assert "Peach Blossom" in found[0].text
    assert found[0].text.isascii() or "Dohwa" in found[0].text


async def test_nothing_known_finds_nothing(library: Library) -> None:
    assert list(await library.search("")) == []
    assert list(await library.search("용신", limit=0)) == []


async def test_nobody_is_told_a_rule_about_somebody(library: Library) -> None:
    for question in QUESTIONS:
        for passage in await library.search(question, limit=20):
            assert passage.collection == "saju_knowledge"


async def test_no_passage_contradicts_the_chart(library: Library, synthetic_facts: Callable[[int], Facts]) -> None:
    told = 0
    for seed in range(200):
        facts = synthetic_facts(seed)
        passages = [
            *await library.search(QUESTIONS[seed % len(QUESTIONS)], facts=facts, limit=8),
            *await library.matching(facts),
        ]
        told += len(passages)
        for passage in passages:
            assert holds(passage.conditions, facts), (seed, passage.id)
    assert told > 2000


async def test_an_unknown_hour_tells_nothing_that_needs_it(
    library: Library, synthetic_facts: Callable[[int], Facts]
) -> None:
    known = {**synthetic_facts(2), "ten_god_at": frozenset({"time_stem:食神"}), "hour_known": frozenset({"yes"})}
    unknown = {
        name: values for name, values in known.items() if name not in ("hour_known", "time_zhi", "ten_god_at")
    }
    assert any("시주" in p.text for p in await library.matching(known, topic="family"))
    assert not any("시주에" in p.text for p in await library.matching(unknown, topic="family"))


async def test_my_question_is_answered_from_my_chart(library: Library) -> None:
    facts = {
        "day_gan": frozenset("庚"),
        "strength_group": frozenset({"weak"}),
        "strength": frozenset({"신약"}),
        "ten_god_group_many": frozenset({"jaeseong"}),
        "ten_god_group_has": frozenset({"jaeseong"}),
    }
    found = await library.search("저는 돈을 많이 벌까요?", facts=facts)
    assert "재다신약" in found[0].text
    assert found[0].topic == "wealth"


async def test_other_peoples_stars_are_explained_only_when_asked_for(library: Library) -> None:
    facts: Facts = {"day_gan": frozenset("甲"), "sinsal": frozenset({"화개살"})}
    unasked = await library.search("저는 매력이 있나요?", facts=facts, limit=20)
    assert not any(p.text.startswith("도화") for p in unasked)
    asked = await library.search("도화살이 뭐예요?", facts=facts)
    assert asked[0].text.startswith("도화")


async def test_matching_is_most_specific_first_and_varied(
    library: Library, synthetic_facts: Callable[[int], Facts]
) -> None:
    found = await library.matching(synthetic_facts(5), limit=50)
    assert 1 < len(found) <= 8
    sizes = [len(passage.conditions) for passage in found]
    assert sizes == sorted(sizes, reverse=True)
    wealth = await library.matching(synthetic_facts(5), topic="wealth")
    assert {passage.topic for passage in wealth} <= {"wealth"}


async def test_every_chart_has_something_for_every_part_of_life(
    library: Library, synthetic_facts: Callable[[int], Facts]
) -> None:
    for seed in range(100):
        for topic in "character wealth career love marriage health study family move luck year overview".split():
            assert await library.matching(synthetic_facts(seed), topic=topic), (seed, topic)


async def test_who_asks_about_themselves_hears_of_their_day_master(
    library: Library, synthetic_facts: Callable[[int], Facts]
) -> None:
    for seed in range(20):
        found = await library.search("저는 어떤 성격이에요?", facts=synthetic_facts(seed))
        assert "day_gan" in found[0].conditions


async def test_the_vector_channel_agrees_with_brute_force(library: ChromaLibrary) -> None:
    """What Chroma gives back, searched by the library, against vectors made afresh and compared one by one."""
    entries = load()
    embedder = HashedEmbedder()
    fresh = embedder.embed_docs([entry.searchable for entry in entries])
    await library.warm()
    shelf = library._shelf
    assert isinstance(shelf, Shelf)
    hits = total = 0
    for entry in entries[::4]:
        query = entry.text[:25]
        similarity = fresh @ embedder.embed_query(query)
        exact = {entries[i].id for i in np.argsort(-similarity, kind="stable")[:10]}
        hits += len(exact & {shelf.entry(i).id for i in shelf.nearest(query)[:10]})
        total += len(exact)
    assert hits / total >= 0.99


async def test_a_fresh_start_fills_the_directory_by_itself(tmp_path: Path) -> None:
    library = ChromaLibrary(tmp_path / "new" / "chroma")
    assert await library.search("천간이 뭐예요")
    assert not library.degraded
    assert (tmp_path / "new" / "chroma" / "chroma.sqlite3").is_file()


async def test_a_broken_database_is_rebuilt_and_kept_aside(tmp_path: Path) -> None:
    path = tmp_path / "chroma"
    sync(path)
    database = path / "chroma.sqlite3"
    database.write_bytes(database.read_bytes()[:20000])
    library = ChromaLibrary(path)
    assert (await library.search("갑목"))[0].id == "K001"
    assert not library.degraded
    assert (tmp_path / "chroma.damaged-1").is_dir()


async def test_a_falsified_text_is_not_served(tmp_path: Path) -> None:
    path = tmp_path / "chroma"
    sync(path)
    with sqlite3.connect(path / "chroma.sqlite3") as database:
        changed = database.execute(
            "UPDATE embedding_metadata SET string_value = '바뀐 글이에요.' WHERE key = 'chroma:document'"
        )
        assert changed.rowcount > 300
    database.close()
    library = ChromaLibrary(path)
    assert all("바뀐" not in passage.text for passage in await library.search("갑목", limit=20))
    assert not library.degraded


async def test_without_a_writable_directory_the_texts_are_served_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    library = ChromaLibrary(tmp_path / "file" / "chroma")
    assert (await library.search("갑목"))[0].id == "K001"
    assert library.degraded


async def test_making_a_library_loads_nothing(tmp_path: Path) -> None:
    started = time.perf_counter()
    ChromaLibrary(tmp_path / "chroma")
    assert time.perf_counter() - started < 0.05
    assert not (tmp_path / "chroma").exists()


def test_importing_the_library_does_not_import_chroma() -> None:
    code = "import sys, knowledge.library, knowledge.ingest; sys.exit('chromadb' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2]).returncode == 0
