"""Why PyMySQL is held below 1.2.1, and how to know when that may end (aio-libs/aiomysql issue 1080).

aiomysql 0.3.2 imports names from PyMySQL that 1.2.1 dropped; since 1.2.3 they are there again as mere texts, so
that it imports and then fails on the first `bytes`.
"""

from __future__ import annotations

import ast
import tomllib
from importlib.metadata import requires, version
from pathlib import Path

import aiomysql.connection
import pytest
from packaging.requirements import Requirement
from packaging.version import Version

_PROJECT = Path(__file__).parents[2]
_DROPPED = {"escape_dict", "escape_bytes_prefixed"}


def test_the_pin_is_still_needed() -> None:
    """When this fails, aiomysql has let go of the names: try the newest PyMySQL without the pin."""
    folder = Path(aiomysql.connection.__file__).parent
    imported = {
        alias.name
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "pymysql.converters"
        for alias in node.names
    }
    assert imported & _DROPPED, f"aiomysql {version('aiomysql')} needs none of {_DROPPED} any more"


def test_aiomysql_itself_would_let_the_wrong_one_in() -> None:
    """When this fails, aiomysql pins PyMySQL by itself and ours may go."""
    (own,) = [r for r in map(Requirement, requires("aiomysql") or ()) if r.name == "PyMySQL" and r.marker is None]
    assert own.specifier.contains("1.2.4")


def test_what_is_installed_is_within_the_pin() -> None:
    project = tomllib.loads((_PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    pins = [Requirement(line) for line in project["optional-dependencies"]["mysql"]]
    (pin,) = [requirement for requirement in pins if requirement.name == "PyMySQL"]
    assert pin.specifier.contains(version("PyMySQL"))
    assert not pin.specifier.contains("1.2.1")
    assert Version(version("aiomysql")) == Version("0.3.2")


class Unopened(aiomysql.connection.Connection):  # type: ignore[misc]  # untyped
    """A connection that was never made and need not be closed."""

    def __init__(self) -> None:
        pass

    def __del__(self) -> None:
        pass


def test_a_newer_one_breaks_the_first_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """As PyMySQL 1.2.3 and 1.2.4 have it: a text where the function was."""
    connection = Unopened()
    assert connection.escape(b"\x00") == "_binary'\\0'"
    monkeypatch.setattr(aiomysql.connection, "escape_bytes_prefixed", "DO NOT IMPORT THIS!!!")
    with pytest.raises(TypeError, match="not callable"):
        connection.escape(b"\x00")
