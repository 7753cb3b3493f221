"""The unit: systemd takes it, its sandbox is tight, and it fits what the program does."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from bot.__main__ import FAILURE, USAGE_ERROR
from bot.daemon import EXIT_WITHIN_S
from bot.settings import read_settings

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "systemd" / "saju-bot.service"
EXAMPLE = ROOT / "systemd" / "saju-bot.env.example"
WIDEST_EXPOSURE = 1.2
needs_analyze = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here")


def lines() -> list[str]:
    return UNIT.read_text("utf-8").splitlines()


def options() -> dict[str, str]:
    return dict(line.split("=", 1) for line in lines() if re.match(r"[A-Z]\w*=", line))


def analyze(*arguments: str) -> str:
    made = subprocess.run(
        ["systemd-analyze", *arguments], capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin"}
    )
    return made.stdout + made.stderr


@needs_analyze
def test_systemd_takes_every_line_of_it(tmp_path: Path) -> None:
    """The program is not where the unit expects it on this machine: one that is stands in for it."""
    unit = tmp_path / UNIT.name
    here = UNIT.read_text("utf-8").replace("/opt/saju-bot/.venv/bin/saju-bot", sys.executable)
    unit.write_text(here.replace("/opt/saju-bot/README.md", str(ROOT / "README.md")), "utf-8")
    complaints = [line for line in analyze("verify", str(unit)).splitlines() if UNIT.name in line]
    assert complaints == []


@needs_analyze
def test_its_sandbox_is_as_tight_as_a_service_of_the_net_can_have_it() -> None:
    told = analyze("security", "--offline=yes", str(UNIT))
    found = re.search(r"Overall exposure level for saju-bot.service: ([0-9.]+)", told)
    assert found is not None, told
    assert float(found[1]) <= WIDEST_EXPOSURE


def test_a_reason_stands_above_every_line_or_group_of_lines() -> None:
    for before, line in zip(lines(), lines()[1:], strict=False):
        if "=" in line and not line.startswith("#"):
            assert before.startswith("#") or "=" in before or before in ("[Install]", "[Unit]"), line


def test_nothing_is_said_twice_by_mistake() -> None:
    names = Counter(line.split("=", 1)[0] for line in lines() if re.match(r"[A-Z]\w*=", line))
    repeated = {name for name, times in names.items() if times > 1}
    assert repeated == {"LoadCredential", "Environment", "SystemCallFilter"}


def test_it_fits_the_exit_codes_and_the_time_that_the_daemon_takes() -> None:
    told = options()
    assert (told["Type"], told["Restart"]) == ("notify", "on-failure")
    assert told["RestartPreventExitStatus"].split() == [str(USAGE_ERROR)]
    assert str(FAILURE) not in told["RestartPreventExitStatus"].split()
    assert float(told["TimeoutStopSec"]) > EXIT_WITHIN_S


def test_secrets_come_as_credentials_and_the_program_reads_them(tmp_path: Path) -> None:
    told = UNIT.read_text("utf-8")
    credentials = re.findall(r"^LoadCredential=([a-z-]+):", told, re.MULTILINE)
    variables = dict(re.findall(r"^Environment=(SAJU_\w+_FILE)=%d/([a-z-]+)$", told, re.MULTILINE))
    assert sorted(variables.values()) == sorted(credentials)
    values = {"telegram-token": "123:abcdefgh", "encryption-keys": "a key"}
    for name, value in values.items():
        (tmp_path / name).write_text(f"{value}\n", "utf-8")
    settings = read_settings({v: str(tmp_path / name) for v, name in variables.items()}, tmp_path / ".env")
    assert settings.telegram is not None
    assert (settings.telegram.token, settings.encryption_keys) == tuple(values.values())


def test_the_example_of_settings_is_understood_as_it_stands(tmp_path: Path) -> None:
    """Every default in it is uncommented and read; what has no value, or needs a secret beside it, stays out."""
    given = dict(re.findall(r"^# (SAJU_\w+)=(.+)$", EXAMPLE.read_text("utf-8"), re.MULTILINE))
    assert given.pop("SAJU_BACKUP_RECIPIENT").startswith("age1")
    assert not any(word in name for name in given for word in ("TOKEN", "SECRET", "KEYS", "DATABASE"))
    settings = read_settings(given | {"SAJU_TELEGRAM_WEBHOOK_SECRET": "s"}, tmp_path / ".env")
    assert settings.admins == {("telegram", "123456789")}
    assert settings.health_listen == ("127.0.0.1", 8089)
