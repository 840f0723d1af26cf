"""What Datasette gets beside metadata and templates: words as Italian searches take them, what stands on the page of a
practice or agreement, and an answer only to who asks for this address.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any

from datasette import handle_exception, hookimpl
from markupsafe import Markup

from config.campi import campo
from config.errors import RaccoltaError, UsageError
from config.meanings import italian
from config.vocabulary import ProtocolloKind
from jobs.browse.downloads import Application, Receive, Send, harmless
from jobs.browse.metadata import NAME
from store.database import Database
from store.search import fts5, similar
from store.wording import asked

log = logging.getLogger(__name__)

_SCHEDE = ("v_schede_public", "v_schede")
_PROTOCOLLI = "v_protocolli"
#: Which table has a page for what a column names; of those that are there the last.
_PAGES = {"scheda_id": _SCHEDE, "protocollo_id": (_PROTOCOLLI,), "prefettura": ("v_offices",)}
#: How many similar practices a page shows.
_SIMILAR = 8


class Plugin:
    """The hooks of one server. `words` are those of the site in its language, `hosts` the names by which it may be
    called.
    """

    __name__ = "raccolta"

    def __init__(self, database: Database, words: dict[str, str], hosts: Sequence[str]) -> None:
        self._database, self._words, self._hosts = database, words, frozenset(hosts)
        # A mistyped address would print pages of what the program holds in memory.
        handle_exception.rich = None

    # Last, since the function that the fields above the tables use is replaced too.
    @hookimpl(trylast=True)  # type: ignore[untyped-decorator]
    def prepare_connection(self, conn: sqlite3.Connection) -> None:
        """Two names for one function: the one of the fields above the tables and a name of our own."""
        for name in ("escape_fts", "words_of"):
            conn.create_function(name, 1, words_of, deterministic=True)

    @hookimpl  # type: ignore[untyped-decorator]
    def extra_template_vars(
        self, datasette: Any, database: str | None, table: str | None, view_name: str, request: Any
    ) -> Callable[[], Awaitable[dict[str, Any]]] | dict[str, Any]:
        """What the templates of a practice and of an agreement show."""
        if view_name != "row" or database != NAME or table not in (*_SCHEDE, _PROTOCOLLI):
            return {}

        async def more() -> dict[str, Any]:
            page = _Page(datasette.get_database(NAME), table, int(request.url_vars["pks"]))
            shown = await (page.agreement() if table == _PROTOCOLLI else page.practice(self._database))
            return {"w": self._words, "official": campo, "kind_of": _kind, "day": self._day} | shown

        return more

    def _day(self, moment: str | None) -> str:
        """The day of a moment as the language of the pages writes it; nothing for none."""
        return date.fromisoformat(moment[:10]).strftime(self._words["day"]) if moment else ""

    @hookimpl  # type: ignore[untyped-decorator]
    def render_cell(
        self, value: Any, column: str, table: str | None, datasette: Any
    ) -> Callable[[], Awaitable[Markup]] | None:
        """Records that the answer to a question names lead to their pages; tables do so by themselves."""
        if table is not None or value is None or column not in _PAGES:
            return None

        async def link() -> Markup:
            there = await datasette.get_database(NAME).table_names()
            page = [name for name in _PAGES[column] if name in there][-1]
            return Markup('<a href="{}/{}">{}</a>').format(datasette.urls.table(NAME, page), value, value)

        return link

    @hookimpl  # type: ignore[untyped-decorator]
    def asgi_wrapper(self) -> Callable[[Application], Application]:
        """Refuses to answer under foreign names: a page of somebody else, open in the same browser, could read along
        (DNS rebinding).
        """
        return lambda app: _under_own_name(harmless(app), self._hosts)


class _Page:
    """What belongs to one record of the snapshot."""

    def __init__(self, snapshot: Any, table: str, number: int) -> None:
        self._snapshot, self._table, self._number = snapshot, table, number

    async def practice(self, database: Database) -> dict[str, Any]:
        """Agreements behind a scheda, and schede like it."""
        agreements = await self._rows(
            f"SELECT a.* FROM v_scheda_protocollo x JOIN {_PROTOCOLLI} a ON a.protocollo_id = x.protocollo_id"
            " WHERE x.scheda_id = ? ORDER BY a.protocollo_id",
            [self._number],
        )
        numbers = await asyncio.to_thread(_similar, database, self._number)
        marks = ", ".join("?" * len(numbers))
        found = await self._rows(f"SELECT * FROM {self._table} WHERE scheda_id IN ({marks})", numbers)
        likes = sorted(found, key=lambda row: numbers.index(row["scheda_id"]))
        return {"agreements": agreements, "similar": likes}

    async def agreement(self) -> dict[str, Any]:
        """Parties of an agreement, the schede that stand on it, and the table in which these are read."""
        parties = await self._rows(
            "SELECT * FROM v_parties WHERE protocollo_id = ? ORDER BY party_position", [self._number]
        )
        practices = await self._rows(
            "SELECT * FROM v_scheda_protocollo WHERE protocollo_id = ? ORDER BY scheda_id", [self._number]
        )
        there = await self._snapshot.table_names()
        schede = [name for name in _SCHEDE if name in there][-1]
        return {"parties": parties, "practices": practices, "schede": schede}

    async def _rows(self, sql: str, values: Sequence[int]) -> list[dict[str, Any]]:
        return [dict(row) for row in (await self._snapshot.execute(sql, values)).rows]


def words_of(words: str | None) -> str:
    """What a person typed, as FTS5 takes it; a question that finds nothing for one without a word."""
    try:
        return fts5(asked(words or ""))
    except UsageError:
        return '""'


def _similar(database: Database, number: int) -> list[int]:
    """The numbers of the likest schede; none, and a line in the log, where the database cannot say."""
    try:
        return [hit.number for hit in similar(database, number, _SIMILAR)]
    except RaccoltaError as error:
        log.warning("no similar practices for scheda %s: %s", number, error)
        return []


def _kind(word: str) -> str:
    return italian(ProtocolloKind(word)).capitalize()


def _under_own_name(app: Application, hosts: frozenset[str]) -> Application:
    async def answer(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        named = dict(scope.get("headers", ())).get(b"host", b"").decode("latin-1")
        if scope["type"] != "http" or not hosts or named in hosts:
            await app(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 421, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": b"This server answers under its own address only.\n"})

    return answer
