"""What a message says as it was read and as persons decided it, and the files it came in."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from store.contents import name_of_file, name_of_scheda
from store.migrations.closed_lists import allow

revision = "0027"
down_revision = "0026"

_CODES = (
    "marked_without_scheda", "scheda_not_marked", "protocol_mentioned_not_attached", "campo_conflict", "campo_uncertain",
    "unreadable_document", "encrypted_document", "archive_limit", "unsupported_document", "unknown_sender", "prefettura_conflict",
    "missing_attachment", "possible_duplicate", "supersedes", "malformed_message", "possible_formula", "altered_signature", "follows_up",
    "missing_part", "withdrawal", "empty_attachment", "unexplained_text", "possible_several", "possible_agreement", "untrusted_sender",
    "infected_document", "processing_limit", "internal_error", "decision_overtaken",
)
_WAS_READ = "Whether reading found it, whatever a person made of it; false for a file that only holds schede"
_STANDS = "Whether it is in the records: false if a person took it away, or for a file that only holds schede"
#: The files that hold schede. Each is an anchor: any name of a set serves as one.
_HOLDING = """
INSERT INTO contents (message_id, item, campo, anchor, was_read, stands)
SELECT DISTINCT d.message_id, 'file ' || d.sha256, CAST(NULL AS INTEGER), {yes}, {no}, {no} FROM documents d
WHERE EXISTS (SELECT 1 FROM schede s WHERE s.document_id = d.id)
AND NOT EXISTS (SELECT 1 FROM contents c WHERE c.message_id = d.message_id AND c.item = 'file ' || d.sha256)
"""


_DECISIONS = sa.table(
    "decisions",
    *(sa.column(name) for name in ("message_id", "kind", "undone_at")),
    sa.column("unmet", sa.Boolean()),
    sa.column("value", sa.JSON),
)
_DOCUMENTS = sa.table("documents", *(sa.column(name) for name in ("message_id", "path", "sha256")))
_CONTENTS = sa.table(
    "contents",
    *(sa.column(name) for name in ("message_id", "item", "campo")),
    *(sa.column(name, sa.Boolean()) for name in ("anchor", "was_read", "stands")),
)


def upgrade() -> None:
    """To this version, what persons took away before among it."""
    for name, meaning in (("was_read", _WAS_READ), ("stands", _STANDS)):
        column = sa.Column(name, sa.Boolean(name=name), nullable=False, server_default=sa.true(), comment=meaning)
        op.add_column("contents", column)
    allow("problems", "code", _CODES)
    fill(op.get_bind())


def fill(connection: sa.Connection) -> None:
    """Names the files that hold what was stored so far, and the records that persons took away."""
    yes, no = ("TRUE", "FALSE") if connection.dialect.name == "postgresql" else ("1", "0")
    connection.execute(sa.text(_HOLDING.format(yes=yes, no=no)))
    stand = _DECISIONS.c.undone_at.is_(None) & sa.not_(_DECISIONS.c.unmet)
    taking_away = _DECISIONS.c.kind.in_(["reject", "split", "merge", "agreement"])
    for row in connection.execute(sa.select(_DECISIONS).where(stand, taking_away)).all():
        for item, campo, was_read in _named(connection, row.message_id, row.value):
            there = (_CONTENTS.c.message_id == row.message_id) & (_CONTENTS.c.item == item)
            if connection.execute(sa.select(_CONTENTS.c.item).where(there)).first() is None:
                named = {"message_id": row.message_id, "item": item, "campo": campo, "anchor": True}
                connection.execute(sa.insert(_CONTENTS).values(named | {"was_read": was_read, "stands": False}))
            elif was_read and campo is None:
                connection.execute(sa.update(_CONTENTS).where(there).values(was_read=True, stands=False))


def _named(connection: sa.Connection, message: int, value: dict[str, Any]) -> Iterator[tuple[str, int | None, bool]]:
    """The names of what a decision took away and of the files it stood in, as contents names them: each with its campo
    and whether it was something that was read.
    """
    for name in ("scheda", "other"):
        if name in value:
            yield name_of_scheda(value[name]["campo"], value[name]["description"]), value[name]["campo"], True
            yield from ((file, None, False) for file in _files(connection, message, value[name]["document"]))
    if value.get("rejected"):
        yield from ((file, None, True) for file in _files(connection, message, value["protocollo"]["document"]))


def _files(connection: sa.Connection, message: int, path: str) -> list[str]:
    mine = (_DOCUMENTS.c.message_id == message) & (_DOCUMENTS.c.path == path)
    return [name_of_file(sha256) for sha256 in connection.execute(sa.select(_DOCUMENTS.c.sha256).where(mine)).scalars()]
