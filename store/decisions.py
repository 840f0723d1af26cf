"""What persons decided. Each decision keeps the record it is about as it was, so that it is known again after a
rerun.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from config.errors import NotFoundError, UsageError
from config.vocabulary import DecisionKind, Trust
from store import reviews, settling
from store.database import Database
from store.model import Terms
from store.tables import decisions, documents, message_links, messages, problems, protocolli, schede

Json = dict[str, Any]
_REPLACES = (decisions.c.kind == DecisionKind.REPLACES) & decisions.c.undone_at.is_(None)
_HISTORY = sa.select(decisions).where(decisions.c.message_id == sa.bindparam("message")).order_by(decisions.c.id)
_STANDING = (
    sa.select(decisions)
    .where(decisions.c.message_id.in_(sa.bindparam("numbers", expanding=True)), decisions.c.undone_at.is_(None))
    .order_by(decisions.c.id)
)
_GIVING_WAY = sa.select(message_links.c.message_id).where(
    (message_links.c.replaced_id == sa.bindparam("message")) | (message_links.c.current_id == sa.bindparam("message"))
)
_WHO_REPLACE = sa.select(decisions.c.message_id).where(
    _REPLACES, decisions.c.value["message"].as_integer() == sa.bindparam("message")
)

#: What makes schede come and go. They build on each other: what is split, made one and split again is split twice.
SHAPING = frozenset({DecisionKind.REJECT, DecisionKind.SPLIT, DecisionKind.MERGE})
#: What is about the records of a message, and goes with them where another message takes its place.
OF_RECORDS = SHAPING | {DecisionKind.CAMPO, DecisionKind.AGREEMENT}
#: Of these a later one takes the place of an earlier one about the same thing.
_IN_PLACE = frozenset({DecisionKind.CAMPO, DecisionKind.OFFICE, DecisionKind.LIMIT, DecisionKind.REPLACE})


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; `value` is plain JSON, its keys as the kind needs them; `stands` until it is taken back."""

    id: int
    message_id: int
    kind: DecisionKind
    value: Json
    stands: bool = True
    who: str = ""
    when: datetime | None = None

    def is_about(self, record: int) -> bool:
        """Whether it is about a scheda or agreement of this number."""
        about = (self.value.get(name) for name in ("scheda", "other", "protocollo"))
        return any(kept is not None and kept["number"] == record for kept in about)

    def says(self, value: Mapping[str, Any]) -> bool:
        """Whether a decision with this value, about the same thing, would say the same."""
        return _said(self.value) == _said(value)


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a decision that was to be kept: its number, and the one `before` it that it takes the place of, or
    that says the same and still counts: then it is not new.
    """

    number: int
    before: Decision | None
    is_new: bool


class DecisionTable:
    """The `decisions` table. Moments are aware; the caller says who decides, and when. `least` is the trust without
    which a message replaces nothing of another.
    """

    def __init__(self, database: Database, least: Trust) -> None:
        self._database, self._least = database, least

    def add(
        self, message_id: int, kind: DecisionKind, value: Mapping[str, Any], note: str, who: str, now: datetime
    ) -> Kept:
        """Keeps a decision, unless the last one about the same thing says the same: of two persons who decide at once
        one is the first.
        """
        with self._database.write() as connection:
            # Who comes second waits here until the first is done; SQLite has one writer at a time anyway.
            connection.execute(sa.select(messages.c.id).where(messages.c.id == message_id).with_for_update())
            before = _before(connection, message_id, kind, value)
            if before is not None and before.kind is kind and before.says(value):
                return Kept(before.id, before, is_new=False)
            row = {"message_id": message_id, "kind": kind, "value": dict(value)}
            row |= {"note": note, "decided_at": now, "decided_by": who}
            number = connection.execute(sa.insert(decisions).values(**row).returning(decisions.c.id)).scalar_one()
            if kind is DecisionKind.CAMPO:
                reviews.put(connection, message_id, value["scheda"]["key"], value["campo"], who, now)
            self._follow(connection, message_id, kind)
            return Kept(int(number), before if kind in _IN_PLACE else None, is_new=True)

    def last_about(self, record: int, kinds: Collection[DecisionKind]) -> Decision | None:
        """The last decision of these kinds about a scheda (or an agreement) that stands."""
        with self._database.read() as connection:
            return _last(connection, decisions.c.kind.in_(kinds), lambda item: item.is_about(record))

    def undo(self, number: int, who: str, now: datetime) -> Decision:
        """Takes a decision back and returns it. Raises NotFoundError, or UsageError if it was taken back before."""
        with self._database.write() as connection:
            row = connection.execute(sa.select(decisions).where(decisions.c.id == number)).one_or_none()
            if row is None:
                raise NotFoundError(f"there is no decision {number}")
            if row.undone_at is not None:
                day = f"{row.undone_at:%Y-%m-%d %H:%M} UTC"
                raise UsageError(f"decision {number} was taken back already, by {row.undone_by} on {day}")
            connection.execute(
                sa.update(decisions).where(decisions.c.id == number).values(undone_at=now, undone_by=who)
            )
            taken = _decision(row)
            if taken.kind is DecisionKind.CAMPO:
                scheda, campo = taken.value["scheda"]["number"], taken.value["campo"]
                reviews.restore(connection, taken.message_id, scheda, campo)
            self._follow(connection, taken.message_id, taken.kind)
            return taken

    def _follow(self, connection: sa.Connection, message_id: int, kind: DecisionKind) -> None:
        """What follows from a decision at once: problems are settled; for a campo, where nothing is read again, also
        which of two messages that say the same is in force.
        """
        settle(connection, message_id)
        if kind is DecisionKind.SETTLE:
            for copy in settling.copies(connection, message_id):
                settle(connection, copy)
        if kind is DecisionKind.CAMPO and connection.execute(_GIVING_WAY, {"message": message_id}).first():
            # Loaded where messages are compared: every command has this table at hand.
            from store import links

            links.relink(connection, message_id, self._least)

    def scheda(self, number: int) -> tuple[int, Json]:
        """The message of a scheda, and the scheda as a decision keeps it. Raises NotFoundError."""
        names = (
            schede.c.message_id,
            schede.c.id,
            schede.c.key,
            schede.c.campo,
            schede.c.title,
            schede.c.description,
            documents.c.path,
        )
        query = (
            sa.select(*names)
            .join_from(schede, documents, documents.c.id == schede.c.document_id)
            .where(schede.c.id == number)
        )
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError(f"there is no scheda {number}")
        kept = {
            "number": row.id,
            "key": row.key,
            "campo": row.campo,
            "title": row.title,
            "description": row.description,
        }
        return row.message_id, kept | {"document": row.path}

    def agreement(self, number: int) -> tuple[int, Json]:
        """The message of an agreement, and the agreement as a decision keeps it. Raises NotFoundError."""
        names = (protocolli.c.message_id, protocolli.c.key, protocolli.c.title, documents.c.path)
        query = sa.select(*names).join_from(protocolli, documents, documents.c.id == protocolli.c.document_id)
        with self._database.read() as connection:
            row = connection.execute(query.where(protocolli.c.id == number)).one_or_none()
        if row is None:
            raise NotFoundError(f"there is no agreement {number}")
        return row.message_id, {"number": number, "key": row.key, "title": row.title, "document": row.path}

    def problem(self, number: int) -> tuple[int, Json]:
        """The message of a problem, and what it says. Raises NotFoundError."""
        names = (problems.c.message_id, problems.c.code, problems.c.campo, problems.c.detail, documents.c.path)
        query = sa.select(*names).outerjoin_from(problems, documents, documents.c.id == problems.c.document_id)
        with self._database.read() as connection:
            row = connection.execute(query.where(problems.c.id == number)).one_or_none()
        if row is None:
            raise NotFoundError(f"there is no problem {number}")
        return row.message_id, {"code": row.code, "campo": row.campo, "detail": row.detail, "document": row.path}

    def came_as(self, message_id: int, path: str) -> str | None:
        """The hash of a document as it came, if a person put another in its place."""
        with self._database.read() as connection:
            found = standing(connection, message_id)
        mine = (item.value for item in found if item.kind is DecisionKind.REPLACE and item.value["path"] == path)
        return next((value.get("of") for value in mine), None)

    def replacements(self) -> set[str]:
        """The hashes of all replacements ever given, also of those taken back."""
        query = sa.select(decisions.c.value).where(decisions.c.kind == DecisionKind.REPLACE)
        with self._database.read() as connection:
            return {value["sha256"] for value in connection.execute(query).scalars()}


def history(connection: sa.Connection, message_id: int) -> list[Decision]:
    """All decisions about a message, also those taken back, in the order in which they were made."""
    return [_decision(row) for row in connection.execute(_HISTORY, {"message": message_id})]


def _decision(row: sa.Row[Any]) -> Decision:
    kind, stands = DecisionKind(row.kind), row.undone_at is None
    return Decision(row.id, row.message_id, kind, row.value, stands, row.decided_by, row.decided_at)


def _last(
    connection: sa.Connection, where: sa.ColumnElement[bool], fits: Callable[[Decision], bool]
) -> Decision | None:
    """The last decision that stands and fits."""
    query = sa.select(decisions).where(decisions.c.undone_at.is_(None), where).order_by(decisions.c.id.desc())
    return next((item for item in map(_decision, connection.execute(query)) if fits(item)), None)


def _before(
    connection: sa.Connection, message_id: int, kind: DecisionKind, value: Mapping[str, Any]
) -> Decision | None:
    """The last decision about the same thing that stands; of remarks there is none."""
    if kind is DecisionKind.NOTE:
        return None
    about = _about(kind, value)
    kinds = SHAPING if kind in SHAPING else {kind}
    where = (decisions.c.message_id == message_id) & decisions.c.kind.in_(kinds)
    return _last(connection, where, lambda item: _about(item.kind, item.value) == about)


def _about(kind: DecisionKind, value: Mapping[str, Any]) -> object:
    """What a decision is about, beside its message: of one thing the last decision counts."""
    if kind is DecisionKind.SETTLE:
        return value["code"], value["detail"], value["document"]
    names = {DecisionKind.LIMIT: "name", DecisionKind.REPLACE: "path", DecisionKind.REPLACES: "message"}
    if kind in names:
        return value[names[kind]]
    record = value.get("scheda") or value.get("protocollo") or {}
    return record.get("number")


def _said(value: Mapping[str, Any]) -> Json:
    """A value without what the same decision finds changed: the records as they were, of these the numbers, and the
    file that was there before it was replaced.
    """
    records = ("scheda", "other", "protocollo")
    return {name: fact["number"] if name in records else fact for name, fact in value.items() if name != "of"}


def standing(connection: sa.Connection, message_id: int) -> list[Decision]:
    """The decisions about a message that stand, in the order in which they were made."""
    return [decision for decision in history(connection, message_id) if decision.stands]


def whom_replaces(found: Sequence[Decision]) -> frozenset[int]:
    """The messages of which a person said that the message of these decisions takes their place."""
    return frozenset(int(item.value["message"]) for item in found if item.kind is DecisionKind.REPLACES)


def who_replace(connection: sa.Connection, number: int) -> frozenset[int]:
    """The messages of which a person said that they take the place of message `number`."""
    return frozenset(connection.execute(_WHO_REPLACE, {"message": number}).scalars())


def replaces_another(message_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Whether a person said of a message that it takes the place of another, as a condition."""
    return sa.exists().where(_REPLACES, decisions.c.message_id == message_id)


