"""Brings the views of a database to this version and leaves alone what does not change: rights that were granted and
views that others built on ours stay.

PostgreSQL knows what stands on a view and lets it be replaced while its columns stay. Where that does not do, all views
are made anew, with the rights and the views of others; what cannot be made again ends the upgrade, and nothing is
changed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import exc

from config.errors import SchemaError
from store.view import View
from store.views import VIEWS

#: Views and stored views of others that stand on ours, straight or through each other, each after those it stands on.
_OTHERS = sa.text("""
WITH RECURSIVE ours AS (
    SELECT c.oid FROM pg_class c WHERE c.relnamespace = CAST(current_schema() AS text)::regnamespace
    AND c.relname = ANY(CAST(:names AS text[]))
), above(oid, height) AS (
    SELECT oid, 0 FROM ours
    UNION
    SELECT r.ev_class, above.height + 1
    FROM above JOIN pg_depend d ON d.refobjid = above.oid AND d.refclassid = 'pg_class'::regclass
    JOIN pg_rewrite r ON r.oid = d.objid AND d.classid = 'pg_rewrite'::regclass AND r.ev_class <> above.oid
)
SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS name, c.relkind = 'm' AS stored,
    pg_get_userbyid(c.relowner) AS owner, pg_get_viewdef(c.oid) AS definition,
    obj_description(c.oid, 'pg_class') AS comment, array_to_string(c.reloptions, ', ') AS options
