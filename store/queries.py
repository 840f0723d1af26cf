"""What the commands read: messages in the shape of the contract, counts, lists."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from config.errors import NotFoundError
from config.vocabulary import MessageState
from store import decisions, regions
from store.database import Database
from store.letters import answers, asked_about
from store.model import Ending, Terms
from store.reviews import candidates_of
from store.selection import ALL, Selection
from store.tables import (
    attempts,
    certifications,
    documents,
    link_proposals,
    mailboxes,
    marked_campi,
    message_links,
    messages,
    problems,
    protocolli,
    protocollo_parties,
    registrations,
    reviews,
    scheda_protocollo,
    schede,
    signatures,
    uid_gaps,
)  # fmt: skip
from store.tables import decisions as decisions_
from store.waiting import count, for_persons

Json = dict[str, Any]
_ENDING = sa.select(messages.c.message_id, messages.c.source, messages.c.error).where(
    messages.c.id == sa.bindparam("message")
)


class Queries:
    """Read access for the commands. Results are plain JSON values, as the contract writes them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def message(self, number: int) -> Json:
        """One message with all that belongs to it. Raises NotFoundError."""
        found = next(self.messages([number]), None)
        if found is None:
            raise NotFoundError(f"there is no message {number}")
        return found

    def ending(self, number: int) -> Ending:
        """What became of a message, without its records. Raises NotFoundError."""
        with self._database.read() as connection:
            row = connection.execute(_ENDING, {"message": number}).one_or_none()
        if row is None:
            raise NotFoundError(f"there is no message {number}")
        return Ending(row.message_id, row.source, row.error)

    def messages(self, numbers: Sequence[int] | None = None) -> Iterator[Json]:
        """Messages in order of arrival, all or those of `numbers`, a bounded number in memory at a time."""
        with self._database.read() as connection:
            wanted = self._ids(connection, numbers)
            for start in range(0, len(wanted), 200):
                yield from _load(connection, wanted[start : start + 200])

    def lines(self, number: int, document: str = "") -> list[Json]:
        """The text of one message, or of one of its documents, line by line with what claimed it. Raises
        NotFoundError.
        """
        return regions.lines(self._database, number, document)

    def attempts(self, number: int) -> list[Json]:
        """The history of processing of one message."""
        with self._database.read() as connection:
            rows = connection.execute(
                sa.select(attempts).where(attempts.c.message_id == number).order_by(attempts.c.number)
            ).mappings()
            return [
                {key: _plain(value) for key, value in row.items() if key not in {"id", "message_id"}} for row in rows
            ]

    def numbers(self, selection: Selection = ALL) -> list[int]:
        """The numbers of the messages that are selected, in order of arrival."""
        with self._database.read() as connection:
            return list(connection.execute(selection.question()).scalars())

    def sha256(self, number: int) -> str:
        """The original of a message. Raises NotFoundError."""
        with self._database.read() as connection:
            found = connection.execute(sa.select(messages.c.sha256).where(messages.c.id == number)).scalar()
        if found is None:
            raise NotFoundError(f"there is no message {number}")
        return str(found)

    def terms(self, number: int) -> Terms:
        """On which terms persons want a message to be read."""
        with self._database.read() as connection:
            return decisions.terms(decisions.standing(connection, number))

    def overview(self) -> Json:
        """Counts per state and kind, mailboxes, gaps, and what waits for a person."""
        with self._database.read() as connection:
            boxes = connection.execute(sa.select(mailboxes).order_by(mailboxes.c.id)).mappings()
            return {
                "status": _counts(connection, messages.c.status),
                "kind": _counts(connection, messages.c.kind),
                "schede": count(connection, schede),
                "protocolli": count(connection, protocolli),
                "trust": _counts(connection, messages.c.trust),
                **for_persons(connection),
                "not_taken": count(connection, uid_gaps, uid_gaps.c.resolved_at.is_(None)),
                "not_taken_reason": connection.execute(
                    sa.select(uid_gaps.c.reason)
                    .where(uid_gaps.c.resolved_at.is_(None))
                    .order_by(uid_gaps.c.id)
                    .limit(1)
                ).scalar(),
                "problems": _counts(connection, problems.c.code),
                "outages": {
                    str(reason): count
                    for reason, count in connection.execute(
                        sa.select(messages.c.error, sa.func.count())
                        .where(messages.c.status == MessageState.RETRY)
                        .group_by(messages.c.error)
                        .order_by(messages.c.error)
                    )
                },
                "oldest_waiting": _plain(
                    connection.execute(
                        # What is being processed does not wait; a claim that lapsed becomes `received` again.
                        sa.select(sa.func.min(messages.c.stored_at)).where(
                            messages.c.status.in_([MessageState.RECEIVED, MessageState.RETRY])
                        )
                    ).scalar()
                ),
                "mailboxes": [{key: _plain(value) for key, value in box.items() if key != "id"} for box in boxes],
            }

    @staticmethod
    def _ids(connection: sa.Connection, numbers: Sequence[int] | None) -> list[int]:
        if numbers is not None:
            return sorted(numbers)
        return list(connection.execute(sa.select(messages.c.id).order_by(messages.c.id)).scalars())