def any_of(kinds: Collection[DecisionKind], message_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Whether a decision of these kinds about a message stands, as a condition."""
    stands = decisions.c.kind.in_(kinds) & decisions.c.undone_at.is_(None)
    return sa.exists().where(stands, decisions.c.message_id == message_id)


def terms(found: Sequence[Decision]) -> Terms:
    """On which terms a message is read: its own limits, and the files that stand in for others. The last word
    counts.
    """
    limits = {item.value["name"]: int(item.value["value"]) for item in found if item.kind is DecisionKind.LIMIT}
    replaced = {item.value["path"]: str(item.value["sha256"]) for item in found if item.kind is DecisionKind.REPLACE}
    return Terms(tuple(sorted(limits.items())), tuple(sorted(replaced.items())))


def put_aside(found: Sequence[Decision]) -> frozenset[str]:
    """The hashes of the files of a message in whose place a person put another; earlier versions did not keep them."""
    replaced = (item.value.get("of") for item in found if item.stands and item.kind is DecisionKind.REPLACE)
    return frozenset(filter(None, replaced))


def terms_of(connection: sa.Connection, numbers: Sequence[int]) -> dict[int, Terms]:
    """On which terms each of these messages is read."""
    found: dict[int, list[Decision]] = {number: [] for number in numbers}
    for row in connection.execute(_STANDING, {"numbers": list(numbers)}):
        found[row.message_id].append(_decision(row))
    return {number: terms(made) for number, made in found.items()}


def settle(connection: sa.Connection, message_id: int) -> None:
    """Marks the problems of a message that a person settled, and no others."""
    settling.settle(connection, message_id, standing(connection, message_id))
