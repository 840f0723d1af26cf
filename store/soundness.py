"""Is a database sound in itself? What the engine says of its file, and whether every reference leads somewhere."""

from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from config.counting import counted
from config.errors import UsageError
from store.database import Database
from store.tables import metadata


def defects(database: Database) -> Iterator[str]:
    """A sentence for every defect."""
    with database.read(patient=True) as connection:
        if database.is_sqlite:
            found = list(connection.execute(sa.text("PRAGMA integrity_check")).scalars())
            yield from (f"the database file is damaged: {line}" for line in found if line != "ok")
        for table in metadata.sorted_tables:
            for key in table.foreign_keys:
                if count := _dangling(connection, key):
                    rows, target = counted(count, "row", "rows"), key.column.table.name
                    yield f"{rows} of {table.name} without the row of {target} that {key.parent.name} names"


def copy_to(database: Database, file: Path) -> None:
    """A consistent copy of a SQLite database, also while the service runs. Raises UsageError for other engines or if
    `file` exists.
    """
    if not database.is_sqlite:
        raise UsageError("a PostgreSQL database is backed up with pg_dump --format=custom")
    if file.exists():
        raise UsageError(f"{file} exists already")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{file.parent} cannot be made: {error}") from None
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        link = connection.connection.driver_connection
        assert link is not None
        link.execute("VACUUM INTO ?", (str(file),))


def _dangling(connection: sa.Connection, key: sa.ForeignKey) -> int:
    child, parent = key.parent, key.column
    # A table may refer to itself.
    target = parent.table.alias("target")
    there = sa.exists().where(target.c[parent.name] == child)
    query = sa.select(sa.func.count()).select_from(child.table).where(child.is_not(None) & ~there)
    return int(connection.execute(query).scalar_one())
