"""Place, duration and number of agreements; parties in one form each."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """To this version."""
    op.add_column("protocolli", sa.Column("place", sa.Text(), comment="Place of signing; null if the text does not say"))
    op.add_column("protocolli", sa.Column("duration", sa.Text(), comment="How long it holds, in the words of the text"))
    op.add_column("protocolli", sa.Column("number", sa.Text(), comment="Number under which it was registered"))
    op.add_column(
        "protocollo_parties", sa.Column("canonical", sa.Text(), comment="The same in one form for the ways in which it is written")
    )
