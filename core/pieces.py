"""Cuts an answer into the parts in which it is told, for messengers that show an answer growing."""

from __future__ import annotations

import re
from itertools import pairwise

# Behind a line, or behind a sentence: a full stop after a figure ends none (an item's number, a decimal).
_ENDS = re.compile(r"\n+|(?<=[^\d\s][.!?…])[ \t]+")


def in_pieces(text: str) -> tuple[str, ...]:
    """Lines and sentences with the space behind them: joined they are `text`. Empty where there is only one."""
    cuts = [0, *(end.end() for end in _ENDS.finditer(text)), len(text)]
    pieces = tuple(text[start:end] for start, end in pairwise(cuts) if start < end)
    return pieces if len(pieces) > 1 else ()
