"""Figures in Prometheus' text format (prometheus.io/docs/instrumenting/exposition_formats, version 0.0.4)."""

from __future__ import annotations

import math
import os
import resource
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from bot.adapter import AdapterState
from bot.vitals import Condition
from storage.statistics import Figures
from storage.waiting import Waiting

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_STARTED_AT: Final = time.time()


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric and its samples, each a value with its labels."""

    name: str
    kind: Literal["gauge", "counter"]
    help: str
    samples: tuple[tuple[Mapping[str, str], float], ...] = field(default=())


def exposed(figures: Iterable[Figure]) -> str:
    return "".join(f"{line}\n" for figure in figures for line in _lines(figure))


def figures_of_condition(condition: Condition) -> list[Figure]:
    adapters, database_ms = condition.adapters, condition.database_ms
    states = [
        ({"adapter": name, "state": state.value}, float(status.state is state))
        for name, status in adapters
        for state in AdapterState
    ]
    ages = [
        ({"adapter": name}, age) for name, status in adapters if (age := status.age_s(condition.at)) is not None
    ]
    repeats = [({"adapter": name}, float(status.repeats_possible)) for name, status in adapters]
    return [
        _gauge("saju_ready", "Whether people are answered.", float(condition.is_ready)),
        _gauge("saju_database_up", "Whether the database answers.", float(condition.is_alive)),
        _gauge(
            "saju_database_ping_seconds",
            "How long the database took to answer.",
            math.nan if database_ms is None else database_ms / 1000,
        ),
        _gauge(
            "saju_knowledge_degraded",
            "Whether Chroma is unusable and texts come from the package.",
            float(condition.knowledge_degraded),
        ),
        Figure("saju_adapter_state", "gauge", "The state each messenger is in.", tuple(states)),
        Figure("saju_adapter_last_update_age_seconds", "gauge", "Since the last update came.", tuple(ages)),
        Figure(
            "saju_replies_repeat_possible_total",
            "counter",
            "Replies sent again although they may have arrived before.",
            tuple(repeats),
        ),
    ]


def figures_of_use(waiting: Waiting, hour: Figures) -> list[Figure]:
    """`hour`: the statistics of the last hour."""
    took = [
        ({"quantile": share}, ms / 1000)
        for share, key in (("0.5", "latency_p50_ms"), ("0.95", "latency_p95_ms"))
        if isinstance(ms := hour[key], int)
    ]
    counts = [
        ({"what": key}, float(value))
        for key, value in hour.items()
        if isinstance(value, int) and not key.startswith("latency_")
    ]
    return [
        _gauge("saju_replies_waiting", "Replies that are not sent yet.", waiting.replies),
        _gauge("saju_updates_waiting", "Updates that are not worked off yet.", waiting.updates),
        Figure("saju_turn_last_hour_seconds", "gauge", "How long turns of the last hour took.", tuple(took)),
        Figure("saju_last_hour", "gauge", "What `saju-bot stats` counts, of the last hour.", tuple(counts)),
    ]


def figures_of_process() -> list[Figure]:
    """Under the names that Prometheus' own clients give them."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu_s = Figure("process_cpu_seconds_total", "counter", "CPU time used.", (({}, used.ru_utime + used.ru_stime),))
    return [
        cpu_s,
        _gauge("process_resident_memory_bytes", "Memory in use.", _resident_bytes()),
        _gauge("process_start_time_seconds", "Start, since 1970.", _STARTED_AT),
    ]


def _resident_bytes() -> int:
    """From /proc (proc(5): the second field of statm counts pages)."""
    pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _gauge(name: str, help_: str, value: float) -> Figure:
    return Figure(name, "gauge", help_, (({}, float(value)),))


def _lines(figure: Figure) -> Iterator[str]:
    yield f"# HELP {figure.name} {figure.help}"
    yield f"# TYPE {figure.name} {figure.kind}"
    for labels, value in figure.samples:
        spelled = ",".join(f'{name}="{_escaped(label)}"' for name, label in labels.items())
        yield f"{figure.name}{f'{{{spelled}}}' if spelled else ''} {_number(value)}"


def _escaped(label: str) -> str:
    return label.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _number(value: float) -> str:
    return "NaN" if math.isnan(value) else f"{value:.17g}"
