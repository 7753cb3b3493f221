"""What a conversation adds to the statistics: steps, charts, answers and errors, and no word of the person."""

from __future__ import annotations

import json
import re
from typing import Any

from core.ports import Passage
from tests.fakes import WHOLE_BIRTH, ShelfLibrary, World, agreed, with_chart


def counted(world: World, name: str) -> list[Any]:
    return [row["endpoint"] for row in world.store.rows("metrics") if row["name"] == name]


async def test_a_form_counts_each_step_that_it_goes_on_to() -> None:
    world = World()
    seeker = await agreed(world)
    await seeker.presses("subject:self")
    await seeker.presses("calendar:solar")
    await seeker.says("모레쯤이었나")
    await seeker.says("이전")
    await seeker.presses("calendar:solar")
    await seeker.says("1990년 5월 15일")

    assert counted(world, "form_begun") == [None]
    assert counted(world, "form_step") == ["subject", "calendar", "date", "date", "time"]
    assert len(counted(world, "form_refusal")) == 1


async def test_a_chart_and_its_answers_count_by_topic() -> None:
    world = World()
    seeker = await with_chart(world)
    await seeker.presses("topic:wealth")
    await seeker.says("오늘 점심 뭐 먹지")

    assert counted(world, "form_begun") == [None]
    assert counted(world, "chart") == ["self"]
    assert counted(world, "answer") == ["wealth"]
    assert counted(world, "turn_ms") == ["terminal"] * 7


async def test_correcting_a_chart_is_no_new_form() -> None:
    world = World()
    seeker = await with_chart(world)
    await seeker.presses("amend")

    assert counted(world, "form_begun") == [None]


async def test_an_error_counts_by_its_kind() -> None:
    class Broken(ShelfLibrary):
        async def search(self, *_: Any, **__: Any) -> list[Passage]:
            raise RuntimeError("1990-05-15")

    world = World(library=Broken())
    await world.seeker.says("편재가 뭐예요?")

    assert counted(world, "error") == ["bug"]


async def test_nothing_of_the_person_is_among_the_measurements() -> None:
    world = World()
    seeker = await with_chart(world)
    await seeker.says("제 이름은 홍길동이고 부산에서 살아요. 재물운은요?")
    kept = json.dumps(world.store.rows("metrics"), ensure_ascii=False)

    for part in (*re.findall(r"\w+", WHOLE_BIRTH), "홍길동", "부산", "재물"):
        assert part not in re.sub(r'"value": [\d.]+', "", kept)
