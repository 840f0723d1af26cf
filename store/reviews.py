"""Decisions of persons. They are kept by the key of a scheda, so they survive every rerun."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from config.vocabulary import DecisionKind, MessageKind, MessageState, Method, ProblemCode
from store.database import Database
from store.tables import decisions, documents, messages, problems, reviews, schede
from store.views import V_PROTOCOLLI, V_SCHEDE

#: Problems that say that a text may hold more than was stored of it, that another than the office may have written it,
#: or that what a person decided counts no more: only a person can tell.
_DOUBTS = (
    ProblemCode.UNEXPLAINED_TEXT,
    ProblemCode.POSSIBLE_SEVERAL,
    ProblemCode.POSSIBLE_AGREEMENT,
    ProblemCode.UNTRUSTED_SENDER,
    ProblemCode.DECISION_OVERTAKEN,
)

#: What a person should look at beside schede: such doubts, whatever is wrong with a message that was set aside, and
#: submissions of which nobody knows whose they are. What a person settled is left out.
_NOBODYS = (problems.c.code == ProblemCode.UNKNOWN_SENDER) & (messages.c.kind == MessageKind.SUBMISSION)
_SET_ASIDE = (messages.c.status == MessageState.IGNORED) & ~problems.c.compared
NEEDS_A_LOOK = ~problems.c.settled & (problems.c.code.in_(_DOUBTS) | _NOBODYS | _SET_ASIDE)


#: A decision about a campo whose scheda is gone.
_ORPHANED = ~sa.exists().where((reviews.c.message_id == schede.c.message_id) & (reviews.c.scheda_key == schede.c.key))


class ReviewTable:
    """The `reviews` table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self) -> list[dict[str, Any]]:
        """The schede that a person should look at, in order of arrival."""
        names = (
            "scheda_id, message_id, prefettura, declared_campo, suggested_campo, confidence, method, title, "
            "summary, description, document_path"
        )
        query = sa.text(f"SELECT {names} FROM {V_SCHEDE.name} WHERE needs_review = 1 ORDER BY message_id, scheda_id")
        with self._database.read() as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
            wanted = sa.select(schede.c.id, schede.c.candidates).where(schede.c.needs_review)
            candidates = {row.id: candidates_of(row.candidates) for row in connection.execute(wanted)}
        return [row | {"candidates": candidates.get(row["scheda_id"], [])} for row in rows]

    def agreements(self) -> list[dict[str, Any]]:
        """The agreements in force of which a fact is in doubt, in order of arrival."""
        names = "protocollo_id, message_id, prefettura, doubts, kind, signed_on, title, parties, document_path"
        query = sa.text(f"SELECT {names} FROM {V_PROTOCOLLI.name} WHERE doubts IS NOT NULL ORDER BY 2, 1")
        with self._database.read() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def doubts(self) -> list[dict[str, Any]]:
        """The problems that a person should look at although no scheda asks for it, in order of arrival."""
        columns = (
            problems.c.id.label("problem_id"), problems.c.message_id, messages.c.prefettura, messages.c.status,
            problems.c.code,
            problems.c.campo, messages.c.subject, documents.c.path.label("document_path"), problems.c.detail,
        )  # fmt: skip
        query = (
            sa.select(*columns)
            .join_from(problems, messages, messages.c.id == problems.c.message_id)
            .outerjoin(documents, documents.c.id == problems.c.document_id)
            .where(NEEDS_A_LOOK)
            .order_by(problems.c.message_id, problems.c.position, problems.c.id)
        )
        with self._database.read() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def fitting_nothing(self) -> list[dict[str, Any]]:
        """The standing decisions whose scheda or agreement is gone, in order of arrival of their messages."""
        query = (
            sa.select(decisions, messages.c.prefettura)
            .join_from(decisions, messages)
            .where(decisions.c.undone_at.is_(None), decisions.c.unmet | (decisions.c.kind == DecisionKind.CAMPO))
            .order_by(decisions.c.message_id, decisions.c.id)
        )
        with self._database.read() as connection:
            of_lost = set(connection.execute(sa.select(reviews.c.message_id).where(_ORPHANED)).scalars())
            stored = set(connection.execute(sa.select(schede.c.id).where(schede.c.message_id.in_(of_lost))).scalars())
            rows = [dict(row) for row in connection.execute(query).mappings()]
        lost = [row for row in rows if row["unmet"] or _is_lost(row, of_lost, stored)]
        names = ("message_id", "prefettura", "kind", "value", "decided_by", "decided_at", "note")
        return [{"decision_id": row["id"]} | {name: row[name] for name in names} for row in lost]

    def examples(self) -> list[tuple[int, str, str, int]]:
        """What persons decided, in order: number of the scheda, its title, its description, the campo decided."""
        query = (
            sa.select(schede.c.id, schede.c.title, schede.c.description, reviews.c.campo)
            .join_from(
                schede, reviews, (reviews.c.message_id == schede.c.message_id) & (reviews.c.scheda_key == schede.c.key)
            )
            .order_by(schede.c.id)
        )
        with self._database.read() as connection:
            return [(row[0], row[1], row[2], row[3]) for row in connection.execute(query)]

    def declared(self) -> list[tuple[int, str, str, int]]:
        """Schede whose number and title agree and that nobody had to look at: the same, with the declared campo."""
        sure = (schede.c.method == Method.NUMBER_AND_TITLE) & ~schede.c.needs_review
        query = (
            sa.select(schede.c.id, schede.c.title, schede.c.description, schede.c.campo)
            .where(sure)
            .order_by(schede.c.id)
        )
        with self._database.read() as connection:
            return [(row[0], row[1], row[2], row[3]) for row in connection.execute(query)]


