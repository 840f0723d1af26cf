"""Writes the texts of schede without personal data, which `v_schede_public` shows."""

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from store.columns import storable
from store.masking import VERSION, masked
from store.tables import schede
from store.tables_of_privacy import public_texts

_BATCH = 200
_INSERT = sa.insert(public_texts)


#: The texts of schede without personal data, by their own texts.
Masked = Mapping[tuple[str, ...], tuple[str, ...]]
_NAMES = ("title", "summary", "description")
_KNOWN = sa.select(*(table.c[name] for table in (schede, public_texts) for name in _NAMES)).where(
    schede.c.message_id == sa.bindparam("message"),
    public_texts.c.scheda_id == schede.c.id,
    public_texts.c.mask == VERSION,
)
_NOTHING: Masked = {}


def known(connection: sa.Connection, message_id: int) -> Masked:
    """What is stored of a message already: most of it is read again word by word, and need not be masked anew."""
    rows = connection.execute(_KNOWN, {"message": message_id})
    return {tuple(row[: len(_NAMES)]): tuple(row[len(_NAMES) :]) for row in rows}


def add(connection: sa.Connection, rows: Sequence[tuple[int, str, str, str]], before: Masked = _NOTHING) -> None:
    """Adds the texts of schede that have none (number, title, summary, description), in the caller's transaction.
    `before` are those that were masked already.
    """
    if rows:
        connection.execute(_INSERT, [_row(number, texts, before) for number, *texts in rows])


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


def _row(number: int, texts: Iterable[object], before: Masked) -> dict[str, object]:
    own = tuple(storable(str(text or "")) for text in texts)
    shown = before.get(own) or tuple(map(masked, own))
    return {"scheda_id": number, "mask": VERSION} | dict(zip(_NAMES, shown, strict=True))
