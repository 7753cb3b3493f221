"""The picture in words, for who cannot see it: the four pillars first, then the rest in the picture's order."""

from __future__ import annotations

from datetime import date

from core.picture import words
from core.render import edges
from core.saju.analysis import Analysis
from core.saju.daewoon import Daewoon
from core.saju.sipseong import sipseong
from core.saju.terms import ELEMENTS, POSITIONS, Position
from core.texts import text


def alt_text(analysis: Analysis, language: str, today: date | None = None) -> str:
    """Lines of plain text, one subject each, without marks that a screen reader would spell out."""
    lines = [
        text("picture.alt.title", language) + ": " + ", ".join(words.birth_lines(analysis.chart, language)),
        *(_pillar(analysis, position, language) for position in POSITIONS),
        _elements(analysis, language),
        _judgements(analysis, language),
        _luck(analysis, language, today),
        text("picture.alt.relations", language, names=_joined(analysis, language)),
        words.convention(analysis.chart, language),
        *edges(analysis.chart, language),
    ]
    return "\n".join(lines)


def _pillar(analysis: Analysis, position: Position, language: str) -> str:
    pillar = analysis.chart.pillars[position]
    stage = analysis.stages["bong"][position.key]
    if pillar is None or stage is None:
        return text("picture.alt.no_hour", language)
    stem_god = words.stem_sipseong(analysis, position, language)
    branch_god = words.sipseong_name(analysis.sipseong[f"{position.key}_branch"], language)
    me = analysis.chart.day_master
    hidden = ", ".join(
        f"{words.stem_name(h.stem, language)} {words.sipseong_name(sipseong(me, h.stem), language)}"
        for h in analysis.hidden_stems[position.key]
    )
    line = text(
        "picture.alt.pillar",
        language,
        pillar=text(f"chart.pillar.{position.key}", language),
        ganji=pillar.ganji,
        reading=words.reading(pillar.stem, pillar.branch, language),
        stem=f"{words.stem_name(pillar.stem, language)} {stem_god}",
        branch=f"{words.branch_name(pillar.branch, language)} {branch_god}",
        hidden=hidden,
        stage=words.stage_name(stage, language),
        nayin=text(f"picture.nayin.{analysis.nayin[position.key].hanja}", language),
    )
    names = words.stars_at(analysis, position, language)
    return f"{line} {text('picture.alt.pillar_sinsal', language, names=', '.join(names))}" if names else line


def _elements(analysis: Analysis, language: str) -> str:
    percents = words.percents(analysis.ohang_shares)
    counts = ", ".join(
        text("picture.alt.element", language, element=words.element_name(e, language), count=n, percent=p)
        for e, n, p in zip(ELEMENTS, analysis.ohang, percents, strict=True)
    )
    return text("picture.alt.elements", language, counts=counts)


def _judgements(analysis: Analysis, language: str) -> str:
    return text(
        "picture.alt.judgements",
        language,
        strength=words.strength_label(analysis, language),
        geok=words.geok_name(analysis, language),
        yongsin=words.yongsin_label(analysis, language),
        huisin=words.element_name(analysis.yongsin.huisin, language),
        method=text(f"picture.method.{analysis.yongsin.method}", language),
        void=", ".join(words.branch_name(branch, language) for branch in analysis.gongmang),
        where=words.void_place(analysis, language),
    )


def _luck(analysis: Analysis, language: str, today: date | None) -> str:
    table = analysis.daewoon
    if table is None:
        return words.no_luck(analysis, language)
    current = words.current_period(table, today)
    periods = ", ".join(_period(period, language, now=period == current) for period in table.list)
    return text("picture.alt.luck", language, note=words.luck_note(table, language), periods=periods)


def _period(period: Daewoon, language: str, *, now: bool) -> str:
    key = "picture.alt.period_open" if period.age is None else "picture.alt.period"
    line = text(
        key,
        language,
        age=period.age,
        ganji=period.pillar.ganji,
        reading=words.reading(period.pillar.stem, period.pillar.branch, language),
        stem=words.sipseong_name(period.stem_sipseong, language),
        branch=words.sipseong_name(period.branch_sipseong, language),
    )
    return text("picture.alt.period_now", language, period=line) if now else line


def _joined(analysis: Analysis, language: str) -> str:
    names = [words.relation_name(relation, language) for relation in analysis.relations]
    return ", ".join(names) or text("picture.nothing", language)
