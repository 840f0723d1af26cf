"""The file of a SQLite database, which can be moved or deleted under those who have it open: what they write then is in
no place where anybody finds it again.
"""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from config.errors import DatabaseUnavailableError

_OPENED = "raccolta_file"


class SameFile:
    """Sees to it that every transaction is one of the file that the settings name. One that was put in its place is
    opened anew; one that is gone is an outage, and no empty one is made instead.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._seen = path, False

    def watch(self, engine: sa.Engine) -> None:
        """Looks at each link of an engine, and whenever it is taken up."""
        sa.event.listen(engine, "do_connect", self._before_connecting)
        sa.event.listen(engine, "connect", self._connected)
        sa.event.listen(engine, "checkout", self._taken_up)
        sa.event.listen(engine, "engine_disposed", self._closed)

    def _now(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _before_connecting(self, _dialect: Any, _record: Any, _args: Any, _options: Any) -> None:
        if self._seen and self._now() is None:
            raise DatabaseUnavailableError(f"the database {self._path} was moved or deleted; bring it back")

    def _connected(self, _link: Any, record: Any) -> None:
        record.info[_OPENED] = now = self._now()
        self._seen = self._seen or now is not None

    def _closed(self, _engine: sa.Engine) -> None:
        # Nobody holds anything any more: what comes next is a new beginning.
        self._seen = False

    def _taken_up(self, _link: Any, record: Any, _proxy: Any) -> None:
        if record.info.get(_OPENED) != self._now():
            raise exc.DisconnectionError(f"{self._path} is another file now")
