"""Longer closed lists: how a migration changes what a column may hold, on both engines."""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from config.errors import UnsoundError


def allow(table: str, column: str, words: Sequence[str]) -> None:
    """Lets `column` hold `words` and nothing else.

    SQLite cannot change a constraint, so the table is made anew there, from the statement that made it.
    """
    name, allowed = f"ck_{table}_{column}", f"{column} IN ({', '.join(repr(word) for word in words)})"
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f(name), table, type_="check")
        op.create_check_constraint(op.f(name), table, allowed)
        return
    made = next(iter(_made_by(table, "table")), "")
    indexes = _made_by(table, "index")
    anew, count = re.subn(
        rf"(CONSTRAINT \"?{name}\"? CHECK \(){column} IN \([^)]*\)", lambda match: match[1] + allowed, made
    )
    if count != 1:
        # Only a database that no version of ours left so, such as one of a build between two versions.
        raise UnsoundError(f"the table {table} is not as its migration made it ({name} is not there); restore a backup")
    before = f"{table}_before"
    op.rename_table(table, before)
    op.execute(sa.text(anew.replace(":", r"\:")))
    columns = ", ".join(row[1] for row in op.get_bind().execute(sa.text(f"PRAGMA table_info({table})")))
    op.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {before}")
    op.drop_table(before)
    for index in indexes:
        op.execute(index)


def _made_by(table: str, kind: str) -> list[str]:
    """The statements that made a table or its indexes."""
    question = sa.text("SELECT sql FROM sqlite_master WHERE tbl_name = :table AND type = :kind AND sql IS NOT NULL")
    return [row[0] for row in op.get_bind().execute(question, {"table": table, "kind": kind})]
