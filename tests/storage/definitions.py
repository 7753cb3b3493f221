"""What a database says of its own tables and views, spelled so that two ways of making them agree."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine


async def fingerprint(engine: AsyncEngine) -> dict[str, str]:
    """Each table's and view's definition as the database itself spells it: what `alembic check` does not see."""
    async with engine.connect() as db:
        return await db.run_sync(_fingerprint)


def _fingerprint(db: Connection) -> dict[str, str]:
    names = set(inspect(db).get_table_names()) - {"alembic_version"}
    definition = _of_sqlite if db.dialect.name == "sqlite" else _of_mysql
    found = {name: definition(db, name) for name in sorted(names)}
    return found | {name: _view(db, name) for name in sorted(inspect(db).get_view_names())}


def _of_sqlite(db: Connection, table: str) -> str:
    """The table and its indexes. A column that came later stands behind the constraints, so parts are sorted."""
    rows = db.execute(
        text("SELECT type, sql FROM sqlite_master WHERE tbl_name = :t ORDER BY type DESC, name"), {"t": table}
    )
    lines: list[str] = []
    for kind, sql in rows:
        if kind == "table":
            head, body = _plain(sql).split("(", 1)
            lines += [f"{head.strip()} (", *sorted(_parts(body.rpartition(")")[0])), ")"]
        elif kind == "index" and sql:
            lines.append(_plain(sql))
    return "\n".join(lines)


def _of_mysql(db: Connection, table: str) -> str:
    """The order of indexes and columns is the order of making; what counts is which there are."""
    head, *body = db.execute(text(f"SHOW CREATE TABLE {table}")).one()[1].splitlines()
    inside = [line.strip().rstrip(",") for line in body if line.startswith("  ")]
    after = [line.strip() for line in body if not line.startswith("  ")]
    return "\n".join((head, *sorted(inside), *after))


def _view(db: Connection, view: str) -> str:
    if db.dialect.name == "sqlite":
        sql = db.execute(text("SELECT sql FROM sqlite_master WHERE name = :v"), {"v": view}).scalar_one()
        return _plain(sql)
    sql = db.execute(text(f"SHOW CREATE VIEW {view}")).one()[1]
    schema = db.execute(text("SELECT DATABASE()")).scalar_one()
    return re.sub(r"DEFINER=\S+ ", "", sql).replace(f"`{schema}`.", "")


def _plain(sql: str) -> str:
    return re.sub(r"\s+", " ", sql.replace("IF NOT EXISTS ", "")).strip()


def _parts(body: str) -> Iterator[str]:
    """The parts between the commas that stand in no bracket."""
    depth, part = 0, ""
    for character in body:
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            yield part.strip()
            part = ""
        else:
            part += character
    yield part.strip()