def _load(connection: sa.Connection, ids: Sequence[int]) -> Iterator[Json]:
    rows = (
        connection.execute(sa.select(messages).where(messages.c.id.in_(ids)).order_by(messages.c.id)).mappings().all()
    )
    files = _grouped(connection, documents, ids)
    paths = {row["id"]: (row["path"], row["filename"]) for group in files.values() for row in group}
    practices = _grouped(connection, schede, ids)
    decided = {
        (row["message_id"], row["scheda_key"]): row["campo"]
        for group in _grouped(connection, reviews, ids, "id").values()
        for row in group
    }
    agreements = _grouped(connection, protocolli, ids)
    parties, links = _of_protocolli(connection, [row["id"] for group in agreements.values() for row in group])
    gaps = _grouped(connection, problems, ids)
    marks = _grouped(connection, marked_campi, ids, "campo")
    about = {table.name: _grouped(connection, table, ids) for table in (certifications, signatures, registrations)}
    related, proposed = _links(connection, ids), _proposals(connection, ids)
    said = _grouped(connection, decisions_, ids, "id")
    written, answered = asked_about(connection, ids), answers(connection, ids)
    for row in rows:
        number = row["id"]
        yield _header(row) | {
            "marked_campi": [mark["campo"] for mark in marks[number]] if row["form_found"] else None,
            "documents": [_document(item) for item in files[number]],
            "schede": [_scheda(item, paths, decided) for item in practices[number]],
            "protocolli": [_protocollo(item, paths, parties, links) for item in agreements[number]],
            "problems": [_problem(item, paths) for item in gaps[number]],
            "links": related[number],
            "proposals": proposed[number],
            "decisions": [_about(item) for item in said[number]],
            "letters": [_about(item) for item in written if item["message_id"] == number],
            "answers": [letter for message, letter in answered if message == number],
            **{name: [_about(item) for item in groups[number]] for name, groups in about.items()},
        }


def _header(row: sa.RowMapping) -> Json:
    """What is said of the message itself."""
    return {
        "id": row["id"],
        "message_id": row["message_id"],
        "sha256": row["sha256"],
        "subject": row["subject"],
        "sender": row["sender"],
        "origin": row["origin"],
        "received_at": _plain(row["received_at"]),
        "sent_at": _plain(row["sent_at"]),
        "source": row["source"],
        "kind": row["kind"],
        "status": row["status"],
        "prefettura": row["prefettura"],
        "trust": row["trust"],
        "trust_reasons": (row["trust_reasons"] or "").splitlines(),
        "marked_campi": None,
        "attempts": row["attempts"],
        "parser_version": row["parser_version"],
        "error": row["error"],
    }


def _links(connection: sa.Connection, ids: Sequence[int]) -> dict[int, list[Json]]:
    """The links of each message, seen from it: `message` is the other one, `replaced` which of the two gives way."""
    seen: dict[int, list[Json]] = defaultdict(list)
    ours = message_links.c.message_id.in_(ids) | message_links.c.other_id.in_(ids)
    for row in connection.execute(
        sa.select(message_links).where(ours).order_by(message_links.c.message_id, message_links.c.other_id)
    ):
        for this, other, kind in (
            (row.message_id, row.other_id, row.kind),
            (row.other_id, row.message_id, f"{row.kind} (said by the later)"),
        ):
            seen[this].append({"kind": kind, "message": other, "replaced": row.replaced_id, "reason": row.reason})
    return seen


def _proposals(connection: sa.Connection, ids: Sequence[int]) -> dict[int, list[Json]]:
    """What each message proposes about earlier ones and a person has to decide."""
    seen: dict[int, list[Json]] = defaultdict(list)
    ours = sa.select(link_proposals).where(link_proposals.c.message_id.in_(ids))
    for row in connection.execute(ours.order_by(link_proposals.c.message_id, link_proposals.c.other_id)):
        seen[row.message_id].append({"kind": row.kind, "message": row.other_id, "reason": row.reason, "why": row.why})
    return seen


