"""The commands from a shell: exit codes, one line on standard error, and never a traceback."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import orjson
import pytest

from bot.__main__ import main
from storage.keyring import KEY_FILE_NAME, new_key
from tests.bot.conftest import NOW, Ran, Shell, as_bytes

BIRTH = "1990년 5월 15일 오후 2시 반 부산 여자"
COMMANDS = ("chat", "parse", "chart", "read", "search", "db", "knowledge")


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, chroma: Path) -> Any:
    """`main` in this process: (exit code, standard output, standard error)."""
    for name, value in {"DATA_DIR": tmp_path / "data", "CHROMA_PATH": chroma, "NOW": NOW.isoformat()}.items():
        monkeypatch.setenv(f"SAJU_{name}", str(value))
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(arguments)
        except SystemExit as left:
            code = int(left.code or 0)
        return code, *capfd.readouterr()

    return call


@pytest.mark.parametrize("arguments", [("--help",), *((command, "--help") for command in COMMANDS)])
def test_every_command_has_its_help(call: Any, arguments: tuple[str, ...]) -> None:
    code, out, err = call(*arguments)
    assert (code, err) == (0, "")
    assert out.startswith("usage: saju-bot")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nosuch",),
        ("chart", "--solar-time", "lunar", BIRTH),
        ("chart", "--json", "--jsonl"),
        ("chart", "--lang", "fr", BIRTH),
        ("chart", "안녕하세요"),
        ("chart", "1990년 2월 30일"),
        ("chart", "1987년 10월 11일 새벽 2시 반 서울"),
        ("parse", "안녕하세요"),
        ("read", "용띠 남자"),
        ("read", "--topic", "nope", BIRTH),
        ("search", "-k", "0", "편재"),
        ("search", "-k", "many", "편재"),
        ("search", " "),
        ("search", "편재", "--birth", "안녕"),
        ("db",),
        ("db", "sideways"),
        ("db", "check", "0001"),
        ("db", "check"),  # there is no database yet
        ("db", "upgrade", "nosuch"),
        ("knowledge", "forget"),
        ("chat", "--jsonl", "--images", "/nonexistent"),
    ],
)
def test_a_usage_or_input_error_is_one_line_and_exit_code_2(call: Any, arguments: tuple[str, ...]) -> None:
    code, out, err = call(*arguments)
    assert code == 2
    assert err.count("\n") == 1
    assert err.startswith("saju-bot")
    assert "Traceback" not in out + err
    assert "internal error" not in err


def test_both_readings_of_a_repeated_time_are_told_in_the_one_line(call: Any) -> None:
    _, _, err = call("chart", "1987년 10월 11일 새벽 2시 반 서울")
    assert "1987-10-11T02:30+10:00 / 1987-10-11T02:30+09:00" in err


def test_parse_tells_what_was_understood_and_makes_no_chart(call: Any) -> None:
    code, out, err = call("parse", "--json", BIRTH)
    understood = orjson.loads(out)
    assert (code, err, understood["error"]) == (0, "", None)
    assert understood["birth"] == {
        "calendar": "solar",
        "leap_month": False,
        "year": 1990,
        "month": 5,
        "day": 15,
        "hour": 14,
        "minute": 30,
        "time_branch": None,
        "time_unknown": False,
        "sex": "female",
        "place": "부산",
    }
    assert call("parse", BIRTH)[0] == 0


def test_chart_prints_a_table_or_json(call: Any) -> None:
    code, table, _ = call("chart", BIRTH)
    assert code == 0
    assert "未" in table
    assert orjson.loads(call("chart", "--json", BIRTH)[1])["pillars"]["time"] == "癸未"
    assert "Hour" in call("chart", "--lang", "en", BIRTH)[1]


def test_read_tells_the_sections_of_a_chart_or_one_of_them(call: Any) -> None:
    code, out, _ = call("read", "--json", BIRTH)
    sections = orjson.loads(out)["sections"]
    assert code == 0
    assert {"character", "wealth", "career", "love", "health", "year"} <= {section["key"] for section in sections}
    assert all(section["text"] and section["grounds"] for section in sections)
    one = orjson.loads(call("read", "--json", "--topic", "love", BIRTH)[1])["sections"]
    assert [section["key"] for section in one][-1] == "love"
    assert call("read", BIRTH)[0] == 0


def test_search_finds_what_was_asked_for(call: Any) -> None:
    code, out, _ = call("search", "--json", "-k", "3", "편재가 뭐야?")
    results = orjson.loads(out)["results"]
    assert code == 0
    assert 1 <= len(results) <= 3
    assert "편재" in results[0]["text"]
    assert results[0].keys() == {"id", "collection", "text", "source", "score"}
    assert call("search", "재물운", "--birth", BIRTH)[0] == 0


def test_words_may_come_on_standard_input_and_lines_keep_their_order(shell: Shell) -> None:
    assert "癸未" in shell("chart", "--json", stdin=BIRTH.encode()).stdout.decode()
    ran = shell("search", "--jsonl", stdin=as_bytes([{"query": "편재"}, {"q": 1}, b"{", {"query": "정관"}]))
    first, wrong, broken, last = (orjson.loads(line) for line in ran.stdout.splitlines())
    assert ran.returncode == 0
    assert first["results"]
    assert wrong["error"]["code"] == "bad_line"
    assert broken["error"]["message"]
    assert last["results"]
    parsed = shell("parse", "--jsonl", stdin=as_bytes([{"text": BIRTH}, {}, {"text": "안녕"}])).stdout.splitlines()
    assert [orjson.loads(line).get("error") is None for line in parsed] == [True, False, False]


def test_the_schema_goes_up_and_down_and_is_checked(call: Any) -> None:
    assert call("db", "current")[1] == "an empty schema\n"
    assert call("db", "upgrade")[0] == 0
    newest = call("db", "current")[1]
    assert call("db", "check")[0] == 0
    assert "already at" in call("db", "upgrade")[1]
    assert call("db", "downgrade")[0] == 0
    assert call("db", "current")[1] != newest
    code, _, err = call("db", "check")
    assert code == 2
    assert "saju-bot db upgrade" in err
    assert call("db", "downgrade", "base")[0] == 0
    assert call("db", "current")[1] == "an empty schema\n"


def test_the_knowledge_base_is_counted_by_collection(call: Any) -> None:
    code, out, _ = call("knowledge", "status")
    assert code == 0
    assert len(out.splitlines()) == 3
    assert call("knowledge", "sync")[0] == 0


def test_it_starts_from_any_folder_and_makes_its_keys_for_its_owner_alone(shell: Shell, tmp_path: Path) -> None:
    assert shell("chat", "--jsonl").returncode == 0
    key_file = tmp_path / "data" / KEY_FILE_NAME
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600


def told_in_one_line(ran: Ran) -> str:
    line = ran.stderr.decode()
    assert ran.returncode == 2
    assert line.count("\n") == 1
    assert "Traceback" not in line
    return line


def test_wrong_or_missing_keys_stop_the_start_in_one_clear_line(shell: Shell, tmp_path: Path) -> None:
    assert shell("chat", "--jsonl").returncode == 0
    other = new_key()
    line = told_in_one_line(shell("chat", "--jsonl", SAJU_ENCRYPTION_KEYS=other))
    assert "SAJU_ENCRYPTION_KEYS" in line
    assert other not in line
    assert "not 32" in told_in_one_line(shell("chat", SAJU_ENCRYPTION_KEYS="c2hvcnQ="))

    key_file = tmp_path / "data" / KEY_FILE_NAME
    key_file.chmod(0o644)
    assert "chmod 600" in told_in_one_line(shell("chat", "--jsonl"))
    key_file.unlink()
    assert KEY_FILE_NAME in told_in_one_line(shell("chat", "--jsonl"))
    assert not key_file.exists(), "no new key over old data"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SAJU_DATABASE_URL", "nonsense"),
        ("SAJU_DATABASE_URL", "postgresql://a:hush@h/d"),
        ("SAJU_SESSION_MINUTES", "soon"),
        ("SAJU_NOW", "yesterday"),
        ("SAJU_LANGUAGE", "fr"),
        ("SAJU_ENCRYPTION_KEYS_FILE", "/nonexistent"),
    ],
)
def test_a_wrong_setting_is_named_and_not_repeated_where_it_is_secret(shell: Shell, name: str, value: str) -> None:
    line = told_in_one_line(shell("chat", "--jsonl", **{name: value}))
    assert name.removesuffix("_FILE") in line
    assert "hush" not in line


def test_a_database_that_does_not_answer_is_a_failure_in_one_line(shell: Shell) -> None:
    ran = shell("chat", "--jsonl", SAJU_DATABASE_URL="mysql+aiomysql://root:hush@127.0.0.1:1/saju")
    assert ran.returncode == 1
    assert ran.stderr.decode().count("\n") == 1
    assert b"hush" not in ran.stderr


def test_a_terminal_chat_without_a_terminal_greets_answers_and_ends_with_its_input(shell: Shell) -> None:
    ran = shell("chat", stdin="안녕\n1\n".encode())
    assert ran.returncode == 0
    assert ran.stderr == b""
    assert "1) " in ran.stdout.decode()
