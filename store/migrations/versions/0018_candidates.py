"""The campi that the words of a scheda speak for most, for who decides."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0016"


def upgrade() -> None:
    """To this version."""
    said = (
        "Campi that the words of the text speak for most, each as [campo, probability], the likeliest first; null if "
        "read by a version without them"
    )
    op.add_column("schede", sa.Column("candidates", sa.JSON(none_as_null=True), comment=said))
