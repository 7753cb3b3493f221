"""택일: the gods of every day, what an occasion asks for, and what a person brings along."""

from __future__ import annotations

from collections import Counter
from datetime import date, time, timedelta
from functools import cache

import pytest

from core.errors import Rejected
from core.saju.analysis import Analysis, analyse
from core.saju.birth import Birth, WrittenDate
from core.saju.casting import cast_chart
from core.saju.date_selection import DayScore, Occasion, calendar_day, choose_days
from core.saju.date_tables import GEONJE, HWANGDO, SUITS, month_horse
from core.saju.gongmang import gongmang
from core.saju.sinsal import twelve_sinsal
from core.saju.solar_terms import terms_between
from core.saju.solar_time import start_of_day
from core.saju.terms import BRANCHES, Sex

YEAR = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]


@cache
def person(year: int = 1990, month: int = 5, day: int = 15, sex: Sex = Sex.MALE) -> Analysis:
    """庚午 辛巳 庚辰 癸未 unless another birth is asked for."""
    return analyse(cast_chart(Birth(WrittenDate(year, month, day), time(14, 30), sex=sex)))


def opens_a_month(day: date) -> bool:
    start, end = start_of_day(day, "Asia/Seoul"), start_of_day(day + timedelta(days=1), "Asia/Seoul")
    return any(term.opens_month for term, _ in terms_between(start, end))


def only(occasion: Occasion, day: date, *people: Analysis) -> DayScore:
    (found,) = choose_days(occasion, people, day, day)
    return found


def rules(day: DayScore) -> set[str]:
    return {ground.rule for ground in day.reasons}


def first_day(ganji: str, since: date = date(2026, 1, 1)) -> date:
    days = (since + timedelta(days=n) for n in range(60))
    return next(day for day in days if calendar_day(day).pillar.ganji == ganji)


def test_the_gods_walk_one_step_a_day_and_stand_still_where_a_month_opens() -> None:
    """A second formulation of 건제: 協紀辨方書, at each 절 the god of the day before comes twice."""
    before = calendar_day(date(2025, 12, 31)).geonje
    for day in YEAR:
        expected = before if opens_a_month(day) else GEONJE[(GEONJE.index(before) + 1) % 12]
        assert calendar_day(day).geonje == expected, day
        before = expected
    assert sum(map(opens_a_month, YEAR)) == 12


def test_the_day_named_geon_bears_the_branch_of_its_month() -> None:
    named = Counter(calendar_day(day).geonje for day in YEAR)
    assert set(named) == set(GEONJE)
    for day in map(calendar_day, YEAR):
        assert (day.geonje == "建") == (day.pillar.branch == day.month.branch)


def test_the_blue_dragon_begins_where_the_verse_says() -> None:
    """寅申須加子 卯酉卻在寅 辰戌龍位上 巳亥午中行 子午臨申地 丑未戌上尋; from it the twelve go round."""
    verse = {"寅申": "子", "卯酉": "寅", "辰戌": "辰", "巳亥": "午", "子午": "申", "丑未": "戌"}
    dragon = {month: start for months, start in verse.items() for month in months}
    branches = "子丑寅卯辰巳午未申酉戌亥"
    for day in map(calendar_day, YEAR):
        start = branches.index(dragon[day.month.branch.hanja])
        position = branches.index(day.pillar.branch.hanja)
        assert day.hwangdo == HWANGDO[(position - start) % 12]


def test_yellow_days_of_a_first_month() -> None:
    """In a 寅 month the yellow days are those of 子 丑 辰 巳 未 戌."""
    february = [date(2026, 2, 5) + timedelta(days=n) for n in range(24)]
    days = [only(Occasion.MOVE, day) for day in february]
    yellow = {d.pillar.branch.hanja for d in days if "hwangdo" in rules(d)}
    assert yellow == set("子丑辰巳未戌")


