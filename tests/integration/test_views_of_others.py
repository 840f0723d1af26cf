"""An upgrade leaves alone what others built on our views: their views, and the rights that roles were granted."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from config.errors import SchemaError
from store import schema, view_upkeep
from store.database import Database
from store.views import VIEWS
from tests.services import fresh_database
from tests.specimens.older import as_of

pytestmark = pytest.mark.service

ROLE = "others_of_raccolta"
OTHERS = (
    f"DO $$ BEGIN CREATE ROLE {ROLE}; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
    "CREATE SCHEMA analisi",
    f"GRANT USAGE, CREATE ON SCHEMA analisi, public TO {ROLE}",
    f"GRANT SELECT ON v_schede TO {ROLE} WITH GRANT OPTION",
    "CREATE VIEW analisi.per_campo AS SELECT campo, COUNT(*) AS schede FROM v_schede GROUP BY campo",
    'CREATE VIEW analisi."per regione" WITH (security_barrier=true) AS '
    "SELECT 'x:y'::text AS a, * FROM analisi.per_campo",
    "COMMENT ON VIEW analisi.per_campo IS 'di un''analista'",
    f"ALTER VIEW analisi.per_campo OWNER TO {ROLE}",
    f'GRANT SELECT ON analisi."per regione" TO {ROLE}',
    "CREATE MATERIALIZED VIEW analisi.fermata AS SELECT code, COUNT(*) AS n FROM v_problems GROUP BY code",
    "CREATE UNIQUE INDEX fermata_code ON analisi.fermata (code)",
)
#: All of it, as the catalogue tells it.
AS_IT_IS = """
SELECT n.nspname, c.relname, c.relkind::text, c.relowner::regrole::text, c.relacl::text, c.reloptions::text,
    obj_description(c.oid), pg_get_viewdef(c.oid),
    (SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i WHERE i.indrelid = c.oid)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE (n.nspname = 'analisi' AND c.relkind IN ('v', 'm')) OR c.relname = 'v_schede' ORDER BY 1, 2
"""


@pytest.fixture
def postgresql(postgresql_server: str) -> Iterator[Database]:
    with fresh_database(postgresql_server, "raccolta_others") as url:
        database = Database(url)
        schema.upgrade(database)
        yield database
        database.close()


def rows(database: Database, question: str) -> list[tuple[Any, ...]]:
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(sa.text(question.replace(":", r"\:")))]


def run(database: Database, *statements: str) -> None:
    with database.write() as connection:
        for statement in statements:
            connection.execute(sa.text(statement.replace(":", r"\:")))


def test_an_upgrade_with_nothing_to_do_touches_no_view(postgresql: Database) -> None:
    question = "SELECT ev_class, xmin::text FROM pg_rewrite ORDER BY 1"
    before, told = rows(postgresql, question), rows(postgresql, "SELECT xmin::text FROM pg_description")
    schema.upgrade(postgresql)
    assert rows(postgresql, question) == before
    assert rows(postgresql, "SELECT xmin::text FROM pg_description") == told


def otherwise(name: str, columns: slice) -> tuple[Any, ...]:
    """The views as a version had them that gave one of them other columns."""
    return tuple(replace(v, columns=v.columns[columns]) if v.name == name else v for v in VIEWS)


@pytest.mark.parametrize(
    "columns", [slice(None, -1), slice(None, None, -1)], ids=["one more at the end", "in another order"]
)
def test_views_and_rights_of_others_stay_when_ours_change(
    postgresql: Database, columns: slice, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(view_upkeep, "VIEWS", otherwise("v_schede", columns))
        schema.upgrade(postgresql)
        run(postgresql, *OTHERS)
    kept = [row for row in rows(postgresql, AS_IT_IS) if row[1] != "v_schede"]
    rights = next(row[4] for row in rows(postgresql, AS_IT_IS) if row[1] == "v_schede")
    schema.upgrade(postgresql)
    after = rows(postgresql, AS_IT_IS)
    assert [row for row in after if row[1] != "v_schede"] == kept
    assert len(kept) == 3
    assert next(row[4] for row in after if row[1] == "v_schede") == rights
    with postgresql.read() as connection:
        columns_now = [c["name"] for c in sa.inspect(connection).get_columns("v_schede")]
    assert columns_now == [name for v in VIEWS if v.name == "v_schede" for name in v.names]
    assert rows(postgresql, 'SELECT * FROM analisi."per regione"') == []


def test_a_column_below_the_views_may_change(postgresql: Database) -> None:
    run(postgresql, *OTHERS)
    before = rows(postgresql, AS_IT_IS)[:3]
    with postgresql.write() as connection:

        def migrate() -> None:
            connection.exec_driver_sql("ALTER TABLE schede ALTER COLUMN title TYPE varchar(2000)")

        view_upkeep.beside_views(connection, migrate)
    assert rows(postgresql, AS_IT_IS)[:3] == before


def test_a_view_of_others_that_would_be_lost_stops_the_upgrade(
    postgresql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = tuple(
        replace(v, columns=(("gone", "s.title", "no more"), *v.columns)) if v.name == "v_schede" else v for v in VIEWS
    )
    with monkeypatch.context() as earlier:
        earlier.setattr(view_upkeep, "VIEWS", more)
        schema.upgrade(postgresql)
        run(postgresql, "CREATE VIEW mia AS SELECT gone FROM v_schede")
    with pytest.raises(
        SchemaError, match=r"the view public\.mia, which is not ours.*\(column v_schede\.gone does not exist\)"
    ):
        schema.upgrade(postgresql)
    assert rows(postgresql, "SELECT gone FROM mia") == []


@pytest.mark.parametrize("migration", ["0001", "0010", "0026"])
def test_a_database_of_an_earlier_version_is_upgraded_below_a_view_of_somebody(
    database_url: str, migration: str
) -> None:
    schema.upgrade(Database(database_url))
    as_of(migration, database_url)
    database = Database(database_url)
    run(
        database,
        "CREATE VIEW v_schede AS SELECT id AS campo FROM schede",
        "CREATE VIEW mia AS SELECT campo FROM v_schede",
    )
    schema.upgrade(database)
    assert rows(database, "SELECT campo FROM mia") == []
    assert schema.differences(database) == []
    database.close()
