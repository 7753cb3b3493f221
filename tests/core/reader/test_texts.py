"""The texts themselves: every claim has words, every template chooses its particles."""

from __future__ import annotations

import re

import pytest

from core.particles import PARTICLES, template_faults
from core.reader.phrases import names, phrasings, rules, stances
from core.reader.sentences import banned_in
from core.saju.ganji import PILLARS
from core.saju.terms import BRANCHES, ELEMENTS, SIPSEONG_GROUPS, SIPSEONGS, STAGES, STEMS

KO = phrasings("ko")
STRENGTHS = ("weak", "balanced", "strong")
GROUPS = [g.key for g in SIPSEONG_GROUPS]
FITS = ("yongsin", "huisin", "hansin", "gusin", "gisin")
REASONS = (
    "strong_by_resource strong_by_peers strong_by_peers_vented weak_by_wealth weak_by_officer weak_by_output "
    "support use fire water excess excess_vented excess_softened excess_of_mother geok_broken "
    "bridge follow transformed"
).split()
USEFUL = [e.key for e in ELEMENTS]
COMPLETE: dict[str, list[str]] = {
    "day_stem": [s.hanja for s in STEMS],
    "day_branch": [b.hanja for b in BRANCHES],
    "stage": [s.hangul for s in STAGES],
    "born_in": [f"{q}:{e.key}" for q in ("spring", "summer", "autumn", "winter") for e in ELEMENTS],
    "wealth_star": [f"{n}:{s}" for n in ("none", "some", "many") for s in STRENGTHS],
    "work_style": [s.hangul for s in SIPSEONGS],
    "partner_seat": [s.hangul for s in SIPSEONGS],
    "learn_seat": [s.hangul for s in SIPSEONGS],
    "year_stem": [s.hangul for s in SIPSEONGS],
    "field": [e.key for e in ELEMENTS],
    "advice_yongsin": [e.key for e in ELEMENTS],
    **{
        family: list(keys)
        for families, keys in (
            (
                "change_year exam_year parents_year people_year parents_seat children_seat",
                GROUPS,
            ),
            ("wealth_decade career_decade love_decade elder_money_year elder_work elder_year young_year", GROUPS),
            ("change_fit exam_fit move_fit wealth_fit career_fit young_fit", FITS),
            (
                "young_saving young_field young_advice elder_saving elder_field elder_advice move_place lucky",
                USEFUL,
            ),
            ("change_chart young_power elder_power elder_health", STRENGTHS),
            ("overview_yongsin", REASONS),
        )
        for family in families.split()
    },
    "young_style": [s.hangul for s in SIPSEONGS],
    "year_fit": ["yongsin", "huisin", "hansin", "gusin", "gisin"],
    "year_daewoon": ["yongsin", "huisin", "hansin", "gusin", "gisin"],
}


@pytest.mark.parametrize("claim", sorted(KO))
def test_templates_choose_their_particles(claim: str) -> None:
    for template in KO[claim]:
        assert not template_faults(template), template
        assert all(spec in PARTICLES for spec in re.findall(r"\{[^{}:]+:([^{}]*)\}", template)), template
        assert not banned_in(template, "ko"), template


def test_every_claim_with_words_has_a_rule() -> None:
    assert {claim.partition(".")[0] for claim in KO} == set(rules())


@pytest.mark.parametrize(("family", "keys"), COMPLETE.items())
def test_closed_sets_have_words_for_every_member(family: str, keys: list[str]) -> None:
    assert [f"{family}.{key}" for key in keys if f"{family}.{key}" not in KO] == []


def test_english_says_what_korean_says() -> None:
    """The same claims, the same names, and slots that Korean has a value for too."""
    english = phrasings("en")
    assert set(english) == set(KO)
    ko, en = names("ko"), names("en")
    assert set(en) == set(ko)
    same = set(ko) - {"glossary", "banned"}
    assert [group for group in same if set(en[group]) != set(ko[group])] == []
    assert not [t for variants in english.values() for t in variants if banned_in(t, "en")]
    assert not [t for variants in english.values() for t in variants if re.search(r"[가-힣]", t)]


def test_no_two_claims_share_a_sentence() -> None:
    every = [template for variants in KO.values() for template in variants]
    assert len(every) == len(set(every))


def test_every_rule_names_a_source_and_grounds_that_have_words() -> None:
    for rule in rules().values():
        assert rule.source in names("ko")["source"]
        assert set(rule.evidence) <= set(names("ko")["ground"])
        assert 0 < rule.strength <= 1


def test_every_stance_belongs_to_a_claim() -> None:
    assert set(stances()) <= set(KO)


def test_each_of_the_sixty_pillars_has_its_own_image() -> None:
    images = names("ko")["image"]
    assert set(images) == {p.ganji for p in PILLARS}
    assert len(set(images.values())) == 60
