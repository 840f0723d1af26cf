"""A database as an earlier version left it: the tables of an earlier migration, with the rows that fit into them."""

from importlib.resources import files
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from store import tables_of_digests, tables_of_letters, tables_of_links, tables_of_privacy  # noqa: F401  # of the same metadata
from store.database import Database
from store.tables import metadata


def as_of(migration: str, url: str) -> None:
    """Makes a database one that only has the tables and columns of `migration`, with the rows that fit into them. What
    later versions added is lost, as if it had never been there.
    """
    database = Database(url)
    with database.read() as source:
        rows = {table.name: list(source.execute(sa.select(table)).mappings()) for table in metadata.sorted_tables}
    _drop_everything(database)
    config = Config()
    config.set_main_option("script_location", str(files("store") / "migrations"))
    with database.write() as target:
        config.attributes["connection"] = target
        command.upgrade(config, migration)
        inspector = sa.inspect(target)
        for table in metadata.sorted_tables:
            if not inspector.has_table(table.name):
                continue
            target.execute(sa.text(f"DELETE FROM {table.name}"))
            known = {column["name"] for column in inspector.get_columns(table.name)}
            if old := [{name: row[name] for name in row if name in known} for row in rows[table.name]]:
                target.execute(sa.insert(table), old)
        if not database.is_sqlite:
            _go_on_counting(target)
    database.close()


def _drop_everything(database: Database) -> None:
    if not database.is_sqlite:
        with database.write() as connection:
            connection.execute(sa.text("DROP SCHEMA public CASCADE"))
            connection.execute(sa.text("CREATE SCHEMA public"))
        return
    database.close()
    file = Path(str(sa.make_url(database.shown_url).database))
    for ending in ("", "-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)


def _go_on_counting(connection: sa.Connection) -> None:
    """Rows that were inserted with their numbers count in PostgreSQL as if there were none."""
    for table in metadata.sorted_tables:
        inspector = sa.inspect(connection)
        if inspector.has_table(table.name) and "id" in table.c:
            sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
            most = f"(SELECT COALESCE(MAX(id), 0) + 1 FROM {table.name})"
            connection.execute(sa.text(f"SELECT setval({sequence}, {most}, false)"))