def _about(row: sa.RowMapping) -> Json:
    return {
        key: _plain(value)
        for key, value in row.items()
        if key not in {"message_id", "document_id", "position"} and (key != "id" or "decided_at" in row)
    }


def _document(row: sa.RowMapping) -> Json:
    keys = (
        "filename",
        "path",
        "media_type",
        "declared_type",
        "sha256",
        "size",
        "kind",
        "status",
        "error",
        "pages",
        "ocr",
        "blocks",
        "unclaimed",
        "notes",
    )
    return {key: row[key] for key in keys}


def _scheda(row: sa.RowMapping, paths: dict[int, tuple[str, str]], decided: dict[tuple[int, str], int]) -> Json:
    review = decided.get((row["message_id"], row["key"]))
    path, filename = paths[row["document_id"]]
    return {
        "id": row["id"],
        "campo": row["campo"] if review is None else review,
        "title": row["title"] or None,
        "summary": row["summary"],
        "description": row["description"],
        "document": filename,
        "document_path": path,
        "prefettura": row["prefettura"],
        "confidence": row["confidence"],
        "method": row["method"] if review is None else "operator",
        "declared_campo": row["campo"],
        "suggested_campo": row["suggested_campo"],
        "needs_review": bool(row["needs_review"]) and review is None,
        "evidence": row["evidence"],
        "candidates": candidates_of(row["candidates"]),
    }


def _protocollo(
    row: sa.RowMapping, paths: dict[int, tuple[str, str]], parties: dict[int, list[str]], links: dict[int, list[int]]
) -> Json:
    path, filename = paths[row["document_id"]]
    return {
        "id": row["id"],
        "kind": row["kind"],
        "title": row["title"],
        "parties": parties[row["id"]],
        "signed_on": _plain(row["signed_on"]),
        "place": row["place"],
        "duration": row["duration"],
        "number": row["number"],
        "doubts": row["doubts"].split(", ") if row["doubts"] else [],
        "decided_by": row["decided_by"],
        "decided_at": _plain(row["decided_at"]),
        "document": filename,
        "document_path": path,
        "schede": links[row["id"]],
        "evidence": row["evidence"],
    }


def _problem(row: sa.RowMapping, paths: dict[int, tuple[str, str]]) -> Json:
    path, filename = paths.get(row["document_id"], (None, None))
    return {
        "code": row["code"],
        "campo": row["campo"],
        "document": filename,
        "document_path": path,
        "detail": row["detail"],
        "compared": bool(row["compared"]),
    }


def _of_protocolli(connection: sa.Connection, ids: Sequence[int]) -> tuple[dict[int, list[str]], dict[int, list[int]]]:
    parties: dict[int, list[str]] = defaultdict(list)
    links: dict[int, list[int]] = defaultdict(list)
    named = (
        sa.select(protocollo_parties)
        .where(protocollo_parties.c.protocollo_id.in_(ids))
        .order_by(protocollo_parties.c.position)
    )
    for row in connection.execute(named):
        parties[row.protocollo_id].append(row.name)
    linked = (
        sa.select(scheda_protocollo)
        .where(scheda_protocollo.c.protocollo_id.in_(ids))
        .order_by(scheda_protocollo.c.scheda_id)
    )
    for row in connection.execute(linked):
        links[row.protocollo_id].append(row.scheda_id)
    return parties, links


def _grouped(
    connection: sa.Connection, table: sa.Table, ids: Sequence[int], order: str = "position"
) -> dict[int, list[sa.RowMapping]]:
    groups: dict[int, list[sa.RowMapping]] = defaultdict(list)
    # The text of documents is asked for by those who show it (store.regions).
    columns = [column for column in table.columns if column.name not in {"text", "regions"}]
    for row in connection.execute(
        sa.select(*columns).where(table.c.message_id.in_(ids)).order_by(table.c[order])
    ).mappings():
        groups[row["message_id"]].append(row)
    return groups


def _counts(connection: sa.Connection, column: sa.Column[Any]) -> dict[str, int]:
    rows = connection.execute(
        sa.select(column, sa.func.count()).where(column.is_not(None)).group_by(column).order_by(column)
    )
    return {str(row[0]): row[1] for row in rows}


def parse_moment(text: str) -> datetime:
    """The moment that `_plain` wrote."""
    return datetime.fromisoformat(text)


def _plain(value: Any) -> Any:
    """Moments and days as ISO 8601, everything else as it is."""
    return value.isoformat() if hasattr(value, "isoformat") else value
