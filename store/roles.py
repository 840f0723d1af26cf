"""Who may read what on PostgreSQL: analysts the views without personal data, readers all views, nobody of them a
table.
"""

import sqlalchemy as sa
from sqlalchemy import exc

from config.errors import SettingsError, UsageError
from store.database import Database
from store.views import VIEWS

ANALYSTS, READERS = "raccolta_analysts", "raccolta_readers"
#: The schema in which they keep views of their own; an upgrade leaves those alone (`store.view_upkeep`).
THEIR_OWN = "analysis"
#: Views in which no words of a mail stand but masked ones, titles of agreements and names of the bodies that sign them.
PUBLIC_VIEWS = (
    "v_schede_public",
    "v_protocolli",
    "v_parties",
    "v_coverage",
    "v_offices",
    "v_marked",
    "v_vocabulary",
    "v_dictionary",
)


def statements(schema: str = "public") -> list[str]:
    """The statements that make both roles, a schema for views of their own, and grant them what they may read, and
    nothing else; harmless when given again.
    """
    made = [statement for role in (ANALYSTS, READERS) for statement in _role(role, schema)]
    made += [f"GRANT SELECT ON {schema}.{name} TO {ANALYSTS}" for name in PUBLIC_VIEWS]
    made += [f"GRANT SELECT ON {schema}.{view.name} TO {READERS}" for view in VIEWS]
    own = f"GRANT USAGE, CREATE ON SCHEMA {THEIR_OWN} TO {ANALYSTS}, {READERS}"
    return [*made, f"CREATE SCHEMA IF NOT EXISTS {THEIR_OWN}", own]


def apply(database: Database) -> None:
    """Makes the roles and grants. Raises UsageError for SQLite, which knows none, SettingsError if the user may not."""
    if database.is_sqlite:
        raise UsageError(
            "SQLite knows no roles: who may read the file reads all; hand out `raccolta export schede_public`"
        )
    try:
        with database.write() as connection:
            schema = connection.execute(sa.text("SELECT current_schema()")).scalar_one()
            for statement in statements(str(schema)):
                connection.exec_driver_sql(statement)
    except exc.ProgrammingError as error:
        reason = str(error.orig).strip().split("\n")[0]
        raise SettingsError(
            f"roles cannot be made: {reason}; let an administrator run what `raccolta db roles` prints"
        ) from error


def _role(role: str, schema: str) -> list[str]:
    """A role that nobody logs in as: it is granted to persons. What it was granted before is taken back first."""
    missing = f"IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} NOLOGIN; END IF;"
    return [
        f"DO $$ BEGIN {missing} END $$",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}",
        f"GRANT USAGE ON SCHEMA {schema} TO {role}",
    ]
