"""Birthplaces: known, named well, and asked for where a name is shared."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.errors import Rejected
from core.places import City, cities, display_name, find_in_text, find_place, suggest
from core.plain_text import plain
from core.saju.solar_time import zone

STANDARD = (datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC))
KOREA = [city for city in cities() if not city.region.isascii()]


def test_the_table_covers_korea_and_the_world() -> None:
    assert len(KOREA) >= 160
    assert sum(city.kind in ("특별시", "광역시", "특별자치시", "시") for city in KOREA) >= 90
    assert sum(city.region == "북한" for city in KOREA) >= 8
    assert len(cities()) - len(KOREA) >= 90


@pytest.mark.parametrize("city", cities(), ids=lambda city: city.en)
def test_a_city_lies_where_its_clock_says(city: City) -> None:
    """The sun over a place and the standard time of its zone differ by less than three hours anywhere on earth."""
    offsets = [moment.astimezone(zone(city.zone)).utcoffset() for moment in STANDARD]
    standard_h = min(offset.total_seconds() for offset in offsets if offset is not None) / 3600

    assert -90 < city.latitude_deg < 90
    assert abs(city.longitude_deg / 15 - standard_h) < 3


@pytest.mark.parametrize("city", KOREA, ids=lambda city: city.ko)
def test_a_korean_place_lies_in_korea(city: City) -> None:
    assert 33 < city.latitude_deg < 43
    assert 124 < city.longitude_deg < 131


def test_no_two_places_share_a_name() -> None:
    assert len({city.ko for city in cities()}) == len({city.en for city in cities()}) == len(cities())


@pytest.mark.parametrize("city", cities(), ids=lambda city: city.ko)
def test_a_place_is_found_by_both_its_names(city: City) -> None:
    assert find_place(city.ko) == city.place(korean=True)
    assert find_place(city.en) == city.place(korean=False)
    assert display_name(city.ko, korean=False) == city.en


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("서울시", "서울"),
        ("서울특별시", "서울"),
        ("SEOUL", "Seoul"),
        ("부산광역시", "부산"),
        ("NYC", "New York"),
        ("뉴욕시", "뉴욕"),
        ("서울시 강남구", "서울"),
        ("부산 해운대", "부산"),
        ("경기도 수원시 팔달구 매산동", "수원"),
        ("경상남도 창녕군", "창녕"),
        ("광주광역시", "광주광역시"),
        ("전남 광주", "광주광역시"),
        ("경기도 광주시", "경기 광주"),
        ("경남 고성군", "경남 고성"),
        ("강원도고성", "강원 고성"),
        ("São Paulo", "Sao Paulo"),
        ("Washington D.C.", "Washington, D.C."),
        (" 제주도 ", "제주"),
        ("Xi'an", "Xi'an"),
        ("호치민", "호찌민"),
        ("빈", "비엔나"),
    ],
)
def test_many_spellings_lead_to_one_place(typed: str, name: str) -> None:
    assert find_place(typed).name == name


@pytest.mark.parametrize("typed", ["광주", "광주시", "고성", "고성군", "Gwangju", "goseong"])
def test_a_shared_name_is_asked_and_each_candidate_is_known(typed: str) -> None:
    with pytest.raises(Rejected) as refused:
        find_place(typed)

    candidates = refused.value.params["candidates"]
    assert refused.value.code == "ambiguous_place"
    assert isinstance(candidates, tuple)
    assert [find_place(candidate).name for candidate in candidates] == list(candidates)


@pytest.mark.parametrize("typed", ["", "달나라", "x" * 10_000, "\x00", "서울부산", "중구"])
def test_a_name_of_no_place_is_refused(typed: str) -> None:
    with pytest.raises(Rejected, match="unknown_place"):
        find_place(typed)


@pytest.mark.parametrize(
    "text",
    [
        "봐 해주는데",
        "이천이백",
        "나주세요",
        "음성으로 답해",
        "우리 공주님",
        "구미호",
        "안성맞춤",
        "인제 와서",
        "여보세요",
        "동해물과",
        "nice day",
    ],
)
def test_everyday_words_are_no_places(text: str) -> None:
    assert find_in_text(plain(text)) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("남 해남", "해남"),
        ("여 여수", "여수"),
        ("남양주 남", "남양주"),
        ("대한민국서울", "서울"),
        ("광주 말고 부산", "부산"),
        ("born in New York city at noon", "New York"),
        ("busan에서", "Busan"),
        ("음성군 출생", "음성"),
        ("la에서 출생", "Los Angeles"),
    ],
)
def test_a_place_is_found_among_other_words(text: str, name: str) -> None:
    mention = find_in_text(plain(text))
    assert mention is not None
    assert mention.name == name


def test_typing_suggests_by_letters_initials_and_english() -> None:
    assert "부산" in suggest("ㅂㅅ")
    assert "부산" in suggest("부")
    assert "Busan" in suggest("bu")
    assert len(suggest("")) == 25
    assert suggest("없는 곳") == ()