def test_the_pardon_days_of_2026() -> None:
    """天赦日 as almanacs print them for 2026: 5 March, 4 and 20 May, 19 July, 1 October, 16 December."""
    found = [day for day in YEAR if "cheonsa" in rules(only(Occasion.OPENING, day))]
    assert [(d.month, d.day) for d in found] == [(3, 5), (5, 4), (5, 20), (7, 19), (10, 1), (12, 16)]


def test_the_month_horse_is_the_horse_of_the_twelve_stars() -> None:
    for month in BRANCHES:
        assert twelve_sinsal(month, BRANCHES[month_horse(month)]) == "역마살"


def test_days_without_son_are_lunar_days_of_nine_and_nought() -> None:
    """설날 2026 was 17 February, so 1/9 and 1/10 are 25 and 26 February."""
    days = [date(2026, 2, 17) + timedelta(days=n) for n in range(29)]
    free = [d for d in days if "son_free" in rules(only(Occasion.MOVE, d))]
    assert [(d.month, d.day) for d in free] == [(2, 25), (2, 26), (3, 7), (3, 8), (3, 17)]
    walking = only(Occasion.MOVE, date(2026, 2, 17))
    (son,) = [g for g in walking.reasons if g.rule == "son"]
    assert son.detail == ("1", "east")
    assert not {"son", "son_free"} & rules(only(Occasion.CONTRACT, date(2026, 2, 25)))


def test_heavenly_virtue_is_a_stem_and_no_day_bears_a_corner() -> None:
    """正月生者見丁, 三月壬, …; in 子 卯 午 酉 months it is a corner of the compass."""
    stems = dict(zip("寅辰巳未申戌亥丑", "丁壬辛甲癸丙乙庚", strict=True))
    for day in YEAR:
        known = calendar_day(day)
        expected = known.pillar.stem.hanja == stems.get(known.month.branch.hanja)
        assert ("cheondeok" in rules(only(Occasion.WEDDING, day))) == expected


def test_a_broken_day_is_excluded_for_everything() -> None:
    for occasion in Occasion:
        for found in choose_days(occasion, (), date(2026, 3, 6), date(2026, 4, 4)):
            broken = found.geonje == "破"
            assert broken == (found.pillar.branch.hanja == "酉")  # the month is 卯
            assert [g.rule for g in found.excluded] == (["wolpa"] if broken else [])


def test_a_day_at_war_with_the_persons_day_or_year_is_excluded() -> None:
    """庚辰 and 庚午 of the person: 甲戌 丙戌 oppose the day, 甲子 丙子 the year."""
    excluded = {
        d.pillar.ganji
        for d in choose_days(Occasion.TRAVEL, (person(),), date(2026, 1, 1), date(2026, 12, 31))
        for ground in d.excluded
        if ground.rule == "cheongeukjichung"
    }
    assert excluded == {"甲戌", "丙戌", "甲子", "丙子"}


def test_a_wedding_avoids_the_branch_opposite_the_birth_year_of_both() -> None:
    bride = person(1992, 8, 3, Sex.FEMALE)  # 壬申: 寅
    for found in choose_days(Occasion.WEDDING, (person(), bride), date(2026, 1, 1), date(2026, 12, 31)):
        against = {g.detail[1] for g in found.excluded if g.rule == "clashes_own_year"}
        expected = {"子": {"a.year_branch"}, "寅": {"b.year_branch"}}.get(found.pillar.branch.hanja, set())
        assert against == expected
    moving = choose_days(Occasion.MOVE, (person(),), date(2026, 1, 1), date(2026, 12, 31))
    assert not [d for d in moving if "clashes_own_year" in {g.rule for g in d.excluded}]


def test_the_nobleman_and_the_void_of_the_person_are_named() -> None:
    """庚 finds 천을 in 丑 and 未; for 庚辰 申 and 酉 are void."""
    for found in choose_days(Occasion.CONTRACT, (person(),), date(2026, 1, 1), date(2026, 3, 1)):
        branch = found.pillar.branch.hanja
        assert ("cheoneul" in rules(found)) == (branch in "丑未")
        assert ("gongmang" in rules(found)) == (branch in "申酉")


