"""A database as an earlier version left it: the tables of an earlier migration, with the rows that fit into them."""

from importlib.resources import files
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from store.database import Database
from store.tables import metadata


def as_of(migration: str, file: Path) -> None:
    """Puts a SQLite database that only has the tables and columns of `migration` in place of that in `file`. What later
    versions added is lost, as if it had never been there.
    """
    newer = file.with_name("newer.db")
    file.rename(newer)
    for extra in ("-wal", "-shm"):
        log = file.with_name(file.name + extra)
        if log.exists():
            log.rename(newer.with_name(newer.name + extra))
    old, new = Database(f"sqlite:///{file}"), Database(f"sqlite:///{newer}")
    config = Config()
    config.set_main_option("script_location", str(files("store") / "migrations"))
    with old.write() as target, new.read() as source:
        config.attributes["connection"] = target
        command.upgrade(config, migration)
        inspector = sa.inspect(target)
        for table in metadata.sorted_tables:
            if not inspector.has_table(table.name):
                continue
            target.execute(sa.text(f"DELETE FROM {table.name}"))
            known = {column["name"] for column in inspector.get_columns(table.name)}
            columns = [column for column in table.columns if column.name in known]
            if rows := source.execute(sa.select(*columns)).mappings().all():
                target.execute(sa.insert(table), [dict(row) for row in rows])
    old.close()
    new.close()
