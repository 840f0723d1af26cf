"""In which region an agreement is at work."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """To this version. What was read before gets its region when it is read again."""
    said = "Region of most of its parties; null if they name none, or two as often"
    op.add_column("protocolli", sa.Column("region", sa.Text(), comment=said))