@pytest.mark.parametrize(
    ("god", "suits", "shuns"),
    [
        ("建", {"travel"}, set()),
        ("滿", {"opening", "contract"}, set()),
        ("成", {"move", "opening", "contract"}, set()),
        ("開", {"move", "opening", "travel"}, set()),
        ("閉", set(), {"wedding", "move", "opening", "travel"}),
        ("收", set(), {o.value for o in Occasion}),
    ],
)
def test_what_each_god_suits(god: str, suits: set[str], shuns: set[str]) -> None:
    """協紀辨方書 用事."""
    good, bad = SUITS[god]
    assert ({o.value for o in good}, {o.value for o in bad}) == (suits, shuns)
    day = next(d for d in YEAR if calendar_day(d).geonje == god)
    for occasion in Occasion:
        found = rules(only(occasion, day))
        assert ("geonje_suits" in found) == (occasion.value in suits)
        assert ("geonje_shuns" in found) == (occasion.value in shuns)


def test_the_day_opposite_the_year_is_named() -> None:
    """歲破: 子 in the 午 year 2026; before 입춘 the year is still that of 巳, whose opposite is 亥."""
    for day in YEAR:
        found = only(Occasion.OPENING, day)
        opposite = "亥" if day < date(2026, 2, 4) else "子"
        assert ("sepa" in rules(found)) == (found.pillar.branch.hanja == opposite)


def test_lunar_days_of_avoidance() -> None:
    """월기일: 5, 14 and 23 of the lunar month, for weddings, moves and journeys."""
    days = [date(2026, 2, 17) + timedelta(days=n) for n in range(29)]
    for occasion in Occasion:
        found = [n + 1 for n, day in enumerate(days) if "wolgi" in rules(only(occasion, day))]
        assert found == ([5, 14, 23] if occasion in (Occasion.WEDDING, Occasion.MOVE, Occasion.TRAVEL) else [])


def test_days_on_which_the_season_has_no_use_for_the_element() -> None:
    """四廢: metal in spring, water in summer, wood in autumn, fire in winter."""
    seasons = dict(zip("寅卯辰巳午未申酉戌亥子丑", (s for s in range(4) for _ in range(3)), strict=True))
    spent = (("庚申", "辛酉"), ("壬子", "癸亥"), ("甲寅", "乙卯"), ("丙午", "丁巳"))
    for day in YEAR:
        known = calendar_day(day)
        expected = known.pillar.ganji in spent[seasons[known.month.branch.hanja]]
        assert ("sapye" in rules(only(Occasion.MOVE, day))) == expected


def test_days_whose_stem_finds_its_salary_void() -> None:
    """十惡大敗, by its own meaning: the 祿 of the day stem is void in the day's run of ten."""
    salary = dict(zip("甲乙丙丁戊己庚辛壬癸", "寅卯巳午巳午申酉亥子", strict=True))
    for day in YEAR:
        pillar = calendar_day(day).pillar
        expected = salary[pillar.stem.hanja] in {branch.hanja for branch in gongmang(pillar)}
        assert ("sipakdaepae" in rules(only(Occasion.CONTRACT, day))) == expected


def test_a_day_of_the_needed_element_speaks_for_itself() -> None:
    """The person needs wood: 甲 and 乙, 寅 and 卯; what controls it, metal, speaks against the day."""
    needs = person().yongsin
    assert (needs.primary.key, needs.gisin.key) == ("wood", "metal")
    for day in YEAR[:60]:
        found = only(Occasion.MOVE, day, person())
        points = {g.detail[0]: g.points for g in found.reasons if g.rule.startswith("fit_")}
        assert (points.get("date_stem") == 4) == (found.pillar.stem.hanja in "甲乙")
        assert (points.get("date_branch") == 4) == (found.pillar.branch.hanja in "寅卯")
        assert (points.get("date_stem") == -4) == (found.pillar.stem.hanja in "庚辛")


