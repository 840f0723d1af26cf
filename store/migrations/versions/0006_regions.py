"""What claimed each stretch of a document's text; a line that sums up each scheda."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """To this version."""
    regions = "Stretches of the text, each as [paragraph, page, start, end, rule, keys of records]; null if read by a version without them"
    op.add_column("documents", sa.Column("regions", sa.JSON(none_as_null=True), comment=regions))
    summary = "First telling sentence of the description, shortened"
    op.add_column("schede", sa.Column("summary", sa.Text(), nullable=False, server_default="", comment=summary))
