"""What a report says of the whole database: coverage, arrivals, what is missing."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from config.vocabulary import MessageKind
from store.columns import UtcDateTime
from store.database import Database
from store.tables import messages
from store.views import V_COVERAGE


@dataclass(frozen=True, slots=True)
class Coverage:
    """One office and campo: schede in force, and messages whose form ticks it."""

    prefettura: str
    name: str
    region: str
    campo: int
    schede: int
    marked: int


def coverage(database: Database) -> list[Coverage]:
    """All 106 times 11 of them, by region, office and campo."""
    query = sa.text(
        f"SELECT prefettura, prefettura_name, region, campo, schede, marked FROM {V_COVERAGE.name} ORDER BY region, "
        f"prefettura_name, campo"
    )
    with database.read() as connection:
        return [Coverage(*row) for row in connection.execute(query)]


def arrivals(database: Database) -> dict[date, int]:
    """Submissions by the day (UTC) that the mail bears, else of their arrival; those that another one replaced count
    too.
    """
    query = sa.select(sa.func.coalesce(messages.c.sent_at, messages.c.received_at, type_=UtcDateTime())).where(
        messages.c.kind == MessageKind.SUBMISSION
    )
    with database.read() as connection:
        return dict(
            sorted(
                Counter(moment.date() for moment in connection.execute(query).scalars() if moment is not None).items()
            )
        )
