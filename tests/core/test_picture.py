"""The picture of a chart shows all of it, the same each time, and words say the same."""

from __future__ import annotations

import tomllib
from datetime import time
from importlib import resources
from io import BytesIO

import pytest
from PIL import Image

from core.picture import chart_picture
from core.picture.colours import THEMES, Theme
from core.picture.fonts import drawable, font
from core.picture.layout import layout
from core.picture.words import percents, relation_name, stars_at
from core.saju.analysis import Analysis
from core.saju.birth import Birth, WrittenDate
from core.saju.daewoon import running
from core.saju.nayin import NAYIN
from core.saju.sinsal import sinsal_names
from core.saju.sinsal_tables import TWELVE
from core.saju.terms import BRANCHES, POSITIONS, SIPSEONGS, SOLAR_TERMS, STAGES, STEMS, Branch, Calendar, Sex
from core.texts import LANGUAGES, text
from tests.core.picture_charts import TODAY, analysis_of, charts, sheets, shown


@pytest.fixture
def full() -> Analysis:
    return analysis_of(Birth(WrittenDate(1990, 5, 15), time(14, 30), sex=Sex.MALE))


@pytest.fixture
def hourless() -> Analysis:
    return analysis_of(Birth(WrittenDate(1984, 2, 20), sex=Sex.FEMALE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_judgement_of_the_chart_is_in_the_picture(language: str) -> None:
    for analysis, sheet in zip(charts(), sheets(language), strict=True):
        lines = shown(sheet)
        drawn = {words.text for words in sheet.texts}
        for pillar in analysis.chart.pillars:
            if pillar is not None:
                assert {pillar.stem.hanja, pillar.branch.hanja} <= drawn
        for position in POSITIONS:
            for star in stars_at(analysis, position, language):
                assert star in lines
        for relation in analysis.relations:
            assert relation_name(relation, language) in drawn
        if analysis.daewoon is not None and analysis.daewoon.start_age is not None:
            assert {str(period.age) for period in analysis.daewoon.list} <= drawn


def test_the_running_luck_is_marked_over_its_age(full: Analysis) -> None:
    sheet = layout(full, "ko", TODAY)
    table = full.daewoon
    assert table is not None
    current = running(table, TODAY)
    assert current is not None
    (mark,) = (box for box in sheet.texts if box.text == "지금")
    (age,) = (box for box in sheet.texts if box.text == str(current.age) and abs(box.rect.y - mark.rect.y) < 80)
    assert mark.cell.x < age.rect.x + age.rect.width / 2 < mark.cell.right
    assert "지금" not in shown(layout(full, "ko"))


def test_the_years_of_luck_run_from_the_right(full: Analysis) -> None:
    sheet = layout(full, "ko", TODAY)
    assert full.daewoon is not None
    at = [next(b.rect.x for b in sheet.texts if b.text == str(p.start.year)) for p in full.daewoon.list if p.start]
    assert at == sorted(at, reverse=True)
    assert len(at) == 10


def test_an_unknown_hour_leaves_a_marked_column(hourless: Analysis) -> None:
    sheet = layout(hourless, "ko", TODAY)
    (name,) = (box for box in sheet.texts if box.text == text("picture.pillar.time", "ko"))
    column = [b.text for b in sheet.texts if b.cell.x >= name.cell.x and b.cell.right <= name.cell.right]
    beside_pillars = " ".join(column[: column.index("–")])
    assert text("picture.unknown_hour", "ko") in beside_pillars
    assert column.count("–") == 4  # 지장간, 운성, 납음, 신살


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_on_which_the_month_changed_asks_for_the_hour_and_not_for_the_sex(language: str) -> None:
    """입춘 of 2025 came at 23:10 of 3 February: without the hour two years and two months are possible."""
    analysis = analysis_of(Birth(WrittenDate(2025, 2, 3), sex=Sex.MALE))
    needed = text("picture.note.luck_no_hour", language)
    (other,) = analysis.chart.warnings
    drawn, alt = shown(layout(analysis, language, TODAY)), chart_picture(analysis, language, today=TODAY).alt
    for lines in (drawn.replace("\n", " "), alt):
        assert needed in lines
        assert text("picture.note.luck_no_sex", language) not in lines
        assert {other.other.year.ganji, other.other.month.ganji} == {"乙巳", "戊寅"}
        assert "乙巳" in lines
        assert "戊寅" in lines


def test_a_birth_near_an_edge_shows_the_chart_beyond_it() -> None:
    """13:32 in Seoul is 12:59:55 by the sun: five seconds later the hour is 未."""
    near = analysis_of(Birth(WrittenDate(1990, 5, 15), time(13, 32)))
    assert "癸未(계미)" in shown(layout(near, "ko"))
    assert "癸未(계미)" in chart_picture(near, "ko").alt


def test_a_void_branch_bears_the_mark() -> None:
    for analysis, sheet in zip(charts(), sheets("ko"), strict=True):
        assert sum(b.text == "空" for b in sheet.texts) == len(analysis.gongmang_places)


def test_the_birth_is_shown_to_its_person() -> None:
    leap = WrittenDate(1990, 5, 3, Calendar.LUNAR, leap_month=True)
    lines = shown(layout(analysis_of(Birth(leap, time(7, 5), sex=Sex.FEMALE)), "ko"))
    assert "양력 1990년 6월 25일 · 07:05" in lines
    assert "음력 1990년 윤5월 3일" in lines
    assert "−32분" in lines
    named = shown(layout(analysis_of(Birth(leap, hour_branch=Branch.MYO)), "en"))
    assert "卯 hour" in named
    assert "Seoul" in named


def test_the_corrected_clock_is_the_one_that_the_chart_tells(full: Analysis) -> None:
    assert "시계 보정 −32분 → 13:58" in shown(layout(full, "ko"))  # 13:57:55 by the mean sun of Seoul


def test_both_faces_have_every_character_of_the_field() -> None:
    repertoire = {c for stem in STEMS for c in stem.hanja + stem.hangul}
    repertoire |= {c for branch in BRANCHES for c in branch.hanja + branch.hangul}
    repertoire |= {c for sipseong in SIPSEONGS for c in sipseong.hanja}
    repertoire |= {c for stage in STAGES for c in stage.hanja} | {c for term in SOLAR_TERMS for c in term.hanja}
    repertoire |= {c for sound in NAYIN for c in sound.hanja} | {c for star in TWELVE for c in star.hanja}
    repertoire |= {c for analysis in charts() for star in analysis.sinsal for c in star.hanja + star.name}
    repertoire |= {c for name in sinsal_names() for c in name}
    repertoire |= set("罡清驚蟄羊刃紅艶" + "".join(map(chr, range(0xAC00, 0xD7A4))))
    for language in LANGUAGES:
        for subject in ("picture", "chart"):
            repertoire |= set((resources.files("core.locale") / f"{subject}.{language}.toml").read_text("utf-8"))
    drawn = {c for c in repertoire if not c.isspace()}
    for face in ("sans", "serif"):
        missing = bytes(font(face, 20).getmask("\U000effff"))
        assert {c for c in drawn if bytes(font(face, 20).getmask(c)) == missing} == set()
    assert drawable("时🌙가") == "가"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_alt_text_says_what_the_picture_shows(language: str) -> None:
    for analysis in charts()[::4]:
        alt = chart_picture(analysis, language, today=TODAY).alt
        for position, pillar in zip(POSITIONS, analysis.chart.pillars, strict=True):
            if pillar is None:
                assert text("picture.alt.no_hour", language) in alt
                continue
            line = next(
                li for li in alt.splitlines() if li.startswith(text(f"chart.pillar.{position.key}", language))
            )
            assert pillar.ganji in line
            assert all(star in line for star in stars_at(analysis, position, language))
        assert all(period.pillar.ganji in alt for period in (analysis.daewoon.list if analysis.daewoon else ()))
        assert all(relation_name(relation, language) in alt for relation in analysis.relations)


def test_the_same_chart_gives_the_same_picture(full: Analysis) -> None:
    first, second = (chart_picture(full, "ko", today=TODAY) for _ in range(2))
    assert first == second
    assert chart_picture(full, "ko", theme="dark", today=TODAY).png != first.png
    with Image.open(BytesIO(first.png)) as picture:
        assert picture.format == "PNG"
        sheet = layout(full, "ko", TODAY)
        assert picture.size == (sheet.width, sheet.height) == (1080, sheet.height)


@pytest.mark.parametrize("theme", THEMES)
def test_tiles_are_painted_in_the_colour_of_their_element(full: Analysis, theme: Theme) -> None:
    sheet = layout(full, "ko", TODAY)
    with Image.open(BytesIO(chart_picture(full, "ko", theme=theme, today=TODAY).png)) as picture:
        for hanja, key in (("癸", "water"), ("未", "earth"), ("辛", "metal"), ("巳", "fire")):
            box = max((b for b in sheet.texts if b.text == hanja), key=lambda b: b.style.size)
            pixel = picture.getpixel((box.cell.x + 6, box.cell.y + box.cell.height // 2))
            assert "#{:02X}{:02X}{:02X}".format(*pixel) == THEMES[theme][key]  # type: ignore[misc]


def test_percents_sum_to_a_hundred() -> None:
    assert percents((1 / 3, 1 / 3, 1 / 3, 0.0, 0.0)) == (34, 33, 33, 0, 0)
    assert all(sum(percents(analysis.ohang_shares)) == 100 for analysis in charts())


def test_both_languages_have_the_same_keys() -> None:
    def keys(table: dict[str, object], prefix: str = "") -> set[str]:
        nested = (keys(v, f"{prefix}{k}.") if isinstance(v, dict) else {prefix + k} for k, v in table.items())
        return set().union(*nested)

    folder = resources.files("core.locale")
    ko, en = (keys(tomllib.loads((folder / f"picture.{lang}.toml").read_text("utf-8"))) for lang in LANGUAGES)
    assert ko == en
