"""Connections, transactions, and what a database error means for the work at hand."""

import logging
import os
import re
import socket
import sqlite3
import weakref
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from config.errors import (
    DatabaseDamagedError,
    DatabaseUnavailableError,
    NoDataError,
    NoRoomError,
    RaccoltaError,
    SchemaError,
    SettingsError,
)
from config.hiding import hide, is_secret_name
from store.same_file import SameFile

log = logging.getLogger(__name__)

#: A link whose far end is gone without a word is found by the kernel within about a minute (libpq, "TCP keepalive").
_KEEPALIVE = {"keepalives_idle": 20, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 60_000}
_LINK = {"connect_timeout": 10, "fallback_application_name": "raccolta"} | _KEEPALIVE
#: The same at the server's end, which else keeps the locks of a host that was cut off; it looks while a question waits
#: too. Asked of servers that know them.
_OF_SERVER = {f"tcp_{name.removeprefix('tcp_')}": value for name, value in _KEEPALIVE.items()} | {
    "client_connection_check_interval": 10_000
}
#: Ends what has waited for its other end for so many seconds in the midst of a transaction. The server's own bound for
#: that (`idle_in_transaction_session_timeout`) does not run behind a flush that follows the end of a batch, nor between
#: the parts of a question, and drivers send both (decision 35).
_END_STANDING = sa.text("""
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
  AND application_name = current_setting('application_name')
  AND state <> 'idle' AND wait_event_type = 'Client'
  AND state_change < clock_timestamp() - make_interval(secs => :seconds)
""")
#: May stand still: for the server, and for those who end what does, to whom it goes by another name.
_BE_PATIENT = sa.text("""
SELECT set_config('idle_in_transaction_session_timeout', '0', true),
       set_config('application_name', 'patient ' || current_setting('application_name'), true)
""")
#: Results of SQLite have their primary code in the lowest byte (sqlite.org/rescode.html).
_PRIMARY = 0xFF
#: What needs a person, by the result of SQLite or the state of PostgreSQL (its manual, appendix A).
_BY_CODE: dict[object, type[RaccoltaError]] = {
    sqlite3.SQLITE_FULL: NoRoomError,
    sqlite3.SQLITE_READONLY: NoRoomError,
    sqlite3.SQLITE_CORRUPT: DatabaseDamagedError,
    sqlite3.SQLITE_NOTADB: DatabaseDamagedError,
    "53100": NoRoomError,
    "XX001": DatabaseDamagedError,
    "XX002": DatabaseDamagedError,
}
_NO_TABLE = re.compile(r"no such (?:table|column)|UndefinedTable|UndefinedColumn|has no column", re.IGNORECASE)


class Database:
    """A database, SQLite or PostgreSQL."""

    def __init__(self, url: str, *, busy_seconds: int = 30, lost_seconds: int = 300, create: bool = True) -> None:
        """Nothing is connected yet. Raises SettingsError if the URL is not one of a supported database, NoDataError
        without `create` if there is no such file.

        A server gives up a transaction that stands still for `lost_seconds`, and one that waits for a lock three
        quarters as long: whoever was cut off from it cannot, and would keep rows from all others. `end_standing` gives
        up those that the server does not see standing.
        """
        self.engine = _engine(url, busy_seconds, create=create)
        self.lost_seconds = lost_seconds
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        # SQLite's log of writes gives a reader one state by itself; PostgreSQL has to be asked for it.
        self._reading: dict[str, Any] = {"raccolta_reads": True}
        if not self.is_sqlite:
            self._reading |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._links: weakref.WeakSet[Any] = weakref.WeakSet()
        if not self.is_sqlite:
            sa.event.listen(self.engine, "connect", self._set_up_postgresql)

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """One transaction that may write: committed at the end, rolled back on any error."""
        with self._typed_errors(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self, *, patient: bool = False) -> Iterator[sa.Connection]:
        """A connection for reading. All its questions see the collection as it stood at the first of them, whatever
        is stored in the meantime: a message is never seen with a scheda whose document is missing. Takes no lock.

        `patient` is for what goes to somebody who may read slowly: it may stand still as long as it likes.
        """
        with self._typed_errors(), self.engine.connect() as plain:
            connection = plain.execution_options(**self._reading)
            if patient:
                self.be_patient(connection)
            yield connection
            plain.rollback()

    def be_patient(self, connection: sa.Connection) -> None:
        """Lets the transaction at hand stand still as long as it likes."""
        if not self.is_sqlite:
            connection.execute(_BE_PATIENT)

    def end_standing(self) -> int:
        """Ends the transactions of this program, on any machine, that wait for theirs for longer than `lost_seconds`:
        it was cut off, or is frozen. Returns how many there were; what they held is free a moment later.
        """
        if self.is_sqlite:
            return 0
        with self.read() as connection:
            ended = len(connection.execute(_END_STANDING, {"seconds": self.lost_seconds}).all())
        if ended:
            log.warning("transactions that stood still were ended", extra={"transactions": ended})
        return ended

    def moment(self, connection: sa.Connection, now: datetime) -> datetime:
        """What time it is for leases: the server's clock, the same for all machines; SQLite has but one, whose `now` it
        is.
        """
        if self.is_sqlite:
            return now
        answer: datetime = connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
        return answer.astimezone(UTC)

    @property
    def set_up(self) -> str:
        """What is said first on each link to PostgreSQL."""
        wanted = {
            # To compile a query of the views takes seconds, to answer it milliseconds.
            "jit": "off",
            "idle_in_transaction_session_timeout": f"{self.lost_seconds}s",
            # Of a host that was cut off many wait for the one lock of all that store: each would get it in its turn,
            # and keep it as long as one that stands still may.
            "lock_timeout": f"{750 * self.lost_seconds}ms",
            **_OF_SERVER,
        }
        rows = ", ".join(f"('{name}', '{value}')" for name, value in wanted.items())
        known = f"(VALUES {rows}) AS wanted (name, value) JOIN pg_settings USING (name)"
        return f"SELECT set_config(name, value, false) FROM {known}"

    def _set_up_postgresql(self, link: Any, _record: object) -> None:
        self._links.add(link)
        link.execute(self.set_up).close()
        link.commit()

    def interrupt(self) -> None:
        """Breaks all links to the server under whichever threads use them, which then get a
        DatabaseUnavailableError.
        """
        for link in list(self._links):
            try:
                with socket.socket(fileno=os.dup(link.fileno())) as plain:
                    plain.shutdown(socket.SHUT_RDWR)
            except Exception:
                log.debug("the link to be broken was broken already", exc_info=True)

    @property
    def conninfo(self) -> str:
        """The URL as the driver of PostgreSQL takes it, its password included."""
        return self.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)

    @property
    def link_options(self) -> dict[str, Any]:
        """What the driver is told beside it."""
        return dict(_LINK)

    @property
    def shown_url(self) -> str:
        """The URL without its password and whatever else is secret in it."""
        url = self.engine.url
        secret = [name for name in url.query if is_secret_name(name)]
        return url.update_query_dict(dict.fromkeys(secret, "***")).render_as_string(hide_password=True)

    def _typed_errors(self) -> AbstractContextManager[None]:
        return _typed_errors(self.shown_url, secrets(self.engine.url))

    def close(self) -> None:
        """Closes all connections."""
        self.engine.dispose()


