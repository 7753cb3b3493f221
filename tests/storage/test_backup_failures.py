"""However the making of a backup fails: nothing new counts, nothing is left lying about, the older ones stay."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy.engine import URL

from storage import backup_files
from storage.backup_files import BackupFolder
from storage.backup_proving import prove
from storage.backup_sealing import Plain
from storage.digests import TableDigest
from storage.errors import BackupFailed
from storage.keyring import new_key
from storage.mysql_clients import DumpClient
from tests.storage.backups import Vaulted

_PROJECT = Path(__file__).parents[2]
_SECOND = timedelta(seconds=1)


@asynccontextmanager
async def nothing_comes_of_it(vault: Vaulted, now: datetime) -> AsyncIterator[None]:
    """Three whole backups before, the same three after."""
    for second in range(3):
        await vault.create(now - second * _SECOND)
    before = await vault.check()
    yield
    assert await vault.check() == before
    assert [each.damage for each in before] == [None, None, None]
    assert vault.left_behind() == []


async def test_the_server_is_down(vault: Vaulted, now: datetime) -> None:
    nowhere = vault.url.set(port=1) if vault.url.host else vault.url.set(database=str(vault.data_dir / "gone.db"))
    async with nothing_comes_of_it(vault, now):
        with pytest.raises(BackupFailed):
            await replace(vault, url=nowhere).create(now + _SECOND)


async def test_the_disk_is_full(vault: Vaulted, now: datetime) -> None:
    """No file may grow beyond a few kilobytes: writing fails in the middle, as on a full disk."""
    sqlite = vault.url.get_backend_name() == "sqlite"
    most = 40_000 if sqlite else 3_000  # SQLite needs 32 KiB to open at all; its copy is larger
    async with nothing_comes_of_it(vault, now):
        code, said = await saju_bot(vault, limit=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))
    assert code == 1
    assert ("cannot be copied" if sqlite else "file too large") in said
    assert len(said.splitlines()) == 1


async def test_the_disk_will_be_full(vault: Vaulted, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    async with nothing_comes_of_it(vault, now):
        monkeypatch.setattr(backup_files, "_SPARE_BYTES", 1 << 60)
        with pytest.raises(BackupFailed, match="MiB free"):
            await vault.create(now + _SECOND)


@pytest.mark.parametrize("database", ["mariadb"], indirect=True)
@pytest.mark.parametrize(
    ("ending", "complaint"), [("kill -9 $$", "SIGKILL"), ("exit 0", "no trailer"), ("exit 3", "ended with code 3")]
)
async def test_the_dump_is_cut_off(
    vault: Vaulted, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, ending: str, complaint: str
) -> None:
    async with nothing_comes_of_it(vault, now):
        dump = wrapped_program(tmp_path, "mariadb-dump", f"| head -c 6000; {ending}")
        monkeypatch.setenv("PATH", f"{dump.parent}:{os.environ['PATH']}")
        with pytest.raises(BackupFailed, match=complaint):
            await vault.create(now + _SECOND)


async def test_the_whole_run_is_killed(vault: Vaulted, now: datetime) -> None:
    """What it leaves does not count, and the next run takes it away."""
    for delay_s in (0.9, 1.3, 1.7):
        process = await started(vault)
        await asyncio.sleep(delay_s)
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
        await process.communicate()
    counted = {each.name for each in await vault.check()}
    made = await vault.create(now)

    assert vault.left_behind() == []
    assert {each.name for each in await vault.check()} == counted | {made.manifest.name}
    assert [each.damage for each in await vault.verify(now)] == [None] * (len(counted) + 1)


async def test_a_run_that_is_asked_to_stop_cleans_up(vault: Vaulted, now: datetime) -> None:
    async with nothing_comes_of_it(vault, now):
        process = await started(vault)
        while not list(vault.folder.path.glob(".partial-*")) and process.returncode is None:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        if process.returncode is None:
            process.terminate()
        await process.communicate()
        for each in await vault.check():  # it may have been too late to stop it
            if not each.name.startswith(f"saju-{now:%Y%m%d}"):
                (vault.folder.path / f"{each.name}.json").unlink()
                vault.folder.data(each.name).unlink()


async def test_one_bit_flips_between_writing_and_reading_back(
    vault: Vaulted, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = Random(20261123)

    async def flipped(*args: Any) -> Plain:
        flip_a_bit(vault.folder.partial(f"saju-{now + _SECOND:%Y%m%dT%H%M%SZ}"), chance)
        return await prove(*args)

    async with nothing_comes_of_it(vault, now):
        monkeypatch.setattr("storage.backup.prove", flipped)
        with pytest.raises(BackupFailed, match=r"is damaged|was not encrypted"):
            await vault.create(now + _SECOND)


async def test_what_was_restored_is_not_what_was_dumped(
    vault: Vaulted, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def another(*args: Any) -> Plain:
        digests = {**args[5], "users": TableDigest(12, "0" * 32)}
        return await prove(*(*args[:5], digests, *args[6:]))

    async with nothing_comes_of_it(vault, now):
        monkeypatch.setattr("storage.backup.prove", another)
        with pytest.raises(BackupFailed, match="not what was dumped: users"):
            await vault.create(now + _SECOND)


async def test_the_keys_are_others(vault: Vaulted, now: datetime) -> None:
    async with nothing_comes_of_it(vault, now):
        with pytest.raises(BackupFailed, match="cannot be decrypted"):
            await replace(vault, keys=new_key()).create(now + _SECOND)


async def test_two_at_once_do_not_meet(vault: Vaulted, now: datetime) -> None:
    async with nothing_comes_of_it(vault, now):
        with vault.folder.locked(), pytest.raises(BackupFailed, match="another run is at work"):
            await vault.create(now + _SECOND)


async def test_a_backup_that_rots_is_told_and_passed_over(vault: Vaulted, elsewhere: URL, now: datetime) -> None:
    older = await vault.create(now - _SECOND)
    newer = await vault.create(now)
    flip_a_bit(vault.folder.data(newer.manifest.name), Random(1))

    damage = {each.name: each.damage for each in await vault.check()}
    restored = await vault.restore(elsewhere, now)
    assert damage == {newer.manifest.name: "its checksum does not fit", older.manifest.name: None}
    assert restored.manifest.name == older.manifest.name


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_the_three_last_whole_ones_are_kept_however_old(vault: Vaulted, now: datetime) -> None:
    month = timedelta(days=30)
    for age in range(6, 0, -1):
        await vault.create(now - age * month, keep=timedelta(days=3650))
    rotten = (await vault.check())[0]
    flip_a_bit(vault.folder.data(rotten.name), Random(2))
    removed = vault.folder.prune(now, timedelta(days=7))

    left = vault.folder.all()
    assert [each.damage is None for each in left] == [True, True, True]
    assert rotten.name in removed
    assert vault.folder.prune(now, timedelta(days=7)) == []


async def test_a_name_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(BackupFailed, match="there is no backup saju-x"):
        BackupFolder(tmp_path).examined("saju-x")


@pytest.mark.parametrize("database", ["mariadb"], indirect=True)
async def test_no_password_stands_on_a_command_line(
    vault: Vaulted, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "told"
    note = f'stat -c %a "${{1#--defaults-extra-file=}}" >> {told}; cat "${{1#*=}}" >> {told}; echo "$@" >> {told};'
    dump = wrapped_program(tmp_path, "mariadb-dump", "", note)
    monkeypatch.setenv("PATH", f"{dump.parent}:{os.environ['PATH']}")
    with pytest.raises(BackupFailed):  # no such account
        await replace(vault, url=vault.url.set(username="nobody", password='p"w\\d')).create(now)
    with pytest.raises(BackupFailed):
        async with DumpClient(vault.url.set(username="nobody", password='p"w\\d')) as client:
            await client.structure_of("data_keys")

    mode, *options, arguments = told.read_text().splitlines()
    assert mode == "600"
    assert 'password="p\\"w\\\\d"' in options
    assert 'p"w' not in arguments
    assert arguments.startswith("--defaults-extra-file=")


def wrapped_program(folder: Path, name: str, after: str, before: str = "") -> Path:
    """The real program in a script that does something before it or to what it writes."""
    program = folder / "bin" / name
    program.parent.mkdir(exist_ok=True)
    # The structure of one table is dumped first; it is the main dump that goes wrong.
    real = f"/usr/bin/{name}"
    program.write_text(
        f'#!/bin/sh\n{before}\ncase "$*" in *--no-data*) exec {real} "$@";; esac\n{real} "$@" {after}\n'
    )
    program.chmod(0o755)
    return program


def flip_a_bit(path: Path, chance: Random) -> None:
    content = bytearray(path.read_bytes())
    bit = chance.randrange(len(content) * 8)
    content[bit // 8] ^= 1 << bit % 8
    path.write_bytes(content)


async def saju_bot(vault: Vaulted, limit: Callable[[], None]) -> tuple[int, str]:
    process = await started(vault, limit)
    said, complaint = await process.communicate()
    assert process.returncode is not None
    return process.returncode, (said + complaint).decode()


async def started(vault: Vaulted, limit: Callable[[], None] | None = None) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-B",
        "-m",
        "bot",
        "backup",
        "create",
        cwd=_PROJECT,
        env=os.environ | vault.environment(),
        stdout=PIPE,
        stderr=PIPE,
        preexec_fn=limit,
    )
