"""Makes and checks the tables, views and reference rows of a database.

Every command looks which version a database is of; what making one takes is loaded where it is made.
"""

from importlib.resources import files

import sqlalchemy as sa

from config.campi import CAMPI
from config.errors import SchemaError
from config.prefetture import prefetture as offices
from store import search_index, tables_of_letters, tables_of_links, tables_of_privacy  # noqa: F401 - of the metadata
from store.database import Database
from store.tables import campi, metadata, prefetture

#: The newest migration; a test holds it equal to what the migrations say.
HEAD = "0028"
#: Any number, the same in all processes: two of them must not migrate at once.
_UPGRADE_LOCK = 5973_2015


def upgrade(database: Database) -> None:
    """Brings the database to this version: migrations, views, reference rows, words for search. Harmless when nothing
    is to do.
    """
    from alembic import command
    from alembic.config import Config

    from store import public_texts, view_upkeep

    config = Config()
    config.set_main_option("script_location", str(files("store") / "migrations"))
    with database.write() as connection:
        if not database.is_sqlite:
            # Words of a whole collection are worked on between two statements, and others wait for that.
            connection.execute(sa.text("SET LOCAL lock_timeout = 0"))
            database.be_patient(connection)
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _UPGRADE_LOCK})
        config.attributes["connection"] = connection
        view_upkeep.beside_views(connection, lambda: command.upgrade(config, "head"))
        view_upkeep.bring_up_to_date(connection)
        _fill_reference(connection, database.is_sqlite)
        search_index.write_missing(connection)
        public_texts.write_missing(connection)


def current(database: Database) -> str | None:
    """The migration the database is at; None if it is empty."""
    with database.read() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def prepare(database: Database) -> None:
    """Makes an empty database ready; raises SchemaError for one of another version, which only a person should
    change.
    """
    version = current(database)
    if version is None:
        upgrade(database)
    elif version != HEAD:
        raise SchemaError(f"the database is at migration {version}, this version needs {HEAD}")


def create_scratch(database: Database) -> None:
    """The tables and reference rows in an empty database of no duration, without the cost of migrations."""
    with database.write() as connection:
        metadata.create_all(connection)
        _fill_reference(connection, database.is_sqlite)


def differences(database: Database) -> list[str]:
    """How the tables and views differ from those of this version, in sentences; [] if they do not."""
    from store.views import VIEWS

    with database.read() as connection:
        inspector = sa.inspect(connection)
        tables, views = set(inspector.get_table_names()), set(inspector.get_view_names())
        found = [f"table {name} is missing" for name in metadata.tables if name not in tables]
        found += [f"view {view.name} is missing" for view in VIEWS if view.name not in views]
        for name, table in metadata.tables.items():
            if name in tables:
                present = {column["name"] for column in inspector.get_columns(name)}
                found += [
                    f"column {name}.{column.name} is missing" for column in table.columns if column.name not in present
                ]
    return found


def _fill_reference(connection: sa.Connection, is_sqlite: bool) -> None:
    from sqlalchemy.dialects import postgresql, sqlite

    insert = sqlite.insert if is_sqlite else postgresql.insert
    for table, key, rows in (
        (campi, "number", [{"number": c.number, "title": c.title, "short": c.short} for c in CAMPI]),
        (
            prefetture,
            "sigla",
            [{"sigla": o.sigla, "name": o.name, "region": o.region, "office": o.office} for o in offices()],
        ),
    ):
        statement = insert(table).values(rows)
        changed = {column.name: statement.excluded[column.name] for column in table.columns if column.name != key}
        connection.execute(statement.on_conflict_do_update(index_elements=[key], set_=changed))
