"""Which claims are told: contradictions first, then what fits the length of a section."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from core.reader.reading import Claim

NEAR = 0.15  # a contradicting claim this close to the stronger one is told after a "but"; a weaker one is dropped


def without_contradictions(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Of two claims of a topic that say opposite things of one subject the surer stays; order is kept.

    The other is marked as yielding when it is nearly as sure (and told later), else left out.
    """
    return tuple(kept for claim in claims if (kept := _against(claim, claims)) is not None)


def _against(claim: Claim, others: Sequence[Claim]) -> Claim | None:
    stronger = max((o.strength for o in others if _contradict(claim, o) and _prevails(o, claim)), default=None)
    if stronger is None:
        return claim
    return replace(claim, yielding=True) if stronger - claim.strength <= NEAR else None


def _contradict(one: Claim, other: Claim) -> bool:
    if one.stance is None or other.stance is None or one.topic != other.topic:
        return False
    return one.stance[0] == other.stance[0] and one.stance[1] != other.stance[1]


def _prevails(one: Claim, other: Claim) -> bool:
    return (one.strength, one.id) > (other.strength, other.id)


def within(claims: Sequence[Claim], length_of: Callable[[Claim], int], longest: int) -> tuple[Claim, ...]:
    """The surest claims whose lengths sum to at most `longest`, in the order of telling.

    A yielding claim comes last of its topic, after what it yields to. Within one family the first is surest.
    """
    chosen: list[Claim] = []
    total = 0
    ranked = sorted(enumerate(claims), key=lambda c: (-c[1].strength, _nth(claims, c[0]), c[0]))
    for _, claim in ranked:
        length = length_of(claim)
        if total + length <= longest:
            chosen.append(claim)
            total += length
    order = {claim.id: position for position, claim in enumerate(claims)}
    return tuple(sorted(chosen, key=lambda c: (c.yielding, order[c.id])))


def _nth(claims: Sequence[Claim], position: int) -> int:
    family = claims[position].family
    return sum(c.family == family for c in claims[:position])
