"""What holds for a chart, as words of a closed vocabulary that knowledge conditions are written in.

A passage's condition is a mapping `name -> accepted values`; it holds when every name is known for the chart
and shares a value. A name that is unknown (the hour, the sex) makes every condition on it false, so nothing
is ever told on a guess.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

Facts = Mapping[str, frozenset[str]]
Conditions = Mapping[str, Collection[str]]

# name -> what its values are. Hanja unless said otherwise.
VOCABULARY: dict[str, str] = {
    "day_gan": "stem of the day, 甲-癸",
    "day_zhi": "branch of the day, 子-亥",
    "month_zhi": "branch of the month",
    "year_zhi": "branch of the year",
    "time_zhi": "branch of the hour",
    "day_pillar": "ganji of the day, 甲子-癸亥",
    "season": "spring|summer|autumn|winter, by the month branch",
    "gender": "male|female",
    "hour_known": "yes|no",
    "element_none": "wood|fire|earth|metal|water with no surface character",
    "element_many": "elements with 3 or more surface characters",
    "element_most": "the most frequent surface element(s)",
    "element_least": "the least frequent surface element(s)",
    "ten_god_has": "십성 on the surface (day stem not counted), 比肩-正印",
    "ten_god_none": "십성 absent from the surface",
    "ten_god_many": "십성 found 3 times or more on the surface",
    "ten_god_group_has": "bigyeop|siksang|jaeseong|gwanseong|inseong on the surface",
    "ten_god_group_none": "groups absent from the surface",
    "ten_god_group_many": "groups with 3 or more surface characters",
    "ten_god_at": "place:십성, places as in JSON: year_stem, month_branch, …",
    "stage_at": "position:운성, e.g. day:長生",
    "sinsal": "Hangul name of a 신살 that stands in the chart",
    "relation": "kind:characters as in JSON, e.g. 충:子午",
    "relation_kind": "kind alone",
    "strength": "극약|태약|신약|중화|신강|태강|극왕",
    "strength_group": "weak|balanced|strong",
    "geok": "name of the 격국",
    "yongsin": "wood|fire|earth|metal|water",
    "yongsin_method": "the method that chose it",
    "gongmang_at": "year|month|day|time whose branch is void",
    "luck_ten_god": "십성 of the stem of the running luck (대운, 세운, …)",
    "luck_fit": "yongsin|huisin|hansin|gusin|gisin: what the luck's element is to the chart",
}


def holds(conditions: Conditions, facts: Facts) -> bool:
    """Whether every condition is known to hold; an empty condition holds for everybody."""
    return all(name in facts and not facts[name].isdisjoint(values) for name, values in conditions.items())
