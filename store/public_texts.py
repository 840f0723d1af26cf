"""Writes the texts of schede without personal data, which `v_schede_public` shows."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from store.columns import storable
from store.masking import VERSION, masked
from store.tables import schede
from store.tables_of_privacy import public_texts

_BATCH = 200
_INSERT = sa.insert(public_texts)


def add(connection: sa.Connection, rows: Sequence[tuple[int, str, str, str]]) -> None:
    """Adds the texts of schede that have none (number, title, summary, description), in the caller's transaction."""
    if rows:
        connection.execute(_INSERT, list(map(_row, rows)))


def write_missing(connection: sa.Connection) -> None:
    """Writes the texts of schede that have none, or that earlier rules masked."""
    there = sa.exists().where(public_texts.c.scheda_id == schede.c.id, public_texts.c.mask == VERSION)
    _write(connection, connection.execute(sa.select(schede.c.id).where(~there)).scalars().all())


def _write(connection: sa.Connection, numbers: Sequence[int]) -> None:
    columns = (schede.c.id, schede.c.title, schede.c.summary, schede.c.description)
    for start in range(0, len(numbers), _BATCH):
        batch = numbers[start : start + _BATCH]
        connection.execute(sa.delete(public_texts).where(public_texts.c.scheda_id.in_(batch)))
        rows = connection.execute(sa.select(*columns).where(schede.c.id.in_(batch)).order_by(schede.c.id)).all()
        add(connection, [(row.id, row.title, row.summary, row.description) for row in rows])


def _row(row: Iterable[object]) -> dict[str, object]:
    number, *texts = row
    shown = (masked(storable(str(text or ""))) for text in texts)
    return {"scheda_id": number, "mask": VERSION} | dict(zip(("title", "summary", "description"), shown, strict=True))
