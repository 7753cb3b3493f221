"""The layout of the picture: nothing is clipped, nothing overlaps, everything can be read."""

from __future__ import annotations

from datetime import time
from functools import cache

import pytest
from PIL import Image, ImageDraw

from core.picture.boxes import Style, TextBox
from core.picture.colours import THEMES, Theme, contrast
from core.picture.fonts import MIDDLE, drawable, font, stroke_px
from core.picture.layout import layout
from core.picture.words import stars_at
from core.saju.birth import SEOUL, Birth, Place, WrittenDate
from core.saju.sinsal import sinsal_names
from core.saju.terms import POSITIONS
from core.texts import LANGUAGES, text
from tests.core.picture_charts import TODAY, analysis_of, charts, overlaps, sheets, shown

_SMALLEST_PX = 20  # on a phone 390 points wide this is 7 points; only the mark of 공망 is that small


@cache
def _ink(words: str, style: Style) -> tuple[int, int, int, int]:
    """What is really drawn of a line whose baseline starts at (0, 0): left, top, right, bottom."""
    page = Image.new("L", (1400, 400))
    stroke = stroke_px(style)
    ImageDraw.Draw(page).text(
        (100 + stroke, 200), words, 255, font(style.face, style.size), anchor="ls", stroke_width=stroke
    )
    left, top, right, bottom = page.getbbox() or (100, 200, 100, 200)
    return left - 100, top - 200, right - 100, bottom - 200


def _ink_stays_inside(box: TextBox) -> bool:
    """One pixel is left for smooth edges."""
    left, top, right, bottom = _ink(box.text, box.style)
    baseline = round(box.rect.height / 2 + MIDDLE * box.style.size)
    across = left >= -1 and right <= box.rect.width + 1
    return across and baseline + top >= -1 and baseline + bottom <= box.rect.height + 1


def test_the_charts_of_this_file_cover_what_is_hard() -> None:
    found = charts()
    assert sum(a.chart.hour is None for a in found) >= 10
    assert any(a.daewoon is None for a in found)
    assert any(a.daewoon is not None and a.daewoon.start_age is None for a in found)
    assert any(not a.gongmang_places for a in found)
    assert max(len(stars_at(a, p, "ko")) for a in found for p in POSITIONS) >= 12
    assert max(len(a.relations) for a in found) >= 9


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_box_leaves_the_page_or_its_cell(language: str) -> None:
    for sheet in sheets(language):
        for box in sheet.boxes:
            assert 0 <= box.rect.x < box.rect.right <= sheet.width, box
            assert 0 <= box.rect.y < box.rect.bottom <= sheet.height, box
        for words in sheet.texts:
            assert words.cell.contains(words.rect), words


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_texts_overlap(language: str) -> None:
    for sheet in sheets(language):
        assert list(overlaps(sheet)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ink_of_every_text_stays_in_its_box(language: str) -> None:
    outside = {words.text for sheet in sheets(language) for words in sheet.texts if not _ink_stays_inside(words)}
    assert outside == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_too_small_for_a_phone(language: str) -> None:
    small = {words.text for sheet in sheets(language) for words in sheet.texts if words.style.size < _SMALLEST_PX}
    assert small == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_stands_on_the_ground_it_says(language: str) -> None:
    """The contrast is computed with `on`, so that the last panel filled beneath a text must be that one."""
    for sheet in sheets(language)[::6]:
        for words in sheet.texts:
            beneath = [p.fill for p in sheet.panels if p.fill is not None and p.rect.contains(words.rect)]
            assert words.style.on == (beneath[-1] if beneath else "paper"), words


@pytest.mark.parametrize("theme", THEMES)
def test_every_text_can_be_told_from_its_ground(theme: Theme) -> None:
    """WCAG 2.2, 1.4.3: 4.5:1."""
    colours = THEMES[theme]
    used = {(t.style.colour, t.style.on) for lang in LANGUAGES for sheet in sheets(lang) for t in sheet.texts}
    assert {on for _, on in used} >= {"paper", "tint", "accent", "wood", "fire", "earth", "metal", "water"}
    for colour, ground in used:
        assert contrast(colours[colour], colours[ground]) >= 4.5, (colour, ground)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)  # the known grey that just fails


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_stars_and_sounds_are_never_cut(language: str) -> None:
    names = {text(f"picture.sinsal.{name}", language) for name in sinsal_names() if name != "공망"}
    style = Style(25)
    assert max(font(style.face, style.size).getlength(name) for name in names) <= 206


def test_a_place_in_any_script_and_of_any_length_stays_on_the_page() -> None:
    names = ("🌙🌙", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 3, "ＡＢＣ 서울 🏠")
    for name in names:
        place = Place(name, SEOUL.latitude_deg, SEOUL.longitude_deg, SEOUL.zone)
        analysis = analysis_of(Birth(WrittenDate(1990, 5, 15), time(14, 30), place=place))
        sheet = layout(analysis, "ko", TODAY)
        assert all(words.cell.contains(words.rect) and words.cell.right <= sheet.width for words in sheet.texts)
        assert list(overlaps(sheet)) == []
        assert drawable(shown(sheet)) == shown(sheet)
    moon = Place("🌙", 37.5665, 126.978, "Asia/Seoul")
    assert "37.57°, 126.98°" in shown(
        layout(analysis_of(Birth(WrittenDate(1990, 5, 15), time(9), place=moon)), "ko")
    )
