"""The daemon from outside: a process, its exit code, what systemd hears of it, how it stops."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest

from core.texts import text
from tests.bot.conftest import Shell
from tests.campaigns.daemon_process import DaemonProcess, free_port
from tests.campaigns.telegram_journey import words
from tests.telegram_double.double import TOKEN, running_double
from tests.telegram_double.person import Person

BIRTH = "1990년 5월 15일 오후 2시 반 부산 여자"
PATIENCE_S = 30.0


@pytest.fixture
async def daemon(tmp_path: Path, chroma: Path) -> AsyncIterator[DaemonProcess]:
    """Not started yet; its administrator is the first person of the double."""
    async with running_double() as double:
        made = DaemonProcess(double, tmp_path, chroma, {"SAJU_ADMINS": "telegram:1001"})
        try:
            yield made
        finally:
            if made.process is not None and made.process.returncode is None:
                await made.kill()


async def with_chart(daemon: DaemonProcess) -> Person:
    """Somebody who has just been told their chart."""
    mina = daemon.double.person()
    mina.say(BIRTH)
    await mina.sees_button(words("choice.consent.yes"), timeout_s=PATIENCE_S)
    mina.tap(words("choice.consent.yes"))
    await daemon.is_settled()
    mina.say(BIRTH)
    await mina.sees_button(words("choice.confirm.yes"), timeout_s=PATIENCE_S)
    mina.tap(words("choice.confirm.yes"))
    await mina.sees_button(words("topic.wealth"), timeout_s=PATIENCE_S)
    await daemon.is_settled()
    return mina


async def told_the_whole_answer(daemon: DaemonProcess, mina: Person) -> list[str]:
    """The bot's messages after the answer to the topic has come, in order."""
    await daemon.is_settled()
    return [message.text for message in mina.answers if not message.deleted]


def test_without_any_messenger_it_says_in_one_line_what_to_set(shell: Shell) -> None:
    ran = shell("run")
    assert ran.returncode == 2
    assert ran.stderr.decode().splitlines() == [
        "saju-bot: no messenger is configured: set SAJU_TELEGRAM_TOKEN (from Telegram's @BotFather)"
    ]


def test_a_database_that_is_away_is_worth_another_start(shell: Shell) -> None:
    pytest.importorskip("aiomysql")
    url = f"mysql://saju@127.0.0.1:{free_port()}/saju"
    ran = shell("run", SAJU_TELEGRAM_TOKEN=TOKEN, SAJU_DATABASE_URL=url)
    assert ran.returncode == 1
    assert ran.stderr.decode().splitlines()[-1] == "saju-bot: database unavailable"


async def test_a_token_that_telegram_refuses_is_not(daemon: DaemonProcess) -> None:
    daemon.double.expect_refusal("Unauthorized")
    daemon.environ["SAJU_TELEGRAM_TOKEN"] = f"{TOKEN}x"
    await daemon.launch()
    assert await daemon.ended() == 2
    assert "SAJU_TELEGRAM_TOKEN" in daemon.log.splitlines()[-1]
    assert TOKEN not in daemon.log


async def test_a_port_for_the_health_that_is_taken_is_told_with_its_variable(daemon: DaemonProcess) -> None:
    with socket.create_server(("127.0.0.1", daemon.port)):
        await daemon.launch()
        assert await daemon.ended() == 2
    assert "SAJU_HEALTH_LISTEN" in daemon.log.splitlines()[-1]


async def test_systemd_hears_of_the_start_of_the_life_and_of_the_end(daemon: DaemonProcess) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(daemon.folder / "notify"))
        heard.setblocking(False)
        daemon.environ |= {"NOTIFY_SOCKET": str(daemon.folder / "notify"), "WATCHDOG_USEC": "1000000"}
        await daemon.start()
        told = [await _next(heard) for _ in range(7)]
        code, took_s = await daemon.stop()
        told += await _rest(heard)

    plain = [message for message in told if not message.startswith("STATUS=")]
    assert plain[:3] == ["READY=1", "WATCHDOG=1", "WATCHDOG=1"]
    assert plain.count("READY=1") == 1
    assert plain[-1] == "STOPPING=1"
    assert told[0] == "STATUS=opening the database"
    assert any(message.startswith("STATUS=telegram running, database") for message in told)
    assert (code, took_s < 10) == (0, True)