def test_what_a_day_is_to_the_persons_day_and_year() -> None:
    """庚辰 day, 庚午 year: an 乙酉 day combines with stem and branch of the day, a 己丑 day harms the year."""
    friendly = only(Occasion.MOVE, first_day("乙酉"), person())
    met = {g.detail for g in friendly.reasons if g.rule == "relation"}
    assert ("date_stem", "a.day_stem", "천간합", "乙庚") in met
    assert ("date_branch", "a.day_branch", "육합", "辰酉") in met
    harming = only(Occasion.MOVE, first_day("己丑"), person())
    points = {g.detail[2:]: g.points for g in harming.reasons if g.rule == "relation"}
    assert points == {("해", "丑午"): -3, ("원진", "丑午"): -4}


def test_pigs_do_not_wed_and_snakes_do_not_travel() -> None:
    """彭祖百忌 亥不嫁娶 巳不遠行."""
    pig, snake = first_day("乙亥"), first_day("乙巳")
    assert "taboo_branch" in rules(only(Occasion.WEDDING, pig))
    assert "taboo_branch" in rules(only(Occasion.TRAVEL, snake))
    assert "taboo_branch" not in rules(only(Occasion.WEDDING, snake))


def test_scores_add_up_and_the_best_come_first() -> None:
    bride = person(1992, 8, 3, Sex.FEMALE)
    for occasion in Occasion:
        found = choose_days(occasion, (person(), bride), date(2026, 1, 1), date(2026, 12, 31))
        assert sorted(d.day for d in found) == YEAR
        for day in found:
            total = 50 + sum(ground.points or 0 for ground in day.reasons)
            assert day.score == (0 if day.excluded else max(0, min(100, round(total))))
            assert all(ground.source for ground in (*day.reasons, *day.excluded))
        usable = [d for d in found if not d.excluded]
        assert found[: len(usable)] == tuple(usable)
        assert [d.score for d in usable] == sorted((d.score for d in usable), reverse=True)
        assert usable[0].score - usable[-1].score > 40


def test_a_second_person_only_adds_reasons() -> None:
    bride = person(1992, 8, 3, Sex.FEMALE)
    alone = only(Occasion.WEDDING, date(2027, 3, 17), person())
    both = only(Occasion.WEDDING, date(2027, 3, 17), person(), bride)
    assert both.reasons[: len(alone.reasons)] == alone.reasons
    assert all(any(word.startswith("b.") for word in g.detail) for g in both.reasons[len(alone.reasons) :])


def test_a_range_may_last_a_leap_year_and_no_longer() -> None:
    first = date(2028, 1, 1)
    assert len(choose_days(Occasion.MOVE, (), first, date(2028, 12, 31))) == 366
    for last in (date(2029, 1, 1), date(2027, 12, 31)):
        with pytest.raises(Rejected) as refused:
            choose_days(Occasion.MOVE, (), first, last)
        assert refused.value.code == "out_of_range"


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1800, 5, 5), date(2300, 1, 1), date.max - timedelta(days=1)])
def test_a_day_outside_the_calendar_is_refused(day: date) -> None:
    with pytest.raises(Rejected) as refused:
        choose_days(Occasion.MOVE, (), day, day)
    assert refused.value.code == "out_of_range"


def test_three_people_are_too_many() -> None:
    with pytest.raises(ValueError, match="3 people"):
        choose_days(Occasion.MOVE, (person(),) * 3, YEAR[0], YEAR[1])


def test_a_day_as_json() -> None:
    told = only(Occasion.WEDDING, date(2027, 3, 17), person()).as_json()
    assert told["date"] == "2027-03-17"
    assert told["ganji"] == "乙未"
    assert told["lunar"] == {"year": 2027, "month": 2, "day": 10, "leap_month": False}
    assert (told["geonje"], told["hwangdo"]) == ("定", "天德")
