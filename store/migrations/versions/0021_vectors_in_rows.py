"""PostgreSQL keeps the words of search in the row and not beside it, where ranking has to fetch each twice."""

from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """To this version. SQLite keeps its words elsewhere."""
    if op.get_bind().dialect.name == "postgresql":
        # Of the same type, but as another value: only then what is there is written anew, where it belongs.
        op.execute(
            "ALTER TABLE search_texts ALTER COLUMN vector TYPE tsvector USING vector || ''::tsvector,"
            " ALTER COLUMN vector SET STORAGE MAIN"
        )
