"""Freezes the idf table of the hashed embedder from the authored texts: `python -m knowledge.build_idf`.

A new table is a new fingerprint: every collection is rebuilt at the next sync. Rows: feature, idf; a feature that
starts with "=" is a term of the dictionary. Features in fewer than three passages are left out and count as rare.
"""

from __future__ import annotations

import csv
import math
from collections import Counter

from knowledge.authored import load
from knowledge.embedders import FROZEN_IDF, features
from knowledge.lexicon import dictionary

_SEEN_IN_AT_LEAST = 3


def main() -> None:
    entries = load()
    terms = dictionary()
    seen = Counter(feature for entry in entries for feature in set(features(entry.searchable, terms)))
    kept = {f: n for f, n in seen.items() if n >= _SEEN_IN_AT_LEAST}
    kept |= {f"={term}": max(1, seen[f"={term}"]) for term in terms}
    with FROZEN_IDF.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows((f, f"{math.log((1 + len(entries)) / (1 + n)) + 1:.4f}") for f, n in sorted(kept.items()))


if __name__ == "__main__":
    main()
