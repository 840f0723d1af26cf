"""Of each party of an agreement: its kind, where it is, how sure it is, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_COLUMNS = (
    ("kind", sa.Text(), "Kind of body"),
    ("comune", sa.Text(), "Comune that its name says; null if it says none"),
    ("province", sa.String(2), "Sigla of the province that its name says or lies in"),
    ("region", sa.Text(), "Region that its name says or lies in"),
    ("confidence", sa.Float(), "Probability that it signs, 0 to 1"),
    ("evidence", sa.JSON(), "Words that name it, and where"),
)


def upgrade() -> None:
    """To this version."""
    for name, type_, comment in _COLUMNS:
        op.add_column("protocollo_parties", sa.Column(name, type_, comment=comment))
