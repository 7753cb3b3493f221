"""Why something could not be taken, as a sentence that says what is wrong and how to mend it."""

from __future__ import annotations

from core.errors import Rejected
from core.texts import text

# What of a JSON birth has a sentence of its own; any other field is named.
_FIELDS = {"date": "date_field", "time": "clock", "time_unknown": "time_twice"}


def reason_text(rejected: Rejected, language: str) -> str:
    """The sentence for `rejected`: the one of its code, or a closer one where its figures tell more."""
    return text(f"error.{_key(rejected)}", language, **_figures(rejected))


def _key(rejected: Rejected) -> str:
    params, field = rejected.params, rejected.params.get("field")
    match rejected.code:
        case "invalid_date" if "hour" in params:
            return "clock"
        case "invalid_date" if "last_day" in params and params.get("year") is not None:
            return "last_day"
        case "nonexistent_time" if "before" in params:
            return "clock_skipped"
        case "not_birth_data" | "bad_line" if params.get("reason") in ("json", "text"):
            return f"no_{params['reason']}"
        case "not_birth_data" if params.get("missing"):
            return f"missing_{_missing(rejected)}"
        case "unknown_place" if field is not None:
            return "place_field"
        case "invalid_date" | "not_birth_data" if field is not None:
            return _FIELDS.get(str(field), "field")
        case code:
            return code


def _missing(rejected: Rejected) -> str:
    """The first part of the date that is not there, the largest."""
    names = rejected.params["missing"]
    assert isinstance(names, tuple)
    return str(names[0])


def _figures(rejected: Rejected) -> dict[str, object]:
    if rejected.code != "nonexistent_time" or "before" not in rejected.params:
        return dict(rejected.params)
    return {name: str(rejected.params[name])[11:16] for name in ("before", "after")}
