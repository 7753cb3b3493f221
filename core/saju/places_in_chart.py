"""The eight places of a chart, named as JSON names them, and what stands on them."""

from __future__ import annotations

STEM_PLACES = ("year_stem", "month_stem", "day_stem", "time_stem")
BRANCH_PLACES = ("year_branch", "month_branch", "day_branch", "time_branch")
