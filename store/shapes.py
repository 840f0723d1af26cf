"""Messages in the shape of the contract: plain JSON values."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from config.errors import NotFoundError
from store.letters import answers, asked_about
from store.reviews import candidates_of
from store.tables import (
    certifications,
    decisions,
    documents,
    link_proposals,
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
)

Json = dict[str, Any]
# Built once: making a statement costs more than sending it.
_IDS: sa.BindParameter[int] = sa.bindparam("ids", expanding=True)
_MESSAGES = sa.select(messages).where(messages.c.id.in_(_IDS)).order_by(messages.c.id)
_PARTIES = (
    sa.select(protocollo_parties.c.protocollo_id, protocollo_parties.c.name)
    .where(protocollo_parties.c.protocollo_id.in_(_IDS))
    .order_by(protocollo_parties.c.position)
)
_BEHIND = (
    sa.select(scheda_protocollo)
    .where(scheda_protocollo.c.protocollo_id.in_(_IDS))
    .order_by(scheda_protocollo.c.scheda_id)
)


def load(connection: sa.Connection, ids: Sequence[int]) -> Iterator[Json]:
    """Messages with all that belongs to them, by number."""
    read = _read(connection, ids)
    about = {table.name: _grouped(connection, table, ids) for table in (certifications, signatures, registrations)}
    related, proposed = _links(connection, ids), _proposals(connection, ids)
    said = _grouped(connection, decisions, ids, "id")
    written, answered = asked_about(connection, ids), answers(connection, ids)
    for number, one in read.items():
        yield one | {
            "links": related[number],
            "proposals": proposed[number],
            "decisions": [_about(item) for item in said[number]],
            "letters": [_about(item) for item in written if item["message_id"] == number],
            "answers": [letter for message, letter in answered if message == number],
            **{name: [_about(item) for item in groups[number]] for name, groups in about.items()},
        }


def records(connection: sa.Connection, number: int) -> Json:
    """What a reading makes of a message: itself, its documents, schede, agreements, marks and problems. Raises
    NotFoundError.
    """
    found = _read(connection, [number])
    if number not in found:
        raise NotFoundError(f"there is no message {number}")
    return found[number]


def _read(connection: sa.Connection, ids: Sequence[int]) -> dict[int, Json]:
    rows = connection.execute(_MESSAGES, {"ids": ids}).mappings().all()
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
    gaps, marks = _grouped(connection, problems, ids), _grouped(connection, marked_campi, ids, "campo")
    return {
        (number := row["id"]): _header(row)
        | {
            "marked_campi": [mark["campo"] for mark in marks[number]] if row["form_found"] else None,
            "documents": [_document(item) for item in files[number]],
            "schede": [_scheda(item, paths, decided) for item in practices[number]],
            "protocolli": [_protocollo(item, paths, parties, links) for item in agreements[number]],
            "problems": [_problem(item, paths) for item in gaps[number]],
        }
        for row in rows
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
        "received_at": plain(row["received_at"]),
        "sent_at": plain(row["sent_at"]),
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
        key: plain(value)
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
        "signed_on": plain(row["signed_on"]),
        "place": row["place"],
        "region": row["region"],
        "duration": row["duration"],
        "number": row["number"],
        "doubts": row["doubts"].split(", ") if row["doubts"] else [],
        "decided_by": row["decided_by"],
        "decided_at": plain(row["decided_at"]),
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
        "settled": bool(row["settled"]),
    }


def _of_protocolli(connection: sa.Connection, ids: Sequence[int]) -> tuple[dict[int, list[str]], dict[int, list[int]]]:
    """The names of the parties of agreements, and the schede that they stand behind."""
    parties: dict[int, list[str]] = defaultdict(list)
    links: dict[int, list[int]] = defaultdict(list)
    if ids:
        for number, name in connection.execute(_PARTIES, {"ids": ids}):
            parties[number].append(name)
        for row in connection.execute(_BEHIND, {"ids": ids}):
            links[row.protocollo_id].append(row.scheda_id)
    return parties, links


def _grouped(
    connection: sa.Connection, table: sa.Table, ids: Sequence[int], order: str = "position"
) -> dict[int, list[sa.RowMapping]]:
    groups: dict[int, list[sa.RowMapping]] = defaultdict(list)
    for row in connection.execute(_rows_of(table, order), {"ids": ids}).mappings():
        groups[row["message_id"]].append(row)
    return groups


@cache
def _rows_of(table: sa.Table, order: str) -> sa.Select[Any]:
    """The rows of messages in a table, but for the text of documents: whoever shows it asks for it (store.regions)."""
    columns = [column for column in table.columns if column.name not in {"text", "regions"}]
    return sa.select(*columns).where(table.c.message_id.in_(_IDS)).order_by(table.c[order])


def plain(value: Any) -> Any:
    """Moments and days as ISO 8601, everything else as it is."""
    return value.isoformat() if hasattr(value, "isoformat") else value
