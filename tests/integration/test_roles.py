"""What the roles may read, asked of a real server."""

import pytest
import sqlalchemy as sa
from sqlalchemy import exc

from store import roles, schema
from store.column_types import type_of
from store.database import Database
from store.views import VIEWS
from tests.services import fresh_database

pytestmark = pytest.mark.service

#: What PostgreSQL calls the types of an export.
_TYPES = {
    "string": {"text", "character varying"}, "integer": {"integer", "bigint", "numeric"},
    "number": {"double precision"},
    "date": {"date"}, "datetime": {"timestamp with time zone"},
}  # fmt: skip


def _may_read(database: Database, role: str, what: str) -> bool:
    try:
        with database.write() as connection:
            connection.exec_driver_sql(f"SET LOCAL ROLE {role}")
            connection.exec_driver_sql(f"SELECT COUNT(*) FROM {what}")
    except exc.ProgrammingError as error:
        if "permission denied" not in str(error):
            raise
        return False
    return True


def test_f15_analysts_read_what_is_masked_and_readers_all_views(postgresql_server: str) -> None:
    with fresh_database(postgresql_server, "raccolta_roles") as url:
        database = Database(url)
        schema.upgrade(database)
        roles.apply(database)
        for step in ("made", "made again", "after an upgrade"):
            readable = {view.name for view in VIEWS if _may_read(database, roles.ANALYSTS, view.name)}
            assert readable == set(roles.PUBLIC_VIEWS), step
            assert all(_may_read(database, roles.READERS, view.name) for view in VIEWS), step
            assert not _may_read(database, roles.READERS, "schede")
            assert not _may_read(database, roles.ANALYSTS, "public_texts")
            roles.apply(database) if step == "made" else schema.upgrade(database)
            # A view of their own, in their own place.
            with database.write() as connection:
                connection.exec_driver_sql(f"SET LOCAL ROLE {roles.ANALYSTS}")
                counted = "SELECT campo, COUNT(*) AS schede FROM public.v_schede_public GROUP BY campo"
                connection.exec_driver_sql(f"CREATE OR REPLACE VIEW {roles.THEIR_OWN}.per_campo AS {counted}")
            assert _may_read(database, roles.ANALYSTS, f"{roles.THEIR_OWN}.per_campo")
        database.close()


def test_the_types_of_exports_are_those_of_the_columns(postgresql_server: str) -> None:
    with fresh_database(postgresql_server, "raccolta_types") as url:
        database = Database(url)
        schema.upgrade(database)
        query = sa.text(
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_name LIKE 'v\\_%'"
        )
        with database.read() as connection:
            found = connection.execute(query).all()
        assert {row[0] for row in found} == {view.name for view in VIEWS}
        assert [tuple(row) for row in found if row[2] not in _TYPES[type_of(row[1])]] == []
        database.close()
