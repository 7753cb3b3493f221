"""`saju-bot knowledge`: texts into Chroma, only what changed; counts and embedder per collection."""

from __future__ import annotations

import argparse

from bot.application import chroma_path
from bot.settings import read_settings
from knowledge.ingest import status, sync


def run(args: argparse.Namespace) -> int:
    path = chroma_path(read_settings())
    if args.action == "sync":
        report = sync(path)
        for each in report.collections:
            print(f"{each.collection:22}{each.added:5} added {each.changed:5} changed {each.removed:5} removed")
        if report.cleaned:
            print("the directory was written by an earlier version, and was deleted and made anew")
        if report.moved_aside is not None:
            print(f"the directory was damaged and is kept as {report.moved_aside}")
    else:
        for found in status(path):
            print(f"{found.collection:22}{found.count:5}  {found.embedder}")
    return 0
