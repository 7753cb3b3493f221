"""`saju-bot keys` and `backup` at a shell: what is printed, what is written, and that nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from base64 import b64decode
from pathlib import Path

import pytest

from storage.keyring import KEY_FILE_NAME

_PROJECT = Path(__file__).parents[2]


def saju_bot(data_dir: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-m", "bot", *arguments),
        cwd=_PROJECT,
        env=os.environ | {"SAJU_DATA_DIR": str(data_dir)} | environment,
        capture_output=True,
        text=True,
        check=False,
        input='{"user": "u1", "command": "/start"}\n',
    )


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data folder in which somebody has talked."""
    assert saju_bot(tmp_path / "data", "chat", "--jsonl").returncode == 0
    return tmp_path / "data"


def test_without_a_key_file_a_key_is_printed_and_nothing_written(tmp_path: Path) -> None:
    done = saju_bot(tmp_path / "none", "keys", "generate")
    assert done.returncode == 0
    assert len(b64decode(done.stdout)) == 32
    assert "SAJU_ENCRYPTION_KEYS" in done.stderr
    assert not (tmp_path / "none").exists()


def test_a_new_key_goes_in_front_of_the_key_file_and_the_old_one_can_go_after_a_rotation(data_dir: Path) -> None:
    key_file = data_dir / KEY_FILE_NAME
    before = key_file.read_text().splitlines()
    generated = saju_bot(data_dir, "keys", "generate")
    header, new, old = key_file.read_text().splitlines()
    rotated = saju_bot(data_dir, "keys", "rotate")
    key_file.write_text(f"{header}\n{new}\n")
    afterwards = saju_bot(data_dir, "chat", "--jsonl")

    assert [header, old] == before
    assert new not in generated.stdout + generated.stderr
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in data_dir.glob(".encryption*")] == []
    assert "wraps none" in rotated.stdout
    assert afterwards.returncode == 0
    assert "replies" in afterwards.stdout


def test_a_rotation_without_the_old_key_is_told(data_dir: Path) -> None:
    key = saju_bot(data_dir.parent / "none", "keys", "generate").stdout.strip()
    done = saju_bot(data_dir, "keys", "rotate", SAJU_ENCRYPTION_KEYS=key)
    assert done.returncode == 2
    assert "was wrapped with key" in done.stderr
    assert key not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_key_pair_for_backups_is_one_that_age_reads(tmp_path: Path) -> None:
    done = saju_bot(tmp_path, "keys", "generate", "--backup")
    comment, secret = done.stdout.splitlines()
    assert comment.startswith("# public key: age1")
    assert secret.startswith("AGE-SECRET-KEY-1")
    assert comment.removeprefix("# public key: ") in done.stderr


def test_a_backup_without_a_recipient_is_refused_with_the_way_out(data_dir: Path) -> None:
    done = saju_bot(data_dir, "backup", "create")
    assert done.returncode == 2
    assert "saju-bot keys generate --backup" in done.stderr
    assert not (data_dir / "backups").exists()


def test_backups_at_a_shell_from_the_first_to_the_restored(data_dir: Path, tmp_path: Path) -> None:
    identity = tmp_path / "identity.txt"
    identity.write_text(saju_bot(tmp_path, "keys", "generate", "--backup").stdout)
    recipient = identity.read_text().splitlines()[0].removeprefix("# public key: ")
    made = saju_bot(data_dir, "backup", "create", SAJU_BACKUP_RECIPIENT=recipient)
    listed = saju_bot(data_dir, "backup", "list", "--json")
    verified = saju_bot(data_dir, "backup", "verify", "--identity", str(identity))
    refused = saju_bot(data_dir, "backup", "restore", "--identity", str(identity))
    (data_dir / "saju.db").rename(tmp_path / "old.db")
    restored = saju_bot(data_dir, "backup", "restore", "--identity", str(identity))
    afterwards = saju_bot(data_dir, "chat", "--jsonl")

    assert [made.returncode, listed.returncode, verified.returncode] == [0, 0, 0]
    assert '"whole":true' in listed.stdout
    assert (refused.returncode, "is not empty" in refused.stderr) == (1, True)
    assert (restored.returncode, "compared equal" in restored.stdout) == (0, True)
    assert "replies" in afterwards.stdout
    assert [path.stat().st_mode & 0o077 for path in (data_dir / "backups").rglob("*")] == [0] * 7


@pytest.mark.parametrize(
    "action", [["backup"], ["backup", "create"], ["keys"], ["keys", "rotate"], ["backup", "list"]]
)
def test_each_has_help(tmp_path: Path, action: list[str]) -> None:
    assert saju_bot(tmp_path, *action, "--help").returncode == 0