def put(connection: sa.Connection, message_id: int, key: str, campo: int, who: str, now: datetime) -> None:
    """Sets the campo of a scheda in place of an earlier decision."""
    connection.execute(sa.delete(reviews).where(_of_scheda(message_id, key)))
    row = {"message_id": message_id, "scheda_key": key, "campo": campo, "decided_at": now, "decided_by": who}
    connection.execute(sa.insert(reviews).values(**row))


def restore(connection: sa.Connection, message_id: int, scheda_id: int, campo: int) -> None:
    """After the decision for `campo` of a scheda was taken back: the one before it counts again, or none."""
    mine = (
        (decisions.c.message_id == message_id)
        & (decisions.c.kind == DecisionKind.CAMPO)
        & decisions.c.undone_at.is_(None)
    )
    key = connection.execute(sa.select(schede.c.key).where(schede.c.id == scheda_id)).scalar()
    if key is None:
        # The scheda is gone: what waited for it to come back waits no more.
        waiting = (reviews.c.message_id == message_id) & _ORPHANED & (reviews.c.campo == campo)
        connection.execute(sa.delete(reviews).where(waiting))
        return
    connection.execute(sa.delete(reviews).where(_of_scheda(message_id, key)))
    made = connection.execute(sa.select(decisions).where(mine).order_by(decisions.c.id.desc()))
    last = next((row for row in made if row.value["scheda"]["number"] == scheda_id), None)
    if last is not None:
        put(connection, message_id, key, last.value["campo"], last.decided_by, last.decided_at)


def _of_scheda(message_id: int, key: str) -> sa.ColumnElement[bool]:
    return (reviews.c.message_id == message_id) & (reviews.c.scheda_key == key)


def _is_lost(decision: dict[str, Any], messages_with_lost: set[int], stored: set[int]) -> bool:
    """Whether a decision about a campo is one whose scheda is gone; of the schede of these messages these are there."""
    if decision["kind"] != DecisionKind.CAMPO or decision["message_id"] not in messages_with_lost:
        return False
    return decision["value"]["scheda"]["number"] not in stored


def candidates_of(stored: Sequence[Sequence[float]] | None) -> list[dict[str, float]]:
    """The campi that a text speaks for most as plain JSON, `stored` as the column has them."""
    return [{"campo": int(number), "probability": share} for number, share in stored or ()]


def follow(connection: sa.Connection, message_id: int, keys: Mapping[str, str]) -> None:
    """Moves the decisions of a message to the new keys of their schede; `keys` are the new ones by the old ones.

    A decision whose scheda is not found any more stays under its key: it counts again when the scheda comes back. Where
    one waits under the new key already, it was made on the very same text and stays in force.
    """
    rows = connection.execute(sa.select(reviews).where(reviews.c.message_id == message_id)).mappings().all()
    targets = {row["scheda_key"]: keys.get(row["scheda_key"], row["scheda_key"]) for row in rows}
    staying = {before for before, after in targets.items() if before == after}
    moved = [dict(row) | {"scheda_key": targets[row["scheda_key"]]} for row in rows]
    moved = [
        row for row, old in zip(moved, rows, strict=True) if row["scheda_key"] not in staying | {old["scheda_key"]}
    ]
    if moved:
        connection.execute(sa.delete(reviews).where(reviews.c.id.in_([row["id"] for row in moved])))
        connection.execute(sa.insert(reviews), moved)
