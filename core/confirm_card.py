"""The card that a person confirms before a chart is set up: both calendars, the clock and the convention."""

from __future__ import annotations

from core.answers import LABELS, SOMEWHERE_IN_KOREA, Answers, neighbours, to_birth
from core.places import display_name
from core.render import convention_line
from core.saju.casting import cast_chart
from core.saju.chart import Chart
from core.saju.school import School
from core.texts import text


def confirm_card(answers: Answers, school: School, language: str) -> str:
    """The answers in words, with the note of every choice that was made for the person."""
    chart = cast_chart(to_birth(answers), school)
    lines = [
        text("form.confirm.title", language),
        text("form.confirm.who", language, who=who(answers, language)),
        *_dates(chart, language),
        _time(answers, language),
        text("form.confirm.place", language, place=place_name(answers, language)),
        text("form.confirm.sex", language, sex=text(f"sex.{answers.sex or 'declined'}", language)),
        text("form.confirm.convention", language, convention=convention_line(chart, language)),
        *_notes(answers, chart, language),
    ]
    return "\n".join(lines)


def who(answers: Answers, language: str) -> str:
    """Whose chart it is, in a word."""
    if answers.subject == "other":
        known = answers.label in LABELS
        return text(f"choice.label.{answers.label}", language) if known else str(answers.label)
    return text(f"who.{answers.subject or 'self'}", language)


def place_name(answers: Answers, language: str) -> str:
    if answers.place == SOMEWHERE_IN_KOREA:
        return text("form.confirm.somewhere", language)
    return display_name(str(answers.place), korean=language == "ko")


def _dates(chart: Chart, language: str) -> list[str]:
    day = chart.solar_date
    lines = [text("form.confirm.solar", language, year=day.year, month=day.month, day=day.day)]
    if (lunar := chart.lunar) is not None:
        leap = text("form.confirm.leap_mark", language) if lunar.leap_month else ""
        lunar_line = text(
            "form.confirm.lunar", language, year=lunar.year, leap=leap, month=lunar.month, day=lunar.day
        )
        lines.append(lunar_line)
    return lines


def _time(answers: Answers, language: str) -> str:
    if answers.clock is not None:
        return text("form.confirm.time", language, clock=answers.clock)
    if answers.branch is not None:
        return text("form.confirm.time_branch", language, branch=text(f"branch_hour.{answers.branch}", language))
    return text("form.confirm.time_unknown", language)


def _notes(answers: Answers, chart: Chart, language: str) -> list[str]:
    notes = []
    if answers.two_digit_year:
        notes.append(text("form.confirm.two_digit_year", language, year=chart.birth.written.year))
    if answers.night in ("before", "after"):
        before, this, after = neighbours(answers)
        first, second = (before, this) if answers.night == "before" else (this, after)
        notes.append(text("form.confirm.night", language, before=first, after=second))
    codes = {warning.code for warning in chart.warnings}
    if "rat_hour" in codes:
        notes.append(text("form.confirm.rat_hour", language))
    if codes & {"near_term_boundary", "near_hour_edge"}:
        notes.append(text("form.confirm.near_edge", language))
    if "term_on_day" in codes:
        notes.append(text("form.confirm.term_on_day", language))
    return notes
