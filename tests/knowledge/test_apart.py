"""Nothing of the process that people talk with reaches the files of Chroma, and what earlier versions left goes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from core.ports import Library
from knowledge import directory, ingest
from knowledge.apart import Unusable, apart
from knowledge.authored import load
from knowledge.embedders import HashedEmbedder
from knowledge.entry import COLLECTIONS
from knowledge.ingest import status, sync
from knowledge.library import ChromaLibrary
from knowledge.store import opened

ROOT = Path(__file__).parents[2]
BORN = b"1994-04-22 "
# A process in whose heap somebody's birth was: 100 freed strings as long as an index file. The first line moves the
# size from which glibc asks the system for memory, and the last keeps the heap from being given back.
PERSON = f"""
big = bytearray(33_000_000); del big
told = [{BORN!r} * (n // {len(BORN)}) for n in range(225_000, 360_000, 1_350)]
kept = [bytes(bytearray(2_000)) for _ in range(200)]
del told
"""
LOAD = """
import asyncio, sys
from pathlib import Path
from knowledge.ingest import status, sync
from knowledge.library import ChromaLibrary
path = Path(sys.argv[1])
library = ChromaLibrary(path)
asyncio.run(library.warm())
print("chromadb" in sys.modules, library.degraded)
"""
# As this program filled its directory before it had children for it.
AS_BEFORE = """
import sys
from pathlib import Path
from knowledge.authored import load
from knowledge.embedders import HashedEmbedder
from knowledge.ingest import fill
from knowledge.store import opened
with opened(Path(sys.argv[1]), HashedEmbedder()) as store:
    fill(store, load())
    store.read("saju_knowledge")
"""


def run(code: str, path: Path) -> str:
    """In a fresh process whose threads share one heap, as if it had been running for long."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MALLOC_ARENA_MAX": "1"}
    command = [sys.executable, "-c", code, str(path)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def holding_a_birth(path: Path) -> list[str]:
    return [file.name for file in path.rglob("*") if file.is_file() and BORN in file.read_bytes()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chroma"


@pytest.fixture(scope="module")
def left_by_an_earlier_version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("earlier") / "chroma"
    run(PERSON + AS_BEFORE, path)
    return path


@pytest.mark.parametrize("also", ["", "sync(path)", "status(path)"])
def test_what_a_process_has_freed_does_not_get_into_the_directory(path: Path, also: str) -> None:
    assert run(PERSON + LOAD + PERSON + also, path) == "False False\n"

    assert len(list(path.glob("*/data_level0.bin"))) == len(COLLECTIONS)
    assert holding_a_birth(path.parent) == []


@pytest.mark.skipif(sys.platform != "linux", reason="the plant knows glibc's heap")
async def test_a_directory_that_an_earlier_version_wrote_is_deleted_and_made_anew(
    left_by_an_earlier_version: Path, path: Path
) -> None:
    for name in ("chroma", "chroma.damaged-1"):
        shutil.copytree(left_by_an_earlier_version, path.with_name(name))
    path.with_name("chroma.sound").write_text("0" * 32)
    assert holding_a_birth(path.parent) != [], "the plant works: that is how it was"

    library: Library = ChromaLibrary(path)
    assert (await library.search("갑목"))[0].id == "K001"

    assert holding_a_birth(path.parent) == []
    assert sorted(each.name for each in path.parent.iterdir()) == ["chroma", "chroma.lock", "chroma.vectors"]
    assert sum(found.count for found in status(path)) == len(load())


def test_it_is_deleted_once_and_only_what_is_chromas(left_by_an_earlier_version: Path, path: Path) -> None:
    shutil.copytree(left_by_an_earlier_version, path)
    (path / "holiday.jpg").write_bytes(b"somebody's")

    assert sync(path).cleaned
    again = sync(path)
    assert (again.cleaned, again.written, again.moved_aside) == (False, 0, None)
    assert (path / "holiday.jpg").read_bytes() == b"somebody's"


async def test_an_unchanged_directory_is_served_without_a_child_also_after_a_look(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(path)
    status(path)  # Chroma writes into its files even then

    def none_is_needed(*_: object, **__: object) -> None:
        raise AssertionError("a child was started")

    monkeypatch.setattr(ingest, "apart", none_is_needed)
    library = ChromaLibrary(path)
    assert (await library.search("갑목"))[0].id == "K001"
    assert not library.degraded


@pytest.mark.parametrize("harm", ["cut", "flipped", "gone"])
async def test_a_harmed_snapshot_is_made_again(path: Path, harm: str) -> None:
    sync(path)
    snapshot = path.with_name("chroma.vectors")
    whole = snapshot.read_bytes()
    if harm == "gone":
        snapshot.unlink()
    else:
        snapshot.write_bytes(whole[:-5] if harm == "cut" else whole[:5000] + b"\xff" + whole[5001:])

    library = ChromaLibrary(path)
    await library.warm()
    assert not library.degraded
    assert snapshot.read_bytes()[80:] == whole[80:], "the vectors are the same again"


async def test_who_comes_while_another_process_writes_waits_for_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A journal was listed, and gone when it was looked at."""
    sync(path)
    state, looks = directory.state, list[Path]()

    def gone_at_first(path: Path) -> str:
        looks.append(path)
        if len(looks) == 1:
            raise FileNotFoundError
        return state(path)

    monkeypatch.setattr(directory, "state", gone_at_first)
    library = ChromaLibrary(path)
    await library.warm()
    assert not library.degraded


def test_a_child_gets_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAJU_ENCRYPTION_KEYS", "hush")
    monkeypatch.setenv("OPENAI_API_KEY", "hush")

    assert os.environ["PATH"] == apart((), os.getenv, "PATH")
    assert apart((), os.getenv, "SAJU_ENCRYPTION_KEYS") is None
    assert apart((), os.getenv, "OPENAI_API_KEY") is None
    assert apart((), os.getcwd) == os.sep, "Chroma reads .env where it starts"


def test_what_goes_wrong_in_a_child_is_told_in_a_line() -> None:
    with pytest.raises(Unusable, match=r"^killed by signal 11$"):
        apart((), signal.raise_signal, signal.SIGSEGV)
    with pytest.raises(Unusable, match="ValueError: invalid literal for int"):
        apart((), int, "no number")


def test_a_directory_stays_where_it_is_when_it_is_not_at_fault(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full: the second attempt fails as the first did."""
    sync(path)

    def full(*_: Any) -> None:
        (path / "half").mkdir(parents=True)
        raise Unusable("OSError: [Errno 28] No space left on device")

    monkeypatch.setattr(ingest, "apart", full)
    with pytest.raises(Unusable, match="No space"):
        sync(path)
    monkeypatch.undo()
    assert [each.name for each in path.parent.iterdir() if "damaged" in each.name] == []
    assert sync(path).written == 0


def test_a_child_that_outlives_its_parent_keeps_the_others_out(path: Path) -> None:
    held = """
import os, sys, time
from pathlib import Path
from knowledge.apart import apart
from knowledge.directory import alone
with alone(Path(sys.argv[1])) as lock:
    os.write(1, b"x")
    apart(lock, time.sleep, 2)
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    parent = subprocess.Popen([sys.executable, "-c", held, str(path)], env=environment, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    parent.stdout.read(1)
    _until_it_has_a_child(parent.pid)
    parent.kill()
    parent.wait()
    parent.stdout.close()

    fcntl = pytest.importorskip("fcntl")
    with path.with_name("chroma.lock").open("rb") as lock, pytest.raises(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with directory.alone(path):  # it ends
        pass


def _until_it_has_a_child(pid: int) -> None:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    while not children.read_text():
        sleep(0.01)


def test_the_format_stands_in_the_directory_before_chroma_does(path: Path) -> None:
    directory.mark(path)
    with opened(path, HashedEmbedder()):
        assert not directory.delete_unmarked(path)