FROM above JOIN pg_class c ON c.oid = above.oid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid NOT IN (SELECT oid FROM ours)
GROUP BY c.oid, n.nspname, c.relname, c.relkind, c.relowner, c.reloptions ORDER BY MAX(above.height), c.oid
""")
_RIGHTS = sa.text("""
SELECT format('GRANT %s ON %I.%I TO %s%s', a.privilege_type, n.nspname, c.relname,
    CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
    CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace CROSS JOIN aclexplode(c.relacl) a
WHERE a.grantee <> c.relowner AND c.oid = to_regclass(:view)
""")
_INDEXES = sa.text("SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = :view ORDER BY indexrelid")
_TOLD = sa.text("""
SELECT a.attname, col_description(a.attrelid, a.attnum) FROM pg_attribute a
WHERE a.attrelid = to_regclass(:view) AND a.attnum > 0
UNION ALL SELECT '', obj_description(to_regclass(:view), 'pg_class')
""")
_DEFINED = sa.text("SELECT pg_get_viewdef(to_regclass(:view))")
#: A view that lasts as long as a question: by it PostgreSQL says how it would keep ours.
_PROBE = "raccolta_probe"


@dataclass(frozen=True, slots=True)
class _Other:
    """A view of somebody else: its quoted `name`, and the statements that make it as it was."""

    name: str
    statements: tuple[str, ...]


def beside_views(connection: sa.Connection, migrate: Callable[[], None]) -> None:
    """Changes tables below the views, in the caller's transaction. Raises SchemaError if a view of somebody else would
    be lost by it.
    """
    if connection.dialect.name == "sqlite":
        # A table that is made anew is renamed, and SQLite would look at each view then, also at those that stand on
        # views that are no more.
        _run(connection, "PRAGMA legacy_alter_table = ON")
        try:
            migrate()
        finally:
            _run(connection, "PRAGMA legacy_alter_table = OFF")
        return
    try:
        with connection.begin_nested():
            migrate()
    except exc.DBAPIError:
        # A view stands on a column that changes.
        with _taken_away(connection):
            migrate()


def bring_up_to_date(connection: sa.Connection) -> None:
    """Makes the views that are missing and those that this version has otherwise, in the caller's transaction. Raises
    SchemaError if a view of somebody else would be lost by it.
    """
    if connection.dialect.name == "sqlite":
        _on_sqlite(connection)
        return
    changed = [view for view in VIEWS if not _is_so_already(connection, view)]
    try:
        with connection.begin_nested():
            for view in changed:
                _run(connection, f"CREATE OR REPLACE VIEW {view.name} AS {view.select_for('postgresql')}")
    except exc.DBAPIError:
        # Columns went, or moved.
        with _taken_away(connection):
            pass
    for view in VIEWS:
        _tell(connection, view)


@contextmanager
def _taken_away(connection: sa.Connection) -> Iterator[None]:
    """Takes all views away, for what cannot be done while there are any, and makes them and what stood on them anew.
    Raises SchemaError if a view of somebody else cannot be made again. PostgreSQL.
    """
    found = connection.execute(_OTHERS, {"names": [view.name for view in VIEWS]}).all()
    others = [_Other(row.name, _statements(connection, row)) for row in found]
    rights = [right for view in VIEWS for right in connection.execute(_RIGHTS, {"view": view.name}).scalars()]
    for view in reversed(VIEWS):
        _run(connection, f"DROP VIEW IF EXISTS {view.name} CASCADE")
    yield
    for view in VIEWS:
        _run(connection, f"CREATE VIEW {view.name} AS {view.select_for('postgresql')}")
    for right in rights:
        _run(connection, right)
    for other in others:
        _make_again(connection, other)


def _make_again(connection: sa.Connection, other: _Other) -> None:
    try:
        for statement in other.statements:
            _run(connection, statement)
    except exc.DBAPIError as error:
        reason = str(error.orig).strip().split("\n")[0]
        raise SchemaError(
            f"the view {other.name}, which is not ours, stands on views that change and cannot be made again "
            f"({reason}): take it away, upgrade, and make it anew"
        ) from error


def _statements(connection: sa.Connection, row: sa.Row[tuple[object, ...]]) -> tuple[str, ...]:
    kind = "MATERIALIZED VIEW" if row.stored else "VIEW"
    options = f" WITH ({row.options})" if row.options else ""
    quote = connection.dialect.identifier_preparer.quote
    made = [f"CREATE {kind} {row.name}{options} AS {row.definition}"]
    made += connection.execute(_INDEXES, {"view": row.oid}).scalars()
    made += connection.execute(_RIGHTS, {"view": row.name}).scalars()
    if row.comment is not None:
        made.append(f"COMMENT ON {kind} {row.name} IS {_quoted(row.comment)}")
    if row.owner != connection.execute(sa.text("SELECT current_user")).scalar():
        made.append(f"ALTER {kind} {row.name} OWNER TO {quote(row.owner)}")
    return tuple(made)


def _is_so_already(connection: sa.Connection, view: View) -> bool:
    """Whether PostgreSQL would keep the view of this version in the very words in which it keeps the one that is there.
    It can be asked only if no column is missing that the view needs.
    """
    there = connection.execute(_DEFINED, {"view": view.name}).scalar()
    if there is None:
        return False
    _run(connection, f"CREATE TEMP VIEW {_PROBE} AS {view.select_for('postgresql')}")
    wanted = connection.execute(_DEFINED, {"view": _PROBE}).scalar()
    _run(connection, f"DROP VIEW {_PROBE}")
    return bool(there == wanted)


def _tell(connection: sa.Connection, view: View) -> None:
    """Puts right what the view and its columns say of themselves."""
    there = {row[0]: row[1] for row in connection.execute(_TOLD, {"view": view.name})}
    wanted = {"": view.meaning} | {name: meaning for name, _, meaning in view.columns}
    for name, meaning in wanted.items():
        if there.get(name) != meaning:
            what = f"COLUMN {view.name}.{name}" if name else f"VIEW {view.name}"
            _run(connection, f"COMMENT ON {what} IS {_quoted(meaning)}")


def _on_sqlite(connection: sa.Connection) -> None:
    """SQLite keeps a view as the text that made it, and asks only when it is used what it stands on."""
    question = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'view'")
    there = {row.name: row.sql for row in connection.execute(question)}
    for view in VIEWS:
        statement = f"CREATE VIEW {view.name} AS {view.select_for('sqlite')}"
        if there.get(view.name) != statement:
            _run(connection, f"DROP VIEW IF EXISTS {view.name}")
            _run(connection, statement)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _run(connection: sa.Connection, statement: str) -> None:
    """Runs a statement as it is, its colons too."""
    connection.execute(sa.text(statement.replace(":", r"\:")))
