"""The text of a message line by line, each with the rule that claimed it when the message was read."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from config.errors import NotFoundError
from store.database import Database
from store.tables import documents, messages, protocolli, schede

if TYPE_CHECKING:
    from parsers.model import DocumentRecord

Json = dict[str, Any]


def stored(record: "DocumentRecord") -> list[list[Any]]:
    """The regions of a document as they are stored: paragraph, page, start and end in the whole text, rule, keys of
    records.
    """
    return [
        [region.block, page, begins + region.start, begins + region.end, region.rule, list(region.records)]
        for region in record.regions
        for begins, page in (record.lines[region.block],)
    ]


def lines(database: Database, message: int, document: str = "") -> list[Json]:
    """All lines of the documents of a message, or of the one of that name or path. Raises NotFoundError.

    `line` is the paragraph, counted from 0 as evidence counts them; a paragraph that several rules share comes once for
    each. `rule` is null in documents read by a version that kept no regions.
    """
    with database.read() as connection:
        if connection.execute(sa.select(messages.c.id).where(messages.c.id == message)).scalar() is None:
            raise NotFoundError(f"there is no message {message}")
        query = sa.select(documents).where(documents.c.message_id == message).order_by(documents.c.position)
        files = [row for row in connection.execute(query).mappings() if document in {"", row["path"], row["filename"]}]
        if document and not files:
            raise NotFoundError(f"message {message} has no document {document}")
        numbers = {table.name: _numbers(connection, table, message) for table in (schede, protocolli)}
    return [line for file in files for line in _of_document(file, numbers["schede"], numbers["protocolli"])]


def _numbers(connection: sa.Connection, table: sa.Table, message: int) -> dict[str, int]:
    rows = connection.execute(sa.select(table.c.key, table.c.id).where(table.c.message_id == message))
    return {row.key: row.id for row in rows}


def _of_document(file: sa.RowMapping, practices: Mapping[str, int], agreements: Mapping[str, int]) -> Iterator[Json]:
    text, name = file["text"], {"document": file["filename"], "document_path": file["path"]}
    if file["regions"] is None:
        plain = enumerate(text.split("\n")) if text else ()
        yield from (name | _line(number, None, one, None, (), ()) for number, one in plain)
        return
    for paragraph, page, start, end, rule, keys in file["regions"]:
        if said := text[start:end].strip():
            found = [practices[key] for key in keys if key in practices]
            acts = [agreements[key] for key in keys if key in agreements]
            yield name | _line(paragraph, page, said, rule, found, acts)


def _line(number: int, page: int | None, text: str, rule: str | None, found: Any, acts: Any) -> Json:
    return {
        "line": number,
        "page": page,
        "text": text,
        "rule": rule,
        "scheda": next(iter(found), None),
        "schede": list(found),
        "protocollo": next(iter(acts), None),
    }