async def test_told_to_stop_while_it_starts_it_ends_at_once(daemon: DaemonProcess) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(daemon.folder / "notify"))
        heard.setblocking(False)
        daemon.environ["NOTIFY_SOCKET"] = str(daemon.folder / "notify")
        await daemon.launch()
        assert await _next(heard) == "STATUS=opening the database"
        code, took_s = await daemon.stop()
        told = await _rest(heard)
    assert (code, took_s < 10) == (0, True)
    assert "STOPPING=1" in told
    assert "READY=1" not in told


async def test_told_to_stop_during_an_answer_it_finishes_it(daemon: DaemonProcess) -> None:
    await daemon.start()
    mina = await with_chart(daemon)
    drafts = len(daemon.double.outbox("sendMessageDraft"))
    mina.tap(words("topic.wealth"))
    await daemon.double.wait_for_call("sendMessageDraft", drafts + 1, timeout_s=PATIENCE_S)
    code, took_s = await daemon.stop()
    assert (code, took_s < 10) == (0, True)
    before = [message.text for message in mina.answers]
    await daemon.start()
    assert await told_the_whole_answer(daemon, mina) == before, "nothing was left to say"
    assert words("topic.wealth") in before[-1]


async def test_an_answer_that_cannot_be_finished_in_time_is_taken_up_by_the_next_start(
    daemon: DaemonProcess,
) -> None:
    """Telegram does not answer: neither the draft nor the whole message goes through before the end."""
    await daemon.start()
    mina = await with_chart(daemon)
    seen = len(mina.answers)
    for method in ("sendMessageDraft", "sendMessage"):
        daemon.double.fault(method, hang_s=600, times=50)
    mina.tap(words("topic.wealth"))
    await daemon.double.wait_for(
        lambda: [e for e in daemon.double.outbox() if e.spoilt] or None, timeout_s=PATIENCE_S
    )
    code, took_s = await daemon.stop()
    assert (code, took_s < 10) == (0, True)
    assert len(mina.answers) == seen
    daemon.double.api.faults.clear()
    await daemon.start()
    answers = await told_the_whole_answer(daemon, mina)
    assert len(answers) == seen + 1
    assert words("topic.wealth") in answers[-1]


async def test_admins_are_told_how_it_is_and_others_that_there_is_no_such_command(daemon: DaemonProcess) -> None:
    await daemon.start()
    admin, mina = daemon.double.person("Root"), daemon.double.person()
    mina.say("/stats 7d")
    mina.say("/nonsense")
    admin.say("/stats 7d")
    admin.say("/health")
    await admin.sees(text("admin.state.running", "ko"), timeout_s=PATIENCE_S)
    await daemon.is_settled()
    refused, unknown = (message.text for message in mina.answers)
    assert refused == unknown
    assert "최근 7일" in admin.answers[0].text
    assert daemon.rows("SELECT actor, details FROM access_log ORDER BY entry_no") == [
        ("telegram:1001", '{"period":"7d","what":"stats"}'),
        ("telegram:1001", '{"what":"health"}'),
    ]


async def test_health_readiness_and_metrics_are_on_loopback(daemon: DaemonProcess) -> None:
    await daemon.start()
    health = await daemon.page("/health")
    told = orjson.loads(health.partition(b"\r\n\r\n")[2])
    assert (told["alive"], told["ready"], told["adapters"]["telegram"]["state"]) == (True, True, "running")
    assert await daemon.status_of("/ready") == 200
    assert await daemon.status_of("/anything") == 404
    assert await daemon.figure("saju_database_up") == 1
    assert await daemon.figure("process_resident_memory_bytes") > 10_000_000
    assert b"Tornado" not in health


async def _next(heard: socket.socket) -> str:
    async with asyncio.timeout(PATIENCE_S):
        return (await asyncio.get_running_loop().sock_recv(heard, 1024)).decode()


async def _rest(heard: socket.socket) -> list[str]:
    """What came until the end of the process."""
    found = []
    while True:
        try:
            found.append(heard.recv(1024).decode())
        except BlockingIOError:
            return found
