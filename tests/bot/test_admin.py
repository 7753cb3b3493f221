"""What admins are told, from a real store after a talk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapter import AdapterState, AdapterStatus
from bot.admin import AdminCommands, since
from bot.application import make_conversation, open_library
from bot.clock import Clock
from bot.configured import configured_store
from bot.exposition import Figure, exposed
from bot.settings import Settings
from bot.vitals import Vitals
from core.messages import Address, Inbound
from core.texts import LANGUAGES, text
from tests.bot.conftest import NOW

BIRTH = "1990년 5월 15일 오후 2시 반 부산 여자"
TALK = (("choice", "begin"), ("choice", "consent:yes"), ("text", BIRTH), ("choice", "confirm:yes"))


class Messenger:
    """An adapter that is there and does nothing."""

    name = "telegram"

    def __init__(self, status: AdapterStatus) -> None:
        self.status = status

    async def run(self) -> None: ...

    async def stop(self, drain_s: float = 8.0) -> None: ...


@pytest.fixture
def settings(tmp_path: Path, chroma: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", chroma_path=chroma)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_stats_tell_how_far_people_came_and_who_asked_is_written_down(
    settings: Settings, language: str
) -> None:
    clock, library = Clock(NOW), open_library(settings)
    async with configured_store(settings, clock) as store:
        talk = make_conversation(settings, store, library, clock, pictures=False)
        for number, (kind, value) in enumerate(TALK):
            address = Address("telegram", "1", "1")
            await talk.handle(Inbound(f"e{number}", address, clock(), kind, value))  # type: ignore[arg-type]
        desk = AdminCommands(store, Vitals(store, library, [], clock), clock)

        told = await desk.answer("telegram:123", "stats", "", language)
        usage = await desk.answer("telegram:123", "stats", "yesterday", language)
        async with store.unit_of_work() as work:
            entries = await work.access_log.entries()
            await work.access_log.verify()

    lines = told.splitlines()
    assert lines[0] == text("admin.stats.title", language, period=text("admin.stats.today", language))
    assert lines[1] == text("admin.stats.people", language, people=1, new=1, sessions=1)
    assert lines[2] == text("admin.stats.form", language, begun=1, charts=1, refusals=0)
    assert f"{text('admin.step.subject', language)} 1" in lines[3]
    assert lines[5] == text("admin.stats.errors", language, errors=0, kinds="")
    assert usage == text("admin.stats.usage", language)
    assert [(entry.actor, entry.action, entry.details) for entry in entries] == [
        ("telegram:123", "look_up", '{"period":"today","what":"stats"}')
    ]


async def test_health_tells_the_state_and_the_last_error_of_each_messenger(settings: Settings) -> None:
    clock = Clock(NOW)
    broken = AdapterStatus(AdapterState.RUNNING, last_update_at=NOW, repeats_possible=2)
    broken.troubled("conflict", NOW - timedelta(seconds=30))
    async with configured_store(settings, clock) as store:
        desk = AdminCommands(store, Vitals(store, open_library(settings), [Messenger(broken)], clock), clock)
        told = (await desk.answer("telegram:123", "health", "", "en")).splitlines()
    assert told[0] == "Health (2026-11-23 12:00)"
    assert told[1].startswith("Database: answers in ")
    assert told[3].startswith("telegram: in trouble, last update ")
    assert "last error conflict (3" in told[3]
    assert told[4] == text("admin.health.repeats", "en", name="telegram", count=2)
    assert told[5] == text("admin.health.waiting", "en", replies=0, updates=0)


async def test_it_is_ready_only_when_every_messenger_is_connected(settings: Settings) -> None:
    clock, status = Clock(NOW), AdapterStatus()
    async with configured_store(settings, clock) as store:
        vitals = Vitals(store, open_library(settings), [Messenger(status)], clock)
        assert not (await vitals.look()).is_ready
        status.well()
        assert (await vitals.look()).is_ready
        vitals.stopping = True
        assert not (await vitals.look()).is_ready


async def test_a_database_that_does_not_answer_is_no_sign_of_life(settings: Settings) -> None:
    clock = Clock(NOW)
    async with configured_store(settings, clock) as store:
        vitals = Vitals(store, open_library(settings), [Messenger(AdapterStatus())], clock)
        condition = await vitals.look(patience_s=0)
    assert (condition.database_ms, condition.is_alive, condition.is_ready) == (None, False, False)


def test_today_began_at_midnight_in_seoul() -> None:
    assert since("today", datetime(2026, 11, 23, 3, tzinfo=UTC)) == datetime(2026, 11, 22, 15, tzinfo=UTC)
    assert since("today", datetime(2026, 11, 23, 16, tzinfo=UTC)) == datetime(2026, 11, 23, 15, tzinfo=UTC)
    assert since("7d", NOW) == NOW - timedelta(days=7)


def test_figures_are_spelled_as_prometheus_reads_them() -> None:
    figure = Figure("saju_x", "gauge", "Why.", (({"a": 'q"\\\n'}, 0.5), ({}, float("nan"))))
    assert exposed([figure]) == (
        '# HELP saju_x Why.\n# TYPE saju_x gauge\nsaju_x{a="q\\"\\\\\\n"} 0.5\nsaju_x NaN\n'
    )
