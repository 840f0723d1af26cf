"""The record of the letters that were written to offices: what was asked of whom, when, and by when."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from config.vocabulary import RelationKind
from store.database import Database
from store.tables import messages as messages_
from store.tables import registrations, relations
from store.tables_of_letters import letter_items, letters


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of a letter: what `message` lacks, as `text` in the words of the letter."""

    message: int
    code: str
    campo: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter on record. `reminder` counts the letters to that office before it, `protocol` is "" if none was given,
    `answer_by` None if no day was set. What a purged message lacked is gone from `asked`.
    """

    number: int
    prefettura: str
    reminder: int
    protocol: str
    written_at: datetime
    written_by: str
    answer_by: date | None
    asked: tuple[Asked, ...]


class LetterTable:
    """The `letters` and `letter_items` tables."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(
        self,
        prefettura: str,
        protocol: str,
        asked: Sequence[Asked],
        who: str,
        now: datetime,
        answer_by: date | None,
    ) -> int:
        """Notes a letter and returns its number."""
        with self._database.write() as connection:
            before = sa.select(sa.func.count()).select_from(letters).where(letters.c.prefettura == prefettura)
            row = {
                "prefettura": prefettura, "protocol": protocol, "written_at": now, "written_by": who,
                "answer_by": answer_by, "reminder": connection.execute(before).scalar_one(),
            }  # fmt: skip
            number = connection.execute(sa.insert(letters).values(**row).returning(letters.c.id)).scalar_one()
            items = [
                {"letter_id": number, "position": place, "message_id": item.message, "code": item.code,
                 "campo": item.campo, "asked": item.text}
                for place, item in enumerate(asked)
            ]  # fmt: skip
            if items:
                connection.execute(sa.insert(letter_items), items)
            return int(number)

    def answered(self) -> dict[int, list[int]]:
        """By the number of a letter the messages that cite its protocol."""
        found: dict[int, list[int]] = {}
        with self._database.read() as connection:
            for message, letter in answers(connection):
                found.setdefault(letter, []).append(message)
        return found

    def listed(self, prefettura: str | None = None) -> list[Sent]:
        """The letters to one office, or all, the oldest first."""
        query = sa.select(letters).order_by(letters.c.id)
        if prefettura is not None:
            query = query.where(letters.c.prefettura == prefettura)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
            lines: dict[int, list[Asked]] = {row.id: [] for row in rows}
            items = sa.select(letter_items).where(letter_items.c.letter_id.in_(list(lines)))
            for item in connection.execute(items.order_by(letter_items.c.letter_id, letter_items.c.position)):
                lines[item.letter_id].append(Asked(item.message_id, item.code, item.campo, item.asked))
        return [
            Sent(row.id, row.prefettura, row.reminder, row.protocol, row.written_at, row.written_by, row.answer_by,
                 tuple(lines[row.id]))
            for row in rows
        ]  # fmt: skip


def asked_about(connection: sa.Connection, messages: Sequence[int]) -> list[sa.RowMapping]:
    """The lines of letters that ask about these messages, with their letters, in order."""
    query = sa.select(
        letter_items.c.message_id, letters.c.id.label("letter"), letters.c.written_at, letters.c.written_by,
        letters.c.protocol, letters.c.answer_by, letters.c.reminder, letter_items.c.code, letter_items.c.campo,
        letter_items.c.asked,
    ).join_from(letter_items, letters).where(letter_items.c.message_id.in_(messages))  # fmt: skip
    return list(connection.execute(query.order_by(letters.c.id, letter_items.c.position)).mappings())


def meant_by(connection: sa.Connection, prefettura: str | None, cited: Iterable[str]) -> Collection[int]:
    """The messages about which letters to this office ask that bear one of the `cited` protocols (`number/year`, or
    `number` of any year).
    """
    wanted = {_parts(protocol) for protocol in cited}
    if not wanted or prefettura is None:
        return ()
    query = sa.select(letters.c.protocol, letter_items.c.message_id).join_from(letter_items, letters)
    rows = connection.execute(query.where(letters.c.prefettura == prefettura, letters.c.protocol != ""))
    return {message for protocol, message in rows if any(_same(_parts(protocol), one) for one in wanted)}


def citing(connection: sa.Connection, message: int) -> set[int]:
    """The messages that cite the protocol of a letter to their office that asks about this message."""
    query = sa.select(letters.c.id).join_from(letter_items, letters)
    ours = set(connection.execute(query.where(letter_items.c.message_id == message)).scalars())
    return {number for number, letter in answers(connection) if letter in ours} if ours else set()


def answers(connection: sa.Connection, numbers: Sequence[int] | None = None) -> list[tuple[int, int]]:
    """Message and letter, where a message (of `numbers`, or any) cites the protocol of a letter to its office."""
    columns = (letters.c.id, letters.c.prefettura, letters.c.protocol)
    ours = connection.execute(sa.select(*columns).where(letters.c.protocol != "").order_by(letters.c.id)).all()
    if not ours:
        return []
    asked: sa.ColumnElement[bool] = messages_.c.prefettura.in_({row.prefettura for row in ours})
    if numbers is not None:
        asked &= messages_.c.id.in_(numbers)
    said = sa.select(relations.c.message_id, messages_.c.prefettura, relations.c.value).join_from(relations, messages_)
    booked = sa.select(registrations.c.message_id, messages_.c.prefettura, registrations.c.earlier)
    cited = [
        *connection.execute(said.where(asked, relations.c.kind == RelationKind.PROTOCOL)),
        *(
            (number, office, protocol)
            for number, office, earlier in connection.execute(booked.join_from(registrations, messages_).where(asked))
            for protocol in earlier
        ),
    ]
    found = {
        (number, letter.id)
        for number, office, protocol in cited
        for letter in ours
        if letter.prefettura == office and _same(_parts(letter.protocol), _parts(protocol))
    }
    return sorted(found)


def _parts(protocol: str) -> tuple[str, str]:
    number, _, year = protocol.replace(" ", "").partition("/")
    return number.lstrip("0"), year


def _same(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return bool(one[0]) and one[0] == other[0] and (one[1] == other[1] or not (one[1] and other[1]))