@contextmanager
def _typed_errors(url: str, secrets: Sequence[str] = ()) -> Iterator[None]:
    """What went wrong by what to do next; a bug of ours goes through as it is."""
    try:
        yield
    except exc.TimeoutError as error:
        raise DatabaseUnavailableError(f"{url}: {hide(_first_line(error), secrets)}") from error
    except exc.DBAPIError as error:
        kind = _kind(error)
        if kind is None:
            raise
        said = f"{url} lacks tables or columns of this version" if kind is SchemaError else None
        raise kind(said or f"{url}: {hide(_first_line(error), secrets)}") from error


def _kind(error: exc.DBAPIError) -> type[RaccoltaError] | None:
    """The error of ours that an error of the driver is; None for a bug."""
    code = getattr(error.orig, "sqlite_errorcode", 0) & _PRIMARY or getattr(error.orig, "sqlstate", None)
    if (known := _BY_CODE.get(code)) is not None:
        return known
    if isinstance(error, exc.OperationalError | exc.ProgrammingError) and _NO_TABLE.search(repr(error.orig)):
        return SchemaError
    if isinstance(error, exc.ProgrammingError):
        return None
    outage = isinstance(error, exc.OperationalError | exc.InterfaceError | exc.InternalError)
    return DatabaseUnavailableError if outage or error.connection_invalidated else None


def secrets(url: sa.URL) -> list[str]:
    """What must not be shown of a URL: its password and the query parameters that are named like one."""
    values = [url.password or "", *(value for name, value in url.query.items() if is_secret_name(name))]
    return [one for value in values for one in ((value,) if isinstance(value, str) else value)]


def _parsed(url: str) -> sa.URL:
    """The parts of a URL. Nothing of a URL that cannot be taken apart is shown: whatever is in the wrong place may be
    a secret.
    """
    # What stands between the two is taken for a host, and would be shown.
    if "@" in url.partition("@")[2].partition("?")[0] and not url.startswith("sqlite"):
        raise SettingsError(
            "DATABASE_URL has more than one @: write one in the user name or password as %40 (and / as %2F, : as %3A)"
        )
    try:
        return sa.make_url(url)
    except (exc.ArgumentError, ValueError):
        raise SettingsError(
            "DATABASE_URL is not a database URL (sqlite:///file or postgresql://user@host/name);"
            " signs in a password are written as %40 for @, %3A for :, %2F for /, %25 for %"
        ) from None


def _engine(url: str, busy_seconds: int, *, create: bool) -> sa.Engine:
    parsed = _parsed(url)
    if parsed.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        try:
            engine = sa.create_engine(
                parsed.set(drivername="postgresql+psycopg"),
                pool_pre_ping=True,
                connect_args=_LINK,
            )
        except ModuleNotFoundError:
            raise SettingsError("PostgreSQL needs the driver: install the extra `postgres` (README, Install)") from None
        return engine
    if parsed.get_backend_name() != "sqlite":
        raise SettingsError(f"DATABASE_URL names {parsed.get_backend_name()}; supported are sqlite and postgresql")
    if parsed.database and parsed.database != ":memory:":
        if not create and not Path(parsed.database).exists():
            raise NoDataError(f"there is no database {parsed.database}")
        try:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(f"the folder of the database {parsed.database} cannot be made: {error}") from None
        engine = sa.create_engine(parsed, connect_args={"timeout": busy_seconds})
    else:
        engine = sa.create_engine(parsed, poolclass=sa.StaticPool, connect_args={"check_same_thread": False})
    sa.event.listen(engine, "connect", _set_up_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    if parsed.database and parsed.database != ":memory:":
        # Behind what opens the file: before that there may be none.
        SameFile(Path(parsed.database)).watch(engine)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # SQLAlchemy begins transactions itself; the driver must not.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: sa.Connection) -> None:
    # A write that began as a read would fail at once if another writer came in between, whatever the timeout.
    reads = connection.get_execution_options().get("raccolta_reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _first_line(error: Exception) -> str:
    origin = getattr(error, "orig", None) or error
    return str(origin).strip().split("\n")[0] or type(origin).__name__
