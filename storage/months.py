"""Which monthly partitions a table should have. Arithmetic only: what exists goes in, what to do comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

FUTURE: Final = "p_future"
AHEAD_MONTHS: Final = 3


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month in UTC."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    def plus(self, months: int) -> Month:
        years, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(years, month + 1)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def partition(self) -> str:
        return f"p{self.year:04}{self.month:02}"


@dataclass(frozen=True, slots=True)
class Partition:
    """Rows before `below`, down to the bound of the one before; None is what no month holds: p_future."""

    name: str
    below: date | None


@dataclass(frozen=True, slots=True)
class Plan:
    """`create` is cut from the empty p_future, in order; `drop` names what is past its time."""

    create: tuple[Month, ...] = ()
    drop: tuple[str, ...] = ()


def plan(
    existing: Sequence[Partition], today: date, *, keep_months: int | None, ahead_months: int = AHEAD_MONTHS
) -> Plan:
    """Months without a gap up to `ahead_months` after this one; nothing older than `keep_months` full months
    (None: all is kept).

    The first month ever made takes all rows before it too. A clock that went back plans nothing.
    """
    bounds = [partition.below for partition in existing if partition.below is not None]
    begins = Month.of(max(bounds)) if bounds else Month.of(today)
    last = Month.of(today).plus(ahead_months)
    create = []
    while begins <= last:
        create.append(begins)
        begins = begins.plus(1)
    oldest = date.min if keep_months is None else oldest_kept(today, keep_months)
    drop = tuple(p.name for p in existing if p.below is not None and p.below <= oldest)
    return Plan(tuple(create), drop)


def oldest_kept(today: date, keep_months: int) -> date:
    """The first day whose rows stay: 3 months kept on 23 November are August, September, October and November."""
    return Month.of(today).plus(-keep_months).first_day
