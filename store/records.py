"""Writes what was read from a message: the old records out, the new ones in, in the caller's transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

import sqlalchemy as sa

from config.vocabulary import DecisionKind, Problem, ProblemCode
from ingest.model import Certification, Signature
from parsers.model import DocumentRecord, Evidence, Protocollo, Registration, Relation, Scheda
from store import contents, decisions, public_texts, regions, search_index
from store.columns import storable
from store.contents import fingerprint
from store.decided import applied
from store.decisions import Decision
from store.kept import NOTHING_KEPT, kept_numbers
from store.model import Submission
from store.tables import (
    certifications,
    documents,
    marked_campi,
    problems,
    protocolli,
    protocollo_parties,
    registrations,
    relations,
    scheda_protocollo,
    schede,
    signatures,
)
from store.tables import decisions as decided

Row = dict[str, Any]
#: Columns that are looked up.
_KEYS = frozenset({"identifier", "original_message_id", "value"})
_LONGEST_KEY = 500

#: Tables derived from an original, children before parents.
_DERIVED = (problems, schede, protocolli, marked_campi, certifications, signatures, registrations, relations, documents)

# Built once: making a statement costs more than sending it.
_OF: sa.BindParameter[int] = sa.bindparam("message")
_FORGET = {table: sa.delete(table).where(table.c.message_id == _OF) for table in _DERIVED}
_INSERT = {table: sa.insert(table) for table in (*_DERIVED, protocollo_parties, scheda_protocollo)}
_INSERT_NUMBERED = {
    table: sa.insert(table).returning(table.c[key], table.c.id)
    for table, key in ((documents, "path"), (schede, "key"), (protocolli, "key"))
}


def replace(connection: sa.Connection, message_id: int, submission: Submission, *, first: bool = False) -> Submission:
    """Replaces all records of a message by those that were read, as persons decided them, and returns what is stored. A
    record that is read again keeps its number, a person's decision its scheda. `first` says that no records of it were
    ever stored, so that none need be looked for.
    """
    history = decisions.history(connection, message_id)
    as_read, submission = submission.reading, _as_decided(connection, message_id, submission, history)
    reading = submission.reading
    kept = NOTHING_KEPT if first else kept_numbers(connection, message_id, submission.reading, history)
    masked = {} if first else public_texts.known(connection, message_id)
    # A message that failed has a problem, and no records.
    for table in [problems] if first else _DERIVED:
        connection.execute(_FORGET[table], {"message": message_id})
    read = [_document_row(message_id, n, record) for n, record in enumerate(reading.documents)]
    by_path = _insert(connection, documents, "path", kept.documents, read)
    told = [_scheda_row(message_id, n, scheda, by_path) for n, scheda in enumerate(reading.schede)]
    by_key = _insert(connection, schede, "key", kept.schede, told)
    signed = [_protocollo_row(message_id, n, agreement, by_path) for n, agreement in enumerate(reading.protocolli)]
    agreements = _insert(connection, protocolli, "key", kept.protocolli, signed)
    if history:
        _sign(connection, message_id)
    for table, values in _rows_beside(message_id, submission, by_path, by_key, agreements):
        if values:
            connection.execute(_INSERT[table], [_storable(table, row) for row in values])
    contents.write(connection, message_id, as_read, reading, decisions.put_aside(history), first=first)
    _write_other_forms(connection, message_id, submission, read, by_key, agreements, masked)
    return submission


def _sign(connection: sa.Connection, message_id: int) -> None:
    """Notes with the agreements of a message who decided about them last, and when."""
    mine = (decided.c.message_id == message_id) & (decided.c.kind == DecisionKind.AGREEMENT)
    query = sa.select(decided).where(mine, decided.c.undone_at.is_(None), ~decided.c.unmet).order_by(decided.c.id)
    for row in connection.execute(query).all():
        same = protocolli.c.id == row.value["protocollo"]["number"]
        who = {"decided_at": row.decided_at, "decided_by": row.decided_by}
        connection.execute(sa.update(protocolli).where(same).values(**who))


def _rows_beside(
    message_id: int,
    submission: Submission,
    by_path: Mapping[str, int],
    by_key: Mapping[str, int],
    agreements: Mapping[str, int],
) -> list[tuple[sa.Table, list[dict[str, Any]]]]:
    """The rows that belong to a message beside its documents, schede and agreements, whose numbers are known by now."""
    reading = submission.reading
    links = [
        {"scheda_id": by_key[key], "protocollo_id": agreements[agreement.key], "reason": reason}
        for agreement in reading.protocolli
        for key, reason in zip(agreement.schede, agreement.reasons, strict=True)
        if key in by_key
    ]
    found = (*submission.problems, *reading.problems)
    about = {
        certifications: [_certification_row(item) for item in submission.certifications],
        signatures: [_signature_row(item) for item in submission.signatures],
        registrations: [_registration_row(item, by_path) for item in reading.registrations],
    }
    return [
        (protocollo_parties, [row for one in reading.protocolli for row in _party_rows(one, agreements[one.key])]),
        (scheda_protocollo, links),
        (marked_campi, [{"message_id": message_id, "campo": number} for number in reading.marked_campi or ()]),
        (problems, [_problem_row(message_id, n, problem, by_path) for n, problem in enumerate(found)]),
        (relations, [_relation_row(message_id, relation) for relation in reading.relations]),
        *(
            (table, [row | {"message_id": message_id, "position": n} for n, row in enumerate(items)])
            for table, items in about.items()
        ),
    ]


def _write_other_forms(
    connection: sa.Connection,
    message_id: int,
    submission: Submission,
    read: Sequence[Row],
    by_key: Mapping[str, int],
    agreements: Mapping[str, int],
    masked: public_texts.Masked,
) -> None:
    """What is made of the records for search and for the public. What was made of earlier ones went with them, but for
    the texts that were `masked` before.
    """
    reading = submission.reading
    texts = {row["path"]: row["text"] for row in read}
    entries = [
        search_index.of_scheda(message_id, by_key[scheda.key], scheda.title, scheda.description)
        for scheda in reading.schede
    ]
    entries += [
        search_index.of_protocollo(message_id, agreements[one.key], one.title, one.parties, texts[one.document])
        for one in reading.protocolli
    ]
    search_index.add(connection, entries)
    told = [(by_key[s.key], s.title, s.summary, s.description) for s in reading.schede]
    public_texts.add(connection, told, masked)


def _as_decided(
    connection: sa.Connection, message_id: int, submission: Submission, history: Sequence[Decision]
) -> Submission:
    """The submission with the decisions in force; those that nothing in it fits are marked, for `status`."""
    submission, unmet = applied(submission, [decision for decision in history if decision.stands])
    if not history:
        return submission
    mine = decided.c.message_id == message_id
    connection.execute(sa.update(decided).where(mine).values(unmet=False))
    connection.execute(sa.update(decided).where(decided.c.id.in_(unmet)).values(unmet=True))
    return submission


def note_failure(connection: sa.Connection, message_id: int, code: ProblemCode, reason: str) -> None:
    """Adds the reason of a failure to the problems of a message, in place of an earlier one of the same kind."""
    connection.execute(sa.delete(problems).where(problems.c.message_id == message_id, problems.c.code == code))
    connection.execute(sa.insert(problems).values(message_id=message_id, position=0, code=code, detail=reason))


def _insert(
    connection: sa.Connection, table: sa.Table, key: str, kept: Mapping[str, int], rows: Sequence[Row]
) -> dict[str, int]:
    """Inserts rows and returns their numbers by key: known keys get their old number, new ones a fresh one."""
    stored = {row[key]: _storable(table, row) for row in rows}
    again = [row | {"id": kept[row[key]]} for row in stored.values() if row[key] in kept]
    fresh = [row for row in stored.values() if row[key] not in kept]
    numbers: dict[str, int] = {}
    for batch in (again, fresh):
        if batch:
            given = connection.execute(_INSERT_NUMBERED[table], batch)
            numbers.update((name, number) for name, number in given)
    return {name: numbers[row[key]] for name, row in stored.items()}


def _document_row(message_id: int, position: int, record: DocumentRecord) -> dict[str, Any]:
    apart = {"lines", "regions", "unclaimed", "notes", "text"}
    row = {field.name: getattr(record, field.name) for field in fields(record) if field.name not in apart}
    return row | {
        "message_id": message_id,
        "position": position,
        "unclaimed": list(record.unclaimed),
        "notes": list(record.notes),
        # PostgreSQL takes no NUL in text; what stands for it keeps the places of all other characters.
        "text": record.text.replace("\x00", "\ufffd"),
        "regions": regions.stored(record),
    }


def _scheda_row(message_id: int, position: int, scheda: Scheda, by_path: Mapping[str, int]) -> dict[str, Any]:
    return {
        "message_id": message_id,
        "document_id": by_path[scheda.document],
        "position": position,
        "key": scheda.key,
        "campo": scheda.campo,
        "title": scheda.title,
        "description": scheda.description,
        "summary": scheda.summary,
        "fingerprint": fingerprint(scheda.description),
        "prefettura": scheda.prefettura,
        "confidence": scheda.confidence,
        "method": scheda.method,
        "suggested_campo": scheda.suggested_campo,
        "needs_review": scheda.needs_review,
        "evidence": _evidence(scheda.evidence),
        "candidates": [list(candidate) for candidate in scheda.candidates],
    }


def _protocollo_row(
    message_id: int, position: int, agreement: Protocollo, by_path: Mapping[str, int]
) -> dict[str, Any]:
    return {
        "message_id": message_id,
        "document_id": by_path[agreement.document],
        "position": position,
        "key": agreement.key,
        "kind": agreement.kind,
        "title": agreement.title,
        "signed_on": agreement.signed_on,
        "place": agreement.place or None,
        "region": agreement.region or None,
        "duration": agreement.duration or None,
        "number": agreement.number or None,
        "doubts": ", ".join(agreement.doubts) or None,
        "evidence": _evidence(agreement.evidence),
    }


def _party_rows(agreement: Protocollo, number: int) -> list[dict[str, Any]]:
    named = zip(agreement.parties, agreement.canonical, agreement.party_facts, strict=True)
    return [
        {
            "protocollo_id": number,
            "position": n,
            "name": name,
            "canonical": form,
            "kind": facts.kind,
            "comune": facts.comune or None,
            "province": facts.province or None,
            "region": facts.region or None,
            "confidence": facts.confidence,
            "evidence": _evidence(facts.evidence),
        }
        for n, (name, form, facts) in enumerate(named)
    ]


def _problem_row(message_id: int, position: int, problem: Problem, by_path: Mapping[str, int]) -> dict[str, Any]:
    return {
        "message_id": message_id,
        "document_id": by_path.get(problem.document or ""),
        "position": position,
        "code": problem.code,
        "campo": problem.campo,
        "detail": problem.detail
        if problem.document is None or problem.document in by_path
        else f"{problem.document}: {problem.detail}",
    }


def _evidence(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [{"text": item.text, "page": item.page, "block": item.block} for item in evidence]


def _storable(table: sa.Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """Without what no text of PostgreSQL may hold: NUL and lone surrogates, and more than its column takes. Indexed
    words stay below the size of a page.
    """
    return {name: _fitting(table.c[name], value) if isinstance(value, str) else value for name, value in row.items()}


def _fitting(column: sa.Column[Any], text: str) -> str:
    cleaned = storable(text)
    if column.name in _KEYS:
        return cleaned[:_LONGEST_KEY]
    most = column.type.length if isinstance(column.type, sa.String) else None
    return cleaned if most is None or len(cleaned) <= most else f"{cleaned[: most - 1]}…"


def _certification_row(certification: Certification) -> dict[str, Any]:
    row = asdict(certification)
    row["original_message_id"] = row.pop("message_id")
    return row | {"kind": certification.kind[:60], "error": certification.error[:60]}


def _signature_row(signature: Signature) -> dict[str, Any]:
    return asdict(signature)


def _registration_row(registration: Registration, by_path: Mapping[str, int]) -> dict[str, Any]:
    day = registration.registered_on
    return {
        "document_id": by_path.get(registration.document),
        "kind": registration.kind,
        "number": registration.number[:40],
        "year": day.year if day else registration.year,
        "registered_on": day,
        "administration": registration.administration,
        "aoo": registration.aoo,
        "office": registration.office,
        "subject": registration.subject,
        "primary_document": registration.primary_document,
        "earlier": [
            f"{earlier.number}/{earlier.year}" if earlier.year else earlier.number
            for earlier in registration.references
        ],
    }


def _relation_row(message_id: int, relation: Relation) -> dict[str, Any]:
    return {"message_id": message_id, "kind": relation.kind, "value": relation.value, "words": relation.words}
