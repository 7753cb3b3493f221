"""Whole conversations from outside, by the JSON lines that scripts send."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import orjson

from tests.bot.conftest import Line, Shell, Talk, as_bytes

BIRTH = "1990년 5월 15일 오후 2시 반 부산 여자"
RESTART: Line = {"restart": True}


def says(text: str, user: str = "u1") -> Line:
    return {"user": user, "text": text}


def presses(value: str, user: str = "u1") -> Line:
    return {"user": user, "press": value}


def agreed(user: str = "u1") -> list[Line]:
    return [{"user": user, "command": "/start"}, presses("begin", user), presses("consent:yes", user)]


def _as(user: str, lines: Sequence[Line]) -> list[Line]:
    return [{**line, "user": user} for line in lines]


def text_of(answer: dict[str, Any]) -> str:
    return "\n".join(reply["text"] for reply in answer["replies"])


def buttons_of(answer: dict[str, Any]) -> list[str]:
    return [choice["value"] for reply in answer["replies"] for choice in reply["choices"]]


LONG_TALK: Sequence[Line] = (
    *agreed(),
    says("나"),
    presses("calendar:solar"),
    says("1990년 2월 30일"),  # there is none
    says("1990년 5월 16일"),
    says("뒤로"),
    says("1990년 5월 14일"),
    says("모름"),  # the hour
    says("부산"),
    presses("sex:female"),
    presses("confirm:fix"),
    presses("fix:date"),
    says("1990년 5월 15일"),
    presses("confirm:yes"),
    says("올해 재물운은 어때요?"),
    says("편재가 뭐야?"),
    {"user": "u1", "command": "/why"},
)


def test_a_birth_in_one_sentence_leads_to_its_chart(shell: Shell) -> None:
    """The whole program as a process: 14:30 in Busan is 24 minutes earlier by the sun, 未 all the same."""
    ran = shell("chat", "--jsonl", stdin=as_bytes([*agreed(), says(BIRTH), presses("confirm:yes")]))

    assert (ran.returncode, ran.stderr) == (0, b"")
    *_, card, chart = (orjson.loads(line) for line in ran.stdout.splitlines())
    assert "−24분" in text_of(card)
    assert "confirm:yes" in buttons_of(card)
    rows = text_of(chart).splitlines()
    assert next(row.split()[1::2] for row in rows if row.startswith("천간")) == list("癸庚辛庚")
    assert next(row.split()[1::2] for row in rows if row.startswith("지지")) == list("未辰巳午")
    assert "−24분" in text_of(chart)


def test_a_restart_after_every_turn_changes_no_reply(talk: Talk) -> None:
    through = talk(LONG_TALK)
    interrupted = talk([each for line in _as("u2", LONG_TALK) for each in (line, RESTART)])

    assert "confirm:yes" in buttons_of(through[14])
    assert "15일" in text_of(through[14])
    assert "庚 경 辛 신 庚 경" in text_of(through[15])
    assert through[16]["replies"][0]["sources"]
    assert interrupted[0::2] == through
    assert interrupted[1::2] == [{"replies": []}] * len(LONG_TALK)


def test_who_comes_back_after_half_an_hour_is_told_and_starts_anew(talk: Talk) -> None:
    half = [*agreed(), says("나"), presses("calendar:solar"), says("1990년 5월 15일")]
    answers = talk([*half, {"advance_s": 1860}, says("오후 2시 반"), says(BIRTH), presses("confirm:yes")])

    assert answers[len(half)] == {"replies": []}
    late = answers[len(half) + 1]
    assert "30분" in late["replies"][0]["text"]
    assert "confirm:yes" not in buttons_of(late)
    assert "未 미" in text_of(answers[-1]), "a new birth is taken at once"


def test_the_end_comes_on_time_whatever_happened_in_between(talk: Talk) -> None:
    """Twenty-nine minutes and a restart keep a session; another two minutes end it."""
    birth = [*agreed(), says(BIRTH)]
    kept = talk([*birth, {"advance_s": 1740}, RESTART, presses("confirm:yes")])
    assert "未 미" in text_of(kept[-1])

    ended = talk([*_as("u2", birth), {"advance_s": 1860}, RESTART, presses("confirm:yes", "u2")])
    assert "30분" in ended[-1]["replies"][0]["text"]
    assert "未" not in text_of(ended[-1])


def test_the_same_event_is_answered_once(talk: Talk) -> None:
    """A messenger delivers twice; the second time nothing is said and nothing happens, after a restart either."""
    press: Line = {"user": "u1", "press": "subject:self", "event_id": "e-1"}
    answers = talk([*agreed(), press, press, says("양력"), RESTART, press, says("1990-05-15")])

    first, again, _, _, after_restart, onward = answers[3:]
    assert "calendar:lunar" in buttons_of(first)
    assert again == after_restart == {"replies": []}
    assert "time:unknown" in buttons_of(onward)


def test_two_people_at_once_do_not_see_each_other(talk: Talk) -> None:
    alone = talk(LONG_TALK)
    pairs = zip(_as("u2", LONG_TALK), _as("u3", LONG_TALK), strict=True)
    together = talk([line for pair in pairs for line in pair])

    assert together[0::2] == alone
    assert together[1::2] == alone


def test_the_same_name_on_two_platforms_is_two_people(talk: Talk) -> None:
    first = [{**line, "platform": "telegram"} for line in (*agreed(), says(BIRTH))]
    *_, other = talk([*first, {"user": "u1", "platform": "discord", "command": "/mydata"}])
    assert "1990" not in text_of(other)


def test_the_language_of_the_client_is_spoken(talk: Talk) -> None:
    (english, korean) = talk(
        [
            {"user": "u1", "command": "/start", "language": "en"},
            {"user": "u2", "command": "/start", "language": "ko", "platform": "telegram"},
        ]
    )
    assert not any("가" <= c <= "힣" for c in text_of(english))
    assert any("가" <= c <= "힣" for c in text_of(korean))


def test_pictures_reach_the_disk_only_where_a_folder_was_named(talk: Talk, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    birth = [*agreed(), says(BIRTH), presses("confirm:yes")]
    written = [image for answer in talk(birth, folder) for reply in answer["replies"] for image in reply["images"]]
    shown = [image for answer in talk(_as("u2", birth)) for reply in answer["replies"] for image in reply["images"]]

    assert sorted(Path(image["path"]) for image in written) == sorted(folder.iterdir())
    assert all(Path(image["path"]).read_bytes().startswith(b"\x89PNG") for image in written)
    assert [image["alt"] for image in shown] == [image["alt"] for image in written]
    assert {image["path"] for image in shown} <= {None}


PIECES = (
    "1990-02-30",
    "2050-13-01",
    "윤2월 31일",
    "0년 0월 0일",
    "😀" * 40,
    "\u202eمرحبا שלום",
    "'; DROP TABLE users; --",
    "\x00\x01\x7f",
    "{year} %s \\",
    "<script>alert(1)</script>",
    "9" * 400,
    "confirm:yes",
    "/nosuch",
    "",
)
NOT_LINES: Sequence[bytes] = (
    b"",
    b"null",
    b"[]",
    b"{",
    b"\xff\xfe\x00",
    b'{"user": "u1"}',
    b'{"user": 1, "text": "a"}',
    b'{"user": "u1", "text": ["a"]}',
    b'{"user": "u1", "text": "a", "press": "b"}',
    b'{"user": null, "press": "begin"}',
    b'{"user": "u1", "text": "a", "platform": "irc"}',
    b'{"user": "u1", "text": "a", "language": "fr"}',
    b'{"user": "u1", "text": "a", "language": 3}',
    b'{"user": "u1", "text": "a", "event_id": 7}',
    b'{"user": "u1", "text": "\\ud800"}',
    b'{"advance_s": -5}',
    b'{"advance_s": "soon"}',
    b'{"advance_s": 1e30}',
    b'{"restart": "yes"}',
    b'{"restart": 1}',
    b"[" * 3000,
    b'{"a":' * 2000 + b"1" + b"}" * 2000,
)


def malformed(seed: int, count: int) -> Iterator[tuple[bytes, bool]]:
    """Lines, and whether each is none that the interface knows."""
    chance = Random(seed)
    for number in range(count):
        match number % 4:
            case 0:
                yield chance.choice(NOT_LINES), True
            case 1:
                random = chance.randbytes(chance.randrange(1, 200)).replace(b"\n", b"").replace(b"{", b"")
                yield b"\x80" + random, True
            case 2:
                words = " ".join(chance.choices(PIECES, k=chance.randint(1, 3)))
                kind = chance.choice(("text", "text", "press", "command"))
                yield orjson.dumps({"user": "u1", kind: words, "unknown": {"deep": [[[1]]]}}), False
            case _:
                yield (
                    orjson.dumps({"user": "u1", "text": chance.choice(("가", "1", "a ", "년월일")) * 33_000}),
                    False,
                )


def test_three_hundred_malformed_lines_are_each_answered_and_the_talk_goes_on(shell: Shell) -> None:
    odd = list(malformed(5, 300))
    afterwards: list[Line] = [{"user": "u1", "command": "/cancel"}, says(BIRTH), presses("confirm:yes")]
    talk: list[Line | bytes] = [*agreed(), *(line for line, _ in odd), *afterwards]

    ran = shell("chat", "--jsonl", stdin=as_bytes(talk))

    assert (ran.returncode, ran.stderr) == (0, b"")
    answers = [orjson.loads(line) for line in ran.stdout.splitlines()]
    assert len(answers) == len(talk)
    for (line, is_none), answer in zip(odd, answers[3:], strict=False):
        if is_none:
            assert answer["error"]["code"] == "bad_line", line[:100]
            assert answer["error"]["message"], line[:100]
        else:
            assert text_of(answer).strip(), line[:100]
    assert "未 미" in text_of(answers[-1])
