"""`saju-bot chart --png`: the picture lands in the file, or one line says why not."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.__main__ import main

BIRTH = ["chart", "1990년 5월 15일 오후 2시 반 부산 여자"]


def test_the_picture_is_drawn_beside_the_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "chart.png"
    assert main([*BIRTH, "--png", str(file)]) == 0
    assert Image.open(BytesIO(file.read_bytes())).size[0] == 1080
    assert "庚" in capsys.readouterr().out


def test_a_file_that_cannot_be_written_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*BIRTH, "--png", "/nonexistent/chart.png"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "--png" in said


def test_one_picture_does_not_go_with_many_charts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chart", "--jsonl", "--png", "chart.png"]) == 2
    assert "--jsonl" in capsys.readouterr().err
