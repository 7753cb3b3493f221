"""A birth remembered on purpose, from outside: after the session, after a restart, and for who takes it all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from bot.application import Application
from bot.clock import Clock
from bot.settings import Settings
from core.messages import Address, Inbound
from tests.bot.conftest import NOW, Line, Talk
from tests.bot.test_chat_lines import BIRTH, RESTART, agreed, buttons_of, presses, says, text_of
from tests.bot.test_nothing_readable import ACCOUNT, TOLD, decrypted, in_clear

LATER: Line = {"advance_s": 1860}
PEOPLE: Line = {"user": "u1", "command": "/people"}
CHART: Sequence[Line] = (*agreed(), says(BIRTH), presses("confirm:yes"))
REMEMBERED: Sequence[Line] = (*CHART, presses("people:remember"), presses("remember:yes"))
THEIRS = ("나윤 언니", "3월 8일", "1987-03-08", "14:37", "통영", '"year":1987')
OTHER = (
    ("command", "/saju"),
    ("text", "다른 사람"),
    ("text", "나윤 언니"),
    ("text", "양력"),
    ("text", "1987년 3월 8일"),
    ("text", "14:37"),
    ("text", "통영"),
    ("text", "여자"),
    ("choice", "confirm:yes"),
    ("choice", "people:remember"),
    ("choice", "remember:yes"),
)


def test_what_was_remembered_comes_back_after_the_session_and_a_restart(talk: Talk) -> None:
    answers = talk([*REMEMBERED, LATER, RESTART, says("안녕"), presses("people:go_on"), says("성격 알려줘")])
    chart, greeted, back, onward = answers[len(CHART) - 1], *answers[-3:]

    assert "people:remember" in buttons_of(chart)
    assert "30분" in text_of(greeted)
    assert "people:go_on" in buttons_of(greeted)
    assert text_of(back).partition("\n\n")[2].startswith(text_of(chart).partition("\n\n")[2][:200])
    assert onward["replies"][0]["sources"]


def test_what_was_not_remembered_does_not_come_back(talk: Talk) -> None:
    answers = talk([*CHART, LATER, RESTART, says("안녕"), PEOPLE, presses("people:go_on")])
    for answer in answers[-3:]:
        assert "庚" not in text_of(answer)
        assert "people:go_on" not in buttons_of(answer)


def test_what_was_forgotten_is_not_offered_again(talk: Talk) -> None:
    *_, page = talk([*REMEMBERED, PEOPLE])
    (tag,) = [value.rpartition(":")[2] for value in buttons_of(page) if value.startswith("people:open:")]
    forgotten, *_, greeted = talk([presses(f"forget:{tag}"), LATER, RESTART, says("안녕")])
    assert "지웠어요" in text_of(forgotten)
    assert "people:go_on" not in buttons_of(greeted)


async def does(application: Application, clock: Clock, kind: str, value: str, number: int) -> str:
    address = Address("telegram", ACCOUNT, ACCOUNT)
    inbound = Inbound(f"update-{number}", address, clock(), kind, value)  # type: ignore[arg-type]
    replies = await application.conversation.handle(inbound)
    assert replies
    return "\n".join(reply.text for reply in replies)


async def test_a_thief_of_the_folder_reads_none_of_it_and_after_delete_no_key_opens_it(tmp_path: Path) -> None:
    settings, clock = Settings(data_dir=tmp_path / "data"), Clock(NOW)
    application = Application(settings, clock)
    await application.start()
    told = (*TOLD, *THEIRS)
    begin = (("command", "/start"), ("choice", "begin"), ("choice", "consent:yes"))
    try:
        for number, (kind, value) in enumerate((*begin, *OTHER, ("command", "/mydata"))):
            shown = await does(application, clock, kind, value, number)
        assert "나윤 언니" in shown
        assert in_clear(settings.data_dir, told) == [], "with the write-ahead log open"

        clock.advance(timedelta(minutes=31).total_seconds())
        await application.end_expired()
        after = decrypted(settings.data_dir)
        assert {plain.split(":")[0] for plain in after} == {
            "users.account_encrypted",
            "canary.sealed",
            "birth_profiles.label_encrypted",
            "birth_profiles.birth_encrypted",
        }
        assert any("나윤 언니" in plain for plain in after), "its owner's key opens it"

        for number, (kind, value) in enumerate((("command", "/delete"), ("choice", "delete:yes")), 100):
            await does(application, clock, kind, value, number)
        assert not any(trace in plain for plain in decrypted(settings.data_dir) for trace in (*THEIRS, "1987"))
    finally:
        await application.stop()
    assert in_clear(settings.data_dir, told) == []
