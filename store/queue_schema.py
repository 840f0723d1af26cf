"""The tables of the queue: Procrastinate's own, made and brought on by its own migrations. PostgreSQL only."""

from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable

import sqlalchemy as sa

from config.counting import counted
from config.errors import SchemaError, SettingsError
from store.database import Database

#: Which of its migrations were carried out: it keeps no account of them itself.
_ACCOUNT = (
    "CREATE TABLE IF NOT EXISTS procrastinate_migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL)"
)
_NOTE = "INSERT INTO procrastinate_migrations VALUES (:name, now())"
#: Any number, the same in all processes: two of them must not migrate at once.
_LOCK = 5973_2017


def prepare(database: Database) -> None:
    """Makes the tables where there are none; raises SchemaError for those of an older library, which only a person
    should change.
    """
    missing = _missing(database)
    if missing is None:
        upgrade(database)
    elif missing:
        lacks = counted(len(missing), "migration", "migrations")
        raise SchemaError(f"the queue lacks {lacks} of this version, the first is {missing[0]}")


def upgrade(database: Database) -> None:
    """Brings the tables to the version of the installed library. Harmless when nothing is to do."""
    migrations = {file.name: file for file in _migrations()}
    missing = _missing(database)
    if missing is None:
        _carry_out(database, [_sql("schema.sql")], list(migrations), only_first=True)
        return
    for name in missing:
        # Each by itself: some change what a later one uses.
        _carry_out(database, [migrations[name]], [name])


def _missing(database: Database) -> list[str] | None:
    """The migrations that were not carried out, in their order; None if there are no tables."""
    with database.read() as connection:
        if not sa.inspect(connection).has_table("procrastinate_migrations"):
            return None
        done = set(connection.execute(sa.text("SELECT name FROM procrastinate_migrations")).scalars())
    return [file.name for file in _migrations() if file.name not in done]


def _carry_out(
    database: Database, scripts: Sequence[Traversable], names: Sequence[str], *, only_first: bool = False
) -> None:
    """Runs scripts and notes the migrations that they stand for, in one transaction; not if another process did."""
    with database.write() as connection:
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        connection.execute(sa.text(_ACCOUNT))
        done = set(connection.execute(sa.text("SELECT name FROM procrastinate_migrations")).scalars())
        if done & set(names) or (only_first and done):
            return
        link = connection.connection.driver_connection
        assert link is not None
        for script in scripts:
            # Past SQLAlchemy: a script of many statements, in which a percent sign is one.
            link.execute(script.read_text(encoding="utf-8"))
        connection.execute(sa.text(_NOTE), [{"name": name} for name in names])


def _migrations() -> list[Traversable]:
    found = [file for file in _sql("migrations").iterdir() if file.name.endswith(".sql")]
    return sorted(found, key=lambda file: file.name)


def _sql(name: str) -> Traversable:
    try:
        return files("procrastinate") / "sql" / name
    except ModuleNotFoundError:
        raise SettingsError(
            "QUEUE=procrastinate needs the library: install the extra `scale` (README, Install)"
        ) from None
