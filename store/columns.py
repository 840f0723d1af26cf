"""What the columns of all tables share: aware moments, closed lists of words, what they refer to."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware moment in UTC, also on SQLite, which knows no time zones."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuses naive values: they would silently be somebody's local time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime was about to be stored: {value}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Aware again."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class SearchVector(sa.TypeDecorator[str]):
    """What PostgreSQL searches in; text on SQLite, which has an index of its own."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[str]:
        """The dialect is loaded only where it is used: it takes as long as the rest of a short command."""
        if dialect.name != "postgresql":
            return dialect.type_descriptor(sa.Text())
        from sqlalchemy.dialects.postgresql import TSVECTOR

        return dialect.type_descriptor(TSVECTOR())


def storable(text: str) -> str:
    """A text without what PostgreSQL takes in none: NUL and lone surrogates."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def one_of(column: str, words_: type[StrEnum], **options: Any) -> tuple[sa.Column[str], sa.CheckConstraint]:
    """A column that holds one of some words, and the check that it does; `comment` says what it means."""
    comment = options.pop("comment")
    listed = ", ".join(f"'{word}'" for word in words_)
    return (
        sa.Column(column, sa.String(40), nullable=options.pop("nullable", False), comment=comment, **options),
        sa.CheckConstraint(f"{column} IN ({listed})", name=column),
    )


def row_id() -> sa.Column[int]:
    """The number of a row."""
    return sa.Column(
        "id", sa.Integer, primary_key=True, autoincrement=True, comment="Number of the row, never used again"
    )


def message_id() -> sa.Column[int]:
    """The message that a row belongs to, and goes with."""
    return sa.Column(
        "message_id",
        sa.ForeignKey("messages.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
        comment="The message it belongs to",
    )


def document_id(*, nullable: bool) -> sa.Column[int]:
    """The document that a row belongs to, and goes with."""
    return sa.Column(
        "document_id",
        sa.ForeignKey("documents.id", ondelete="CASCADE"),
        nullable=nullable,
        index=True,
        comment="The document it was found in",
    )


def prefettura() -> sa.Column[str]:
    """The office that sent it."""
    return sa.Column(
        "prefettura",
        sa.ForeignKey("prefetture.sigla"),
        index=True,
        comment="Sigla of the sending office; null if unknown",
    )
