"""Tables, views and originals on both engines."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from config.errors import DatabaseUnavailableError, SchemaError
from store import schema
from store.database import Database
from store.tables import mailboxes, metadata
from store.views import VIEWS

pytestmark = pytest.mark.service


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """FTS5 keeps tables of its own, which are none of ours."""
    return not (kind == "table" and (name or "").startswith("search_fts"))


_COMPARED = {"compare_type": True, "compare_server_default": False, "include_name": _is_ours}


def test_the_migrations_make_the_tables_of_the_code(database_url: str) -> None:
    database = Database(database_url)
    schema.upgrade(database)
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts=_COMPARED)
        assert compare_metadata(context, metadata) == []
    assert schema.differences(database) == []
    with database.read() as connection:
        for view in sa.inspect(connection).get_view_names():
            connection.execute(sa.text(f"SELECT * FROM {view}")).fetchall()
    database.close()


def test_upgrading_twice_changes_nothing(database_url: str) -> None:
    database = Database(database_url)
    schema.upgrade(database)
    schema.upgrade(database)
    assert schema.current(database) == schema.HEAD
    database.close()


def test_the_coverage_has_every_office_and_campo_and_the_dictionary_every_column(database_url: str) -> None:
    database = Database(database_url)
    schema.upgrade(database)
    with database.read() as connection:
        assert connection.execute(sa.text("SELECT COUNT(*), SUM(schede) FROM v_coverage")).one() == (106 * 11, 0)
        listed = connection.execute(sa.text("SELECT view_name, column_name FROM v_dictionary")).all()
        for view in VIEWS:
            shown = connection.execute(sa.text(f"SELECT * FROM {view.name} WHERE 1 = 0")).keys()
            assert [column for name, column in listed if name == view.name] == list(shown)
    database.close()


def test_constraints_are_enforced(database_url: str) -> None:
    database = Database(database_url)
    schema.upgrade(database)
    for statement in (
        "INSERT INTO marked_campi (message_id, campo) VALUES (99, 1)",
        "INSERT INTO campi (number, title, short) VALUES (12, 'x', 'x')",
    ):
        with pytest.raises(sa.exc.IntegrityError), database.write() as connection:
            connection.execute(sa.text(statement))
    database.close()


def test_a_database_of_another_version_is_refused(database_url: str) -> None:
    database = Database(database_url)
    schema.upgrade(database)
    with database.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(SchemaError, match="this version needs"):
        schema.prepare(database)
    database.close()


def test_an_absent_server_is_an_outage() -> None:
    database = Database("postgresql://raccolta@127.0.0.1:1/nothing")
    with pytest.raises(DatabaseUnavailableError), database.read() as connection:
        connection.execute(sa.text("SELECT 1"))


def test_a_database_of_the_first_version_is_upgraded_with_its_rows(database_url: str) -> None:
    from importlib.resources import files

    from alembic import command
    from alembic.config import Config

    database = Database(database_url)
    config = Config()
    config.set_main_option("script_location", str(files("store") / "migrations"))
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            sa.text(
                "INSERT INTO messages (id, source, sha256, size, stored_at, received_at, status, subject, sender, "
                "form_found, attempts, outages) "
                "VALUES (7, 'x.eml', 'abc', 1, '2015-12-01 09:30:00', '2015-12-01 09:30:00', 'done', 's', 'a', :no, "
                "1, 0)"
            ),
            {"no": False},
        )
        connection.execute(
            sa.text(
                "INSERT INTO problems (id, message_id, position, code, detail) VALUES (3, 7, 0, 'unknown_sender', "
                "'nobody')"
            )
        )
    with pytest.raises(SchemaError, match="this version needs"):
        schema.prepare(database)
    schema.upgrade(database)
    with database.write() as connection:
        assert connection.execute(sa.text("SELECT id, code, detail FROM problems")).all() == [
            (3, "unknown_sender", "nobody")
        ]
        connection.execute(
            sa.text(
                "INSERT INTO problems (message_id, position, code, detail, compared) VALUES (7, 1, 'follows_up', 'x', "
                ":no)"
            ),
            {"no": False},
        )
    with pytest.raises(sa.exc.IntegrityError), database.write() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO problems (message_id, position, code, detail, compared) VALUES (7, 2, 'no_such_code', "
                "'x', :no)"
            ),
            {"no": False},
        )
    assert schema.differences(database) == []
    database.close()


def test_what_is_read_at_once_is_of_one_state(database_url: str) -> None:
    """A list of messages asks several tables; what is stored between two questions is not half of it."""
    database = Database(database_url)
    schema.upgrade(database)
    with database.read() as reader:
        assert reader.execute(sa.text("SELECT COUNT(*) FROM mailboxes")).scalar_one() == 0
        with database.write() as writer:
            writer.execute(mailboxes.insert().values(key="imap://host/INBOX"))
        assert reader.execute(sa.text("SELECT COUNT(*) FROM mailboxes")).scalar_one() == 0
    with database.read() as reader:
        assert reader.execute(sa.text("SELECT COUNT(*) FROM mailboxes")).scalar_one() == 1
    database.close()


def test_a_connection_that_read_can_write_again(database_url: str) -> None:
    database = Database(database_url)
    schema.upgrade(database)
    for number in range(3):
        with database.read() as reader:
            reader.execute(sa.text("SELECT 1"))
        with database.write() as writer:
            writer.execute(mailboxes.insert().values(key=f"imap://host/{number}"))
    database.close()
