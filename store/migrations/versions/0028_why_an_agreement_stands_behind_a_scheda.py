"""Why an agreement stands behind a scheda."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """To this version. What was read before says why when it is read again."""
    said = "Why; null where it was read before version 0028"
    op.add_column("scheda_protocollo", sa.Column("reason", sa.Text(), comment=said))
