"""Each engine's fullest chart of one birth, as a function; an engine is imported only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from importlib import import_module
from itertools import islice
from typing import Any

SEOUL_LONGITUDE_DEG = 126.978
Compute = Callable[[int, int, int, int, int, str], Any]


def saju_bot() -> Compute:
    casting, analysis = import_module("core.saju.casting"), import_module("core.saju.analysis")
    birth, terms = import_module("core.saju.birth"), import_module("core.saju.terms")
    to_json = import_module("core.chart_json").chart_to_json

    def compute(year: int, month: int, day: int, hour: int, minute: int, sex: str) -> Any:
        written = birth.WrittenDate(year, month, day)
        given = birth.Birth(written, time(hour, minute), None, terms.Sex(sex))
        return to_json(analysis.analyse(casting.cast_chart(given)))

    return compute


def saju_bot_pillars() -> Compute:
    cast_pillars = import_module("core.saju.casting").cast_pillars
    birth = import_module("core.saju.birth")

    def compute(year: int, month: int, day: int, hour: int, minute: int, sex: str) -> Any:
        return cast_pillars(birth.Birth(birth.WrittenDate(year, month, day), time(hour, minute)))

    return compute


def lunar_python() -> Compute:
    solar = import_module("lunar_python").Solar
    parts = ("", "HideGan", "WuXing", "NaYin", "ShiShenGan", "ShiShenZhi", "DiShi", "XunKong")
    getters = [f"get{pillar}{part}" for pillar in ("Year", "Month", "Day", "Time") for part in parts]
    getters += ["getTaiYuan", "getTaiXi", "getMingGong", "getShenGong"]

    def compute(year: int, month: int, day: int, hour: int, minute: int, sex: str) -> Any:
        eight = solar.fromYmdHms(year, month, day, hour, minute, 0).getLunar().getEightChar()
        luck = eight.getYun(1 if sex == "male" else 0)
        periods = [(p.getStartYear(), p.getStartAge(), p.getGanZhi()) for p in luck.getDaYun()]
        return [getattr(eight, getter)() for getter in getters], luck.getStartSolar().toYmd(), periods

    return compute


def sajupy() -> Compute:
    calculate = import_module("sajupy").calculate_saju

    def compute(year: int, month: int, day: int, hour: int, minute: int, sex: str) -> Any:
        return calculate(year, month, day, hour, minute, longitude=SEOUL_LONGITUDE_DEG, use_solar_time=True)

    return compute


def korean_saju() -> Compute:
    library: Any = import_module("korean_saju")
    _, solar_terms = library.load_bundled_data()
    judgements = (
        "cheon_gan_shipsin ji_ji_shipsin sibiunseong sinsal sibisinsal sibisinsal_by_year jeonggyeok oegyeok"
        " yongsin gongmang_by_pillar"
    ).split()
    genders = {"male": library.Gender.MALE, "female": library.Gender.FEMALE}

    def compute(year: int, month: int, day: int, hour: int, minute: int, sex: str) -> Any:
        moment = datetime(year, month, day, hour, minute)
        saju = library.Saju.from_birth(kst_moment=moment, solar_terms=solar_terms)
        analysis = library.SajuAnalysis(saju)
        luck = library.Daewoon.compute(saju=saju, gender=genders[sex], solar_terms=solar_terms)
        return [getattr(analysis, name) for name in judgements], luck

    return compute


def bazi() -> Compute:
    create = import_module("bazi.bazi").Bazi.create
    chart_of = import_module("bazi.bazi_chart").BaziChart
    at_birth = import_module("bazi.analyzer.relationship").AtBirthAnalysis

    def compute(year: int, month: int, day: int, hour: int, minute: int, sex: str) -> Any:
        chart = chart_of(create(datetime(year, month, day, hour, minute), sex))
        found = at_birth(chart)
        return chart.json, list(islice(chart.dayun, 10)), found.shensha, found.kongwang, found.day_master_relations

    return compute


ENGINES: dict[str, Callable[[], Compute]] = {
    "saju-bot": saju_bot,
    "saju-bot pillars": saju_bot_pillars,
    "lunar-python": lunar_python,
    "sajupy": sajupy,
    "korean-saju": korean_saju,
    "bazi": bazi,
}
