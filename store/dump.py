"""A copy of the whole database in a file, and back: SQLite by its own means, PostgreSQL by pg_dump and pg_restore."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.errors import NoDataError, UsageError
from config.hiding import hide
from store import schema
from store.database import Database, secrets
from store.soundness import copy_to

#: Name of the copy, by engine.
SQLITE_COPY, POSTGRESQL_COPY = "raccolta.db", "raccolta.dump"
_INSTALL = "install the package postgresql-client of the server's version or a newer one"


def write(database: Database, folder: Path) -> Path:
    """Writes a consistent copy into an existing folder, durably, also while the service runs. Raises UsageError."""
    file = folder / (SQLITE_COPY if database.is_sqlite else POSTGRESQL_COPY)
    if database.is_sqlite:
        copy_to(database, file)
    else:
        # Who may read is a matter of the server that it goes to: its roles need not be those of this one.
        _run(database, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")
    file.chmod(0o600)
    with file.open("rb") as written:
        os.fsync(written.fileno())
    return file


def read(url: str, folder: Path) -> None:
    """Fills the empty database of `url` from the copy in `folder`, wholly or not at all. Raises UsageError if it is not
    empty or the copy is one of another engine.
    """
    try:
        database = Database(url, create=False)
    except NoDataError:
        # Only a SQLite database can be absent.
        database = Database(url)
    try:
        file = folder / (SQLITE_COPY if database.is_sqlite else POSTGRESQL_COPY)
        if not file.exists():
            raise UsageError(
                f"{folder} holds no {file.name}; DATABASE_URL names another kind of database than the one that was "
                f"copied"
            )
        if database.is_sqlite:
            _put(file, Path(database.engine.url.database or ""))
            return
        if schema.current(database) is not None:
            raise UsageError(
                f"{database.shown_url} is not empty; make a new one (createdb) and name it in DATABASE_URL"
            )
        _run(database, "pg_restore", "--no-owner", "--no-privileges", "--single-transaction", str(file))
    finally:
        database.close()


def _put(file: Path, target: Path) -> None:
    if target.exists():
        raise UsageError(
            f"{target} exists already; move it away (with its -wal and -shm) or name another DATA_DIR or DATABASE_URL"
        )
    partial = target.with_name(target.name + ".part")
    shutil.copyfile(file, partial)
    with partial.open("rb") as written:
        os.fsync(written.fileno())
    os.replace(partial, target)


def _run(database: Database, program: str, *arguments: str) -> None:
    """Runs a program of PostgreSQL's on the database; its password goes by a file, since every user sees arguments."""
    with _connection(database) as url:
        try:
            done = subprocess.run([program, *arguments, f"--dbname={url}"], capture_output=True, text=True, check=False)
        except FileNotFoundError:
            raise UsageError(f"{program} is not installed: {_INSTALL}") from None
    if done.returncode:
        words = " ".join(done.stderr.split()) or f"it ended with code {done.returncode}"
        advice = f"; {_INSTALL}" if "server version mismatch" in words else ""
        raise UsageError(f"{program}: {hide(words, secrets(database.engine.url))[:500]}{advice}")


@contextmanager
def _connection(database: Database) -> Iterator[str]:
    url = database.engine.url.set(drivername="postgresql")
    named = url.query.get("password")
    password = url.password or (named if isinstance(named, str) else None)
    if not password:
        yield url.render_as_string(hide_password=False)
        return
    with tempfile.NamedTemporaryFile("w", prefix="raccolta-", encoding="utf-8") as file:
        # Fields are parted by colons, which are escaped, as is the escape (libpq, "The Password File").
        file.write("*:*:*:*:" + password.replace("\\", "\\\\").replace(":", "\\:") + "\n")
        file.flush()
        # `set` takes None for "as it was".
        bare = (
            url._replace(password=None).difference_update_query(["password"]).update_query_dict({"passfile": file.name})
        )
        yield bare.render_as_string(hide_password=False)
