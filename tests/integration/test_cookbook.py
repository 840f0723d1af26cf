"""Every query of docs/analysts.md, on both engines, over the same generated campaign."""

import os
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from store import schema
from store.database import Database
from tests.services import fresh_database
from tests.specimens.campaign import fill

pytestmark = pytest.mark.service

TEXT = (Path(__file__).parents[2] / "docs" / "analysts.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?);\n```", TEXT, re.DOTALL)
#: Nothing of the campaign answers these.
_EMPTY = ("v_signatures",)


def _plain(value: Any) -> Any:
    """A value as both engines would give it."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value.removesuffix(".000000") if isinstance(value, str) else value


def _answers(url: str) -> list[list[tuple[Any, ...]]]:
    database = Database(url)
    schema.upgrade(database)
    fill(database)
    # Writes the texts without personal data.
    schema.upgrade(database)
    with database.read() as connection:
        found = [[tuple(map(_plain, row)) for row in connection.execute(sa.text(query))] for query in QUERIES]
    database.close()
    return found


def test_every_query_gives_the_same_on_both_engines(tmp_path: Path, postgresql_server: str) -> None:
    assert len(QUERIES) >= 25
    on_sqlite = _answers(f"sqlite:///{tmp_path / 'a.db'}")
    with fresh_database(postgresql_server, f"cookbook_{os.getpid()}") as url:
        on_postgresql = _answers(url)
    for query, one, other in zip(QUERIES, on_sqlite, on_postgresql, strict=True):
        assert one == other, query
        assert one or any(name in query for name in _EMPTY), f"nothing to see: {query}"


def test_the_campaign_counts_as_it_was_made(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    schema.upgrade(database)
    fill(database)
    with database.read() as connection:
        replied, offices = connection.execute(sa.text("SELECT SUM(replied), COUNT(*) FROM v_offices")).one()
        parties, agreements = connection.execute(
            sa.text("SELECT COUNT(*), COUNT(DISTINCT protocollo_id) FROM v_parties")
        ).one()
        (said,) = connection.execute(sa.text("SELECT parties FROM v_protocolli WHERE protocollo_id = 3")).one()
        named = connection.execute(
            sa.text("SELECT party FROM v_parties WHERE protocollo_id = 3 ORDER BY party_position")
        ).scalars()
        assert said == "; ".join(named)
    assert (replied, offices) == (80, 106)
    assert parties == 2 * agreements
    database.close()
